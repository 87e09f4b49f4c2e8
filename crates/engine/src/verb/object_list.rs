//! The routing objects that somebody has.

use serde::{Deserialize, Serialize};
use tandem_domain::{ObjectId, ObjectKind};
use tandem_store::{StoreError, object};

use crate::{Command, Cx, Halt, Mode};

/// How many objects one page shows.
const PAGE_MAX: i64 = 1000;

/// Looks at the actor's objects of a kind, by id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ObjectList {
    /// The kind.
    pub kind: ObjectKind,
    /// Only ids above this one.
    pub after: ObjectId,
}

/// An object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObjectView {
    /// Its id.
    pub id: ObjectId,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: i64,
    /// What it says.
    pub doc: serde_json::Value,
}

impl Command for ObjectList {
    const NAME: &'static str = "object.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<ObjectView>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<ObjectView>, Halt> {
        let found = object::list(cx.tx, cx.actor.root, self.kind, self.after, PAGE_MAX)?;
        found
            .into_iter()
            .map(|object| {
                Ok(ObjectView {
                    id: object.id,
                    name: object.name,
                    version: object.version,
                    doc: serde_json::from_str(&object.doc)
                        .map_err(|_| StoreError::Shape("object.doc"))?,
                })
            })
            .collect()
    }
}
