//! The phonebook: people whose numbers are known, and groups of them.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::check;
use super::{Body, Flaw, Key, ObjectBody, ObjectKind, Reference, Referent};
use crate::ObjectId;

/// The longest note, in characters: "less than 50", as for numbers.
const NOTE_CHARS_MAX: usize = 49;
/// The most digits of a speed dial behind its star.
const SPEED_DIGITS_MAX: usize = 4;
/// The most who are in a group.
const MEMBERS_MAX: usize = 100;

/// Somebody whose number is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhonebookEntry {
    /// Who it is.
    pub name: String,
    /// Where they are reached.
    pub contact: Contact,
    /// What is dialled for them, such as `*7501`; empty for nothing.
    #[serde(default)]
    pub speed_dial: String,
    /// What is shown to them; `None`: what is always shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_id: Option<ShownAs>,
    /// A note.
    #[serde(default)]
    pub note: String,
}

/// Where somebody is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contact {
    /// At a telephone number.
    Number(Did),
    /// At a SIP URI.
    SipUri(ObjectId),
}

/// A caller as somebody sees it who is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownAs {
    /// The name; may be empty.
    pub name: String,
    /// The number, one of the account's own.
    pub number: Did,
}

impl Body for PhonebookEntry {
    const KIND: ObjectKind = ObjectKind::PhonebookEntry;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::PhonebookEntry(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn keys(&self) -> Vec<Key> {
        let contact = match self.contact {
            Contact::Number(did) => Key::number(did),
            Contact::SipUri(id) => Key { field: "number", value: format!("sip:{id}") },
        };
        let mut keys = vec![Key::name(&self.name), contact];
        if !self.speed_dial.is_empty() {
            keys.push(Key { field: "speed_dial", value: self.speed_dial.clone() });
        }
        keys
    }

    fn check(&self) -> Result<(), Flaw> {
        check::name(&self.name)?;
        check::text("note", &self.note, NOTE_CHARS_MAX)?;
        if let Some(shown) = &self.caller_id {
            check::text("caller_id", &shown.name, check::NAME_CHARS_MAX)?;
        }
        if let Contact::Number(did) = self.contact {
            check::callee("number", did)?;
        }
        let digits = self.speed_dial.strip_prefix('*').unwrap_or_default();
        let is_sound = (2..=SPEED_DIGITS_MAX).contains(&digits.len())
            && digits.bytes().all(|digit| digit.is_ascii_digit());
        if !is_sound && !self.speed_dial.is_empty() {
            let why = format!("must be * and 2 to {SPEED_DIGITS_MAX} digits, such as *7501");
            return Err(Flaw::new("speed_dial", why));
        }
        Ok(())
    }

    fn references(&self) -> Vec<Reference> {
        let address = match self.contact {
            Contact::SipUri(id) => Reference::object("number", ObjectKind::SipUri, Some(id)),
            Contact::Number(_) => None,
        };
        let shown = Reference::caller_id(self.caller_id.as_ref().map(|shown| shown.number));
        address.into_iter().chain(shown).collect()
    }
}

/// Several who are in the phonebook. Everybody is in one group at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhonebookGroup {
    /// What people call it.
    pub name: String,
    /// Who is in it, in the order in which they came.
    #[serde(default)]
    pub members: Vec<ObjectId>,
}

impl Body for PhonebookGroup {
    const KIND: ObjectKind = ObjectKind::PhonebookGroup;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::PhonebookGroup(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn keys(&self) -> Vec<Key> {
        let members = self.members.iter().map(|id| Key::member(*id));
        [Key::name(&self.name)].into_iter().chain(members).collect()
    }

    fn check(&self) -> Result<(), Flaw> {
        check::name(&self.name)?;
        check::members(&self.members, MEMBERS_MAX)
    }

    fn references(&self) -> Vec<Reference> {
        let member = |id: &ObjectId| Reference {
            field: "members",
            to: Referent::Object(ObjectKind::PhonebookEntry, *id),
        };
        self.members.iter().map(member).collect()
    }

    fn members(&mut self) -> Option<&mut Vec<ObjectId>> {
        Some(&mut self.members)
    }
}
