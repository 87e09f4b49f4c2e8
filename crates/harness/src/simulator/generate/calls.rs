//! What calls switches report next.

use super::Generator;
use crate::simulator::call::CallDeed;
use crate::simulator::deed::Deed;
use crate::simulator::model::{Model, State};

const SECOND: u64 = 1_000_000;

impl Generator {
    pub(super) fn call(&mut self, model: &Model) -> Deed {
        if self.once_in(12) {
            return Deed::CallKept { who: self.who(model), number: self.number() };
        }
        let known: Vec<CallDeed> = model.calls.records.values().map(|called| called.said).collect();
        if !known.is_empty() && self.once_in(4) {
            // A switch that heard no answer says it again; now and then another says something else.
            let said = known[self.index(known.len())];
            let talked = if self.once_in(6) { Some(7) } else { said.talked };
            return Deed::CallOver(CallDeed { talked, ..said });
        }
        let states = [State::Active, State::Active, State::Released, State::Suspended];
        let state = states[self.index(4)];
        let number = if self.once_in(12) { self.number() } else { self.number_in(model, &[state]) };
        // Mostly a moment ago; now and then a switch was out of touch for days.
        let ago = if self.once_in(4) { self.below(40 * 86_400) } else { self.below(120) };
        let rang = self.below(40) * SECOND;
        let talked = (!self.once_in(4)).then(|| {
            let whole = [1, 6, 7, 30, 31, 36, 60, 61, 3600][self.index(9)] * SECOND;
            let odd = if self.once_in(2) { self.below(SECOND) } else { 0 };
            (whole + odd).cast_signed()
        });
        let began = model.now - (ago * SECOND).cast_signed();
        let outward = self.once_in(8);
        let name = known.len() as u64 * 1000 + self.below(1000);
        let rang = rang.cast_signed();
        Deed::CallOver(CallDeed { name, number, began, rang, talked, outward })
    }
}
