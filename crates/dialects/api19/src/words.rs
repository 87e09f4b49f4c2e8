//! What this dialect says when something cannot be done. It has no codes: clients compare the text,
//! so a text that the provider documents is spelt as it spells it, and none has two meanings.

use std::borrow::Cow;

use tandem_domain::{ObjectKind, Refusal, Role, Undelivered};
use tandem_gateway::{AuthFault, Fault, Stop};
use tandem_numbering::Did;
use tandem_wire::{Problem, WireFault};

use crate::UPLOAD;
use crate::request::numbers::BAD_JSON;

/// A failure as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The text that clients compare.
    pub error: Cow<'static, str>,
    /// What the text alone does not say: which number, how much, what to do.
    pub verbose: Option<String>,
}

impl Failure {
    fn plain(error: impl Into<Cow<'static, str>>) -> Self {
        Self { error: error.into(), verbose: None }
    }

    fn detailed(error: impl Into<Cow<'static, str>>, verbose: impl ToString) -> Self {
        Self { error: error.into(), verbose: Some(verbose.to_string()) }
    }
}

/// Every text of ours, sorted, with what it means. A text about a number stands here as it is said
/// in a list of numbers; where the whole request is about the number, `number` stands before it.
/// Not in the table: the words of suppliers, and texts that begin with the name of an argument.
pub const TEXTS: &[(&str, &str)] = &[
    ("account has no number", "the account is known by none, and can have no virtual numbers"),
    ("account in use", "the account has numbers, or calls are sent to it"),
    ("account suspended", "the account may look but not buy"),
    ("already in cart", "the number lies in the caller's cart"),
    ("already owned", "the number is the caller's"),
    ("cart is empty", "there is nothing to order"),
    ("cart is full", "the cart takes no more numbers"),
    ("currency mismatch", "the account pays in another currency than its plan asks for"),
    ("date is in the past", "a day to come is wanted"),
    ("date is settled", "the client has the number, and when its next month begins is settled"),
    ("has this plan already", "the number is on the plan that it is to change to"),
    ("held too long", "the number was held for as long as may be; it may be held again later"),
    ("idempotency key already used", "it came before, with a different request"),
    ("insufficient funds", "the balance does not cover the number"),
    ("invalid amount", "the sum is beyond what an account can hold"),
    ("invalid call", "a switch reported a call in a way that cannot be"),
    ("invalid callflow", "the account has no such call flow"),
    ("invalid campaign", "the campaign is not as it must be, or there is none"),
    ("invalid company", "the company is not as it must be, or there is none"),
    ("invalid destination", "nobody who takes messages has the number that was written to"),
    ("invalid document", "there is no such document"),
    ("invalid fax", "the fax is not as it must be, or there is none"),
    ("invalid faxflow", "the account has no such fax flow"),
    ("invalid forward", "calls cannot be forwarded there"),
    ("invalid key", "the key is missing or empty"),
    ("invalid login", "equipment cannot log in so"),
    ("invalid message settings", "a number's messages cannot be set up so"),
    ("invalid port order", "a part of the port request is missing or cannot be so"),
    ("invalid registered agent", "none can be asked for so, or there is none"),
    ("invalid routing", "the routing names something that the account does not have"),
    ("invalid source", "the number carries no messages, or has them turned off"),
    ("invalid webhook", "the webhook cannot be set so"),
    ("is already in your orders", "the toll-free number is the caller's; said behind the number"),
    ("is not a tollfree number", "a toll-free number is wanted; said behind the number"),
    ("is unsupported", "the number cannot come here from its carrier; said behind the number"),
    ("json in dids is invalid", "the list begins like a JSON array and is none"),
    ("message is required", "the message says nothing"),
    ("message is too long", "a message may have fewer parts"),
    ("name taken", "a name that must be unique is taken"),
    ("no files found", "a fax shows nothing"),
    ("no free slot", "the account has no slot for the number"),
    ("no numbers found in dids", "the list is missing, empty, or holds no number"),
    ("not allowed", "the key does not allow this"),
    ("not available", "the number is not for sale"),
    ("not connected to a client", "no client of a reseller has the number"),
    ("not enough numbers", "fewer numbers fit than were asked for"),
    ("not in cart", "the number does not lie in the caller's cart"),
    ("not logged in", "the key is wrong, revoked, expired, or not good from this address"),
    ("not owned", "the number is not the caller's"),
    ("not sold under your plan", "the account's rate plan has no price for the number"),
    ("plan not available", "the account's rate plan is not in force"),
    ("port order is closed", "the port request has gone too far for this, or not far enough"),
    ("refused by its supplier", "the supplier gave no reason"),
    ("system error", "no answer at this moment; trying again is safe with an idempotency key"),
    ("too many", "the account has as many call flows or forwardings as it may"),
    ("too many messages", "as many messages were sent as may be for now"),
    ("too many numbers", "one request may name fewer"),
    ("too many requests", "the account calls more often than it may"),
    ("unknown account", "no such account is the caller's"),
    ("unknown message", "no such message is the caller's"),
    ("unknown order", "no such order is the caller's"),
    ("unknown path", "the provider has no such operation"),
    ("unknown port order", "no such port request is the caller's"),
    ("unknown rate center", "nobody knows a rate center of that name in that state"),
    ("unknown webhook", "no such webhook is the caller's"),
];

