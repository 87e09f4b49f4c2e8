//! What people write to each other next.

use super::Generator;
use crate::simulator::deed::Deed;
use crate::simulator::model::{Model, State};
use crate::simulator::text::{Says, TextDeed, TextsWanted};

impl Generator {
    pub(super) fn text(&mut self, model: &Model) -> Deed {
        let number = self.number_in(model, &[State::Active, State::PortingOut]);
        let by = self.owner_of(model, number);
        let does = match self.below(12) {
            0..=2 => TextDeed::Set { number, wanted: self.wanted(model) },
            3..=9 => {
                let from = self.talker(model).unwrap_or(number);
                let to = self.talker(model).unwrap_or_else(|| self.number());
                let to = if self.once_in(12) { self.number() } else { to };
                let says = self.says();
                let by = self.owner_of(model, from);
                return Deed::Text { by, does: TextDeed::Send { from, to, says } };
            }
            10 => TextDeed::Remove { serial: 1 + self.below(12).cast_signed() },
            _ => {
                let held = model.numbers.get(&number).and_then(|number| number.tenure.as_ref());
                let who = match held {
                    Some(held) if !self.once_in(6) => held.payer,
                    _ => self.who(model),
                };
                let at = model.now - (self.below(40).cast_signed() - 1) * 3_600_000_000;
                let serial = self.below(60).cast_signed();
                let (contact, sent, says) = (self.number(), self.once_in(2), self.says());
                TextDeed::MoveIn { who, number, contact, serial, sent, at, says }
            }
        };
        Deed::Text { by, does }
    }

    fn wanted(&mut self, model: &Model) -> TextsWanted {
        TextsWanted {
            on: !self.once_in(8),
            letters: self.once_in(3),
            forward: self.once_in(3).then(|| self.number_in(model, &[State::Active])),
            page: self.once_in(3),
            receipts: self.once_in(3),
        }
    }

    /// A number that carries messages.
    fn talker(&mut self, model: &Model) -> Option<u64> {
        let on = model
            .numbers
            .iter()
            .filter(|(_, number)| number.tenure.as_ref().is_some_and(|held| held.messaging.on));
        let on: Vec<u64> = on.map(|(digits, _)| *digits).collect();
        on.get(self.index(on.len().max(1))).copied()
    }

    /// Now and then as much as fits, and a letter more.
    fn says(&mut self) -> Says {
        match self.below(20) {
            0 => Says::Letters(0),
            1..=3 => Says::Stop,
            4..=6 => Says::Start,
            7 => Says::Letters([160, 161, 306, 307, 1530, 1531][self.index(6)]),
            8 => Says::Letters(1510 + self.index(20)),
            9 => Says::Foreign([70, 71, 134, 135, 670, 671][self.index(6)]),
            _ => Says::Letters(1 + self.index(30)),
        }
    }
}
