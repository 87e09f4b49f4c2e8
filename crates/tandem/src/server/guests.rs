//! How many connections one address has open, so that nobody takes all the places there are.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// The part of an IPv6 address that tells customers apart: each has at least a /64.
const NETWORK_MASK: u128 = !0 << 64;

/// Who is here.
#[derive(Clone)]
pub(super) struct Guests {
    present: Arc<Mutex<BTreeMap<IpAddr, usize>>>,
    /// How many connections one address may have open at once.
    each_max: usize,
}

/// A connection that is counted for as long as this lives.
pub(super) struct Guest {
    guests: Guests,
    address: IpAddr,
}

impl Guests {
    /// Nobody yet; each address may have so many connections at once.
    pub(super) fn at_most(each_max: usize) -> Self {
        Self { present: Arc::default(), each_max }
    }

    /// Counts a connection; `None` when its address has too many already. This machine may have as
    /// many as there are.
    pub(super) fn welcome(&self, address: IpAddr) -> Option<Guest> {
        let address = customer(address);
        let mut present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        let here = present.entry(address).or_default();
        if *here >= self.each_max && !address.is_loopback() {
            return None;
        }
        *here += 1;
        Some(Guest { guests: self.clone(), address })
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut present = self.guests.present.lock().unwrap_or_else(PoisonError::into_inner);
        let here = present.entry(self.address).or_default();
        *here = here.saturating_sub(1);
        if *here == 0 {
            present.remove(&self.address);
        }
    }
}

/// The address as far as it tells customers apart.
fn customer(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => {
            Ipv6Addr::from_bits(address.to_bits() & NETWORK_MASK).into()
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn one_address_does_not_take_every_place() {
        const MOST: usize = 5;
        let guests = Guests::at_most(MOST);
        let crowd = |host: &str| -> Vec<Guest> {
            (0..=MOST).filter_map(|_| guests.welcome(address(host))).collect()
        };
        let here = crowd("192.0.2.1");
        assert_eq!(here.len(), MOST);
        assert!(guests.welcome(address("192.0.2.2")).is_some(), "others are not in its way");
        assert_eq!(crowd("127.0.0.1").len(), MOST + 1);
        drop(here);
        assert!(guests.welcome(address("192.0.2.1")).is_some());
        assert!(guests.present.lock().expect("no panic").is_empty(), "who has left is forgotten");
    }

    #[test]
    fn addresses_of_one_customer_count_together() {
        assert_eq!(customer(address("2001:db8::1")), customer(address("2001:db8::ffff")));
        assert_ne!(customer(address("2001:db8::1")), customer(address("2001:db8:0:1::1")));
        assert_eq!(customer(address("::ffff:192.0.2.1")), address("192.0.2.1"));
        assert!(customer(address("::1")).is_loopback());
    }
}
