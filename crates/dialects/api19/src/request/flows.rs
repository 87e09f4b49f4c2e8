//! Where numbers ring: from arguments to flows and forwardings.

use std::net::Ipv4Addr;

use tandem_domain::{
    CALLED_E164, CALLED_NATIONAL, CallFlow, Destination, FlowStep, ObjectKind, RING_SECONDS_MAX,
    RingAt, SettingsChange, Telephone,
};
use tandem_engine::NumberSet;
use tandem_gateway::{Fault, Reader};

use super::messages::url;
use super::numbers;

/// The longest name of a call flow or fax flow, in characters.
pub const FLOW_CHARS_MAX: usize = 128;
/// The longest name of a host, in characters.
pub const HOST_CHARS_MAX: usize = 200;
/// The longest that one address rings, in seconds.
pub const WAIT_SECONDS_MAX: i64 = RING_SECONDS_MAX as i64;

/// The word that takes a call forwarding away.
const NO_FORWARD: &str = "none";
const ADDRESSES: [&str; 4] = ["ip_address_1", "ip_address_2", "ip_address_3", "ip_address_4"];

/// A number is sent to other flows.
pub fn change(args: &Reader<'_>) -> Result<NumberSet, Fault> {
    super::require(args)?;
    let flow = args.short_text("call_flow_id", FLOW_CHARS_MAX)?;
    let fax_flow = args.short_text("fax_flow_id", FLOW_CHARS_MAX)?;
    let change = SettingsChange {
        routing: Some(Destination::object(ObjectKind::CallFlow, flow)),
        fax_flow: (!fax_flow.is_empty()).then_some(fax_flow),
        ..SettingsChange::default()
    };
    Ok(NumberSet { did: numbers::one(args, "did")?, change, plan: None })
}

/// A number is forwarded to a telephone, or no longer.
pub fn forward(args: &Reader<'_>) -> Result<NumberSet, Fault> {
    super::require(args)?;
    let at = match args.required("forward")? {
        word if word.eq_ignore_ascii_case(NO_FORWARD) => RingAt::Unforwarded,
        _ => RingAt::Telephone(Telephone::Number(numbers::one(args, "forward")?)),
    };
    let change = SettingsChange { ring_at: Some(at), ..SettingsChange::default() };
    Ok(NumberSet { did: numbers::one(args, "did")?, change, plan: None })
}

/// A page is asked what is done with a number's calls, or none is any more.
pub fn call_page(args: &Reader<'_>) -> Result<NumberSet, Fault> {
    super::require(args)?;
    let change = SettingsChange { call_page: Some(url(args)?), ..SettingsChange::default() };
    Ok(NumberSet { did: numbers::one(args, "did")?, change, plan: None })
}

/// A flow as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowWish {
    /// Which one, by its id or name; or what a new one is to be called.
    pub named: String,
    /// Where it leads. It has no name yet.
    pub flow: CallFlow,
}

/// A flow that there is.
pub fn update(args: &Reader<'_>) -> Result<FlowWish, Fault> {
    super::require(args)?;
    let named = args.short_text("call_flow_id", FLOW_CHARS_MAX)?;
    Ok(FlowWish { named, flow: flow(args)? })
}

/// A new flow.
pub fn create(args: &Reader<'_>) -> Result<FlowWish, Fault> {
    super::require(args)?;
    let named = args.short_text("name", FLOW_CHARS_MAX)?;
    Ok(FlowWish { named, flow: flow(args)? })
}

fn flow(args: &Reader<'_>) -> Result<CallFlow, Fault> {
    if args.flag("make_default")?.unwrap_or(false) {
        let why = "must be no: which call flow is the default, the operator says";
        return Err(Fault::invalid("make_default", why));
    }
    let user = match args.flag("e164")?.unwrap_or(false) {
        true => format!("+{CALLED_E164}"),
        false => CALLED_NATIONAL.to_owned(),
    };
    let port = args.integer("sip_port", 1, 65_535)?;
    let wait = args.integer("wait_time", 1, WAIT_SECONDS_MAX)?;
    let seconds = wait.and_then(|wait| u32::try_from(wait).ok());
    let mut steps = Vec::new();
    for param in ADDRESSES {
        let host = args.short_text(param, HOST_CHARS_MAX)?;
        if host.is_empty() {
            continue;
        }
        if !is_host(&host) {
            return Err(Fault::invalid(param, "must be an IP address or the name of a host"));
        }
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let address = Telephone::Address(format!("{user}@{host}{port}"));
        steps.push(FlowStep::one(address, seconds));
    }
    let mailbox = args.short_text("voicemail_box", FLOW_CHARS_MAX)?;
    let then = match mailbox.as_str() {
        "" => Destination::None,
        mailbox => Destination::object(ObjectKind::Voicemail, mailbox),
    };
    Ok(CallFlow { name: String::new(), steps, then })
}

/// Whether calls can be sent there. What is all digits and dots is an address, and a whole one.
fn is_host(host: &str) -> bool {
    let is_number = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_name = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
    if is_number { host.parse::<Ipv4Addr>().is_ok() } else { is_name }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use super::*;

    #[test]
    fn addresses_follow_each_other_and_a_mailbox_is_behind_them() {
        let wish = |query: &str| read("/dids/callflow/update", query, update);
        let both = wish(
            "call_flow_id=444&e164=yes&ip_address_1=192.0.2.1&ip_address_3=pbx.example.com\
             &sip_port=5080&wait_time=20&voicemail_box=101",
        );
        let FlowWish { named, flow } = both.expect("a flow");
        assert_eq!(named, "444");
        let rung: Vec<String> = flow.telephones().map(ToString::to_string).collect();
        assert_eq!(rung, ["+{e164}@192.0.2.1:5080", "+{e164}@pbx.example.com:5080"]);
        assert!(flow.steps.iter().all(|step| step.seconds == Some(20)));
        assert_eq!(flow.then.to_string(), "vm:101");
        let plain = wish("call_flow_id=444&e164=no&ip_address_1=192.0.2.1").expect("a flow").flow;
        assert_eq!(
            plain.telephones().next().map(ToString::to_string).as_deref(),
            Some("{national}@192.0.2.1")
        );
        for (query, param) in [
            ("e164=no&ip_address_1=192.0.2.1", "call_flow_id"),
            ("call_flow_id=1&ip_address_1=192.0.2.1", "e164"),
            ("call_flow_id=1&e164=no", "ip_address_1"),
            ("call_flow_id=1&e164=no&ip_address_1=192.0.2", "ip_address_1"),
            ("call_flow_id=1&e164=no&ip_address_1=a@b", "ip_address_1"),
            ("call_flow_id=1&e164=no&ip_address_1=192.0.2.1&make_default=yes", "make_default"),
        ] {
            let (Fault::Missing { param: named } | Fault::Invalid { param: named, .. }) =
                wish(query).expect_err(query);
            assert_eq!(named, param, "{query}");
        }
    }

    #[test]
    fn a_number_is_forwarded_and_no_longer() {
        let at = |query: &str| {
            read("/dids/callforward/change", query, forward).map(|set| set.change.ring_at)
        };
        let to = tandem_numbering::Did::new(13_055_550_100).expect("a number");
        for name in ["forward", "callforward", "forward_to"] {
            let telephone = Some(RingAt::Telephone(Telephone::Number(to)));
            assert_eq!(at(&format!("number=3038821111&{name}=3055550100")), Ok(telephone));
        }
        assert_eq!(at("did=3038821111&forward=None"), Ok(Some(RingAt::Unforwarded)));
        assert_eq!(at("did=3038821111"), Err(Fault::Missing { param: "forward" }));
    }
}
