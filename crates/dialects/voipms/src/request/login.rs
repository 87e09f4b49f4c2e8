//! What a sub-account is to be.

use std::net::IpAddr;

use tandem_domain::{
    CallRoute, Codec, Dialing, DtmfMode, EXPIRY_SECONDS, EXTENSION_SECONDS, Language, LoginAuth,
    LoginDevice, LoginFault, LoginProfile, LoginProtocol, Music, Nat, ObjectId, Pickup,
    RTP_HOLD_SECONDS, RTP_SECONDS, Refusal, TollFreeCarrier, check_login_password,
};
use tandem_engine::{LoginClose, LoginList, LoginStatus};
use tandem_gateway::{Fault, Reader, Stop};

use super::{ACCOUNT_CHARS_MAX, ID_MAX, Wording, id, one_of, require, unless_zero};

/// How many networks and points of presence a login may be kept to.
const RESTRICTIONS_MAX: usize = 32;
/// The longest name of a host, in characters (RFC 1035, 2.3.4).
const HOST_CHARS_MAX: usize = 253;

/// Whether calls abroad are locked. `0` is a choice here, and not nothing.
pub(crate) const LOCKED: [Wording<bool>; 2] =
    [(false, "0", "International Calls Enabled"), (true, "1", "International Calls Disabled")];

/// A password as it was sent, if one was.
pub struct Password(Option<String>);

impl Password {
    /// The password, if it will do for such a login.
    pub fn of(self, profile: &LoginProfile, own: &str) -> Result<Option<String>, Stop> {
        let invalid = |fault| Stop::Refusal(Refusal::LoginInvalid { fault });
        let Some(password) = self.0 else { return Ok(None) };
        if profile.auth == LoginAuth::Address {
            return Err(invalid(LoginFault::PasswordUnwanted));
        }
        check_login_password(&password, own).map_err(invalid)?;
        Ok(Some(password))
    }
}

/// `createSubAccount`: its own name, what it may do, and its password.
pub fn new_login(args: &Reader<'_>) -> Result<(String, LoginProfile, Password), Fault> {
    require_all(args)?;
    let protocol = one_of(args, "protocol", &LoginProtocol::WORDS)?.unwrap_or_default();
    let username = args.required("username")?.to_owned();
    Ok((username, LoginProfile { protocol, ..profile(args)? }, password(args)))
}

/// `setSubAccount`: which, what it may do, and its password.
pub fn login(args: &Reader<'_>) -> Result<(i64, LoginProfile, Password), Fault> {
    require_all(args)?;
    Ok((number(args)?, profile(args)?, password(args)))
}

/// Zero is a choice of `lock_international`, and so it is not nothing there.
fn require_all(args: &Reader<'_>) -> Result<(), Fault> {
    let is_missing = |name| match name {
        "lock_international" => args.text(name).is_none(),
        _ => unless_zero(args, name).is_none(),
    };
    let required = args.spec().params.iter().filter(|param| param.required);
    match required.into_iter().find(|param| is_missing(param.name)) {
        Some(param) => Err(Fault::Missing { param: param.name }),
        None => Ok(()),
    }
}

fn number(args: &Reader<'_>) -> Result<i64, Fault> {
    args.integer("id", 1, ID_MAX)?.ok_or(Fault::Missing { param: "id" })
}

fn password(args: &Reader<'_>) -> Password {
    Password(args.text("password").map(str::to_owned))
}

