//! The functions, and the table of them.

mod abroad;
mod absent;
mod backorder;
mod calls;
mod choices;
mod client;
mod e911;
mod general;
mod lnp;
mod login;
mod message;
mod number;
mod object;
mod order;
mod param;
mod resale;
mod server;
mod shelf;
mod unsupported;
mod voice;

pub use abroad::*;
pub use backorder::*;
pub use calls::*;
pub use client::*;
pub use e911::*;
pub use general::*;
pub use lnp::*;
pub use login::*;
pub use message::*;
pub use number::*;
pub use object::*;
pub use order::*;
pub use resale::*;
pub use server::*;
pub use shelf::*;
pub use voice::*;

use absent::{UNFAXED, UNPACKED, UNPARKED, UNRECORDED, UNTRUNKED, none};
use calls::{CALL_BILLING, get_call_billing};
use choices::{
    AUTH_TYPES, CODECS, DEVICE_TYPES, DTMF_MODES, EMPTY_QUEUES, FOLDERS, FORMATS, HOLD_TIMES,
    INSTRUCTIONS, LANGUAGES, LOCKS, MUSIC, NATS, PROTOCOLS, ROUTES, SETUPS, STRATEGIES, ZONES,
    choices,
};
use e911::{NOBODY, address_types, has_none, provision, validate};
use general::{
    GET_BALANCE, GET_COUNTRIES, GET_TRANSACTION_HISTORY, get_balance, get_countries,
    get_transaction_history,
};
use lnp::{get_port_paper, get_ports, port_states};
use login::{CREATE_SUB_ACCOUNT, GET_SUB_ACCOUNTS, SET_SUB_ACCOUNT, get_sub_accounts};
use tandem_domain::Actor;
use tandem_engine::{NumberList, NumberRelease, OwnNumber, Released};
use tandem_gateway::{
    BoxFuture, Coverage, Entry, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop, Table,
};

use crate::reply::{self, Reply};
use crate::request::{self, ACCOUNT_CHARS_MAX};

use unsupported::UNSUPPORTED;

const DIDS: &str = "DIDs";
const GENERAL: &str = "General";
const ACCOUNTS: &str = "Accounts";
const CALLS: &str = "Call Detail Records";
const CLIENTS: &str = "Clients";
/// The longest comment to a cancellation, in characters.
const COMMENT_CHARS_MAX: usize = 500;

static GET_DIDS_INFO: Spec = Spec {
    name: "getDIDsInfo",
    section: DIDS,
    about: "Lists the account's own numbers with their settings.",
    params: &[
        Param::optional("client", Kind::Text(ACCOUNT_CHARS_MAX), "only those of a sub-account"),
        Param::optional("did", Kind::Number, "only this number"),
    ],
};

/// Shows the caller's own numbers.
pub struct GetDidsInfo;

impl Operation for GetDidsInfo {
    const SPEC: &'static Spec = &GET_DIDS_INFO;
    type Command = NumberList;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<NumberList, Fault> {
        request::own(args)
    }

    fn show(numbers: Vec<OwnNumber>, _args: &Reader<'_>) -> Reply {
        reply::own(&numbers)
    }
}

static CANCEL_DID: Spec = Spec {
    name: "cancelDID",
    section: DIDS,
    about: "Gives a number back, or lets it go to another carrier.",
    params: &[
        Param::required("did", Kind::Number, "the number"),
        // PyPI's voipms-api sends it as `comment`.
        Param::optional("cancelcomment", Kind::Text(COMMENT_CHARS_MAX), "kept with the history")
            .or(&["comment"]),
        Param::optional("portout", Kind::Flag, "it goes to another carrier"),
        Param::optional("test", Kind::Flag, "check everything and change nothing"),
    ],
};

/// Gives a number back.
pub struct CancelDid;

impl Operation for CancelDid {
    const SPEC: &'static Spec = &CANCEL_DID;
    type Command = NumberRelease;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<NumberRelease, Fault> {
        request::cancel(args)
    }

    fn show(released: Released, _args: &Reader<'_>) -> Reply {
        reply::finished(released.rehearsal)
    }
}

