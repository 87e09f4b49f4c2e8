//! Branches of store locators. The locators themselves are made by the operator: the provider has no action
//! for that.

use tandem_domain::{Actor, Branch, Edit, Locator, LocatorEdit, ObjectId, ObjectKind, Row};
use tandem_engine::{ObjectList, ObjectView};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};
use tandem_numbering::zip;

use super::edit;
use crate::request::report::Format;
use crate::{reply, request, words};

const LOCATOR: &str = "locator";
const ID: Param = Param::required("usr_locator_id", Kind::Integer(1, i64::MAX), "the locator");
const BRANCH: Param =
    Param::required("usr_location_id", Kind::Integer(1, u32::MAX as i64), "the location");
const LINE: Kind = Kind::Text(request::locator::LINE_CHARS_MAX);
const NAME: Param = Param::optional(
    "location_name",
    Kind::Text(request::people::NAME_CHARS_MAX),
    "what it is called; New Location at first",
);
const DESTINATION: Param = Param::optional(
    "location_destination",
    Kind::Text(request::locator::DESTINATION_CHARS_MAX),
    "who is rung there: {\"cmd\":\"…\",\"parameter\":\"…\"} with the words of routing_type",
)
.or(&["location_action_parameter"]);
const ZIP: Param =
    Param::optional("location_zipcode", Kind::Text(request::locator::ZIP_CHARS), "five digits");
const ADDRESS: Param = Param::optional("location_address", LINE, "street and number");
const CITY: Param = Param::optional("location_city", LINE, "town");
const STATE: Param = Param::optional("location_state", LINE, "state");
const EMAIL: Param = Param::optional(
    "location_email_address",
    Kind::Text(request::vmail::EMAIL_CHARS_MAX),
    "where it is written to",
);
const TIMEOUT: Param = Param::optional(
    "location_call_timeout",
    Kind::Integer(1, tandem_domain::BRANCH_SECONDS_MAX as i64),
    "for how many seconds it rings; 40 at first",
);

pub(super) static ADD: Spec = Spec {
    name: "locator.location.add",
    section: LOCATOR,
    about: "adds a location to a store locator",
    params: &[
        ID,
        Param { required: true, ..DESTINATION },
        Param { required: true, ..ZIP },
        NAME,
        ADDRESS,
        CITY,
        STATE,
        EMAIL,
        TIMEOUT,
    ],
};

pub(super) static UPDATE: Spec = Spec {
    name: "locator.location.update",
    section: LOCATOR,
    about: "changes a location of a store locator; what is not said stays as it is",
    params: &[ID, BRANCH, DESTINATION, ZIP, NAME, ADDRESS, CITY, STATE, EMAIL, TIMEOUT],
};

pub(super) static REMOVE: Spec = Spec {
    name: "locator.location.remove",
    section: LOCATOR,
    about: "takes a location out of a store locator",
    params: &[ID, BRANCH],
};

static LIST: Spec = Spec {
    name: "locator.location.list",
    section: LOCATOR,
    about: "shows the locations of a store locator",
    params: &[ID],
};

/// Carried out by [`details`].
pub(super) static DETAILS: Spec = Spec {
    name: "locator.location.details",
    section: LOCATOR,
    about: "shows a location of a store locator, with the middle of its ZIP code",
    params: &[ID, BRANCH],
};

type Shown<'a> = BoxFuture<'a, Result<String, Stop>>;

/// Adds a branch.
pub(super) fn add<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let id = id(args)?;
        let branch = Box::new(request::locator::branch(args)?);
        let added = change(gate, actor, id, LocatorEdit::Add(branch), key).await?;
        let added: Vec<_> = added.iter().map(u32::to_string).collect();
        Ok(reply::values("usr_location_id", &added))
    })
}

/// Changes a branch.
pub(super) fn update<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let (id, no) = (id(args)?, branch(args)?);
        let said = Box::new(request::locator::change(args)?);
        change(gate, actor, id, LocatorEdit::Change(no, said), key).await?;
        Ok(reply::done(words::LOCATION_CHANGED))
    })
}

/// Takes a branch out.
pub(super) fn remove<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let (id, no) = (id(args)?, branch(args)?);
        change(gate, actor, id, LocatorEdit::Remove(no), key).await?;
        Ok(reply::done(words::LOCATION_REMOVED))
    })
}

async fn change(
    gate: &Gate,
    actor: Actor,
    id: ObjectId,
    edit: LocatorEdit,
    key: Option<String>,
) -> Result<Vec<u32>, Stop> {
    edit::change(gate, actor, id, Edit::Locator(edit), key, unknown).await
}

pub(super) struct List;

impl Operation for List {
    const SPEC: &'static Spec = &LIST;
    type Command = ObjectList;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<ObjectList, Fault> {
        Ok(ObjectList::one(ObjectKind::Locator, id(args)?))
    }

    fn show(found: Vec<ObjectView>, _: &Reader<'_>) -> String {
        let found = edit::of::<Locator>(found);
        let rows = found.iter().flat_map(|(_, locator)| locator.branches.iter().map(row));
        reply::records(&COLUMNS, rows, Format::Xml)
    }
}

/// One branch, with where its ZIP code is.
pub(super) fn details<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let (id, no) = (id(args)?, branch(args)?);
        let locator: Locator = edit::one(gate, actor, id).await?;
        let found = locator.branches.iter().find(|row| row.no == no).ok_or_else(unknown)?;
        let middle = zip::centroid(&found.says.zip);
        let degrees = |millionths: Option<i32>| {
            let degrees = millionths.map(|millionths| f64::from(millionths) / 1e6);
            degrees.map(|degrees| format!("{degrees:.4}")).unwrap_or_default()
        };
        let mut shown = row(found);
        shown.push(("location_latitude", degrees(middle.map(|point| point.lat_e6))));
        shown.push(("location_longitude", degrees(middle.map(|point| point.lon_e6))));
        Ok(reply::records(&COLUMNS, std::iter::once(shown), Format::Xml))
    })
}

const COLUMNS: [&str; 9] = [
    "usr_location_id",
    "location_name",
    "location_destination",
    "location_zipcode",
    "location_address",
    "location_city",
    "location_state",
    "location_email_address",
    "location_call_timeout",
];

fn row(row: &Row<Branch>) -> Vec<(&'static str, String)> {
    let branch = &row.says;
    let cells = [
        row.no.to_string(),
        branch.name.clone(),
        request::locator::spelt(&branch.rings),
        branch.zip.clone(),
        branch.street.clone(),
        branch.city.clone(),
        branch.state.clone(),
        branch.email.clone(),
        branch.seconds.to_string(),
    ];
    COLUMNS.into_iter().zip(cells).collect()
}

fn id(args: &Reader<'_>) -> Result<ObjectId, Fault> {
    args.check_required()?;
    Ok(ObjectId(args.integer("usr_locator_id", 1, i64::MAX)?.unwrap_or_default()))
}

fn branch(args: &Reader<'_>) -> Result<u32, Fault> {
    let no = args.integer("usr_location_id", 1, i64::from(u32::MAX))?;
    Ok(no.and_then(|no| u32::try_from(no).ok()).unwrap_or_default())
}

fn unknown() -> Fault {
    Fault::invalid("usr_location_id", "is not in this locator")
}
