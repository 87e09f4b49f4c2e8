//! The routing objects that somebody has.

use serde::{Deserialize, Serialize};
use tandem_domain::{ObjectBody, ObjectId, ObjectKind};
use tandem_store::object::Object;
use tandem_store::{StoreError, object};

use super::object_keeping::read_body;
use super::phonebook_list::has;
use crate::{Command, Cx, Halt, LIST_OBJECTS_MAX, Mode};

/// Looks at the actor's objects of a kind, by id: at one, which must be there, or at all.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ObjectList {
    /// The kind.
    pub kind: ObjectKind,
    /// Only this one.
    #[serde(default)]
    pub id: Option<ObjectId>,
    /// Only what belongs to this one, which must be there.
    #[serde(default)]
    pub of: Option<ObjectId>,
    /// Only names with this in them; capitals make no difference.
    #[serde(default)]
    pub named: Option<String>,
    /// Only ids above this one.
    #[serde(default = "from_the_first")]
    pub after: ObjectId,
}

impl ObjectList {
    /// All of a kind.
    pub const fn all(kind: ObjectKind) -> Self {
        Self { kind, id: None, of: None, named: None, after: from_the_first() }
    }

    /// One.
    pub const fn one(kind: ObjectKind, id: ObjectId) -> Self {
        Self { kind, id: Some(id), of: None, named: None, after: from_the_first() }
    }
}

const fn from_the_first() -> ObjectId {
    ObjectId(i64::MIN)
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
    pub says: ObjectSays,
}

/// What an object says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectSays {
    /// In the terms of its kind.
    Body(ObjectBody),
    /// A document that means something to whoever put it there: its kind has no body, or had none then.
    Document(serde_json::Value),
}

impl std::fmt::Display for ObjectSays {
    /// As JSON.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Body(body) => f.write_str(&body.to_doc().map_err(|_| std::fmt::Error)?),
            Self::Document(doc) => doc.fmt(f),
        }
    }
}

impl Command for ObjectList {
    const NAME: &'static str = "object.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<ObjectView>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<ObjectView>, Halt> {
        let customer = cx.actor.root;
        let (kind, max) = (self.kind, LIST_OBJECTS_MAX);
        let mut found = match (self.id, self.of) {
            (Some(id), of) => {
                if let Some(owner) = of {
                    cx.require_belonging(customer, (kind, id), owner)?;
                }
                vec![cx.require_object(customer, kind, id)?]
            }
            (None, Some(owner)) => {
                let of = cx.require_owner(customer, kind, owner)?;
                object::list_of(cx.tx, (of, owner), kind, self.after, max)?
            }
            (None, None) => object::list(cx.tx, customer, kind, self.after, max)?,
        };
        found.retain(|object| has(self.named.as_ref(), Some(&object.name)));
        Ok(found.into_iter().map(view).collect::<Result<_, StoreError>>()?)
    }
}

fn view(object: Object) -> Result<ObjectView, StoreError> {
    let says = match read_body(&object)? {
        Some(body) => ObjectSays::Body(body),
        None => {
            let doc = serde_json::from_str(&object.doc);
            ObjectSays::Document(doc.map_err(|_| StoreError::Shape("object.doc"))?)
        }
    };
    Ok(ObjectView { id: object.id, name: object.name, version: object.version, says })
}
