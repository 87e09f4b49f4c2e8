//! Who brings numbers along, and what carriers say.

use std::collections::BTreeSet;

use super::Generator;
use crate::simulator::deed::{Asker, Deed, Ring};
use crate::simulator::model::{Model, State};
use crate::simulator::port::{CarrierSays, LookDeed, PortDeed};

impl Generator {
    pub(super) fn look(&mut self, model: &Model) -> Deed {
        if self.once_in(5) {
            let by = Asker { who: 0, stale: false };
            let mut some = || (0..self.below(3)).map(|_| self.number()).collect();
            let (carriers, names, answered) = (some(), some(), some());
            // Where nothing is said, other rules count: most histories leave it so for long.
            let covered = self.once_in(6).then(|| (self.number(), !self.once_in(4)));
            return Deed::Look { by, does: LookDeed::Load { carriers, names, covered, answered } };
        }
        let loaded = model.looked.0.union(&model.looked.1).copied();
        let all: BTreeSet<u64> = loaded.chain(model.answered.keys().copied()).collect();
        let all = Vec::from_iter(all);
        let is_known = !all.is_empty() && !self.once_in(4);
        let number = if is_known { all[self.index(all.len())] } else { self.number() };
        let (carrier, name) = (self.once_in(2), !self.once_in(3));
        Deed::Look { by: self.asker(model), does: LookDeed::Look { number, carrier, name } }
    }

    pub(super) fn port(&mut self, model: &Model) -> Deed {
        let nobody = Asker { who: 0, stale: false };
        // A job comes by whenever it likes: for everything whose time is up, and for some that have none.
        if self.once_in(6) && !model.ports.is_empty() {
            let due = (0..model.ports.len()).find(|port| model.is_port_due(*port));
            let port = due.unwrap_or_else(|| self.index(model.ports.len()));
            return Deed::Port { by: nobody, does: PortDeed::Tend { port } };
        }
        if self.once_in(8) {
            let number =
                self.number_in(model, &[State::Active, State::Suspended, State::PortingOut]);
            let knows = !self.once_in(3);
            return Deed::Port { by: nobody, does: PortDeed::Ask { number, knows } };
        }
        let all = model.ports.len();
        if all == 0 || self.once_in(4) {
            let numbers = (0..1 + self.below(3)).map(|_| self.elsewhere(model)).collect();
            let (plan, ring) = (self.plan_of_port(), self.ring_of_port(model));
            let (submit, papers) = (!self.once_in(4), self.papers());
            let by = self.asker(model);
            let does = PortDeed::Put { port: None, numbers, plan, ring, submit, papers };
            return Deed::Port { by, does };
        }
        // Mostly one that is not at its end.
        let open: Vec<usize> = (0..all)
            .filter(|index| !["completed", "cancelled"].contains(&model.ports[*index].state()))
            .collect();
        let port = if open.is_empty() || self.once_in(8) {
            self.index(all)
        } else {
            open[self.index(open.len())]
        };
        let asked = &model.ports[port];
        let who = [asked.owner, asked.customer][self.index(2)];
        let own = Asker { who, stale: self.once_in(30) };
        let by = if self.once_in(6) { self.asker(model) } else { own };
        let mut numbers: Vec<u64> = Vec::new();
        if self.once_in(3) {
            let its: Vec<u64> = asked.lines.keys().copied().collect();
            numbers.push(its[self.index(its.len())]);
            if self.once_in(8) {
                numbers.push(self.number());
            }
        }
        match self.below(10) {
            0 => Deed::Port { by, does: PortDeed::Cancel { port, numbers } },
            1 => {
                let ring = self.ring_of_port(model);
                Deed::Port { by, does: PortDeed::Route { port, numbers, ring } }
            }
            2 => {
                let letters = u8::try_from(self.below(5)).unwrap_or(0);
                Deed::Port { by, does: PortDeed::Attach { port, letters } }
            }
            3..=4 => {
                let (plan, ring) = (self.plan_of_port(), self.ring_of_port(model));
                let (port, submit, papers) = (Some(port), !self.once_in(3), self.papers());
                let does = PortDeed::Put { port, numbers, plan, ring, submit, papers };
                Deed::Port { by, does }
            }
            said => {
                let says = match said {
                    5 => CarrierSays::No,
                    6..=7 => CarrierSays::Yes,
                    _ if self.once_in(8) => CarrierSays::Something,
                    _ => CarrierSays::Gone,
                };
                Deed::Port { by: nobody, does: PortDeed::Answer { port, numbers, says } }
            }
        }
    }

    fn papers(&mut self) -> u8 {
        u8::try_from(self.below(6)).unwrap_or(0).saturating_sub(3)
    }

    /// A number that another carrier has, mostly.
    fn elsewhere(&mut self, model: &Model) -> u64 {
        let gone = self.number_in(model, &[State::PortedOut, State::Blocked]);
        if self.once_in(3) {
            return gone;
        }
        let unknown = (0..6).map(|_| self.number()).find(|one| !model.numbers.contains_key(one));
        unknown.unwrap_or(13_055_559_000 + self.below(6))
    }

    fn plan_of_port(&mut self) -> Option<String> {
        self.once_in(6).then(|| ["SU", "STANDARD", "NONE"][self.index(3)].to_owned())
    }

    fn ring_of_port(&mut self, model: &Model) -> Ring {
        match self.below(5) {
            0 => Ring::Id(self.forwarding(model)),
            1 => Ring::Name(format!("object{}", self.below(4))),
            2 => self.ring_at_login(model),
            _ => Ring::Default,
        }
    }
}
