//! What switches say of a call that they ask about.

use tandem_domain::Attestation;
use tandem_domain::route::{Action, Ending, RoutePlan};
use tandem_numbering::{Did, Rules, VirtualNumber};
use tandem_wire::sip::NameAddress;

/// The most numbers that a call is believed to have been forwarded by.
const DIVERSIONS_READ_MAX: usize = 16;

/// What stands in the place of a number that its owner does not show (RFC 3323 §4.1.1.3).
const ANONYMOUS: &str = "anonymous";

/// A number as a switch has it: with or without a plus, or as the user of a SIP address.
pub(crate) fn number(rules: &Rules, text: &str) -> Option<Did> {
    let digits = text.split(';').next().unwrap_or_default();
    // A virtual number as the telephones of its account dial it.
    let made = VirtualNumber::read(digits).map(VirtualNumber::did);
    made.or_else(|| rules.read(digits).ok())
}

/// What was sent as the caller's number, without parameters of the user of a SIP address; empty from one who
/// does not show it.
pub(crate) fn caller(text: &str) -> &str {
    let text = text.split(';').next().unwrap_or_default().trim();
    if text.eq_ignore_ascii_case(ANONYMOUS) { "" } else { text }
}

/// The numbers of Diversion headers (RFC 5806), or plain numbers, the last first.
pub(crate) fn diversions<'t>(rules: &Rules, items: impl Iterator<Item = &'t str>) -> Vec<Did> {
    let items = items.map(str::trim).take(DIVERSIONS_READ_MAX);
    let numbers = items.filter_map(|item| match NameAddress::parse(item) {
        Some(address) => number(rules, &address.uri.user()?),
        None => number(rules, item),
    });
    numbers.collect()
}

/// How far the caller's carrier vouches for the caller, as a switch that verified it says: `A`, `B` or
/// `C` (ATIS-1000074).
pub(crate) fn attested(text: &str) -> Option<Attestation> {
    match text.trim() {
        "A" | "a" => Some(Attestation::Full),
        "B" | "b" => Some(Attestation::Partial),
        "C" | "c" => Some(Attestation::Gateway),
        _ => None,
    }
}

/// A number made of the name of a call, if it has one: the same for the same call (FNV-1a).
pub(crate) fn same_all_through(call: &str) -> Option<u64> {
    let mixed = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    (!call.is_empty()).then(|| call.bytes().fold(0xcbf2_9ce4_8422_2325, mixed))
}

/// Whether the plan is that the number is not in service here.
pub(crate) fn is_nobody(plan: &RoutePlan) -> bool {
    let ends = Action::Hangup { ending: Ending::NotInService };
    plan.first().is_some_and(|step| step.action == ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_switches_write_them() {
        let rules = Rules::new();
        let known = Did::new(15_551_234_567);
        for text in ["+15551234567", "15551234567", "5551234567", "+15551234567;phone-context=x"] {
            assert_eq!(number(&rules, text), known, "{text}");
        }
        assert_eq!(number(&rules, "tandem"), None);
        assert_eq!(number(&rules, "100001007"), Did::new(999_100_001_007));
        let header = "\"a\" <sip:+15551234567@h>;reason=user-busy, <sip:x@h>, 13055550100";
        assert_eq!(
            diversions(&rules, header.split(',')),
            [known, Did::new(13_055_550_100)].map(Option::unwrap)
        );
    }

    #[test]
    fn a_call_is_told_by_its_name_and_its_attestation_by_a_letter() {
        let (one, other) = (same_all_through("a-1"), same_all_through("a-2"));
        assert_eq!((one, same_all_through("")), (same_all_through("a-1"), None));
        assert_ne!(one, other);
        assert_eq!(attested("B"), Some(Attestation::Partial));
        assert_eq!((attested(""), attested("TN-Validation-Passed")), (None, None));
    }

    #[test]
    fn who_shows_no_number_has_none() {
        assert_eq!((caller("Anonymous"), caller("+13055550100")), ("", "+13055550100"));
        assert_eq!(caller("13055550100;cpc=ordinary"), "13055550100");
    }
}
