//! The lists that sub-accounts draw on.

use tandem_domain::{CallRoute, Codec, DtmfMode, LoginAuth, LoginDevice, LoginProtocol, Nat};
use tandem_gateway::Spec;

use super::{Choices, named, only, row, spec};
use crate::operations::ACCOUNTS;
use crate::request::LOCKED;

pub(in crate::operations) static CODECS: Spec =
    spec("getAllowedCodecs", ACCOUNTS, "Lists the encodings of speech.", &[only("codec")]);
pub(in crate::operations) static AUTH_TYPES: Spec =
    spec("getAuthTypes", ACCOUNTS, "Lists how equipment is recognised.", &[only("type")]);
pub(in crate::operations) static DEVICE_TYPES: Spec =
    spec("getDeviceTypes", ACCOUNTS, "Lists what equipment can be.", &[only("device_type")]);
pub(in crate::operations) static DTMF_MODES: Spec =
    spec("getDTMFModes", ACCOUNTS, "Lists how keys are sent.", &[only("dtmf_mode")]);
pub(in crate::operations) static LOCKS: Spec = spec(
    "getLockInternational",
    ACCOUNTS,
    "Lists whether calls abroad are allowed.",
    &[only("lock_international")],
);
pub(in crate::operations) static NATS: Spec =
    spec("getNAT", ACCOUNTS, "Lists what is done about address translators.", &[only("nat")]);
pub(in crate::operations) static PROTOCOLS: Spec =
    spec("getProtocols", ACCOUNTS, "Lists how equipment speaks.", &[only("protocol")]);
pub(in crate::operations) static ROUTES: Spec =
    spec("getRoutes", ACCOUNTS, "Lists the grades of routes.", &[only("route")]);

/// Every list.
pub(super) static LISTS: [Choices; 8] = [
    Choices { spec: &CODECS, list: "allowed_codecs", all: || named(&Codec::WORDS), row },
    Choices { spec: &AUTH_TYPES, list: "auth_types", all: || named(&LoginAuth::WORDS), row },
    Choices { spec: &DEVICE_TYPES, list: "device_types", all: || named(&LoginDevice::WORDS), row },
    Choices { spec: &DTMF_MODES, list: "dtmf_modes", all: || named(&DtmfMode::WORDS), row },
    Choices { spec: &LOCKS, list: "lock_international", all: || named(&LOCKED), row },
    Choices { spec: &NATS, list: "nat", all: || named(&Nat::WORDS), row },
    Choices { spec: &PROTOCOLS, list: "protocols", all: || named(&LoginProtocol::WORDS), row },
    Choices { spec: &ROUTES, list: "routes", all: || named(&CallRoute::WORDS), row },
];
