//! `[switches]`: which switches may ask where calls go, and what is around them.

use ipnet::IpNet;
use serde::Deserialize;
use tandem_switch::{Site, Sites, Switches};

/// `[switches]`. Without `allow` nobody may ask.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SwitchesTable {
    /// The networks in which the operator's switches are.
    pub allow: Vec<IpNet>,
    /// The host, with its port if it is not the usual one, at which logins register.
    pub domain: String,
    /// Around Kamailio.
    pub kamailio: Around,
    /// Around FreeSWITCH.
    pub freeswitch: Around,
    /// Around Asterisk.
    pub asterisk: Around,
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
    pub fn door(self) -> Switches {
        let domain = self.domain;
        let site = |around: Around| Site {
            domain: domain.clone(),
            carrier: around.carrier,
            media: around.media,
        };
        let sites = Sites {
            kamailio: site(self.kamailio),
            freeswitch: site(self.freeswitch),
            asterisk: site(self.asterisk),
        };
        Switches::new(sites, self.allow)
    }

    /// What the demo has: switches on this machine, at the ports that their configurations in
    /// `integrations` use.
    pub fn demo(allow: Vec<IpNet>) -> Self {
        let around = |carrier: &str, media: Option<&str>| Around {
            carrier: Some(carrier.to_owned()),
            media: media.map(str::to_owned),
        };
        Self {
            allow,
            domain: "127.0.0.1:5060".to_owned(),
            kamailio: around("127.0.0.1:5080", Some("127.0.0.1:5160")),
            freeswitch: around("carrier", None),
            asterisk: around("carrier", None),
        }
    }
}
