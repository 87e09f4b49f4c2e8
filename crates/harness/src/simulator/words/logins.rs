//! Logins, in the engine's words.

use std::net::{IpAddr, Ipv4Addr};

use futures_util::future::BoxFuture;
use tandem_domain::{LoginAuth, LoginProfile, LoginSecret};
use tandem_engine::{LoginClose, LoginOpen, LoginSet};

use super::{Ids, Reply, Sender, nothing};
use crate::simulator::deed::{Asker, LoginDeed, LoginWanted};

/// The realm that equipment logs in to.
const REALM: &str = "tandem";

pub(super) fn send(
    sender: Sender,
    ids: &Ids,
    by: Asker,
    deed: &LoginDeed,
) -> BoxFuture<'static, Reply> {
    match deed {
        LoginDeed::Open { name, wanted } => {
            let name = format!("{}_{name}", ids.names[ids.roots[by.who]]);
            let (profile, secrets) = (profile(*wanted), secrets(*wanted));
            sender.send(LoginOpen { name, profile, secrets }, nothing)
        }
        LoginDeed::Set { login, wanted } => {
            let secrets = Some(secrets(*wanted)).filter(|secrets| !secrets.is_empty());
            sender.send(
                LoginSet { id: ids.logins[*login], profile: profile(*wanted), secrets },
                nothing,
            )
        }
        LoginDeed::Close { login } => sender.send(LoginClose { id: ids.logins[*login] }, nothing),
    }
}

fn profile(wanted: LoginWanted) -> LoginProfile {
    let address = wanted.address.map(|last| IpAddr::V4(Ipv4Addr::new(9, 9, 9, last)));
    LoginProfile {
        auth: if address.is_some() { LoginAuth::Address } else { LoginAuth::Password },
        address,
        extension: match wanted.extension {
            0 => String::new(),
            extension => extension.to_string(),
        },
        ..LoginProfile::default()
    }
}

fn secrets(wanted: LoginWanted) -> Vec<LoginSecret> {
    let digest = LoginSecret { realm: REALM.to_owned(), digest: "digest".to_owned().into() };
    if wanted.password && wanted.address.is_none() { vec![digest] } else { Vec::new() }
}
