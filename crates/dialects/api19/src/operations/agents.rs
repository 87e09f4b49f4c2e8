//! Companies, and who stands for them in each state.

use tandem_domain::{
    Actor, Body, Company, ObjectBody, ObjectId, ObjectKind, Refusal, RegisteredAgent, Role,
    Standing, Timestamp,
};
use tandem_engine::{ObjectList, ObjectPlace, ObjectRemove, ObjectSays, ObjectSet, ObjectView};
use tandem_gateway::{BoxFuture, Gate, Kind, Param, Reader, Spec, Stop};
use tandem_wire::php::Value;

use super::{IDEMPOTENCY_KEY, KEY};
use crate::reply::agents as reply;
use crate::request;
use crate::request::agents::{self, CompanyWish, ID_CHARS_MAX, NAME_CHARS_MAX};

const SECTION: &str = "Registered Agent";
const ID: Kind = Kind::Text(ID_CHARS_MAX);
const COMPANY: Param =
    Param::required("company_id", ID, "the company, by its id in the list").or(&["id"]);
const OF_COMPANY: Param = Param::optional("company_id", ID, "only those of this company");
const LIMIT: Param =
    Param::optional("limit", Kind::Integer(0, super::LIST_MAX), "how many to show");
const OFFSET: Param =
    Param::optional("offset", Kind::Integer(0, super::LIST_MAX), "how many to pass over first");

/// Carried out by [`companies`].
pub(super) static COMPANIES: Spec = Spec {
    name: "/ra/company/list",
    section: SECTION,
    about: "the account's companies",
    params: &[LIMIT, OFFSET, KEY],
};

/// Carried out by [`create_company`].
pub(super) static COMPANY_CREATE: Spec = Spec {
    name: "/ra/company/create",
    section: SECTION,
    about: "makes a company known",
    params: &[
        Param::required("name", Kind::Text(NAME_CHARS_MAX), "what it is called"),
        Param::required("home_state", Kind::Text(NAME_CHARS_MAX), "the state it was founded in")
            .or(&["jurisdiction", "state"]),
        Param::required("entity_type", Kind::Text(NAME_CHARS_MAX), "what it is, such as LLC"),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

/// Carried out by [`delete_company`].
pub(super) static COMPANY_DELETE: Spec = Spec {
    name: "/ra/company/delete",
    section: SECTION,
    about: "removes a company that nobody stands for",
    params: &[COMPANY, KEY, IDEMPOTENCY_KEY],
};

/// Carried out by [`agents`].
pub(super) static AGENTS: Spec = Spec {
    name: "/ra/registered_agent/list",
    section: SECTION,
    about: "who stands for companies, and who is to",
    params: &[OF_COMPANY, LIMIT, OFFSET, KEY],
};

/// Carried out by [`create_agents`].
pub(super) static AGENT_CREATE: Spec = Spec {
    name: "/ra/registered_agent/create",
    section: SECTION,
    about: "asks for somebody who stands for a company in each of some states: pending until the operator \
            has appointed somebody",
    params: &[
        Param::required("company_id", ID, "the company, by its id in the list"),
        Param::required(
            "jurisdictions",
            Kind::Texts(NAME_CHARS_MAX),
            "states by name, a JSON array of them or one",
        )
        .or(&["jurisdiction"]),
        Param::required("auto_renew", Kind::Flag, "yes: it goes on after a year"),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

/// Carried out by [`modify_agent`].
pub(super) static AGENT_MODIFY: Spec = Spec {
    name: "/ra/registered_agent/modify",
    section: SECTION,
    about: "says whether it goes on after a year",
    params: &[
        Param::required("id", ID, "by its id in the list").or(&["registered_agent_id"]),
        Param::required("auto_renew", Kind::Flag, "yes: it does"),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

/// When something happens, the engine says.
const UNDATED: Timestamp = Timestamp(0);

type Shown<'a> = BoxFuture<'a, Result<Value, Stop>>;

/// `/ra/company/list`.
pub(super) fn companies<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let part = request::part(args)?;
        let known = all::<Company>(gate, &actor).await?;
        Ok(reply::companies(part.of(&known)))
    })
}

/// `/ra/company/create`.
pub(super) fn create_company<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let CompanyWish { name, home, form } = agents::company(args)?;
        let company = Company { name, home, form, made: UNDATED, changed: UNDATED };
        let set = ObjectSet { place: ObjectPlace::New, body: company.into(), list: None };
        let id = gate.execute(actor.clone(), set, key).await?;
        // A repetition is answered with what was made the first time.
        Ok(reply::company_made(&one::<Company>(gate, &actor, id).await?))
    })
}

