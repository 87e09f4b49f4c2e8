//! From where equipment may log in.

use std::net::IpAddr;

use super::LoginProfile;
use crate::{ObjectId, Transport};

/// From where somebody wants to log in, as far as the switch says. What it does not say is nowhere: a
/// restriction that nobody can judge keeps everybody out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoginPlace {
    /// The address that the request came from.
    pub address: Option<IpAddr>,
    /// The point of presence that it came to.
    pub pop: Option<ObjectId>,
    /// How it was carried.
    pub transport: Option<Transport>,
}

/// Why somebody may not log in from where they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginBar {
    /// From other networks only.
    Network,
    /// At other points of presence only.
    Pop,
    /// Encrypted only.
    Clear,
}

impl std::fmt::Display for LoginBar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Network => "it may log in from other addresses only",
            Self::Pop => "it may use other points of presence only",
            Self::Clear => "it may log in encrypted only",
        })
    }
}

impl LoginProfile {
    /// Why it may not log in from there, if it may not.
    pub fn bars(&self, place: &LoginPlace) -> Option<LoginBar> {
        let is_within = |address: IpAddr| {
            self.networks.iter().any(|network| contains(network, address.to_canonical()))
        };
        if self.only_networks && !place.address.is_some_and(is_within) {
            return Some(LoginBar::Network);
        }
        if self.only_pops && !place.pop.is_some_and(|pop| self.pops.contains(&pop)) {
            return Some(LoginBar::Pop);
        }
        if self.encrypted && !place.transport.is_some_and(Transport::is_encrypted) {
            return Some(LoginBar::Clear);
        }
        None
    }
}

/// Whether an address is the one that is written, or in the network that is. Names are not looked up: they
/// hold no address.
fn contains(network: &str, address: IpAddr) -> bool {
    let (base, bits) = network.split_once('/').unwrap_or((network, "128"));
    let (Ok(base), Ok(bits)) = (base.parse::<IpAddr>(), bits.parse::<u32>()) else { return false };
    match (base.to_canonical(), address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => {
            let apart = base.to_bits() ^ address.to_bits();
            apart.checked_shr(32 - bits.min(32)).unwrap_or(0) == 0
        }
        (IpAddr::V6(base), IpAddr::V6(address)) => {
            let apart = base.to_bits() ^ address.to_bits();
            apart.checked_shr(128 - bits.min(128)).unwrap_or(0) == 0
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_hold_their_addresses() {
        let holds = |network: &str, address: &str| {
            contains(network, address.parse::<IpAddr>().expect("an address").to_canonical())
        };
        for (network, address, expected) in [
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "::ffff:192.0.2.7", true),
            ("192.0.2.7", "192.0.2.6", false),
            ("10.255.12.0/22", "10.255.15.255", true),
            ("10.255.12.0/22", "10.255.16.0", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("2001:db8::/32", "2001:db8:1::5", true),
            ("2001:db8::/32", "2001:db9::5", false),
            ("::/0", "2001:db9::5", true),
            ("2001:db8::5", "2001:db8::5", true),
            ("device.example.com", "192.0.2.7", false),
        ] {
            assert_eq!(holds(network, address), expected, "{address} in {network}");
        }
    }

    #[test]
    fn what_a_switch_does_not_say_is_nowhere() {
        let place = LoginPlace {
            address: "192.0.2.7".parse().ok(),
            pop: Some(ObjectId(5)),
            transport: Some(Transport::Tls),
        };
        let open = LoginProfile::default();
        assert_eq!((open.bars(&place), open.bars(&LoginPlace::default())), (None, None));
        let strict = LoginProfile {
            networks: vec!["192.0.2.0/24".to_owned()],
            only_networks: true,
            pops: vec![ObjectId(5)],
            only_pops: true,
            encrypted: true,
            ..LoginProfile::default()
        };
        assert_eq!(strict.bars(&place), None);
        let barred = |place| strict.bars(&place);
        assert_eq!(barred(LoginPlace { address: None, ..place }), Some(LoginBar::Network));
        assert_eq!(barred(LoginPlace { pop: Some(ObjectId(16)), ..place }), Some(LoginBar::Pop));
        let plain = LoginPlace { transport: Some(Transport::Tcp), ..place };
        assert_eq!(barred(plain), Some(LoginBar::Clear));
    }
}
