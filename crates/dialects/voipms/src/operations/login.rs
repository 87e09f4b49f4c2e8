//! Functions about sub-accounts: logins of equipment.

use tandem_domain::{Actor, Refusal};
use tandem_engine::{
    AccountName, ClientList, LoginClose, LoginList, LoginOpen, LoginSet, LoginStatus,
    RegistrationView,
};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop, secret};

use super::ACCOUNTS;
use super::param::TRANSCRIPTS;
use crate::SCHEME;
use crate::reply::{self, Reply};
use crate::request::{self, ACCOUNT_CHARS_MAX, ID_MAX, Password};

const ID: Param = Param::required("id", Kind::Integer(1, ID_MAX), "the sub-account, by its id");

const DESCRIPTION: Param = Param::optional("description", Kind::Text(100), "in words");
const AUTH_TYPE: Param =
    Param::required("auth_type", Kind::Choice(&["1", "2"]), "1 by password, 2 by address");

/// What a sub-account of a client would be charged by.
const PACKAGES: &str = "packages of prices for clients";
/// What is not carried here.
const E911: &str = "emergency calls";
/// What settings of calls that equipment places have their effect with.
const OUTWARD: &str = "calls outward: switches place them without asking";
/// What settings of equipment have their effect with.
const TREATMENT: &str = "switches that are told how to treat a telephone";
/// What settings among colleagues have their effect with.
const EXTENSIONS: &str = "calls between sub-accounts";

/// What both functions say of a sub-account, in the order in which they take it.
const SETTINGS: [Param; 35] = [
    Param::optional("password", Kind::Text(64), "what equipment logs in with"),
    Param::optional("ip", Kind::Text(45), "the address it is recognised by").waiting_for(TREATMENT),
    Param::required("device_type", Kind::Choice(&["1", "2"]), "what it is").waiting_for(TREATMENT),
    Param::optional("callerid_number", Kind::Number, "the number that its calls show"),
    Param::optional("canada_routing", Kind::Choice(&["-1", "1", "2"]), "routes to Canada")
        .waiting_for(OUTWARD),
    Param::required(
        "lock_international",
        Kind::Choice(&["0", "1"]),
        "1: no calls abroad; switches are told",
    ),
    Param::optional("allow225", Kind::Flag, "calls to area code 225").waiting_for(OUTWARD),
    Param::required("international_route", Kind::Choice(&["1", "2"]), "routes abroad")
        .waiting_for(OUTWARD),
    Param::required("music_on_hold", Kind::Text(64), "what is played on hold")
        .waiting_for(TREATMENT),
    Param::optional("language", Kind::Choice(&["en", "es", "fr"]), "of announcements")
        .waiting_for(TREATMENT),
    Param::optional("record_calls", Kind::Flag, "whether calls are recorded")
        .waiting_for(TREATMENT),
    Param::required("allowed_codecs", Kind::Text(64), "such as ulaw;g729;gsm")
        .waiting_for(TREATMENT),
    Param::required(
        "dtmf_mode",
        Kind::Choice(&["auto", "rfc2833", "inband", "info"]),
        "how keys are sent",
    )
    .waiting_for(TREATMENT),
    Param::required("nat", Kind::Choice(&["yes", "no", "route", "never"]), "translators")
        .waiting_for(TREATMENT),
    Param::optional("sip_traffic", Kind::Flag, "whether it must log in encrypted"),
    Param::optional("max_expiry", Kind::Integer(60, 3600), "seconds that a login stands"),
    Param::optional("rtp_timeout", Kind::Integer(1, 3600), "seconds of silence")
        .waiting_for(TREATMENT),
    Param::optional("rtp_hold_timeout", Kind::Integer(1, 3600), "the same on hold")
        .waiting_for(TREATMENT),
    Param::optional(
        "ip_restriction",
        Kind::Text(1000),
        "where it may log in from; names are not looked up",
    ),
    Param::optional("enable_ip_restriction", Kind::Flag, "whether from there only"),
    Param::optional("pop_restriction", Kind::Text(1000), "points of presence it may use"),
    Param::optional("enable_pop_restriction", Kind::Flag, "whether these only"),
    Param::optional("send_bye", Kind::Flag, "whether it is told that a call was lost")
        .waiting_for(TREATMENT),
    Param::optional("transcribe", Kind::Flag, "only 0 is taken").lacking(TRANSCRIPTS),
    Param::optional("internal_extension", Kind::Integer(0, 9_999_999), "reached by")
        .waiting_for(EXTENSIONS),
    Param::optional("internal_voicemail", Kind::Integer(0, 9_999_999_999), "behind it")
        .waiting_for(EXTENSIONS),
    Param::optional("internal_dialtime", Kind::Integer(1, 60), "seconds that it rings")
        .waiting_for(EXTENSIONS),
    Param::optional("reseller_client", Kind::Integer(0, ID_MAX), "whose it is").lacking(PACKAGES),
    Param::optional("reseller_package", Kind::Integer(0, ID_MAX), "by which prices")
        .lacking(PACKAGES),
    Param::optional("enable_internal_cnam", Kind::Flag, "whether colleagues see a name")
        .waiting_for(EXTENSIONS),
    Param::optional("internal_cnam", Kind::Text(50), "which name").waiting_for(EXTENSIONS),
    Param::optional("default_e911", Kind::Text(20), "whose address it calls from").lacking(E911),
    Param::optional("call_pickup_behavior", Kind::Integer(1, 4), "calls of colleagues")
        .waiting_for(TREATMENT),
    Param::optional("dialing_mode", Kind::Integer(0, 2), "how what it dials is read")
        .waiting_for(OUTWARD),
    Param::optional("tfcarrier", Kind::Integer(-1, 2), "through whom it calls toll-free")
        .waiting_for(OUTWARD),
];