fn profile(args: &Reader<'_>) -> Result<LoginProfile, Fault> {
    refuse_what_there_is_not(args)?;
    let flag = |name| args.flag(name).map(Option::unwrap_or_default);
    let seconds = |name, least, most, otherwise| {
        let found = args.integer(name, least, most)?;
        Ok::<u32, Fault>(found.and_then(|found| u32::try_from(found).ok()).unwrap_or(otherwise))
    };
    let address = unless_zero(args, "ip");
    let address = address.map(|text| text.parse().map_err(|_| not_an_address("ip"))).transpose()?;
    let caller_id = args.text("callerid_number").filter(|text| !matches!(*text, "0" | "-1"));
    let caller_id = caller_id.map(|text| args.as_did("callerid_number", text)).transpose()?;
    Ok(LoginProfile {
        description: args.short_text("description", 100)?,
        protocol: LoginProtocol::Sip,
        auth: one_of(args, "auth_type", &LoginAuth::WORDS)?.unwrap_or_default(),
        address,
        device: one_of(args, "device_type", &LoginDevice::WORDS)?.unwrap_or_default(),
        caller_id,
        canada_route: canada_route(args)?,
        international: args.integer("lock_international", 0, 1)? == Some(0),
        international_route: one_of(args, "international_route", &CallRoute::WORDS)?
            .unwrap_or_default(),
        allows_225: flag("allow225")?,
        music: one_of(args, "music_on_hold", &Music::WORDS)?.unwrap_or_default(),
        language: one_of(args, "language", &Language::WORDS)?.unwrap_or_default(),
        record_calls: flag("record_calls")?,
        codecs: codecs(args)?,
        dtmf: one_of(args, "dtmf_mode", &DtmfMode::WORDS)?.unwrap_or_default(),
        nat: one_of(args, "nat", &Nat::WORDS)?.unwrap_or_default(),
        encrypted: flag("sip_traffic")?,
        expiry_seconds: seconds("max_expiry", 60, 3600, EXPIRY_SECONDS)?,
        rtp_seconds: seconds("rtp_timeout", 1, 3600, RTP_SECONDS)?,
        rtp_hold_seconds: seconds("rtp_hold_timeout", 1, 3600, RTP_HOLD_SECONDS)?,
        networks: networks(args)?,
        only_networks: flag("enable_ip_restriction")?,
        pops: pops(args)?,
        only_pops: flag("enable_pop_restriction")?,
        send_bye: args.flag("send_bye")?.unwrap_or(true),
        extension: extension(args)?,
        extension_voicemail: id(args, "internal_voicemail", 0, super::MAILBOX_MAX)?,
        extension_seconds: seconds("internal_dialtime", 1, 60, EXTENSION_SECONDS)?,
        internal_name: args.short_text("internal_cnam", 50)?,
        shows_internal_name: flag("enable_internal_cnam")?,
        pickup: one_of(args, "call_pickup_behavior", &Pickup::WORDS)?.unwrap_or_default(),
        dialing: one_of(args, "dialing_mode", &Dialing::WORDS)?.unwrap_or_default(),
        toll_free_carrier: toll_free_carrier(args)?,
    })
}

/// The reseller's client that a sub-account is to be of, and the package that the client has.
pub fn client_package(args: &Reader<'_>) -> Result<(Option<i64>, Option<i64>), Fault> {
    let given = |name| Ok::<_, Fault>(args.integer(name, 0, ID_MAX)?.filter(|id| *id > 0));
    Ok((given("reseller_client")?, given("reseller_package")?))
}

/// What the provider has and this does not: emergency calls, transcriptions.
fn refuse_what_there_is_not(args: &Reader<'_>) -> Result<(), Fault> {
    if unless_zero(args, "default_e911").is_some() {
        return Err(Fault::invalid("default_e911", "has no e911 service"));
    }
    if args.flag("transcribe")?.unwrap_or(false) {
        return Err(Fault::invalid("transcribe", "is not supported: calls are not transcribed"));
    }
    Ok(())
}

fn not_an_address(name: &'static str) -> Fault {
    Fault::invalid(name, "must be an address such as 203.0.113.5")
}

/// By which routes Canada is called; `-1` leaves that to the account.
fn canada_route(args: &Reader<'_>) -> Result<Option<CallRoute>, Fault> {
    match args.text("canada_routing") {
        Some("-1") => Ok(None),
        _ => one_of(args, "canada_routing", &CallRoute::WORDS),
    }
}

/// `0` is a carrier too, and not nothing.
fn toll_free_carrier(args: &Reader<'_>) -> Result<TollFreeCarrier, Fault> {
    match args.text("tfcarrier") {
        Some("0") => Ok(TollFreeCarrier::Server),
        _ => Ok(one_of(args, "tfcarrier", &TollFreeCarrier::WORDS)?.unwrap_or_default()),
    }
}

