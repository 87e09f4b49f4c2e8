//! What is said in the provider's words.
//!
//! There are no error codes: a failure is a text. The provider publishes one of them only, for a
//! wrong key at its text gateway; the others are ours.

use tandem_domain::{AccountUse, LineOutcome, NumberState, Refusal};
use tandem_gateway::{AuthFault, Fault, Stop, sentence};
use tandem_numbering::NumberKind;

/// The words for the kinds of numbers.
pub(crate) const DID_TYPES: [(NumberKind, &str); 5] = [
    (NumberKind::Geographic, "GEOGRAPHIC"),
    (NumberKind::National, "NATIONAL"),
    (NumberKind::TollFree, "TOLLFREE"),
    (NumberKind::Mobile, "MOBILE"),
    // A word of our own: the provider has no such numbers.
    (NumberKind::Virtual, "VIRTUAL"),
];

/// An action that nobody has.
pub(crate) const UNKNOWN_ACTION: &str = "Unknown ACTION.";
/// No SIGNATURE where one is required, or a wrong one.
pub(crate) const SIGNATURE: &str = "SIGNATURE is missing or invalid.";
/// A missing or wrong key at the text gateway, as the provider prints it.
pub(crate) const TEXT_KEY: &str = "apikey is missing or invalid..";

/// The word for a kind of number.
pub(crate) fn did_type(kind: NumberKind) -> &'static str {
    DID_TYPES.iter().find(|(known, _)| *known == kind).map_or("", |(_, word)| word)
}

/// The `STATUS` of a DID.
pub(crate) const fn status(state: NumberState) -> &'static str {
    match state {
        NumberState::Active => "Active",
        NumberState::Ordering | NumberState::PortingIn => "Pending",
        NumberState::Suspended => "Suspended",
        NumberState::PortingOut => "Porting",
        NumberState::Available
        | NumberState::Held
        | NumberState::Released
        | NumberState::Ageing
        | NumberState::Reserved
        | NumberState::PortedOut
        | NumberState::Blocked => "Canceled",
    }
}

/// The `STATUS` of a DID that was just ordered.
pub(crate) const fn line_status(outcome: &LineOutcome) -> &'static str {
    match outcome {
        LineOutcome::Bought(_) => status(NumberState::Active),
        LineOutcome::Ordering(_) => status(NumberState::Ordering),
        LineOutcome::Refused(_) => status(NumberState::Blocked),
    }
}

/// What a page's address may hold: the provider's word for it, and ours.
const PLACES: [(&str, &str); 3] =
    [("$[from]$", "{FROM}"), ("$[to]$", "{TO}"), ("$[message]$", "{MESSAGE}")];

/// The address of a page that messages are handed to, as it is kept.
pub(crate) fn page_kept(url: &str) -> String {
    PLACES.iter().fold(url.to_owned(), |url, (theirs, ours)| url.replace(theirs, ours))
}

/// The same as it is shown.
pub(crate) fn page_shown(url: &str) -> String {
    PLACES.iter().fold(url.to_owned(), |url, (theirs, ours)| url.replace(ours, theirs))
}

/// Bytes that are no request.
pub(crate) fn malformed(why: &str) -> String {
    format!("Invalid XML request: {why}.")
}

/// An action that is known and not supported yet.
pub(crate) fn unsupported(action: &str) -> String {
    format!("{action} is not supported yet.")
}

/// Why an action did not come to its end.
pub(crate) fn stop(stop: &Stop) -> String {
    match stop {
        Stop::Fault(fault) => self::fault(fault),
        Stop::Refusal(refusal) => self::refusal(refusal),
    }
}

/// A parameter that no command can be made from.
fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Missing { param } => format!("{param} is required."),
        Fault::Invalid { param, why } => format!("{param} is invalid: it {why}."),
    }
}

/// A caller who was not let in.
pub(crate) const fn auth(fault: AuthFault) -> &'static str {
    match fault {
        AuthFault::Unknown => "USERKEY is missing or invalid.",
        AuthFault::Address => "USERKEY may not be used from this address.",
        AuthFault::Expired => "USERKEY has expired.",
        AuthFault::Guessing => "Too many invalid requests; try again in some minutes.",
        AuthFault::TooOften => "Too many requests; try again in a minute.",
        AuthFault::Unavailable => "The service is not available at this moment; try again.",
    }
}

