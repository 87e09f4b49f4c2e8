//! Where a DID rings, in the provider's words: `CALL_FORWARD_TYPE` and `CALL_FORWARD_TO`.

use sha2::{Digest, Sha256};
use tandem_domain::{
    CALLED_E164, Destination, NumberSettings, ObjectId, ObjectKind, RingAt, SettingsChange,
    SystemOption, Telephone, hex,
};
use tandem_engine::{ObjectView, Telephones};
use tandem_gateway::{Fault, Reader};

/// The parameters.
pub(crate) const TYPE: &str = "CALL_FORWARD_TYPE";
pub(crate) const TO: &str = "CALL_FORWARD_TO";
/// The types that are understood.
pub(crate) const TYPES: &[&str] = &["SIP_URI", "SIP_REGISTERED", "PHONE", "CALLFLOW"];
/// The longest `CALL_FORWARD_TO`, in characters: two addresses.
pub(crate) const TO_CHARS_MAX: usize = 512;

/// What stands for the number that was called.
const CALLED: &str = "$[E164]$";
/// How many digits of a key are made from what it is the key of; those of the object's id are behind them.
const DIGEST_CHARS: usize = 24;

/// Both attributes of a DID that is set up so.
pub(crate) fn shown(settings: &NumberSettings, telephones: &Telephones) -> (&'static str, String) {
    let to = match &settings.routing {
        None | Some(Destination::None) => return ("", String::new()),
        Some(Destination::Object { kind: ObjectKind::Account, .. }) => {
            return ("SIP_REGISTERED", "ACCOUNT".to_owned());
        }
        Some(to) => to,
    };
    match telephones.at(to) {
        Some(Telephone::Number(number)) => ("PHONE", number.digits().to_string()),
        Some(Telephone::Address(address)) => {
            let mut shown = address.replace(CALLED_E164, CALLED);
            if let Some(Telephone::Address(backup)) = telephones.at(&settings.failover_unreachable)
            {
                shown.push(',');
                shown.push_str(&backup.replace(CALLED_E164, CALLED));
            }
            ("SIP_URI", shown)
        }
        None => ("CALLFLOW", key(to)),
    }
}

/// What changes about where a DID rings; nothing without a `CALL_FORWARD_TYPE`. What Anveo says of a backup is
/// all that it says of failovers: with each new forwarding the one for a telephone that cannot be reached is
/// the backup, or none.
pub(crate) fn read(args: &Reader<'_>) -> Result<SettingsChange, Fault> {
    let Some(kind) = args.text(TYPE) else {
        let stray = args.text(TO).is_some();
        let nothing = SettingsChange::default();
        return if stray { Err(Fault::Missing { param: TYPE }) } else { Ok(nothing) };
    };
    let kind = kind.to_ascii_uppercase();
    let to = args.short_text(TO, TO_CHARS_MAX)?;
    if to.is_empty() {
        return Err(Fault::Missing { param: TO });
    }
    let mut change = SettingsChange {
        failover_unreachable: Some(Destination::None),
        ..SettingsChange::default()
    };
    match kind.as_str() {
        "SIP_URI" => {
            let (first, backup) = match to.split_once(',') {
                Some((first, backup)) => (first, Some(backup)),
                None => (to.as_str(), None),
            };
            change.ring_at = Some(RingAt::Telephone(address(first)));
            change.unreachable_at = backup.map(address);
        }
        "SIP_REGISTERED" if to.eq_ignore_ascii_case("ACCOUNT") => {
            change.ring_at = Some(RingAt::Login);
        }
        "SIP_REGISTERED" => {
            let why = "must be ACCOUNT: equipment logs in by its account here, not by a number";
            return Err(Fault::invalid(TO, why));
        }
        "PHONE" => {
            let number = args.as_did(TO, &to)?;
            change.ring_at = Some(RingAt::Telephone(Telephone::Number(number)));
        }
        "CALLFLOW" => change.routing = Some(flow_of(&to)),
        _ => {
            let why = "must be SIP_URI, SIP_REGISTERED, PHONE or CALLFLOW";
            return Err(Fault::invalid(TYPE, why));
        }
    }
    Ok(change)
}

fn address(text: &str) -> Telephone {
    let text = text.trim();
    let plain = match text.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("sip:") => &text[4..],
        _ => text,
    };
    Telephone::Address(plain.replace(CALLED, CALLED_E164).replace("$[e164]$", CALLED_E164))
}

/// The destination that a key stands for; what is no key is the id or the name of a call flow.
fn flow_of(text: &str) -> Destination {
    keyed(text).unwrap_or_else(|| Destination::object(ObjectKind::CallFlow, text))
}

/// The call flow that a key stands for, or that has this id or name, among those of the account.
pub(crate) fn named_flow(text: &str, flows: &[ObjectView]) -> Option<ObjectId> {
    let is_named = |flow: &&ObjectView| match flow_of(text) {
        Destination::Object { kind: ObjectKind::CallFlow, record } => {
            record == flow.id.to_string() || record == flow.name
        }
        _ => false,
    };
    flows.iter().find(is_named).map(|flow| flow.id)
}

/// The key of a destination: 40 hexadecimal digits, as long as the provider's. The last of them are the
/// object's id, which never changes, and those before are made from the whole; so one thing always has one
/// key, and no list of keys need be kept. It is a name and no secret.
fn key(to: &Destination) -> String {
    let id = to.named().map_or(0, |(_, id)| id.0);
    format!("{}{id:016x}", &digest(to)[..DIGEST_CHARS])
}

fn digest(to: &Destination) -> String {
    hex(Sha256::digest(format!("anveo call flow {to}")))
}

fn keyed(key: &str) -> Option<Destination> {
    let key = key.to_ascii_lowercase();
    let (_, id) = key.split_at_checked(DIGEST_CHARS)?;
    if id.len() != 16 {
        return None;
    }
    let id = i64::from_str_radix(id, 16).ok()?.to_string();
    let kinds = ObjectKind::ALL.into_iter().filter(|kind| kind.can_ring());
    let objects = kinds.map(|kind| Destination::object(kind, id.clone()));
    let options = SystemOption::WORDS.into_iter().map(|(option, _)| Destination::System(option));
    objects.chain(options).find(|to| self::key(to) == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_forty_digits_and_leads_back() {
        for text in ["callflow:1", "callflow:999999999", "ivr:1", "vm:101", "sys:echo"] {
            let to = Destination::parse(text).expect(text);
            let key = key(&to);
            assert_eq!(key.len(), 40);
            assert_eq!(keyed(&key), Some(to.clone()), "{text}");
            assert_eq!(keyed(&key.to_uppercase()), Some(to));
            let mut other = key.into_bytes();
            other[39] = if other[39] == b'0' { b'1' } else { b'0' };
            assert_eq!(keyed(&String::from_utf8(other).expect("digits")), None, "{text}");
        }
        for none in ["", "444", "PBX 1", "8c25e06faf2b98erts3gdtb83df91b307ff287f1", "ééé"] {
            assert_eq!(flow_of(none), Destination::object(ObjectKind::CallFlow, none));
        }
    }

    #[test]
    fn the_number_that_was_called_has_a_place_in_an_address() {
        for (text, address) in [
            ("$[E164]$@10.0.0.1:5080", "{e164}@10.0.0.1:5080"),
            (" sip:+$[e164]$@10.0.0.1 ", "+{e164}@10.0.0.1"),
            ("SIP:desk@example.com", "desk@example.com"),
            ("€", "€"),
        ] {
            assert_eq!(super::address(text), Telephone::Address(address.to_owned()));
        }
    }
}
