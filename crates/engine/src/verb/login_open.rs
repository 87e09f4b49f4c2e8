//! A login is made: a sub-account that equipment speaks for. Emits `account_opened` in the chain of the
//! sub-account and `login_set` in that of its customer.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, AccountKind, AccountProfile, Destination, EventBody, LoginAuth, LoginFault,
    LoginProfile, LoginSecret, Named, ObjectUser, Refusal,
};
use tandem_store::login::{self, Login};
use tandem_store::{Lane, StoreError, account};

use super::LOGINS;
use super::account_open::fresh;
use crate::{Command, Cx, Halt, LOGIN_NAME_CHARS_MAX, LOGINS_MAX, Mode};

/// Makes a login. What the customer will type is not in here: only digests of it are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginOpen {
    /// What it logs in with, in full: the customer's own name, `_`, and a name of its own.
    pub name: String,
    /// What it may do.
    pub profile: LoginProfile,
    /// What its password is checked by, for each realm; nothing without a password.
    pub secrets: Vec<LoginSecret>,
}

/// A login that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginOpened {
    /// The number by which dialects show it.
    pub id: i64,
    /// The sub-account.
    pub account: AccountId,
    /// What it logs in with.
    pub name: String,
}

impl Command for LoginOpen {
    const NAME: &'static str = "login.open";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = LoginOpened;

    fn run(&self, cx: &mut Cx<'_>) -> Result<LoginOpened, Halt> {
        let customer = cx.lock_customer()?;
        cx.require_reseller()?;
        let parent = cx.require_open(customer)?;
        self.check_name(cx, customer)?;
        if login::count(cx.tx, customer)? >= LOGINS_MAX {
            return Err(Refusal::LoginInvalid { fault: LoginFault::TooMany }.into());
        }
        if self.profile.auth == LoginAuth::Password && self.secrets.is_empty() {
            return Err(Refusal::LoginInvalid { fault: LoginFault::PasswordMissing }.into());
        }
        let profile = cx.resolve_login_profile(customer, None, &self.profile)?;
        // Nobody would tell two apart on the telephone that differ in capitals alone.
        let names = account::aliases(cx.tx, LOGINS, customer)?;
        if names.values().any(|known| known.eq_ignore_ascii_case(&self.name)) {
            return Err(Refusal::NameTaken { name: self.name.clone() }.into());
        }
        let about = AccountProfile {
            name: self.name.clone(),
            plan: parent.profile.plan.clone(),
            default_routing: Destination::None,
            client_limit: None,
            calls: tandem_domain::CallLimits::default(),
            held_max: None,
            email: String::new(),
            closed: false,
            postal_code: String::new(),
            messages_a_day: None,
            zone: String::new(),
        };
        let id = AccountId(cx.id());
        let opened = fresh(id, customer, AccountKind::Sub, parent.currency, about);
        account::insert(cx.tx, &opened, Some(customer), cx.now)?;
        if !account::alias_insert(cx.tx, LOGINS, &self.name, id)? {
            return Err(Refusal::NameTaken { name: self.name.clone() }.into());
        }
        let made = Login {
            id: login::next_id(cx.tx)?,
            account: id,
            customer,
            name: self.name.clone(),
            version: 1,
            profile,
        };
        if !login::insert(cx.tx, &made)? {
            // Its number, address or extension was free a moment ago.
            return Err(StoreError::Contended.into());
        }
        let by = ObjectUser::Login(made.id);
        cx.note_uses(customer, by, &Named::default(), &made.profile.named())?;
        cx.emit(id, EventBody::AccountOpened { name: self.name.clone() })?;
        cx.put_secrets(&made, &self.secrets)?;
        cx.emit(customer, EventBody::LoginSet { account: id, login: made.id, version: 1 })?;
        Ok(LoginOpened { id: made.id, account: id, name: self.name.clone() })
    }
}

impl LoginOpen {
    fn check_name(&self, cx: &mut Cx<'_>, customer: AccountId) -> Result<(), Halt> {
        let main = account::aliases_of(cx.tx, LOGINS, customer)?;
        let own =
            main.iter().find_map(|main| self.name.strip_prefix(main.as_str())?.strip_prefix('_'));
        let fits = |own: &str| {
            (1..=LOGIN_NAME_CHARS_MAX).contains(&own.len())
                && own.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        if own.is_some_and(fits) {
            return Ok(());
        }
        Err(Refusal::LoginInvalid { fault: LoginFault::Name }.into())
    }
}
