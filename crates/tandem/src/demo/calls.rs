//! The demo's calls of the past, to the number that somebody has had for as long: one was answered, one found
//! somebody on the telephone, to one nobody came. The number's plan asks nothing for them. And one to a number of a
//! client's.

use tandem_domain::route::Cause;
use tandem_domain::{CallDirection, CallRecord, Timestamp};
use tandem_engine::{CallRecordPut, Engine};

use super::people::{operate, read};
use crate::failure::Failure;

/// 2014-03-30 10:40:16 in the east of North America.
const MARCH: Timestamp = Timestamp(1_396_190_416_000_000);

const DAY_SECONDS: i64 = 86_400;

/// What became of them: how many minutes later each began, and for how long it was answered, in
/// seconds, or why not.
const SAMPLES: [(i64, Result<i64, Cause>); 3] =
    [(0, Ok(11)), (5, Err(Cause::Busy)), (9, Err(Cause::NoAnswer))];

/// Writes them down.
pub(super) async fn furnish(engine: &Engine) -> Result<(), Failure> {
    let [ours, clients] = ["8574884828", "8574884829"];
    let samples = SAMPLES.map(|(minutes, end)| (ours, 60 * minutes, end));
    let all = samples.into_iter().chain([(clients, 3 * DAY_SECONDS, Ok(11))]);
    for (number, seconds, end) in all {
        for did in read(engine, &[number])? {
            let started = MARCH.plus_seconds(seconds);
            let answered = started.plus_seconds(4);
            let record = CallRecord {
                switch: "demo".to_owned(),
                call: format!("sample-{}", seconds / 60),
                leg: String::new(),
                direction: CallDirection::Inbound,
                did,
                other: "5551112222".to_owned(),
                name: "John Doe".to_owned(),
                answered_by: String::new(),
                started,
                answered: end.is_ok().then_some(answered),
                ended: answered.plus_seconds(end.unwrap_or_default()),
                cause: end.err(),
                code: String::new(),
            };
            operate(engine, CallRecordPut { record }).await?;
        }
    }
    Ok(())
}
