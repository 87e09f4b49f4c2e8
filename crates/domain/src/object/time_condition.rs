//! One of two destinations, by the clock.

use serde::{Deserialize, Serialize};

use super::check;
use super::{Body, Flaw, ObjectBody, ObjectKind, Reference, Schedule};
use crate::Destination;

/// Sends a call one way in the hours of its schedule and another way outside them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeCondition {
    /// What people call it.
    #[serde(default)]
    pub name: String,
    /// When.
    pub schedule: Schedule,
    /// Where a call goes then.
    pub matched: Destination,
    /// Where it goes at any other time.
    pub otherwise: Destination,
}

impl Body for TimeCondition {
    const KIND: ObjectKind = ObjectKind::TimeCondition;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::TimeCondition(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn check(&self) -> Result<(), Flaw> {
        check::name(&self.name)?;
        self.schedule.check()
    }

    fn references(&self) -> Vec<Reference> {
        let both = [("matched", &self.matched), ("otherwise", &self.otherwise)];
        both.into_iter().filter_map(|(field, to)| Reference::destination(field, to)).collect()
    }
}
