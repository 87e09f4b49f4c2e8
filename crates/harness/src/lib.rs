//! What tests need to put the whole product through its paces.
//!
//! - [`Database`]: a fresh database for one test, SQLite or PostgreSQL, and
//!   [`on_both_databases!`] to run the same test on both.
//! - [`House`]: the product in process, with a clock that is moved by hand, and the people who use
//!   it: [`Customer`] and [`Operator`] with their verbs, so that a test reads as a story.
//! - [`simulator`]: random histories with crashes and lost replies, judged by an oracle of its own.
//! - [`process`] and [`http`]: the real binary, started, asked, killed and started again.

mod database;
mod house;
pub mod http;
pub mod process;
pub mod shelf;
pub mod simulator;

pub use database::{Database, Kind};
pub use house::{
    Customer, HandClock, House, Operator, backorder, login, order, order_any, order_of, profile,
};
