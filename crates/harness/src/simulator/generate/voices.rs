//! Who leaves messages for whom, and what becomes of them.

use super::Generator;
use crate::simulator::deed::{Asker, Deed};
use crate::simulator::model::{Model, State, Voice};
use crate::simulator::voice::VoiceDeed;

const SECOND: i64 = 1_000_000;

impl Generator {
    pub(super) fn voice(&mut self, model: &Model) -> Deed {
        let does = match self.below(16) {
            0 | 1 => VoiceDeed::Open { who: self.who(model), id: self.mailbox() },
            2 => VoiceDeed::Close { id: self.mailbox() },
            3..=9 => self.message(model),
            10 | 11 => {
                let (mailbox, num) = self.placed(model);
                let folder = self.once_in(2).then(|| self.folder());
                let urgent = self.once_in(2).then(|| self.once_in(2));
                let listened = self.once_in(2).then(|| self.once_in(2));
                VoiceDeed::Set { mailbox, num, folder, urgent, listened }
            }
            12 | 13 => {
                let (mailbox, num) = self.placed(model);
                let folder = self.once_in(3).then(|| self.folder());
                VoiceDeed::Remove { mailbox, folder, num: (!self.once_in(3)).then_some(num) }
            }
            14 => {
                let (mailbox, num) = self.placed(model);
                VoiceDeed::Mail { mailbox, num }
            }
            _ => {
                let names: Vec<u64> = model.voices.messages.keys().copied().collect();
                let name = if names.is_empty() { 0 } else { names[self.index(names.len())] };
                VoiceDeed::Forget { name }
            }
        };
        let mailbox = match does {
            VoiceDeed::Close { id } => Some(id),
            VoiceDeed::Set { mailbox, .. }
            | VoiceDeed::Remove { mailbox, .. }
            | VoiceDeed::Mail { mailbox, .. } => Some(mailbox),
            VoiceDeed::Open { .. } | VoiceDeed::Left { .. } | VoiceDeed::Forget { .. } => None,
        };
        // Mostly the owner asks. What the operator does, nobody asks for: it is the same whoever else might.
        let by = match mailbox.and_then(|id| model.voices.boxes.get(&id)) {
            _ if !does.is_customers() => Asker { who: 0, stale: false },
            Some((who, _)) if !self.once_in(6) => Asker { who: *who, stale: false },
            _ => self.asker(model),
        };
        Deed::Voice { by, does }
    }

    fn message(&mut self, model: &Model) -> VoiceDeed {
        let known: Vec<(u64, Voice)> =
            model.voices.messages.iter().map(|(name, voice)| (*name, *voice)).collect();
        if !known.is_empty() && self.once_in(4) {
            // A switch that heard no answer brings it again; now and then another comes under its name.
            let (name, Voice { number, mailbox, at, sound, .. }) = known[self.index(known.len())];
            let sound = if self.once_in(6) { sound + 1 } else { sound };
            return VoiceDeed::Left { name, number, mailbox, at, sound };
        }
        let state = if self.once_in(4) { State::Released } else { State::Active };
        let number = if self.once_in(12) { self.number() } else { self.number_in(model, &[state]) };
        // Mostly into a mailbox of whoever has the number.
        let payer = model.numbers.get(&number).and_then(|number| number.tenure.as_ref());
        let payer = payer.map(|held| held.payer);
        let theirs: Vec<i64> = model
            .voices
            .boxes
            .iter()
            .filter(|(_, (who, _))| Some(*who) == payer)
            .map(|(id, _)| *id)
            .collect();
        let mailbox = match theirs.len() {
            0 => self.mailbox(),
            many if !self.once_in(8) => theirs[self.index(many)],
            _ => self.mailbox(),
        };
        let ago = if self.once_in(4) { self.below(40 * 86_400) } else { self.below(120) };
        let ahead = if self.once_in(30) { 301 } else { 0 };
        let at = model.now - ago.cast_signed() * SECOND + ahead * SECOND;
        let name = known.len() as u64 * 1000 + self.below(1000);
        let sound = u8::try_from(self.below(4)).unwrap_or(0);
        VoiceDeed::Left { name, number, mailbox, at, sound }
    }

    /// Where a message is, mostly.
    fn placed(&mut self, model: &Model) -> (i64, i64) {
        let known: Vec<(i64, i64)> =
            model.voices.messages.values().map(|voice| (voice.mailbox, voice.num)).collect();
        if known.is_empty() || self.once_in(6) {
            return (self.mailbox(), 1 + self.below(3).cast_signed());
        }
        known[self.index(known.len())]
    }

    fn mailbox(&mut self) -> i64 {
        1 + self.below(6).cast_signed()
    }

    fn folder(&mut self) -> u8 {
        u8::try_from(self.below(5)).unwrap_or(0)
    }
}
