//! What is said in the provider's words.
//!
//! There are no error codes: a failure is a text. Two patterns are published, `Parameter … is
//! required` and `Invalid …`; the others are ours.

use tandem_domain::{AudioFormat, ObjectKind, Refusal, SlotKind};
use tandem_gateway::{AuthFault, Fault, Stop, sentence};

/// An action that nobody has, or none.
pub(crate) const UNKNOWN_ACTION: &str = "Invalid action";
/// Stands behind what was bought when a receipt was asked for.
pub(crate) const NO_RECEIPT: &str = "; no receipt is sent by mail";
/// A number was given back.
pub(crate) const REMOVED: &str = "Number removed";
/// A number rings elsewhere.
pub(crate) const CONFIGURED: &str = "phone number routing updated";
/// A number has another label, as the provider prints it.
pub(crate) const LABELLED: &str = "phone number description updated";
/// A FindMe list was changed.
pub(crate) const FINDME_CHANGED: &str = "FindMe updated";
/// A FindMe list was removed.
pub(crate) const FINDME_DELETED: &str = "FindMe deleted";
/// A message was removed.
pub(crate) const MESSAGE_DELETED: &str = "message deleted";
/// What is listed among the messages of a mailbox and greets there.
pub(crate) const GREETING: &str = "greeting";
/// There is no such message.
pub(crate) const NO_MESSAGE: &str = "Message not found";
/// A mailbox was removed.
pub(crate) const BOX_DELETED: &str = "mailbox deleted";
/// A member was taken out of a group.
pub(crate) const MEMBER_REMOVED: &str = "member removed";
/// A group was changed.
pub(crate) const GROUP_CHANGED: &str = "group updated";
/// A group was removed.
pub(crate) const GROUP_REMOVED: &str = "group removed";
/// A location of a store locator was changed.
pub(crate) const LOCATION_CHANGED: &str = "location updated";
/// A location of a store locator was removed.
pub(crate) const LOCATION_REMOVED: &str = "location removed";
/// A recording was removed.
pub(crate) const RECORDING_REMOVED: &str = "recording removed";
/// A conference was removed.
pub(crate) const CONFERENCE_REMOVED: &str = "conference removed";
/// Somebody is invited no longer.
pub(crate) const ATTENDEE_REMOVED: &str = "attendee removed";
/// A broadcast was stopped.
pub(crate) const BROADCAST_STOPPED: &str = "broadcast stopped";
/// No broadcast calls a number any more.
pub(crate) const OPTED_OUT: &str = "phone number opted out";
/// What is to come.
pub(crate) const SCHEDULED: &str = "scheduled";
/// What is asked for and not there yet.
pub(crate) const WAITING: &str = "waiting";
/// A broadcast that somebody stopped.
pub(crate) const STOPPED: &str = "stopped";
/// A number that no broadcast calls.
pub(crate) const OUT: &str = "opted out";
/// A broadcast whose time has come.
pub(crate) const NOT_CALLED: &str = "failed: calls are not placed here yet";
/// A conference whose time is over.
pub(crate) const NOT_HELD: &str = "failed: calls are not placed here yet";
/// Nobody was asked for a code, so that nobody said anything.
pub(crate) const NOT_VERIFIED: &str =
    "is of a call that waits to be made, so that there is nothing to be heard of it";
/// There is no such sound, as the provider prints it.
pub(crate) const NO_SOUND: &str = "File not found";
/// Whoever logs in is nobody, as the provider prints it.
pub(crate) const NO_ACCOUNT: &str = "INVALID ACCOUNT";
/// What is to call somebody waits for.
pub(crate) const CALLS: &str = "calls that are placed here";
/// What leads callers to a branch waits for.
pub(crate) const LOCATORS: &str = "calls that are led to the nearest location";
/// What writes sounds down waits for.
pub(crate) const WRITERS: &str = "somebody who writes sounds down";
/// What plays or shows a call's recording waits for.
pub(crate) const RECORDERS: &str = "switches that record calls";
/// What numbers can be routed to by its id, each with its `routing_type`.
pub(crate) const BLOCKS: [(ObjectKind, &str); 4] = [
    (ObjectKind::CallFlow, "findme"),
    (ObjectKind::Voicemail, "vmail"),
    (ObjectKind::Ivr, "virtual_receptionist"),
    (ObjectKind::Queue, "call_distributor"),
];
/// The older calling interface was called without saying what for, as the provider prints it.
pub(crate) const CLICK_NO_APP: &str = "Missing Application Specification";
/// The older calling interface took a call. The provider says that it is connected, which nobody is here.
pub(crate) const CLICK_WAITS: &str = "Call Waiting: calls are not placed here yet.";
/// It was called without a key.
pub(crate) const CLICK_NO_KEY: &str = "Parameter key is required";

