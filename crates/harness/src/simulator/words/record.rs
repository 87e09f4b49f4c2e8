//! Recordings, in the engine's terms.

use futures_util::future::BoxFuture;
use tandem_domain::{ObjectId, ObjectKind};
use tandem_engine::{ObjectRemove, RecordingPut, RecordingSet};

use super::{Ids, Reply, Sender, nothing};
use crate::shelf;
use crate::simulator::record::RecordDeed;

pub(super) fn send(sender: Sender, ids: &Ids, deed: &RecordDeed) -> BoxFuture<'static, Reply> {
    match deed {
        RecordDeed::Put { who, id, name, sound } => {
            let (account, id) = (ids.accounts[*who], ObjectId(*id));
            let (name, file) = (name.clone(), shelf::sound(*sound));
            sender.send(RecordingPut { account, id, name, file }, |put| put.id.to_string())
        }
        RecordDeed::Set { id, name, sound } => {
            let (id, file) = (id.map(ObjectId), sound.map(shelf::sound));
            sender.send_recording(RecordingSet { id, name: name.clone(), file })
        }
        RecordDeed::Remove { id } => {
            sender.send(ObjectRemove::one(ObjectKind::Recording, ObjectId(*id)), nothing)
        }
    }
}
