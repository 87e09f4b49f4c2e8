//! Calls that are to be made: from parameters to what is asked for.

use tandem_domain::{
    DIAL_DELAY_MINUTES_MAX, DIAL_MINUTES_MAX, DialRequest, DialThen, ObjectId, Timestamp,
};
use tandem_gateway::{Fault, Reader};

use crate::envelope::variables;

/// The longest note, in characters.
pub(crate) const MEMO_CHARS_MAX: usize = 255;
/// The longest name of a call, in characters.
pub(crate) const REQUEST_CHARS_MAX: usize = 64;
/// The longest value of a variable, in characters.
pub(crate) const VARIABLE_CHARS_MAX: usize = 1000;
/// How long a call may be put off, in minutes.
pub(crate) const DELAY_MAX: i64 = DIAL_DELAY_MINUTES_MAX as i64;
/// The longest that a call may be asked to last, in minutes.
pub(crate) const MINUTES_MAX: i64 = DIAL_MINUTES_MAX as i64;

/// `DIAL.CALLFLOW`, once its call flow was found.
pub(crate) fn through(args: &Reader<'_>, flow: ObjectId) -> Result<DialRequest, Fault> {
    args.check_required()?;
    request(args, DialThen::Flow { flow, variables: variables(args.args()) })
}

/// `DIAL.CONNECT`.
pub(crate) fn between(args: &Reader<'_>) -> Result<DialRequest, Fault> {
    args.check_required()?;
    let minutes = args.integer("MAXCALLDURATION", 1, MINUTES_MAX)?;
    let minutes_max = minutes.and_then(|minutes| u32::try_from(minutes).ok());
    let number = args.did("DESTPHONENUMBER")?;
    request(args, DialThen::Number { number, minutes_max })
}

fn request(args: &Reader<'_>, then: DialThen) -> Result<DialRequest, Fault> {
    let caller_id = match args.text("CALLERID") {
        Some(text) => Some(args.as_did("CALLERID", text)?),
        None => None,
    };
    let minutes = args.integer("DELAY", 0, DELAY_MAX)?.unwrap_or(0);
    Ok(DialRequest {
        number: args.did("PHONENUMBER")?,
        then,
        caller_id,
        then_caller_id: None,
        delay_minutes: u32::try_from(minutes).unwrap_or(DIAL_DELAY_MINUTES_MAX),
        memo: args.short_text("MEMO", MEMO_CHARS_MAX)?,
        billing_code: args.short_text("BILLINGCODE", MEMO_CHARS_MAX)?,
        // The engine says when.
        asked: Timestamp(0),
    })
}
