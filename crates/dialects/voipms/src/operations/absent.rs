//! Lists of what is not here, and functions about one of it: nobody can have made any, so that lists are empty and
//! nothing is found, in the provider's words. Whose they would be is looked at first.

use tandem_domain::{Actor, ObjectId, ObjectKind};
use tandem_engine::{NumberList, ObjectList};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Param, Reader, Spec, Stop};

use super::{CALLS, CLIENTS, DIDS, GENERAL};
use crate::SCHEME;
use crate::reply::Reply;
use crate::request::{self, ACCOUNT_CHARS_MAX, ID_MAX};
use crate::words::Word;

const FAX: &str = "Fax";
const PARKING: &str = "Call Parking";
const RECORDINGS: &str = "Call Recordings";

/// What is lacking, for the page of coverage.
pub(super) const UNRECORDED: &str = "no calls are recorded";
/// The same of parked calls.
pub(super) const UNPARKED: &str = "calls are parked nowhere";
/// The same of packages.
pub(super) const UNPACKED: &str = "clients have no packages of prices";
/// The same of vPRIs.
pub(super) const UNTRUNKED: &str = "there are no vPRIs";
/// The same of faxes.
pub(super) const UNFAXED: &str = "nothing sends or receives faxes";

const WORD: Kind = Kind::Text(ACCOUNT_CHARS_MAX);
/// What names a recording there is longer than any id.
const NAME: Kind = Kind::Text(255);
const ID: Kind = Kind::Integer(1, ID_MAX);

const fn spec(
    name: &'static str,
    section: &'static str,
    about: &'static str,
    params: &'static [Param],
) -> Spec {
    Spec { name, section, about, params }
}

const ACCOUNT: Param = Param::required("account", WORD, "the account or sub-account");
const RECORDING: Param = Param::required("callrecording", NAME, "the recording");
const CONFERENCE: Param = Param::required("conference", ID, "the conference");

pub(super) static CONFERENCE_RECORDINGS: Spec = spec(
    "getConferenceRecordings",
    GENERAL,
    "Lists the recordings of a conference.",
    &[
        CONFERENCE,
        Param::optional("date_from", WORD, "the first day"),
        Param::optional("date_to", WORD, "the last day"),
    ],
);
pub(super) static CONFERENCE_FILE: Spec = spec(
    "getConferenceRecordingFile",
    GENERAL,
    "Shows a recording of a conference.",
    &[CONFERENCE, Param::required("recording", ID, "the recording")],
);
pub(super) static CALL_RECORDINGS: Spec = spec(
    "getCallRecordings",
    RECORDINGS,
    "Lists the recordings of calls.",
    &[
        ACCOUNT,
        Param::optional("start", Kind::Integer(0, ID_MAX), "how many to pass over"),
        Param::optional("length", Kind::Integer(0, ID_MAX), "how many"),
        Param::required("date_from", WORD, "the first day"),
        Param::required("date_to", WORD, "the last day"),
        Param::optional("call_type", WORD, "all, incoming or outgoing"),
    ],
);
pub(super) static CALL_RECORDING: Spec =
    spec("getCallRecording", RECORDINGS, "Shows a recording of a call.", &[ACCOUNT, RECORDING]);
pub(super) static MAIL_CALL_RECORDING: Spec = spec(
    "sendCallRecordingEmail",
    RECORDINGS,
    "Sends a recording of a call by mail.",
    &[ACCOUNT, Param::required("email", WORD, "where to"), RECORDING],
);
pub(super) static DEL_CALL_RECORDING: Spec =
    spec("delCallRecording", RECORDINGS, "Deletes a recording of a call.", &[ACCOUNT, RECORDING]);
