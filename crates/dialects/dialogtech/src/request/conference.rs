//! Conferences at a certain time: from parameters to what they say.

use tandem_domain::{MEETING_MINUTES_MAX, MEETING_MINUTES_MIN, Meeting, Rows, Timestamp};
use tandem_gateway::{Fault, Reader};

use super::{clock, people};

/// The longest description, in characters.
pub(crate) const NOTE_CHARS_MAX: usize = 255;
/// How many digits let somebody in.
pub(crate) const PIN_CHARS: usize = 4;
/// How long a conference lasts when nothing is said about that, in minutes.
const MINUTES_DEFAULT: i64 = 30;
/// To how many minutes that is rounded.
const MINUTES_STEP: i64 = 5;

/// `conference.schedule`.
pub(crate) fn schedule(args: &Reader<'_>, now: Timestamp) -> Result<Meeting, Fault> {
    args.check_required()?;
    refuse(args, "invitations", "is not supported yet: nobody is invited by mail")?;
    let begins = clock::meeting(args, "scheduled_time")?;
    if begins < now {
        return Err(Fault::invalid("scheduled_time", "must not be past"));
    }
    let (least, most) = (i64::from(MEETING_MINUTES_MIN), i64::from(MEETING_MINUTES_MAX));
    let minutes = args.integer("conference_length", least, most)?.unwrap_or(MINUTES_DEFAULT);
    let minutes = u32::try_from((minutes + MINUTES_STEP - 1) / MINUTES_STEP * MINUTES_STEP);
    let mut attendees = Rows::default();
    for attendee in people::list(args, "attendee_list")? {
        attendees.add(attendee);
    }
    Ok(Meeting {
        name: args.short_text("conference_name", people::NAME_CHARS_MAX)?,
        note: args.short_text("desc", NOTE_CHARS_MAX)?,
        begins,
        minutes: minutes.unwrap_or(MEETING_MINUTES_MAX),
        pin: args.short_text("pin", PIN_CHARS)?,
        inbound_only: args.text("inboundonly").is_some(),
        attendees,
    })
}

/// Refuses what would have no effect; that it is there says it, whatever it says.
pub(crate) fn refuse(
    args: &Reader<'_>,
    name: &'static str,
    why: &'static str,
) -> Result<(), Fault> {
    if args.text(name).is_some() { Err(Fault::invalid(name, why)) } else { Ok(()) }
}
