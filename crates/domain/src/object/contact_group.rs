//! Groups of people who are called together.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::check;
use super::{Body, Flaw, ObjectBody, ObjectKind, Reference, Rows};

/// The most who are in a group.
pub const GROUP_CONTACTS_MAX: usize = 500;

/// People with their numbers. The same person may be in several groups, and in none of the phonebook's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactGroup {
    /// What people call it.
    pub name: String,
    /// Who is in it.
    #[serde(default)]
    pub members: Rows<GroupContact>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupContact {
    /// Who it is; may be empty.
    #[serde(default)]
    pub name: String,
    /// Where they are reached.
    pub number: Did,
    /// Where they are written to; empty for nowhere.
    #[serde(default)]
    pub email: String,
}

impl GroupContact {
    /// Whether they can be called and written to. The fields are those of a group's member.
    pub(super) fn check(&self) -> Result<(), Flaw> {
        check::text("member_name", &self.name, check::NAME_CHARS_MAX)?;
        check::callee("number", self.number)?;
        if self.email.is_empty() { Ok(()) } else { check::email(&self.email) }
    }
}

/// A change of part of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupEdit {
    /// It is called so.
    Name(String),
    /// These come, behind the others.
    Add(Vec<GroupContact>),
    /// The one in this row goes.
    Remove(u32),
    /// Everybody goes.
    Clear,
}

impl GroupEdit {
    /// The rows of those who came.
    pub(super) fn make(self, group: &mut ContactGroup) -> Result<Vec<u32>, Flaw> {
        match self {
            Self::Name(name) => group.name = name,
            Self::Add(contacts) => {
                return Ok(contacts.into_iter().map(|one| group.members.add(one)).collect());
            }
            Self::Remove(row) => group.members.take_out(row)?,
            Self::Clear => group.members.clear(),
        }
        Ok(Vec::new())
    }
}

impl Body for ContactGroup {
    const KIND: ObjectKind = ObjectKind::ContactGroup;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::ContactGroup(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn check(&self) -> Result<(), Flaw> {
        check::name(&self.name)?;
        self.members.check("members", GROUP_CONTACTS_MAX)?;
        self.members.iter().try_for_each(|row| row.says.check())
    }

    fn references(&self) -> Vec<Reference> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_in_a_group_can_be_called() {
        let number = |digits| Did::new(digits).expect("a number");
        let mut group = ContactGroup { name: "Press".to_owned(), members: Rows::default() };
        let jane = GroupContact {
            name: "Jane".to_owned(),
            number: number(13_055_550_100),
            email: "jane@example.com".to_owned(),
        };
        group.members.add(jane.clone());
        assert_eq!(group.check(), Ok(()));
        group.members.add(GroupContact { email: "jane".to_owned(), ..jane.clone() });
        assert_eq!(group.check().expect_err("no address").field, "email");
        group.members.clear();
        group.members.add(GroupContact { number: number(19_115_551_234), ..jane });
        assert_eq!(group.check().expect_err("no telephone").field, "number");
    }
}
