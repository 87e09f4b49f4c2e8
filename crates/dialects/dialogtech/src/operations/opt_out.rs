//! Numbers that no broadcast calls.

use std::collections::BTreeMap;

use tandem_domain::{Actor, Broadcast, ObjectId, ObjectKind, OptOut, Timestamp};
use tandem_engine::{ObjectList, ObjectPlace, ObjectSet};
use tandem_gateway::{BoxFuture, Gate, Kind, Param, Reader, Spec, Stop};
use tandem_numbering::Did;

use super::edit;
use crate::request::report::Format;
use crate::request::{clock, report};
use crate::{reply, words};

const BROADCAST: &str = "broadcast";
const DAY: Kind = Kind::Text(report::DAY_CHARS_MAX);

/// The numbers that no broadcast of an account calls, each with since when.
pub(super) type OptedOut = BTreeMap<Did, Timestamp>;

pub(super) static ADD: Spec = Spec {
    name: "broadcast.optout",
    section: BROADCAST,
    about: "lets no broadcast call a number any more",
    params: &[Param::required("phone_number", Kind::Number, "the number")],
};

pub(super) static LIST: Spec = Spec {
    name: "broadcast.get_optout",
    section: BROADCAST,
    about: "shows the numbers that no broadcast calls",
    params: &[
        Param::optional("active", Kind::Flag, "not looked at: they are for all broadcasts"),
        Param::optional("broadcast_id", Kind::Integer(1, i64::MAX), "must be one of yours"),
        Param::optional("created_date", DAY, "only those that were added on this day"),
    ],
};

type Shown<'a> = BoxFuture<'a, Result<String, Stop>>;

/// Keeps broadcasts from a number. Whoever is kept from them already stays so.
pub(super) fn add<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let number = args.did("phone_number")?;
        if !opted_out(gate, actor.clone()).await?.contains_key(&number) {
            let body = OptOut { number, since: gate.now() }.into();
            let set = ObjectSet { place: ObjectPlace::New, body, list: None };
            gate.execute(actor, set, key).await?;
        }
        Ok(reply::done(words::OPTED_OUT))
    })
}

/// Shows the numbers that none calls.
pub(super) fn list<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        args.flag("active")?;
        if let Some(id) = args.integer("broadcast_id", 1, i64::MAX)? {
            let _: Broadcast = edit::one(gate, actor.clone(), ObjectId(id)).await?;
        }
        let day = report::one_day(args, "created_date")?;
        let mut out = opted_out(gate, actor).await?;
        out.retain(|_, since| day.as_ref().is_none_or(|day| day.contains(since)));
        let rows = out.into_iter().map(|(number, since)| {
            vec![("phone_number", number.national()), ("created_date", clock::shown(since))]
        });
        Ok(reply::records(&["phone_number", "created_date"], rows, Format::Xml))
    })
}

/// All of them.
pub(super) async fn opted_out(gate: &Gate, actor: Actor) -> Result<OptedOut, Stop> {
    let found = gate.execute(actor, ObjectList::all(ObjectKind::OptOut), None).await?;
    Ok(edit::of::<OptOut>(found).into_iter().map(|(_, out)| (out.number, out.since)).collect())
}