static GET_IP: Spec = Spec {
    name: "getIP",
    section: GENERAL,
    about: "Shows the address the call came from; works from any address.",
    params: &[],
};

/// Shows where the call came from. It is about the call and not about the business, so that there
/// is no command for it.
fn get_ip<'a>(
    _: &'a Gate,
    actor: Actor,
    _: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    Box::pin(async move { Ok(reply::caller(actor.address)) })
}

/// The functions.
pub(crate) static FUNCTIONS: Table<Reply> = Table::new(
    &[
        Entry::order::<OrderDid>(),
        Entry::order::<OrderTollFree>(),
        Entry::order::<OrderDidVirtual>(),
        Entry::of::<GetStates>(),
        Entry::of::<GetProvinces>(),
        Entry::of::<GetRateCentersUsa>(),
        Entry::of::<GetRateCentersCan>(),
        Entry::of::<GetDidsUsa>(),
        Entry::of::<GetDidsCan>(),
        Entry::of::<SearchDidsUsa>(),
        Entry::of::<SearchDidsCan>(),
        Entry::of::<SearchTollFreeUsa>(),
        Entry::of::<SearchTollFreeCanUs>(),
        Entry::of::<SearchVanity>(),
        Entry::by(&GET_INTERNATIONAL_TYPES, get_international_types),
        Entry::of::<GetDidCountries>(),
        Entry::of::<Locations<Geographic>>(),
        Entry::of::<Locations<National>>(),
        Entry::of::<Locations<TollFree>>(),
        Entry::order::<OrderAbroad<Geographic>>(),
        Entry::order::<OrderAbroad<National>>(),
        Entry::order::<OrderAbroad<TollFree>>(),
        Entry::of::<GetCarriers>(),
        Entry::by(&ORDER_VANITY, order_vanity),
        Entry::by(&BACK_ORDER_USA, back_order_usa),
        Entry::by(&BACK_ORDER_CAN, back_order_can),
        Entry::of::<GetBackOrders>(),
        Entry::of::<ConnectDid>(),
        Entry::of::<UnconnectDid>(),
        Entry::of::<SendSms>(),
        Entry::by(&GET_SMS, get_sms),
        Entry::of::<DeleteSms>(),
        Entry::of::<SendMms>(),
        Entry::by(&GET_MMS, get_mms),
        Entry::of::<GetMediaMms>(),
        Entry::of::<DeleteMms>(),
        Entry::by(&SET_SMS, set_sms),
        Entry::of::<GetCdr>(),
        Entry::of::<GetResellerCdr>(),
        Entry::by(&GET_RESELLER_SMS, get_reseller_sms),
        Entry::by(&GET_RESELLER_MMS, get_reseller_mms),
        Entry::of::<GetCallTypes>(),
        Entry::of::<GetCallAccounts>(),
        Entry::by(&CALL_BILLING, get_call_billing),
        Entry::of::<GetDidsInfo>(),
        Entry::of::<SetDidInfo>(),
        Entry::of::<SetDidRouting>(),
        Entry::of::<SetDidPop>(),
        Entry::of::<SetDidVoicemail>(),
        Entry::of::<SetDidBillingType>(),
        Entry::of::<CancelDid>(),
        Entry::of::<GetServersInfo>(),
        Entry::of::<GetPortability>(),
        Entry::of::<AddPort>(),
        Entry::of::<AddPortFile>(),
        Entry::of::<OfPort<PortStatus>>(),
        Entry::of::<OfPort<PortNotes>>(),
        Entry::by(&LNP_STATES, port_states),
        Entry::by(&LNP_LIST, get_ports),
        Entry::of::<OfPort<PortDetails>>(),
        Entry::of::<OfPort<PortPapers>>(),
        Entry::by(&LNP_PAPER, get_port_paper),
        Entry::by(&E911_TYPES, address_types),
        Entry::by(&E911_INFO, has_none).refusing(NOBODY),
        Entry::by(&E911_PROVISION, provision).refusing(NOBODY),
        Entry::by(&E911_PROVISION_MANUALLY, provision).refusing(NOBODY),
        Entry::by(&E911_UPDATE, has_none).refusing(NOBODY),
        Entry::by(&E911_CANCEL, has_none).refusing(NOBODY),
        Entry::by(&E911_VALIDATE, validate).refusing(NOBODY),
        Entry::of::<DelClient>(),
        Entry::of::<AddCharge>(),
        Entry::of::<AddPayment>(),
        Entry::of::<GetClients>(),
        Entry::by(&GET_RESELLER_BALANCE, get_reseller_balance),
        Entry::by(&GET_CHARGES, get_charges),
        Entry::by(&GET_DEPOSITS, get_deposits),
        Entry::by(&CREATE_SUB_ACCOUNT, create_sub_account),
        Entry::by(&SET_SUB_ACCOUNT, set_sub_account),
        Entry::by(&GET_SUB_ACCOUNTS, get_sub_accounts),
        Entry::of::<DelSubAccount>(),
        Entry::of::<GetRegistrationStatus>(),
        Entry::by(&CODECS, choices),
        Entry::by(&AUTH_TYPES, choices),
        Entry::by(&DEVICE_TYPES, choices),
        Entry::by(&DTMF_MODES, choices),
        Entry::by(&LOCKS, choices),
        Entry::by(&NATS, choices),
        Entry::by(&PROTOCOLS, choices),
        Entry::by(&ROUTES, choices),
        Entry::by(&GET_COUNTRIES, get_countries),
        Entry::by(&GET_TRANSACTION_HISTORY, get_transaction_history),
        Entry::by(&GET_BALANCE, get_balance),
        Entry::by(&GET_IP, get_ip),
        Entry::of::<Set<Forwardings>>(),
        Entry::of::<Get<Forwardings>>(),
        Entry::of::<Del<Forwardings>>(),
        Entry::of::<Set<SipUris>>(),
        Entry::of::<Get<SipUris>>(),
        Entry::of::<Del<SipUris>>(),
        Entry::of::<CreateVoicemail>(),
        Entry::of::<SetVoicemail>(),
        Entry::by(&GET_VOICEMAILS, get_voicemails),
        Entry::of::<Del<Voicemails>>(),
        Entry::of::<GetVoices>(),
        Entry::of::<GetVoiceFile>(),
        Entry::of::<SetVoice<MarkListened>>(),
        Entry::of::<SetVoice<MarkUrgent>>(),
        Entry::of::<SetVoice<MoveVoice>>(),
        Entry::of::<DelVoices>(),
        Entry::of::<SendVoice>(),
        Entry::of::<Set<RingGroups>>(),
        Entry::of::<Get<RingGroups>>(),
        Entry::of::<Del<RingGroups>>(),
        Entry::of::<Set<Ivrs>>(),
        Entry::of::<Get<Ivrs>>(),
        Entry::of::<Del<Ivrs>>(),
        Entry::by(&SET_RECORDING, set_recording),
        Entry::of::<GetRecordings>(),
        Entry::of::<GetRecordingFile>(),
        Entry::of::<DelRecording>(),
        Entry::of::<Set<Queues>>(),
        Entry::of::<Get<Queues>>(),
        Entry::of::<Del<Queues>>(),
        Entry::of::<Set<StaticMembers>>(),
        Entry::of::<Get<StaticMembers>>(),
        Entry::of::<Del<StaticMembers>>(),
        Entry::of::<Set<PhonebookEntries>>(),
        Entry::of::<GetPhonebook>(),
        Entry::of::<Del<PhonebookEntries>>(),
        Entry::of::<Set<PhonebookGroups>>(),
        Entry::of::<Get<PhonebookGroups>>(),
        Entry::of::<Del<PhonebookGroups>>(),
        Entry::of::<Set<CallHuntings>>(),
        Entry::of::<Get<CallHuntings>>(),
        Entry::of::<Del<CallHuntings>>(),
        Entry::of::<Set<Sequences>>(),
        Entry::of::<Get<Sequences>>(),
        Entry::of::<Del<Sequences>>(),
        Entry::of::<Set<Conferences>>(),
        Entry::of::<Get<Conferences>>(),
        Entry::of::<Del<Conferences>>(),
        Entry::of::<Set<ConferenceMembers>>(),
        Entry::of::<Get<ConferenceMembers>>(),
        Entry::of::<Del<ConferenceMembers>>(),
        Entry::of::<AddMemberToConference>(),
        Entry::of::<DelMemberFromConference>(),
        Entry::of::<Set<Callbacks>>(),
        Entry::of::<Get<Callbacks>>(),
        Entry::of::<Del<Callbacks>>(),
        Entry::of::<Set<Disas>>(),
        Entry::of::<Get<Disas>>(),
        Entry::of::<Del<Disas>>(),
        Entry::of::<Set<TimeConditions>>(),
        Entry::of::<Get<TimeConditions>>(),
        Entry::of::<Del<TimeConditions>>(),
        Entry::of::<Set<Filters>>(),
        Entry::of::<Get<Filters>>(),
        Entry::of::<Del<Filters>>(),
        Entry::by(&LANGUAGES, choices),
        Entry::by(&MUSIC, choices),
        Entry::by(&HOLD_TIMES, choices),
        Entry::by(&EMPTY_QUEUES, choices),
        Entry::by(&STRATEGIES, choices),
        Entry::by(&SETUPS, choices),
        Entry::by(&FORMATS, choices),
        Entry::by(&INSTRUCTIONS, choices),
        Entry::by(&ZONES, choices),
        Entry::by(&FOLDERS, choices),
        Entry::by(&absent::CONFERENCE_RECORDINGS, none).refusing(UNRECORDED),
        Entry::by(&absent::CONFERENCE_FILE, none).refusing(UNRECORDED),
        Entry::by(&absent::CALL_RECORDINGS, none).refusing(UNRECORDED),
        Entry::by(&absent::CALL_RECORDING, none).refusing(UNRECORDED),
        Entry::by(&absent::MAIL_CALL_RECORDING, none).refusing(UNRECORDED),
        Entry::by(&absent::DEL_CALL_RECORDING, none).refusing(UNRECORDED),
        Entry::by(&absent::CALL_PARKING, none).refusing(UNPARKED),
        Entry::by(&absent::DEL_CALL_PARKING, none).refusing(UNPARKED),
        Entry::by(&absent::PACKAGES, none).refusing(UNPACKED),
        Entry::by(&absent::CLIENT_PACKAGES, none).refusing(UNPACKED),
        Entry::by(&absent::RATES, none).refusing(UNPACKED),
        Entry::by(&absent::VPRIS, none).refusing(UNTRUNKED),
        Entry::by(&absent::DIDS_OF_VPRI, none).refusing(UNTRUNKED),
        Entry::by(&absent::FAX_NUMBERS, none).refusing(UNFAXED),
        Entry::by(&absent::FAX_MESSAGES, none).refusing(UNFAXED),
        Entry::by(&absent::FAX_FOLDERS, none).refusing(UNFAXED),
        Entry::by(&absent::FAX_RULES, none).refusing(UNFAXED),
    ],
    UNSUPPORTED,
);

