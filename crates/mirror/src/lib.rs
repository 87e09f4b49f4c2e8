//! What is kept in memory and follows the events: the shelf ([`Stock`]), those who wait for what is
//! not on it ([`Queue`]), the credentials ([`Access`]) and who is locked out of them ([`Lockouts`]),
//! the plans by which it shows prices ([`Tariffs`]), where calls go ([`Routes`]) and which are up ([`Calls`]).
//! The shelf can be written down as an [`image`] and kept in a [`file`].
//!
//! A mirror is never the truth. It proposes a number; whether the number can be had, the store
//! decides. It recognises a credential; whether that credential was revoked a moment ago, the
//! account's locked row decides.

mod access;
mod bytes;
mod calls;
pub mod file;
mod lockouts;
mod queue;
mod routes;
mod stock;
mod tariffs;

pub use access::{Access, Credential, Terms};
pub use calls::{CallKey, Calls, Guarded, LiveCall, Way, Wish};
pub use lockouts::Lockouts;
pub use queue::{Queue, Waiting};
pub use routes::{Charged, Routes, RoutesDamaged, SnapshotBook};
pub use stock::image::{self, Drawing, Drawn, ImageFault, ImageHead, Proof};
pub use stock::{Found, Grain, Look, Run, RunLook, Start, Stock, Tally};
pub use tariffs::{Heard, Tariffs};

use tandem_domain::{Event, Timestamp};
use tandem_store::{StoreError, Tx};

/// A table in memory that can be read from the store and then follows what happens.
pub trait Follower {
    /// Reads everything, from one consistent state, in place of what was there.
    fn load(&self, tx: &mut dyn Tx) -> Result<(), StoreError>;

    /// Follows one event. The same event may come twice, and events of different accounts in
    /// another order than they happened; what is older than what is known changes nothing.
    fn apply(&self, event: &Event);
}

/// All mirrors of one node.
#[derive(Default)]
pub struct Mirrors {
    /// The numbers on the shelf.
    pub stock: Stock,
    /// Who waits for what is not there.
    pub queue: Queue,
    /// The credentials in force.
    pub access: Access,
    /// Who is locked out of which.
    pub lockouts: Lockouts,
    /// The plans in force.
    pub tariffs: Tariffs,
    /// Where calls go.
    pub routes: Routes,
    /// The calls that are up.
    pub calls: Calls,
}

impl Mirrors {
    /// Reads everything but the shelf, which is there already from an image.
    pub fn load_beside_stock(&self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        self.queue.load(tx)?;
        self.access.load(tx)?;
        self.lockouts.load(tx)?;
        self.tariffs.load(tx)?;
        self.routes.load(tx)?;
        self.calls.load(tx)
    }

    /// What calls are routed and paid by, as bytes.
    pub fn draw_routes(&self) -> Vec<u8> {
        self.routes.draw(&self.calls)
    }

    /// Fills what calls are routed and paid by from its image; says when it was current.
    ///
    /// # Errors
    ///
    /// It is none. Nothing has changed.
    pub fn restore_routes(&self, bytes: &[u8]) -> Result<Timestamp, RoutesDamaged> {
        self.routes.restore(bytes, &self.calls)
    }
}

impl Follower for Mirrors {
    fn load(&self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        self.stock.load(tx)?;
        self.load_beside_stock(tx)
    }

    fn apply(&self, event: &Event) {
        self.stock.apply(event);
        self.queue.apply(event, |offer| self.stock.offer(offer));
        self.access.apply(event);
        self.lockouts.apply(event);
        self.tariffs.apply(event);
        self.routes.apply(event);
        self.calls.apply(event);
    }
}
