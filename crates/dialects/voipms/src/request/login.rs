//! What a sub-account is to be.

use tandem_domain::{
    CallRoute, Codec, Dialing, DtmfMode, EXPIRY_SECONDS, EXTENSION_SECONDS, Language, LoginAuth,
    LoginDevice, LoginFault, LoginProfile, LoginProtocol, Music, Nat, ObjectId, Pickup,
    RTP_HOLD_SECONDS, RTP_SECONDS, Refusal, TollFreeCarrier, check_login_password,
};
use tandem_engine::{LoginClose, LoginList, LoginStatus};
use tandem_gateway::{Fault, Reader, Stop};

use super::{ACCOUNT_CHARS_MAX, ID_MAX, id, require, unless_zero};

/// How many networks and points of presence a login may be kept to.
const RESTRICTIONS_MAX: usize = 32;

/// The choices of each parameter.
const CODECS: [(&str, Codec); 3] =
    [("ulaw", Codec::Ulaw), ("g729", Codec::G729), ("gsm", Codec::Gsm)];
const ROUTES: [(&str, CallRoute); 2] = [("1", CallRoute::Value), ("2", CallRoute::Premium)];
const DTMF: [(&str, DtmfMode); 4] = [
    ("auto", DtmfMode::Auto),
    ("rfc2833", DtmfMode::Rfc2833),
    ("inband", DtmfMode::Inband),
    ("info", DtmfMode::Info),
];
const NATS: [(&str, Nat); 4] =
    [("yes", Nat::Yes), ("no", Nat::No), ("route", Nat::Route), ("never", Nat::Never)];
const LANGUAGES: [(&str, Language); 3] =
    [("en", Language::English), ("es", Language::Spanish), ("fr", Language::French)];
const DEVICES: [(&str, LoginDevice); 2] = [("1", LoginDevice::Switch), ("2", LoginDevice::Phone)];
const AUTHS: [(&str, LoginAuth); 2] = [("1", LoginAuth::Password), ("2", LoginAuth::Address)];
const PROTOCOLS: [(&str, LoginProtocol); 2] =
    [("1", LoginProtocol::Sip), ("3", LoginProtocol::Iax2)];
const PICKUPS: [(&str, Pickup); 4] =
    [("1", Pickup::Both), ("2", Pickup::Takes), ("3", Pickup::Gives), ("4", Pickup::Off)];
const DIALINGS: [(&str, Dialing); 3] =
    [("0", Dialing::Usual), ("1", Dialing::E164), ("2", Dialing::Nanp)];
const CARRIERS: [(&str, TollFreeCarrier); 4] = [
    ("-1", TollFreeCarrier::Usual),
    ("0", TollFreeCarrier::Server),
    ("1", TollFreeCarrier::American),
    ("2", TollFreeCarrier::Canadian),
];

/// Which of the choices a word is.
fn choice<T: Copy>(
    args: &Reader<'_>,
    name: &'static str,
    choices: &[(&str, T)],
) -> Result<Option<T>, Fault> {
    let Some(text) = args.text(name) else { return Ok(None) };
    let found = choices.iter().find(|(word, _)| word.eq_ignore_ascii_case(text));
    let words = || choices.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
    match found {
        Some((_, meant)) => Ok(Some(*meant)),
        None => Err(Fault::invalid(name, format!("must be one of {}", words()))),
    }
}

