//! The carriers that numbers can be bought through.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Carrier, ObjectId, ObjectKind, Refusal, Role};
use tandem_store::StoreError;
use tandem_store::object::{self, Object};

use crate::{Command, Cx, Halt, Mode};

/// How many carriers are shown. An operator has a handful.
const CARRIERS_MAX: i64 = 1000;

/// Looks at the operator's carriers, by id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CarrierList {
    /// Only this one, which must exist.
    pub carrier: Option<ObjectId>,
}

/// A carrier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarrierView {
    /// Its id.
    pub id: ObjectId,
    /// What it is called.
    pub name: String,
    /// On what terms it sells.
    pub terms: Carrier,
}

impl Command for CarrierList {
    const NAME: &'static str = "carrier.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<CarrierView>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<CarrierView>, Halt> {
        let (operator, kind) = (AccountId::OPERATOR, ObjectKind::Carrier);
        let Some(id) = self.carrier else {
            let all = object::list(cx.tx, operator, kind, ObjectId(i64::MIN), CARRIERS_MAX)?;
            return all.into_iter().map(view).collect();
        };
        let found = object::get(cx.tx, operator, kind, id)?;
        let unknown =
            || Refusal::ObjectUnknown { role: Role::Carrier, kind, record: id.to_string() };
        Ok(vec![view(found.ok_or_else(unknown)?)?])
    }
}

fn view(object: Object) -> Result<CarrierView, Halt> {
    let terms = serde_json::from_str(&object.doc).map_err(|_| StoreError::Shape("object.doc"))?;
    Ok(CarrierView { id: object.id, name: object.name, terms })
}
