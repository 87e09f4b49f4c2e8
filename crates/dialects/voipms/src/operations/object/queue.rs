//! Queues.

use std::collections::BTreeMap;

use tandem_domain::{
    Destination, HoldReport, JoinWhenEmpty, Music, ObjectId, QUEUE_RING_SECONDS_DEFAULT, Queue,
    QueueExit, RingStrategy,
};
use tandem_gateway::{Fault, Kind, Param, Reader, Spec};
use tandem_wire::php::Map;

use super::{Objects, param, read};
use crate::operations::DIDS;
use crate::operations::param::required;
use crate::reply::{id_or_zero, yes_no};
use crate::request::{destination, one_of, unless_zero, word_of};

/// The highest number of a queue.
const NUMBER_MAX: i64 = 999_999;
/// Where callers go whom nobody takes, by parameter.
const FAILOVER: [(QueueExit, &str); 6] = [
    (QueueExit::Timeout, "fail_over_routing_timeout"),
    (QueueExit::Full, "fail_over_routing_full"),
    (QueueExit::JoinEmpty, "fail_over_routing_join_empty"),
    (QueueExit::LeaveEmpty, "fail_over_routing_leave_empty"),
    (QueueExit::JoinUnavailable, "fail_over_routing_join_unavail"),
    (QueueExit::LeaveUnavailable, "fail_over_routing_leave_unavail"),
];
const REPORT_LEFT: &str = "if_announce_position_enabled_report_estimated_hold_time";
/// The provider's own spelling.
const PLACE_EVERY: &str = "announce_position_frecuency";

/// Callers who wait for agents.
pub struct Queues;

const ID: Param = param::id("queue", "the queue");

static SET: Spec = Spec {
    name: "setQueue",
    section: DIDS,
    about: "Makes or changes a queue.",
    params: &[
        ID,
        required(param::text("queue_name", "its name")),
        Param::required("queue_number", Kind::Integer(1, NUMBER_MAX), "what agents dial"),
        required(param::text("queue_language", "the language of the prompts, such as en")),
        param::text("queue_password", "what agents log in with"),
        param::text("callerid_prefix", "put before the names of callers"),
        param::text("join_announcement", "the recording that callers hear first"),
        required(param::seconds("priority_weight", "1 to 60: which queue is served first")),
        param::text("agent_announcement", "the recording that agents hear first"),
        required(param::text("report_hold_time_agent", "yes, no or once")),
        param::text("member_delay", "seconds before both are connected, or none"),
        param::text("maximum_wait_time", "seconds in steps of 30, or unlimited"),
        param::text("maximum_callers", "1 to 60, or unlimited"),
        required(param::text("join_when_empty", "yes, no or strict")),
        required(param::text("leave_when_empty", "yes, no or strict")),
        required(param::text("ring_strategy", "such as rrmemory")),
        Param::required("ring_inuse", Kind::Flag, "whether agents ring who are on a call"),
        param::seconds("agent_ring_timeout", "seconds that an agent rings"),
        param::text("retry_timer", "seconds until the next rings, or none"),
        param::text("wrapup_time", "seconds of rest after a call, or none"),
        param::text("voice_announcement", "the recording that those hear who wait"),
        param::text("frequency_announcement", "each so many seconds, or none"),
        param::text(PLACE_EVERY, "seconds between announcements of the place, or none"),
        param::text("announce_round_seconds", "to how many seconds times are rounded, or none"),
        param::text(REPORT_LEFT, "yes, no or once"),
        Param::optional("thankyou_for_your_patience", Kind::Flag, "whether that is said"),
        param::text("music_on_hold", "what is played meanwhile"),
        Param::optional(FAILOVER[0].1, Kind::Routing, "where callers go who waited too long"),
        Param::optional(FAILOVER[1].1, Kind::Routing, "where they go when too many wait"),
        Param::optional(FAILOVER[2].1, Kind::Routing, "and when no agent is there"),
        Param::optional(FAILOVER[3].1, Kind::Routing, "and when the last agent goes"),
        Param::optional(FAILOVER[4].1, Kind::Routing, "and when no agent can be reached"),
        Param::optional(FAILOVER[5].1, Kind::Routing, "and when that becomes so"),
    ],
};

static GET: Spec =
    Spec { name: "getQueues", section: DIDS, about: "Lists the queues.", params: &[ID] };

static DEL: Spec = Spec {
    name: "delQueue",
    section: DIDS,
    about: "Deletes a queue with its agents.",
    params: &[required(ID)],
};

impl Objects for Queues {
    type Body = Queue;
    const SET: &'static Spec = &SET;
    const GET: &'static Spec = &GET;
    const DEL: &'static Spec = &DEL;
    const MADE: Option<&'static str> = Some("queue");
    const LIST: &'static str = "queues";
    const EMPTY: &'static str = "no_queue";

