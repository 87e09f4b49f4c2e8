//! The lists of choices that sub-accounts draw on.

use tandem_gateway::Spec;

use super::ACCOUNTS;
use super::object::choices::{Choices, only, row, spec};

pub(super) static CODECS: Spec =
    spec("getAllowedCodecs", ACCOUNTS, "Lists the encodings of speech.", &[only("codec")]);
pub(super) static AUTH_TYPES: Spec =
    spec("getAuthTypes", ACCOUNTS, "Lists how equipment is recognised.", &[only("type")]);
pub(super) static DEVICE_TYPES: Spec =
    spec("getDeviceTypes", ACCOUNTS, "Lists what equipment can be.", &[only("device_type")]);
pub(super) static DTMF_MODES: Spec =
    spec("getDTMFModes", ACCOUNTS, "Lists how keys are sent.", &[only("dtmf_mode")]);
pub(super) static LOCKS: Spec = spec(
    "getLockInternational",
    ACCOUNTS,
    "Lists whether calls abroad are allowed.",
    &[only("lock_international")],
);
pub(super) static NATS: Spec =
    spec("getNAT", ACCOUNTS, "Lists what is done about address translators.", &[only("nat")]);
pub(super) static PROTOCOLS: Spec =
    spec("getProtocols", ACCOUNTS, "Lists how equipment speaks.", &[only("protocol")]);
pub(super) static ROUTES: Spec =
    spec("getRoutes", ACCOUNTS, "Lists the grades of routes.", &[only("route")]);

/// Every list.
pub(super) static LISTS: [Choices; 8] = [
    Choices {
        spec: &CODECS,
        list: "allowed_codecs",
        all: || pairs(&[("ulaw", "G.711U"), ("g729", "G.729"), ("gsm", "GSM")]),
        row,
    },
    Choices {
        spec: &AUTH_TYPES,
        list: "auth_types",
        all: || pairs(&[("1", "User/Password Authentication"), ("2", "Static IP Authentication")]),
        row,
    },
    Choices {
        spec: &DEVICE_TYPES,
        list: "device_types",
        all: || {
            pairs(&[
                ("1", "Asterisk, IP PBX, Gateway or VoIP Switch"),
                ("2", "ATA device, IP Phone or Softphone"),
            ])
        },
        row,
    },
    Choices {
        spec: &DTMF_MODES,
        list: "dtmf_modes",
        all: || {
            pairs(&[
                ("auto", "AUTO"),
                ("rfc2833", "RFC2833"),
                ("inband", "INBAND"),
                ("info", "INFO"),
            ])
        },
        row,
    },
    Choices {
        spec: &LOCKS,
        list: "lock_international",
        all: || {
            pairs(&[("0", "International Calls Enabled"), ("1", "International Calls Disabled")])
        },
        row,
    },
    Choices {
        spec: &NATS,
        list: "nat",
        all: || pairs(&[("yes", "Yes"), ("no", "No"), ("route", "Route"), ("never", "Never")]),
        row,
    },
    Choices {
        spec: &PROTOCOLS,
        list: "protocols",
        all: || pairs(&[("1", "SIP"), ("3", "IAX2")]),
        row,
    },
    Choices {
        spec: &ROUTES,
        list: "routes",
        all: || pairs(&[("1", "Value"), ("2", "Premium")]),
        row,
    },
];

fn pairs(choices: &[(&str, &str)]) -> Vec<(String, String)> {
    choices.iter().map(|(value, text)| ((*value).to_owned(), (*text).to_owned())).collect()
}
