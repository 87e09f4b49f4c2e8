//! The queue's turn: back-orders get what has come, the oldest first.

use std::collections::BTreeSet;

use tandem_domain::{Actor, BackorderId, Criteria, Refusal, Rng};

use crate::{Ask, BackorderFill, Engine};

impl Engine {
    /// Gives everybody in the queue who may have something a turn, the oldest first; returns how
    /// many numbers were given out. Nothing is asked of the database when nothing came that anybody
    /// waits for. Several nodes may do this at the same time: each begins with the oldest, and
    /// whoever comes second to one finds it locked until it has been served.
    pub async fn fill_backorders(&self) -> Result<usize, Refusal> {
        let queue = &self.inner.mirrors.queue;
        queue.wake(self.now());
        if !queue.is_due() {
            return Ok(0);
        }
        let mut given = 0;
        let mut turn = Turn { engine: self, in_vain: BTreeSet::new() };
        let mut end = Ok(());
        for id in queue.begin_turn() {
            match turn.give(id).await {
                Ok(numbers) => given += numbers,
                // It was filled or cancelled meanwhile; the event is on its way.
                Err(Refusal::OrderNotWaiting | Refusal::OrderUnknown) => {}
                // It has the next turn too, and keeps nobody behind it waiting.
                Err(refusal) => {
                    queue.call(id);
                    end = Err(refusal);
                }
            }
        }
        queue.end_turn();
        end.map(|()| given)
    }
}

/// One turn of the queue.
struct Turn<'e> {
    engine: &'e Engine,
    /// What the shelf was searched for in vain since the turn began. It only gets emptier by our
    /// hand, and what comes meanwhile is for the next turn.
    in_vain: BTreeSet<String>,
}

impl Turn<'_> {
    async fn give(&mut self, id: BackorderId) -> Result<usize, Refusal> {
        let mirrors = &self.engine.inner.mirrors;
        let Some(open) = mirrors.queue.get(id) else { return Ok(0) };
        if !self.may_have(&open.tiers) {
            return Ok(0);
        }
        let fill = BackorderFill { backorder: id, customer: open.account.0 };
        let turn = self.engine.execute(Ask::new(Actor::operator(), fill)).await?;
        if let Some(again) = turn.again {
            mirrors.queue.rest(id, again);
        }
        Ok(turn.numbers.len())
    }

    /// Whether there is anything on the shelf that fits.
    fn may_have(&mut self, tiers: &[Criteria]) -> bool {
        let wish = serde_json::to_string(tiers).unwrap_or_default();
        if self.in_vain.contains(&wish) {
            return false;
        }
        let stock = &self.engine.inner.mirrors.stock;
        let mut rng = Rng::seeded(0);
        let any = |tier| !stock.propose(tier, 1, &BTreeSet::new(), &mut rng).is_empty();
        let found = tiers.iter().any(any);
        if !found {
            self.in_vain.insert(wish);
        }
        found
    }
}
