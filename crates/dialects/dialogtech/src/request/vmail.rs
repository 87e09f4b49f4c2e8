//! Mailboxes: from parameters to commands.

use tandem_domain::Voicemail;
use tandem_engine::{ObjectPlace, ObjectSet};
use tandem_gateway::{Fault, Reader};

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
