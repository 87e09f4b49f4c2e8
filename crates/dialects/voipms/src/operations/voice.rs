//! The messages that callers left in mailboxes.

use std::marker::PhantomData;

use tandem_engine::{
    VoiceMessageList, VoiceMessageMail, VoiceMessagePlay, VoiceMessageRemove, VoiceMessageSet,
    VoiceMessageView, VoiceMessages, VoicePlace, VoiceSound,
};
use tandem_gateway::{Fault, Kind, Operation, Param, Reader, Spec};

use crate::reply::{self, Reply};
use crate::request::{self, MAILBOX_MAX, VOICE_EMAIL_CHARS_MAX};

const VOICEMAIL: &str = "Voicemail";
/// The longest word of a folder or a format, in characters.
const FOLDER_CHARS_MAX: usize = 32;
/// The longest way to write a day.
const DAY_CHARS: usize = "2014-03-30".len();

const MAILBOX: Param = Param::required("mailbox", Kind::Integer(1, MAILBOX_MAX), "the mailbox");
const FOLDER: Param =
    Param::required("folder", Kind::Text(FOLDER_CHARS_MAX), "the folder, such as INBOX");
const IN_FOLDER: Param =
    Param::optional("folder", Kind::Text(FOLDER_CHARS_MAX), "only those in this folder");
const NUM: Param =
    Param::required("message_num", Kind::Integer(1, i64::MAX), "the message, by its number");

static LIST: Spec = Spec {
    name: "getVoicemailMessages",
    section: VOICEMAIL,
    about: "Lists the messages of a mailbox, by the clock of its time zone.",
    params: &[
        MAILBOX,
        IN_FOLDER,
        Param::optional("date_from", Kind::Text(DAY_CHARS), "the first day"),
        Param::optional("date_to", Kind::Text(DAY_CHARS), "the last day"),
    ],
};

/// Lists the messages of a mailbox.
pub struct GetVoices;

impl Operation for GetVoices {
    const SPEC: &'static Spec = &LIST;
    type Command = VoiceMessageList;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<VoiceMessageList, Fault> {
        request::list_voices(args)
    }

    fn show(found: VoiceMessages, _args: &Reader<'_>) -> Reply {
        reply::voices(&found)
    }
}

static FILE: Spec = Spec {
    name: "getVoicemailMessageFile",
    section: VOICEMAIL,
    about: "Shows the sound of a message in Base64, as it was recorded.",
    params: &[
        MAILBOX,
        FOLDER,
        NUM,
        Param::optional("format", Kind::Text(FOLDER_CHARS_MAX), "nothing is converted")
            .waiting_for("a converter of sounds"),
    ],
};

/// Shows the sound of a message.
pub struct GetVoiceFile;

impl Operation for GetVoiceFile {
    const SPEC: &'static Spec = &FILE;
    type Command = VoiceMessagePlay;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<VoiceMessagePlay, Fault> {
        request::voice_place(args).map(VoiceMessagePlay::At)
    }

    fn show(sound: VoiceSound, _args: &Reader<'_>) -> Reply {
        reply::voice_file(sound)
    }
}

static LISTENED: Spec = Spec {
    name: "markListenedVoicemailMessage",
    section: VOICEMAIL,
    about: "Says whether somebody has heard a message.",
    params: &[
        MAILBOX,
        FOLDER,
        NUM,
        Param::required("listened", Kind::Flag, "whether somebody has"),
    ],
};

static URGENT: Spec = Spec {
    name: "markUrgentVoicemailMessage",
    section: VOICEMAIL,
    about: "Says whether a message is urgent.",
    params: &[MAILBOX, FOLDER, NUM, Param::required("urgent", Kind::Flag, "whether it is")],
};

static MOVE: Spec = Spec {
    name: "moveFolderVoicemailMessage",
    section: VOICEMAIL,
    about: "Moves a message to another folder. It keeps its number.",
    params: &[
        MAILBOX,
        FOLDER,
        NUM,
        Param::required("new_folder", Kind::Text(FOLDER_CHARS_MAX), "the other folder"),
    ],
};

/// A function that does one thing with a message.
pub trait VoiceDeed: 'static {
    /// The function.
    const SPEC: &'static Spec;

    /// What it does to the message at a place.
    fn read(args: &Reader<'_>, at: VoicePlace) -> Result<VoiceMessageSet, Fault>;
}

/// Says whether somebody has heard a message.
pub struct MarkListened;
/// Says whether a message is urgent.
pub struct MarkUrgent;
/// Moves a message to another folder.
pub struct MoveVoice;

impl VoiceDeed for MarkListened {
    const SPEC: &'static Spec = &LISTENED;

    fn read(args: &Reader<'_>, at: VoicePlace) -> Result<VoiceMessageSet, Fault> {
        Ok(VoiceMessageSet { listened: args.flag("listened")?, ..VoiceMessageSet::nothing(at) })
    }
}

impl VoiceDeed for MarkUrgent {
    const SPEC: &'static Spec = &URGENT;

    fn read(args: &Reader<'_>, at: VoicePlace) -> Result<VoiceMessageSet, Fault> {
        Ok(VoiceMessageSet { urgent: args.flag("urgent")?, ..VoiceMessageSet::nothing(at) })
    }
}

impl VoiceDeed for MoveVoice {
    const SPEC: &'static Spec = &MOVE;

    fn read(args: &Reader<'_>, at: VoicePlace) -> Result<VoiceMessageSet, Fault> {
        let folder = request::folder(args, "new_folder")?;
        Ok(VoiceMessageSet { folder, ..VoiceMessageSet::nothing(at) })
    }
}

/// The function that does it.
pub struct SetVoice<D>(PhantomData<D>);

impl<D: VoiceDeed> Operation for SetVoice<D> {
    const SPEC: &'static Spec = D::SPEC;
    type Command = VoiceMessageSet;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<VoiceMessageSet, Fault> {
        D::read(args, request::voice_place(args)?)
    }

    fn show(_: VoiceMessageView, _args: &Reader<'_>) -> Reply {
        Reply::done()
    }
}

static REMOVE: Spec = Spec {
    name: "delMessages",
    section: VOICEMAIL,
    about: "Deletes a message of a mailbox, those of a folder, or all.",
    params: &[
        MAILBOX,
        IN_FOLDER,
        Param::optional("message_num", Kind::Integer(1, i64::MAX), "only this one"),
    ],
};

/// Deletes messages.
pub struct DelVoices;

impl Operation for DelVoices {
    const SPEC: &'static Spec = &REMOVE;
    type Command = VoiceMessageRemove;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<VoiceMessageRemove, Fault> {
        request::remove_voices(args)
    }

    fn show(_: u32, _args: &Reader<'_>) -> Reply {
        Reply::done()
    }
}

static MAIL: Spec = Spec {
    name: "sendVoicemailEmail",
    section: VOICEMAIL,
    about: "Sends a message by mail, with its sound.",
    params: &[
        MAILBOX,
        FOLDER,
        NUM,
        Param::required("email_address", Kind::Text(VOICE_EMAIL_CHARS_MAX), "where to"),
    ],
};

/// Sends a message by mail.
pub struct SendVoice;

impl Operation for SendVoice {
    const SPEC: &'static Spec = &MAIL;
    type Command = VoiceMessageMail;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<VoiceMessageMail, Fault> {
        request::mail_voice(args)
    }

    fn show((): (), _args: &Reader<'_>) -> Reply {
        Reply::done()
    }
}
