//! The clients that a reseller has.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Money};
use tandem_store::account;

use super::resale::is_client;
use crate::{Command, Cx, Halt, Mode};

/// Looks at the actor's clients that have a name in a dialect, in the order of their accounts. The reseller's
/// command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientList {
    /// In which dialect they are named.
    pub scheme: String,
}

/// A client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientView {
    /// Its account.
    pub account: AccountId,
    /// What it is called in the dialect asked for.
    pub alias: String,
    /// What its reseller calls it.
    pub name: String,
    /// Where letters to it go; empty for nowhere.
    pub email: String,
    /// What it has with its reseller.
    pub balance: Money,
}

impl Command for ClientList {
    const NAME: &'static str = "client.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<ClientView>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<ClientView>, Halt> {
        let reseller = cx.require_reseller()?;
        let mut aliases = account::aliases(cx.tx, &self.scheme, reseller)?;
        let family = account::family(cx.tx, reseller)?;
        let clients = family.into_iter().filter(is_client);
        let view = |client: tandem_domain::Account| {
            Some(ClientView {
                account: client.id,
                alias: aliases.remove(&client.id)?,
                name: client.profile.name,
                email: client.profile.email,
                balance: client.balance,
            })
        };
        Ok(clients.filter_map(view).collect())
    }
}
