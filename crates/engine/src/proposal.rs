//! Which numbers are proposed to a command that leaves the choice to us.

use std::collections::BTreeSet;

use tandem_domain::{Criteria, Rng};
use tandem_mirror::{Look, Mirrors, Start};
use tandem_numbering::Did;

use crate::inner::Inner;
use crate::{Command, SURPLUS};

impl Inner {
    /// Numbers that may do, tier by tier.
    pub(crate) fn propose<C: Command>(
        &self,
        command: &C,
        tried: &BTreeSet<Did>,
    ) -> Option<Vec<Did>> {
        let wanted = command.wants()?;
        let enough = wanted.quantity as usize + SURPLUS;
        let mut rng = Rng::seeded(self.seed());
        let mut found = Vec::new();
        let mut seen = tried.clone();
        for tier in wanted.tiers {
            let more = self.propose_of(tier, enough - found.len(), &seen, &mut rng);
            seen.extend(&more);
            found.extend(more);
            if found.len() >= enough {
                break;
            }
        }
        Some(found)
    }

    /// Numbers of one tier. What has just come is left to those who wait for it, unless there is
    /// enough for all.
    fn propose_of(
        &self,
        tier: &Criteria,
        lacks: usize,
        seen: &BTreeSet<Did>,
        rng: &mut Rng,
    ) -> Vec<Did> {
        let Mirrors { stock, queue, .. } = &self.mirrors;
        let is_short = || stock.count(tier) < queue.demand().saturating_add(lacks as u64);
        if !(queue.is_turning() && is_short()) {
            return stock.propose(tier, lacks, seen, rng);
        }
        let look = Look { criteria: tier, limit: lacks, start: Start::Anywhere(rng), but: seen };
        let found = stock.pick(look, |_, _| true);
        let free = found.into_iter().filter(|found| !queue.keeps(found.did, &found.offer));
        free.map(|found| found.did).collect()
    }
}
