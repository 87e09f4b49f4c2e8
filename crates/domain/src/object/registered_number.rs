//! Numbers of somebody else's that a customer says are theirs too: a desk, a mobile telephone.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::check;
use super::{Body, Flaw, Key, ObjectBody, ObjectKind, Reference};

/// A number that a customer registered. That it is theirs nobody has found out yet: it is not shown as a
/// caller ID, for which a number must be the customer's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredNumber {
    /// What people call it; may be empty.
    #[serde(default)]
    pub name: String,
    /// The number.
    pub number: Did,
}

impl Body for RegisteredNumber {
    const KIND: ObjectKind = ObjectKind::RegisteredNumber;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::RegisteredNumber(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    /// A number is registered once. Several may be called the same.
    fn keys(&self) -> Vec<Key> {
        vec![Key::number(self.number)]
    }

    fn check(&self) -> Result<(), Flaw> {
        check::title(&self.name)?;
        check::callee("number", self.number)
    }

    fn references(&self) -> Vec<Reference> {
        Vec::new()
    }
}
