//! What the demo knows of numbers that are somebody's somewhere: one that was ported and has a name, and the
//! block that it came from.

use tandem_domain::{CarrierRecord, Timestamp};
use tandem_engine::{CarrierRow, Engine, LookupLoad};

use super::people::{operate, read};
use crate::failure::Failure;

/// 2024-04-09.
const APRIL: Timestamp = Timestamp(1_712_620_800_000_000);

/// Loads it.
pub(super) async fn furnish(engine: &Engine) -> Result<(), Failure> {
    let text = str::to_owned;
    let in_miami = CarrierRecord {
        lata: text("460"),
        region: text("FL"),
        rate_centre: text("MIAMI"),
        city: text("Miami"),
        ..CarrierRecord::default()
    };
    let of = |id: &str, name: &str, kind: &str| CarrierRecord {
        spid: text(id),
        spid_name: text(name),
        ocn: text(id),
        ocn_name: text(name),
        ocn_type: text(kind),
        ..in_miami.clone()
    };
    let known = read(engine, &["3055550000", "3055559999", "3055550123"])?;
    let [first, last, acme] = known[..] else { return Ok(()) };
    let block = CarrierRow { first, last, record: of("5678", "OTHER TELCO", "ILEC") };
    let (lrn, ported) = (Some(first), Some(APRIL));
    let record = CarrierRecord { lrn, ported, ..of("1234", "EXAMPLE TELCO", "CLEC") };
    let ported = CarrierRow { first: acme, last: acme, record };
    let names = vec![(acme, "ACME INC".to_owned())];
    operate(engine, LookupLoad { carriers: vec![block, ported], names, ..LookupLoad::default() })
        .await
}
