//! Agents who are always logged in to a queue.

use serde::{Deserialize, Serialize};

use super::check;
use super::{Body, Flaw, Key, ObjectBody, ObjectKind, Reference, Referent};
use crate::ObjectId;

/// The highest penalty. Agents with a higher one ring when those with a lower one do not answer.
const PENALTY_MAX: u32 = 999;

/// An agent of a queue. It belongs to its queue and goes with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueMember {
    /// The queue.
    pub queue: ObjectId,
    /// The agent's name; several may have the same.
    pub name: String,
    /// The SIP login that rings.
    pub login: String,
    /// Whom others are tried before: 0 is the first.
    pub penalty: u32,
}

impl Body for QueueMember {
    const KIND: ObjectKind = ObjectKind::QueueMember;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::QueueMember(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    /// A login is an agent of a queue once.
    fn keys(&self) -> Vec<Key> {
        let value = format!("{} {}", self.queue, self.login.to_lowercase());
        vec![Key { field: "login", value }]
    }

    fn check(&self) -> Result<(), Flaw> {
        check::name(&self.name)?;
        if self.penalty > PENALTY_MAX {
            return Err(Flaw::new("penalty", format!("must be 0 to {PENALTY_MAX}")));
        }
        Ok(())
    }

    fn references(&self) -> Vec<Reference> {
        let login = Reference { field: "login", to: Referent::Login(self.login.clone()) };
        let queue = Reference::object("queue", ObjectKind::Queue, Some(self.queue));
        queue.into_iter().chain([login]).collect()
    }
}