/// An add-on that is sold here.
pub(crate) struct Addon {
    /// Its `item_id`.
    pub(crate) id: &'static str,
    /// Its name, as the provider prints it.
    pub(crate) name: &'static str,
    /// What it is to us.
    pub(crate) slot: SlotKind,
}

/// The add-ons that are sold here, in the order of their ids. The provider has others: ports,
/// mailboxes, queues.
pub(crate) const ADDONS: [Addon; 4] = [
    Addon { id: "3", name: "Tollfree Number", slot: SlotKind::TollFree },
    Addon { id: "6", name: "Local Number", slot: SlotKind::Local },
    Addon { id: "17", name: "Canadian Local Number", slot: SlotKind::CanadianLocal },
    Addon { id: "18", name: "True 800 Number", slot: SlotKind::True800 },
];

/// How a caller tried to be recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyForm {
    /// By access key and secret access key.
    Pair,
    /// By one key.
    Single,
}

/// The word of `format` for how a sound is encoded.
pub(crate) const fn sound_format(format: AudioFormat) -> &'static str {
    match format {
        AudioFormat::WavLinear | AudioFormat::WavMuLaw | AudioFormat::WavGsm => "wav",
        AudioFormat::Mp3 => "mp3",
    }
}

/// An action that is known and not supported, for want of something.
pub(crate) fn unsupported(action: &str, lacks: &str) -> String {
    format!("{action} is not supported: there are no {lacks}")
}

/// A number sends and receives text messages, or no more; for the latter the provider's words are known.
pub(crate) fn registered(number: &str, is_registered: bool) -> String {
    format!("[{number}] {}", if is_registered { "Registered" } else { "Unregistered" })
}

/// A parameter that must be there.
pub(crate) fn missing(param: &str) -> String {
    format!("Parameter {param} is required")
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
        Fault::Missing { param } => missing(param),
        Fault::Invalid { param, why } => format!("Invalid {param}: it {why}"),
    }
}

/// A caller who was not let in.
pub(crate) const fn auth(fault: AuthFault, form: KeyForm) -> &'static str {
    match (fault, form) {
        (AuthFault::Unknown, KeyForm::Pair) => "Invalid access_key or secret_access_key",
        (AuthFault::Unknown, KeyForm::Single) => "Invalid api_key",
        (AuthFault::Address, _) => "This key may not be used from this address",
        (AuthFault::Expired, _) => "This key has expired",
        (AuthFault::Guessing, _) => "Too many invalid requests; try again in some minutes",
        (AuthFault::TooOften, _) => "Too many requests; try again in a minute",
        (AuthFault::Unavailable, _) => "The service is not available at this moment; try again",
    }
}

/// A command that was refused.
fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NumberUnknown { .. } | Refusal::NumberNotOwned { .. } => {
            "Number not found".to_owned()
        }
        Refusal::NoStock { found: 0, .. } | Refusal::NumberNotForSale { .. } => {
            "No numbers available".to_owned()
        }
        Refusal::NoStock { .. } => "Requested quantity not available".to_owned(),
        Refusal::PlanNotOffered { .. } => "No numbers available under your rate plan".to_owned(),
        Refusal::MessageUnknown => NO_MESSAGE.to_owned(),
        Refusal::SlotsShort { .. } => "No available slots".to_owned(),
        Refusal::InsufficientFunds { .. } => "Insufficient funds".to_owned(),
        Refusal::TooMany { max, .. } => format!("Invalid quantity: one order may ask for {max}"),
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
        | Refusal::PlanUnknown { .. }
        | Refusal::AmountInvalid
        | Refusal::CurrencyMismatch
        | Refusal::AccountUnknown { .. }
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
        | Refusal::SupplierRefused { .. }
        | Refusal::HookInvalid { .. }
        | Refusal::HookUnknown
        | Refusal::MessagingOff { .. }
        | Refusal::MessagingInvalid { .. }
        | Refusal::MessageEmpty
        | Refusal::MessageTooLong { .. }
        | Refusal::MessageUndeliverable { .. }
        | Refusal::MessagesTooMany { .. }
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
        | Refusal::Unavailable => sentence(refusal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_stock_is_told_from_none() {
        let text = |found| refusal(&Refusal::NoStock { wanted: 5, found });
        assert_eq!(text(0), "No numbers available");
        assert_eq!(text(3), "Requested quantity not available");
    }

    #[test]
    fn a_fault_names_its_parameter() {
        assert_eq!(fault(&Fault::Missing { param: "search" }), "Parameter search is required");
        let invalid = Fault::invalid("quantity", "must be a whole number from 0 to 25");
        assert_eq!(fault(&invalid), "Invalid quantity: it must be a whole number from 0 to 25");
        assert_eq!(refusal(&Refusal::Forbidden), "The credential does not allow this");
    }
}
