//! Several destinations that ring together.

use serde::{Deserialize, Serialize};

use super::check;
use super::{Body, Flaw, Language, Music, ObjectBody, ObjectKind, Reference};
use crate::{Destination, ObjectId};

/// The longest that a member rings, in seconds.
pub const RING_SECONDS_MAX: u32 = 60;
/// How long it rings when nothing is said about it, in seconds.
pub const RING_SECONDS_DEFAULT: u32 = 25;
/// The most members.
const MEMBERS_MAX: usize = 32;
/// What may ring in a group.
const KINDS: [ObjectKind; 3] = [ObjectKind::Account, ObjectKind::Forwarding, ObjectKind::SipUri];

/// Members that ring at once; the first to answer has the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RingGroup {
    /// What people call it.
    #[serde(default)]
    pub name: String,
    /// Who rings.
    pub members: Vec<RingMember>,
    /// The mailbox that takes the call when nobody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voicemail: Option<ObjectId>,
    /// Played to the caller first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announcement: Option<ObjectId>,
    /// Played to the caller meanwhile; `None`: a ringing tone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub music: Option<Music>,
    /// The language of the prompts.
    #[serde(default)]
    pub language: Language,
}

/// One who rings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RingMember {
    /// Where.
    pub to: Destination,
    /// For how long, in seconds.
    pub seconds: u32,
    /// Whether whoever answers must press 1 to have the call, so that no answering machine takes it.
    pub press_one: bool,
}

impl Body for RingGroup {
    const KIND: ObjectKind = ObjectKind::RingGroup;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::RingGroup(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn check(&self) -> Result<(), Flaw> {
        check::name(&self.name)?;
        if self.members.is_empty() || self.members.len() > MEMBERS_MAX {
            return Err(Flaw::new("members", format!("must be 1 to {MEMBERS_MAX}")));
        }
        for member in &self.members {
            check::rings("members", &member.to, &KINDS)?;
            check::between("members", member.seconds, 1, RING_SECONDS_MAX, "seconds each")?;
        }
        Ok(())
    }

    fn references(&self) -> Vec<Reference> {
        let members =
            self.members.iter().filter_map(|member| Reference::destination("members", &member.to));
        let mailbox = Reference::object("voicemail", ObjectKind::Voicemail, self.voicemail);
        let sound = Reference::object("announcement", ObjectKind::Recording, self.announcement);
        members.chain(mailbox).chain(sound).collect()
    }
}
