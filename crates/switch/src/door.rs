//! The addresses at which switches ask: `/switch/…`.
//!
//! Switches are the operator's own. Who may ask is a list of networks ([`Switches::new`]), and every
//! answer is made for a program that has a call waiting: short, and with a status that a
//! configuration can branch on.

use std::net::IpAddr;

use http::StatusCode;
use ipnet::IpNet;
use tandem_domain::Attestation;
use tandem_domain::route::{Action, Ending, RoutePlan};
use tandem_engine::RouteAsk;
use tandem_gateway::{Answer, BoxFuture, Call, Coverage, Dialect, Gate, respond};
use tandem_numbering::{Did, Rules};
use tandem_wire::sip::NameAddress;
use tandem_wire::{Args, body};

use crate::{Site, asterisk, freeswitch, kamailio};

const KAMAILIO: &str = "/switch/kamailio/route";
const FREESWITCH: &str = "/switch/freeswitch/xml";
const ASTERISK: &str = "/switch/asterisk/plan";

/// The most numbers that a call is believed to have been forwarded by.
const DIVERSIONS_READ_MAX: usize = 16;

/// What is around each kind of switch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sites {
    /// Around Kamailio.
    pub kamailio: Site,
    /// Around FreeSWITCH.
    pub freeswitch: Site,
    /// Around Asterisk.
    pub asterisk: Site,
}

/// The door for switches.
pub struct Switches {
    sites: Sites,
    allowed: Vec<IpNet>,
}

impl Switches {
    /// The door, for switches in these networks.
    pub const fn new(sites: Sites, allowed: Vec<IpNet>) -> Self {
        Self { sites, allowed }
    }

    fn allows(&self, address: Option<IpAddr>) -> bool {
        let address = address.map(|address| address.to_canonical());
        address.is_some_and(|address| self.allowed.iter().any(|net| net.contains(&address)))
    }

    async fn answer(&self, gate: &Gate, call: Call) -> Answer {
        if !self.allows(call.address) {
            return plain(StatusCode::FORBIDDEN, "this address is for the operator's switches\n");
        }
        let read = body::read_args(call.content_type(), call.query.as_deref(), &call.body);
        let Ok(args) = &read else {
            return plain(StatusCode::BAD_REQUEST, "the request cannot be read\n");
        };
        match call.path.as_str() {
            FREESWITCH => {
                call.called.note("freeswitch");
                self.freeswitch(gate, args).await
            }
            ASTERISK => {
                call.called.note("asterisk");
                self.json(gate, args, |plan| asterisk::render(plan, &self.sites.asterisk).body)
                    .await
            }
            _ => {
                call.called.note("kamailio");
                self.json(gate, args, |plan| kamailio::render(plan, &self.sites.kamailio).body)
                    .await
            }
        }
    }

    /// A plan as JSON: 404 with it if the number is not in service here, so that a configuration that
    /// looks no further than the status does the right thing.
    async fn json(
        &self,
        gate: &Gate,
        args: &Args,
        render: impl FnOnce(&RoutePlan) -> Vec<u8>,
    ) -> Answer {
        let text =
            |names: &[&str]| names.iter().find_map(|name| args.get(name)).unwrap_or_default();
        let Some(to) = number(gate.rules(), text(&["to", "did"])) else {
            return plain(StatusCode::BAD_REQUEST, "'to' must be a telephone number\n");
        };
        let ask = RouteAsk {
            // A plus that was not escaped arrives as a space.
            from: text(&["from"]).trim().to_owned(),
            name: text(&["name"]).to_owned(),
            diversions: diversions(gate.rules(), text(&["diversion"])),
            attested: attested(text(&["attest"])),
            ..RouteAsk::to(to)
        };
        let Ok(plan) = gate.engine().route(ask).await else {
            return plain(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n");
        };
        let status = if is_nobody(&plan) { StatusCode::NOT_FOUND } else { StatusCode::OK };
        respond(status, "application/json", render(&plan))
    }

    async fn freeswitch(&self, gate: &Gate, args: &Args) -> Answer {
        let text = |name: &str| args.get(name).unwrap_or_default();
        let destination = text("Caller-Destination-Number");
        let dialled = match freeswitch::Asked::parse(destination) {
            freeswitch::Asked::Number(number) => number,
            // The channel knows which number the call was for.
            freeswitch::Asked::Onwards { .. } => text("variable_tandem_to"),
        };
        let to = number(gate.rules(), dialled).filter(|_| text("section") == "dialplan");
        let Some(to) = to else {
            return xml(freeswitch::NOT_FOUND);
        };
        let ask = RouteAsk {
            from: text("Caller-Caller-ID-Number").to_owned(),
            name: text("Caller-Caller-ID-Name").to_owned(),
            diversions: diversions(gate.rules(), text("variable_sip_h_Diversion")),
            attested: attested(text("variable_tandem_attest")),
            // It asks again after each step; what chance decided has to stay decided.
            chance: same_all_through(text("Unique-ID")),
            ..RouteAsk::to(to)
        };
        match gate.engine().route(ask).await {
            Ok(plan) if is_nobody(&plan) => xml(freeswitch::NOT_FOUND),
            Ok(plan) => {
                let context = text("Caller-Context");
                let site = &self.sites.freeswitch;
                xml(freeswitch::dialplan(&plan, destination, context, site).body)
            }
            Err(_) => plain(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
        }
    }
}

impl Dialect for Switches {
    fn name(&self) -> &'static str {
        "switch"
    }

    fn mounts(&self) -> &'static [&'static str] {
        &[KAMAILIO, FREESWITCH, ASTERISK]
    }

