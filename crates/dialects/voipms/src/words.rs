//! Codes and messages: what each fault, each failed log-in and each refusal is called here.

mod absent;
mod at_home;
mod calls;
mod codes;
#[cfg(test)]
mod documented;
mod e911;
mod lnp;
mod login;
mod object;
mod params;

use std::borrow::Cow;

use tandem_domain::{NumberState, ObjectKind, Refusal, Undelivered};
use tandem_gateway::{AuthFault, Fault, Spec, Stop};
use tandem_numbering::{Did, VirtualNumber};
use tandem_wire::WireFault;

use crate::operations::LNP;
use crate::reply::{day, written};
use at_home::told;
use codes::CODES;
use params::codes_of;

/// Every code with its usual message, by what it is about.
static TABLES: [&[(&str, &str)]; 6] =
    [CODES, absent::CODES, calls::CODES, e911::CODES, lnp::CODES, login::CODES];

/// A `status` other than `success`, and the `message` beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// One of [`CODES`].
    pub code: &'static str,
    /// For people.
    pub message: Cow<'static, str>,
}

impl Word {
    /// A code with its usual message.
    pub fn of(code: &'static str) -> Self {
        let known = TABLES.into_iter().find_map(|codes| {
            let index = codes.binary_search_by_key(&code, |(code, _)| code).ok()?;
            codes.get(index)
        });
        debug_assert!(known.is_some(), "{code} is not in the table of codes");
        let message = known.map_or(code, |(_, text)| text);
        Self { code, message: Cow::Borrowed(message) }
    }

    /// A code with something more exact to say.
    pub fn saying(code: &'static str, message: impl Into<String>) -> Self {
        Self { message: Cow::Owned(message.into()), ..Self::of(code) }
    }
}

/// Bytes that are no arguments.
pub fn of_wire(fault: &WireFault) -> Word {
    let code = match fault.field.as_deref().unwrap_or_default() {
        // Elsewhere a message that is not what it should be is too long.
        "message" => "sms_failed",
        field => codes_of(field).1,
    };
    Word::saying(code, fault.to_string())
}

/// A caller who was not let in.
pub fn of_auth(fault: AuthFault) -> Word {
    match fault {
        AuthFault::Unknown => Word::of("invalid_credentials"),
        AuthFault::Address => Word::of("ip_not_enabled"),
        AuthFault::Expired => Word::saying("api_not_enabled", "these credentials have expired"),
        AuthFault::Guessing => {
            let why = "too many wrong passwords in a minute; wait some minutes and call again";
            Word::saying("api_limit_exceeded", why)
        }
        AuthFault::TooOften => Word::of("api_limit_exceeded"),
        AuthFault::Unavailable => Word::of("unavailable_info"),
    }
}

/// Why an operation did not come to its end.
pub fn of_stop(spec: &Spec, stop: &Stop) -> Word {
    match stop {
        Stop::Fault(fault) => of_fault(fault),
        Stop::Refusal(refusal) => overridden(spec, refusal).unwrap_or_else(|| of_refusal(refusal)),
    }
}

fn of_fault(fault: &Fault) -> Word {
    let (missing, invalid) = codes_of(fault.param());
    match fault {
        Fault::Missing { param } => Word::saying(missing, format!("{param} is required")),
        // No parameter is called so: the code is about several lists side by side.
        Fault::Invalid { param: "numbermembers", why } => {
            Word::saying(invalid, format!("the parts {why}"))
        }
        Fault::Invalid { param, why } => Word::saying(invalid, format!("{param} {why}")),
    }
}

