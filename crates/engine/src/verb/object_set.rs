//! A customer makes a routing object, or changes one. Emits `object_set`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, ObjectBody, ObjectId, Refusal};
use tandem_store::Lane;

use super::object_keeping::{NUMBER_DIGITS_MAX, Trust};
use crate::{Command, Cx, Halt, Mode};

/// Makes an object or replaces all that one says, whatever its kind. What it names must be the customer's
/// own; it may name itself, and objects may name each other in a ring: a call is stopped there when it comes
/// round, not here.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ObjectSet {
    /// Where it is to be.
    pub place: ObjectPlace,
    /// What it says from now on.
    pub body: ObjectBody,
    /// The list that it stands in from now on; `None`: where it stood.
    #[serde(default)]
    pub list: Option<ObjectId>,
}

/// Where an object is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectPlace {
    /// A new object, under a fresh id.
    New,
    /// A new object under the number of the customer with these digits behind it, which must be free:
    /// mailboxes are numbered so, and dialled by that number.
    Numbered(String),
    /// The object that the customer has under this id.
    At(ObjectId),
    /// The object that the customer has under this id, or calls exactly so; whatever the body says, it keeps its
    /// name.
    Called(String),
}

impl Command for ObjectSet {
    const NAME: &'static str = "object.set";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ObjectId;

    fn run(&self, cx: &mut Cx<'_>) -> Result<ObjectId, Halt> {
        let customer = cx.lock_customer()?;
        if cx.actor.account != customer {
            // The objects are the customer's, and every account under it rings at them.
            return Err(Refusal::Forbidden.into());
        }
        let mut body = Cow::Borrowed(&self.body);
        let (id, before) = match &self.place {
            ObjectPlace::New => (None, None),
            ObjectPlace::Numbered(digits) => (Some(self.numbered(cx, customer, digits)?), None),
            ObjectPlace::At(id) => {
                let found = cx.require_object(customer, self.body.kind(), *id)?;
                (Some(found.id), Some(found))
            }
            ObjectPlace::Called(name) => {
                let found = cx.object_called(customer, self.body.kind(), name)?;
                body = Cow::Owned(self.body.clone().called(&found.name));
                (Some(found.id), Some(found))
            }
        };
        let id = cx.write_object(customer, id, before.as_ref(), &body, Trust::Customer)?;
        if let Some(list) = self.list {
            cx.enlist(customer, (self.body.kind(), id), list)?;
        }
        Ok(id)
    }
}

impl ObjectSet {
    fn numbered(
        &self,
        cx: &mut Cx<'_>,
        customer: AccountId,
        digits: &str,
    ) -> Result<ObjectId, Halt> {
        let id = cx.numbered(customer, digits)?;
        Ok(id.ok_or_else(|| Refusal::ObjectInvalid {
            kind: self.body.kind(),
            field: "id".to_owned(),
            why: format!("must be digits, at most {NUMBER_DIGITS_MAX} with those of the account"),
        })?)
    }
}
