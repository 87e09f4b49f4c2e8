//! Ring groups.

use tandem_domain::{Destination, Music, ObjectId, RING_SECONDS_DEFAULT, RingGroup, RingMember};
use tandem_gateway::{Fault, Kind, Param, Reader, Spec};
use tandem_wire::php::Map;

use super::{Objects, param, read};
use crate::operations::DIDS;
use crate::operations::param::required;
use crate::reply::id_or_zero;

/// What rings together.
pub struct RingGroups;

const ID: Param = param::id("ring_group", "the ring group").or(&["ringgroup"]);

static SET: Spec = Spec {
    name: "setRingGroup",
    section: DIDS,
    about: "Makes or changes a group that rings together.",
    params: &[
        ID,
        required(param::NAME),
        required(param::list("members", "who rings: header:id,seconds,press1;…")),
        // `0` says that there is none, and must be said.
        Param::required("voicemail", Kind::Object, "the mailbox that takes the call, or 0"),
        param::text("caller_announcement", "the recording that is played first"),
        param::text("music_on_hold", "what is played meanwhile"),
        param::LANGUAGE,
    ],
};

static GET: Spec = Spec {
    name: "getRingGroups",
    section: DIDS,
    about: "Lists the groups that ring together.",
    params: &[ID],
};

static DEL: Spec = Spec {
    name: "delRingGroup",
    section: DIDS,
    about: "Deletes a group that rings together.",
    params: &[required(param::id("ringgroup", "the ring group").or(&["ring_group"]))],
};

impl Objects for RingGroups {
    type Body = RingGroup;
    const SET: &'static Spec = &SET;
    const GET: &'static Spec = &GET;
    const DEL: &'static Spec = &DEL;
    const MADE: Option<&'static str> = Some("ring_group");
    const LIST: &'static str = "ring_groups";
    const EMPTY: &'static str = "no_ringgroup";

    fn read(args: &Reader<'_>) -> Result<RingGroup, Fault> {
        let members = args.required("members")?;
        let members = members.split(';').map(str::trim).filter(|member| !member.is_empty());
        let music = args.text("music_on_hold").filter(|word| *word != "none");
        Ok(RingGroup {
            name: read::text(args, "name")?,
            members: members.map(member).collect::<Result<_, _>>()?,
            voicemail: read::object(args, "voicemail")?,
            announcement: read::object_or_none(args, "caller_announcement")?,
            music: match music {
                Some(_) => read::music(args, "music_on_hold")?,
                None => None,
            },
            language: read::language(args, "language")?,
        })
    }

    fn row(id: ObjectId, body: &RingGroup) -> Map {
        let members: Vec<String> = body.members.iter().map(written).collect();
        Map::new()
            .with("ring_group", id.to_string())
            .with("name", &body.name)
            .with("caller_announcement", id_or_zero(body.announcement))
            .with("music_on_hold", body.music.map_or("none", Music::word))
            .with("language", body.language.code())
            .with("members", members.join(";"))
            .with("voicemail", id_or_zero(body.voicemail))
    }
}

/// `fwd:16006,10,1`: who, for how many seconds, and whether 1 must be pressed.
fn member(text: &str) -> Result<RingMember, Fault> {
    let wrong =
        || Fault::invalid("members", "must be header:id,seconds,press1;… such as fwd:1026,25,0");
    let mut parts = text.split(',').map(str::trim);
    let to = parts.next().unwrap_or_default();
    let to = Destination::parse(to).map_err(|fault| Fault::invalid("members", fault))?;
    let seconds = match parts.next() {
        None | Some("") => RING_SECONDS_DEFAULT,
        Some(seconds) => seconds.parse().map_err(|_| wrong())?,
    };
    let press_one = match parts.next() {
        None | Some("" | "0") => false,
        Some("1") => true,
        Some(_) => return Err(wrong()),
    };
    if parts.next().is_some() { Err(wrong()) } else { Ok(RingMember { to, seconds, press_one }) }
}

/// As the document prints it: what nothing was said about is left out.
fn written(member: &RingMember) -> String {
    if member.seconds == RING_SECONDS_DEFAULT && !member.press_one {
        return member.to.to_string();
    }
    format!("{},{},{}", member.to, member.seconds, u8::from(member.press_one))
}