pub(super) static CREATE_SUB_ACCOUNT: Spec = Spec {
    name: "createSubAccount",
    section: ACCOUNTS,
    about: "Makes a sub-account that equipment logs in to.",
    params: &Param::joined::<39>(&[
        &[
            Param::required("username", Kind::Text(12), "its name behind that of the account"),
            Param::required("protocol", Kind::Choice(&["1", "3"]), "1 SIP, 3 IAX2"),
            DESCRIPTION,
            AUTH_TYPE,
        ],
        &SETTINGS,
    ]),
};
pub(super) static SET_SUB_ACCOUNT: Spec = Spec {
    name: "setSubAccount",
    section: ACCOUNTS,
    about: "Says anew what a sub-account may do. Without a password it keeps the one it has.",
    params: &Param::joined::<38>(&[&[ID, DESCRIPTION, AUTH_TYPE], &SETTINGS]),
};

/// Makes a sub-account. Its name begins with that of the account, which has to be looked up first: what
/// is kept of the password depends on it.
pub fn create_sub_account<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    let asked = request::new_login(args);
    let of = request::client_package(args);
    Box::pin(async move {
        let (own, profile, password) = asked?;
        require_no_client(gate, &actor, of?).await?;
        let scheme = SCHEME.to_owned();
        let main = gate.execute(actor.clone(), AccountName { scheme }, None).await?;
        let unnamed = || Refusal::AccountUnknown { name: actor.root.to_string() };
        let name = format!("{}_{own}", main.ok_or_else(unnamed)?);
        let secrets = digests(gate, &profile, &own, &name, password)?.unwrap_or_default();
        let opened = gate.execute(actor, LoginOpen { name, profile, secrets }, key).await?;
        Ok(reply::opened(&opened))
    })
}

/// Says anew what a sub-account may do.
pub fn set_sub_account<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    let asked = request::login(args);
    let of = request::client_package(args);
    Box::pin(async move {
        let (id, profile, password) = asked?;
        require_no_client(gate, &actor, of?).await?;
        let list = LoginList { id: Some(id), name: None };
        let found = gate.execute(actor.clone(), list, None).await?.pop();
        let login = found.ok_or(Refusal::LoginUnknown { id })?;
        let own = login.name.split_once('_').map_or("", |(_, own)| own);
        let secrets = digests(gate, &profile, own, &login.name, password)?;
        gate.execute(actor, LoginSet { id, profile, secrets }, key).await?;
        Ok(reply::finished(false))
    })
}

