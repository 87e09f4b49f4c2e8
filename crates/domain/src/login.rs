//! Logins: what equipment may do that speaks for a sub-account.
//!
//! The fields and their choices are those of the VoIP.ms document. What a choice means to a switch is
//! said there too; nothing here places a call.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use crate::{Language, LoginFault, Music, ObjectId, is_public};

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

/// How long a login may stand before it is renewed, in seconds, when nothing is said.
pub const EXPIRY_SECONDS: u32 = 3600;
/// After how many seconds without speech a call ends, when nothing is said.
pub const RTP_SECONDS: u32 = 60;
/// The same for a call that is on hold.
pub const RTP_HOLD_SECONDS: u32 = 600;
/// How long an extension rings, in seconds, when nothing is said.
pub const EXTENSION_SECONDS: u32 = 60;
/// The longest extension, in digits.
const EXTENSION_DIGITS_MAX: usize = 5;
/// How extensions must not begin: the switch has meanings of its own for these.
const EXTENSION_PREFIXES: [&str; 2] = ["068", "097"];
/// What no extension may be: service codes and what the switch answers itself.
const EXTENSIONS_RESERVED: [&str; 13] =
    ["098", "211", "311", "411", "4443", "4444", "4747", "511", "711", "811", "822", "911", "988"];

/// What a login may do, and how it is treated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LoginProfile {
    /// In the customer's words.
    pub description: String,
    /// How it speaks.
    pub protocol: LoginProtocol,
    /// How it is recognised.
    pub auth: LoginAuth,
    /// The address that it is recognised by, where it is.
    pub address: Option<IpAddr>,
    /// What it is.
    pub device: LoginDevice,
    /// The number that its calls show; `None`: whichever it sends and may send.
    pub caller_id: Option<Did>,
    /// By which routes it calls Canada; `None`: as its customer has it.
    pub canada_route: Option<CallRoute>,
    /// Whether it may call abroad at all.
    pub international: bool,
    /// By which routes it calls abroad.
    pub international_route: CallRoute,
    /// Whether it may call the dear numbers of area code 225.
    pub allows_225: bool,
    /// What is played to calls on hold.
    pub music: Music,
    /// The language of announcements.
    pub language: Language,
    /// Whether calls are recorded.
    pub record_calls: bool,
    /// What it may speak, the most wanted first.
    pub codecs: Vec<Codec>,
    /// How it sends keys.
    pub dtmf: DtmfMode,
    /// What is done about address translators.
    pub nat: Nat,
    /// Whether what it sends must be encrypted.
    pub encrypted: bool,
    /// How long a login may stand before it is renewed, in seconds.
    pub expiry_seconds: u32,
    /// After how many seconds without speech its calls end.
    pub rtp_seconds: u32,
    /// The same on hold.
    pub rtp_hold_seconds: u32,
    /// The addresses, networks and names that it may log in from.
    pub networks: Vec<String>,
    /// Whether it may do so from these only.
    pub only_networks: bool,
    /// The points of presence that it may use.
    pub pops: Vec<ObjectId>,
    /// Whether it may use these only.
    pub only_pops: bool,
    /// Whether it is told that a call has ended that lost its speech.
    pub send_bye: bool,
    /// The digits that colleagues reach it by; empty for none.
    pub extension: String,
    /// The mailbox behind the extension; empty for none.
    pub extension_voicemail: String,
    /// How long the extension rings, in seconds.
    pub extension_seconds: u32,
    /// The name that colleagues see.
    pub internal_name: String,
    /// Whether they do.
    pub shows_internal_name: bool,
    /// Which calls can be picked up.
    pub pickup: Pickup,
    /// How what it dials is read.
    pub dialing: Dialing,
    /// Through whom it calls toll-free numbers.
    pub toll_free_carrier: TollFreeCarrier,
}

impl Default for LoginProfile {
    fn default() -> Self {
        Self {
            description: String::new(),
            protocol: LoginProtocol::default(),
            auth: LoginAuth::default(),
            address: None,
            device: LoginDevice::default(),
            caller_id: None,
            canada_route: None,
            international: false,
            international_route: CallRoute::default(),
            allows_225: false,
            music: Music::default(),
            language: Language::default(),
            record_calls: false,
            codecs: vec![Codec::Ulaw],
            dtmf: DtmfMode::default(),
            nat: Nat::default(),
            encrypted: false,
            expiry_seconds: EXPIRY_SECONDS,
            rtp_seconds: RTP_SECONDS,
            rtp_hold_seconds: RTP_HOLD_SECONDS,
            networks: Vec::new(),
            only_networks: false,
            pops: Vec::new(),
            only_pops: false,
            send_bye: true,
            extension: String::new(),
            extension_voicemail: String::new(),
            extension_seconds: EXTENSION_SECONDS,
            internal_name: String::new(),
            shows_internal_name: false,
            pickup: Pickup::default(),
            dialing: Dialing::default(),
            toll_free_carrier: TollFreeCarrier::default(),
        }
    }
}

impl LoginProfile {
    /// What is wrong with it in itself. Who else has its extension or its address, the profile cannot
    /// know.
    pub fn check(&self) -> Result<(), LoginFault> {
        self.check_auth()?;
        self.check_extension()?;
        if self.rtp_seconds > self.rtp_hold_seconds {
            return Err(LoginFault::RtpOrder);
        }
        if self.only_networks && self.networks.is_empty() {
            return Err(LoginFault::NetworksMissing);
        }
        if self.only_pops && self.pops.is_empty() {
            return Err(LoginFault::PopsMissing);
        }
        Ok(())
    }

