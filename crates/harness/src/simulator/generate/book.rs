//! Who is in whose phonebook.

use super::Generator;
use crate::simulator::book::BookDeed;
use crate::simulator::deed::Deed;
use crate::simulator::model::Model;

impl Generator {
    pub(super) fn book(&mut self, model: &Model) -> Deed {
        let (id, other) = (self.page(), self.page());
        let does = match self.below(8) {
            0..=2 => {
                let name = format!("person{}", self.below(4));
                BookDeed::Enter { who: self.who(model), id, name }
            }
            3 => {
                let several = self.below(3);
                BookDeed::Group {
                    who: self.who(model),
                    id,
                    name: format!("people{}", self.below(3)),
                    members: (0..several).map(|_| self.page()).collect(),
                }
            }
            4 | 5 => BookDeed::Enlist { entry: id, group: other },
            6 => {
                let group = self.once_in(2).then_some(other);
                BookDeed::Delist { entry: id, group }
            }
            _ => BookDeed::Strike { group: self.once_in(3), id },
        };
        // Mostly its owner asks.
        let pages = &model.book.entries;
        let by = match pages.get(&id) {
            Some(page) if !self.once_in(5) => {
                crate::simulator::deed::Asker { who: page.who, stale: false }
            }
            _ => self.asker(model),
        };
        Deed::Book { by, does }
    }

    fn page(&mut self) -> i64 {
        1 + self.below(4).cast_signed()
    }
}
