//! Changes of part of an object: it is read, changed and written again.

use tandem_domain::{Actor, Body, ObjectBody, ObjectId, Refusal, Role};
use tandem_engine::{ObjectList, ObjectPlace, ObjectSays, ObjectSet, ObjectView};
use tandem_gateway::{Gate, Stop};

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
    let unknown =
        || Refusal::ObjectUnknown { role: Role::Itself, kind: B::KIND, record: id.to_string() };
    Ok(of(found).pop().map(|(_, body)| body).ok_or_else(unknown)?)
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

/// Changes the object of that id; what `with` says of it is handed on. Who changes one object at the same
/// time as somebody else, does so after them or in their place.
pub(super) async fn change<B: Body, T>(
    gate: &Gate,
    actor: Actor,
    id: ObjectId,
    key: Option<String>,
    with: impl FnOnce(&mut B) -> Result<T, Stop> + Send,
) -> Result<T, Stop> {
    let mut body: B = one(gate, actor.clone(), id).await?;
    let said = with(&mut body)?;
    let set = ObjectSet { place: ObjectPlace::At(id), body: body.into(), list: None };
    gate.execute(actor, set, key).await?;
    Ok(said)
}
