//! The addresses at which switches ask: `/switch/…`.
//!
//! Switches are the operator's own. Who may ask is a list of networks ([`Switches::new`]) and of secrets
//! ([`Switches::with_secrets`]), and every answer is made for a program that has a call waiting: short, and
//! with a status that a configuration can branch on.

use http::{HeaderValue, StatusCode, header};
use ipnet::IpNet;
use tandem_domain::Secret;
use tandem_domain::route::{Domains, RoutePlan, StepId};
use tandem_engine::RouteAsk;
use tandem_gateway::{Answer, AuthFault, BoxFuture, Call, Coverage, Dialect, Gate, respond};
use tandem_wire::{Args, WireFault, body, form};

use crate::admission::Admission;
use crate::agi::Queues;
use crate::ask::{attested, caller, diversions, is_nobody, number, same_all_through};
use crate::asterisk::realtime;
use crate::sound::SOUNDS;
use crate::{Site, asterisk, freeswitch, kamailio, login, register, report, sound, voice};

const KAMAILIO: &str = "/switch/kamailio/route";
const LOGINS: &str = "/switch/kamailio/login";
const FREESWITCH: &str = "/switch/freeswitch/xml";
const ASTERISK: &str = "/switch/asterisk/plan";
const REALTIME: &str = "/switch/asterisk/realtime/";
const REPORT: &str = "/switch/cdr";
/// Where Asterisk's events of channels go.
pub(crate) const EVENTS: &str = "/switch/cel";
const REGISTRATION: &str = "/switch/registration";
const VOICEMAIL: &str = "/switch/voicemail";

/// The context of FreeSWITCH's dialplan that calls begin in which a switch that only signals hands on.
pub(crate) const HANDED_ON: &str = "tandem-media";

/// What is around each kind of switch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sites {
    /// Around Kamailio.
    pub kamailio: Site,
    /// Around FreeSWITCH.
    pub freeswitch: Site,
    /// Around Asterisk.
    pub asterisk: Site,
    /// The hosts that mean something in addresses: our own, and carriers'.
    pub hosts: Domains,
}

/// The door for switches.
pub struct Switches {
    sites: Sites,
    admission: Admission,
    queues: Queues,
    /// How far our clock is ahead of the switches', in microseconds.
    ahead: Box<dyn Fn() -> i64 + Send + Sync>,
}

impl Switches {
    /// The door, for switches in these networks.
    pub fn new(sites: Sites, allowed: Vec<IpNet>) -> Self {
        let (admission, queues) = (Admission::of_networks(allowed), Queues::default());
        Self { sites, admission, queues, ahead: Box::new(|| 0) }
    }

    /// The same door of a sandbox whose time is so many microseconds ahead: what switches report was by the clock on the
    /// wall.
    #[must_use]
    pub fn ahead_by(self, ahead: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self { ahead: Box::new(ahead), ..self }
    }

    /// The same door, at which Asterisk is told of these queues.
    #[must_use]
    pub fn with_queues(mut self, queues: Queues) -> Self {
        self.queues = queues;
        self
    }

    /// Lets in switches that know a secret as well, each by its name: by HTTP Basic with the name as the
    /// user, or as a bearer.
    #[must_use]
    pub fn with_secrets(self, secrets: impl IntoIterator<Item = (String, Secret)>) -> Self {
        Self { admission: self.admission.with_secrets(secrets), ..self }
    }

