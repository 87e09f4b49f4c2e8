//! Months, and the money that they take.

use super::Generator;
use crate::simulator::deed::{Action, At, Deed, Fault, Ring, Set, Who};
use crate::simulator::model::{Model, State, Tenure};

impl Generator {
    /// Somebody's numbers are charged, mostly somebody's whose numbers are due, by whoever has the
    /// lease; if nobody has it, it is taken first.
    pub(super) fn month_end(&mut self, model: &Model) -> Deed {
        let due: Vec<Who> = model
            .numbers
            .values()
            .filter_map(|number| number.tenure.as_ref())
            .filter(|held| held.due <= model.now)
            .map(|held| held.payer)
            .collect();
        let who = match due.len() {
            0 => self.who(model),
            _ if self.once_in(10) => self.who(model),
            length => due[self.index(length)],
        };
        let held = model.leases.get(&0).filter(|(_, until)| *until > model.now);
        let holder = held.map_or(1, |(holder, _)| *holder);
        let holder = if self.once_in(20) { holder + 1 } else { holder };
        let number = self.number_in(model, &[State::Active, State::Suspended, State::PortingOut]);
        if self.once_in(12) {
            return Deed::MonthPutOff { who, number, client: self.once_in(2) };
        }
        let run = Deed::RenewalRun { who, only: self.once_in(6).then_some(number), holder };
        if held.is_some() {
            return run;
        }
        let alone = Action::Do { node: 0, deeds: vec![(run, None)], fault: Fault::Nothing };
        self.planned.push_back(alone);
        Deed::JobTake { job: 0, holder, seconds: 86_400 }
    }

    /// A number that somebody has rings elsewhere, or goes to another plan and perhaps back again.
    pub(super) fn setting(&mut self, model: &Model) -> Deed {
        let states = [State::Active, State::Active, State::Suspended, State::PortingOut];
        let number = self.number_in(model, &states);
        let by = self.owner_of(model, number);
        let ring = match self.below(6) {
            0 => Some(Ring::Id(1001 + i64::try_from(self.below(8)).unwrap_or(0))),
            1 => Some(Ring::Name(format!("object{}", self.below(4)))),
            2 => Some(Ring::Default),
            3 => Some(self.ring_at_login(model)),
            _ => None,
        };
        let at = match self.below(6) {
            0 | 1 if ring.is_none() => Some(At::Phone(u8::try_from(self.below(4)).unwrap_or(0))),
            2 if ring.is_none() => Some(At::Unforwarded),
            _ => None,
        };
        let plan = match self.below(12) {
            0..=4 => Some("SU".to_owned()),
            5..=9 => Some("STANDARD".to_owned()),
            10 => Some("NONE".to_owned()),
            _ => None,
        };
        // Whoever asks about the plan alone names one.
        let alone = ring.is_none() && at.is_none();
        let plan = plan.or_else(|| alone.then(|| "STANDARD".to_owned()));
        Deed::NumberSet { by, number, set: Set { ring, at, plan } }
    }

    pub(super) fn lease(&mut self) -> Deed {
        let (job, holder) = (u8::from(self.once_in(2)), 1 + i64::from(self.once_in(2)));
        let seconds = [1, 60, 3600][self.index(3)];
        if self.once_in(4) {
            Deed::JobEnd { job, holder }
        } else {
            Deed::JobTake { job, holder, seconds }
        }
    }

    pub(super) fn money(&mut self, model: &Model) -> Deed {
        if self.once_in(4) && !model.charges.is_empty() {
            let charge = self.index(model.charges.len());
            let units = i64::try_from(self.below(30)).unwrap_or(0) - 2;
            return Deed::FundsRefund { charge, units: (!self.once_in(3)).then_some(units) };
        }
        if self.once_in(8) {
            let units = i64::try_from(self.below(300)).unwrap_or(0) - 20;
            return Deed::AccountCredit { who: self.who(model), units };
        }
        let units = i64::try_from(self.below(400)).unwrap_or(0) - 50;
        let unpaid = |held: &&Tenure| held.deadline.is_some();
        let held = model.numbers.values().filter_map(|number| number.tenure.as_ref());
        let owing: Vec<Who> = held.filter(unpaid).map(|held| held.payer).collect();
        if !owing.is_empty() && !self.once_in(3) {
            let who = owing[self.index(owing.len())];
            return Deed::FundsPost { who, units, adjustment: false };
        }
        Deed::FundsPost { who: self.who(model), units, adjustment: self.once_in(2) }
    }
}
