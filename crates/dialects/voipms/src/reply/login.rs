//! Sub-accounts.

use tandem_domain::{
    CallRoute, Codec, Dialing, DtmfMode, LoginAuth, LoginDevice, LoginProtocol, Nat, ObjectId,
    Pickup, Pop, TollFreeCarrier,
};
use tandem_engine::{LoginOpened, LoginView, PopView, RegistrationView};
use tandem_wire::php::Map;

use super::server::place;
use super::{Reply, flag, or_zero};
use crate::clock::wall_clock;
use crate::request::word_of;

/// A sub-account that was made.
pub fn opened(login: &LoginOpened) -> Reply {
    Reply::Success(Map::new().with("id", login.id).with("account", &login.name))
}

/// Sub-accounts: all of them, or the one that was asked for; of a client of a reseller's there are none.
pub fn logins(found: &[LoginView], asked: Option<&str>, of_client: bool) -> Reply {
    let empty = match asked {
        None => "no_account",
        Some(_) if of_client => "no_subaccount",
        Some(_) => "invalid_account",
    };
    Reply::list("accounts", found.iter().map(row).collect(), empty)
}

fn row(login: &LoginView) -> Map {
    let profile = &login.profile;
    let own = login.name.split_once('_').map_or("", |(_, own)| own);
    let caller_id =
        profile.caller_id.map_or_else(|| "-1".to_owned(), tandem_numbering::Did::national);
    let canada = profile.canada_route.map_or("-1", |route| word_of(&CallRoute::WORDS, &route));
    let codecs = profile.codecs.iter().map(|codec| word_of(&Codec::WORDS, codec));
    let pops: Vec<String> = profile.pops.iter().map(ToString::to_string).collect();
    Map::new()
        .with("id", login.id.to_string())
        .with("account", &login.name)
        .with("username", own)
        .with("description", &profile.description)
        .with("protocol", word_of(&LoginProtocol::WORDS, &profile.protocol))
        .with("auth_type", word_of(&LoginAuth::WORDS, &profile.auth))
        // Only a digest of it is kept.
        .with("password", "")
        .with("ip", profile.address.map(|address| address.to_string()).unwrap_or_default())
        .with("device_type", word_of(&LoginDevice::WORDS, &profile.device))
        .with("callerid_number", caller_id)
        .with("canada_routing", canada)
        .with("lock_international", flag(!profile.international))
        .with("international_route", word_of(&CallRoute::WORDS, &profile.international_route))
        .with("music_on_hold", profile.music.word())
        .with("language", profile.language.code())
        .with("allowed_codecs", codecs.collect::<Vec<_>>().join(";"))
        .with("dtmf_mode", word_of(&DtmfMode::WORDS, &profile.dtmf))
        .with("nat", word_of(&Nat::WORDS, &profile.nat))
        .with("sip_traffic", flag(profile.encrypted))
        .with("max_expiry", profile.expiry_seconds.to_string())
        .with("rtp_timeout", profile.rtp_seconds.to_string())
        .with("rtp_hold_timeout", profile.rtp_hold_seconds.to_string())
        .with("ip_restriction", profile.networks.join(","))
        .with("enable_ip_restriction", flag(profile.only_networks))
        .with("pop_restriction", pops.join(","))
        .with("enable_pop_restriction", flag(profile.only_pops))
        .with("send_bye", flag(profile.send_bye))
        .with("record_calls", flag(profile.record_calls))
        .with("internal_extension", or_zero(&profile.extension))
        .with("internal_voicemail", or_zero(&profile.extension_voicemail))
        .with("internal_dialtime", profile.extension_seconds.to_string())
        .with("reseller_client", "0")
        .with("reseller_package", "0")
        .with("reseller_nextbilling", "0000-00-00")
        .with("transcribe", "0")
        .with("transcription_locale", "")
        .with("transcription_redaction", "no")
        .with("transcription_summary", "no")
        .with("transcription_sentiment", "no")
        .with("transcription_email", "")
        .with("parking_lot", "0")
        .with("enable_internal_cnam", flag(profile.shows_internal_name))
        .with("internal_cnam", &profile.internal_name)
        .with("tfcarrier", word_of(&TollFreeCarrier::WORDS, &profile.toll_free_carrier))
        .with("default_e911", "")
        .with("call_pickup_behavior", word_of(&Pickup::WORDS, &profile.pickup))
        .with("allow225", flag(profile.allows_225))
        .with("dialing_mode", word_of(&Dialing::WORDS, &profile.dialing))
        .with("internal_extension_location", "0")
        .with("transcription_start_delay", "0")
}

/// From where an account is logged in. Where its calls go when its point of presence fails is nobody's
/// setting here, so that none are rerouted.
pub fn registrations(found: &[RegistrationView]) -> Reply {
    let rows: Vec<Map> = found.iter().map(registration).collect();
    let registered = if rows.is_empty() { "no" } else { "yes" };
    Reply::Success(
        Map::new()
            .with("registered", registered)
            .with("rerouted", "0")
            .with("from_server_pop", "0")
            .with("registrations", rows),
    )
}

fn registration(found: &RegistrationView) -> Map {
    let pop = found.pop.clone().unwrap_or_else(|| PopView {
        id: ObjectId(0),
        name: String::new(),
        pop: Pop::default(),
    });
    let (ip, port) = found.address.map_or_else(Default::default, |address| {
        (address.ip().to_canonical().to_string(), address.port().to_string())
    });
    place(&pop)
        .with("register_ip", ip)
        .with("register_port", port)
        .with("register_next", wall_clock(found.until))
        .with("register_protocol", "SIP")
        .with("register_transport", found.transport.word())
}
