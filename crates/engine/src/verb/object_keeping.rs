//! What making, changing and removing objects have in common.

use sha2::{Digest, Sha256};
use tandem_domain::{
    AccountId, EventBody, Flaw, Key, Named, ObjectBody, ObjectId, ObjectKind, ObjectUser,
    Reference, Referent, Refusal, Role, hex,
};
use tandem_store::object::Object;
use tandem_store::past::Thing;
use tandem_store::{Ahead, StoreError, account, object, object_key, tenure};

use super::routing::LOGINS;
use crate::{Cx, Halt, OBJECTS_MAX};

/// The ids that are drawn for fresh objects: nine digits, so that nobody sees from them how many objects
/// others make, and no counter is shared.
const FRESH_IDS: std::ops::Range<i64> = 100_000_000..1_000_000_000;
/// How often one is drawn before that is given up. Of a hundred million objects of a kind, one draw in nine
/// meets one.
const DRAWS_MAX: usize = 20;

/// The most digits of an object that is dialled by its id: as many as a telephone number has.
pub(super) const NUMBER_DIGITS_MAX: usize = 15;

/// Which of the things that an object names are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// All of them.
    Customer,
    /// Its objects and logins, but not its numbers: when customers move in, their numbers come last.
    Operator,
}

/// Who sees to what only one object of an account may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    /// The object, as it is written.
    Its,
    /// Whoever writes several, among which it may change hands.
    Seen,
}

