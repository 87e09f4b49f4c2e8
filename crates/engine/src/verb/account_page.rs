//! Every account there is, page by page: what exports walk through.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Scope, SlotKind};
use tandem_store::{account, slot};

use super::account_list::AccountView;
use super::account_open::Alias;
use crate::{Command, Cx, EXPORT_ROWS, Halt, Mode};

/// Looks at the accounts after one, in the order of their ids: customers before their sub-accounts,
/// and without the operator. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountPage {
    /// The last that was seen before.
    pub after: AccountId,
}

/// An account with all that moves with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountWhole {
    /// The account.
    pub account: AccountView,
    /// What it is directly under, if it is a sub-account.
    pub parent: Option<AccountId>,
    /// Its names.
    pub aliases: Vec<Alias>,
    /// The slots it has bought.
    pub slots: Vec<(SlotKind, i64)>,
}

impl Command for AccountPage {
    const NAME: &'static str = "account.page";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<AccountWhole>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<AccountWhole>, Halt> {
        cx.require_operator()?;
        let after = self.after.max(AccountId::OPERATOR);
        let page = account::page(cx.tx, after, EXPORT_ROWS)?;
        let (Some(first), Some(last)) = (page.first(), page.last()) else {
            return Ok(Vec::new());
        };
        let (first, last) = (first.id, last.id);
        let parents = account::parents(cx.tx, first, last)?;
        let mut aliases: BTreeMap<AccountId, Vec<Alias>> = BTreeMap::new();
        for known in account::names(cx.tx, first, last)? {
            let alias = Alias { scheme: known.scheme, name: known.name };
            aliases.entry(known.account).or_default().push(alias);
        }
        let mut slots: BTreeMap<AccountId, Vec<(SlotKind, i64)>> = BTreeMap::new();
        for (account, kind, bought) in slot::bought(cx.tx, first, last)? {
            slots.entry(account).or_default().push((kind, bought));
        }
        let whole = page.into_iter().map(|account| AccountWhole {
            parent: parents.get(&account.id).copied(),
            aliases: aliases.remove(&account.id).unwrap_or_default(),
            slots: slots.remove(&account.id).unwrap_or_default(),
            account: account.into(),
        });
        Ok(whole.collect())
    }
}