    fn coverage(&self) -> Vec<Coverage> {
        Vec::new()
    }

    fn serve<'a>(&'a self, gate: &'a Gate, call: Call) -> BoxFuture<'a, Answer> {
        Box::pin(self.answer(gate, call))
    }
}

fn plain(status: StatusCode, text: &'static str) -> Answer {
    respond(status, "text/plain; charset=utf-8", text)
}

fn xml(document: impl Into<bytes::Bytes>) -> Answer {
    respond(StatusCode::OK, "text/xml; charset=utf-8", document)
}

/// Whether the plan is that the number is not in service here.
fn is_nobody(plan: &RoutePlan) -> bool {
    let ends = Action::Hangup { ending: Ending::NotInService };
    plan.first().is_some_and(|step| step.action == ends)
}

/// A number as a switch has it: with or without a plus, or as the user of a SIP address.
fn number(rules: &Rules, text: &str) -> Option<Did> {
    let digits = text.split(';').next().unwrap_or_default();
    rules.read(digits).ok()
}

/// The numbers of a Diversion header (RFC 5806), or plain numbers, with commas between.
fn diversions(rules: &Rules, text: &str) -> Vec<Did> {
    let parts = text.split(',').map(str::trim).take(DIVERSIONS_READ_MAX);
    let numbers = parts.filter_map(|part| match NameAddress::parse(part) {
        Some(address) => number(rules, &address.uri.user()?),
        None => number(rules, part),
    });
    numbers.collect()
}

/// How far the caller's carrier vouches for the caller, as a switch that verified it says: `A`, `B` or
/// `C` (ATIS-1000074).
fn attested(text: &str) -> Option<Attestation> {
    match text.trim() {
        "A" | "a" => Some(Attestation::Full),
        "B" | "b" => Some(Attestation::Partial),
        "C" | "c" => Some(Attestation::Gateway),
        _ => None,
    }
}

/// A number made of the name of a call, if it has one: the same for the same call (FNV-1a).
fn same_all_through(call: &str) -> Option<u64> {
    let mixed = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    (!call.is_empty()).then(|| call.bytes().fold(0xcbf2_9ce4_8422_2325, mixed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_switches_write_them() {
        let rules = Rules::new();
        let known = Did::new(15_551_234_567);
        for text in ["+15551234567", "15551234567", "5551234567", "+15551234567;phone-context=x"] {
            assert_eq!(number(&rules, text), known, "{text}");
        }
        assert_eq!(number(&rules, "tandem"), None);
        let header = "\"a\" <sip:+15551234567@h>;reason=user-busy, <sip:x@h>, 13055550100";
        assert_eq!(
            diversions(&rules, header),
            [known, Did::new(13_055_550_100)].map(Option::unwrap)
        );
    }

    #[test]
    fn a_call_is_told_by_its_name_and_its_attestation_by_a_letter() {
        let (one, other) = (same_all_through("a-1"), same_all_through("a-2"));
        assert_eq!((one, same_all_through("")), (same_all_through("a-1"), None));
        assert_ne!(one, other);
        assert_eq!(attested("B"), Some(Attestation::Partial));
        assert_eq!((attested(""), attested("TN-Validation-Passed")), (None, None));
    }

    #[test]
    fn only_the_operators_switches_are_let_in() {
        let net = "127.0.0.0/8".parse().expect("a network");
        let door = Switches::new(Sites::default(), vec![net]);
        for (address, allowed) in
            [("127.0.0.1", true), ("::ffff:127.0.0.1", true), ("192.0.2.1", false)]
        {
            assert_eq!(door.allows(address.parse().ok()), allowed, "{address}");
        }
        assert!(!door.allows(None));
    }
}
