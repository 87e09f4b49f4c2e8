//! From where an account is logged in.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use tandem_domain::{Account, AccountId, ObjectId, ObjectKind, Refusal, Timestamp, Transport};
use tandem_store::{account, object, registration};

use super::LOGINS;
use super::pop_list::{PopView, view};
use crate::{Command, Cx, Halt, Mode, REGISTRATIONS_MAX};

/// Looks from where a login, or the account itself, is logged in, as switches have said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginStatus {
    /// What it logs in with.
    pub name: String,
}

/// One place from which it is logged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationView {
    /// The point of presence, if the switch named one.
    pub pop: Option<PopView>,
    /// The address at which it wants to be called.
    pub contact: String,
    /// The address and port of the equipment, as the switch sees it, if it said so.
    pub address: Option<SocketAddr>,
    /// How its requests are carried.
    pub transport: Transport,
    /// What the equipment calls itself.
    pub agent: String,
    /// Until when, unless it is renewed.
    pub until: Timestamp,
}

impl Command for LoginStatus {
    const NAME: &'static str = "login.status";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<RegistrationView>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<RegistrationView>, Halt> {
        let found = self.account(cx)?;
        let mut standing = registration::of_account(cx.tx, found.id, REGISTRATIONS_MAX)?;
        // Whoever has gone is gone, also where the clock of the switch is ahead of ours.
        standing.retain(|known| known.until > cx.now.max(known.at));
        let mut pops = BTreeMap::new();
        let named: BTreeSet<ObjectId> = standing.iter().filter_map(|known| known.pop).collect();
        for id in named {
            pops.insert(id, pop(cx, id)?);
        }
        let views = standing.into_iter().map(|known| RegistrationView {
            pop: known.pop.and_then(|id| pops.get(&id).cloned().flatten()),
            contact: known.contact,
            address: known.address,
            transport: known.transport,
            agent: known.agent,
            until: known.until,
        });
        Ok(views.collect())
    }
}

impl LoginStatus {
    /// The account, which must be the actor's own or under it.
    fn account(&self, cx: &mut Cx<'_>) -> Result<Account, Halt> {
        let unknown = || Refusal::AccountUnknown { name: self.name.clone() };
        let id = account::by_alias(cx.tx, LOGINS, &self.name)?.ok_or_else(unknown)?;
        let (found, actor) = (cx.account(id)?, cx.actor);
        let mine =
            found.root == actor.root && (actor.account == actor.root || actor.account == found.id);
        if mine { Ok(found) } else { Err(unknown().into()) }
    }
}

/// A point of presence, unless the operator has taken it away since.
fn pop(cx: &mut Cx<'_>, id: ObjectId) -> Result<Option<PopView>, Halt> {
    let found = object::get(cx.tx, AccountId::OPERATOR, ObjectKind::Pop, id)?;
    found.map(view).transpose()
}
