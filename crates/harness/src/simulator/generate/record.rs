//! Who records what.

use super::Generator;
use crate::simulator::deed::{Asker, Deed};
use crate::simulator::model::Model;
use crate::simulator::record::RecordDeed;

impl Generator {
    pub(super) fn record(&mut self, model: &Model) -> Deed {
        let does = match self.below(6) {
            0 | 1 => RecordDeed::Put {
                who: self.who(model),
                id: 1 + self.below(5).cast_signed(),
                name: self.title(),
                sound: self.sound(),
            },
            2..=4 => {
                let id = (!self.once_in(3)).then(|| self.recording(model));
                // A new one needs both; now and then it has not.
                let is_lacking = id.is_some() || self.once_in(5);
                let name = (!is_lacking || self.once_in(2)).then(|| self.title());
                let sound = (!is_lacking || self.once_in(2)).then(|| self.sound());
                RecordDeed::Set { id, name, sound }
            }
            _ => RecordDeed::Remove { id: self.recording(model) },
        };
        // Mostly the owner asks.
        let id = match &does {
            RecordDeed::Set { id, .. } => *id,
            RecordDeed::Put { id, .. } | RecordDeed::Remove { id } => Some(*id),
        };
        let by = match id.and_then(|id| model.records.get(&id)) {
            Some(record) if !self.once_in(6) => Asker { who: record.who, stale: false },
            _ => self.asker(model),
        };
        Deed::Record { by, does }
    }

    /// The id of a recording, mostly of one that there is.
    fn recording(&mut self, model: &Model) -> i64 {
        let known: Vec<i64> = model.records.keys().copied().collect();
        if known.is_empty() || self.once_in(6) {
            return 1 + self.below(5).cast_signed();
        }
        known[self.index(known.len())]
    }

    fn title(&mut self) -> String {
        format!("sound{}", self.below(3))
    }

    fn sound(&mut self) -> u8 {
        u8::try_from(self.below(4)).unwrap_or(0)
    }
}
