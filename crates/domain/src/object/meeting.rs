//! Conferences that are to take place at a certain time.

use serde::{Deserialize, Serialize};

use super::check;
use super::{Body, Flaw, GroupContact, Key, ObjectBody, ObjectKind, Reference, Rows};
use crate::Timestamp;

/// The most who are invited.
pub const ATTENDEES_MAX: usize = 500;
/// The least and the most minutes that a conference lasts.
pub const MEETING_MINUTES_MIN: u32 = 10;
/// See [`MEETING_MINUTES_MIN`].
pub const MEETING_MINUTES_MAX: u32 = 240;
/// The longest description, in characters.
const NOTE_CHARS_MAX: usize = 255;

/// A conference with its time and with whom it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// What people call it; may be empty.
    #[serde(default)]
    pub name: String,
    /// What it is about.
    #[serde(default)]
    pub note: String,
    /// When it begins.
    pub begins: Timestamp,
    /// How long it lasts, in minutes.
    pub minutes: u32,
    /// What lets somebody in, four digits; empty: nothing is asked.
    #[serde(default)]
    pub pin: String,
    /// Whether those who are invited call by themselves, and nobody calls them.
    #[serde(default)]
    pub inbound_only: bool,
    /// Who is invited.
    #[serde(default)]
    pub attendees: Rows<GroupContact>,
}

impl Meeting {
    /// When it ends.
    pub fn ends(&self) -> Timestamp {
        self.begins.plus_seconds(i64::from(self.minutes) * 60)
    }
}

/// A change of who is invited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingEdit {
    /// These are invited too.
    Invite(Vec<GroupContact>),
    /// Those in these rows are invited no longer: all of them or none.
    Disinvite(Vec<u32>),
}

impl MeetingEdit {
    /// The rows of those who were invited.
    pub(super) fn make(self, meeting: &mut Meeting) -> Result<Vec<u32>, Flaw> {
        match self {
            Self::Invite(people) => {
                Ok(people.into_iter().map(|one| meeting.attendees.add(one)).collect())
            }
            Self::Disinvite(rows) => {
                rows.into_iter().try_for_each(|row| meeting.attendees.take_out(row))?;
                Ok(Vec::new())
            }
        }
    }
}

impl Body for Meeting {
    const KIND: ObjectKind = ObjectKind::Meeting;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::Meeting(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    /// The same people may meet every week under one name.
    fn keys(&self) -> Vec<Key> {
        Vec::new()
    }

    fn check(&self) -> Result<(), Flaw> {
        check::title(&self.name)?;
        check::text("note", &self.note, NOTE_CHARS_MAX)?;
        if !self.pin.is_empty() {
            check::pin(&self.pin)?;
        }
        let (least, most) = (MEETING_MINUTES_MIN, MEETING_MINUTES_MAX);
        check::between("minutes", self.minutes, least, most, "minutes")?;
        self.attendees.check("attendees", ATTENDEES_MAX)?;
        self.attendees.iter().try_for_each(|row| row.says.check())
    }

    fn references(&self) -> Vec<Reference> {
        Vec::new()
    }
}