fn codecs(args: &Reader<'_>) -> Result<Vec<Codec>, Fault> {
    let mut found = Vec::new();
    for name in args.required("allowed_codecs")?.split(';').map(str::trim) {
        let known = Codec::WORDS.iter().find(|(_, word, _)| word.eq_ignore_ascii_case(name));
        let (codec, ..) = known.ok_or_else(|| {
            Fault::invalid("allowed_codecs", "must be of ulaw, g729 and gsm, such as ulaw;gsm")
        })?;
        if !found.contains(codec) {
            found.push(*codec);
        }
    }
    Ok(found)
}

/// Addresses, networks and names, separated by commas.
fn networks(args: &Reader<'_>) -> Result<Vec<String>, Fault> {
    let Some(text) = unless_zero(args, "ip_restriction") else { return Ok(Vec::new()) };
    let parts: Vec<String> = text.split(',').map(|part| part.trim().to_owned()).collect();
    if parts.len() > RESTRICTIONS_MAX || !parts.iter().all(|part| is_network(part)) {
        let why = "must be addresses, networks or names, such as 203.0.113.5,198.51.100.0/24";
        return Err(Fault::invalid("ip_restriction", why));
    }
    Ok(parts)
}

/// An address, a network such as `198.51.100.0/24`, or the name of a host, which has a dot (RFC 1123, 2.1).
fn is_network(part: &str) -> bool {
    let (address, bits) = part.split_once('/').unwrap_or((part, "0"));
    if let Ok(address) = address.parse::<IpAddr>() {
        let most = if address.is_ipv4() { 32 } else { 128 };
        return bits.parse::<u8>().is_ok_and(|bits| bits <= most);
    }
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    // What ends in digits is an address that was mistyped.
    let last = part.rsplit('.').next().unwrap_or_default();
    part.len() <= HOST_CHARS_MAX
        && part.contains('.')
        && part.split('.').all(is_label)
        && !last.bytes().all(|byte| byte.is_ascii_digit())
}

fn pops(args: &Reader<'_>) -> Result<Vec<ObjectId>, Fault> {
    let Some(text) = unless_zero(args, "pop_restriction") else { return Ok(Vec::new()) };
    let parsed: Option<Vec<ObjectId>> =
        text.split(',').map(|part| part.trim().parse().ok().map(ObjectId)).collect();
    let fits = parsed.filter(|pops| pops.len() <= RESTRICTIONS_MAX);
    fits.ok_or_else(|| {
        Fault::invalid("pop_restriction", "must be points of presence, such as 5,16")
    })
}

/// An extension keeps its leading zeros; `0` alone is none.
fn extension(args: &Reader<'_>) -> Result<String, Fault> {
    let Some(text) = unless_zero(args, "internal_extension") else { return Ok(String::new()) };
    if text.len() > 20 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::invalid("internal_extension", "must be digits"));
    }
    Ok(text.to_owned())
}

/// The account that a list is asked for.
pub fn asked_account<'a>(args: &Reader<'a>) -> Option<&'a str> {
    unless_zero(args, "account")
}

/// `getSubAccounts`: all, or one by its name or its id.
pub fn logins(args: &Reader<'_>) -> Result<LoginList, Fault> {
    args.short_text("account", ACCOUNT_CHARS_MAX)?;
    let asked = asked_account(args);
    match asked.and_then(|asked| asked.parse().ok()) {
        Some(id) => Ok(LoginList { id: Some(id), name: None }),
        None => Ok(LoginList { id: None, name: asked.map(str::to_owned) }),
    }
}

/// `delSubAccount`.
pub fn closed_login(args: &Reader<'_>) -> Result<LoginClose, Fault> {
    require(args)?;
    Ok(LoginClose { id: number(args)? })
}

/// `getRegistrationStatus`.
pub fn login_status(args: &Reader<'_>) -> Result<LoginStatus, Fault> {
    require(args)?;
    Ok(LoginStatus { name: args.short_text("account", ACCOUNT_CHARS_MAX)? })
}
