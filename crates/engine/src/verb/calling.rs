//! Whom somebody may have called over HTTP.

use ipnet::IpNet;
use tandem_domain::{Target, is_public};

/// Whether an address may be called: a public one, or one in a network that the operator allows. What a name
/// leads to is seen by whoever calls; this tells what can be seen at once to be in vain.
pub(super) fn is_callable(target: &Target, allowed: &[IpNet]) -> bool {
    let permits = |address| allowed.iter().any(|network| network.contains(&address));
    target.known_address().is_none_or(|address| is_public(address) || permits(address))
}
