//! A customer removes a routing object that nothing names. Emits `object_removed`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Destination, ObjectId, ObjectKind, ObjectUser, Refusal};
use tandem_store::{Lane, account, object_use};

use crate::{Command, Cx, Halt, Mode, OBJECT_USERS_SHOWN_MAX};

/// Removes an object. One that a number, another object or an account's default routing names stays; that
/// it names itself does not keep it. What belongs to it goes along, and lists that it stands in go on
/// without it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ObjectRemove {
    /// Its kind.
    pub kind: ObjectKind,
    /// Its id.
    pub id: ObjectId,
    /// What it must belong to, if that is said too.
    #[serde(default)]
    pub of: Option<ObjectId>,
}

impl ObjectRemove {
    /// One, whatever it belongs to.
    pub const fn one(kind: ObjectKind, id: ObjectId) -> Self {
        Self { kind, id, of: None }
    }
}

impl Command for ObjectRemove {
    const NAME: &'static str = "object.remove";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        let customer = cx.lock_customer()?;
        if cx.actor.account != customer {
            return Err(Refusal::Forbidden.into());
        }
        if let Some(owner) = self.of {
            cx.require_belonging(customer, (self.kind, self.id), owner)?;
        }
        let found = cx.require_object(customer, self.kind, self.id)?;
        let by = cx.object_users(customer, self.kind, found.id)?;
        if !by.is_empty() {
            return Err(Refusal::ObjectInUse { kind: self.kind, id: found.id, by }.into());
        }
        cx.untie(customer, self.kind, found.id)?;
        cx.erase_object(&found)
    }
}

impl Cx<'_> {
    /// Who else names an object and needs it: the first few.
    pub(super) fn object_users(
        &mut self,
        customer: AccountId,
        kind: ObjectKind,
        id: ObjectId,
    ) -> Result<Vec<ObjectUser>, Halt> {
        let (itself, what) = (ObjectUser::Object(kind, id), (kind, id));
        let mut by = object_use::of(self.tx, what, kind.loose(), OBJECT_USERS_SHOWN_MAX + 1)?;
        by.retain(|user| *user != itself);
        by.truncate(usize::try_from(OBJECT_USERS_SHOWN_MAX).unwrap_or(usize::MAX));
        if by.is_empty() {
            let named = Destination::object(kind, id.to_string());
            let family = account::family(self.tx, customer)?;
            let default = family.iter().find(|account| account.profile.default_routing == named);
            by.extend(default.map(|account| ObjectUser::Account(account.id)));
        }
        Ok(by)
    }
}