/// No operation stands behind the path.
pub fn unknown_path() -> Failure {
    Failure::plain("unknown path")
}

/// The provider has the operation; this dialect has not, for want of something.
pub fn not_supported(name: &str, lacks: &str) -> Failure {
    Failure::plain(format!("{name} is not supported: there are no {lacks}"))
}

/// No key, or an empty one. The provider answers `verbose` so.
pub fn no_key() -> Failure {
    Failure::detailed("invalid key", "none")
}

/// Why a key was not good.
pub fn auth(fault: AuthFault) -> Failure {
    const NOT_LOGGED_IN: &str = "not logged in";
    match fault {
        AuthFault::Unknown => Failure::plain(NOT_LOGGED_IN),
        AuthFault::Address => {
            Failure::detailed(NOT_LOGGED_IN, "the key may not be used from this address")
        }
        AuthFault::Expired => Failure::detailed(NOT_LOGGED_IN, "the key has expired"),
        AuthFault::Guessing => Failure::detailed("too many requests", "wait some minutes"),
        AuthFault::TooOften => Failure::detailed("too many requests", "wait a minute"),
        AuthFault::Unavailable => Failure::plain("system error"),
    }
}

/// Why the arguments could not be read at all.
pub fn wire(fault: &WireFault) -> Failure {
    let in_json = matches!(fault.problem, Problem::TooDeep { .. } | Problem::Malformed { .. });
    match fault.field.as_deref() {
        Some("dids" | "numbers") if in_json => Failure::plain("json in dids is invalid"),
        _ => Failure::plain(fault.to_string()),
    }
}

/// Why an operation did not come to its end.
pub fn stop(stop: &Stop) -> Failure {
    match stop {
        Stop::Fault(fault) => self::fault(fault),
        Stop::Refusal(refusal) => self::refusal(refusal),
    }
}

/// Why there was no command.
fn fault(fault: &Fault) -> Failure {
    match fault {
        Fault::Missing { param: "dids" } => Failure::plain("no numbers found in dids"),
        Fault::Missing { param: UPLOAD } => Failure::plain("no files found"),
        Fault::Invalid { param, why } if why == BAD_JSON => {
            Failure::plain(format!("json in {param} is invalid"))
        }
        // Too long or too odd for a name: then it is the name of nothing.
        Fault::Invalid { param: "callflow" | "call_flow_id", .. } => {
            Failure::plain("invalid callflow")
        }
        Fault::Invalid { param: "faxflow" | "fax_flow_id", .. } => {
            Failure::plain("invalid faxflow")
        }
        Fault::Missing { .. } | Fault::Invalid { .. } => Failure::plain(fault.to_string()),
    }
}

