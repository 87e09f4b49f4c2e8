//! Phonebooks, in the engine's terms.

use futures_util::future::BoxFuture;
use tandem_domain::{AccountId, ObjectId, ObjectKind};
use tandem_engine::{ObjectDelist, ObjectEnlist, ObjectPut, ObjectRemove, ObjectWritten};

use super::objects::number;
use super::{Ids, Reply, Sender, nothing};
use crate::simulator::book::BookDeed;

pub(super) fn send(sender: Sender, ids: &Ids, deed: &BookDeed) -> BoxFuture<'static, Reply> {
    let entry_kind = ObjectKind::PhonebookEntry;
    match deed {
        BookDeed::Enter { who, id, name } => {
            // Each name has a number of its own, so that both are free or taken together.
            let contact = serde_json::json!({ "number": number(name).digits() });
            let doc = serde_json::json!({ "contact": contact });
            sender.send(put(ids.accounts[*who], entry_kind, *id, name, doc), written)
        }
        BookDeed::Group { who, id, name, members } => {
            let doc = serde_json::json!({ "members": members });
            let kind = ObjectKind::PhonebookGroup;
            sender.send(put(ids.accounts[*who], kind, *id, name, doc), written)
        }
        BookDeed::Enlist { entry, group } => {
            let (id, list) = (ObjectId(*entry), ObjectId(*group));
            sender.send(ObjectEnlist { kind: entry_kind, id, list }, nothing)
        }
        BookDeed::Delist { entry, group } => {
            let (id, list) = (ObjectId(*entry), group.map(ObjectId));
            sender.send(ObjectDelist { kind: entry_kind, id, list }, nothing)
        }
        BookDeed::Strike { group, id } => {
            let kind = if *group { ObjectKind::PhonebookGroup } else { entry_kind };
            sender.send(ObjectRemove::one(kind, ObjectId(*id)), nothing)
        }
    }
}

fn written(put: &ObjectWritten) -> String {
    put.id.to_string()
}

fn put(
    account: AccountId,
    kind: ObjectKind,
    id: i64,
    name: &str,
    doc: serde_json::Value,
) -> ObjectPut {
    ObjectPut { account, kind, id: Some(ObjectId(id)), name: name.to_owned(), doc }
}
