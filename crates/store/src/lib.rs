//! SQLite and PostgreSQL behind one transaction, and every SQL statement of the product.
//!
//! The floors above see three things: [`Tx`], through which the statements of [`noun`] run; a
//! [`Store`] to which work is submitted and which answers for its durability; and the feed, which
//! tells followers what was committed. Which database it is, no statement can tell: the text is the
//! same, within the rules of `docs/SQL.md`.

mod absent;
mod error;
mod feed;
mod figures;
mod lane;
mod migration;
pub mod noun;
mod postgres;
pub mod snapshot;
mod sqlite;
mod store;
mod threads;
mod tx;
mod url;

pub use absent::Absent;
pub use error::StoreError;
pub use feed::FeedCursor;
pub use figures::{BATCH_BARS, Figures};
pub use migration::{Migration, Schema};
pub use noun::*;
pub use sqlite::MemoryDatabase;
pub use store::{Backend, Fate, Lane, ReadJob, ReadLimit, Store, Verdict, Work};
pub use tx::{Ahead, Arg, Round, Row, Tx, Value};
pub use url::{DatabaseUrl, UrlFault};