/// Whether that is the name of `getIP`.
pub(crate) fn asks_for_address(name: &str) -> bool {
    GET_IP.name.eq_ignore_ascii_case(name)
}

/// Everything the provider has, and how far each is done.
pub fn coverage() -> Vec<Coverage> {
    FUNCTIONS.coverage()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use tandem_gateway::Found;

    /// As many functions as the provider's documents name.
    const KNOWN: usize = 226;

    #[test]
    fn every_function_of_the_provider_is_known_once() {
        let rows = coverage();
        let names: BTreeSet<String> =
            rows.iter().map(|row| row.spec.name.to_ascii_lowercase()).collect();
        assert_eq!((rows.len(), names.len()), (KNOWN, KNOWN));
        assert!(rows.iter().all(|row| FUNCTIONS.find(row.spec.name).is_some()));
    }

    #[test]
    fn names_are_found_in_either_case() {
        assert!(matches!(FUNCTIONS.find("CancelDID"), Some(Found::Works(_))));
        assert!(asks_for_address("GETIP"));
        assert!(matches!(
            FUNCTIONS.find("setcallparking"),
            Some(Found::NotSupported("setCallParking"))
        ));
        assert!(FUNCTIONS.find("orderDID ").is_none());
        assert!(FUNCTIONS.find("").is_none());
    }
}