    fn read(args: &Reader<'_>) -> Result<Queue, Fault> {
        let none = |name| read::count(args, name, "none");
        let yes = |name| {
            let found = args.flag(name).map_err(|_| Fault::invalid(name, "must be yes or no"))?;
            Ok(found.unwrap_or(false))
        };
        let unlimited = |name| read::count(args, name, "unlimited");
        let report = |name| Ok(one_of(args, name, &HoldReport::WORDS)?.unwrap_or_default());
        let join = |name| {
            let found = one_of(args, name, &JoinWhenEmpty::WORDS)?;
            found.ok_or(Fault::Missing { param: name })
        };
        let strategy = one_of(args, "ring_strategy", &RingStrategy::WORDS)?;
        let number = args.integer("queue_number", 1, NUMBER_MAX)?;
        let music = unless_zero(args, "music_on_hold").filter(|word| *word != "none");
        Ok(Queue {
            name: read::text(args, "queue_name")?,
            number: number.and_then(|number| u32::try_from(number).ok()).unwrap_or_default(),
            language: read::language(args, "queue_language")?,
            password: read::text(args, "queue_password")?,
            caller_id_prefix: read::text(args, "callerid_prefix")?,
            join_announcement: read::object_or_none(args, "join_announcement")?,
            agent_announcement: read::object_or_none(args, "agent_announcement")?,
            voice_announcement: read::object_or_none(args, "voice_announcement")?,
            weight: read::seconds(args, "priority_weight")?.unwrap_or_default(),
            report_hold_time: report("report_hold_time_agent")?,
            member_delay_seconds: none("member_delay")?,
            wait_seconds: unlimited("maximum_wait_time")?,
            callers: unlimited("maximum_callers")?,
            join_when_empty: join("join_when_empty")?,
            leave_when_empty: join("leave_when_empty")?,
            strategy: strategy.ok_or(Fault::Missing { param: "ring_strategy" })?,
            rings_busy: yes("ring_inuse")?,
            ring_seconds: read::seconds(args, "agent_ring_timeout")?
                .unwrap_or(QUEUE_RING_SECONDS_DEFAULT),
            retry_seconds: none("retry_timer")?,
            rest_seconds: none("wrapup_time")?,
            voice_every_seconds: none("frequency_announcement")?,
            place_every_seconds: none(PLACE_EVERY)?,
            round_seconds: none("announce_round_seconds")?,
            announces_hold: report(REPORT_LEFT)?,
            thanks: yes("thankyou_for_your_patience")?,
            music: match music {
                Some(_) => read::music(args, "music_on_hold")?,
                None => None,
            },
            failover: failover(args)?,
        })
    }

    fn row(id: ObjectId, body: &Queue) -> Map {
        let none = |value: Option<u32>| value.map_or("none".to_owned(), |value| value.to_string());
        let unlimited =
            |value: Option<u32>| value.map_or("unlimited".to_owned(), |value| value.to_string());
        let report = |value| word_of(&HoldReport::WORDS, value);
        let join = |value| word_of(&JoinWhenEmpty::WORDS, value);
        let sound = |id: Option<ObjectId>| id.map_or("none".to_owned(), |id| id.to_string());
        let row = Map::new()
            .with("queue", id.to_string())
            .with("queue_name", &body.name)
            .with("queue_number", body.number.to_string())
            .with("queue_language", body.language.code())
            .with("queue_password", &body.password)
            .with("callerid_prefix", &body.caller_id_prefix)
            .with("join_announcement", sound(body.join_announcement))
            .with("priority_weight", body.weight.to_string())
            .with("agent_announcement", id_or_zero(body.agent_announcement))
            .with("report_hold_time_agent", report(&body.report_hold_time))
            .with("member_delay", none(body.member_delay_seconds))
            .with("music_on_hold", body.music.map_or("none", Music::word))
            .with("maximum_wait_time", unlimited(body.wait_seconds))
            .with("maximum_callers", unlimited(body.callers))
            .with("join_when_empty", join(&body.join_when_empty))
            .with("leave_when_empty", join(&body.leave_when_empty))
            .with("ring_strategy", word_of(&RingStrategy::WORDS, &body.strategy))
            .with("ring_inuse", yes_no(body.rings_busy))
            .with("agent_ring_timeout", body.ring_seconds.to_string())
            .with("retry_timer", none(body.retry_seconds))
            .with("wrapup_time", none(body.rest_seconds))
            .with("voice_announcement", id_or_zero(body.voice_announcement))
            .with("frequency_announcement", none(body.voice_every_seconds))
            .with(PLACE_EVERY, none(body.place_every_seconds))
            .with("announce_round_seconds", none(body.round_seconds))
            .with(REPORT_LEFT, report(&body.announces_hold))
            .with("thankyou_for_your_patience", yes_no(body.thanks));
        FAILOVER.iter().fold(row, |row, (exit, name)| {
            let to = body.failover.get(exit).unwrap_or(&Destination::None);
            row.with(*name, to.to_string())
        })
    }
}

/// Where callers go whom nobody takes; `none:` is nowhere.
fn failover(args: &Reader<'_>) -> Result<BTreeMap<QueueExit, Destination>, Fault> {
    let mut all = BTreeMap::new();
    for (exit, name) in FAILOVER {
        let to = destination(args, name)?.filter(|to| *to != Destination::None);
        all.extend(to.map(|to| (exit, to)));
    }
    Ok(all)
}
