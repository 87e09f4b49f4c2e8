//! Messages that callers leave in mailboxes.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use crate::{
    CALL_CLOCK_SECONDS_MAX, CALL_NAME_BYTES_MAX, CALL_SIDE_CHARS_MAX, CallFault, ObjectId,
    Timestamp,
};

/// Where in a mailbox a message lies: the folders of Asterisk's mailboxes, which the providers show too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Folder {
    /// Where it was left.
    #[default]
    Inbox,
    /// Heard and kept.
    Old,
    /// Put aside.
    Work,
    /// Put aside.
    Family,
    /// Put aside.
    Friends,
}

impl Folder {
    /// Each with its word, in the order in which they are shown.
    pub const WORDS: [(Self, &'static str); 5] = [
        (Self::Inbox, "INBOX"),
        (Self::Old, "Old"),
        (Self::Work, "Work"),
        (Self::Family, "Family"),
        (Self::Friends, "Friends"),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::WORDS.into_iter().find(|(folder, _)| *folder == self).map_or("", |(_, word)| word)
    }

    /// The folder of a word; capitals make no difference.
    pub fn from_word(word: &str) -> Option<Self> {
        let mut known = Self::WORDS.into_iter();
        known.find(|(_, known)| known.eq_ignore_ascii_case(word)).map(|(folder, _)| folder)
    }
}

/// A message as a switch brings it, but for its sound. Switch and call are its name: the same message may come
/// as often as the switch likes, and is kept once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceMessage {
    /// The name of the switch.
    pub switch: String,
    /// What the switch calls the call.
    pub call: String,
    /// The number that was called.
    pub did: Did,
    /// The mailbox.
    pub mailbox: ObjectId,
    /// The caller's number, as the switch had it; empty from an anonymous caller.
    #[serde(default)]
    pub from: String,
    /// The caller's name, if one was sent.
    #[serde(default)]
    pub name: String,
    /// When it was left.
    pub at: Timestamp,
}

impl VoiceMessage {
    /// Whether it can be believed, at this time.
    ///
    /// # Errors
    ///
    /// It names no call, says more than is kept, or of a time that is not yet.
    pub fn check(&self, now: Timestamp) -> Result<(), CallFault> {
        let fault = |field, why| Err(CallFault { field, why });
        let is_printed = |text: &str| !text.chars().any(char::is_control);
        let is_name =
            |text: &str| (1..=CALL_NAME_BYTES_MAX).contains(&text.len()) && is_printed(text);
        let is_side = |text: &str| text.chars().count() <= CALL_SIDE_CHARS_MAX && is_printed(text);
        if !is_name(&self.switch) {
            return fault("switch", "must be a name of 1 to 255 bytes");
        }
        if !is_name(&self.call) {
            return fault("call", "must be a name of 1 to 255 bytes");
        }
        for (field, text) in [("from", &self.from), ("name", &self.name)] {
            if !is_side(text) {
                return fault(field, "must be at most 128 printable characters");
            }
        }
        if self.at.0 <= 0 || self.at > now.plus_seconds(CALL_CLOCK_SECONDS_MAX) {
            return fault("at", "must not lie in the future; is the clock right?");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_764_489_600_000_000);

    #[test]
    fn a_folder_has_its_word() {
        for (folder, word) in Folder::WORDS {
            assert_eq!((folder.word(), Folder::from_word(word)), (word, Some(folder)));
        }
        assert_eq!(Folder::from_word("inbox"), Some(Folder::Inbox));
        assert_eq!(Folder::from_word("Trash"), None);
    }

    #[test]
    fn what_cannot_be_is_not_believed() {
        let sound = VoiceMessage {
            switch: "edge".to_owned(),
            call: "1764489600.7".to_owned(),
            did: Did::new(15_551_234_567).expect("a number"),
            mailbox: ObjectId(101),
            from: "+13055550100".to_owned(),
            name: "Jane".to_owned(),
            at: NOW,
        };
        assert_eq!(sound.check(NOW), Ok(()));
        let wrong = |change: fn(&mut VoiceMessage)| {
            let mut wrong = sound.clone();
            change(&mut wrong);
            wrong.check(NOW).expect_err("a fault").field
        };
        assert_eq!(wrong(|said| said.call.clear()), "call");
        assert_eq!(wrong(|said| said.switch = "a\n".to_owned()), "switch");
        assert_eq!(wrong(|said| said.from = "1".repeat(129)), "from");
        assert_eq!(wrong(|said| said.at = NOW.plus_seconds(301)), "at");
    }
}
