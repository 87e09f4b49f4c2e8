//! Routing objects are made and changed. Emits `object_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, EventBody, ObjectId, ObjectKind, Refusal, Role, Scope};
use tandem_store::object::Object;
use tandem_store::{Lane, StoreError, object};

use crate::{Command, Cx, Halt, Mode};

/// How often a free id is looked for when others take ids at the same time.
const TRIES_MAX: usize = 3;

/// Makes an object, or changes one. In this generation the operator's command: customers' setters
/// come with their dialects.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ObjectPut {
    /// Whose it is.
    pub account: AccountId,
    /// Its kind.
    pub kind: ObjectKind,
    /// Its id; `None`: the next free one. An id that the account has already is changed.
    pub id: Option<ObjectId>,
    /// Its name; may be empty.
    pub name: String,
    /// What it says.
    pub doc: serde_json::Value,
}

impl Command for ObjectPut {
    const NAME: &'static str = "object.put";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ObjectId;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<ObjectId, Halt> {
        cx.require_operator()?;
        cx.lock(self.account)?;
        let doc = serde_json::to_string(&self.doc).map_err(|_| StoreError::Shape("object.doc"))?;
        let mut wanted = Object {
            kind: self.kind,
            id: ObjectId(0),
            account: self.account,
            name: self.name.clone(),
            version: 1,
            doc,
        };
        match self.id {
            Some(id) => {
                wanted.id = id;
                if !object::insert(cx.tx, &wanted)? && !object::update(cx.tx, &wanted)? {
                    // It is somebody else's; for this account it does not exist.
                    let record = id.to_string();
                    let (role, kind) = (Role::Routing, self.kind);
                    return Err(Refusal::ObjectUnknown { role, kind, record }.into());
                }
            }
            None => insert_fresh(cx, &mut wanted)?,
        }
        let stored = object::get(cx.tx, self.account, self.kind, wanted.id)?;
        let version = stored.map_or(wanted.version, |stored| stored.version);
        let name = format!("{}:{}", self.kind.header(), wanted.id);
        cx.emit(self.account, EventBody::ObjectSet { object: name, version })?;
        Ok(wanted.id)
    }
}

/// Makes an object under the next free id.
pub(super) fn insert_fresh(cx: &mut Cx<'_>, wanted: &mut Object) -> Result<(), Halt> {
    for _ in 0..TRIES_MAX {
        wanted.id = object::next_id(cx.tx, wanted.kind)?;
        if object::insert(cx.tx, wanted)? {
            return Ok(());
        }
    }
    Err(StoreError::Contended.into())
}