impl Cx<'_> {
    /// Writes a body under an id: over what the account had there (`before`), or as a new object. What it
    /// names must exist, and what must be unique be so. Emits `object_set`.
    pub(super) fn write_object(
        &mut self,
        account: AccountId,
        id: Option<ObjectId>,
        before: Option<&Object>,
        body: &ObjectBody,
        trust: Trust,
    ) -> Result<ObjectId, Halt> {
        self.write_keyed(account, id, before, body, trust, Keys::Its)
    }

    /// Writes a body as [`Cx::write_object`] does, whoever sees to what must be unique.
    pub(super) fn write_keyed(
        &mut self,
        account: AccountId,
        id: Option<ObjectId>,
        before: Option<&Object>,
        body: &ObjectBody,
        trust: Trust,
        keys: Keys,
    ) -> Result<ObjectId, Halt> {
        let kind = body.kind();
        body.check().map_err(|Flaw { field, why }| Refusal::ObjectInvalid {
            kind,
            field: field.to_owned(),
            why,
        })?;
        if let Some(id) = id {
            require_way_out(id, body)?;
        }
        let old = before.map(read_body).transpose()?.flatten();
        let body = &body.clone().dated(old.as_ref(), self.now);
        if trust == Trust::Customer && !body.is_customers(old.as_ref()) {
            // Somebody else decides that.
            return Err(Refusal::Forbidden.into());
        }
        self.require_references(account, body, old.as_ref(), trust)?;
        let named = old.as_ref().map(ObjectBody::named).unwrap_or_default();
        let names = body.named();
        let is_new = |name: &(ObjectKind, ObjectId)| !named.objects.contains(name);
        let come: Vec<_> = names.objects.iter().copied().filter(is_new).collect();
        self.require_room(kind, &come)?;
        let doc = body.to_doc().map_err(|_| StoreError::Shape("object.doc"))?;
        // A new object begins above any version that another had which bore its id and is gone.
        let version = before.map_or(self.now.0, |before| before.version + 1);
        let mut wanted = Object {
            kind,
            id: id.unwrap_or(ObjectId(0)),
            account,
            name: body.name().to_owned(),
            version,
            doc,
        };
        match before {
            Some(_) => object::update(self.tx, &wanted)?,
            None => self.insert_object(&mut wanted, id)?,
        }
        if keys == Keys::Its {
            self.leave_keys(&wanted, old.as_ref(), Some(body))?;
            self.take_keys(&wanted, old.as_ref(), body)?;
        }
        let by = ObjectUser::Object(kind, wanted.id);
        self.note_uses(account, by, &named, &names)?;
        self.note_number(account, (kind, wanted.id), old.as_ref(), Some(body))?;
        self.note_audio(account, old.as_ref(), Some(body))?;
        self.require_pins(account, wanted.id, body)?;
        if old.as_ref() != Some(body) && !kind.is_paper() {
            let said = before.filter(|_| old.is_some()).map_or("", |before| &before.doc);
            self.keep_past(account, Thing::Object(kind, wanted.id), said)?;
        }
        self.emit(account, set_event(&wanted))?;
        Ok(wanted.id)
    }

    fn insert_object(&mut self, wanted: &mut Object, id: Option<ObjectId>) -> Result<(), Halt> {
        let (kind, max) = (wanted.kind, OBJECTS_MAX);
        if object::count(self.tx, wanted.account, kind, max)? >= max {
            return Err(Refusal::ObjectsFull { kind, max }.into());
        }
        if id.is_some() {
            if object::insert(self.tx, wanted)? {
                return Ok(());
            }
            let (field, value) = ("id".to_owned(), wanted.id.to_string());
            return Err(Refusal::ObjectTaken { kind, field, value }.into());
        }
        let span = (FRESH_IDS.end - FRESH_IDS.start).unsigned_abs();
        for _ in 0..DRAWS_MAX {
            wanted.id = ObjectId(FRESH_IDS.start + self.rng.below(span).cast_signed());
            if object::insert(self.tx, wanted)? {
                return Ok(());
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Gives up what only one object may have and this one has no more.
    pub(super) fn leave_keys(
        &mut self,
        object: &Object,
        before: Option<&ObjectBody>,
        now: Option<&ObjectBody>,
    ) -> Result<(), Halt> {
        let now = now.map(ObjectBody::keys).unwrap_or_default();
        for gone in before.map(ObjectBody::keys).unwrap_or_default() {
            if !now.contains(&gone) {
                object_key::delete(self.tx, object.account, object.kind, &gone)?;
            }
        }
        Ok(())
    }

    /// Takes what only one object may have and this one has from now on.
    pub(super) fn take_keys(
        &mut self,
        object: &Object,
        before: Option<&ObjectBody>,
        now: &ObjectBody,
    ) -> Result<(), Halt> {
        let (account, kind, name) = (object.account, object.kind, now.name());
        let (before, now) = (before.map(ObjectBody::keys).unwrap_or_default(), now.keys());
        for come in now.iter().filter(|key| !before.contains(key)) {
            if !object_key::insert(self.tx, account, kind, come, object.id)? {
                let Key { field, value } = come.clone();
                // A name is compared without its capitals, and told as it was sent.
                let value = if field == Key::NAME { name.to_owned() } else { value };
                return Err(Refusal::ObjectTaken { kind, field: field.to_owned(), value }.into());
            }
        }
        Ok(())
    }

    /// Takes an object away that nobody names. Emits `object_removed`.
    pub(super) fn erase_object(&mut self, gone: &Object) -> Result<(), Halt> {
        let body = read_body(gone)?;
        if gone.kind == ObjectKind::Voicemail {
            self.empty_mailbox(gone.account, gone.id)?;
        }
        object::delete(self.tx, gone)?;
        self.leave_keys(gone, body.as_ref(), None)?;
        let named = body.as_ref().map(ObjectBody::named).unwrap_or_default();
        let by = ObjectUser::Object(gone.kind, gone.id);
        self.note_uses(gone.account, by, &named, &Named::default())?;
        self.note_number(gone.account, (gone.kind, gone.id), body.as_ref(), None)?;
        self.note_audio(gone.account, body.as_ref(), None)?;
        if body.is_some() && !gone.kind.is_paper() {
            self.keep_past(gone.account, Thing::Object(gone.kind, gone.id), &gone.doc)?;
        }
        let object = format!("{}:{}", gone.kind.header(), gone.id);
        self.emit(gone.account, EventBody::ObjectRemoved { object, version: gone.version + 1 })
    }

    /// The account's object of that id. Somebody else's does not exist.
    pub(super) fn require_object(
        &mut self,
        account: AccountId,
        kind: ObjectKind,
        id: ObjectId,
    ) -> Result<Object, Halt> {
        let unknown =
            || Refusal::ObjectUnknown { role: Role::Itself, kind, record: id.to_string() };
        Ok(self.own_object(account, kind, id)?.ok_or_else(unknown)?)
    }

    /// The account's object of that id, or the one that is called exactly so.
    pub(super) fn object_called(
        &mut self,
        account: AccountId,
        kind: ObjectKind,
        name: &str,
    ) -> Result<Object, Halt> {
        let by_id = match name.parse() {
            Ok(id) => object::get(self.tx, account, kind, ObjectId(id))?,
            Err(_) => None,
        };
        let found = match by_id {
            Some(found) => Some(found),
            None => object::by_name(self.tx, account, kind, name)?,
        };
        let unknown =
            || Refusal::ObjectUnknown { role: Role::Itself, kind, record: name.to_owned() };
        Ok(found.ok_or_else(unknown)?)
    }

    /// An object of the account's own. A mailbox may be named by the digits that were chosen for it, too,
    /// as long as no other has these alone for its number.
    pub(super) fn own_object(
        &mut self,
        account: AccountId,
        kind: ObjectKind,
        id: ObjectId,
    ) -> Result<Option<Object>, Halt> {
        let found = object::get(self.tx, account, kind, id)?;
        if found.is_some() || kind != ObjectKind::Voicemail {
            return Ok(found);
        }
        match self.numbered(account, &id.to_string())? {
            Some(whole) if whole != id => Ok(object::get(self.tx, account, kind, whole)?),
            _ => Ok(None),
        }
    }

    /// The digits of the customer's login and those behind it; `None` if that makes no number. A customer
    /// whose login has none has these alone.
    pub(super) fn numbered(
        &mut self,
        customer: AccountId,
        digits: &str,
    ) -> Result<Option<ObjectId>, Halt> {
        let names = account::aliases_of(self.tx, LOGINS, customer)?;
        let login = names.first().map(String::as_str).unwrap_or_default();
        let number: String =
            login.chars().filter(char::is_ascii_digit).chain(digits.chars()).collect();
        let is_sound = !digits.is_empty() && number.len() <= NUMBER_DIGITS_MAX;
        Ok(number.parse().ok().filter(|id| is_sound && *id > 0).map(ObjectId))
    }

    /// Everything that a body names exists and is the account's own. It is asked for in one journey. A number
    /// that it named before was judged then, and may have left since: so what is shown can be written back.
    /// Each call asks anew whose it is.
    fn require_references(
        &mut self,
        account: AccountId,
        body: &ObjectBody,
        before: Option<&ObjectBody>,
        trust: Trust,
    ) -> Result<(), Halt> {
        let known = before.map(ObjectBody::references).unwrap_or_default();
        let mut references = body.references();
        references.retain(|reference| {
            let is_number = matches!(reference.to, Referent::Number(_) | Referent::CallerId(_));
            !is_number || !known.contains(reference)
        });
        for reference in &references {
            let ahead = &mut Ahead(self.tx);
            // Whoever only foresees is answered later.
            match &reference.to {
                Referent::Object(kind, id) => {
                    let _ = object::version(ahead, owner(account, *kind), *kind, *id);
                }
                Referent::Login(login) => {
                    let _ = account::by_alias(ahead, LOGINS, login);
                }
                Referent::Number(did) | Referent::CallerId(did) if trust == Trust::Customer => {
                    let _ = tenure::current(ahead, *did);
                }
                Referent::Nameless(..) | Referent::Number(_) | Referent::CallerId(_) => {}
            }
        }
        for reference in &references {
            self.require_reference(account, body.kind(), reference, trust)?;
        }
        Ok(())
    }

    fn require_reference(
        &mut self,
        account: AccountId,
        of: ObjectKind,
        reference: &Reference,
        trust: Trust,
    ) -> Result<(), Halt> {
        let unknown = |kind: ObjectKind, record: String| Refusal::ReferenceUnknown {
            of,
            field: reference.field.to_owned(),
            kind,
            record,
        };
        match &reference.to {
            Referent::Object(kind, id) => {
                object::version(self.tx, owner(account, *kind), *kind, *id)?
                    .ok_or_else(|| unknown(*kind, id.to_string()))?;
            }
            Referent::Nameless(kind, record) => return Err(unknown(*kind, record.clone()).into()),
            Referent::Login(login) => {
                let unknown = || unknown(ObjectKind::Account, login.clone());
                self.login(account, login)?.ok_or_else(unknown)?;
            }
            Referent::Number(_) | Referent::CallerId(_) if trust == Trust::Operator => {}
            Referent::Number(did) => {
                if !self.has_number(account, *did)? {
                    return Err(Refusal::NumberNotOwned { did: *did }.into());
                }
            }
            Referent::CallerId(did) => {
                if !self.has_number(account, *did)? {
                    return Err(Refusal::CallerIdNotOwned { did: *did }.into());
                }
            }
        }
        Ok(())
    }

    /// Whether a customer's family has the number.
    fn has_number(&mut self, account: AccountId, did: tandem_numbering::Did) -> Result<bool, Halt> {
        Ok(tenure::current(self.tx, did)?.is_some_and(|held| held.payer == account))
    }
}

/// An object must not send every call that comes on to itself. Longer ways round are seen when somebody calls.
fn require_way_out(id: ObjectId, body: &ObjectBody) -> Result<(), Refusal> {
    let kind = body.kind();
    let itself = Referent::Object(kind, id);
    let back = body.references().into_iter().find(|reference| reference.to == itself);
    match back.filter(|_| kind.sends_on()) {
        Some(Reference { field, .. }) => {
            let (field, why) =
                (field.to_owned(), format!("must not lead back to the same {}", kind.word()));
            Err(Refusal::ObjectInvalid { kind, field, why })
        }
        None => Ok(()),
    }
}

/// Whose an object of a kind is that an account names.
const fn owner(account: AccountId, kind: ObjectKind) -> AccountId {
    if kind.is_operators() { AccountId::OPERATOR } else { account }
}

/// What followers hear of an object that was written: not what it says, but by what that is known.
pub(super) fn set_event(wrote: &Object) -> EventBody {
    EventBody::ObjectSet {
        object: format!("{}:{}", wrote.kind.header(), wrote.id),
        version: wrote.version,
        digest: hex(Sha256::digest(&wrote.doc)),
    }
}

/// What a stored object says, unless it is a document from before its kind had a body.
pub(crate) fn read_body(object: &Object) -> Result<Option<ObjectBody>, StoreError> {
    ObjectBody::from_doc(object.kind, &object.doc).map_err(|_| StoreError::Shape("object.doc"))
}
