//! One account, by its id or by any of its names.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountRef, Scope};

use super::account_list::AccountView;
use crate::{Command, Cx, Halt, Mode};

/// Looks an account up, whosever it is. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountFind {
    /// What it is called.
    pub named: AccountRef,
}

impl Command for AccountFind {
    const NAME: &'static str = "account.find";
    const MODE: Mode = Mode::Read;
    type Outcome = AccountView;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<AccountView, Halt> {
        cx.require_operator()?;
        Ok(cx.any_account(&self.named)?.into())
    }
}
