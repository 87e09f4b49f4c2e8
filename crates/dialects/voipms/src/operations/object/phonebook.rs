//! The phonebook.

use tandem_domain::{Contact, ObjectId, PhonebookEntry, ShownAs};
use tandem_engine::{PhonebookList, PhonebookView};
use tandem_gateway::{Fault, Kind, Operation, Param, Reader, Spec};
use tandem_wire::php::Map;

use super::{Objects, param, read};
use crate::operations::DIDS;
use crate::operations::param::required;
use crate::reply::{Reply, id_or_zero};

/// The longest number that is read, in characters.
const NUMBER_CHARS_MAX: usize = 64;

/// People whose numbers are known.
pub struct PhonebookEntries;

const ID: Param = param::id("phonebook", "the entry");
const GROUP: Param = param::other("group", "the group that it is in");

static SET: Spec = Spec {
    name: "setPhonebook",
    section: DIDS,
    about: "Makes or changes an entry of the phonebook.",
    params: &[
        ID,
        param::text("speed_dial", "what is dialled for it, such as *7501"),
        required(param::NAME),
        Param::required("number", Kind::Text(NUMBER_CHARS_MAX), "a number, or sip:id"),
        param::text("callerid", "what is shown to them: a name <one of your numbers>"),
        param::text("note", "a note"),
        // Left out, it stays where it is.
        GROUP,
    ],
};

static GET: Spec = Spec {
    name: "getPhonebook",
    section: DIDS,
    about: "Looks into the phonebook.",
    params: &[
        ID,
        param::text("name", "only names with this in them"),
        GROUP,
        param::text("group_name", "only groups with this in their names"),
    ],
};

static DEL: Spec = Spec {
    name: "delPhonebook",
    section: DIDS,
    about: "Deletes an entry of the phonebook.",
    params: &[required(ID)],
};

impl Objects for PhonebookEntries {
    type Body = PhonebookEntry;
    const SET: &'static Spec = &SET;
    const GET: &'static Spec = &GET;
    const DEL: &'static Spec = &DEL;
    const MADE: Option<&'static str> = Some("phonebook");
    const LIST: &'static str = "phonebooks";
    const EMPTY: &'static str = "no_phonebook";
    const IN_LIST: Option<&'static str> = Some("group");

    fn read(args: &Reader<'_>) -> Result<PhonebookEntry, Fault> {
        Ok(PhonebookEntry {
            name: read::text(args, "name")?,
            contact: contact(args)?,
            speed_dial: read::text(args, "speed_dial")?,
            caller_id: shown_as(args)?,
            note: read::text(args, "note")?,
        })
    }

    fn row(id: ObjectId, body: &PhonebookEntry) -> Map {
        let number = match body.contact {
            Contact::Number(did) => did.national(),
            Contact::SipUri(id) => format!("sip:{id}"),
        };
        Map::new()
            .with("phonebook", id.to_string())
            .with("speed_dial", &body.speed_dial)
            .with("name", &body.name)
            .with("number", number)
            .with("callerid", body.caller_id.as_ref().map(written).unwrap_or_default())
            .with("note", &body.note)
    }
}

/// Shows the phonebook with the groups.
pub struct GetPhonebook;

impl Operation for GetPhonebook {
    const SPEC: &'static Spec = &GET;
    type Command = PhonebookList;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<PhonebookList, Fault> {
        let text = |name| args.text(name).map(str::to_owned);
        Ok(PhonebookList {
            id: read::named(args)?,
            name: text("name"),
            group: read::object(args, "group")?,
            group_name: text("group_name"),
        })
    }

    fn show(found: Vec<PhonebookView>, _args: &Reader<'_>) -> Reply {
        let row = |view: &PhonebookView| {
            let (id, name) = view.group.clone().unzip();
            PhonebookEntries::row(view.id, &view.entry)
                .with("group", id_or_zero(id))
                .with("group_name", name.unwrap_or_default())
        };
        let (list, empty) = (PhonebookEntries::LIST, PhonebookEntries::EMPTY);
        Reply::list(list, found.iter().map(row).collect(), empty)
    }
}

/// A telephone number, or a SIP URI by its id.
fn contact(args: &Reader<'_>) -> Result<Contact, Fault> {
    let text = args.required("number")?;
    let Some(id) = text.strip_prefix("sip:") else {
        return Ok(Contact::Number(read::callee(args, "number")?));
    };
    let id = id.parse().ok().filter(|id| *id > 0);
    let wrong = || Fault::invalid("number", "must be a number, or sip: and the id of a SIP URI");
    id.map(|id| Contact::SipUri(ObjectId(id))).ok_or_else(wrong)
}

/// `John Doe <5552223333>`, or a number alone.
fn shown_as(args: &Reader<'_>) -> Result<Option<ShownAs>, Fault> {
    let text = read::text(args, "callerid")?;
    if text.is_empty() {
        return Ok(None);
    }
    let named = text.strip_suffix('>').and_then(|text| text.split_once('<'));
    let (name, number) = named.unwrap_or(("", &text));
    let number = args.as_did("callerid", number.trim())?;
    Ok(Some(ShownAs { name: name.trim().to_owned(), number }))
}

fn written(shown: &ShownAs) -> String {
    let number = shown.number.national();
    if shown.name.is_empty() { number } else { format!("{} <{number}>", shown.name) }
}
