//! The way out of a call that was forwarded outside: a leg of its own, which whoever has the number pays for.
//!
//! It is told by who answered. A number at a carrier's was called at our expense, whoever configured it and in
//! whatever words; a telephone, or an address of somebody's own, was not.

use tandem_domain::route::Domains;
use tandem_domain::{CallDirection, CallRecord};
use tandem_numbering::{Did, Rules};

use super::fields::Fields;
use crate::ask::number;

/// What the leg is called, behind the name of the leg that came in.
const OUTWARD: &str = "outward";

/// The record of the way out, if the carrier's side answered.
pub(super) fn of(
    record: &CallRecord,
    report: &Fields<'_>,
    hosts: &Domains,
    rules: &Rules,
) -> Option<CallRecord> {
    let answered = record.answered.filter(|_| record.direction.is_inbound())?;
    let called = at_carrier(&record.answered_by, hosts, rules)?;
    // A menu before it is not paid for on the way out.
    let dialled = report.instant("dialled", &["dialled"]).ok().flatten();
    let since = dialled.map_or(answered, |dialled| dialled.min(record.ended).max(answered));
    Some(CallRecord {
        leg: [&*record.leg, OUTWARD].join(" ").trim_start().to_owned(),
        direction: CallDirection::Outbound,
        other: called.e164(),
        name: String::new(),
        answered_by: called.e164(),
        answered: Some(since),
        ..record.clone()
    })
}

/// The number at the carrier's that an address means: `sip:+12125550100@carrier.example:5060`, or `+12125550100@carrier`.
fn at_carrier(address: &str, hosts: &Domains, rules: &Rules) -> Option<Did> {
    let address = address.trim_start_matches("sip:").trim_start_matches("sips:");
    let (user, host) = address.rsplit_once('@')?;
    let host = host.split([';', '?', '>']).next().unwrap_or_default();
    number(rules, user).filter(|_| hosts.are_carriers(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_at_the_carriers_was_called_outside() {
        let rules = Rules::new();
        let hosts = Domains::NONE.clone().with_carriers(["carrier.example:5060"]);
        let called = |address: &str| at_carrier(address, &hosts, &rules).map(Did::digits);
        let miami = Some(13_055_550_100);
        assert_eq!(called("sip:+13055550100@carrier.example:5060"), miami);
        assert_eq!(
            called("sip:3055550100;phone-context=+1@Carrier.Example:5060;transport=tcp"),
            miami
        );
        assert_eq!(called("+13055550100@carrier.example:5060"), miami);
        assert_eq!(called("sip:+13055550100@carrier.example."), miami);
        for other in ["sip:desk@carrier.example:5060", "sip:+13055550100@10.0.0.1", "100001", ""] {
            assert_eq!(called(other), None, "{other}");
        }
    }
}
