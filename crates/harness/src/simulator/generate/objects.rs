//! What numbers ring at.

use super::Generator;
use crate::simulator::deed::Deed;
use crate::simulator::model::Model;

impl Generator {
    pub(super) fn object(&mut self, model: &Model) -> Deed {
        match self.below(6) {
            0 => Deed::ObjectPut {
                who: self.who(model),
                id: self.once_in(2).then(|| self.forwarding(model)),
                name: self.name(),
            },
            1 | 2 => Deed::ObjectSet {
                by: self.asker(model),
                id: self.once_in(3).then(|| self.forwarding(model)),
                name: self.name(),
                members: None,
            },
            3 => {
                let several = self.below(4);
                Deed::ObjectSet {
                    by: self.asker(model),
                    id: self.once_in(3).then(|| self.group(model)),
                    name: format!("group{}", self.below(3)),
                    members: Some((0..several).map(|_| self.forwarding(model)).collect()),
                }
            }
            _ => {
                let group = self.once_in(4);
                let id = if group { self.group(model) } else { self.forwarding(model) };
                Deed::ObjectRemove { by: self.asker(model), group, id }
            }
        }
    }

    /// The id of a forwarding, mostly of one that there is.
    pub(super) fn forwarding(&mut self, model: &Model) -> i64 {
        let known: Vec<i64> = model.objects.keys().copied().collect();
        if known.is_empty() || self.once_in(4) {
            return 1001 + i64::try_from(self.below(8)).unwrap_or(0);
        }
        known[self.index(known.len())]
    }

    fn group(&mut self, model: &Model) -> i64 {
        let known: Vec<i64> = model.groups.keys().copied().collect();
        if known.is_empty() { 1001 } else { known[self.index(known.len())] }
    }

    fn name(&mut self) -> String {
        format!("object{}", self.below(4))
    }
}
