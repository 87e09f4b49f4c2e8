//! A customer changes part of a routing object. Emits `object_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{Edit, Flaw, ObjectId, Refusal, Role};
use tandem_store::Lane;

use super::object_keeping::{Trust, read_body};
use crate::{Command, Cx, Halt, Mode};

/// Changes part of an object, and leaves the rest as whoever wrote last has left it. What would change nothing
/// writes nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ObjectEdit {
    /// The object.
    pub id: ObjectId,
    /// What changes.
    pub edit: Edit,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectEdited {
    /// The object.
    pub id: ObjectId,
    /// The numbers of the rows that came, in their order.
    pub rows: Vec<u32>,
}

impl Command for ObjectEdit {
    const NAME: &'static str = "object.edit";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ObjectEdited;

    fn run(&self, cx: &mut Cx<'_>) -> Result<ObjectEdited, Halt> {
        let customer = cx.lock_customer()?;
        if cx.actor.account != customer {
            return Err(Refusal::Forbidden.into());
        }
        let kind = self.edit.kind();
        let before = cx.require_object(customer, kind, self.id)?;
        let record = self.id.to_string();
        let unknown = || Refusal::ObjectUnknown { role: Role::Itself, kind, record };
        let said = read_body(&before)?.ok_or_else(unknown)?;
        let made = self.edit.clone().made(said.clone(), cx.now);
        let flaw =
            |Flaw { field, why }| Refusal::ObjectInvalid { kind, field: field.to_owned(), why };
        let (body, rows) = made.map_err(flaw)?;
        if body != said {
            cx.write_object(customer, Some(before.id), Some(&before), &body, Trust::Customer)?;
        }
        Ok(ObjectEdited { id: before.id, rows })
    }
}