/// Why a command was refused as a whole.
pub fn refusal(refusal: &Refusal) -> Failure {
    match word(refusal) {
        Word::Plain(text) => Failure::plain(text.into_owned()),
        Word::Figures(text) => Failure::detailed(text, refusal),
        Word::Number(text) => Failure::plain(format!("number {text}")),
        Word::OneNumber(did, text) => {
            Failure::detailed(format!("number {text}"), of_number(did, &text))
        }
    }
}

/// Why one number of several was refused.
pub fn reason(refusal: &Refusal) -> Cow<'_, str> {
    match word(refusal) {
        Word::Plain(text) | Word::Number(text) | Word::OneNumber(_, text) => text,
        Word::Figures(text) => text.into(),
    }
}

/// What stands in the place of `yes` by a number whose supplier has not answered.
pub const ORDERING: &str = "ordering";
/// The same in words.
pub const BEING_BOUGHT: &str = "is being bought from its supplier, and listed once it is yours";

/// A reason with the number it is about.
pub fn of_number(did: Did, reason: &str) -> String {
    format!("{} - {reason}", did.national())
}

/// Why a toll-free number was not ordered, in the words of the page about those.
pub fn of_toll_free(did: Did, refusal: &Refusal) -> String {
    if matches!(refusal, Refusal::NumberAlreadyOwned { .. }) {
        return format!("{} is already in your orders", did.national());
    }
    of_number(did, &reason(refusal))
}

/// What is said of numbers all of which could come here.
pub const ALL_VALID: &str = "All numbers are valid";

/// A number that could not come here.
pub fn unsupported_number(did: Did) -> String {
    format!("{} is unsupported", did.national())
}

/// A number that is none, where a toll-free one is wanted.
pub fn not_toll_free(did: Did) -> String {
    format!("{} is not a tollfree number", did.national())
}