/// `/ra/company/delete`.
pub(super) fn delete_company<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        request::require(args)?;
        let (id, _) = named::<Company>(gate, &actor, args.required("company_id")?).await?;
        gate.execute(actor, ObjectRemove::one(ObjectKind::Company, id), key).await?;
        Ok(crate::reply::done())
    })
}

/// `/ra/registered_agent/list`.
pub(super) fn agents<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let part = request::part(args)?;
        let companies = all::<Company>(gate, &actor).await?;
        let mut known = all::<RegisteredAgent>(gate, &actor).await?;
        if let Some(of) = args.text("company_id") {
            let (of, _) = find(&companies, of)?;
            known.retain(|(_, agent)| agent.company == *of);
        }
        Ok(reply::agents(part.of(&known), &companies))
    })
}

/// `/ra/registered_agent/create`: a command for each state, so that one that is there already is told by
/// its name; what stands before it in the list is done.
pub(super) fn create_agents<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let (states, auto_renew) = agents::asked(args)?;
        let companies = all::<Company>(gate, &actor).await?;
        let (company, _) = *find(&companies, args.required("company_id")?)?;
        let mut made = Vec::new();
        for state in states {
            let agent = RegisteredAgent {
                company,
                jurisdiction: state.to_owned(),
                auto_renew,
                made: UNDATED,
                changed: UNDATED,
                agent: None,
                standing: Standing::Submitted,
            };
            let key = key.as_ref().map(|key| format!("{key}/{state}"));
            let set = ObjectSet { place: ObjectPlace::New, body: agent.into(), list: None };
            let id = gate.execute(actor.clone(), set, key).await?;
            made.push(one::<RegisteredAgent>(gate, &actor, id).await?);
        }
        Ok(reply::agents(made.iter(), &companies))
    })
}

/// `/ra/registered_agent/modify`.
pub(super) fn modify_agent<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        request::require(args)?;
        let auto_renew = agents::yes(args, "auto_renew")?;
        let (id, agent) = named::<RegisteredAgent>(gate, &actor, args.required("id")?).await?;
        let agent = RegisteredAgent { auto_renew, ..agent };
        let set = ObjectSet { place: ObjectPlace::At(id), body: agent.into(), list: None };
        gate.execute(actor.clone(), set, key).await?;
        let companies = all::<Company>(gate, &actor).await?;
        Ok(reply::agent(&one::<RegisteredAgent>(gate, &actor, id).await?, &companies))
    })
}

/// All that the account has of a kind, by id.
pub(super) async fn all<B: Body>(gate: &Gate, actor: &Actor) -> Result<Vec<(ObjectId, B)>, Stop> {
    let found = gate.execute(actor.clone(), ObjectList::all(B::KIND), None).await?;
    Ok(found.into_iter().filter_map(read).collect())
}

pub(super) async fn one<B: Body>(
    gate: &Gate,
    actor: &Actor,
    id: ObjectId,
) -> Result<(ObjectId, B), Stop> {
    let found = gate.execute(actor.clone(), ObjectList::one(B::KIND, id), None).await?;
    let found = found.into_iter().find_map(read);
    Ok(found.ok_or_else(|| unknown(B::KIND, &id.to_string()))?)
}

fn read<B: Body>(view: ObjectView) -> Option<(ObjectId, B)> {
    match view.says {
        ObjectSays::Body(body) => B::of(body).map(|body| (view.id, body)),
        ObjectSays::Document(_) => None,
    }
}

/// The one that is named by the id it is shown under, or by its id here.
pub(super) async fn named<B: Body>(
    gate: &Gate,
    actor: &Actor,
    name: &str,
) -> Result<(ObjectId, B), Stop> {
    let known = all::<B>(gate, actor).await?;
    Ok(find(&known, name)?.clone())
}

pub(super) fn find<'k, B: Body>(
    known: &'k [(ObjectId, B)],
    name: &str,
) -> Result<&'k (ObjectId, B), Refusal> {
    let is_named = |(id, _): &&(ObjectId, B)| {
        reply::shown_id(B::KIND, *id).eq_ignore_ascii_case(name) || id.to_string() == name
    };
    known.iter().find(is_named).ok_or_else(|| unknown(B::KIND, name))
}

fn unknown(kind: ObjectKind, record: &str) -> Refusal {
    debug_assert!(ObjectBody::is_of(kind), "{kind:?} has a body");
    Refusal::ObjectUnknown { role: Role::Itself, kind, record: record.to_owned() }
}
