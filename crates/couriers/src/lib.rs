//! Outward loops after commit: what was decided in here is carried out out there.
//!
//! So far there is one: [`supply`], which buys numbers from upstream suppliers. A courier never
//! decides anything. It reads what was committed, calls, and sends what it was told back through
//! the engine's door.

pub mod rehearsed;
pub mod supply;

pub use supply::{Supplier, Suppliers};
