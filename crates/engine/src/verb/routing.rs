//! A routing may name only what exists and is the account's own.

use tandem_domain::{
    AccountId, Destination, NumberSettings, ObjectId, ObjectKind, Refusal, Role, SettingsChange,
    Target,
};
pub(crate) use tandem_store::route::LOGINS;
use tandem_store::{account, object};

use crate::{Cx, Halt};

impl Cx<'_> {
    /// Checks everything that the settings name, puts ids in the place of names, and fills in the
    /// account's default where they say nothing.
    pub(super) fn resolve_settings(
        &mut self,
        customer: AccountId,
        settings: &NumberSettings,
        default: &Destination,
    ) -> Result<NumberSettings, Halt> {
        let routing = settings.routing.as_ref().unwrap_or(default);
        let mut resolved = settings.clone();
        resolved.routing = Some(self.resolve(customer, Role::Routing, routing)?);
        for (role, destination) in [
            (Role::FailoverBusy, &mut resolved.failover_busy),
            (Role::FailoverUnreachable, &mut resolved.failover_unreachable),
            (Role::FailoverNoAnswer, &mut resolved.failover_no_answer),
        ] {
            *destination = self.resolve(customer, role, destination)?;
        }
        for (role, owner, kind, record) in [
            (Role::Voicemail, customer, ObjectKind::Voicemail, &mut resolved.voicemail),
            (Role::FaxFlow, customer, ObjectKind::FaxFlow, &mut resolved.fax_flow),
            (Role::Pop, AccountId::OPERATOR, ObjectKind::Pop, &mut resolved.pop),
        ] {
            if !record.is_empty() {
                *record = self.resolve_object(owner, role, kind, record)?;
            }
        }
        Ok(resolved)
    }

    /// Checks what a change of settings names, and puts ids in the place of names. What does not change
    /// was checked when it was set.
    pub(super) fn resolve_change(
        &mut self,
        customer: AccountId,
        change: &SettingsChange,
    ) -> Result<SettingsChange, Halt> {
        let mut resolved = change.clone();
        if let Some(page) = change.call_page.as_deref().filter(|page| !page.is_empty()) {
            Target::parse(page).map_err(|why| {
                let field = "call_page".to_owned();
                Refusal::HookInvalid { field, why: why.to_string() }
            })?;
        }
        for (role, destination) in [
            (Role::Routing, &mut resolved.routing),
            (Role::FailoverBusy, &mut resolved.failover_busy),
            (Role::FailoverUnreachable, &mut resolved.failover_unreachable),
            (Role::FailoverNoAnswer, &mut resolved.failover_no_answer),
        ] {
            if let Some(destination) = destination {
                *destination = self.resolve(customer, role, destination)?;
            }
        }
        for (role, owner, kind, record) in [
            (Role::Voicemail, customer, ObjectKind::Voicemail, &mut resolved.voicemail),
            (Role::FaxFlow, customer, ObjectKind::FaxFlow, &mut resolved.fax_flow),
            (Role::Pop, AccountId::OPERATOR, ObjectKind::Pop, &mut resolved.pop),
        ] {
            if let Some(record) = record.as_mut().filter(|record| !record.is_empty()) {
                *record = self.resolve_object(owner, role, kind, record)?;
            }
        }
        Ok(resolved)
    }

    pub(super) fn resolve(
        &mut self,
        customer: AccountId,
        role: Role,
        destination: &Destination,
    ) -> Result<Destination, Halt> {
        let Destination::Object { kind, record: named } = destination else {
            return Ok(destination.clone());
        };
        let record = match kind {
            ObjectKind::Account => self.login(customer, named)?.map(|_| named.clone()),
            kind => Some(self.resolve_object(customer, role, *kind, named)?),
        };
        let unknown = || Refusal::ObjectUnknown { role, kind: *kind, record: named.clone() };
        let record = record.ok_or_else(unknown)?;
        Ok(Destination::object(*kind, record))
    }

    /// The account that a login speaks for, which must be of the customer's own family. It is asked for
    /// once a command, however many numbers ring at it.
    pub(super) fn login(
        &mut self,
        customer: AccountId,
        name: &str,
    ) -> Result<Option<AccountId>, Halt> {
        let known = self.logins.get(&(customer, name.to_owned()));
        if let Some(id) = known {
            return Ok(Some(*id));
        }
        let Some(id) = account::by_alias(self.tx, LOGINS, name)? else { return Ok(None) };
        if self.account(id)?.root != customer {
            return Ok(None);
        }
        self.logins.insert((customer, name.to_owned()), id);
        Ok(Some(id))
    }

    /// An object is named by its id or by exactly its name.
    pub(super) fn resolve_object(
        &mut self,
        owner: AccountId,
        role: Role,
        kind: ObjectKind,
        record: &str,
    ) -> Result<String, Halt> {
        let by_id = match record.parse::<i64>() {
            Ok(id) => self.own_object(owner, kind, ObjectId(id))?,
            Err(_) => None,
        };
        let found = match by_id {
            Some(found) => Some(found),
            None => object::by_name(self.tx, owner, kind, record)?,
        };
        let found = found.ok_or_else(|| Refusal::ObjectUnknown {
            role,
            kind,
            record: record.to_owned(),
        })?;
        Ok(found.id.to_string())
    }
}
