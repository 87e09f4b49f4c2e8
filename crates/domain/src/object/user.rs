//! Who names an object.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::ObjectKind;
use crate::{AccountId, ObjectId};

/// Somebody or something that names an object, which therefore cannot be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectUser {
    /// The settings of a number.
    Number(Did),
    /// Another object.
    Object(ObjectKind, ObjectId),
    /// An account, as the default routing of its numbers.
    Account(AccountId),
    /// A login of a sub-account, by the number by which dialects show it.
    Login(i64),
}

impl std::fmt::Display for ObjectUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(did) => write!(f, "number {did}"),
            Self::Object(kind, id) => write!(f, "{} {id}", kind.word()),
            Self::Account(_) => f.write_str("the account's default routing"),
            Self::Login(id) => write!(f, "sub-account {id}"),
        }
    }
}
