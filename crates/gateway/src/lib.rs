//! What every HTTP surface shares, once: bounds, recognition of callers, limits on how often they
//! may call, idempotency keys, and the table of operations.
//!
//! The gateway speaks `http::Request<Bytes>` and `http::Response<Bytes>`, so that recorded cases,
//! fuzzers and the simulator drive the whole path without a socket. A dialect ([`Dialect`]) says
//! where it is mounted and what it answers; its operations ([`Operation`]) are a table from which
//! its routing, its checks and its coverage follow.

mod auth;
mod call;
mod dialect;
mod dispatcher;
mod fault;
mod gate;
mod looking;
mod meter;
mod operation;
mod rate;
mod reader;
pub mod secret;
mod table;

pub use auth::AuthFault;
pub use call::{Call, Called};
pub use dialect::{Answer, Coverage, Dialect, Status, respond};
pub use dispatcher::Dispatcher;
pub use fault::{Fault, Stop, sentence};
pub use futures_util::future::BoxFuture;
pub use gate::{BODY_BYTES_MAX, Fetcher, Gate, Gateway, REALM, Timer};
pub use looking::LookupSource;
pub use meter::{AnswerKind, Meter};
pub use operation::{Entry, IDEMPOTENCY_KEY, Kind, Operation, Param, Run, Spec};
pub use rate::RateLimit;
pub use reader::{NEITHER, Reader, yes_or_no};
pub use table::{Found, Lacking, Section, Table};
