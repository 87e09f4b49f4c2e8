//! A login may do other things, or has another password. Emits `login_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    EventBody, LoginAuth, LoginFault, LoginProfile, LoginSecret, ObjectUser, Refusal,
};
use tandem_store::{Lane, credential, login};

use crate::{Command, Cx, Halt, Mode};

/// Says anew what a login may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginSet {
    /// The number by which dialects show it.
    pub id: i64,
    /// What it may do. The protocol stays what it is.
    pub profile: LoginProfile,
    /// What its new password is checked by, for each realm; `None`: it keeps the one it has.
    pub secrets: Option<Vec<LoginSecret>>,
}

impl Command for LoginSet {
    const NAME: &'static str = "login.set";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        let customer = cx.lock_customer()?;
        cx.require_reseller()?;
        let unknown = || Refusal::LoginUnknown { id: self.id };
        let mut set = login::get(cx.tx, customer, self.id)?.ok_or_else(unknown)?;
        let before = set.profile.named();
        let wanted = LoginProfile { protocol: set.profile.protocol, ..self.profile.clone() };
        set.profile = cx.resolve_login_profile(customer, Some(set.id), &wanted)?;
        match (set.profile.auth, &self.secrets) {
            (LoginAuth::Password, Some(secrets)) => {
                credential::revoke_named(cx.tx, set.account, &set.name, cx.now)?;
                cx.put_secrets(&set, secrets)?;
            }
            (LoginAuth::Password, None) => {
                if !credential::is_named(cx.tx, set.account, &set.name)? {
                    let fault = LoginFault::PasswordMissing;
                    return Err(Refusal::LoginInvalid { fault }.into());
                }
            }
            (LoginAuth::Address, _) => {
                credential::revoke_named(cx.tx, set.account, &set.name, cx.now)?;
            }
        }
        cx.note_uses(customer, ObjectUser::Login(set.id), &before, &set.profile.named())?;
        login::update(cx.tx, &set)?;
        let (account, login, version) = (set.account, set.id, set.version + 1);
        cx.emit(customer, EventBody::LoginSet { account, login, version })
    }
}
