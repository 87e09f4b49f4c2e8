//! Who may see what a node says of itself.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use super::caller::contains;

/// Where and to whom `/metrics` is answered. On the listener that everybody uses, only to networks that
/// the operator named: behind a proxy on the same machine, everybody would seem to be there.
#[derive(Clone, Debug)]
pub struct OperatorPages {
    /// The networks that may see them, where the operator named any.
    allowed: Option<Vec<IpNet>>,
    /// Which listener is meant.
    place: Place,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    /// The only one there is.
    #[default]
    Shared,
    /// The public one, beside which there is another.
    Public,
    /// The one for nothing else.
    Aside,
}

impl Default for OperatorPages {
    /// For the demo, which listens on loopback alone: whoever is on this machine.
    fn default() -> Self {
        let here = [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)];
        Self { allowed: Some(here.map(IpNet::from).to_vec()), place: Place::Shared }
    }
}

impl OperatorPages {
    /// The pages on the public listener, when there is another for them or not.
    pub fn of(allowed: Option<Vec<IpNet>>, has_own_listener: bool) -> Self {
        let place = if has_own_listener { Place::Public } else { Place::Shared };
        Self { allowed, place }
    }

    /// The same on their own listener. Whoever reaches it may look, unless the operator named
    /// networks: where it listens is what guards it.
    #[must_use]
    pub fn aside(&self) -> Self {
        Self { allowed: self.allowed.clone(), place: Place::Aside }
    }

    /// Whether the caller may see them; `None` is a caller of whom nobody can say where he is.
    pub fn admits(&self, caller: Option<IpAddr>) -> bool {
        match (self.place, &self.allowed, caller) {
            (Place::Public, _, _) => false,
            (Place::Aside, None, _) => true,
            (_, Some(allowed), Some(caller)) => contains(allowed, caller),
            (Place::Shared, None, Some(_)) | (_, _, None) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_unless_told_otherwise_and_in_a_demo_this_machine() {
        let address = |text: &str| Some(text.parse().expect("an address"));
        let (here, near, far) = (address("::1"), address("10.1.2.3"), address("192.0.2.1"));
        let demo = OperatorPages::default();
        assert!(demo.admits(here) && !demo.admits(near) && !demo.admits(None));
        let shared = OperatorPages::of(None, false);
        assert!(!shared.admits(here) && !shared.admits(near) && !shared.admits(None));
        let listed = OperatorPages::of(Some(vec!["10.0.0.0/8".parse().expect("a net")]), false);
        assert!(listed.admits(near) && !listed.admits(far) && !listed.admits(here));
        let public = OperatorPages::of(None, true);
        assert!(!public.admits(here) && public.aside().admits(far) && public.aside().admits(None));
        let both = OperatorPages::of(Some(vec!["10.0.0.0/8".parse().expect("a net")]), true);
        assert!(both.aside().admits(near) && !both.aside().admits(far) && !both.admits(near));
    }
}
