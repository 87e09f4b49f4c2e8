//! The logins that somebody has.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, LoginProfile};
use tandem_store::account;
use tandem_store::login::{self, Login};

use super::LOGINS;
use crate::{Command, Cx, Halt, LOGINS_MAX, Mode};

/// Looks at the logins of the actor's family; a sub-account sees its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginList {
    /// Only the one of this number.
    pub id: Option<i64>,
    /// Only the one of this name.
    pub name: Option<String>,
}

/// A login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginView {
    /// The number by which dialects show it.
    pub id: i64,
    /// The sub-account.
    pub account: AccountId,
    /// What it logs in with.
    pub name: String,
    /// What it may do.
    pub profile: LoginProfile,
}

impl From<Login> for LoginView {
    fn from(login: Login) -> Self {
        Self { id: login.id, account: login.account, name: login.name, profile: login.profile }
    }
}

impl Command for LoginList {
    const NAME: &'static str = "login.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<LoginView>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<LoginView>, Halt> {
        let customer = cx.actor.root;
        let found = match (self.id, &self.name) {
            (Some(id), _) => login::get(cx.tx, customer, id)?.into_iter().collect(),
            (None, Some(name)) => by_name(cx, customer, name)?.into_iter().collect(),
            (None, None) => login::list(cx.tx, customer, i64::MIN, LOGINS_MAX)?,
        };
        let seen =
            |login: &Login| cx.actor.account == customer || cx.actor.account == login.account;
        Ok(found.into_iter().filter(seen).map(LoginView::from).collect())
    }
}

fn by_name(cx: &mut Cx<'_>, customer: AccountId, name: &str) -> Result<Option<Login>, Halt> {
    let Some(id) = account::by_alias(cx.tx, LOGINS, name)? else { return Ok(None) };
    Ok(login::of_account(cx.tx, id)?.filter(|login| login.customer == customer))
}
