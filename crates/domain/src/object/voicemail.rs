//! A voicemail box.

use serde::{Deserialize, Serialize};

use super::check;
use super::{Body, Flaw, Key, Language, ObjectBody, ObjectKind, Reference};
use crate::ObjectId;

/// Where callers leave messages. Its id is the number it is dialled by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Voicemail {
    /// Whose it is, as its greeting says; several may have the same.
    pub name: String,
    /// What opens it, four digits. Whoever owns it may read it, so that it is kept as it is.
    pub pin: String,
    /// Whether it opens without that to the account's own telephones.
    pub skips_pin: bool,
    /// Where new messages are announced; empty for nowhere.
    pub email: String,
    /// Whether the message comes along with its announcement.
    pub attach: bool,
    /// Whether it is then deleted here, if it went with the mail.
    pub delete: bool,
    /// Whether the time of a message is said before it.
    pub say_time: bool,
    /// The time zone of that time, by its name in the tz database.
    pub zone: String,
    /// Whether the number of its caller is said before it.
    pub say_caller_id: bool,
    /// What is said before the tone.
    pub instructions: Instructions,
    /// The language of all that.
    pub language: Language,
    /// How a message is attached.
    pub attachment: Attachment,
    /// Played in place of the standard greeting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub greeting: Option<ObjectId>,
}

impl Default for Voicemail {
    fn default() -> Self {
        Self {
            name: "Mailbox".to_owned(),
            pin: "0000".to_owned(),
            skips_pin: false,
            email: String::new(),
            attach: false,
            delete: false,
            say_time: false,
            zone: "America/New_York".to_owned(),
            say_caller_id: false,
            instructions: Instructions::default(),
            language: Language::default(),
            attachment: Attachment::default(),
            greeting: None,
        }
    }
}

/// What a caller hears before the tone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Instructions {
    /// The greeting and then how to leave a message.
    #[default]
    Played,
    /// The greeting alone.
    Skipped,
}

impl Instructions {
    /// Each with its word and a description. `u` and `su` are the options of Asterisk's voicemail:
    /// unavailable, and skip instructions.
    pub const WORDS: [(Self, &'static str, &'static str); 2] =
        [(Self::Played, "u", "Yes"), (Self::Skipped, "su", "No")];
}

/// The format in which a message is attached to a mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attachment {
    /// GSM in a WAV file: small.
    #[default]
    Wav49,
    /// Uncompressed.
    Wav,
    /// MP3, for mail programs that play nothing else.
    Mp3,
    /// Not at all.
    None,
}

impl Attachment {
    /// Each with its word and a description.
    pub const WORDS: [(Self, &'static str, &'static str); 4] = [
        (Self::Wav49, "wav49", "Recommended Smaller File Size"),
        (Self::Wav, "wav", "Uncompressed Bigger File Size"),
        (Self::Mp3, "wavmp3", "MP3"),
        (Self::None, "no", "No Attachment"),
    ];
}

/// A change of a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoicemailEdit {
    /// This recording greets callers.
    Greeting(ObjectId),
}

impl VoicemailEdit {
    pub(super) const fn make(self, mailbox: &mut Voicemail) {
        match self {
            Self::Greeting(recording) => mailbox.greeting = Some(recording),
        }
    }
}

impl Body for Voicemail {
    const KIND: ObjectKind = ObjectKind::Voicemail;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::Voicemail(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    /// Two people may have the same name.
    fn keys(&self) -> Vec<Key> {
        Vec::new()
    }

    fn check(&self) -> Result<(), Flaw> {
        check::name(&self.name)?;
        check::pin(&self.pin)?;
        if !self.email.is_empty() {
            check::email(&self.email)?;
        }
        if self.email.is_empty() && self.delete {
            let why = "needs an e-mail address: messages that nobody was sent would be gone";
            return Err(Flaw::new("delete", why));
        }
        check::zone(&self.zone)
    }

    fn references(&self) -> Vec<Reference> {
        Reference::object("greeting", ObjectKind::Recording, self.greeting).into_iter().collect()
    }
}
