//! What resellers do next about their clients.

use super::Generator;
use crate::simulator::deed::{Asker, ClientDeed, Deed, Who};
use crate::simulator::model::{Model, State};

impl Generator {
    pub(super) fn client(&mut self, model: &Model) -> Deed {
        if self.once_in(3)
            && let Some(renew) = self.renewal(model)
        {
            return renew;
        }
        if self.once_in(6)
            && let Some(disconnect) = self.disconnection(model)
        {
            return disconnect;
        }
        let number = self.number_in(model, &[State::Active, State::PortingOut]);
        let client = self.sub(model);
        // Mostly its own reseller.
        let root = model.accounts[client].root;
        let who = if self.once_in(6) { self.who(model) } else { root };
        let by = Asker { who, stale: self.once_in(30) };
        let (setup, monthly) = self.terms();
        let waived = (self.once_in(4), self.once_in(4));
        let does = match self.below(10) {
            0..=3 => {
                let next = self.once_in(3).then(|| self.client_day(model, number));
                ClientDeed::Connect { number, client, setup, monthly, waived, next }
            }
            4 => ClientDeed::Disconnect { number },
            5 | 6 => {
                let to = if self.once_in(3) { root } else { client };
                let from = self.once_in(2).then(|| if self.once_in(3) { client } else { root });
                ClientDeed::Move { number, from, to }
            }
            7 => {
                let limit = i64::try_from(self.below(120)).unwrap_or(0) - 4;
                ClientDeed::Limit { client, limit: (!self.once_in(4)).then_some(limit) }
            }
            _ => {
                let units = i64::try_from(self.below(150)).unwrap_or(0) - 50;
                ClientDeed::Post { client, units, adjusts: self.once_in(3) }
            }
        };
        Deed::Client { by, does }
    }

    /// What a client is to pay.
    pub(super) fn terms(&mut self) -> (i64, i64) {
        let mut some = || i64::try_from(self.below(40)).unwrap_or(0);
        (some(), some())
    }

    /// When a client's second month is to begin: a day some way off, seldom one that is past, or the one on which
    /// it begins already.
    fn client_day(&mut self, model: &Model, number: u64) -> i64 {
        let held = model.numbers.get(&number).and_then(|number| number.tenure.as_ref());
        match held.and_then(|held| held.client) {
            Some((next, _)) if self.once_in(2) => next,
            _ => model.now + (i64::try_from(self.below(80)).unwrap_or(0) - 4) * 86_400_000_000,
        }
    }

    fn sub(&mut self, model: &Model) -> Who {
        let subs: Vec<Who> =
            (1..model.accounts.len()).filter(|who| model.accounts[*who].is_sub).collect();
        if subs.is_empty() { self.who(model) } else { subs[self.index(subs.len())] }
    }

    /// A reseller takes back a number that a client has.
    fn disconnection(&mut self, model: &Model) -> Option<Deed> {
        let connected = model.numbers.iter().filter_map(|(digits, number)| {
            let held = number.tenure.as_ref()?;
            held.client.map(|_| (held.payer, *digits))
        });
        let connected: Vec<(Who, u64)> = connected.collect();
        let (who, number) = *connected.get(self.index(connected.len().max(1)))?;
        let by = Asker { who, stale: false };
        Some(Deed::Client { by, does: ClientDeed::Disconnect { number } })
    }

    /// What the job would do: the numbers of one reseller whose clients are due.
    fn renewal(&mut self, model: &Model) -> Option<Deed> {
        let connected = model.numbers.iter().filter_map(|(digits, number)| {
            let held = number.tenure.as_ref()?;
            let (next, _) = held.client?;
            (next <= model.now || self.once_in(4)).then_some((held.payer, *digits))
        });
        let connected: Vec<(Who, u64)> = connected.collect();
        let (reseller, _) = *connected.first()?;
        let of_it = connected.iter().filter(|(payer, _)| *payer == reseller);
        Some(Deed::ClientRenew { reseller, numbers: of_it.map(|(_, digits)| *digits).collect() })
    }
}
