//! Changes of part of what an object says.
//!
//! They are made where the object is read, so that of two who change it at the same time neither undoes what
//! the other did.

use serde::{Deserialize, Serialize};

use super::{
    Body, BroadcastEdit, Flaw, FlowEdit, GroupEdit, LocatorEdit, MeetingEdit, ObjectBody,
    ObjectKind, VoicemailEdit,
};
use crate::Timestamp;

/// The field of a flaw that is a row which the object does not have.
pub const ROW_FIELD: &str = "row";

/// A change of part of an object; the rest stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Of a group of contacts.
    Group(GroupEdit),
    /// Of the branches of a store locator.
    Locator(LocatorEdit),
    /// Of who is invited to a conference.
    Meeting(MeetingEdit),
    /// Of a broadcast.
    Broadcast(BroadcastEdit),
    /// Of a call flow.
    CallFlow(FlowEdit),
    /// Of a mailbox.
    Voicemail(VoicemailEdit),
}

impl Edit {
    /// The kind of object that it changes.
    pub const fn kind(&self) -> ObjectKind {
        match self {
            Self::Group(_) => ObjectKind::ContactGroup,
            Self::Locator(_) => ObjectKind::Locator,
            Self::Meeting(_) => ObjectKind::Meeting,
            Self::Broadcast(_) => ObjectKind::Broadcast,
            Self::CallFlow(_) => ObjectKind::CallFlow,
            Self::Voicemail(_) => ObjectKind::Voicemail,
        }
    }

    /// What an object says afterwards, and the numbers of the rows that came. One of another kind is left as
    /// it is. Whether the object is sound then, is looked at when it is written.
    pub fn made(self, body: ObjectBody, now: Timestamp) -> Result<(ObjectBody, Vec<u32>), Flaw> {
        match self {
            Self::Group(edit) => made(body, |group| edit.make(group)),
            Self::Locator(edit) => made(body, |locator| edit.make(locator)),
            Self::Meeting(edit) => made(body, |meeting| edit.make(meeting)),
            Self::Broadcast(edit) => made(body, |broadcast| {
                edit.make(broadcast, now);
                Ok(Vec::new())
            }),
            Self::CallFlow(edit) => made(body, |flow| edit.make(flow).map(|()| Vec::new())),
            Self::Voicemail(edit) => made(body, |mailbox| {
                edit.make(mailbox);
                Ok(Vec::new())
            }),
        }
    }
}

fn made<B: Body>(
    body: ObjectBody,
    make: impl FnOnce(&mut B) -> Result<Vec<u32>, Flaw>,
) -> Result<(ObjectBody, Vec<u32>), Flaw> {
    let kept = body.clone();
    let Some(mut body) = B::of(body) else { return Ok((kept, Vec::new())) };
    let rows = make(&mut body)?;
    Ok((body.into(), rows))
}
