//! A login is removed. Emits what closing its sub-account emits ([`crate::AccountClose`]).

use serde::{Deserialize, Serialize};
use tandem_domain::Refusal;
use tandem_store::{Lane, login};

use super::account_close::Rest;
use crate::{Command, Cx, Halt, Mode};

/// Removes a login, and closes its sub-account. What that owes its customer for numbers, or has with it, is written
/// off in the customer's books: they keep what was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginClose {
    /// The number by which dialects show it.
    pub id: i64,
}

impl Command for LoginClose {
    const NAME: &'static str = "login.close";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        let customer = cx.lock_customer()?;
        cx.require_reseller()?;
        let found = login::get(cx.tx, customer, self.id)?;
        let found = found.ok_or(Refusal::LoginUnknown { id: self.id })?;
        cx.close_account(customer, found.account, &found.name, Rest::WrittenOff)
    }
}
