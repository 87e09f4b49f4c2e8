//! A customer takes an object out of a list. Emits `object_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{ObjectId, ObjectKind, Refusal};
use tandem_store::Lane;

use crate::{Command, Cx, Halt, Mode};

/// Takes an object out of a list, or out of all that it stands in. The object stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ObjectDelist {
    /// Its kind.
    pub kind: ObjectKind,
    /// Its id.
    pub id: ObjectId,
    /// The list; `None`: all of them.
    #[serde(default)]
    pub list: Option<ObjectId>,
}

impl Command for ObjectDelist {
    const NAME: &'static str = "object.delist";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        let customer = cx.lock_customer()?;
        if cx.actor.account != customer {
            return Err(Refusal::Forbidden.into());
        }
        let what = (self.kind, self.id);
        cx.require_object(customer, self.kind, self.id)?;
        let lists = match self.list {
            Some(list) => vec![list],
            None => cx.lists_of(self.kind, self.id)?,
        };
        let mut was_in = false;
        for list in lists {
            was_in |= cx.delist(customer, what, list)?;
        }
        if was_in {
            return Ok(());
        }
        let of = self.kind.list().unwrap_or(self.kind);
        let (field, record) = ("members".to_owned(), self.id.to_string());
        Err(Refusal::ReferenceUnknown { of, field, kind: self.kind, record }.into())
    }
}
