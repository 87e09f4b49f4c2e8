//! Who is in whose phonebook.

use super::Generator;
use crate::simulator::book::BookDeed;
use crate::simulator::deed::{Asker, Deed};
use crate::simulator::model::{Model, Page};

impl Generator {
    pub(super) fn book(&mut self, model: &Model) -> Deed {
        // What has to be there first comes first, mostly.
        let book = &model.book;
        let listed = book.groups.values().any(|page| !page.members.is_empty());
        let turn = match self.below(8) {
            _ if self.once_in(3) => self.below(8),
            _ if book.entries.is_empty() => 0,
            _ if book.groups.is_empty() => 3,
            _ if !listed => 4,
            turn => turn,
        };
        let does = match turn {
            0..=2 => {
                let name = format!("person{}", self.below(4));
                BookDeed::Enter { who: self.who(model), id: self.page(), name }
            }
            3 => self.grouped(model),
            4 | 5 => self.enlisted(model),
            6 => self.delisted(model),
            _ => BookDeed::Strike { group: self.once_in(3), id: self.page() },
        };
        // Mostly the owner of the entry asks.
        let entry = match &does {
            BookDeed::Enlist { entry, .. } | BookDeed::Delist { entry, .. } => *entry,
            BookDeed::Strike { id, .. }
            | BookDeed::Enter { id, .. }
            | BookDeed::Group { id, .. } => *id,
        };
        let by = match model.book.entries.get(&entry) {
            Some(page) if !self.once_in(8) => Asker { who: page.who, stale: false },
            _ => self.asker(model),
        };
        Deed::Book { by, does }
    }

    /// A group, mostly of entries that its owner has.
    fn grouped(&mut self, model: &Model) -> BookDeed {
        let owner = model.book.entries.values().next().map(|page| page.who);
        let who = owner.filter(|_| !self.once_in(3)).unwrap_or_else(|| self.who(model));
        let mut members: Vec<i64> = (0..self.below(3)).map(|_| self.page()).collect();
        if !self.once_in(4) {
            let owns = |id: &i64| model.book.entries.get(id).is_some_and(|page| page.who == who);
            members.retain(owns);
        }
        let name = format!("people{}", self.below(3));
        BookDeed::Group { who, id: self.page(), name, members }
    }

    /// Mostly somebody comes to a group of the same customer's.
    fn enlisted(&mut self, model: &Model) -> BookDeed {
        let book = &model.book;
        let pairs: Vec<(i64, i64)> = book
            .entries
            .iter()
            .flat_map(|(entry, page)| {
                let owns = |(_, group): &(&i64, &Page)| group.who == page.who;
                book.groups.iter().filter(owns).map(|(group, _)| (*entry, *group))
            })
            .collect();
        if pairs.is_empty() || self.once_in(4) {
            return BookDeed::Enlist { entry: self.page(), group: self.page() };
        }
        let (entry, group) = pairs[self.index(pairs.len())];
        BookDeed::Enlist { entry, group }
    }

    /// Mostly somebody who is in a group leaves it.
    fn delisted(&mut self, model: &Model) -> BookDeed {
        let listed: Vec<(i64, i64)> = model
            .book
            .groups
            .iter()
            .flat_map(|(group, page)| page.members.iter().map(|entry| (*entry, *group)))
            .collect();
        if listed.is_empty() || self.once_in(4) {
            let group = self.once_in(2).then(|| self.page());
            return BookDeed::Delist { entry: self.page(), group };
        }
        let (entry, group) = listed[self.index(listed.len())];
        BookDeed::Delist { entry, group: self.once_in(2).then_some(group) }
    }

    fn page(&mut self) -> i64 {
        1 + self.below(4).cast_signed()
    }
}
