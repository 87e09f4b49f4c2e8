//! Who names an object.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::ObjectKind;
use crate::{AccountId, BackorderId, ObjectId};

/// Somebody or something that names an object, which therefore cannot be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectUser {
    /// The settings of a number that somebody has, or that is on its way here from another carrier.
    Number(Did),
    /// Another object.
    Object(ObjectKind, ObjectId),
    /// An account, as the default routing of its numbers.
    Account(AccountId),
    /// A login of a sub-account, by the number by which dialects show it.
    Login(i64),
    /// A back-order, for the numbers that it waits for.
    Backorder(BackorderId),
}

/// Those who name an object: the first few, and how many others there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredUsers")]
pub struct ObjectUsers {
    /// The first few.
    pub named: Vec<ObjectUser>,
    /// How many more there are, as far as they were counted: up to [`OBJECT_USERS_COUNTED_MAX`].
    pub more: u32,
}

/// As far as those are counted who name an object and are not told by name.
pub const OBJECT_USERS_COUNTED_MAX: u32 = 1000;

impl ObjectUsers {
    /// Whether nobody names it.
    pub const fn is_empty(&self) -> bool {
        self.named.is_empty() && self.more == 0
    }
}

impl From<Vec<ObjectUser>> for ObjectUsers {
    fn from(named: Vec<ObjectUser>) -> Self {
        Self { named, more: 0 }
    }
}

/// A list without a count is what was kept before there was one.
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredUsers {
    Few(Vec<ObjectUser>),
    Counted { named: Vec<ObjectUser>, more: u32 },
}

impl From<StoredUsers> for ObjectUsers {
    fn from(stored: StoredUsers) -> Self {
        match stored {
            StoredUsers::Few(named) => named.into(),
            StoredUsers::Counted { named, more } => Self { named, more },
        }
    }
}

impl std::fmt::Display for ObjectUsers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, user) in self.named.iter().enumerate() {
            let before = if place == 0 { "" } else { ", " };
            write!(f, "{before}{user}")?;
        }
        match self.more {
            0 => Ok(()),
            OBJECT_USERS_COUNTED_MAX.. => {
                write!(f, " and {OBJECT_USERS_COUNTED_MAX} more at least")
            }
            more => write!(f, " and {more} more"),
        }
    }
}

impl std::fmt::Display for ObjectUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(did) => write!(f, "number {did}"),
            Self::Object(kind, id) => write!(f, "{} {id}", kind.word()),
            Self::Account(_) => f.write_str("the account's default routing"),
            Self::Login(id) => write!(f, "sub-account {id}"),
            Self::Backorder(id) => write!(f, "back-order {id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_are_not_named_are_counted() {
        let ivr = |id| ObjectUser::Object(ObjectKind::Ivr, ObjectId(id));
        let by = |named: &[ObjectUser], more| ObjectUsers { named: named.to_vec(), more };
        for (by, said) in [
            (by(&[ivr(1)], 0), "IVR 1"),
            (by(&[ivr(1), ivr(2), ivr(3)], 0), "IVR 1, IVR 2, IVR 3"),
            (by(&[ivr(1), ivr(2)], 3), "IVR 1, IVR 2 and 3 more"),
            (by(&[ivr(1)], 1000), "IVR 1 and 1000 more at least"),
        ] {
            assert_eq!(by.to_string(), said);
        }
    }

    #[test]
    fn a_list_that_was_kept_without_a_count_is_read() {
        let by: ObjectUsers = vec![ObjectUser::Login(7)].into();
        let before = serde_json::to_string(&by.named).expect("a list");
        let now = serde_json::to_string(&by).expect("a list with its count");
        for kept in [before, now] {
            assert_eq!(serde_json::from_str::<ObjectUsers>(&kept).expect("users"), by);
        }
    }
}
