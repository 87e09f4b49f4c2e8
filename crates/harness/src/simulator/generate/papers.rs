//! What is asked for and decided, and what is set for several at once.

use super::{ACCOUNTS_MAX, Generator};
use crate::simulator::deed::{Asker, Deed, Ring};
use crate::simulator::model::{Model, State};
use crate::simulator::paper::PaperDeed;

/// How many companies and agents there can be.
const PAPERS: u64 = 4;

impl Generator {
    pub(super) fn paper(&mut self, model: &Model) -> Deed {
        let who = self.who(model);
        // Mostly the customer itself.
        let root = if self.once_in(6) { who } else { model.accounts[who].root };
        let mut by = Asker { who: root, stale: self.once_in(30) };
        let does = match self.below(12) {
            0..=2 => PaperDeed::Page {
                receipts: self.once_in(2),
                on: !self.once_in(3),
                inside: self.once_in(8),
            },
            3 => PaperDeed::Company { who: root, id: self.paper_id() },
            4 | 5 => {
                let (id, company) = (self.paper_id(), self.paper_id());
                let whose = model.papers.companies.get(&company).map(|(who, _)| *who);
                let who = whose.filter(|_| !self.once_in(5)).unwrap_or(root);
                PaperDeed::Agent { who, id, company, second: self.once_in(2) }
            }
            6 => {
                let company = self.paper_id();
                let whose = model.papers.companies.get(&company).map(|(who, _)| *who);
                let who = whose.filter(|_| !self.once_in(5)).unwrap_or(root);
                let file = u8::try_from(self.below(3)).unwrap_or(0);
                PaperDeed::Keep { who, company, file }
            }
            7 => PaperDeed::Judge { id: self.paper_id(), good: self.once_in(2) },
            8 => {
                let is_full = model.accounts.len() > ACCOUNTS_MAX;
                let fresh = format!("account{}", self.below(20));
                let name = if is_full { "100001".to_owned() } else { fresh };
                PaperDeed::Client { name }
            }
            _ => {
                let first = self.number_in(model, &[State::Active]);
                by = self.owner_of(model, first);
                let payer = model.accounts[by.who].root;
                let theirs = |digits: &u64| {
                    let held = model.numbers.get(digits).and_then(|number| number.tenure.as_ref());
                    held.is_some_and(|held| held.payer == payer)
                };
                let mut numbers = vec![first];
                for _ in 0..self.below(3) {
                    let next = self.number_in(model, &[State::Active]);
                    if theirs(&next) || self.once_in(4) {
                        numbers.push(next);
                    }
                }
                let ring = match self.below(4) {
                    0 => Ring::Name(format!("object{}", self.below(4))),
                    1 => Ring::Default,
                    _ => Ring::Id(self.forwarding(model)),
                };
                PaperDeed::Several { numbers, ring }
            }
        };
        Deed::Paper { by, does }
    }

    fn paper_id(&mut self) -> i64 {
        1 + self.below(PAPERS).cast_signed()
    }
}
