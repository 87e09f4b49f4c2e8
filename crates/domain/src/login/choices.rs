//! What logins choose from, and what the VoIP.ms document calls it.

use serde::{Deserialize, Serialize};

/// How the equipment speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginProtocol {
    /// SIP (RFC 3261).
    #[default]
    Sip,
    /// IAX2 (RFC 5456), between Asterisks.
    Iax2,
}

impl LoginProtocol {
    /// Each with its word and a description.
    pub const WORDS: [(Self, &'static str, &'static str); 2] =
        [(Self::Sip, "1", "SIP"), (Self::Iax2, "3", "IAX2")];
}

/// How the equipment shows that it is who it says it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginAuth {
    /// By its name and a password.
    #[default]
    Password,
    /// By the address that it calls from.
    Address,
}

impl LoginAuth {
    /// Each with its word and a description.
    pub const WORDS: [(Self, &'static str, &'static str); 2] = [
        (Self::Password, "1", "User/Password Authentication"),
        (Self::Address, "2", "Static IP Authentication"),
    ];
}

/// What the equipment is; it decides how calls are shown to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginDevice {
    /// A switch of the customer's: the called number is shown to it.
    Switch,
    /// A telephone.
    #[default]
    Phone,
}

impl LoginDevice {
    /// Each with its word and a description.
    pub const WORDS: [(Self, &'static str, &'static str); 2] = [
        (Self::Switch, "1", "Asterisk, IP PBX, Gateway or VoIP Switch"),
        (Self::Phone, "2", "ATA device, IP Phone or Softphone"),
    ];
}

/// By which of the operator's two grades of routes calls leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallRoute {
    /// The cheaper ones.
    #[default]
    Value,
    /// The better ones.
    Premium,
}

impl CallRoute {
    /// Each with its word and a description.
    pub const WORDS: [(Self, &'static str, &'static str); 2] =
        [(Self::Value, "1", "Value"), (Self::Premium, "2", "Premium")];
}

/// An encoding of speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Codec {
    /// G.711 μ-law.
    Ulaw,
    /// G.729.
    G729,
    /// GSM full rate.
    Gsm,
}

impl Codec {
    /// Each with its word and a description.
    pub const WORDS: [(Self, &'static str, &'static str); 3] =
        [(Self::Ulaw, "ulaw", "G.711U"), (Self::G729, "g729", "G.729"), (Self::Gsm, "gsm", "GSM")];
}

/// How keys that are pressed during a call are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DtmfMode {
    /// As the other side offers it.
    #[default]
    Auto,
    /// As events beside the speech (RFC 2833).
    Rfc2833,
    /// As tones in the speech.
    Inband,
    /// As SIP INFO requests.
    Info,
}

impl DtmfMode {
    /// Each with its word and a description.
    pub const WORDS: [(Self, &'static str, &'static str); 4] = [
        (Self::Auto, "auto", "AUTO"),
        (Self::Rfc2833, "rfc2833", "RFC2833"),
        (Self::Inband, "inband", "INBAND"),
        (Self::Info, "info", "INFO"),
    ];
}

/// What is done about translators of addresses between the equipment and us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nat {
    /// Its own word for its address is never believed.
    #[default]
    Yes,
    /// It is believed unless the request asks for the contrary (RFC 3581).
    No,
    /// Answers go where requests come from, and nothing else is done.
    Route,
    /// Not even what RFC 3581 asks for.
    Never,
}

impl Nat {
    /// Each with its word and a description.
    pub const WORDS: [(Self, &'static str, &'static str); 4] = [
        (Self::Yes, "yes", "Yes"),
        (Self::No, "no", "No"),
        (Self::Route, "route", "Route"),
        (Self::Never, "never", "Never"),
    ];
}

/// Which calls of colleagues can be picked up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pickup {
    /// It picks calls up, and its own can be.
    #[default]
    Both,
    /// It picks calls up.
    Takes,
    /// Its own calls can be.
    Gives,
    /// Neither.
    Off,
}

impl Pickup {
    /// Each with its word and a description.
    pub const WORDS: [(Self, &'static str, &'static str); 4] = [
        (Self::Both, "1", "Pick up, and be picked up"),
        (Self::Takes, "2", "Pick up"),
        (Self::Gives, "3", "Be picked up"),
        (Self::Off, "4", "Neither"),
    ];
}

/// How numbers that it dials are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialing {
    /// As its customer has it.
    #[default]
    Usual,
    /// With the country code in front.
    E164,
    /// As in North America.
    Nanp,
}

impl Dialing {
    /// Each with its word and a description.
    pub const WORDS: [(Self, &'static str, &'static str); 3] = [
        (Self::Usual, "0", "As the account"),
        (Self::E164, "1", "E.164"),
        (Self::Nanp, "2", "NANPA"),
    ];
}

/// Through whom it calls toll-free numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TollFreeCarrier {
    /// As its customer has it.
    #[default]
    Usual,
    /// As the point of presence has it.
    Server,
    /// An American carrier.
    American,
    /// A Canadian carrier.
    Canadian,
}

impl TollFreeCarrier {
    /// Each with its word and a description.
    pub const WORDS: [(Self, &'static str, &'static str); 4] = [
        (Self::Usual, "-1", "As the account"),
        (Self::Server, "0", "As the server"),
        (Self::American, "1", "United States"),
        (Self::Canadian, "2", "Canada"),
    ];
}
