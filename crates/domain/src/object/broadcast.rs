//! Broadcasts: one message for many telephones.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::check;
use super::{Body, Flaw, Key, ObjectBody, ObjectKind, Reference};
use crate::{ObjectId, Timestamp};

/// The most telephones of one broadcast.
pub const BROADCAST_NUMBERS_MAX: usize = 1000;
/// The most calls to one telephone.
pub const BROADCAST_ATTEMPTS_MAX: u32 = 3;
/// The minutes that may lie between two of them.
pub const BROADCAST_PAUSES: [u32; 9] = [5, 10, 15, 20, 25, 30, 60, 90, 120];
/// The most calls at a time.
pub const BROADCAST_TOGETHER_MAX: u32 = 100;
/// The longest description, in characters.
const NOTE_CHARS_MAX: usize = 255;
/// The minutes of a day.
const DAY_MINUTES: u32 = 24 * 60;

/// A message for many telephones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broadcast {
    /// What people call it; may be empty.
    #[serde(default)]
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub note: String,
    /// What is played to whoever answers.
    pub audio: BroadcastAudio,
    /// Who is called; nobody, as long as nobody has said who.
    #[serde(default)]
    pub numbers: Vec<Did>,
    /// The number of the account's that is shown to them; `None`: any of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_id: Option<Did>,
    /// Where whoever wants to speak to somebody is transferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<Did>,
    /// Whether answering machines are told from people.
    #[serde(default)]
    pub detects_machines: bool,
    /// When it begins; `None`: when somebody says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins: Option<Timestamp>,
    /// When it ends at the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// The minutes of the day between which anybody is called, by the clock of the east of North America.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<(u32, u32)>,
    /// Whether its calls are spread over the time that it has, and not made as fast as can be.
    #[serde(default)]
    pub evenly: bool,
    /// How often somebody is called who does not answer.
    pub attempts: u32,
    /// How many minutes lie between two such calls.
    pub pause_minutes: u32,
    /// How many are called at a time.
    pub together: u32,
    /// When it was stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Timestamp>,
}

/// What a broadcast plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BroadcastAudio {
    /// A recording.
    Recording(ObjectId),
    /// What somebody says who is called at this number first.
    SpokenAt(Did),
}

/// A change of a broadcast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BroadcastEdit {
    /// It is stopped for good.
    Stop,
}

impl BroadcastEdit {
    pub(super) fn make(self, broadcast: &mut Broadcast, now: Timestamp) {
        match self {
            Self::Stop => _ = broadcast.stopped.get_or_insert(now),
        }
    }
}

impl Body for Broadcast {
    const KIND: ObjectKind = ObjectKind::Broadcast;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::Broadcast(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    /// The same may be broadcast again under one name.
    fn keys(&self) -> Vec<Key> {
        Vec::new()
    }

    fn check(&self) -> Result<(), Flaw> {
        check::title(&self.name)?;
        check::text("note", &self.note, NOTE_CHARS_MAX)?;
        if self.numbers.len() > BROADCAST_NUMBERS_MAX {
            let why = format!("must be at most {BROADCAST_NUMBERS_MAX} telephone numbers");
            return Err(Flaw::new("numbers", why));
        }
        if self.begins.is_some() && self.numbers.is_empty() {
            return Err(Flaw::new("numbers", "must be there when it is to begin"));
        }
        let spoken = match self.audio {
            BroadcastAudio::SpokenAt(number) => Some(number),
            BroadcastAudio::Recording(_) => None,
        };
        let called = self.numbers.iter().chain(&self.transfer).chain(&spoken);
        called.copied().try_for_each(|number| check::callee("number", number))?;
        check::between("attempts", self.attempts, 1, BROADCAST_ATTEMPTS_MAX, "calls")?;
        if !BROADCAST_PAUSES.contains(&self.pause_minutes) {
            let why = "must be 5, 10, 15, 20, 25, 30, 60, 90 or 120 minutes";
            return Err(Flaw::new("pause", why));
        }
        check::between("together", self.together, 1, BROADCAST_TOGETHER_MAX, "at a time")?;
        if self.until.is_some_and(|until| self.begins.is_none_or(|begins| until <= begins)) {
            return Err(Flaw::new("until", "must be later than the beginning"));
        }
        match self.hours {
            Some((from, to)) if from >= to || to > DAY_MINUTES => {
                Err(Flaw::new("hours", "must end later on the day than they begin"))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn references(&self) -> Vec<Reference> {
        let recording = match self.audio {
            BroadcastAudio::Recording(id) => Some(id),
            BroadcastAudio::SpokenAt(_) => None,
        };
        let recording = Reference::object("audio", ObjectKind::Recording, recording);
        recording.into_iter().chain(Reference::caller_id(self.caller_id)).collect()
    }
}

/// A number that no broadcast calls, because whoever answers there asked for that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptOut {
    /// The number.
    pub number: Did,
    /// Since when.
    pub since: Timestamp,
}

impl Body for OptOut {
    const KIND: ObjectKind = ObjectKind::OptOut;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::OptOut(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        ""
    }

    fn keys(&self) -> Vec<Key> {
        vec![Key::number(self.number)]
    }

    fn check(&self) -> Result<(), Flaw> {
        Ok(())
    }

    fn references(&self) -> Vec<Reference> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broadcast(doc: &str) -> Broadcast {
        serde_json::from_str(doc).expect("a broadcast")
    }

    #[test]
    fn a_broadcast_calls_whom_it_may_and_when_it_may() {
        let sound = r#"{"audio":{"spoken_at":13055550101},"numbers":[13055550102],"begins":1,"until":2,
            "hours":[540,1020],"attempts":1,"pause_minutes":5,"together":1}"#;
        assert_eq!(broadcast(sound).check(), Ok(()));
        for (from, to, field) in [
            ("[13055550102]", "[]", "numbers"),
            ("13055550102", "19115551234", "number"),
            ("13055550101", "19115551234", "number"),
            (r#""until":2"#, r#""until":1"#, "until"),
            ("540", "1020", "hours"),
            (r#""attempts":1"#, r#""attempts":4"#, "attempts"),
            (":5,", ":6,", "pause"),
            (r#""together":1"#, r#""together":0"#, "together"),
        ] {
            let wrong = broadcast(&sound.replace(from, to));
            assert_eq!(wrong.check().expect_err(to).field, field, "{to}");
        }
    }
}
