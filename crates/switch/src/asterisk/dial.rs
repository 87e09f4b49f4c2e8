//! Ringing, as Asterisk's `Dial` is told it.

use tandem_domain::route::{Address, Dial, Leg, StepId};

use crate::address::harmless;
use crate::loss::Losses;
use crate::{Lost, Site};

/// The context of the dialplan that calls to our numbers begin in.
const CONTEXT: &str = "tandem";

/// The subroutine that asks whoever answers to press 1.
const PRESS_ONE: &str = "tandem-press-one";

/// How long a `w` among keys waits, in milliseconds.
const WAIT_MS: u32 = 500;

/// Writes what a dial step needs: channels, options, time, caller.
pub(super) fn write(
    put: &mut impl FnMut(&str, String),
    id: StepId,
    dial: &Dial,
    site: &Site,
    losses: &mut Losses,
) {
    let mut channels = Vec::new();
    for leg in &dial.legs {
        let channel = channel(&leg.to, site);
        if channel.is_empty() {
            losses.add(id, Lost::Carrier);
        }
        channels.extend(channel);
    }
    put("dial", channels.join("&"));
    put("seconds", dial.ring_seconds().to_string());
    put("options", options(id, dial, losses));
    if let Some(sound) = dial.announcement {
        put("sound", sound.word());
    }
    if dial.legs.iter().any(|leg| leg.ring_seconds != dial.ring_seconds()) {
        losses.add(id, Lost::EachTime);
    }
    let Some(first) = dial.legs.first() else { return };
    if dial.legs.iter().any(|leg| leg.shown != first.shown || !leg.headers.is_empty()) {
        losses.add(id, Lost::EachHeader);
    }
    put("number", first.shown.number.clone());
    put("name", plain(&first.shown.name));
    put("attest", first.shown.right.attestation().to_string());
    put("diversion", first.shown.diversion.map(|did| did.to_string()).unwrap_or_default());
}

/// The channels by which an address is rung.
pub(crate) fn channel(to: &Address, site: &Site) -> Vec<String> {
    let by_carrier = |uri: &str| site.carrier.iter().map(|c| format!("PJSIP/{c}/{uri}")).collect();
    match to {
        Address::Login { login, contacts } if contacts.is_empty() => {
            vec![format!("PJSIP/{}", endpoint(login))]
        }
        Address::Login { contacts, .. } => {
            contacts.iter().flat_map(|uri| -> Vec<_> { by_carrier(&harmless(uri)) }).collect()
        }
        Address::Number { number, on_net: true } => vec![format!("Local/{number}@{CONTEXT}")],
        Address::Number { number, on_net: false } => {
            site.carrier.iter().map(|carrier| format!("PJSIP/{number}@{carrier}")).collect()
        }
        Address::Uri { uri } => by_carrier(&harmless(uri)),
    }
}

/// A login as the name of an endpoint: without what `Dial` takes for a separator.
fn endpoint(login: &str) -> String {
    login.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect()
}

/// A name without what the dialplan could take for its own.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|c| !c.is_control() && !"\"\\${}[]<>,;|&".contains(*c)).collect()
}

pub(crate) fn options(id: StepId, dial: &Dial, losses: &mut Losses) -> String {
    let mut options = String::from("g");
    if !dial.music.is_empty() {
        options += &format!("m({})", endpoint(&dial.music));
    }
    if dial.legs.iter().any(|leg| leg.press_one) {
        if dial.legs.iter().any(|leg| !leg.press_one) {
            losses.add(id, Lost::EachPress);
        }
        options += &format!("U({PRESS_ONE})");
    }
    let keys = dial.legs.first().map(keys).unwrap_or_default();
    if dial.legs.iter().any(|leg| self::keys(leg) != keys) {
        losses.add(id, Lost::SendKeys);
    } else if !keys.is_empty() {
        options += &format!("D({keys})");
    }
    options
}

/// The keys that are sent after the answer, behind as many waits as it takes.
fn keys(leg: &Leg) -> String {
    let keys: String = leg.send_keys.chars().filter(|k| "0123456789*#wW".contains(*k)).collect();
    if keys.is_empty() {
        return keys;
    }
    let waits = usize::try_from(leg.send_keys_after_ms.div_ceil(WAIT_MS)).unwrap_or(0);
    "w".repeat(waits.min(60)) + &keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn keys_wait_their_time() {
        let mut leg = fixture::leg(fixture::login("a"), 20);
        leg.send_keys = "123,)".to_owned();
        leg.send_keys_after_ms = 1500;
        let dial = Dial { music: "jazz".to_owned(), ..Dial::one(leg) };
        assert_eq!(options(StepId(0), &dial, &mut Losses::default()), "gm(jazz)D(www123)");
    }

    #[test]
    fn no_channel_separates_anything() {
        let login = Address::Login { login: "a&b,c/${x}".to_owned(), contacts: vec![] };
        assert_eq!(channel(&login, &fixture::site()), ["PJSIP/abcx"]);
        let uri = fixture::uri("sip:a&b,c/d@h,x");
        assert_eq!(channel(&uri, &fixture::site()), ["PJSIP/carrier/sip:a%26b%2Cc%2Fd@hx"]);
        assert_eq!(channel(&uri, &Site::default()), Vec::<String>::new());
        assert_eq!(plain("O'Neil, \"${x}\""), "O'Neil x");
    }
}
