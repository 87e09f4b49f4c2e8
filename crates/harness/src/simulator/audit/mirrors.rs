//! What the nodes keep in memory.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use futures_executor::block_on;
use tandem_domain::{CredentialId, Criteria, Offer, Origin, Timestamp};

use super::difference;
use crate::simulator::{Simulation, Stop, model, routes, words};

/// How long an event of a real database may take to arrive.
const ARRIVAL_TIME_MAX: Duration = Duration::from_secs(10);

impl Simulation {
    /// Once everything has reached a node, it shows what is there.
    pub(super) fn mirrors(&mut self, node: usize) -> Result<(), Stop> {
        if !self.nodes[node].is_complete {
            return Ok(());
        }
        let seed = self.report.lines.len() as u64;
        let deadline = Instant::now() + ARRIVAL_TIME_MAX;
        loop {
            self.harvest();
            while self.nodes[node].coming.values().any(|events| !events.is_empty()) {
                self.deliver(node, 100, seed);
            }
            let late = self.late_mirrors(node);
            // In memory everything has arrived. A real database lets an event out when no older
            // transaction is open any more.
            if late.is_none() || self.ground.is_memory() || Instant::now() > deadline {
                return late.map_or(Ok(()), |what| Err(self.wrong(what)));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// What the mirrors of a node do not show as it is.
    fn late_mirrors(&self, node: usize) -> Option<String> {
        let engine = &self.nodes[node].engine;
        let everything = engine.mirrors().stock.list(&Criteria::default(), usize::MAX);
        // What came from another carrier is where its neighbours are, and of those the oracle knows the state only.
        let place = |offer: &Offer| match offer.origin {
            Origin::PortedIn => offer.region.clone(),
            Origin::Own | Origin::Supplier => offer.rate_centre.clone(),
        };
        let shown = everything.iter();
        let found: BTreeSet<_> =
            shown.map(|found| (found.did.digits(), place(&found.offer))).collect();
        let offers = words::offers();
        let expected = self.model.numbers.iter().filter_map(|(digits, number)| {
            let shown = number.state == model::State::Available;
            let of = || {
                let region = || model::OFFERS[number.offer].region.to_owned();
                offers.get(number.offer).map_or_else(region, place)
            };
            shown.then(|| (*digits, of()))
        });
        let expected: BTreeSet<_> = expected.collect();
        if expected != found || engine.mirrors().stock.total() != found.len() as u64 {
            return Some(difference("the shelf in memory", &expected, &found));
        }
        let ours = self.model.numbers.iter().filter(|(_, number)| number.tenure.is_some());
        let some = self.model.numbers.keys().take(4);
        if let Some(astray) =
            routes::astray(engine, ours.map(|(digits, _)| digits).chain(some).copied())
        {
            return Some(astray);
        }
        let queue = &engine.mirrors().queue;
        let placed = self.model.backorders.iter().zip(&self.ids.backorders);
        let expected: BTreeSet<_> = placed
            .filter(|(placed, _)| placed.waiting > 0)
            .map(|(placed, (id, _))| (*id, placed.waiting, placed.short.is_none()))
            .collect();
        let ids = self.ids.backorders.iter();
        let found: BTreeSet<_> = ids
            .filter_map(|(id, _)| queue.get(*id).map(|open| (*id, open.waiting, open.is_ready)))
            .collect();
        if expected != found || queue.len() != found.len() {
            return Some(difference("the queue in memory", &expected, &found));
        }
        if block_on(engine.refresh_access()).is_err() {
            return Some("credentials cannot be read".to_owned());
        }
        let access = &engine.mirrors().access;
        let handles = (0..8).map(|index| format!("handle{index}"));
        let found = handles.filter_map(|handle| {
            let found = access.find(words::SCHEME, &handle)?;
            Some((handle, found.account, found.auth_epoch))
        });
        let found: BTreeSet<_> = found.collect();
        let mut expected = self.expected_credentials();
        // Those of equipment are in a scheme of their own.
        expected.retain(|(handle, ..)| handle.starts_with("handle"));
        if expected != found {
            return Some(difference("the credentials in memory", &expected, &found));
        }
        let lockouts = &engine.mirrors().lockouts;
        let now = Timestamp(self.model.now);
        let locked = |(handle, id): (&String, &CredentialId)| {
            lockouts.has(*id, words::GUESSER, now).then(|| handle.clone())
        };
        let found: BTreeSet<String> = self.ids.credentials.iter().filter_map(locked).collect();
        let lasts = self.model.lockouts.iter().filter(|(_, until)| **until > now.0);
        let expected = lasts.map(|(handle, _)| handle.clone()).collect();
        (found != expected).then(|| difference("the lock-outs in memory", &expected, &found))
    }
}
