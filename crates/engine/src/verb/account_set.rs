//! What seldom changes about an account changes. Emits `account_changed`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, AccountProfile, AccountStatus, EventBody, Refusal, Role, Scope};
use tandem_store::{Lane, account};

use super::account_open::require_sound;
use crate::{Command, Cx, Halt, Mode};

/// Changes an account's profile and status. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountSet {
    /// The account.
    pub account: AccountId,
    /// What is known about it from now on.
    pub profile: AccountProfile,
    /// Whether it may buy.
    pub status: AccountStatus,
}

impl Command for AccountSet {
    const NAME: &'static str = "account.set";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ();

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        cx.require_operator()?;
        cx.lock(self.account)?;
        let before = cx.account(self.account)?;
        if before.profile.closed {
            return Err(Refusal::AccountUnknown { name: self.account.to_string() }.into());
        }
        // What was said long ago need not be said better to change something else.
        let said = |profile: &AccountProfile| {
            [&profile.name, &profile.email, &profile.zone].map(Clone::clone)
        };
        if said(&before.profile) != said(&self.profile) {
            require_sound(self.profile.check())?;
        }
        require_sound(self.profile.calls.check())?;
        let customer = before.root;
        let routing = cx.resolve(customer, Role::Routing, &self.profile.default_routing)?;
        let profile = AccountProfile { default_routing: routing, ..self.profile.clone() };
        account::set_profile(cx.tx, self.account, self.status, &profile)?;
        cx.emit(self.account, EventBody::AccountChanged { status: self.status })
    }
}
