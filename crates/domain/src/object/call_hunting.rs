//! Call hunting: destinations that ring one after the other.

use serde::{Deserialize, Serialize};

use super::check;
use super::{
    Body, Flaw, Language, Music, ObjectBody, ObjectKind, RING_SECONDS_MAX, Reference, RingMember,
};
use crate::{Destination, ObjectId};

/// How many places there are for members.
pub const HUNT_PLACES: usize = 8;
/// What may ring.
const KINDS: [ObjectKind; 3] = [ObjectKind::Account, ObjectKind::Forwarding, ObjectKind::SipUri];

/// Destinations that ring one after the other until one answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallHunting {
    /// What people call it.
    pub name: String,
    /// Who rings, place by place. A place may be empty: `none:`.
    pub members: Vec<RingMember>,
    /// In which order.
    #[serde(default)]
    pub order: HuntOrder,
    /// Played to the caller meanwhile.
    #[serde(default)]
    pub music: Music,
    /// Played to the caller first; `None`: the usual prompt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announcement: Option<ObjectId>,
    /// The language of the prompts.
    #[serde(default)]
    pub language: Language,
}

/// In which order members ring.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HuntOrder {
    /// As they stand.
    #[default]
    Follow,
    /// Any.
    Random,
}

impl HuntOrder {
    /// Each with its word and a description.
    pub const WORDS: [(Self, &'static str, &'static str); 2] =
        [(Self::Follow, "follow", "Follow"), (Self::Random, "random", "Random")];
}

impl Body for CallHunting {
    const KIND: ObjectKind = ObjectKind::CallHunting;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::CallHunting(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn check(&self) -> Result<(), Flaw> {
        check::name(&self.name)?;
        let mut rings = 0;
        for member in &self.members {
            if member.to != Destination::None {
                check::rings("members", &member.to, &KINDS)?;
                rings += 1;
            }
            check::between("ring", member.seconds, 1, RING_SECONDS_MAX, "seconds each")?;
        }
        if rings == 0 || self.members.len() > HUNT_PLACES {
            return Err(Flaw::new("members", format!("must be 1 to {HUNT_PLACES}")));
        }
        Ok(())
    }

    fn references(&self) -> Vec<Reference> {
        let members =
            self.members.iter().filter_map(|member| Reference::destination("members", &member.to));
        let sound = Reference::object("announcement", ObjectKind::Recording, self.announcement);
        members.chain(sound).collect()
    }
}
