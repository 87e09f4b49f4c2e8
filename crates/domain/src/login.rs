//! Logins: what equipment may do that speaks for a sub-account.
//!
//! The fields and their choices are those of the VoIP.ms document. What a choice means to a switch is
//! said there too; nothing here places a call.

mod choices;
mod fault;
mod password;
mod place;

pub use choices::{
    CallRoute, Codec, Dialing, DtmfMode, LoginAuth, LoginDevice, LoginProtocol, Nat, Pickup,
    TollFreeCarrier,
};
pub use fault::LoginFault;
pub use password::{LoginSecret, check_login_password};
pub use place::{LoginBar, LoginPlace};

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use crate::{Language, Music, Named, ObjectId, ObjectKind, is_public};

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
    /// What it names.
    pub fn named(&self) -> Named {
        let mailbox = self.extension_voicemail.parse().ok();
        let mailbox = mailbox.map(|id| (ObjectKind::Voicemail, ObjectId(id)));
        Named::of(mailbox.into_iter().collect(), Vec::new())
    }

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
}
