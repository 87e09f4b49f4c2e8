//! Another destination for certain callers.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::check;
use super::{Body, Flaw, Key, ObjectBody, ObjectKind, Reference, Referent};
use crate::{Destination, ObjectId};

/// The longest note, in characters.
const NOTE_CHARS_MAX: usize = 49;

/// Sends calls of certain callers elsewhere than the number they called says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallerIdFilter {
    /// A note; what it is called in lists.
    #[serde(default)]
    pub name: String,
    /// Which callers.
    pub caller: Caller,
    /// The number that they called; `None`: any of the customer's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Did>,
    /// Where their calls go.
    pub routing: Destination,
    /// Where, when that is busy.
    #[serde(default, skip_serializing_if = "Destination::is_none")]
    pub failover_busy: Destination,
    /// Where, when that cannot be reached.
    #[serde(default, skip_serializing_if = "Destination::is_none")]
    pub failover_unreachable: Destination,
    /// Where, when nobody answers.
    #[serde(default, skip_serializing_if = "Destination::is_none")]
    pub failover_no_answer: Destination,
}

/// Which callers a filter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caller {
    /// Whoever calls from this number.
    Number(Did),
    /// Whoever does not show a number.
    Anonymous,
    /// Whoever shows a number that is none of the North American plan.
    Foreign,
    /// Whoever's carrier vouches for them in this way.
    Attested(Attestation),
    /// Whoever is in the phonebook.
    Phonebook,
    /// Whoever is in a group of the phonebook.
    PhonebookGroup(ObjectId),
}

/// How far the carrier of a caller vouches for the number that is shown (ATIS-1000074).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attestation {
    /// A: it knows the caller, and that the number is theirs.
    Full,
    /// B: it knows the caller.
    Partial,
    /// C: it knows from which gateway the call came.
    Gateway,
}

impl CallerIdFilter {
    /// How precisely it says whom it is for. Of several filters that catch a call, the one with the least
    /// counts: who the caller is goes before which number was called, one person before a group of them,
    /// and people before what carriers say of their numbers.
    pub const fn precision(&self) -> (u8, bool) {
        let caller = match self.caller {
            Caller::Number(_) => 0,
            Caller::PhonebookGroup(_) => 1,
            Caller::Phonebook => 2,
            Caller::Anonymous => 3,
            Caller::Foreign => 4,
            Caller::Attested(_) => 5,
        };
        (caller, self.number.is_none())
    }

    /// Whether it is for calls to a number.
    pub fn is_for(&self, number: Did) -> bool {
        self.number.is_none_or(|of| of == number)
    }
}

impl std::fmt::Display for Caller {
    /// As it is said in explanations, behind "for".
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(did) => write!(f, "{did}"),
            Self::Anonymous => f.write_str("callers who show no number"),
            Self::Foreign => f.write_str("callers from outside North America"),
            Self::Attested(Attestation::Full) => f.write_str("callers with attestation A"),
            Self::Attested(Attestation::Partial) => f.write_str("callers with attestation B"),
            Self::Attested(Attestation::Gateway) => f.write_str("callers with attestation C"),
            Self::Phonebook => f.write_str("callers in the phonebook"),
            Self::PhonebookGroup(id) => write!(f, "callers in phonebook group {id}"),
        }
    }
}

impl Body for CallerIdFilter {
    const KIND: ObjectKind = ObjectKind::CallerIdFilter;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::CallerIdFilter(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    /// The same callers of the same number are filtered once.
    fn keys(&self) -> Vec<Key> {
        let caller = match self.caller {
            Caller::Number(did) => did.digits().to_string(),
            Caller::Anonymous => "anonymous".to_owned(),
            Caller::Foreign => "foreign".to_owned(),
            Caller::Attested(Attestation::Full) => "a".to_owned(),
            Caller::Attested(Attestation::Partial) => "b".to_owned(),
            Caller::Attested(Attestation::Gateway) => "c".to_owned(),
            Caller::Phonebook => "phonebook".to_owned(),
            Caller::PhonebookGroup(id) => format!("group {id}"),
        };
        let number = self.number.map_or_else(|| "any".to_owned(), |did| did.digits().to_string());
        vec![Key { field: "caller", value: format!("{caller} to {number}") }]
    }

    fn check(&self) -> Result<(), Flaw> {
        check::text("name", &self.name, NOTE_CHARS_MAX)
    }

    fn references(&self) -> Vec<Reference> {
        let number =
            self.number.map(|did| Reference { field: "number", to: Referent::Number(did) });
        let group = match self.caller {
            Caller::PhonebookGroup(id) => Some(id),
            Caller::Number(_)
            | Caller::Anonymous
            | Caller::Foreign
            | Caller::Attested(_)
            | Caller::Phonebook => None,
        };
        let group = Reference::object("caller", ObjectKind::PhonebookGroup, group);
        let to = [
            ("routing", &self.routing),
            ("failover_busy", &self.failover_busy),
            ("failover_unreachable", &self.failover_unreachable),
            ("failover_no_answer", &self.failover_no_answer),
        ];
        let to = to.into_iter().filter_map(|(field, to)| Reference::destination(field, to));
        number.into_iter().chain(group).chain(to).collect()
    }
}
