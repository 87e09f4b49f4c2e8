//! Steps while a plan is being made.

use super::super::{Action, Ending, Exit, Next, PLAN_STEPS_MAX, Reason, Step, StepId};

/// Steps in the order in which they were thought of. Each leads to steps that were there before or came
/// later, but never round.
#[derive(Debug, Default)]
pub(super) struct Draft {
    steps: Vec<Step>,
}

impl Draft {
    /// Takes a place for a step whose exits are not known yet; `None` if the plan is full.
    pub(super) fn reserve(&mut self, action: Action, because: Reason) -> Option<StepId> {
        if self.steps.len() >= PLAN_STEPS_MAX {
            return None;
        }
        let id = u16::try_from(self.steps.len()).ok().map(StepId)?;
        self.steps.push(Step::last(action, because));
        Some(id)
    }

    /// Says where the call goes on after a step. What it says by itself need not be said.
    pub(super) fn exits(&mut self, id: StepId, mut exits: Vec<Exit>) {
        exits.retain(|exit| exit.next != Next::End(exit.when.ending()));
        if let Some(step) = self.steps.get_mut(usize::from(id.0)) {
            step.exits = exits;
        }
    }

    /// A step that ends the call, and says why.
    pub(super) fn hangup(&mut self, ending: Ending, because: Reason) -> Next {
        let id = self.reserve(Action::Hangup { ending }, because);
        id.map_or(Next::End(ending), Next::Step)
    }

    /// The steps that can be reached from the first, in an order in which each leads only forwards.
    pub(super) fn finish(mut self, first: Next) -> Vec<Step> {
        let first = match first {
            Next::Step(id) | Next::Again(id) => id,
            // Only a full plan ends without a step, and a full plan has a first one.
            Next::End(_) => StepId::FIRST,
        };
        let order = self.order(first);
        // As most plans are thought of, so they are gone through.
        if order.iter().copied().eq(0..self.steps.len()) {
            return self.steps;
        }
        let mut places = vec![StepId::FIRST; self.steps.len()];
        for (place, id) in (0..=u16::MAX).zip(&order) {
            if let Some(known) = places.get_mut(*id) {
                *known = StepId(place);
            }
        }
        for step in &mut self.steps {
            for exit in &mut step.exits {
                if let Next::Step(id) | Next::Again(id) = &mut exit.next {
                    *id = places.get(usize::from(id.0)).copied().unwrap_or(*id);
                }
            }
        }
        let mut steps: Vec<_> = self.steps.into_iter().map(Some).collect();
        order.into_iter().filter_map(|id| steps.get_mut(id).and_then(Option::take)).collect()
    }

    /// Every step behind all that lead to it: the order in which a walk leaves them, turned round.
    fn order(&self, first: StepId) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.steps.len());
        let mut seen = vec![false; self.steps.len()];
        let mut walk = vec![(usize::from(first.0), false)];
        while let Some((id, left)) = walk.pop() {
            if left {
                order.push(id);
                continue;
            }
            let (Some(step), Some(seen)) = (self.steps.get(id), seen.get_mut(id)) else { continue };
            if std::mem::replace(seen, true) {
                continue;
            }
            walk.push((id, true));
            walk.extend(step.followers().map(|next| (usize::from(next.0), false)));
        }
        order.reverse();
        order
    }
}
