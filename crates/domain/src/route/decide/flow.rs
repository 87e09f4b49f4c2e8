//! Call flows: steps that ring one after the other.

use super::super::{Dial, Ending, Leg, Next, Reason, RouteBook};
use super::Decision;
use super::failover::Fails;
use super::place::{Been, Way};
use crate::object::{CallFlow, FlowMember, FlowStep, Forwarding, SipUri};
use crate::{AccountId, Destination, ObjectId, Telephone};

impl<B: RouteBook> Decision<'_, B> {
    /// Rings the steps one after the other. Whatever one fails by, the next is rung; behind the last stands
    /// where the flow leads then, and behind that what stands behind the flow.
    pub(super) fn flow(
        &mut self,
        account: AccountId,
        (to, id): (&Destination, ObjectId),
        flow: &CallFlow,
        because: Reason,
        way: Way<'_>,
    ) -> Next {
        let mut steps: Vec<(usize, Vec<Leg>)> = Vec::with_capacity(flow.steps.len());
        for (place, step) in (1..).zip(&flow.steps) {
            let legs = self.flow_legs(account, id, place, step);
            if !legs.is_empty() {
                steps.push((place, legs));
            }
        }
        let been = Been { to, menu: None, before: way.from };
        let by_keys = way.by_keys && steps.is_empty();
        let on = Way { from: Some(&been), by_keys, ..way };
        let mut next = (!flow.then.is_none()).then(|| {
            let why = match steps.len() {
                0 => Reason::Flow(id, format!("it leads to {}", flow.then)),
                _ => Reason::Flow(id, format!("nobody took the call: it leads to {}", flow.then)),
            };
            self.place(&flow.then, why, on)
        });
        let mut first = Some(because);
        let most = steps.len();
        for (turn, (place, legs)) in (1..=most).rev().zip(steps.into_iter().rev()) {
            let because = match first.take_if(|_| turn == 1) {
                Some(because) => because,
                None => Reason::Flow(id, format!("nobody took the call so far: step {place}")),
            };
            let dial = Dial { legs, announcement: None, music: String::new() };
            next = Some(self.dial(dial, because, next.map_or(way.fails, Fails::All)));
        }
        next.unwrap_or_else(|| self.cannot(Ending::Unreachable, Reason::EmptyFlow(id), way.fails))
    }

    /// Those of a step who can be rung.
    fn flow_legs(
        &mut self,
        account: AccountId,
        id: ObjectId,
        place: usize,
        step: &FlowStep,
    ) -> Vec<Leg> {
        let own = self.number.as_ref().map_or(0, |number| number.settings.dial_seconds);
        let seconds = step.seconds.unwrap_or(own).max(1);
        let mut legs = Vec::with_capacity(step.ring.len());
        for member in &step.ring {
            let leg = match member {
                FlowMember::Telephone(Telephone::Number(number)) => {
                    self.forwarding(account, &Forwarding::to(*number), seconds)
                }
                FlowMember::Telephone(Telephone::Address(address)) => {
                    self.sip_uri(account, &SipUri::at(address.clone()), seconds)
                }
                FlowMember::Named(to) => self.leg(to, seconds),
            };
            match leg {
                Ok(leg) => legs.push(leg),
                Err((_, why)) => {
                    self.note(true, || format!("step {place} of call flow {id}: {why}"));
                }
            }
        }
        legs
    }
}
