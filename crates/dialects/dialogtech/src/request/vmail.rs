//! Mailboxes and their messages: from parameters to commands.

use tandem_domain::{DialRequest, DialThen, ObjectId, VoiceMessageId, Voicemail};
use tandem_engine::{ObjectPlace, ObjectSet, VoiceMessageList, VoiceMessageRemove};
use tandem_gateway::{Fault, Reader};

use super::clickto;

/// The longest name of a mailbox, in characters.
pub(crate) const NAME_CHARS_MAX: usize = 64;
/// How many digits open one.
pub(crate) const PIN_CHARS: usize = 4;
/// The longest address of mail, in characters.
pub(crate) const EMAIL_CHARS_MAX: usize = 254;

/// `vmail.createbox`. With an address its messages go there, unless it says otherwise.
pub(crate) fn create(args: &Reader<'_>) -> Result<ObjectSet, Fault> {
    args.check_required()?;
    let email = args.short_text("email_address", EMAIL_CHARS_MAX)?;
    let sends = args.flag("send_email")?.unwrap_or(!email.is_empty());
    if sends && email.is_empty() {
        return Err(Fault::Missing { param: "email_address" });
    }
    let body = Voicemail {
        name: args.short_text("name", NAME_CHARS_MAX)?,
        pin: args.short_text("pin", PIN_CHARS)?,
        email: if sends { email } else { String::new() },
        attach: sends,
        say_time: args.flag("envelope")?.unwrap_or(false),
        ..Voicemail::default()
    };
    Ok(ObjectSet { place: ObjectPlace::New, body: body.into(), list: None })
}

/// `vmail.getmessages`
pub(crate) fn messages(args: &Reader<'_>) -> Result<VoiceMessageList, Fault> {
    args.check_required()?;
    Ok(VoiceMessageList { mailbox: id(args, "box_id")?, folder: None, from: None, to: None })
}

/// `vmail.deletemessage`
pub(crate) fn delete_message(args: &Reader<'_>) -> Result<VoiceMessageRemove, Fault> {
    args.check_required()?;
    let num = id(args, "message_id")?.0;
    Ok(VoiceMessageRemove { mailbox: id(args, "box_id")?, folder: None, num: Some(num) })
}

/// `vmail.recordgreeting`, and the mailbox.
pub(crate) fn spoken_greeting(args: &Reader<'_>) -> Result<(DialRequest, ObjectId), Fault> {
    args.check_required()?;
    let mailbox = id(args, "box_id")?;
    let which = args.short_text("recording_type", NAME_CHARS_MAX)?;
    let then = DialThen::Greeting { mailbox, which };
    Ok((clickto::plain(args.did("phone_to_call")?, then), mailbox))
}

/// A message by its id.
pub(crate) fn message_id(args: &Reader<'_>, name: &'static str) -> Result<VoiceMessageId, Fault> {
    Ok(VoiceMessageId(id(args, name)?.0))
}

fn id(args: &Reader<'_>, name: &'static str) -> Result<ObjectId, Fault> {
    let id = args.integer(name, 1, i64::MAX)?;
    id.map(ObjectId).ok_or(Fault::Missing { param: name })
}
