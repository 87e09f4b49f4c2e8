//! A customer puts an object into a list. Emits `object_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{ObjectId, ObjectKind, Refusal};
use tandem_store::Lane;

use crate::{Command, Cx, Halt, Mode};

/// Puts an object into a list of its kind: a profile into a conference, somebody into a group of the
/// phonebook. In which it stands already, it is refused.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ObjectEnlist {
    /// Its kind.
    pub kind: ObjectKind,
    /// Its id.
    pub id: ObjectId,
    /// The list.
    pub list: ObjectId,
}

impl Command for ObjectEnlist {
    const NAME: &'static str = "object.enlist";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        let customer = cx.lock_customer()?;
        if cx.actor.account != customer {
            return Err(Refusal::Forbidden.into());
        }
        cx.require_object(customer, self.kind, self.id)?;
        if cx.enlist(customer, (self.kind, self.id), self.list)? {
            return Ok(());
        }
        let kind = self.kind.list().unwrap_or(self.kind);
        let (field, value) = ("members".to_owned(), self.id.to_string());
        Err(Refusal::ObjectTaken { kind, field, value }.into())
    }
}
