//! Who is in a customer's phonebook.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_domain::{Body, ObjectId, ObjectKind, PhonebookEntry, PhonebookGroup};
use tandem_store::object::Object;
use tandem_store::{StoreError, object};

use super::object_keeping::read_body;
use crate::{Command, Cx, Halt, LIST_OBJECTS_MAX, Mode};

/// Looks into the phonebook. What is asked for must all be so.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PhonebookList {
    /// Only this one, who must be there.
    pub id: Option<ObjectId>,
    /// Only those whose name has this in it; capitals make no difference.
    pub name: Option<String>,
    /// Only those in this group.
    pub group: Option<ObjectId>,
    /// Only those in groups whose name has this in it.
    pub group_name: Option<String>,
}

/// Somebody in the phonebook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhonebookView {
    /// Their id.
    pub id: ObjectId,
    /// Who it is.
    pub entry: PhonebookEntry,
    /// The group they are in: its id and its name.
    pub group: Option<(ObjectId, String)>,
}

impl Command for PhonebookList {
    const NAME: &'static str = "phonebook.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<PhonebookView>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<PhonebookView>, Halt> {
        let customer = cx.actor.root;
        let kind = ObjectKind::PhonebookEntry;
        let first = ObjectId(i64::MIN);
        let found = match self.id {
            Some(id) => vec![cx.require_object(customer, kind, id)?],
            None => object::list(cx.tx, customer, kind, first, LIST_OBJECTS_MAX)?,
        };
        let kind = ObjectKind::PhonebookGroup;
        let groups = object::list(cx.tx, customer, kind, first, LIST_OBJECTS_MAX)?;
        let mut group_of = BTreeMap::new();
        for (id, group) in said::<PhonebookGroup>(&groups)? {
            let members = group.members.iter();
            group_of.extend(members.map(|member| (*member, (id, group.name.clone()))));
        }
        let entries = said::<PhonebookEntry>(&found)?.into_iter();
        let all = entries.map(|(id, entry)| PhonebookView {
            id,
            entry,
            group: group_of.get(&id).cloned(),
        });
        Ok(all.filter(|view| self.asks_for(view)).collect())
    }
}

impl PhonebookList {
    fn asks_for(&self, view: &PhonebookView) -> bool {
        let group = view.group.as_ref();
        has(self.name.as_ref(), Some(&view.entry.name))
            && has(self.group_name.as_ref(), group.map(|(_, name)| name))
            && self.group.is_none_or(|wanted| group.is_some_and(|(id, _)| *id == wanted))
    }
}

/// Whether a name has a text in it, if one is asked for.
pub(super) fn has(part: Option<&String>, name: Option<&String>) -> bool {
    let Some(part) = part else { return true };
    name.is_some_and(|name| name.to_lowercase().contains(&part.to_lowercase()))
}

fn said<B: Body>(found: &[Object]) -> Result<Vec<(ObjectId, B)>, StoreError> {
    let mut all = Vec::with_capacity(found.len());
    for object in found {
        all.extend(read_body(object)?.and_then(B::of).map(|body| (object.id, body)));
    }
    Ok(all)
}
