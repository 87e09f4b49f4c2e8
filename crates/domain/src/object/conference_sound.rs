//! What is played in a conference, and when.

use serde::{Deserialize, Serialize};

/// An occasion on which something is played. They are those of Asterisk's ConfBridge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConferenceSound {
    /// Somebody comes in.
    Join,
    /// Somebody goes.
    Leave,
    /// Behind the name of who came in.
    HasJoined,
    /// Behind the name of who went.
    HasLeft,
    /// To somebody who was thrown out.
    Kicked,
    /// To somebody who was muted.
    Muted,
    /// To somebody who may speak again.
    Unmuted,
    /// To somebody who is alone.
    OnlyPerson,
    /// There is one other.
    OnlyOne,
    /// Before the number of the others.
    ThereAre,
    /// Behind the number of the others.
    OtherInParty,
    /// Before somebody is let in.
    PlaceIntoConference,
    /// Asks for the PIN.
    GetPin,
    /// The PIN was wrong.
    InvalidPin,
    /// To somebody who finds the room locked.
    Locked,
    /// The room has been locked.
    LockedNow,
    /// The room has been unlocked.
    UnlockedNow,
    /// A key was pressed that means nothing.
    ErrorMenu,
    /// All but the leaders were muted.
    ParticipantsMuted,
    /// All may speak again.
    ParticipantsUnmuted,
}

impl ConferenceSound {
    /// Every occasion with its field.
    pub const FIELDS: [(Self, &'static str); 20] = [
        (Self::Join, "sound_join"),
        (Self::Leave, "sound_leave"),
        (Self::HasJoined, "sound_has_joined"),
        (Self::HasLeft, "sound_has_left"),
        (Self::Kicked, "sound_kicked"),
        (Self::Muted, "sound_muted"),
        (Self::Unmuted, "sound_unmuted"),
        (Self::OnlyPerson, "sound_only_person"),
        (Self::OnlyOne, "sound_only_one"),
        (Self::ThereAre, "sound_there_are"),
        (Self::OtherInParty, "sound_other_in_party"),
        (Self::PlaceIntoConference, "sound_place_into_conference"),
        (Self::GetPin, "sound_get_pin"),
        (Self::InvalidPin, "sound_invalid_pin"),
        (Self::Locked, "sound_locked"),
        (Self::LockedNow, "sound_locked_now"),
        (Self::UnlockedNow, "sound_unlocked_now"),
        (Self::ErrorMenu, "sound_error_menu"),
        (Self::ParticipantsMuted, "sound_participants_muted"),
        (Self::ParticipantsUnmuted, "sound_participants_unmuted"),
    ];

    /// The field in which its recording stands.
    pub fn field(self) -> &'static str {
        Self::FIELDS.iter().find(|(sound, _)| *sound == self).map_or("sound", |(_, field)| field)
    }
}