    fn check_auth(&self) -> Result<(), LoginFault> {
        match (self.auth, self.address) {
            (LoginAuth::Address, _) if self.protocol == LoginProtocol::Iax2 => {
                Err(LoginFault::IaxWithoutPassword)
            }
            (LoginAuth::Address, None) => Err(LoginFault::AddressMissing),
            (LoginAuth::Address, Some(address)) if !is_public(address) => {
                Err(LoginFault::AddressReserved)
            }
            (LoginAuth::Address, Some(_)) | (LoginAuth::Password, None) => Ok(()),
            (LoginAuth::Password, Some(_)) => Err(LoginFault::AddressUnwanted),
        }
    }

    fn check_extension(&self) -> Result<(), LoginFault> {
        let digits = self.extension.as_str();
        if digits.len() > EXTENSION_DIGITS_MAX {
            return Err(LoginFault::ExtensionLong);
        }
        if EXTENSION_PREFIXES.iter().any(|prefix| digits.starts_with(prefix)) {
            return Err(LoginFault::ExtensionPrefix);
        }
        if EXTENSIONS_RESERVED.contains(&digits) {
            return Err(LoginFault::ExtensionReserved);
        }
        Ok(())
    }
}

/// What a password is answered with by equipment, for one realm: nothing that the password could be read
/// from, and all that a switch needs to check it (RFC 2617, RFC 8760).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginSecret {
    /// The realm.
    pub realm: String,
    /// The digest over name, realm and password, in lower-case hex.
    pub digest: String,
}

/// The shortest password of a login, in characters.
const PASSWORD_CHARS_MIN: usize = 8;
/// What a password of a login may have beside letters and digits.
const PASSWORD_SIGNS: &str = "!#$%&/()=?*[]_:.,{}+-";

/// From how many characters on a name within a password gives it away.
const NAME_CHARS_TELLING: usize = 4;

/// What is wrong with a password that somebody wants for the login of that name.
pub fn check_login_password(password: &str, name: &str) -> Result<(), LoginFault> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || PASSWORD_SIGNS.contains(c);
    if !password.chars().all(allowed) {
        return Err(LoginFault::PasswordSigns);
    }
    if password.len() < PASSWORD_CHARS_MIN {
        return Err(LoginFault::PasswordShort);
    }
    let has = |is: fn(&char) -> bool| password.chars().any(|c| is(&c));
    if !has(char::is_ascii_lowercase) {
        return Err(LoginFault::PasswordLowercase);
    }
    if !has(char::is_ascii_uppercase) {
        return Err(LoginFault::PasswordUppercase);
    }
    if !has(char::is_ascii_digit) {
        return Err(LoginFault::PasswordDigit);
    }
    // Whoever guesses begins with the name and with what everybody has.
    let (lower, name) = (password.to_ascii_lowercase(), name.to_ascii_lowercase());
    let has_name = name.len() >= NAME_CHARS_TELLING && lower.contains(&name);
    if has_name || lower.contains("password") {
        return Err(LoginFault::PasswordWeak);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_that_mean_something_else_are_refused() {
        let fault = |extension: &str| {
            let profile =
                LoginProfile { extension: extension.to_owned(), ..LoginProfile::default() };
            profile.check().err()
        };
        assert_eq!(fault(""), None);
        assert_eq!(fault("12"), None);
        assert_eq!(fault("911"), Some(LoginFault::ExtensionReserved));
        assert_eq!(fault("0681"), Some(LoginFault::ExtensionPrefix));
        assert_eq!(fault("123456"), Some(LoginFault::ExtensionLong));
    }

    #[test]
    fn an_address_stands_where_it_is_recognised_by_and_nowhere_else() {
        let profile = |protocol, auth, address: Option<&str>| {
            let address = address.and_then(|text| text.parse().ok());
            LoginProfile { protocol, auth, address, ..LoginProfile::default() }.check()
        };
        use LoginAuth::{Address, Password};
        use LoginProtocol::{Iax2, Sip};
        assert_eq!(profile(Sip, Password, None), Ok(()));
        assert_eq!(profile(Sip, Password, Some("9.9.9.9")), Err(LoginFault::AddressUnwanted));
        assert_eq!(profile(Sip, Address, Some("9.9.9.9")), Ok(()));
        assert_eq!(profile(Sip, Address, None), Err(LoginFault::AddressMissing));
        assert_eq!(profile(Sip, Address, Some("10.0.0.1")), Err(LoginFault::AddressReserved));
        assert_eq!(profile(Iax2, Address, Some("9.9.9.9")), Err(LoginFault::IaxWithoutPassword));
    }

    #[test]
    fn a_password_must_not_be_guessed_at_once() {
        assert_eq!(check_login_password("a-Str0ng.one", "VoIP"), Ok(()));
        for (password, fault) in [
            ("aB1", LoginFault::PasswordShort),
            ("AAAAAAA1", LoginFault::PasswordLowercase),
            ("aaaaaaa1", LoginFault::PasswordUppercase),
            ("aaaaaaAA", LoginFault::PasswordDigit),
            ("aB1 aB1 aB1", LoginFault::PasswordSigns),
            ("Voip12345", LoginFault::PasswordWeak),
            ("Password1", LoginFault::PasswordWeak),
        ] {
            assert_eq!(check_login_password(password, "VoIP"), Err(fault), "{password}");
        }
    }
}