    async fn answer(&self, gate: &Gate, call: Call) -> Answer {
        let Some(peer) = self.admission.admits(&call) else { return self.turn_away(gate, &call) };
        if call.path == REPORT || call.path == EVENTS {
            call.called.note(if call.path == REPORT { "cdr" } else { "cel" });
            let around = report::Around { hosts: &self.sites.hosts, ahead: (self.ahead)() };
            return report::take(gate, &around, peer, &call).await;
        }
        if call.path == REGISTRATION {
            call.called.note("registration");
            return register::take(gate, (self.ahead)(), peer, &call).await;
        }
        if call.path == VOICEMAIL {
            call.called.note("voicemail");
            return voice::take(gate, (self.ahead)(), peer, &call).await;
        }
        if let Some(asked) = call.path.strip_prefix(SOUNDS) {
            call.called.note("sound");
            return sound::serve(gate, asked).await;
        }
        let Ok(args) = &read(&call) else {
            return plain(StatusCode::BAD_REQUEST, "the request cannot be read\n");
        };
        if let Some(asked) = call.path.strip_prefix(REALTIME) {
            call.called.note("asterisk_realtime");
            return realtime::answer(asked, args, &self.queues);
        }
        match call.path.as_str() {
            FREESWITCH => {
                call.called.note("freeswitch");
                self.freeswitch(gate, args).await
            }
            LOGINS => {
                call.called.note("kamailio_login");
                login::kamailio(gate, args).await
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

    /// Nobody whom we know. Clients that send a secret only when asked are asked.
    fn turn_away(&self, gate: &Gate, call: &Call) -> Answer {
        gate.meter().turned_away(AuthFault::Unknown);
        let name = call.basic().map(|(name, _)| name).unwrap_or_default();
        let address = call.address.map(|address| address.to_string()).unwrap_or_default();
        if self.admission.is_worth_a_line(gate.now()) {
            tracing::warn!(address, name, path = call.path, "a switch was not let in");
        }
        let why = "this address is for the operator's switches\n";
        if !self.admission.knows_secrets() {
            return plain(StatusCode::FORBIDDEN, why);
        }
        let mut answer = plain(StatusCode::UNAUTHORIZED, why);
        let asks = HeaderValue::from_static("Basic realm=\"switches\"");
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, asks);
        answer
    }

    /// A plan as JSON: 404 with it if the number is not in service here, so that a configuration that
    /// looks no further than the status does the right thing.
    async fn json(
        &self,
        gate: &Gate,
        args: &Args,
        render: impl FnOnce(&RoutePlan) -> Vec<u8>,
    ) -> Answer {
        if let Some(answer) = unknown(args, &QUESTION) {
            return answer;
        }
        let text =
            |names: &[&str]| names.iter().find_map(|name| args.get(name)).unwrap_or_default();
        let dialled = text(&["to", "did"]);
        if dialled.is_empty() {
            return plain(
                StatusCode::BAD_REQUEST,
                "'to' must be there: the number that is called\n",
            );
        }
        // What is no number is none of ours. To say that the question is wrong would send the call to whoever stands
        // in for us.
        let Some(to) = number(gate.rules(), dialled) else {
            return plain(StatusCode::NOT_FOUND, "there is no such number here\n");
        };
        let ask = RouteAsk {
            // A plus that was not escaped arrives as a space.
            from: caller(text(&["from"]).trim()).to_owned(),
            name: text(&["name"]).to_owned(),
            login: text(&["login"]).to_owned(),
            diversions: diversions(gate.rules(), text(&["diversion"]).split(',')),
            attested: attested(text(&["attest"])),
            ..RouteAsk::to(to)
        };
        // Whoever goes on with a call says from which step of its plan on.
        let ask = ask.named(text(&["call"]), !text(&["step"]).is_empty());
        let Ok((plan, age)) = gate.route(ask).await else {
            return plain(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n");
        };
        let status = if is_nobody(&plan) { StatusCode::NOT_FOUND } else { StatusCode::OK };
        dated(respond(status, "application/json", render(&plan)), &plan, age)
    }

    async fn freeswitch(&self, gate: &Gate, args: &Args) -> Answer {
        let text = |name: &str| args.get(name).unwrap_or_default();
        if text("section") == "directory" {
            return login::freeswitch(gate, args).await;
        }
        let destination = text("Caller-Destination-Number");
        let (dialled, goes_on) = match freeswitch::Asked::parse(destination) {
            freeswitch::Asked::Number(number) => (number, false),
            // The channel knows which number the call was for.
            freeswitch::Asked::Onwards { .. } => (text("variable_tandem_to"), true),
        };
        let to = number(gate.rules(), dialled).filter(|_| text("section") == "dialplan");
        let Some(to) = to else {
            return xml(freeswitch::NOT_FOUND);
        };
        let ask = RouteAsk {
            from: caller(text("Caller-Caller-ID-Number")).to_owned(),
            name: text("Caller-Caller-ID-Name").to_owned(),
            login: match text("variable_sip_authorized") {
                "true" => text("variable_sip_auth_username").to_owned(),
                _ => String::new(),
            },
            diversions: diversions(gate.rules(), text("variable_sip_h_Diversion").split(',')),
            attested: attested(text("variable_tandem_attest")),
            // It asks again after each step; what chance decided has to stay decided.
            chance: same_all_through(text("Unique-ID")),
            ..RouteAsk::to(to)
        };
        // Under the name that the switch has for it which handed it on, it is counted already.
        let ask = match text("Caller-Context") {
            HANDED_ON => {
                let name = [text("variable_sip_call_id"), text("variable_sip_from_tag")].join(";");
                ask.named(&name, true)
            }
            _ => ask.named(text("Unique-ID"), goes_on),
        };
        match gate.route(ask).await {
            Ok((plan, age)) if is_nobody(&plan) => dated(xml(freeswitch::NOT_FOUND), &plan, age),
            Ok((plan, age)) => {
                let context = text("Caller-Context");
                let site = &self.sites.freeswitch;
                let from = text("variable_sip_h_X-Tandem-Step").parse().map(StepId);
                // Anybody can write a header; only that context is our own switches'.
                let from = from.ok().filter(|_| context == HANDED_ON).unwrap_or(StepId::FIRST);
                let document = freeswitch::dialplan(&plan, destination, context, from, site).body;
                dated(xml(document), &plan, age)
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
        &[
            KAMAILIO,
            LOGINS,
            FREESWITCH,
            ASTERISK,
            REALTIME,
            REPORT,
            EVENTS,
            REGISTRATION,
            VOICEMAIL,
            SOUNDS,
        ]
    }

    fn coverage(&self) -> Vec<Coverage> {
        Vec::new()
    }

    fn serve<'a>(&'a self, gate: &'a Gate, call: Call) -> BoxFuture<'a, Answer> {
        Box::pin(self.answer(gate, call))
    }
}

/// What was asked, in whatever letters the caller's name is written.
fn read(call: &Call) -> Result<Args, WireFault> {
    let query = call.query.as_deref();
    body::read_args(call.content_type(), query, &call.body).or_else(|_| {
        let mut args = form::parse_any_text(query.unwrap_or_default().as_bytes())?;
        args.merge(form::parse_any_text(&call.body)?);
        Ok(args)
    })
}

/// What a question about a call may say.
const QUESTION: [&str; 9] =
    ["to", "did", "from", "name", "login", "diversion", "attest", "call", "step"];

/// Refuses a question that says something of which nobody knows what it means: a slip of the pen would let a call pass by
/// what was meant.
pub(crate) fn unknown(args: &Args, known: &[&str]) -> Option<Answer> {
    let (name, _) = args.iter().find(|(name, _)| !known.contains(name))?;
    let known = known.join(", ");
    let why = format!("'{name}' is nothing that is asked by: {known}\n");
    Some(plain(StatusCode::BAD_REQUEST, why))
}

pub(crate) fn plain(status: StatusCode, text: impl Into<bytes::Bytes>) -> Answer {
    respond(status, "text/plain; charset=utf-8", text)
}

pub(crate) fn xml(document: impl Into<bytes::Bytes>) -> Answer {
    respond(StatusCode::OK, "text/xml; charset=utf-8", document)
}

/// An answer that says by which version of the configuration it was made, and how many seconds ago that was
/// known to be the last.
fn dated(mut answer: Answer, plan: &RoutePlan, age: i64) -> Answer {
    let headers = answer.headers_mut();
    headers.insert("tandem-version", HeaderValue::from(plan.version));
    headers.insert("tandem-age", HeaderValue::from(age));
    answer
}
