//! Who is in whose groups of contacts.

use super::Generator;
use crate::simulator::circle::{CircleDeed, CircleEdit};
use crate::simulator::deed::{Asker, Deed};
use crate::simulator::model::Model;

impl Generator {
    pub(super) fn circle(&mut self, model: &Model) -> Deed {
        let turn = if model.circles.is_empty() && !self.once_in(3) { 0 } else { self.below(8) };
        let (id, name) = (1 + self.below(4).cast_signed(), format!("circle{}", self.below(3)));
        let does = match turn {
            0 => CircleDeed::Put { who: self.who(model), id, name },
            1 => CircleDeed::Remove { id },
            turn => {
                let id = self.circle_id(model);
                let edit = match turn {
                    2 => CircleEdit::Name(name),
                    3 => CircleEdit::Clear,
                    4 | 5 => CircleEdit::Remove(self.row(model, id)),
                    _ => CircleEdit::Add(u32::try_from(self.below(3)).unwrap_or(0)),
                };
                CircleDeed::Edit { id, edit }
            }
        };
        // Mostly the owner asks.
        let (CircleDeed::Put { id, .. } | CircleDeed::Edit { id, .. } | CircleDeed::Remove { id }) =
            &does;
        let by = match model.circles.get(id) {
            Some(circle) if !self.once_in(8) => Asker { who: circle.who, stale: false },
            _ => self.asker(model),
        };
        Deed::Circle { by, does }
    }

    /// Mostly one that there is.
    fn circle_id(&mut self, model: &Model) -> i64 {
        let known: Vec<i64> = model.circles.keys().copied().collect();
        if known.is_empty() || self.once_in(8) {
            return 1 + self.below(4).cast_signed();
        }
        known[self.index(known.len())]
    }

    /// Mostly a row that there is.
    fn row(&mut self, model: &Model, id: i64) -> u32 {
        let known = model.circles.get(&id).map(|circle| circle.rows.iter().copied().collect());
        let known: Vec<u32> = known.unwrap_or_default();
        if known.is_empty() || self.once_in(5) {
            return 1 + u32::try_from(self.below(6)).unwrap_or(0);
        }
        known[self.index(known.len())]
    }
}
