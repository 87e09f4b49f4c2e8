//! Messages in mailboxes: from parameters to commands.

use jiff::ToSpan;
use jiff::civil::Date;
use tandem_domain::{Folder, ObjectId, Timestamp};
use tandem_engine::{VoiceMessageList, VoiceMessageMail, VoiceMessageRemove, VoicePlace};
use tandem_gateway::{Fault, Reader};

use super::general::{DATE_ORDER, begins};
use super::{MAILBOX_MAX, id, require};

/// The longest address of mail, in characters.
pub const VOICE_EMAIL_CHARS_MAX: usize = 254;

/// `getVoicemailMessages`. Days are the provider's.
pub fn list_voices(args: &Reader<'_>) -> Result<VoiceMessageList, Fault> {
    require(args)?;
    let day = |name| {
        let read = |text: &str| {
            text.parse::<Date>()
                .map_err(|_| Fault::invalid(name, "must be a day such as 2016-06-03"))
        };
        args.text(name).map(read).transpose()
    };
    let (first, last) = (day("date_from")?, day("date_to")?);
    if first.zip(last).is_some_and(|(first, last)| first > last) {
        return Err(Fault::invalid(DATE_ORDER, "are the wrong way round"));
    }
    let begins = |name, day: Option<Date>| -> Result<Option<Timestamp>, Fault> {
        let begin = |day| begins(day).ok_or_else(|| Fault::invalid(name, "is out of time"));
        day.map(begin).transpose()
    };
    Ok(VoiceMessageList {
        mailbox: mailbox(args)?,
        folder: folder(args, "folder")?,
        from: begins("date_from", first)?,
        to: begins("date_to", last.map(|last| last.saturating_add(1.day())))?,
    })
}

/// The message that is named.
pub fn voice_place(args: &Reader<'_>) -> Result<VoicePlace, Fault> {
    require(args)?;
    let num = message_num(args)?.ok_or(Fault::Missing { param: "message_num" })?;
    Ok(VoicePlace { mailbox: mailbox(args)?, folder: folder(args, "folder")?, num })
}

/// `delMessages`: one, those of a folder, or all.
pub fn remove_voices(args: &Reader<'_>) -> Result<VoiceMessageRemove, Fault> {
    require(args)?;
    let (folder, num) = (folder(args, "folder")?, message_num(args)?);
    Ok(VoiceMessageRemove { mailbox: mailbox(args)?, folder, num })
}

/// `sendVoicemailEmail`
pub fn mail_voice(args: &Reader<'_>) -> Result<VoiceMessageMail, Fault> {
    let at = voice_place(args)?;
    let to = args.short_text("email_address", VOICE_EMAIL_CHARS_MAX)?;
    Ok(VoiceMessageMail { at, to })
}

fn mailbox(args: &Reader<'_>) -> Result<ObjectId, Fault> {
    let number = id(args, "mailbox", 1, MAILBOX_MAX)?;
    number.parse().map(ObjectId).map_err(|_| Fault::Missing { param: "mailbox" })
}

fn message_num(args: &Reader<'_>) -> Result<Option<i64>, Fault> {
    args.integer("message_num", 1, i64::MAX)
}

/// A folder that is named.
pub fn folder(args: &Reader<'_>, name: &'static str) -> Result<Option<Folder>, Fault> {
    let known = |word: &str| {
        let folder = Folder::from_word(word);
        folder.ok_or_else(|| Fault::invalid(name, "must be one of getVoicemailFolders"))
    };
    args.text(name).map(known).transpose()
}
