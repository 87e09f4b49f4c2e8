//! The static members of queues: agents who are always logged in.

use tandem_domain::{ObjectId, QueueMember};
use tandem_gateway::{Fault, Kind, Param, Reader, Spec};
use tandem_wire::php::Map;

use super::{Objects, param, read};
use crate::operations::DIDS;
use crate::operations::param::required;

/// Agents of queues.
pub struct StaticMembers;

/// How a row writes a login; it may be sent so too.
const TECHNOLOGY: &str = "SIP/";
/// The highest priority that is read; what is allowed, the member says.
const PRIORITY_MAX: i64 = 1_000_000;

const ID: Param = param::id("member", "the member");
const QUEUE: Param = required(param::id("queue", "its queue"));

static SET: Spec = Spec {
    name: "setStaticMember",
    section: DIDS,
    about: "Makes or changes an agent of a queue.",
    params: &[
        ID,
        QUEUE,
        required(param::text("member_name", "the agent's name")),
        required(param::text("account", "the login that rings, such as 100001_VoIP")),
        // `0` is the first and must be said.
        Param::required("priority", Kind::Object, "0 rings first"),
    ],
};

static GET: Spec = Spec {
    name: "getStaticMembers",
    section: DIDS,
    about: "Lists the agents of a queue.",
    params: &[ID, QUEUE],
};

static DEL: Spec = Spec {
    name: "delStaticMember",
    section: DIDS,
    about: "Takes an agent out of a queue.",
    params: &[required(ID), QUEUE],
};

impl Objects for StaticMembers {
    type Body = QueueMember;
    const SET: &'static Spec = &SET;
    const GET: &'static Spec = &GET;
    const DEL: &'static Spec = &DEL;
    const MADE: Option<&'static str> = Some("member");
    const LIST: &'static str = "members";
    const EMPTY: &'static str = "no_member";
    const OWNER: Option<&'static str> = Some("queue");

    fn read(args: &Reader<'_>) -> Result<QueueMember, Fault> {
        let login = read::text(args, "account")?;
        let penalty = args.integer("priority", 0, PRIORITY_MAX)?;
        Ok(QueueMember {
            queue: read::object(args, "queue")?.ok_or(Fault::Missing { param: "queue" })?,
            name: read::text(args, "member_name")?,
            login: login.strip_prefix(TECHNOLOGY).unwrap_or(&login).to_owned(),
            penalty: penalty.and_then(|penalty| u32::try_from(penalty).ok()).unwrap_or_default(),
        })
    }

    fn row(id: ObjectId, body: &QueueMember) -> Map {
        Map::new()
            .with("member", id.to_string())
            .with("queue_number", body.queue.to_string())
            .with("name", &body.name)
            .with("account", format!("{TECHNOLOGY}{}", body.login))
            .with("priority", body.penalty.to_string())
    }
}
