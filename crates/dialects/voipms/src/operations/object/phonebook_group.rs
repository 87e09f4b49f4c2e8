//! Groups of the phonebook.

use tandem_domain::{ObjectId, PhonebookGroup};
use tandem_gateway::{Fault, Param, Reader, Spec};
use tandem_wire::php::Map;

use super::{Objects, param, read};
use crate::operations::DIDS;
use crate::operations::param::required;

/// Several who are in the phonebook.
pub struct PhonebookGroups;

const ID: Param = param::id("group", "the group");

static SET: Spec = Spec {
    name: "setPhonebookGroup",
    section: DIDS,
    about: "Makes or changes a group of the phonebook.",
    params: &[ID, required(param::NAME), param::list("members", "who is in it: id;id;…")],
};

static GET: Spec = Spec {
    name: "getPhonebookGroups",
    section: DIDS,
    about: "Lists the groups of the phonebook.",
    params: &[ID, param::text("name", "only names with this in them")],
};

static DEL: Spec = Spec {
    name: "delPhonebookGroup",
    section: DIDS,
    about: "Deletes a group of the phonebook; who is in it stays.",
    params: &[required(ID)],
};

impl Objects for PhonebookGroups {
    type Body = PhonebookGroup;
    const SET: &'static Spec = &SET;
    const GET: &'static Spec = &GET;
    const DEL: &'static Spec = &DEL;
    const MADE: Option<&'static str> = Some("group");
    const LIST: &'static str = "phonebook_groups";
    const EMPTY: &'static str = "no_phonebook_group";
    const NAMED: Option<&'static str> = Some("name");

    fn read(args: &Reader<'_>) -> Result<PhonebookGroup, Fault> {
        let name = read::text(args, "name")?;
        Ok(PhonebookGroup { name, members: read::objects(args, "members")? })
    }

    fn row(id: ObjectId, body: &PhonebookGroup) -> Map {
        Map::new()
            .with("phonebook_group", id.to_string())
            .with("name", &body.name)
            .with("members", read::joined(&body.members))
    }
}
