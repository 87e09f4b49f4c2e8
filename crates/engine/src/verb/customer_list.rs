//! The customers of the shop.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Scope};
use tandem_store::account;

use crate::{AccountView, Command, Cx, Halt, Mode};

/// How many customers one page shows.
const PAGE_MAX: i64 = 1000;

/// Looks at the customers, a page of them in the order of their ids. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CustomerList {
    /// The last one that was seen before.
    pub after: AccountId,
}

impl Command for CustomerList {
    const NAME: &'static str = "customer.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<AccountView>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<AccountView>, Halt> {
        cx.require_operator()?;
        let page = account::customers(cx.tx, self.after, PAGE_MAX)?;
        Ok(page.into_iter().map(AccountView::from).collect())
    }
}
