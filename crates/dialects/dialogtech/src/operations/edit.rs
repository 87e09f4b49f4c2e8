//! What operations on one object have in common.

use tandem_domain::{Actor, Body, Edit, ObjectBody, ObjectId, ROW_FIELD, Refusal, Role};
use tandem_engine::{ObjectEdit, ObjectList, ObjectPlace, ObjectSays, ObjectSet, ObjectView};
use tandem_gateway::{Fault, Gate, Stop};

/// What an object of a kind says, of those that were found.
pub(super) fn of<B: Body>(found: impl IntoIterator<Item = ObjectView>) -> Vec<(ObjectId, B)> {
    let body = |view: ObjectView| match view.says {
        ObjectSays::Body(body) => B::of(body).map(|body| (view.id, body)),
        ObjectSays::Document(_) => None,
    };
    found.into_iter().filter_map(body).collect()
}

/// What the account's object of that id says.
pub(super) async fn one<B: Body>(gate: &Gate, actor: Actor, id: ObjectId) -> Result<B, Stop> {
    let found = gate.execute(actor, ObjectList::one(B::KIND, id), None).await?;
    Ok(of(found).pop().map(|(_, body)| body).ok_or_else(|| unknown::<B>(id))?)
}

/// That the account has no object of that id.
pub(super) fn unknown<B: Body>(id: ObjectId) -> Refusal {
    Refusal::ObjectUnknown { role: Role::Itself, kind: B::KIND, record: id.to_string() }
}

/// Makes an object.
pub(super) async fn make(
    gate: &Gate,
    actor: Actor,
    body: impl Into<ObjectBody>,
    key: Option<String>,
) -> Result<ObjectId, Stop> {
    let set = ObjectSet { place: ObjectPlace::New, body: body.into(), list: None };
    Ok(gate.execute(actor, set, key).await?)
}

/// Changes part of the object of that id; the rows that came. That it has no such row is told as `lacks` does.
pub(super) async fn change(
    gate: &Gate,
    actor: Actor,
    id: ObjectId,
    edit: Edit,
    key: Option<String>,
    lacks: impl FnOnce() -> Fault + Send,
) -> Result<Vec<u32>, Stop> {
    match gate.execute(actor, ObjectEdit { id, edit }, key).await {
        Ok(edited) => Ok(edited.rows),
        Err(Refusal::ObjectInvalid { field, .. }) if field == ROW_FIELD => Err(lacks().into()),
        Err(refusal) => Err(refusal.into()),
    }
}
