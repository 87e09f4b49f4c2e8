//! How customers stand, as bytes: a part of the image of the routes, so that a node that starts without its database
//! gives out no more than there was when it last could read.

use std::sync::atomic::Ordering;

use tandem_domain::{AccountId, CallLimits, Money, Timestamp};

use super::hour::Hour;
use super::payer::Read;
use super::{Calls, locked};
use crate::bytes::{Damaged, Put, Rest};

/// How customers stood, and among how many nodes what they have was divided.
pub(crate) struct Stands {
    nodes: u32,
    all: Vec<(Read, Hour)>,
}

impl Calls {
    /// Draws how customers stand; not the calls that are up, of which whoever reads this will not hear the end.
    pub(crate) fn draw(&self, out: &mut Vec<u8>) {
        out.put(self.nodes.load(Ordering::Relaxed).to_le_bytes());
        let all: Vec<_> = self.parts.iter().flat_map(|part| locked(part).stands()).collect();
        out.count(all.len());
        for (Read { account, root, spendable, limits }, hour) in all {
            let (spent, at) = hour.all();
            out.put(account.0.to_le_bytes());
            out.put(root.0.to_le_bytes());
            out.put(u32::from(spendable.is_some()).to_le_bytes());
            out.put(spendable.unwrap_or_default().0.to_le_bytes());
            out.bytes(&serde_json::to_vec(&limits).unwrap_or_default());
            out.put(spent.0.to_le_bytes());
            out.put(at.0.to_le_bytes());
        }
    }

    /// Takes note of how customers stood.
    pub(crate) fn restore(&self, stands: Stands) {
        self.nodes.store(stands.nodes.max(1), Ordering::Relaxed);
        for (read, hour) in stands.all {
            self.part(read.root).restore(read, hour);
        }
    }
}

impl Stands {
    pub(crate) fn read(rest: &mut Rest<'_>) -> Result<Self, Damaged> {
        let nodes = rest.u32()?;
        let mut all = Vec::new();
        for _ in 0..rest.u32()? {
            let (account, root) = (AccountId(rest.i64()?), AccountId(rest.i64()?));
            let (has_end, amount) = (rest.u32()? == 1, Money(rest.i64()?));
            let spendable = has_end.then_some(amount);
            let limits: CallLimits = rest.json()?;
            let hour = Hour::of(Money(rest.i64()?), Timestamp(rest.i64()?));
            all.push((Read { account, root, spendable, limits }, hour));
        }
        Ok(Self { nodes, all })
    }
}
