//! What differs between two versions of a customer's routing.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tandem_domain::route::NumberOtherwise;
use tandem_domain::{AccountId, NumberSettings, ObjectBody, ObjectId, ObjectKind};
use tandem_numbering::Did;
use tandem_store::past::{self, Thing};
use tandem_store::{StoreError, object};

use super::object_keeping::read_body;
use super::past_reading::{AsOf, RouteVersion, body_of, require_known};
use crate::{Command, Cx, Halt, Mode};

/// Compares two versions of the customer's routing, in the order in which they are named: every number that it had at both and every object that is not at
/// the one what it is at the other. Numbers that were bought or given back in between stand in the orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteCompare {
    /// The one.
    pub from: AsOf,
    /// The other; `None`: the one in force.
    pub to: Option<AsOf>,
}

/// What differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RouteComparison {
    /// The one.
    pub from: RouteVersion,
    /// The other.
    pub to: RouteVersion,
    /// What differs, numbers first.
    pub changes: Vec<RouteChange>,
}

/// Something that calls are routed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoutePart {
    /// A number.
    Number(Did),
    /// An object.
    Object(ObjectKind, ObjectId),
}

/// Something that was changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RouteChange {
    /// What.
    pub part: RoutePart,
    /// What it said; `None` if it was not there.
    pub before: Option<Value>,
    /// What it says; `None` if it is not there.
    pub after: Option<Value>,
}

impl Command for RouteCompare {
    const NAME: &'static str = "route.compare";
    const MODE: Mode = Mode::Read;
    type Outcome = RouteComparison;

    fn run(&self, cx: &mut Cx<'_>) -> Result<RouteComparison, Halt> {
        let customer = cx.route_customer()?;
        let mut from = cx.version(customer, self.from)?;
        let mut to = match self.to {
            Some(wanted) => cx.version(customer, wanted)?,
            None => cx.version_now(customer)?,
        };
        let is_back = from.number > to.number;
        if is_back {
            std::mem::swap(&mut from, &mut to);
        }
        let mut changes = std::collections::BTreeMap::new();
        for (thing, row) in cx.changed(customer, (from.number, to.number), false)? {
            require_known(&row, from)?;
            let part = match thing {
                Thing::Object(kind, id) => RoutePart::Object(kind, id),
                Thing::Settings(did) | Thing::State(did) => RoutePart::Number(did),
            };
            if changes.contains_key(&part) {
                continue;
            }
            let (before, after) = match part {
                RoutePart::Object(kind, id) => {
                    let before = body_of(kind, &row.doc)?.as_ref().map(object_value).transpose()?;
                    let after = cx.object_at(customer, to, (kind, id))?;
                    (before, after.as_ref().map(object_value).transpose()?)
                }
                RoutePart::Number(did) => {
                    let before = cx.number_at(customer, from, did)?;
                    let after = cx.number_at(customer, to, did)?;
                    (before.map(number_value).transpose()?, after.map(number_value).transpose()?)
                }
            };
            if before != after {
                changes.insert(part, RouteChange { part, before, after });
            }
        }
        let mut changes: Vec<RouteChange> = changes.into_values().collect();
        if is_back {
            std::mem::swap(&mut from, &mut to);
            for RouteChange { before, after, .. } in &mut changes {
                std::mem::swap(before, after);
            }
        }
        Ok(RouteComparison { from, to, changes })
    }
}

impl Cx<'_> {
    /// What an object of a customer's said at a version.
    fn object_at(
        &mut self,
        customer: AccountId,
        version: RouteVersion,
        (kind, id): (ObjectKind, ObjectId),
    ) -> Result<Option<ObjectBody>, Halt> {
        if let Some(row) = past::of(self.tx, customer, Thing::Object(kind, id), version.number)? {
            return Ok(body_of(kind, &row.doc)?);
        }
        let found = object::get(self.tx, customer, kind, id)?;
        Ok(found.as_ref().map(read_body).transpose()?.flatten())
    }
}

fn object_value(body: &ObjectBody) -> Result<Value, StoreError> {
    let doc = body.to_doc().map_err(|_| StoreError::Shape("object.doc"))?;
    serde_json::from_str(&doc).map_err(|_| StoreError::Shape("object.doc"))
}

/// What of a number decides where it rings, and where it stands.
fn number_value(number: NumberOtherwise) -> Result<Value, StoreError> {
    let settings = serde_json::to_value(NumberSettings::from(number.settings));
    let mut value = settings.map_err(|_| StoreError::Shape("tenure.settings"))?;
    if let Value::Object(fields) = &mut value {
        fields.insert("state".to_owned(), number.state.word().into());
    }
    Ok(value)
}
