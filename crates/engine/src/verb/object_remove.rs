//! A customer removes a routing object that nothing names. Emits `object_removed`.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, Destination, OBJECT_USERS_COUNTED_MAX, ObjectId, ObjectKind, ObjectUser,
    ObjectUsers, Refusal,
};
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
    /// Who else names an object and needs it.
    pub(super) fn object_users(
        &mut self,
        customer: AccountId,
        kind: ObjectKind,
        id: ObjectId,
    ) -> Result<ObjectUsers, Halt> {
        let mut by = self.users_named((kind, id), kind.loose())?;
        let named = Destination::object(kind, id.to_string());
        let family = account::family(self.tx, customer)?;
        for account in family.iter().filter(|account| account.profile.default_routing == named) {
            join(&mut by, ObjectUser::Account(account.id));
        }
        Ok(by)
    }

    /// Who else names something, but for those of one kind.
    pub(super) fn users_named(
        &mut self,
        what: (ObjectKind, ObjectId),
        but: Option<ObjectKind>,
    ) -> Result<ObjectUsers, Halt> {
        let shown = OBJECT_USERS_SHOWN_MAX;
        let mut by = ObjectUsers::from(object_use::of(self.tx, what, but, shown)?);
        if is_full(&by) {
            let most = i64::from(OBJECT_USERS_COUNTED_MAX) + shown;
            let more = object_use::count(self.tx, what, but, most)? - shown;
            by.more = u32::try_from(more).unwrap_or(0);
        }
        Ok(by)
    }
}

/// Tells of one more who names it, or counts them.
pub(super) fn join(by: &mut ObjectUsers, user: ObjectUser) {
    if is_full(by) {
        by.more += 1;
    } else {
        by.named.push(user);
    }
}

/// Whether as many are told of as may be.
fn is_full(by: &ObjectUsers) -> bool {
    i64::try_from(by.named.len()).is_ok_and(|named| named >= OBJECT_USERS_SHOWN_MAX)
}
