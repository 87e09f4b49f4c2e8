//! What a switch with media does with a call: plays, listens, lets it wait.

use serde::Serialize;

use super::Leg;
use crate::{ObjectId, object};

/// Something that is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sound {
    /// A recording of the customer's.
    Recording(ObjectId),
    /// That the number is not in service.
    NotInService,
    /// That the number has been disconnected.
    Disconnected,
}

impl Sound {
    /// The word for it in plans: `recording-7567`, `not-in-service`.
    pub fn word(self) -> String {
        match self {
            Self::Recording(id) => format!("recording-{id}"),
            Self::NotInService => "not-in-service".to_owned(),
            Self::Disconnected => "disconnected".to_owned(),
        }
    }
}

/// A choice by keys. Its choices are exits: [`When::Keys`](super::When::Keys), and
/// [`When::TimedOut`](super::When::TimedOut) if none is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Menu {
    /// Which object.
    pub id: ObjectId,
    /// What is played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sound: Option<Sound>,
    /// How long the caller may take, in seconds.
    pub wait_seconds: u32,
    /// The language of what the switch itself says.
    pub language: String,
}

/// Waiting until somebody is free. Its ways out are exits: [`When::TimedOut`](super::When::TimedOut),
/// [`When::Full`](super::When::Full) and so on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Queue {
    /// Which object.
    pub id: ObjectId,
    /// Who is rung: the agents who are always logged in, as far as they can be rung. Others log in at the
    /// switch.
    pub agents: Vec<Agent>,
    /// What its owner set. The password of agents is left out: nobody logs in by way of a call's plan.
    pub settings: object::Queue,
}

/// Somebody who takes calls from a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Agent {
    /// The name.
    pub name: String,
    /// Whom others are tried before: 0 is the first.
    pub penalty: u32,
    /// How the agent is rung.
    pub leg: Leg,
}

/// A room in which callers meet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conference {
    /// Which object.
    pub id: ObjectId,
    /// Who may come in, and as what. If there is nobody, everybody may.
    pub guests: Vec<object::ConferenceMember>,
    /// What its owner set.
    pub settings: object::Conference,
}

impl Conference {
    /// The name of the room, the same for no other.
    pub fn room(&self) -> String {
        self.id.to_string()
    }

    /// Whether a caller must know a PIN: somebody may come in, and nobody without.
    pub fn asks_for_pin(&self) -> bool {
        !self.guests.is_empty() && self.guests.iter().all(|guest| !guest.pin.is_empty())
    }
}
