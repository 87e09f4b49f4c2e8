//! What logins may name, and what is kept of their passwords.

use tandem_domain::{
    AccountId, CredentialId, EventBody, LoginFault, LoginProfile, LoginSecret, ObjectKind, Refusal,
    Role,
};
use tandem_mirror::Terms;
use tandem_store::credential::Credential;
use tandem_store::login::{self, Login};
use tandem_store::{StoreError, credential, tenure};

use crate::{Cx, Halt};

/// What stands before the realm in the scheme of a login's credential.
pub(crate) const SIP: &str = "sip:";

impl Cx<'_> {
    /// Checks what a login is to be, with all that it names, and that nobody has what only one may have.
    pub(super) fn resolve_login_profile(
        &mut self,
        customer: AccountId,
        own: Option<i64>,
        wanted: &LoginProfile,
    ) -> Result<LoginProfile, Halt> {
        let invalid = |fault| Refusal::LoginInvalid { fault };
        wanted.check().map_err(invalid)?;
        let mut resolved = wanted.clone();
        if let Some(address) = wanted.address
            && let Some((other, whose)) = login::by_address(self.tx, &address.to_string())?
            && Some(other) != own
        {
            let mine = whose == customer;
            let fault = if mine { LoginFault::AddressRepeated } else { LoginFault::AddressUsed };
            return Err(invalid(fault).into());
        }
        if !wanted.extension.is_empty() {
            let other = login::by_extension(self.tx, customer, &wanted.extension)?;
            if other.is_some() && other != own {
                return Err(invalid(LoginFault::ExtensionUsed).into());
            }
        }
        if let Some(did) = wanted.caller_id {
            let held = tenure::current(self.tx, did)?;
            if held.is_none_or(|held| held.payer != customer) {
                return Err(invalid(LoginFault::CallerId).into());
            }
        }
        if !wanted.extension_voicemail.is_empty() {
            let (kind, record) = (ObjectKind::Voicemail, &wanted.extension_voicemail);
            resolved.extension_voicemail =
                self.resolve_object(customer, Role::Voicemail, kind, record)?;
        }
        for pop in &wanted.pops {
            let (operator, record) = (AccountId::OPERATOR, pop.to_string());
            self.resolve_object(operator, Role::Pop, ObjectKind::Pop, &record)?;
        }
        Ok(resolved)
    }

    /// Keeps what a password is checked by.
    pub(super) fn put_secrets(
        &mut self,
        login: &Login,
        secrets: &[LoginSecret],
    ) -> Result<(), Halt> {
        let terms = serde_json::to_string(&Terms::default())
            .map_err(|_| StoreError::Shape("credential.terms"))?;
        for secret in secrets {
            let kept = Credential {
                id: CredentialId(self.id()),
                account: login.account,
                root: login.customer,
                auth_epoch: self.account(login.account)?.auth_epoch,
                scheme: format!("{SIP}{}", secret.realm),
                handle: login.name.clone(),
                secret: secret.digest.expose().to_owned(),
                terms: terms.clone(),
            };
            if !credential::insert(self.tx, &kept, self.now)? {
                return Err(Refusal::NameTaken { name: login.name.clone() }.into());
            }
            let scheme = kept.scheme.clone();
            self.emit(login.account, EventBody::CredentialIssued { credential: kept.id, scheme })?;
        }
        Ok(())
    }
}
