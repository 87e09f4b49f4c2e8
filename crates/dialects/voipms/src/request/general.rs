//! Days of statements, clients, and numbers that might come.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tandem_domain::{AccountRef, Period, Timestamp};
use tandem_engine::{AccountClose, NumberPortable};
use tandem_gateway::{Fault, Reader};

use super::{FLAT, ID_MAX, PER_MINUTE, require};
use crate::SCHEME;
use crate::clock::zone;

/// What is at fault where each of two days is right by itself.
pub const DATE_ORDER: &str = "date_from and date_to";
/// And where they are too far apart.
pub const DATE_RANGE: &str = "the time between date_from and date_to";
/// The longest time that transactions are shown of, in days.
const DAYS_MAX: i64 = 92;

/// `getTransactionHistory`: from the beginning of one day to the end of another, by the provider's clock.
pub fn transactions(args: &Reader<'_>) -> Result<Period, Fault> {
    require(args)?;
    let day = |name| {
        let date = args.required(name)?.parse::<Date>();
        date.map_err(|_| Fault::invalid(name, "must be a day such as 2016-06-03"))
    };
    let (first, last) = (day("date_from")?, day("date_to")?);
    if first > last {
        return Err(Fault::invalid(DATE_ORDER, "are the wrong way round"));
    }
    if last > first.saturating_add(DAYS_MAX.days()) {
        return Err(Fault::invalid(DATE_RANGE, "is longer than 92 days"));
    }
    let from = begins(first).ok_or_else(|| Fault::invalid("date_from", "is out of time"))?;
    let to = begins(last.saturating_add(1.day()));
    Ok(Period { from, to: to.ok_or_else(|| Fault::invalid("date_to", "is out of time"))? })
}

pub(super) fn begins(day: Date) -> Option<Timestamp> {
    let midnight = day.to_zoned(zone()).ok()?;
    Some(Timestamp(midnight.timestamp().as_microsecond()))
}

/// When the day began, by the provider's clock.
pub fn today(now: Timestamp) -> Timestamp {
    let day = now.civil().to_zoned(zone()).date();
    begins(day)
        .or_else(|| Some(Timestamp(day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_microsecond())))
        .unwrap_or(now)
}

/// `delClient`. Clients go by numbers.
pub fn closed_client(args: &Reader<'_>) -> Result<AccountClose, Fault> {
    require(args)?;
    let id = args.integer("client", 1, ID_MAX)?.ok_or(Fault::Missing { param: "client" })?;
    let account = AccountRef::Alias { scheme: SCHEME.to_owned(), name: id.to_string() };
    Ok(AccountClose { account })
}

/// `getPortability`.
pub fn portable(args: &Reader<'_>) -> Result<NumberPortable, Fault> {
    require(args)?;
    let plans = [PER_MINUTE, FLAT].map(str::to_owned).to_vec();
    Ok(NumberPortable { numbers: vec![args.did("did")?], plans })
}
