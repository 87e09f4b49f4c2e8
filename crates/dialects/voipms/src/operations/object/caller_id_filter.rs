//! Caller-ID filters.

use tandem_domain::{Attestation, Caller, CallerIdFilter, ObjectId};
use tandem_gateway::{Fault, Kind, Param, Reader, Spec};
use tandem_wire::php::Map;

use super::{Objects, param, read};
use crate::operations::DIDS;
use crate::operations::param::{
    FAILOVER_BUSY, FAILOVER_NO_ANSWER, FAILOVER_UNREACHABLE, ROUTING, required,
};
use crate::reply::written;
use crate::request::{self, as_did};

/// Who is sent elsewhere.
pub struct Filters;

/// What stands for all numbers.
const ALL: &str = "all";

const ATTESTATIONS: [(Attestation, &str); 3] =
    [(Attestation::Full, "s"), (Attestation::Partial, "sb"), (Attestation::Gateway, "sc")];

/// What is said of callers who are none.
const CALLERS: &str = "must be a telephone number, 0 (who shows none), i (from beyond North America), p or \
                       p:group (the phonebook), or s, sb, sc (by attestation)";

const ID: Param = param::id("filtering", "the filter").or(&["filter"]);

static SET: Spec = Spec {
    name: "setCallerIDFiltering",
    section: DIDS,
    about: "Makes or changes a destination for certain callers.",
    params: &[
        param::id("filter", "the filter").or(&["filtering"]),
        // `0` are those who show no number.
        Param::required(
            "callerid",
            Kind::Object,
            "who calls: a number, 0, i, s, sb, sc, p or p:group",
        ),
        required(param::text("did", "the number that they called, or all")),
        ROUTING,
        FAILOVER_UNREACHABLE,
        FAILOVER_BUSY,
        FAILOVER_NO_ANSWER,
        param::text("note", "a note"),
    ],
};

static GET: Spec = Spec {
    name: "getCallerIDFiltering",
    section: DIDS,
    about: "Lists the destinations for certain callers.",
    params: &[ID],
};

static DEL: Spec = Spec {
    name: "delCallerIDFiltering",
    section: DIDS,
    about: "Deletes a destination for certain callers.",
    params: &[required(ID)],
};

impl Objects for Filters {
    type Body = CallerIdFilter;
    const SET: &'static Spec = &SET;
    const GET: &'static Spec = &GET;
    const DEL: &'static Spec = &DEL;
    const MADE: Option<&'static str> = Some("filtering");
    const LIST: &'static str = "filtering";
    const EMPTY: &'static str = "no_filter";

    fn read(args: &Reader<'_>) -> Result<CallerIdFilter, Fault> {
        let to = |name| Ok(request::destination(args, name)?.unwrap_or_default());
        Ok(CallerIdFilter {
            name: read::text(args, "note")?,
            caller: caller(args)?,
            number: match args.required("did")? {
                ALL => None,
                text => Some(as_did(args, "did", text)?),
            },
            routing: read::destination(args, "routing")?,
            failover_busy: to("failover_busy")?,
            failover_unreachable: to("failover_unreachable")?,
            failover_no_answer: to("failover_noanswer")?,
        })
    }

    fn row(id: ObjectId, body: &CallerIdFilter) -> Map {
        let number = body.number.map_or_else(|| ALL.to_owned(), written);
        Map::new()
            .with("filtering", id.to_string())
            .with("callerid", whom(body.caller))
            .with("did", number)
            .with("routing", body.routing.to_string())
            .with("failover_unreachable", body.failover_unreachable.to_string())
            .with("failover_busy", body.failover_busy.to_string())
            .with("failover_noanswer", body.failover_no_answer.to_string())
            .with("note", &body.name)
    }
}

fn caller(args: &Reader<'_>) -> Result<Caller, Fault> {
    let text = args.required("callerid")?;
    let attested = ATTESTATIONS.into_iter().find(|(_, word)| *word == text);
    Ok(match (text, text.strip_prefix("p:"), attested) {
        ("0", ..) => Caller::Anonymous,
        ("i", ..) => Caller::Foreign,
        ("p", ..) => Caller::Phonebook,
        (_, _, Some((attestation, _))) => Caller::Attested(attestation),
        (_, Some(group), _) => {
            let wrong = || Fault::invalid("callerid", "names no group behind p:");
            Caller::PhonebookGroup(ObjectId(group.parse().map_err(|_| wrong())?))
        }
        (number, ..) => {
            let number = args.as_did("callerid", number);
            Caller::Number(number.map_err(|_| Fault::invalid("callerid", CALLERS))?)
        }
    })
}

fn whom(caller: Caller) -> String {
    match caller {
        Caller::Number(did) => written(did),
        Caller::Anonymous => "0".to_owned(),
        Caller::Foreign => "i".to_owned(),
        Caller::Phonebook => "p".to_owned(),
        Caller::PhonebookGroup(id) => format!("p:{id}"),
        Caller::Attested(attestation) => {
            let word = ATTESTATIONS.into_iter().find(|(known, _)| *known == attestation);
            word.map_or("", |(_, word)| word).to_owned()
        }
    }
}
