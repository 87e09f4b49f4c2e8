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
        let by = self.users(cx, customer)?;
        if !by.is_empty() {
            return Err(Refusal::ObjectInUse { kind: self.kind, id: self.id, by }.into());
        }
        cx.untie(customer, self.kind, self.id)?;
        cx.erase_object(&found)
    }
}

impl ObjectRemove {
    /// Who else names it and needs it: the first few.
    fn users(&self, cx: &mut Cx<'_>, customer: AccountId) -> Result<Vec<ObjectUser>, Halt> {
        let itself = ObjectUser::Object(self.kind, self.id);
        let what = (self.kind, self.id);
        let mut by = object_use::of(cx.tx, what, self.kind.loose(), OBJECT_USERS_SHOWN_MAX + 1)?;
        by.retain(|user| *user != itself);
        by.truncate(usize::try_from(OBJECT_USERS_SHOWN_MAX).unwrap_or(usize::MAX));
        if by.is_empty() {
            let named = Destination::object(self.kind, self.id.to_string());
            let family = account::family(cx.tx, customer)?;
            let default = family.iter().find(|account| account.profile.default_routing == named);
            by.extend(default.map(|account| ObjectUser::Account(account.id)));
        }
        Ok(by)
    }
}
