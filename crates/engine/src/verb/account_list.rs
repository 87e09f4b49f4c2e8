//! An account and those under it.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    Account, AccountId, AccountKind, AccountProfile, AccountStatus, Currency, Money, Refusal,
};
use tandem_store::account;

use crate::{Command, Cx, Halt, Mode};

/// Looks at the actor's account and its sub-accounts; the operator may look at anybody's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountList {
    /// Whose; `None`: the actor's own.
    pub customer: Option<AccountId>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Its id.
    pub id: AccountId,
    /// The customer at the top of its tree.
    pub root: AccountId,
    /// What it is.
    pub kind: AccountKind,
    /// Whether it may buy.
    pub status: AccountStatus,
    /// What it has.
    pub balance: Money,
    /// How far below nothing its balance may go.
    #[serde(default)]
    pub credit_limit: Money,
    /// In what currency.
    pub currency: Currency,
    /// What is known about it.
    pub profile: AccountProfile,
}

impl From<Account> for AccountView {
    fn from(account: Account) -> Self {
        Self {
            id: account.id,
            root: account.root,
            kind: account.kind,
            status: account.status,
            balance: account.balance,
            credit_limit: account.credit_limit,
            currency: account.currency,
            profile: account.profile,
        }
    }
}

impl Command for AccountList {
    const NAME: &'static str = "account.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<AccountView>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<AccountView>, Halt> {
        let customer = self.customer.unwrap_or(cx.actor.root);
        if customer != cx.actor.root {
            cx.require_operator()?;
        }
        let family = account::family(cx.tx, customer)?;
        if family.is_empty() {
            return Err(Refusal::AccountUnknown { name: customer.to_string() }.into());
        }
        let whole = cx.actor.account == cx.actor.root;
        Ok(family
            .into_iter()
            .filter(|account| whole || account.id == cx.actor.account)
            .map(AccountView::from)
            .collect())
    }
}