/// How a refusal is put.
enum Word<'r> {
    /// The text says it all.
    Plain(Cow<'r, str>),
    /// The refusal says more, such as figures, that is worth telling.
    Figures(&'static str),
    /// It is about the one number that the request names.
    Number(Cow<'r, str>),
    /// It is about one number of a request that may name several.
    OneNumber(Did, Cow<'r, str>),
}

fn word(refusal: &Refusal) -> Word<'_> {
    use Word::{Figures, Number, OneNumber, Plain};
    match refusal {
        Refusal::NumberUnknown { did } | Refusal::NumberNotForSale { did, .. } => {
            OneNumber(*did, "not available".into())
        }
        Refusal::NumberAlreadyOwned { did } => OneNumber(*did, "already owned".into()),
        Refusal::NumberNotOwned { .. } => Number("not owned".into()),
        Refusal::NumberState { did, state } => {
            OneNumber(*did, format!("is {}", state.word().replace('_', " ")).into())
        }
        Refusal::NumberInCart { did } => OneNumber(*did, "already in cart".into()),
        Refusal::NumberNotInCart { .. } => Number("not in cart".into()),
        Refusal::NumberNotConnected { .. } => Number("not connected to a client".into()),
        Refusal::DatePast { .. } => Plain("date is in the past".into()),
        Refusal::DateSettled { .. } => Plain("date is settled".into()),
        Refusal::CartEmpty => Plain("cart is empty".into()),
        Refusal::CartFull { .. } => Figures("cart is full"),
        Refusal::HoldSpent { did, .. } => OneNumber(*did, "held too long".into()),
        Refusal::NoStock { .. } => Figures("not enough numbers"),
        Refusal::TooMany { .. } => Figures("too many numbers"),
        Refusal::RateCentreUnknown { .. } => Plain("unknown rate center".into()),
        Refusal::PlanUnknown { .. } => Plain("plan not available".into()),
        Refusal::PlanSame { .. } => Plain("has this plan already".into()),
        Refusal::PlanNotOffered { .. } => Plain("not sold under your plan".into()),
        Refusal::InsufficientFunds { .. } => Figures("insufficient funds"),
        Refusal::AmountInvalid => Plain("invalid amount".into()),
        Refusal::CurrencyMismatch => Plain("currency mismatch".into()),
        Refusal::AccountUnknown { .. } => Plain("unknown account".into()),
        Refusal::AccountSuspended => Plain("account suspended".into()),
        Refusal::AccountUnnumbered => Plain("account has no number".into()),
        Refusal::AccountInUse { .. } => Plain("account in use".into()),
        Refusal::LoginInvalid { .. } | Refusal::LoginUnknown { .. } => {
            Plain("invalid login".into())
        }
        Refusal::NameTaken { .. } => Plain("name taken".into()),
        Refusal::ObjectUnknown { role: Role::FaxFlow, .. } => Plain("invalid faxflow".into()),
        Refusal::ObjectUnknown { kind: ObjectKind::CallFlow, .. } => {
            Plain("invalid callflow".into())
        }
        Refusal::ObjectUnknown { kind: ObjectKind::Company, .. }
        | Refusal::ReferenceUnknown { kind: ObjectKind::Company, .. } => {
            Plain("invalid company".into())
        }
        Refusal::ObjectUnknown { kind: ObjectKind::Fax, .. } => Plain("invalid fax".into()),
        Refusal::ObjectUnknown { kind: ObjectKind::CompanyDocument, .. } => {
            Plain("invalid document".into())
        }
        Refusal::ObjectUnknown { kind: ObjectKind::RegisteredAgent, .. } => {
            Plain("invalid registered agent".into())
        }
        Refusal::ObjectUnknown { .. } | Refusal::ReferenceUnknown { .. } => {
            Figures("invalid routing")
        }
        Refusal::ObjectInvalid { kind: ObjectKind::CallFlow, .. } => Figures("invalid callflow"),
        Refusal::ObjectInvalid { kind: ObjectKind::Fax, .. } => Figures("invalid fax"),
        Refusal::ObjectInvalid { kind: ObjectKind::Campaign, .. } => Figures("invalid campaign"),
        Refusal::ObjectInvalid { kind: ObjectKind::Company, .. } => Figures("invalid company"),
        Refusal::ObjectInvalid { kind: ObjectKind::RegisteredAgent, .. } => {
            Figures("invalid registered agent")
        }
        // The telephone that a number is forwarded to.
        Refusal::ObjectInvalid { .. } => Figures("invalid forward"),
        Refusal::ObjectTaken { .. } => Plain("name taken".into()),
        Refusal::ObjectInUse { .. } => Plain("in use".into()),
        Refusal::ObjectsFull { .. } => Figures("too many"),
        Refusal::CallerIdNotOwned { .. } => Plain("invalid caller id".into()),
        Refusal::SlotsShort { .. } => Plain("no free slot".into()),
        Refusal::SupplierRefused { reason, .. } if reason.is_empty() => {
            Plain("refused by its supplier".into())
        }
        Refusal::SupplierRefused { reason, .. } => Plain(reason.into()),
        Refusal::HookInvalid { .. } => Figures("invalid webhook"),
        Refusal::HookUnknown => Plain("unknown webhook".into()),
        // Only switches say what a call was, and they do not speak this.
        Refusal::CallInvalid { .. } => Plain("invalid call".into()),
        // Nobody is asked here how calls were routed once.
        Refusal::RouteVersionUnknown { .. } => Plain("invalid call".into()),
        Refusal::MessagingOff { .. } => Plain("invalid source".into()),
        Refusal::MessagingInvalid { .. } => Figures("invalid message settings"),
        Refusal::MessageEmpty => Plain("message is required".into()),
        Refusal::MessageTooLong { .. } => Figures("message is too long"),
        // What the provider has no word for, its sender could not know.
        Refusal::MessageUndeliverable { why: Undelivered::Unverified, .. } => {
            Figures("invalid destination")
        }
        Refusal::MessageUndeliverable { .. } => Plain("invalid destination".into()),
        Refusal::MessagesTooMany { .. } => Figures("too many messages"),
        Refusal::MessageUnknown => Plain("unknown message".into()),
        Refusal::NumberNotPortable { .. } => Plain("is unsupported".into()),
        Refusal::PortUnknown => Plain("unknown port order".into()),
        Refusal::PortInvalid { .. } => Figures("invalid port order"),
        Refusal::PortStanding { .. } => Figures("port order is closed"),
        Refusal::OrderUnknown | Refusal::OrderNotWaiting => Plain("unknown order".into()),
        Refusal::RestoreOver { .. } => Number("not available".into()),
        // Neither is asked for here: charges are given back, and jobs done, by the operator.
        Refusal::ChargeUnknown | Refusal::RefundTooMuch { .. } => Plain("invalid amount".into()),
        Refusal::LeaseLost { .. } => Figures("system error"),
        Refusal::KeyReused => Plain("idempotency key already used".into()),
        Refusal::CredentialRevoked => Plain("not logged in".into()),
        Refusal::Forbidden => Plain("not allowed".into()),
        Refusal::Unavailable => Figures("system error"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tandem_domain::{Money, NumberState, SlotKind};

    fn did() -> Did {
        Did::new(17_208_017_777).expect("a number")
    }

    /// One refusal of each kind, and of each role where the role decides.
    fn refusals() -> Vec<Refusal> {
        let did = did();
        let (name, record) = (String::new(), String::new());
        let unknown = |role, kind| Refusal::ObjectUnknown { role, kind, record: record.clone() };
        let invalid =
            |kind| Refusal::ObjectInvalid { kind, field: String::new(), why: String::new() };
        vec![
            Refusal::NumberUnknown { did },
            Refusal::NumberNotForSale { did, state: NumberState::Held },
            Refusal::NumberAlreadyOwned { did },
            Refusal::NumberNotOwned { did },
            Refusal::NumberInCart { did },
            Refusal::NumberNotInCart { did },
            Refusal::NumberNotConnected { did },
            Refusal::DatePast { at: tandem_domain::Timestamp(0) },
            Refusal::DateSettled { did, at: tandem_domain::Timestamp(0) },
            Refusal::CartEmpty,
            Refusal::CartFull { max: 500 },
            Refusal::HoldSpent { did, again: tandem_domain::Timestamp(0) },
            Refusal::NoStock { wanted: 2, found: 1 },
            Refusal::TooMany { wanted: 2, max: 1 },
            Refusal::RateCentreUnknown { region: name.clone(), name: name.clone() },
            Refusal::PlanUnknown { code: name.clone() },
            Refusal::PlanNotOffered { code: name.clone() },
            Refusal::PlanSame { code: name.clone() },
            Refusal::AccountInUse { name: name.clone(), by: tandem_domain::AccountUse::Numbers },
            Refusal::LoginInvalid { fault: tandem_domain::LoginFault::Name },
            Refusal::LoginUnknown { id: 1 },
            Refusal::InsufficientFunds { needed: Money::cents(25), balance: Money::ZERO },
            Refusal::AmountInvalid,
            Refusal::CurrencyMismatch,
            Refusal::AccountUnknown { name: name.clone() },
            Refusal::AccountSuspended,
            Refusal::AccountUnnumbered,
            Refusal::NameTaken { name },
            unknown(Role::Routing, ObjectKind::CallFlow),
            unknown(Role::Routing, ObjectKind::Forwarding),
            unknown(Role::FaxFlow, ObjectKind::FaxFlow),
            invalid(ObjectKind::CallFlow),
            invalid(ObjectKind::Forwarding),
            invalid(ObjectKind::Campaign),
            invalid(ObjectKind::Fax),
            unknown(Role::Itself, ObjectKind::Fax),
            unknown(Role::Itself, ObjectKind::CompanyDocument),
            invalid(ObjectKind::Company),
            invalid(ObjectKind::RegisteredAgent),
            unknown(Role::Itself, ObjectKind::Company),
            unknown(Role::Itself, ObjectKind::RegisteredAgent),
            Refusal::ObjectsFull { kind: ObjectKind::CallFlow, max: 2000 },
            Refusal::SlotsShort { slot: SlotKind::Local },
            Refusal::SupplierRefused { did, reason: String::new(), for_now: false },
            Refusal::HookInvalid { field: String::new(), why: String::new() },
            Refusal::HookUnknown,
            Refusal::MessagingOff { did },
            Refusal::MessagingInvalid { field: String::new(), why: String::new() },
            Refusal::MessageEmpty,
            Refusal::MessageTooLong { segments: 11, max: 10 },
            Refusal::MessageUndeliverable { to: did, why: Undelivered::NoCarrier },
            Refusal::MessagesTooMany { max: 100, seconds: 86_400 },
            Refusal::MessageUnknown,
            Refusal::CallInvalid { field: String::new(), why: String::new() },
            Refusal::RouteVersionUnknown { version: 1 },
            Refusal::NumberNotPortable { did, why: tandem_domain::PortObstacle::Here },
            Refusal::PortUnknown,
            Refusal::PortInvalid { field: tandem_domain::PortField::Pin, why: String::new() },
            Refusal::PortStanding { state: tandem_domain::PortState::Completed },
            Refusal::OrderUnknown,
            Refusal::OrderNotWaiting,
            Refusal::RestoreOver { did },
            Refusal::ChargeUnknown,
            Refusal::RefundTooMuch { left: Money::ZERO },
            Refusal::LeaseLost { job: String::new() },
            Refusal::KeyReused,
            Refusal::CredentialRevoked,
            Refusal::Forbidden,
            Refusal::Unavailable,
        ]
    }

    #[test]
    fn the_texts_are_sorted_and_those_of_every_refusal_are_among_them() {
        assert!(TEXTS.is_sorted_by(|left, right| left.0 < right.0));
        let known = |text: &str| TEXTS.binary_search_by(|(known, _)| (*known).cmp(text)).is_ok();
        for refused in refusals() {
            let text = reason(&refused).into_owned();
            assert!(known(&text), "{text}");
            let whole = refusal(&refused).error;
            assert!(whole == text || *whole == format!("number {text}"), "{whole}");
        }
        let all = [
            AuthFault::Unknown,
            AuthFault::Address,
            AuthFault::Expired,
            AuthFault::Guessing,
            AuthFault::TooOften,
            AuthFault::Unavailable,
        ];
        let others = [unknown_path(), no_key(), fault(&Fault::Missing { param: "dids" })];
        for failure in all.map(auth).into_iter().chain(others) {
            assert!(known(&failure.error), "{}", failure.error);
        }
    }

    #[test]
    fn documented_texts_are_spelt_as_documented() {
        let refused = Refusal::NumberNotInCart { did: did() };
        assert_eq!(refusal(&refused), Failure::plain("number not in cart"));
        let bad = Fault::invalid("dids", BAD_JSON);
        assert_eq!(fault(&bad), Failure::plain("json in dids is invalid"));
        let long = Fault::invalid("callflow", "is longer than 128 characters");
        assert_eq!(fault(&long), Failure::plain("invalid callflow"));
        assert_eq!(no_key(), Failure::detailed("invalid key", "none"));
    }

    #[test]
    fn a_supplier_speaks_for_itself_and_a_number_is_named() {
        let reason_given = "failed p data check".to_owned();
        let refused = Refusal::SupplierRefused { did: did(), reason: reason_given, for_now: false };
        assert_eq!(of_number(did(), &reason(&refused)), "7208017777 - failed p data check");
        let owned = refusal(&Refusal::NumberAlreadyOwned { did: did() });
        let expected = Failure::detailed("number already owned", "7208017777 - already owned");
        assert_eq!(owned, expected);
        let leaving = Refusal::NumberState { did: did(), state: NumberState::PortingOut };
        assert_eq!(reason(&leaving), "is porting out");
    }
}
