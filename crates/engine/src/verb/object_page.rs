//! Every routing object there is, page by page: what exports walk through.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tandem_domain::{AccountId, ObjectId, ObjectKind, Scope};
use tandem_store::{StoreError, object};

use crate::{Command, Cx, EXPORT_ROWS, Halt, Mode};

/// Looks at the objects after one, by kind and id. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ObjectPage {
    /// The last that was seen before.
    pub after: Option<(ObjectKind, ObjectId)>,
}

/// An object, whosever it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObjectWhole {
    /// Its kind.
    pub kind: ObjectKind,
    /// Its id.
    pub id: ObjectId,
    /// Whose it is.
    pub account: AccountId,
    /// Its name; may be empty.
    pub name: String,
    /// What it says.
    pub doc: Value,
}

impl Command for ObjectPage {
    const NAME: &'static str = "object.page";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<ObjectWhole>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<ObjectWhole>, Halt> {
        cx.require_operator()?;
        let after = self.after.map_or(("", 0), |(kind, id)| (kind.header(), id.0));
        let whole = |object: object::Object| {
            let doc = serde_json::from_str(&object.doc);
            Ok(ObjectWhole {
                kind: object.kind,
                id: object.id,
                account: object.account,
                name: object.name,
                doc: doc.map_err(|_| StoreError::Shape("object.doc"))?,
            })
        };
        object::page(cx.tx, after, EXPORT_ROWS)?.into_iter().map(whole).collect()
    }
}
