//! Objects that belong to another, and lists that objects stand in: agents of a queue, groups of the
//! phonebook, members of a conference.

use tandem_domain::{
    AccountId, Body, Bond, Conference, ConferenceMember, Key, ObjectBody, ObjectId, ObjectKind,
    Refusal, Role,
};
use tandem_store::object::Object;
use tandem_store::{Ahead, StoreError, object, object_key, object_use};

use super::object_keeping::{Trust, read_body};
use crate::{Cx, Halt, OBJECT_BONDS_MAX};

impl Cx<'_> {
    /// Puts an object into a list; says whether it was not in it before. One that stands in one list at most
    /// is taken out of the one where it stood.
    pub(super) fn enlist(
        &mut self,
        account: AccountId,
        (kind, id): (ObjectKind, ObjectId),
        list: ObjectId,
    ) -> Result<bool, Halt> {
        let of = list_of(kind)?;
        let found = self.require_object(account, of, list)?;
        let mut body = sound(&found)?;
        let members = body.members().ok_or_else(|| no_list(kind))?;
        if members.contains(&id) {
            return Ok(false);
        }
        members.push(id);
        if let Some(other) = object_key::holder(self.tx, account, of, &Key::member(id))? {
            self.delist(account, (kind, id), other)?;
        }
        self.write_object(account, Some(list), Some(&found), &body, Trust::Customer)?;
        Ok(true)
    }

    /// Takes an object out of a list; says whether it was in it.
    pub(super) fn delist(
        &mut self,
        account: AccountId,
        (kind, id): (ObjectKind, ObjectId),
        list: ObjectId,
    ) -> Result<bool, Halt> {
        let found = self.require_object(account, list_of(kind)?, list)?;
        let mut body = sound(&found)?;
        let members = body.members().ok_or_else(|| no_list(kind))?;
        let before = members.len();
        members.retain(|member| *member != id);
        if members.len() == before {
            return Ok(false);
        }
        self.write_object(account, Some(list), Some(&found), &body, Trust::Customer)?;
        Ok(true)
    }

    /// The lists that an object stands in.
    pub(super) fn lists_of(
        &mut self,
        kind: ObjectKind,
        id: ObjectId,
    ) -> Result<Vec<ObjectId>, Halt> {
        Ok(object_use::by(self.tx, (kind, id), list_of(kind)?, OBJECT_BONDS_MAX)?)
    }

    /// Lets go of an object whatever hangs on it loosely: what belongs to it goes along, and lists go on
    /// without it.
    pub(super) fn untie(
        &mut self,
        account: AccountId,
        kind: ObjectKind,
        id: ObjectId,
    ) -> Result<(), Halt> {
        let Some(by) = kind.loose() else { return Ok(()) };
        let bond = Bond::between(by, kind);
        for user in object_use::by(self.tx, (kind, id), by, OBJECT_BONDS_MAX)? {
            match bond {
                Bond::Belongs => {
                    let found = self.require_object(account, by, user)?;
                    self.erase_object(&found)?;
                }
                Bond::Lists => {
                    self.delist(account, (kind, id), user)?;
                }
                Bond::Needs => {}
            }
        }
        Ok(())
    }

    /// An object that is removed takes along what hangs on it, and one that is changed is looked at in every list
    /// that it stands in: that must not become too much for one go.
    pub(super) fn require_room(
        &mut self,
        by: ObjectKind,
        come: &[(ObjectKind, ObjectId)],
    ) -> Result<(), Halt> {
        let max = OBJECT_BONDS_MAX;
        let hangs =
            |kind: ObjectKind| Bond::between(by, kind) != Bond::Needs || kind.list() == Some(by);
        for (kind, id) in come.iter().filter(|(kind, _)| hangs(*kind)) {
            let bound = object_use::by(self.tx, (*kind, *id), by, max)?;
            if i64::try_from(bound.len()).is_ok_and(|bound| bound >= max) {
                return Err(Refusal::ObjectsFull { kind: by, max }.into());
            }
        }
        Ok(())
    }

    /// A PIN tells the members of a conference apart: no two have the same, and one at most has none.
    pub(super) fn require_pins(
        &mut self,
        account: AccountId,
        id: ObjectId,
        body: &ObjectBody,
    ) -> Result<(), Halt> {
        match body {
            ObjectBody::Conference(room) => self.require_pins_in(account, room),
            ObjectBody::ConferenceMember(_) => {
                for room in self.lists_of(ObjectKind::ConferenceMember, id)? {
                    let found = self.require_object(account, ObjectKind::Conference, room)?;
                    if let Some(room) = Conference::of(sound(&found)?) {
                        self.require_pins_in(account, &room)?;
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn require_pins_in(&mut self, account: AccountId, room: &Conference) -> Result<(), Halt> {
        let kind = ObjectKind::ConferenceMember;
        for member in &room.members {
            let _ = object::get(&mut Ahead(self.tx), account, kind, *member);
        }
        let mut pins = std::collections::BTreeSet::new();
        for member in &room.members {
            let found = object::get(self.tx, account, kind, *member)?;
            let body = found.as_ref().map(sound).transpose()?;
            let Some(ConferenceMember { pin, .. }) = body.and_then(ConferenceMember::of) else {
                continue;
            };
            if pins.insert(pin.clone()) {
                continue;
            }
            if pin.is_empty() {
                let (field, why) = ("pins".to_owned(), "must not be lacking twice".to_owned());
                return Err(Refusal::ObjectInvalid { kind, field, why }.into());
            }
            return Err(Refusal::ObjectTaken { kind, field: "pin".to_owned(), value: pin }.into());
        }
        Ok(())
    }

    /// Makes sure that an object belongs to another.
    pub(super) fn require_belonging(
        &mut self,
        account: AccountId,
        (kind, id): (ObjectKind, ObjectId),
        owner: ObjectId,
    ) -> Result<(), Halt> {
        self.require_owner(account, kind, owner)?;
        let found = self.require_object(account, kind, id)?;
        let body = sound(&found)?;
        if kind.owner().is_some_and(|of| body.named().objects.contains(&(of, owner))) {
            return Ok(());
        }
        Err(Refusal::ObjectUnknown { role: Role::Itself, kind, record: id.to_string() }.into())
    }

    /// Makes sure that there is an object that others of a kind belong to; says of which kind it is.
    pub(super) fn require_owner(
        &mut self,
        account: AccountId,
        kind: ObjectKind,
        owner: ObjectId,
    ) -> Result<ObjectKind, Halt> {
        let of = kind.owner().ok_or_else(|| no_list(kind))?;
        self.require_object(account, of, owner)?;
        Ok(of)
    }
}

/// The kind of the lists that objects of a kind stand in.
fn list_of(kind: ObjectKind) -> Result<ObjectKind, Refusal> {
    kind.list().ok_or_else(|| no_list(kind))
}

fn no_list(kind: ObjectKind) -> Refusal {
    let (field, why) = ("kind".to_owned(), "is one whose objects stand alone".to_owned());
    Refusal::ObjectInvalid { kind, field, why }
}

/// What an object says whose kind always had a body.
fn sound(object: &Object) -> Result<ObjectBody, StoreError> {
    read_body(object)?.ok_or(StoreError::Shape("object.doc"))
}