/// Where one function has another word for a refusal than the rest.
fn overridden(spec: &Spec, refusal: &Refusal) -> Option<Word> {
    if spec.section == LNP {
        return lnp::of_refusal(refusal);
    }
    match (spec.name, refusal) {
        // The operator has not put the plans up whose prices the list shows.
        (
            "getDIDsUSA"
            | "getDIDsCAN"
            | "searchDIDsUSA"
            | "searchDIDsCAN"
            | "searchTollFreeUSA"
            | "searchTollFreeCanUS"
            | "searchVanity",
            Refusal::PlanUnknown { code },
        ) => Some(Word::saying("unavailable_info", format!("there is no rate plan {code}"))),
        // No billing type was asked for, so that none can be wrong.
        (
            "setDIDBillingType" | "setDIDInfo",
            Refusal::PlanUnknown { .. }
            | Refusal::PlanNotOffered { .. }
            | Refusal::NumberState { .. }
            | Refusal::CurrencyMismatch
            | Refusal::AccountSuspended,
        ) => Some(Word::saying("no_change_billingtype", told(refusal))),
        (
            "orderTollFree" | "orderVanity" | "orderDIDInternationalTollFree" | "orderDIDVirtual",
            Refusal::PlanUnknown { .. } | Refusal::PlanNotOffered { .. },
        ) => Some(Word::saying("Unable_to_purchase", told(refusal))),
        ("createSubAccount", Refusal::NameTaken { .. }) => Some(Word::of("used_username")),
        (
            "createSubAccount" | "setSubAccount",
            Refusal::ObjectUnknown { kind: ObjectKind::Voicemail, .. },
        ) => Some(Word::saying("invalid_internalvoicemail", told(refusal))),
        (
            "createSubAccount" | "setSubAccount",
            Refusal::ObjectUnknown { kind: ObjectKind::Pop, .. },
        ) => Some(Word::of("invalid_pop_restriction")),
        (
            "getVoicemailMessageFile"
            | "markListenedVoicemailMessage"
            | "markUrgentVoicemailMessage"
            | "moveFolderVoicemailMessage"
            | "delMessages"
            | "sendVoicemailEmail",
            Refusal::MessageUnknown,
        ) => Some(Word::of("message_not_found")),
        (
            "addCharge" | "addPayment" | "delClient" | "getCharges" | "getDeposits"
            | "getClientPackages" | "getResellerBalance" | "getResellerCDR" | "getResellerMMS"
            | "getResellerSMS",
            Refusal::AccountUnknown { .. },
        ) => Some(Word::saying("invalid_client", told(refusal))),
        // The provider has no code for a client that cannot be let go yet.
        ("delClient", Refusal::AccountInUse { name, by }) => {
            Some(Word::saying("invalid_client", object::still_needed(name, by)))
        }
        ("getServersInfo", Refusal::ObjectUnknown { record, .. }) => {
            let why = format!("there is no server_pop {record}");
            Some(Word::saying("invalid_serverpop", why))
        }
        ("getDIDsInfo", Refusal::AccountUnknown { .. }) => Some(Word::of("invalid_client")),
        ("deleteMMS", Refusal::MessageUnknown) => {
            Some(Word::saying("invalid_id", "there is no message of that id"))
        }
        ("sendSMS" | "sendMMS", Refusal::NumberState { did, state }) => {
            let why = format!("{} sends no messages: it is {}", did.national(), state.word());
            Some(Word::saying("invalid_did", why))
        }
        (
            "sendSMS" | "sendMMS" | "setSMS" | "deleteSMS",
            Refusal::KeyReused | Refusal::AccountSuspended,
        ) => Some(Word::saying("sms_failed", told(refusal))),
        ("delMemberFromConference", Refusal::ReferenceUnknown { .. }) => {
            Some(Word::of("conference_member_relation_not_found"))
        }
        ("setPhonebook", Refusal::CallerIdNotOwned { did }) => {
            let why = format!("{} is not one of your numbers", did.national());
            Some(Word::saying("invalid_callerid", why))
        }
        ("cancelDID", Refusal::NumberState { did, state }) => {
            let why = match state {
                _ if VirtualNumber::of(*did).is_some() => {
                    "is virtual, and can go to no other carrier"
                }
                NumberState::Suspended => {
                    "is suspended: it leaves when another carrier asks for it, and not before"
                }
                NumberState::PortingOut => "is leaving already: it is porting_out",
                _ => "cannot be cancelled",
            };
            Some(Word::saying("cancel_failed", format!("{} {why}", written(*did))))
        }
        ("cancelDID", Refusal::KeyReused) => Some(Word::saying("cancel_failed", told(refusal))),
        _ => None,
    }
}

