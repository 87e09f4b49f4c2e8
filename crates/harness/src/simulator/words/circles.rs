//! Groups of contacts, in the engine's terms.

use futures_util::future::BoxFuture;
use tandem_domain::{Edit, GroupContact, GroupEdit, ObjectId, ObjectKind};
use tandem_engine::{ObjectEdit, ObjectPut, ObjectRemove};

use super::{Ids, Reply, Sender, nothing};
use crate::shelf;
use crate::simulator::circle::{CircleDeed, CircleEdit};

/// Where everybody in a group is reached; nobody has to be in it once.
const TELEPHONE: u64 = 13_055_550_100;

pub(super) fn send(sender: Sender, ids: &Ids, deed: &CircleDeed) -> BoxFuture<'static, Reply> {
    let kind = ObjectKind::ContactGroup;
    match deed {
        CircleDeed::Put { who, id, name } => {
            let (account, id) = (ids.accounts[*who], Some(ObjectId(*id)));
            let (name, doc) = (name.clone(), serde_json::json!({}));
            let put = ObjectPut { account, kind, id, name, doc };
            sender.send(put, |put| put.id.to_string())
        }
        CircleDeed::Edit { id, edit } => {
            let edit = ObjectEdit { id: ObjectId(*id), edit: Edit::Group(meant(edit)) };
            sender.send(edit, |edited| {
                let rows: Vec<String> = edited.rows.iter().map(u32::to_string).collect();
                rows.join(" ")
            })
        }
        CircleDeed::Remove { id } => sender.send(ObjectRemove::one(kind, ObjectId(*id)), nothing),
    }
}

fn meant(edit: &CircleEdit) -> GroupEdit {
    let contact = || GroupContact {
        name: String::new(),
        number: shelf::did(TELEPHONE),
        email: String::new(),
    };
    match edit {
        CircleEdit::Name(name) => GroupEdit::Name(name.clone()),
        CircleEdit::Add(count) => GroupEdit::Add((0..*count).map(|_| contact()).collect()),
        CircleEdit::Remove(row) => GroupEdit::Remove(*row),
        CircleEdit::Clear => GroupEdit::Clear,
    }
}
