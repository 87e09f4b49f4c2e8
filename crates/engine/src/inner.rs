//! What an engine is made of, which its door, its runs and its followers share.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use futures_channel::oneshot;
use tandem_domain::route::Domains;
use tandem_domain::{Actor, Event, EventBody, OrderId, Refusal, Rng, Timestamp};
use tandem_mirror::{Follower, Mirrors};
use tandem_numbering::{Did, Rules};
use tandem_store::Store;

use crate::IdSource;
use crate::cx::Surroundings;
use crate::follow::Progress;
use crate::memo::Memo;
use crate::meter::Meter;
use crate::sip_login::LoginMemo;

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// Whoever lets things go wrong in a sandbox.
pub trait Rehearsal: Send + Sync {
    /// Why a command of a customer is refused this time, if it is. `wanted` is how many numbers it
    /// leaves the choice of to us.
    fn refuses(&self, command: &'static str, wanted: Option<u32>) -> Option<Refusal>;

    /// Why the node should not be sent anybody just now, if it should not.
    fn hinders(&self) -> Option<String> {
        None
    }
}

/// The store, the mirrors, and what goes with them.
pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) mirrors: Mirrors,
    /// Whether the mirrors follow what is committed.
    pub(crate) has_mirrors: bool,
    pub(crate) rules: Rules,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) seeds: Mutex<Rng>,
    pub(crate) ids: IdSource,
    pub(crate) holder: i64,
    pub(crate) memo: Memo,
    pub(crate) progress: Mutex<Progress>,
    /// The hosts at which our own numbers and logins are called, once they have been said.
    pub(crate) domains: OnceLock<Domains>,
    pub(crate) logins: LoginMemo,
    /// Whoever reads balances for calls that wait.
    pub(crate) reading_balances: futures_util::lock::Mutex<()>,
    pub(crate) rehearsal: OnceLock<Box<dyn Rehearsal>>,
    pub(crate) meter: Meter,
    pub(crate) waiting: Mutex<BTreeMap<OrderId, Vec<oneshot::Sender<()>>>>,
}

impl Inner {
    pub(crate) fn seed(&self) -> u64 {
        self.seeds.lock().unwrap_or_else(PoisonError::into_inner).next()
    }

    /// The hosts at which our own numbers and logins are called.
    pub(crate) fn domains(&self) -> &Domains {
        self.domains.get().unwrap_or(Domains::NONE)
    }

    pub(crate) fn around<'a>(
        &'a self,
        actor: &'a Actor,
        now: Timestamp,
        seed: u64,
        candidates: Option<&'a [Did]>,
    ) -> Surroundings<'a> {
        Surroundings {
            now,
            actor,
            seed,
            rules: &self.rules,
            domains: self.domains(),
            stock: &self.mirrors.stock,
            routes: &self.mirrors.routes,
            queue: &self.mirrors.queue,
            tariffs: &self.mirrors.tariffs,
            heard: None,
            candidates,
            ids: &self.ids,
            memo: &self.memo,
        }
    }

    /// Lets the mirrors and whoever waits know what was committed.
    pub(crate) fn publish(&self, events: &[Event]) {
        for event in events {
            if let EventBody::NumbersStocked { offers, .. } = &event.body {
                self.memo.name_offers(offers);
            }
            if self.has_mirrors {
                self.mirrors.apply(event);
            }
            if let EventBody::OrderSettled { order, .. } = &event.body {
                let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
                for tell in waiting.remove(order).unwrap_or_default() {
                    // Whoever waited may have gone.
                    let _ = tell.send(());
                }
            }
        }
    }
}