/// What a refusal is called here. Of numbers that are somebody else's nothing is told but that they
/// cannot be had.
pub fn of_refusal(refusal: &Refusal) -> Word {
    let saying = |code| Word::saying(code, told(refusal));
    // This API writes numbers as they are dialled at home.
    let of_number =
        |code, did: Did, what: &str| Word::saying(code, format!("{} {what}", written(did)));
    match refusal {
        Refusal::NumberUnknown { did } => of_number("invalid_did", *did, "is not sold here"),
        Refusal::NumberNotForSale { did, state } => match state {
            NumberState::Reserved | NumberState::Blocked => {
                of_number("Unable_to_purchase", *did, "is not for sale")
            }
            NumberState::Available
            | NumberState::Held
            | NumberState::Ordering
            | NumberState::Active
            | NumberState::Ageing
            | NumberState::Suspended
            | NumberState::PortingIn
            | NumberState::PortingOut
            | NumberState::PortedOut => of_number("did_in_use", *did, "is in use"),
            NumberState::Released => {
                of_number("did_in_use", *did, "was given back; whoever had it may have it restored")
            }
        },
        Refusal::NumberAlreadyOwned { did } => of_number("did_in_use", *did, "is yours already"),
        Refusal::NumberNotOwned { did } => {
            of_number("invalid_did", *did, "is not one of your numbers")
        }
        Refusal::NumberNotConnected { did } => {
            of_number("invalid_did", *did, "is connected to no reseller client")
        }
        Refusal::DatePast { at } => {
            let why = format!("next_billing must be a day to come: {} has begun", day(*at));
            Word::saying("invalid_resellernextbilling", why)
        }
        Refusal::DateSettled { did, at } => {
            let what = format!("is connected already, and its next month begins on {}", day(*at));
            of_number("invalid_resellernextbilling", *did, &what)
        }
        Refusal::NumberState { .. } => saying("invalid_did"),
        Refusal::SupplierRefused { did, reason, for_now } => {
            let code = if *for_now { "provider_outofservice" } else { "Unable_to_purchase" };
            of_number(code, *did, &format!("was refused by its supplier: {reason}"))
        }
        Refusal::NoStock { .. } => saying("unsifficient_stock"),
        Refusal::TooMany { .. } => saying("invalid_quantity"),
        Refusal::RateCentreUnknown { .. } => saying("invalid_ratecenter"),
        Refusal::PlanUnknown { .. } | Refusal::PlanNotOffered { .. } => {
            saying("invalid_billingtype")
        }
        Refusal::PlanSame { .. } => saying("same_did_billingtype"),
        Refusal::InsufficientFunds { .. } => saying("non_sufficient_funds"),
        Refusal::AccountUnknown { .. } => saying("invalid_account"),
        Refusal::AccountSuspended | Refusal::AccountUnnumbered => saying("Unable_to_purchase"),
        Refusal::AccountInUse { name, by } => {
            Word::saying("account_with_dids", object::still_needed(name, by))
        }
        Refusal::LoginInvalid { fault } => Word::saying(login::code_of(*fault), told(refusal)),
        Refusal::LoginUnknown { .. } => saying("invalid_id"),
        Refusal::NameTaken { .. } => saying("used_name"),
        // What the operator has is no more the caller's than anybody else's.
        Refusal::ObjectUnknown { kind: ObjectKind::Pop, record, .. } => {
            Word::saying("invalid_serverpop", format!("there is no pop {record}"))
        }
        Refusal::ObjectUnknown { role, kind, .. } if kind.is_operators() => {
            Word::of(object::of_unknown(*role, *kind))
        }
        Refusal::ObjectUnknown { role, kind, .. } => saying(object::of_unknown(*role, *kind)),
        Refusal::ReferenceUnknown { of, field, kind, .. } => {
            saying(object::of_reference(*of, field, *kind))
        }
        Refusal::ObjectInvalid { kind, field, why } => {
            let parameter = object::parameter(*kind, field);
            Word::saying(object::of_flaw(*kind, field), format!("{parameter} {why}"))
        }
        Refusal::ObjectTaken { kind, field, .. } => saying(object::of_key(*kind, field)),
        Refusal::ObjectInUse { kind, by, .. } => saying(object::of_use(*kind, &by.named)),
        Refusal::ObjectsFull { kind, .. } => saying(object::of_quota(*kind)),
        Refusal::CallerIdNotOwned { did } => {
            of_number("invalid_callerid_override", *did, "is not one of your numbers")
        }
        Refusal::CredentialRevoked => Word::of("invalid_credentials"),
        Refusal::Forbidden => saying("api_not_enabled"),
        Refusal::Unavailable => saying("unavailable_info"),
        Refusal::AmountInvalid | Refusal::CurrencyMismatch | Refusal::KeyReused => {
            saying("order_failed")
        }
        Refusal::MessagingOff { did } => {
            of_number("invalid_did", *did, "carries no text messages, or has them turned off")
        }
        Refusal::MessagingInvalid { field, .. } => saying(match field.as_str() {
            "email" => "invalid_email",
            "forward" => "invalid_sms_forward",
            "login" => "invalid_account",
            _ => "invalid_callback_enable",
        }),
        Refusal::MessageEmpty => saying("message_empty"),
        Refusal::MessageTooLong { .. } => saying("sms_toolong"),
        Refusal::MessageUndeliverable { to, why } => match why {
            Undelivered::Itself
            | Undelivered::NotReceiving
            | Undelivered::NoCarrier
            | Undelivered::Unverified => of_number("invalid_dst", *to, why.about()),
            Undelivered::OptedOut | Undelivered::Funds | Undelivered::TooLong => {
                of_number("sms_failed", *to, why.about())
            }
        },
        Refusal::MessagesTooMany { .. } => saying("limit_reached"),
        Refusal::MessageUnknown => saying("invalid_sms"),
        // This API has no carts and no slots, shows no orders, restores and refunds nothing.
        Refusal::NumberInCart { .. }
        | Refusal::NumberNotInCart { .. }
        | Refusal::CartEmpty
        | Refusal::CartFull { .. }
        | Refusal::HoldSpent { .. }
        | Refusal::SlotsShort { .. }
        | Refusal::HookInvalid { .. }
        | Refusal::HookUnknown
        | Refusal::CallInvalid { .. }
        | Refusal::RouteVersionUnknown { .. }
        // Its functions for ports are not there yet.
        | Refusal::NumberNotPortable { .. }
        | Refusal::PortUnknown
        | Refusal::PortInvalid { .. }
        | Refusal::PortStanding { .. }
        | Refusal::OrderUnknown
        | Refusal::OrderNotWaiting
        | Refusal::RestoreOver { .. }
        | Refusal::ChargeUnknown
        | Refusal::RefundTooMuch { .. }
        | Refusal::LeaseLost { .. } => saying("order_failed"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use tandem_domain::{Money, ObjectId, ObjectUser, Role, SlotKind};

    use super::*;

    /// Codes that no recorded case produces. This list may only shrink.
    const UNREACHED: &[&str] = &[
        // The demo is too generous; tests/voipms.rs shows them.
        "api_limit_exceeded",
        "api_not_enabled",
        "ip_not_enabled",
        "forwards_exceeded",
        // A hundred messages make a long case; the engine's stories show it.
        "limit_reached",
        // What has to be asked of a request by an id that no case can know.
        "no_attachments",
    ];

    /// The code of a recorded answer, whatever its envelope.
    pub(super) fn code_of(line: &str) -> Option<&str> {
        let nested = line.strip_prefix(r#"{"status":"invalid","error":[{"code":""#);
        nested.or_else(|| line.strip_prefix(r#"{"status":""#))?.split('"').next()
    }

    fn every_code() -> BTreeSet<&'static str> {
        TABLES.into_iter().flatten().map(|(code, _)| *code).collect()
    }

    #[test]
    fn the_codes_are_sorted_and_each_is_there_once() {
        for codes in TABLES {
            assert!(codes.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
    }

    #[test]
    fn every_parameter_has_codes_that_exist() {
        for (param, missing, invalid) in params::TABLES.into_iter().flatten() {
            assert!(every_code().contains(missing), "{param}");
            assert!(every_code().contains(invalid), "{param}");
        }
    }

    #[test]
    fn every_code_is_produced_by_a_case_or_listed_as_unreached() {
        let mut produced = BTreeSet::new();
        let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/cases");
        for file in std::fs::read_dir(cases).expect("the folder of cases") {
            let text = std::fs::read_to_string(file.expect("a file").path()).expect("a case");
            for answer in text.lines().filter_map(code_of) {
                produced.insert(answer.to_owned());
            }
        }
        for code in every_code() {
            let unreached = UNREACHED.contains(&code);
            assert_ne!(produced.contains(code), unreached, "{code}");
        }
        produced.remove("success");
        let unknown: Vec<_> =
            produced.iter().filter(|code| !every_code().contains(code.as_str())).collect();
        assert!(
            unknown.is_empty(),
            "the cases expect codes that are not in the table: {unknown:?}"
        );
    }

    #[test]
    fn every_refusal_has_a_code_of_the_table() {
        let did = Did::new(15_551_234_567).expect("a number");
        let text = || "x".to_owned();
        let mut refusals = vec![
            Refusal::NumberUnknown { did },
            Refusal::NumberAlreadyOwned { did },
            Refusal::NumberNotOwned { did },
            Refusal::NumberState { did, state: NumberState::PortingOut },
            Refusal::NumberInCart { did },
            Refusal::NumberNotInCart { did },
            Refusal::NumberNotConnected { did },
            Refusal::DatePast { at: tandem_domain::Timestamp(0) },
            Refusal::DateSettled { did, at: tandem_domain::Timestamp(0) },
            Refusal::CartEmpty,
            Refusal::CartFull { max: 1 },
            Refusal::HoldSpent { did, again: tandem_domain::Timestamp(0) },
            Refusal::NoStock { wanted: 2, found: 1 },
            Refusal::TooMany { wanted: 2, max: 1 },
            Refusal::RateCentreUnknown { region: text(), name: text() },
            Refusal::PlanUnknown { code: text() },
            Refusal::PlanNotOffered { code: text() },
            Refusal::PlanSame { code: text() },
            Refusal::AccountInUse { name: text(), by: tandem_domain::AccountUse::Numbers },
            Refusal::LoginUnknown { id: 1 },
            Refusal::InsufficientFunds { needed: Money::cents(1), balance: Money::ZERO },
            Refusal::AmountInvalid,
            Refusal::CurrencyMismatch,
            Refusal::AccountUnknown { name: text() },
            Refusal::AccountSuspended,
            Refusal::AccountUnnumbered,
            Refusal::NameTaken { name: text() },
            Refusal::SlotsShort { slot: SlotKind::Local },
            Refusal::SupplierRefused { did, reason: text(), for_now: false },
            Refusal::SupplierRefused { did, reason: text(), for_now: true },
            Refusal::HookInvalid { field: text(), why: text() },
            Refusal::HookUnknown,
            Refusal::MessagingOff { did },
            Refusal::MessageEmpty,
            Refusal::MessageTooLong { segments: 11, max: 10 },
            Refusal::MessagesTooMany { max: 100, seconds: 86_400 },
            Refusal::MessageUnknown,
            Refusal::CallInvalid { field: text(), why: text() },
            Refusal::RouteVersionUnknown { version: 1 },
            Refusal::NumberNotPortable { did, why: tandem_domain::PortObstacle::Here },
            Refusal::PortUnknown,
            Refusal::PortInvalid { field: tandem_domain::PortField::Pin, why: text() },
            Refusal::PortStanding { state: tandem_domain::PortState::Completed },
            Refusal::OrderUnknown,
            Refusal::OrderNotWaiting,
            Refusal::RestoreOver { did },
            Refusal::ChargeUnknown,
            Refusal::RefundTooMuch { left: Money::ZERO },
            Refusal::LeaseLost { job: text() },
            Refusal::KeyReused,
            Refusal::CredentialRevoked,
            Refusal::Forbidden,
            Refusal::Unavailable,
        ];
        let faults = tandem_domain::LoginFault::ALL;
        refusals.extend(faults.map(|fault| Refusal::LoginInvalid { fault }));
        refusals.extend(NumberState::ALL.map(|state| Refusal::NumberNotForSale { did, state }));
        for (why, _) in Undelivered::WORDS {
            refusals.push(Refusal::MessageUndeliverable { to: did, why });
        }
        for field in ["email", "forward", "callback"] {
            refusals.push(Refusal::MessagingInvalid { field: field.to_owned(), why: text() });
        }
        for role in [Role::Routing, Role::FailoverBusy, Role::Voicemail, Role::Pop] {
            let unknown = |kind| Refusal::ObjectUnknown { role, kind, record: text() };
            refusals.extend(ObjectKind::ALL.map(unknown));
        }
        for kind in ObjectKind::ALL {
            for field in ["name", "number", "id", "members", "caller_id"] {
                let field = || field.to_owned();
                refusals.push(Refusal::ObjectInvalid { kind, field: field(), why: text() });
                refusals.push(Refusal::ObjectTaken { kind, field: field(), value: text() });
                refusals.extend(ObjectKind::ALL.map(|of| Refusal::ReferenceUnknown {
                    of,
                    field: field(),
                    kind,
                    record: text(),
                }));
            }
            refusals.push(Refusal::ObjectsFull { kind, max: 1 });
            let users = ObjectKind::ALL.map(|by| ObjectUser::Object(by, ObjectId(1)));
            refusals.extend(
                users.into_iter().chain([ObjectUser::Number(did)]).map(|user| {
                    Refusal::ObjectInUse { kind, id: ObjectId(1), by: vec![user].into() }
                }),
            );
        }
        refusals.push(Refusal::CallerIdNotOwned { did });
        for refusal in refusals {
            let word = of_refusal(&refusal);
            assert!(every_code().contains(word.code), "{refusal:?}");
            assert!(!word.message.is_empty());
        }
    }

    #[test]
    fn what_is_wrong_with_an_object_is_said_of_a_parameter() {
        let functions = crate::operations::coverage();
        for (kind, field, parameter) in object::PARAMETERS {
            let mut all = functions.iter().flat_map(|function| function.spec.params);
            assert!(all.any(|known| known.name == *parameter), "{kind:?} {field}: {parameter}");
        }
    }

    #[test]
    fn what_somebody_else_does_with_a_number_is_not_told() {
        let did = Did::new(15_551_234_567).expect("a number");
        for state in [NumberState::Active, NumberState::Suspended, NumberState::PortingOut] {
            let word = of_refusal(&Refusal::NumberNotForSale { did, state });
            assert_eq!(word, Word::saying("did_in_use", "5551234567 is in use"));
        }
    }
}
