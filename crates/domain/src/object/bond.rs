//! What becomes of an object when one that it names is to be removed.

use super::ObjectKind;
use ObjectKind::{
    CallFlow, Conference, ConferenceMember, FlowVariables, PhonebookEntry, PhonebookGroup, Queue,
    QueueMember,
};

/// How an object hangs on one that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bond {
    /// It needs that one: calls go there. The one that is named cannot be removed.
    Needs,
    /// It belongs to that one, is nothing without it, and goes along.
    Belongs,
    /// It only lists that one, and goes on without it.
    Lists,
}

impl Bond {
    /// How an object of one kind hangs on an object of another that it names.
    pub const fn between(by: ObjectKind, named: ObjectKind) -> Self {
        match (by, named) {
            (QueueMember, Queue) | (FlowVariables, CallFlow) => Self::Belongs,
            (PhonebookGroup, PhonebookEntry) => Self::Lists,
            // A conference would let nobody in any more, and its owner would not know why.
            (Conference, ConferenceMember) => Self::Needs,
            _ => Self::Needs,
        }
    }
}

impl ObjectKind {
    /// The kind that objects of this kind belong to.
    pub const fn owner(self) -> Option<Self> {
        match self {
            QueueMember => Some(Queue),
            FlowVariables => Some(CallFlow),
            _ => None,
        }
    }

    /// The kind whose objects list objects of this kind, whether or not they go on without them.
    pub const fn list(self) -> Option<Self> {
        match self {
            PhonebookEntry => Some(PhonebookGroup),
            ConferenceMember => Some(Conference),
            _ => None,
        }
    }

    /// The kind whose objects name objects of this kind and yet do not keep them.
    pub fn loose(self) -> Option<Self> {
        Self::ALL.into_iter().find(|by| Bond::between(*by, self) != Bond::Needs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_and_lists_are_those_of_the_bonds() {
        for named in ObjectKind::ALL {
            for by in ObjectKind::ALL {
                let bond = Bond::between(by, named);
                assert_eq!(bond == Bond::Belongs, by.owner() == Some(named), "{by:?}");
                let is_list = named.list() == Some(by);
                assert!(
                    if is_list { bond != Bond::Belongs } else { bond != Bond::Lists },
                    "{named:?}"
                );
            }
        }
    }
}