/// A sub-account of a client needs a package, and there are none; what is wrong first is told.
async fn require_no_client(
    gate: &Gate,
    actor: &Actor,
    (client, package): (Option<i64>, Option<i64>),
) -> Result<(), Stop> {
    let fault = match (client, package) {
        (None, None) => return Ok(()),
        (None, Some(_)) => Fault::Missing { param: "reseller_client" },
        (Some(client), _) if !is_client(gate, actor, &client.to_string()).await? => {
            Fault::invalid("reseller_client", "is not one of your clients")
        }
        (Some(_), None) => Fault::Missing { param: "reseller_package" },
        (Some(_), Some(_)) => {
            Fault::invalid("reseller_package", "is not one of yours: there are none")
        }
    };
    Err(fault.into())
}

/// Whether a reseller has a client of that name.
async fn is_client(gate: &Gate, actor: &Actor, name: &str) -> Result<bool, Stop> {
    let clients = ClientList { scheme: SCHEME.to_owned() };
    let clients = gate.execute(actor.clone(), clients, None).await?;
    Ok(clients.iter().any(|client| client.alias == name))
}

/// What is kept of a password, if one was given that will do.
fn digests(
    gate: &Gate,
    profile: &tandem_domain::LoginProfile,
    own: &str,
    name: &str,
    password: Password,
) -> Result<Option<Vec<tandem_domain::LoginSecret>>, Stop> {
    let Some(password) = password.of(profile, own)? else { return Ok(None) };
    let digest = |realm: &String| secret::login_secret(name, realm, &password);
    Ok(Some(gate.realms().iter().map(digest).collect()))
}

pub(super) static GET_SUB_ACCOUNTS: Spec = Spec {
    name: "getSubAccounts",
    section: ACCOUNTS,
    about: "Lists the sub-accounts that equipment logs in to.",
    params: &[Param::optional(
        "account",
        Kind::Text(ACCOUNT_CHARS_MAX),
        "only this one, by its name or its id",
    )],
};

/// Lists sub-accounts. A client of a reseller's may be asked for, too, and has none.
pub(super) fn get_sub_accounts<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    let list = request::logins(args);
    Box::pin(async move {
        let found = gate.execute(actor.clone(), list?, None).await?;
        let of_client = match request::asked_account(args).filter(|_| found.is_empty()) {
            Some(asked) => is_client(gate, &actor, asked).await?,
            None => false,
        };
        Ok(reply::logins(&found, request::asked_account(args), of_client))
    })
}

static DELETE: Spec = Spec {
    name: "delSubAccount",
    section: ACCOUNTS,
    about: "Removes a sub-account that has no numbers and that no calls are sent to.",
    params: &[ID],
};

/// Removes a sub-account.
pub struct DelSubAccount;

impl Operation for DelSubAccount {
    const SPEC: &'static Spec = &DELETE;
    type Command = LoginClose;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<LoginClose, Fault> {
        request::closed_login(args)
    }

    fn show((): (), _args: &Reader<'_>) -> Reply {
        reply::finished(false)
    }
}

static STATUS: Spec = Spec {
    name: "getRegistrationStatus",
    section: ACCOUNTS,
    about: "Shows from where an account is logged in.",
    params: &[Param::required("account", Kind::Text(ACCOUNT_CHARS_MAX), "the account")],
};

/// Shows from where an account is logged in.
pub struct GetRegistrationStatus;

impl Operation for GetRegistrationStatus {
    const SPEC: &'static Spec = &STATUS;
    type Command = LoginStatus;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<LoginStatus, Fault> {
        request::login_status(args)
    }

    fn show(found: Vec<RegistrationView>, _args: &Reader<'_>) -> Reply {
        reply::registrations(&found)
    }
}
