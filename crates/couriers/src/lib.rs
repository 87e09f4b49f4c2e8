//! Outward loops after commit: what was decided in here is carried out out there.
//!
//! [`supply`] buys numbers from suppliers ([`upstream`] is one), [`hooks`] tells webhooks what happened,
//! [`mail`] writes to people, [`lookups`] asks who knows a number. A
//! courier never decides anything. It reads what was committed, calls, and sends what it was told
//! back through the engine's door. [`http`] is how anybody is called whose address somebody else
//! chose.

pub mod faults;
pub mod hooks;
pub mod http;
pub mod lookups;
pub mod mail;
mod page;
mod post;
pub mod rehearsed;
mod signature;
pub mod supply;
mod turns;
pub mod upstream;

pub use signature::signature;
pub use supply::{Supplier, Suppliers};
