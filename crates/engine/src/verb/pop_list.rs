//! The points of presence that numbers are served from and equipment logs in to.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, ObjectId, ObjectKind, Pop, Refusal, Role};
use tandem_store::StoreError;
use tandem_store::object::{self, Object};

use crate::{Command, Cx, Halt, Mode};

/// How many points of presence are shown.
const POPS_MAX: i64 = 1000;

/// Looks at the operator's points of presence, by id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PopList {
    /// Only this one, which must exist.
    pub pop: Option<ObjectId>,
}

/// A point of presence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PopView {
    /// Its id.
    pub id: ObjectId,
    /// What it is called.
    pub name: String,
    /// What else is known about it.
    pub pop: Pop,
}

impl Command for PopList {
    const NAME: &'static str = "pop.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<PopView>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<PopView>, Halt> {
        let (operator, kind) = (AccountId::OPERATOR, ObjectKind::Pop);
        let Some(id) = self.pop else {
            let all = object::list(cx.tx, operator, kind, ObjectId(i64::MIN), POPS_MAX)?;
            return all.into_iter().map(view).collect();
        };
        let found = object::get(cx.tx, operator, kind, id)?;
        let unknown = || Refusal::ObjectUnknown { role: Role::Pop, kind, record: id.to_string() };
        Ok(vec![view(found.ok_or_else(unknown)?)?])
    }
}

pub(super) fn view(object: Object) -> Result<PopView, Halt> {
    let pop = serde_json::from_str(&object.doc).map_err(|_| StoreError::Shape("object.doc"))?;
    Ok(PopView { id: object.id, name: object.name, pop })
}
