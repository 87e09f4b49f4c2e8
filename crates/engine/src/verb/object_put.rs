//! The operator makes and changes routing objects, whosever they are. Emits `object_set`.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tandem_domain::{
    AccountId, Carrier, ObjectBody, ObjectId, ObjectKind, Refusal, Role, Scope, Timestamp,
};
use tandem_store::object::Object;
use tandem_store::{Lane, StoreError, object};

use super::object_keeping::{Trust, read_body, set_event};
use crate::{Command, Cx, Halt, Mode};

/// How often a free id is looked for when others take ids at the same time.
const TRIES_MAX: usize = 3;

/// An object that is as it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectWritten {
    /// Its id.
    pub id: ObjectId,
    /// Whether it was made or changed; one that said all of it already was left alone.
    pub changed: bool,
}

/// Makes an object, or changes one, as the operator does for a customer and for itself. A kind that has a
/// body is checked like a customer's own, but that its numbers need not be there yet; any other is a
/// document as it stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ObjectPut {
    /// Whose it is.
    pub account: AccountId,
    /// Its kind.
    pub kind: ObjectKind,
    /// Its id; `None`: the next free one. An id that the account has already is changed.
    pub id: Option<ObjectId>,
    /// Its name; may be empty where its document has one.
    pub name: String,
    /// What it says.
    pub doc: Value,
}

impl Command for ObjectPut {
    const NAME: &'static str = "object.put";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ObjectWritten;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<ObjectWritten, Halt> {
        cx.require_operator()?;
        cx.lock(self.account)?;
        let body = self.body()?;
        if self.kind == ObjectKind::Carrier {
            self.require_plan(cx)?;
        }
        let before = match self.id {
            Some(id) => object::get(cx.tx, self.account, self.kind, id)?,
            None => None,
        };
        if let Some(before) = &before
            && self.is_said_by(before, body.as_ref())?
        {
            return Ok(ObjectWritten { id: before.id, changed: false });
        }
        let wrote = match body {
            Some(body) => {
                let id = match self.id {
                    Some(id) => id,
                    None => object::next_id(cx.tx, self.kind)?,
                };
                cx.write_object(self.account, Some(id), before.as_ref(), &body, Trust::Operator)
            }
            None => self.write_document(cx, before),
        };
        match wrote {
            // Somebody took the free id at the same time.
            Err(Halt::Refused(Refusal::ObjectTaken { field, .. }))
                if field == "id" && self.id.is_none() =>
            {
                Err(StoreError::Contended.into())
            }
            // It is somebody else's; for this account it does not exist.
            Err(Halt::Refused(Refusal::ObjectTaken { kind, field, value })) if field == "id" => {
                let role = Role::Itself;
                Err(Refusal::ObjectUnknown { role, kind, record: value }.into())
            }
            wrote => wrote.map(|id| ObjectWritten { id, changed: true }),
        }
    }
}

impl ObjectPut {
    /// What it says, if its kind has a body.
    fn body(&self) -> Result<Option<ObjectBody>, Refusal> {
        let mut doc = self.doc.clone();
        if doc.is_null() {
            doc = Value::Object(serde_json::Map::new());
        }
        if let (Value::Object(fields), false) = (&mut doc, self.name.is_empty()) {
            fields.insert("name".to_owned(), self.name.clone().into());
        }
        ObjectBody::from_value(self.kind, doc).map_err(|why| Refusal::ObjectInvalid {
            kind: self.kind,
            field: "doc".to_owned(),
            why: format!("cannot be read: {why}"),
        })
    }

    /// A carrier sells by a plan that is in force for everybody: what it sells has no price otherwise.
    fn require_plan(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        let says = |why: String| {
            let (kind, field) = (self.kind, "doc".to_owned());
            Refusal::ObjectInvalid { kind, field, why }
        };
        let carrier = serde_json::from_value::<Carrier>(self.doc.clone());
        let carrier = carrier.map_err(|why| says(format!("cannot be read: {why}")))?;
        let code = carrier.plan.ok_or_else(|| {
            says("must name the plan that it sells by, such as {\"plan\":\"VANITYUSA\"}".to_owned())
        })?;
        cx.plan_in_force(&code, AccountId::OPERATOR)?;
        Ok(())
    }

    /// Whether an object says all of it already.
    fn is_said_by(&self, before: &Object, body: Option<&ObjectBody>) -> Result<bool, StoreError> {
        match body {
            // When it was made and changed is not said.
            Some(body) => Ok(read_body(before)?.is_some_and(|known| {
                let undated = |body: &ObjectBody| body.clone().dated(Some(&known), Timestamp(0));
                undated(&known) == undated(body)
            })),
            None => Ok(before.name == self.name && before.doc == self.document()?),
        }
    }

    fn document(&self) -> Result<String, StoreError> {
        serde_json::to_string(&self.doc).map_err(|_| StoreError::Shape("object.doc"))
    }

    fn write_document(&self, cx: &mut Cx<'_>, before: Option<Object>) -> Result<ObjectId, Halt> {
        let doc = self.document()?;
        let mut wanted = Object {
            kind: self.kind,
            id: self.id.unwrap_or(ObjectId(0)),
            account: self.account,
            name: self.name.clone(),
            version: before.as_ref().map_or(cx.now.0, |before| before.version + 1),
            doc,
        };
        match (before, self.id) {
            (Some(_), _) => object::update(cx.tx, &wanted)?,
            (None, None) => insert_fresh(cx, &mut wanted)?,
            (None, Some(id)) => {
                if !object::insert(cx.tx, &wanted)? {
                    let (kind, field) = (self.kind, "id".to_owned());
                    return Err(Refusal::ObjectTaken { kind, field, value: id.to_string() }.into());
                }
            }
        }
        cx.emit(self.account, set_event(&wanted))?;
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
