//! `[switches]`: which switches may ask where calls go, and what is around them.

mod check;

use std::collections::BTreeMap;
use std::net::SocketAddr;

use ipnet::IpNet;
use serde::Deserialize;
use tandem_domain::Secret;
use tandem_domain::route::Domains;
use tandem_engine::Engine;
use tandem_gateway::Dispatcher;
use tandem_switch::agi::{Operator, Queues};
use tandem_switch::redirect::Redirects;
use tandem_switch::{Site, Sites, Switches};

use crate::failure::Failure;
use crate::node;
use crate::server::{AgiServer, Ears, EventClient, RedirectServer, Transport};

/// How many SIP messages a second one address may send unless told otherwise: some three hundred calls a
/// second with their acknowledgements, and as many again that are sent twice.
const MESSAGES_PER_SECOND: u32 = 1000;

/// `[switches]`. Without `allow` and `secrets` nobody may ask.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SwitchesTable {
    /// The networks in which the operator's switches are.
    #[serde(deserialize_with = "check::networks")]
    pub allow: Vec<IpNet>,
    /// The secrets of switches, by their names: whoever sends one is let in from anywhere.
    pub secrets: BTreeMap<String, Secret>,
    /// The host, with its port if it is not the usual one, at which logins register.
    pub domain: String,
    /// Other hosts by which the same switches are addressed, such as their addresses.
    pub aliases: Vec<String>,
    /// Other hosts and addresses of the carriers that `carrier` names, so that no address of a customer's is called there.
    pub carriers: Vec<String>,
    /// Around Kamailio.
    pub kamailio: Around,
    /// Around FreeSWITCH.
    pub freeswitch: Around,
    /// Around Asterisk.
    pub asterisk: Around,
    /// Our own redirect server; none unless it stands here.
    pub redirect: Option<RedirectTable>,
    /// Where Asterisk connects to for each call; nowhere unless it stands here.
    pub agi: Option<AgiTable>,
    /// The Kamailios that ask by events; none unless they stand here.
    pub evapi: Option<EvapiTable>,
    /// The queues that callers were put into, which Asterisk asks for at the door.
    #[serde(skip)]
    queues: Queues,
}

/// `[switches.evapi]`: Kamailios whose module `evapi` listens for us.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvapiTable {
    /// Where they listen.
    pub connect: Vec<SocketAddr>,
}

/// `[switches.agi]`: a FastAGI server, which leads Asterisk through a plan step by step.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgiTable {
    /// Where it listens, such as `127.0.0.1:4573`.
    pub listen: SocketAddr,
    /// The networks of the Asterisks.
    #[serde(default, deserialize_with = "check::networks")]
    pub allow: Vec<IpNet>,
}

/// `[switches.redirect]`: a SIP server that says where else to call.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedirectTable {
    /// Where it listens, such as `0.0.0.0:5060`.
    pub listen: SocketAddr,
    /// What it listens to: `udp`, `tcp`, or both.
    #[serde(default = "all_transports")]
    pub transport: Vec<Transport>,
    /// The networks of those who are answered. Whoever is not in them is not even read.
    #[serde(default, deserialize_with = "check::networks")]
    pub allow: Vec<IpNet>,
    /// How many messages a second each address may send; 0: any number.
    #[serde(default = "usual_rate")]
    pub messages_per_second: u32,
    /// The host to which calls to numbers outside are redirected.
    #[serde(default)]
    pub carrier: Option<String>,
    /// The host to which calls are redirected that somebody has to play or record something for.
    #[serde(default)]
    pub media: Option<String>,
}

fn all_transports() -> Vec<Transport> {
    vec![Transport::Udp, Transport::Tcp]
}

const fn usual_rate() -> u32 {
    MESSAGES_PER_SECOND
}

/// Who answers switches that do not ask over HTTP.
fn dispatcher(engine: &Engine) -> Dispatcher {
    Dispatcher::new(engine.clone(), node::timer())
}

/// What is around one kind of switch.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Around {
    /// Where calls to numbers outside go: a host for Kamailio, a gateway for FreeSWITCH, an endpoint
    /// for Asterisk.
    pub carrier: Option<String>,
    /// The host of a switch that plays and records, for one that only signals.
    pub media: Option<String>,
}

