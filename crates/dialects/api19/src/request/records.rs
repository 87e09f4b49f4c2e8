//! Text messages and records: from arguments to commands.

use std::ops::Range;

use jiff::civil::Date;
use tandem_domain::{Timestamp, eastern_days};
use tandem_engine::MessageSend;
use tandem_gateway::{Fault, Reader};

use super::{numbers, require};

/// The longest text message, in characters: as many as the parts that one may have can hold.
pub const MESSAGE_CHARS_MAX: usize = 1530;
/// The longest time that records are shown of, in days.
const DAYS_MAX: i32 = 92;

/// `/sms/send`.
pub fn send(args: &Reader<'_>) -> Result<MessageSend, Fault> {
    require(args)?;
    let text = text(args)?;
    Ok(MessageSend::text(numbers::one(args, "source")?, numbers::one(args, "destination")?, text))
}

/// What a message says.
pub(super) fn text(args: &Reader<'_>) -> Result<String, Fault> {
    let text = args.text("message").unwrap_or_default();
    if text.chars().count() > MESSAGE_CHARS_MAX {
        let why = format!("is longer than {MESSAGE_CHARS_MAX} characters");
        return Err(Fault::invalid("message", why));
    }
    Ok(text.to_owned())
}

/// What records are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordType {
    /// Messages of text alone.
    Sms,
    /// Messages with media.
    Mms,
    /// Calls.
    Call,
}

/// Records of some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Records {
    /// Of what.
    pub kind: RecordType,
    /// From when on, and up to when: days by the clock of the east.
    pub span: Range<Timestamp>,
}

/// `/cdrs/download/csv`.
pub fn records(args: &Reader<'_>) -> Result<Records, Fault> {
    require(args)?;
    let kind = match args.required("record_type")?.to_ascii_lowercase().as_str() {
        "sms" => RecordType::Sms,
        "mms" => RecordType::Mms,
        "call" => RecordType::Call,
        _ => return Err(Fault::invalid("record_type", "must be sms, mms or call")),
    };
    let (first, last) = (day(args, "startdate")?, day(args, "enddate")?);
    let days = first.until(last).map_or(-1, |span| span.get_days());
    if !(0..DAYS_MAX).contains(&days) {
        let why = format!("must be no earlier than startdate, and less than {DAYS_MAX} days later");
        return Err(Fault::invalid("enddate", why));
    }
    Ok(Records { kind, span: eastern_days(first, last) })
}

fn day(args: &Reader<'_>, name: &'static str) -> Result<Date, Fault> {
    let read = Date::strptime("%m/%d/%Y", args.required(name)?);
    read.map_err(|_| Fault::invalid(name, "must be a day such as 07/15/2026"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tandem_gateway::Spec;
    use tandem_numbering::Rules;
    use tandem_wire::Args;

    fn of(query: &str) -> Result<Records, Fault> {
        let entry = crate::operations::file("/cdrs/download/csv").expect("a file");
        let spec: &'static Spec = entry.spec;
        let args: Args = tandem_wire::form::parse(query.as_bytes()).expect("a query");
        records(&Reader::new(&args, spec, &Rules::new()))
    }

    #[test]
    fn days_are_those_of_the_east() {
        let found = of("record_type=SMS&startdate=07/15/2026&enddate=07/15/2026").expect("a day");
        let at = |text| Timestamp::parse(text).expect("an instant");
        let span = at("2026-07-15T04:00:00Z")..at("2026-07-16T04:00:00Z");
        assert_eq!(found, Records { kind: RecordType::Sms, span });
        for (query, param) in [
            ("startdate=07/15/2026&enddate=07/15/2026", "record_type"),
            ("record_type=fax&startdate=07/15/2026&enddate=07/15/2026", "record_type"),
            ("record_type=sms&startdate=2026-07-15&enddate=07/15/2026", "startdate"),
            ("record_type=sms&startdate=07/15/2026&enddate=07/14/2026", "enddate"),
            ("record_type=sms&startdate=01/01/2026&enddate=12/31/2026", "enddate"),
        ] {
            let (Fault::Missing { param: named } | Fault::Invalid { param: named, .. }) =
                of(query).expect_err(query);
            assert_eq!(named, param, "{query}");
        }
    }
}
