//! Recordings, as they are told to customers: each has a name and a sound, and both may change.

use std::collections::BTreeMap;

use super::{Answer, Model, Saw, Wrong};
use crate::simulator::deed::{Asker, Who};
use crate::simulator::record::RecordDeed;

/// A recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub who: Who,
    pub name: String,
    pub version: i64,
    pub sound: u8,
}

impl Model {
    pub(super) fn record(
        &mut self,
        by: Asker,
        deed: &RecordDeed,
        saw: &Saw<'_>,
    ) -> Result<Answer, Wrong> {
        match deed {
            RecordDeed::Put { who, id, name, sound } => {
                if self.records.get(id).is_some_and(|known| known.who != *who) {
                    return Ok(Err("object_unknown"));
                }
                let is_so = |known: &Record| known.name == *name && known.sound == *sound;
                if self.records.get(id).is_some_and(is_so) {
                    return Ok(Ok(id.to_string()));
                }
                Ok(self.write_record(*id, *who, name, *sound))
            }
            RecordDeed::Set { id, name, sound } => {
                let known = match self.settable(by, *id) {
                    Ok(known) => known,
                    Err(refusal) => return Ok(Err(refusal)),
                };
                let name = name.as_deref().or(known.as_ref().map(|known| known.name.as_str()));
                let sound = sound.or(known.as_ref().map(|known| known.sound));
                let (Some(name), Some(sound)) = (name, sound) else {
                    return Ok(Err("object_invalid"));
                };
                let id = match (id, saw) {
                    (Some(id), _) => *id,
                    (None, Saw::Chose { choice, .. }) => {
                        choice.object.ok_or_else(|| Wrong("it got no id".to_owned()))?
                    }
                    (None, Saw::Refused { word, .. }) => {
                        return Err(Wrong(format!("it was refused: {word}")));
                    }
                    (None, Saw::Nothing) => {
                        return Err(Wrong("nothing was seen of its id".to_owned()));
                    }
                };
                if known.is_none() && self.records.contains_key(&id) {
                    return Err(Wrong(format!("the id {id} is another's")));
                }
                Ok(self.write_record(id, by.who, name, sound))
            }
            RecordDeed::Remove { id } => Ok(self.remove_record(by, *id)),
        }
    }

    /// How many recordings of each customer have each sound.
    pub fn sounds(&self) -> BTreeMap<(Who, u8), i64> {
        let mut sounds = BTreeMap::new();
        for record in self.records.values() {
            *sounds.entry((record.who, record.sound)).or_default() += 1;
        }
        sounds
    }

    /// The recording that is to be changed; none, if there is to be a new one.
    fn settable(&self, by: Asker, id: Option<i64>) -> Result<Option<Record>, &'static str> {
        let customer = self.admits_owner(by)?;
        let Some(id) = id else { return Ok(None) };
        let known = self.records.get(&id).filter(|known| known.who == customer);
        known.cloned().map(Some).ok_or("object_unknown")
    }

    fn remove_record(&mut self, by: Asker, id: i64) -> Answer {
        self.settable(by, Some(id))?;
        self.records.remove(&id);
        self.accounts[by.who].events += 1;
        Ok(String::new())
    }

    fn write_record(&mut self, id: i64, who: Who, name: &str, sound: u8) -> Answer {
        let version = self.records.get(&id).map_or(self.now, |known| known.version + 1);
        self.records.insert(id, Record { who, name: name.to_owned(), version, sound });
        self.accounts[who].events += 1;
        Ok(id.to_string())
    }
}