impl SwitchesTable {
    /// The door for these switches.
    pub fn door(&self) -> Switches {
        let sites = Sites {
            kamailio: self.site(self.kamailio.clone()),
            freeswitch: self.site(self.freeswitch.clone()),
            asterisk: self.site(self.asterisk.clone()),
            hosts: self.domains(),
        };
        Switches::new(sites, self.allow.clone())
            .with_queues(self.queues.clone())
            .with_secrets(self.secrets.clone())
    }

    /// The hosts at which our own numbers and logins are called, and those of carriers.
    pub fn domains(&self) -> Domains {
        let around = [&self.kamailio, &self.freeswitch, &self.asterisk].map(|site| &site.carrier);
        let redirect = self.redirect.as_ref().map(|table| &table.carrier);
        let carriers = around.into_iter().chain(redirect).flatten().chain(&self.carriers);
        Domains::new([&self.domain].into_iter().chain(&self.aliases)).with_carriers(carriers)
    }

    /// Opens the sockets of switches that do not ask over HTTP.
    pub async fn open(
        &self,
        engine: &Engine,
    ) -> Result<(Option<RedirectServer>, Option<AgiServer>), Failure> {
        let redirect = match self.redirect(engine) {
            Some((ears, redirects)) => Some(RedirectServer::open(ears, redirects).await?),
            None => None,
        };
        let agi = match self.agi.clone() {
            Some(AgiTable { listen, allow }) => {
                let site = self.site(self.asterisk.clone());
                let exchange = dispatcher(engine);
                let operator = Operator { exchange, site, queues: self.queues.clone() };
                Some(AgiServer::open(listen, allow, operator).await?)
            }
            None => None,
        };
        Ok((redirect, agi))
    }

    /// Who asks by events, if anybody does.
    pub fn events(&self, engine: &Engine) -> Option<EventClient> {
        let connect = self.evapi.clone()?.connect;
        Some(EventClient::new(connect, dispatcher(engine), self.site(self.kamailio.clone())))
    }

    fn site(&self, around: Around) -> Site {
        Site { domain: self.domain.clone(), carrier: around.carrier, media: around.media }
    }

    /// The redirect server, and where it listens, if there is to be one.
    fn redirect(&self, engine: &Engine) -> Option<(Ears, Redirects)> {
        let table = self.redirect.clone()?;
        let domain = self.domain.clone();
        let site = Site { domain, carrier: table.carrier, media: table.media };
        let ears = Ears {
            listen: table.listen,
            transports: table.transport,
            allowed: table.allow,
            messages_per_second: table.messages_per_second,
        };
        Some((ears, Redirects::new(dispatcher(engine), site)))
    }

    /// Sends calls to numbers outside there: those of Kamailio, and those that are redirected.
    pub fn call_outside_at(&mut self, carrier: &str) {
        self.kamailio.carrier = Some(carrier.to_owned());
        if let Some(redirect) = &mut self.redirect {
            redirect.carrier = Some(carrier.to_owned());
        }
    }

    /// What the demo has: switches on this machine, at the ports that their configurations in
    /// `integrations` use. `sip`: where it redirects calls by SIP too, and `agi`: where Asterisk connects
    /// to, if it does.
    pub fn demo(allow: Vec<IpNet>, sip: Option<SocketAddr>, agi: Option<SocketAddr>) -> Self {
        let around = |carrier: &str, media: Option<&str>| Around {
            carrier: Some(carrier.to_owned()),
            media: media.map(str::to_owned),
        };
        let redirect = sip.map(|listen| RedirectTable {
            listen,
            transport: all_transports(),
            allow: allow.clone(),
            messages_per_second: 0,
            carrier: Some("127.0.0.1:5080".to_owned()),
            media: Some("127.0.0.1:5160".to_owned()),
        });
        Self {
            agi: agi.map(|listen| AgiTable { listen, allow: allow.clone() }),
            allow,
            secrets: BTreeMap::new(),
            redirect,
            evapi: None,
            queues: Queues::default(),
            domain: "127.0.0.1:5060".to_owned(),
            aliases: Vec::new(),
            carriers: Vec::new(),
            kamailio: around("127.0.0.1:5080", Some("127.0.0.1:5160")),
            freeswitch: around("carrier", None),
            asterisk: around("carrier", None),
        }
    }
}
