//! Days with times, as clients write them: by the clock of the east of North America.

use jiff::civil::{DateTime, Time};
use jiff::tz::Offset;
use tandem_domain::{Timestamp, eastern_instant, eastern_zone};
use tandem_gateway::{Fault, Reader};

/// The longest day with a time, in characters.
pub(crate) const MOMENT_CHARS_MAX: usize = "2010-11-30 15:30:00 -0500".len();
/// The offset of a conference's time that says none: the provider's own.
const OFFSET_DEFAULT: &str = "-0500";
/// To how many seconds the times of conferences are rounded.
const MEETING_STEP: i64 = 5 * 60;

/// `2010-11-30 15:30`, perhaps with seconds.
pub(crate) fn moment(args: &Reader<'_>, name: &'static str) -> Result<Option<Timestamp>, Fault> {
    let Some(text) = args.text(name) else { return Ok(None) };
    let read = |format| DateTime::strptime(format, text);
    let wall = read("%Y-%m-%d %H:%M").or_else(|_| read("%Y-%m-%d %H:%M:%S"));
    let fault = |_| Fault::invalid(name, "must be a day and a time such as 2010-11-30 15:30");
    Ok(Some(eastern_instant(wall.map_err(fault)?)))
}

/// `2010-11-30 15:30 -0500`, of which the offset may be absent; the next whole five minutes.
pub(crate) fn meeting(args: &Reader<'_>, name: &'static str) -> Result<Timestamp, Fault> {
    let why = "must be a day and a time such as 2010-11-30 15:30 -0500: conferences that begin at \
               once are not supported yet";
    let fault = || Fault::invalid(name, why);
    let text = args.text(name).ok_or_else(fault)?;
    let (wall, offset) = match text.rsplit_once(' ') {
        Some((wall, offset)) if offset.starts_with(['+', '-']) => (wall, offset),
        _ => (text, OFFSET_DEFAULT),
    };
    let wall = DateTime::strptime("%Y-%m-%d %H:%M", wall).map_err(|_| fault())?;
    let at = zone(offset).and_then(|zone| zone.to_timestamp(wall).ok()).ok_or_else(fault)?;
    let seconds = at.as_second();
    let next = seconds + (MEETING_STEP - seconds.rem_euclid(MEETING_STEP)) % MEETING_STEP;
    Ok(Timestamp(next.saturating_mul(1_000_000)))
}

/// `-0500`.
fn zone(text: &str) -> Option<Offset> {
    let (sign, digits) = text.split_at_checked(1)?;
    let plain = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes) = digits.split_at_checked(2).filter(|_| plain)?;
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    Offset::from_seconds(if sign == "-" { -seconds } else { seconds }).ok()
}

/// Two times of the day between which something is done, as minutes of it.
pub(crate) fn hours(
    args: &Reader<'_>,
    from: &'static str,
    to: &'static str,
) -> Result<Option<(u32, u32)>, Fault> {
    match (minute(args, from)?, minute(args, to)?) {
        (None, None) => Ok(None),
        (Some(from), Some(to)) => Ok(Some((from, to))),
        (Some(_), None) => Err(Fault::Missing { param: to }),
        (None, Some(_)) => Err(Fault::Missing { param: from }),
    }
}

fn minute(args: &Reader<'_>, name: &'static str) -> Result<Option<u32>, Fault> {
    let Some(text) = args.text(name) else { return Ok(None) };
    let fault = |_| Fault::invalid(name, "must be a time of the day such as 15:30");
    let time = Time::strptime("%H:%M", text).map_err(fault)?;
    let minutes = i32::from(time.hour()) * 60 + i32::from(time.minute());
    Ok(u32::try_from(minutes).ok())
}

/// A moment as it is shown.
pub(crate) fn shown(at: Timestamp) -> String {
    at.civil().to_zoned(eastern_zone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// The beginning of a conference as it is shown.
pub(crate) fn shown_meeting(at: Timestamp) -> String {
    at.civil().to_zoned(eastern_zone()).strftime("%Y-%m-%d %H:%M %z").to_string()
}