pub(super) static CALL_PARKING: Spec = spec(
    "getCallParking",
    PARKING,
    "Lists where calls are parked.",
    &[Param::optional("callparking", ID, "only this one")],
);
pub(super) static DEL_CALL_PARKING: Spec = spec(
    "delCallParking",
    PARKING,
    "Deletes a place where calls are parked.",
    &[Param::required("callparking", ID, "the place")],
);
pub(super) static PACKAGES: Spec = spec(
    "getPackages",
    CLIENTS,
    "Lists the packages of prices for clients.",
    &[Param::optional("package", ID, "only this one")],
);
pub(super) static CLIENT_PACKAGES: Spec = spec(
    "getClientPackages",
    CLIENTS,
    "Lists the packages of a client.",
    &[Param::required("client", WORD, "the client, by its id, or a sub-account")],
);
pub(super) static RATES: Spec = spec(
    "getRates",
    CALLS,
    "Lists the prices of a package.",
    &[Param::required("package", ID, "the package"), Param::required("query", WORD, "where to")],
);
pub(super) static VPRIS: Spec = spec(
    "getVPRIs",
    "Voicemail",
    "Lists the vPRIs.",
    &[Param::optional("vpri", ID, "only this one")],
);
pub(super) static DIDS_OF_VPRI: Spec = spec(
    "getDIDvPRI",
    DIDS,
    "Lists the numbers of a vPRI.",
    &[Param::required("vpri", ID, "the vPRI")],
);
pub(super) static FAX_NUMBERS: Spec = spec(
    "getFaxNumbersInfo",
    FAX,
    "Lists the numbers that receive faxes.",
    &[Param::optional("did", Kind::Number, "only this one")],
);
pub(super) static FAX_MESSAGES: Spec = spec(
    "getFaxMessages",
    FAX,
    "Lists faxes.",
    &[
        Param::optional("from", WORD, "the first day"),
        Param::optional("to", WORD, "the last day"),
        Param::optional("folder", WORD, "only those in this folder"),
        Param::optional("id", ID, "only this one"),
    ],
);
pub(super) static FAX_FOLDERS: Spec = spec(
    "getFaxFolders",
    FAX,
    "Lists the folders of faxes.",
    &[Param::optional("id", ID, "only this one")],
);
pub(super) static FAX_RULES: Spec = spec(
    "getEmailToFax",
    FAX,
    "Lists who may send faxes by mail.",
    &[Param::optional("id", ID, "only this one")],
);

/// How a function says that there is none.
enum Says {
    /// Its list is empty: a code.
    Empty(&'static str),
    /// The one that a parameter names is not there.
    Unknown(&'static str),
}

/// What each function says, and why.
fn said(name: &str) -> Option<(Says, &'static str)> {
    Some(match name {
        "getConferenceRecordings" | "getCallRecordings" => {
            (Says::Empty("no_recording"), UNRECORDED)
        }
        "getConferenceRecordingFile" => (Says::Unknown("recording"), UNRECORDED),
        "getCallRecording" | "sendCallRecordingEmail" | "delCallRecording" => {
            (Says::Unknown("callrecording"), UNRECORDED)
        }
        "getCallParking" => (Says::Empty("no_callparking"), UNPARKED),
        "delCallParking" => (Says::Unknown("callparking"), UNPARKED),
        "getPackages" | "getClientPackages" => (Says::Empty("no_package"), UNPACKED),
        "getRates" => (Says::Unknown("package"), UNPACKED),
        "getVPRIs" => (Says::Empty("no_vpri"), UNTRUNKED),
        "getDIDvPRI" => (Says::Empty("no_did"), UNTRUNKED),
        "getFaxNumbersInfo" => (Says::Empty("no_numbers"), UNFAXED),
        "getFaxMessages" => (Says::Empty("no_message"), UNFAXED),
        "getFaxFolders" => (Says::Empty("no_folder"), UNFAXED),
        "getEmailToFax" => (Says::Empty("no_emailtofax"), UNFAXED),
        _ => return None,
    })
}

/// Says that there is none. The account, the client and the conference that it would belong to must be the
/// caller's own.
pub(super) fn none<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    Box::pin(async move {
        request::require(args)?;
        let has = |name| args.spec().params.iter().any(|param| param.name == name);
        let owner = match (has("account"), has("client")) {
            (true, _) => Some(request::account_of(args)?),
            (_, true) => Some(request::books(args)?),
            (false, false) => None,
        };
        if owner.is_some() {
            let did = None;
            let list = NumberList { owner, did, scheme: SCHEME.to_owned() };
            gate.execute(actor.clone(), list, None).await?;
        }
        if has("conference") {
            let id = args.integer("conference", 1, ID_MAX)?.unwrap_or_default();
            let one = ObjectList::one(ObjectKind::Conference, ObjectId(id));
            if gate.execute(actor, one, None).await?.is_empty() {
                let why = "is none of your conferences";
                return Err(Fault::invalid("conference", why).into());
            }
        }
        match said(args.spec().name) {
            Some((Says::Empty(code), why)) => Ok(Reply::Word(Word::saying(code, why))),
            Some((Says::Unknown(param), why)) => {
                Err(Fault::invalid(param, format!("is not there: {why}")).into())
            }
            None => Ok(Reply::Word(Word::of("unavailable_info"))),
        }
    })
}
