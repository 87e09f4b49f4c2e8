//! How far below nothing a balance may go. Emits `credit_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Actor, EventBody, Money, Refusal, Scope};
use tandem_store::{Lane, tenure};

use crate::{Command, Cx, Halt, Mode};

/// Sets a customer's credit. A limit below what the customer owes already stops all further
/// spending and takes nothing back. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountCredit {
    /// The customer.
    pub account: AccountId,
    /// How far below nothing the balance may go; never negative.
    pub limit: Money,
}

impl Command for AccountCredit {
    const NAME: &'static str = "account.credit";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ();

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn shard(&self, _: &Actor) -> i64 {
        self.account.0
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        cx.require_operator()?;
        cx.lock(self.account)?;
        if self.limit.0 < 0 || !Cx::is_customer(&cx.account(self.account)?) {
            return Err(Refusal::AmountInvalid.into());
        }
        cx.change(self.account, |account| account.credit_limit = self.limit)?;
        tenure::wake(cx.tx, self.account)?;
        cx.emit(self.account, EventBody::CreditSet { limit: self.limit })
    }
}