/// The word for a choice.
pub fn word<T: PartialEq>(choices: &[(&'static str, T)], chosen: &T) -> &'static str {
    choices.iter().find(|(_, choice)| choice == chosen).map_or("", |(word, _)| word)
}

/// The words by which a profile is shown.
pub struct Words {
    pub protocol: &'static str,
    pub auth: &'static str,
    pub device: &'static str,
    pub canada: &'static str,
    pub international: &'static str,
    pub language: &'static str,
    pub codecs: String,
    pub dtmf: &'static str,
    pub nat: &'static str,
    pub pickup: &'static str,
    pub dialing: &'static str,
    pub carrier: &'static str,
}

impl Words {
    /// Those of a profile.
    pub fn of(profile: &LoginProfile) -> Self {
        let codecs = profile.codecs.iter().map(|codec| word(&CODECS, codec));
        Self {
            protocol: word(&PROTOCOLS, &profile.protocol),
            auth: word(&AUTHS, &profile.auth),
            device: word(&DEVICES, &profile.device),
            canada: profile.canada_route.map_or("-1", |route| word(&ROUTES, &route)),
            international: word(&ROUTES, &profile.international_route),
            language: word(&LANGUAGES, &profile.language),
            codecs: codecs.collect::<Vec<_>>().join(";"),
            dtmf: word(&DTMF, &profile.dtmf),
            nat: word(&NATS, &profile.nat),
            pickup: word(&PICKUPS, &profile.pickup),
            dialing: word(&DIALINGS, &profile.dialing),
            carrier: word(&CARRIERS, &profile.toll_free_carrier),
        }
    }
}

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
    let protocol = choice(args, "protocol", &PROTOCOLS)?.unwrap_or_default();
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
    let canada = args.text("canada_routing").filter(|text| *text != "-1");
    Ok(LoginProfile {
        description: args.short_text("description", 100)?,
        protocol: LoginProtocol::Sip,
        auth: choice(args, "auth_type", &AUTHS)?.unwrap_or_default(),
        address,
        device: choice(args, "device_type", &DEVICES)?.unwrap_or_default(),
        caller_id,
        canada_route: canada
            .map(|_| choice(args, "canada_routing", &ROUTES))
            .transpose()?
            .flatten(),
        international: args.integer("lock_international", 0, 1)? == Some(0),
        international_route: choice(args, "international_route", &ROUTES)?.unwrap_or_default(),
        allows_225: flag("allow225")?,
        music: music(args)?,
        language: choice(args, "language", &LANGUAGES)?.unwrap_or_default(),
        record_calls: flag("record_calls")?,
        codecs: codecs(args)?,
        dtmf: choice(args, "dtmf_mode", &DTMF)?.unwrap_or_default(),
        nat: choice(args, "nat", &NATS)?.unwrap_or_default(),
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
        pickup: choice(args, "call_pickup_behavior", &PICKUPS)?.unwrap_or_default(),
        dialing: choice(args, "dialing_mode", &DIALINGS)?.unwrap_or_default(),
        toll_free_carrier: choice(args, "tfcarrier", &CARRIERS)?.unwrap_or_default(),
    })
}

/// What the provider has and this does not: reseller packages, emergency calls, transcriptions.
fn refuse_what_there_is_not(args: &Reader<'_>) -> Result<(), Fault> {
    let given = |name| Ok::<_, Fault>(args.integer(name, 0, ID_MAX)?.filter(|id| *id > 0));
    let (client, package) = (given("reseller_client")?, given("reseller_package")?);
    match (client, package) {
        (None, None) => {}
        (Some(_), None) => return Err(Fault::Missing { param: "reseller_package" }),
        (None, Some(_)) => return Err(Fault::Missing { param: "reseller_client" }),
        (Some(_), Some(_)) => {
            return Err(Fault::invalid("reseller_package", "is not one of yours: there are none"));
        }
    }
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

fn music(args: &Reader<'_>) -> Result<Music, Fault> {
    let Some(text) = args.text("music_on_hold") else { return Ok(Music::default()) };
    Music::from_word(&text.to_ascii_lowercase())
        .ok_or_else(|| Fault::invalid("music_on_hold", "must be one of getMusicOnHold"))
}

fn codecs(args: &Reader<'_>) -> Result<Vec<Codec>, Fault> {
    let mut found = Vec::new();
    for name in args.required("allowed_codecs")?.split(';').map(str::trim) {
        let known = CODECS.iter().find(|(word, _)| word.eq_ignore_ascii_case(name));
        let (_, codec) = known.ok_or_else(|| {
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
    let fits = |part: &str| {
        (1..=253).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:-/*".contains(&byte))
    };
    let parts: Vec<String> = text.split(',').map(|part| part.trim().to_owned()).collect();
    if parts.len() > RESTRICTIONS_MAX || !parts.iter().all(|part| fits(part)) {
        let why = "must be addresses, networks or names, such as 203.0.113.5,198.51.100.0/24";
        return Err(Fault::invalid("ip_restriction", why));
    }
    Ok(parts)
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

/// `getSubAccounts`.
pub fn logins(args: &Reader<'_>) -> Result<LoginList, Fault> {
    args.short_text("account", ACCOUNT_CHARS_MAX)?;
    Ok(LoginList { id: None, name: asked_account(args).map(str::to_owned) })
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
