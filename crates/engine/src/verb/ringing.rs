//! Telephones that somebody names by themselves. The object that stands for one is found among the account's
//! own, or made; one that was made so goes again when nothing leads there any more.

use tandem_domain::{
    AccountId, Body, Destination, Forwarding, Key, Named, ObjectBody, ObjectId, ObjectKind,
    Refusal, RingAt, Role, SettingsChange, SipUri, Telephone,
};
use tandem_store::tenure::Tenure;
use tandem_store::{account, object, object_key};

use super::object_keeping::{Trust, read_body};
use super::routing::LOGINS;
use crate::{Cx, Halt};

impl Cx<'_> {
    /// A change in which every telephone is an object that stands for it, and the object that was made for the
    /// number to ring at.
    pub(super) fn resolve_ringing(
        &mut self,
        customer: AccountId,
        change: &SettingsChange,
        held: &Tenure,
    ) -> Result<(SettingsChange, Option<ObjectId>), Halt> {
        let (mut resolved, mut made) = (change.clone(), None);
        if let Some(at) = resolved.ring_at.take() {
            resolved.routing = match at {
                RingAt::Telephone(telephone) => {
                    Some(self.standing_for(customer, &telephone, &mut made)?)
                }
                RingAt::Login => Some(self.login_of(customer, held.owner)?),
                RingAt::Unforwarded => match &held.settings.routing {
                    Some(Destination::Object { kind: ObjectKind::Forwarding, .. }) => {
                        Some(self.account(customer)?.profile.default_routing)
                    }
                    _ => None,
                },
            };
        }
        if let Some(telephone) = resolved.unreachable_at.take() {
            let at = self.standing_for(customer, &telephone, &mut None)?;
            resolved.failover_unreachable = Some(at);
        }
        Ok((resolved, made))
    }

    /// The login of an account of the customer's family.
    fn login_of(&mut self, customer: AccountId, owner: AccountId) -> Result<Destination, Halt> {
        let kind = ObjectKind::Account;
        let mut logins = account::aliases(self.tx, LOGINS, customer)?;
        let login = logins.remove(&owner).ok_or_else(|| Refusal::ObjectUnknown {
            role: Role::Routing,
            kind,
            record: owner.to_string(),
        })?;
        Ok(Destination::object(kind, login))
    }

    /// The object that stands for a telephone. Objects are the customer's: its sub-accounts find them and
    /// make none.
    fn standing_for(
        &mut self,
        customer: AccountId,
        telephone: &Telephone,
        made: &mut Option<ObjectId>,
    ) -> Result<Destination, Halt> {
        let (key, body): (Key, ObjectBody) = match telephone {
            Telephone::Number(number) => {
                let body = Forwarding { passing: true, ..Forwarding::to(*number) };
                (Key::number(*number), body.into())
            }
            Telephone::Address(address) => {
                let body = SipUri { passing: true, ..SipUri::at(address.clone()) };
                (Key::address(address), body.into())
            }
        };
        let kind = body.kind();
        if let Some(known) = object_key::holder(self.tx, customer, kind, &key)? {
            return Ok(Destination::object(kind, known.to_string()));
        }
        if self.actor.account != customer {
            return Err(Refusal::Forbidden.into());
        }
        let id = self.write_object(customer, None, None, &body, Trust::Customer)?;
        *made = Some(id);
        Ok(Destination::object(kind, id.to_string()))
    }

    /// Lets go of what was made on the way and is named no more, now that something else is named.
    pub(super) fn let_pass(
        &mut self,
        customer: AccountId,
        before: &Named,
        now: &Named,
    ) -> Result<(), Halt> {
        let gone = before.objects.iter().filter(|named| now.objects.binary_search(named).is_err());
        for &(kind, id) in gone {
            if !matches!(kind, Forwarding::KIND | SipUri::KIND) {
                continue;
            }
            let Some(found) = object::get(self.tx, customer, kind, id)? else { continue };
            let passing = match read_body(&found)? {
                Some(ObjectBody::Forwarding(body)) => body.passing,
                Some(ObjectBody::SipUri(body)) => body.passing,
                _ => false,
            };
            if passing && self.object_users(customer, kind, id)?.is_empty() {
                self.erase_object(&found)?;
            }
        }
        Ok(())
    }
}
