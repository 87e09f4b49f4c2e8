//! Reports of calls.

use tandem_domain::Actor;
use tandem_engine::{LIST_CALLS_MAX, NumberList};
use tandem_gateway::{BoxFuture, Gate, Kind, Param, Reader, Spec, Stop};

use crate::report::{Column, Labels};
use crate::request::report::Format;
use crate::{SCHEME, reply, request};

const REPORT: &str = "report";
const DAY: Kind = Kind::Text(request::report::DAY_CHARS_MAX);
const TIME: Kind = Kind::Text(request::report::TIME_CHARS_MAX);
const VALUE: Kind = Kind::Text(request::report::VALUE_CHARS_MAX);
const EMPTY: &str = "1 shows the column, which is empty: nothing of the kind is known here";

const RECORDED: &str = "1: minutes that were recorded, which none are yet";

const START: Param =
    Param::required("start_date", DAY, "the first day: YYYYMMDD, by the clock of the east");
const END: Param = Param::required("end_date", DAY, "the last day");
const FORMAT: Param =
    Param::optional("format", Kind::Choice(&["xml", "csv", "text"]), "xml when absent");

const fn shows(name: &'static str, about: &'static str) -> Param {
    Param::optional(name, Kind::Flag, about)
}

const fn empty(name: &'static str) -> Param {
    shows(name, EMPTY).waiting_for("clicks, campaigns and look-ups that are known here")
}

/// Carried out by [`call_detail`].
pub(super) static CALL_DETAIL: Spec = Spec {
    name: "report.call_detail",
    section: REPORT,
    about: "lists the calls of some days, the latest first, at most 10,000",
    params: &[
        START,
        END,
        FORMAT,
        Param::optional("start_time", TIME, "only those that began so late on a day, as 1530 …"),
        Param::optional("end_time", TIME, "… and before this time of that day"),
        Param::optional(
            "call_type_filter",
            Kind::Choice(request::report::CALL_TYPES),
            "All when absent; there are no Click-To calls yet",
        ),
        Param::optional("call_type_value", VALUE, "only those of this tracking number"),
        shows("date_added", "1: when it began"),
        shows("sid", "1: its id"),
        shows("call_type", "1: Inbound or Outbound"),
        shows("phone_label", "1: the label of the tracking number"),
        shows("dnis", "1: who was called"),
        shows("ani", "1: who called"),
        empty("first_activity"),
        empty("last_activity"),
        empty("activity_info"),
        empty("activity_keyword"),
        empty("click_description"),
        shows("call_duration", "1: how long it was, in minutes, a begun one counted"),
        shows("switch_minutes", "1: minutes until somebody answered, to a tenth"),
        shows("network_minutes", "1: minutes for which two sides were connected, to a tenth"),
        shows("enhanced_minutes", RECORDED).waiting_for("switches that record calls"),
        shows("adj_switch", "1: switch_minutes, a begun one counted"),
        shows("adj_network", "1: network_minutes, a begun one counted"),
        shows("adj_enhanced", RECORDED).waiting_for("switches that record calls"),
        empty("transfer_type"),
        shows("transfer_to_number", "1: who answered"),
        shows("call_transfer_status", "1: Answered, Busy, No Answer or Failed"),
        empty("url_tag"),
        empty("campaign"),
        shows("first_name", "1: the caller's name, as far as it was sent"),
        empty("last_name"),
        empty("street_address"),
        empty("city"),
        empty("state"),
        empty("zipcode"),
    ],
};

/// What calls were, and of which label the number was that they came to.
pub(super) fn call_detail<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<String, Stop>> {
    Box::pin(async move {
        args.check_required()?;
        let format = request::report::format(args)?;
        let columns = request::report::columns(args)?;
        let mut calls = Vec::new();
        for list in request::report::calls(args)? {
            calls.extend(gate.execute(actor.clone(), list, None).await?);
            if calls.len() >= LIST_CALLS_MAX as usize {
                calls.truncate(LIST_CALLS_MAX as usize);
                break;
            }
        }
        let labels = labels(gate, actor).await?;
        Ok(reply::calls(&calls, &columns, &labels, gate.rules(), format))
    })
}

/// Carried out by [`call_detail_csv`].
pub(super) static CALL_DETAIL_CSV: Spec = Spec {
    name: "report.call_detail_csv",
    section: REPORT,
    about: "lists the calls of some days as CSV, the latest first, at most 10,000",
    params: &[
        START,
        END,
        Param::optional("lookup", Kind::Flag, "1: with callers' names, as far as they were sent"),
    ],
};

/// The plain columns, and the name if it is asked for.
pub(super) fn call_detail_csv<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<String, Stop>> {
    Box::pin(async move {
        args.check_required()?;
        let mut columns = Column::PLAIN.to_vec();
        if args.flag("lookup")?.unwrap_or(false) {
            columns.push(Column::FirstName);
        }
        let calls = gate.execute(actor.clone(), request::report::all_calls(args)?, None).await?;
        let labels = labels(gate, actor).await?;
        Ok(reply::calls(&calls, &columns, &labels, gate.rules(), Format::Csv))
    })
}

const FILTER: Param =
    Param::optional("channel_filter", VALUE, "All when absent; no call has a channel");

/// Carried out by [`call_tracking`].
pub(super) static CALL_TRACKING: Spec = Spec {
    name: "report.call_tracking",
    section: REPORT,
    about: "lists the calls to tracking numbers of some days, the latest first, at most 10,000",
    params: &[
        START,
        END,
        FORMAT,
        FILTER,
        empty("keywords"),
        empty("match_type"),
        empty("ads"),
        empty("ad_group"),
        empty("campaign"),
        empty("cpp"),
        empty("channel"),
        empty("domain_set_name"),
        empty("activity_type"),
        empty("activity_value"),
        empty("first_touch"),
        empty("last_touch"),
        empty("activity_log_url"),
        empty("call_only_flag"),
        empty("processing_flag"),
    ],
};

/// What calls came in, and nothing of where their callers found the number.
pub(super) fn call_tracking<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<String, Stop>> {
    Box::pin(async move {
        args.check_required()?;
        let format = request::report::format(args)?;
        let columns = request::report::tracked_columns(args)?;
        let calls = match request::report::tracked_calls(args)? {
            Some(list) => gate.execute(actor.clone(), list, None).await?,
            None => Vec::new(),
        };
        let labels = labels(gate, actor).await?;
        Ok(reply::calls(&calls, &columns, &labels, gate.rules(), format))
    })
}

async fn labels(gate: &Gate, actor: Actor) -> Result<Labels, Stop> {
    let list = NumberList { owner: None, did: None, scheme: SCHEME.to_owned() };
    Ok(Labels::new(gate.execute(actor, list, None).await?))
}