/// A command that was refused, on one line: clients read an `ERROR` up to its first line break.
fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NumberUnknown { .. } | Refusal::NumberNotOwned { .. } => {
            "DID not found.".to_owned()
        }
        Refusal::NoStock { .. } | Refusal::NumberNotForSale { .. } => {
            "Not enough DIDs available.".to_owned()
        }
        Refusal::TooMany { max, .. } => {
            format!("QUANTITY is invalid: one order may ask for {max}.")
        }
        Refusal::PlanUnknown { .. } => "RATE_PLAN_ID is invalid: there is no such plan.".to_owned(),
        Refusal::PlanNotOffered { code } => {
            format!("RATE_PLAN_ID {code} is not offered in this area.")
        }
        Refusal::InsufficientFunds { .. } => "Insufficient funds.".to_owned(),
        Refusal::AccountUnknown { .. } => {
            "ACCOUNT_NUMBER is invalid: it is not one of your sub-accounts.".to_owned()
        }
        Refusal::AccountInUse { by: AccountUse::Numbers, .. } => {
            "Sub-account has active phone numbers.".to_owned()
        }
        Refusal::NumberAlreadyOwned { .. }
        | Refusal::NumberState { .. }
        | Refusal::NumberInCart { .. }
        | Refusal::NumberNotInCart { .. }
        | Refusal::NumberNotConnected { .. }
        | Refusal::DatePast { .. }
        | Refusal::DateSettled { .. }
        | Refusal::CartEmpty
        | Refusal::CartFull { .. }
        | Refusal::HoldSpent { .. }
        | Refusal::AmountInvalid
        | Refusal::CurrencyMismatch
        | Refusal::AccountSuspended
        | Refusal::AccountUnnumbered
        | Refusal::NameTaken { .. }
        | Refusal::ObjectUnknown { .. }
        | Refusal::ReferenceUnknown { .. }
        | Refusal::ObjectInvalid { .. }
        | Refusal::ObjectTaken { .. }
        | Refusal::ObjectInUse { .. }
        | Refusal::ObjectsFull { .. }
        | Refusal::CallerIdNotOwned { .. }
        | Refusal::SlotsShort { .. }
        | Refusal::SupplierRefused { .. }
        | Refusal::HookInvalid { .. }
        | Refusal::HookUnknown
        | Refusal::MessagingOff { .. }
        | Refusal::MessagingInvalid { .. }
        | Refusal::MessageEmpty
        | Refusal::MessageTooLong { .. }
        | Refusal::MessageUndeliverable { .. }
        | Refusal::MessagesTooMany { .. }
        | Refusal::MessageUnknown
        | Refusal::CallInvalid { .. }
        | Refusal::RouteVersionUnknown { .. }
        | Refusal::NumberNotPortable { .. }
        | Refusal::PortUnknown
        | Refusal::PortInvalid { .. }
        | Refusal::PortStanding { .. }
        | Refusal::OrderUnknown
        | Refusal::OrderNotWaiting
        | Refusal::AccountInUse { .. }
        | Refusal::LoginInvalid { .. }
        | Refusal::LoginUnknown { .. }
        | Refusal::PlanSame { .. }
        | Refusal::RateCentreUnknown { .. }
        | Refusal::RestoreOver { .. }
        | Refusal::ChargeUnknown
        | Refusal::RefundTooMuch { .. }
        | Refusal::LeaseLost { .. }
        | Refusal::KeyReused
        | Refusal::CredentialRevoked
        | Refusal::Forbidden
        | Refusal::Unavailable => format!("{}.", sentence(refusal)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tandem_numbering::Did;

    #[test]
    fn every_text_is_one_sentence_on_one_line() {
        let did = Did::new(12_125_551_234).expect("a number");
        let reason = "no\nway".to_owned();
        for text in [
            refusal(&Refusal::SupplierRefused { did, reason, for_now: false }),
            refusal(&Refusal::Unavailable),
            refusal(&Refusal::NoStock { wanted: 2, found: 1 }),
            fault(&Fault::Missing { param: "AREA_ID" }),
            fault(&Fault::invalid("QUANTITY", "must be a whole number from 1 to 10000")),
            unsupported("DID.MOVE"),
        ] {
            assert!(!text.contains(char::is_control) && text.ends_with('.'), "{text}");
        }
    }

    #[test]
    fn every_kind_has_its_word() {
        for kind in NumberKind::ALL {
            assert!(!did_type(kind).is_empty(), "{kind}");
        }
    }
}
