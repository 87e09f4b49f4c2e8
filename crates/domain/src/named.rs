//! What somebody names: objects by their ids, logins by their names.

use crate::{ObjectId, ObjectKind};

/// Everything that the settings of a number or an object name and that is the customer's own, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Objects, in the order of their kinds and ids.
    pub objects: Vec<(ObjectKind, ObjectId)>,
    /// SIP logins, in their order.
    pub logins: Vec<String>,
}

impl Named {
    /// Those objects and logins, in whatever order and as often as they were named.
    pub fn of(mut objects: Vec<(ObjectKind, ObjectId)>, mut logins: Vec<String>) -> Self {
        objects.sort_unstable();
        objects.dedup();
        logins.sort_unstable();
        logins.dedup();
        Self { objects, logins }
    }
}
