//! The profiles of those who come into conferences.

use tandem_domain::{
    ConferenceMember, Music, ObjectId, ObjectKind, SILENCE_MILLIS_DEFAULT,
    TALKING_THRESHOLD_DEFAULT,
};
use tandem_engine::{ObjectDelist, ObjectEnlist};
use tandem_gateway::{Fault, Kind, Operation, Param, Reader, Spec};
use tandem_wire::php::Map;

use super::{Objects, param, read};
use crate::operations::DIDS;
use crate::operations::param::{optional, required};
use crate::reply::{Reply, id_or_zero, yes_no};
use crate::request::{self, unless_zero};

/// The highest threshold that is read; what is allowed, the profile says.
const THRESHOLD_MAX: i64 = 1_000_000;

/// What somebody may do in a conference.
pub struct ConferenceMembers;

const ID: Param = param::id("member", "the profile");
const CONFERENCE: Param = required(param::id("conference", "the conference"));

static SET: Spec = Spec {
    name: "setConferenceMember",
    section: "Clients",
    about: "Makes or changes a profile, and puts it into a conference.",
    params: &[
        ID,
        CONFERENCE,
        required(param::NAME),
        param::DESCRIPTION,
        param::text("pin", "what is dialled to come in"),
        Param::optional(
            "announce_join_leave",
            Kind::Flag,
            "whether others hear who comes and goes",
        ),
        Param::optional("admin", Kind::Flag, "whether they lead"),
        Param::optional("start_muted", Kind::Flag, "whether they are muted at first"),
        Param::optional(
            "announce_user_count",
            Kind::Flag,
            "whether they hear how many others there are",
        ),
        Param::optional("announce_only_user", Kind::Flag, "whether they hear that they are alone"),
        param::text("moh_when_empty", "what is played while they are alone"),
        Param::optional("quiet", Kind::Flag, "whether prompts are left out"),
        param::text("announcement", "the recording that they hear first"),
        Param::optional("drop_silence", Kind::Flag, "whether silence is not sent on"),
        Param::optional("talking_threshold", Kind::Integer(0, THRESHOLD_MAX), "what is speech"),
        Param::optional("silence_threshold", Kind::Integer(0, THRESHOLD_MAX), "what is silence"),
        Param::optional("talk_detection", Kind::Flag, "whether it is found out who speaks"),
        Param::optional("jitter_buffer", Kind::Flag, "whether late packets are waited for"),
    ],
};

static GET: Spec = Spec {
    name: "getConferenceMembers",
    section: "General",
    about: "Lists the profiles.",
    params: &[ID],
};

static DEL: Spec = Spec {
    name: "delConferenceMember",
    section: DIDS,
    about: "Deletes a profile that is in no conference.",
    params: &[required(ID)],
};

impl Objects for ConferenceMembers {
    type Body = ConferenceMember;
    const SET: &'static Spec = &SET;
    const GET: &'static Spec = &GET;
    const DEL: &'static Spec = &DEL;
    const MADE: Option<&'static str> = Some("member");
    const LIST: &'static str = "member";
    const EMPTY: &'static str = "no_member";
    const IN_LIST: Option<&'static str> = Some("conference");

    fn read(args: &Reader<'_>) -> Result<ConferenceMember, Fault> {
        let yes = |name| Ok(args.flag(name)?.unwrap_or(false));
        let threshold = |name| {
            let found = args.integer(name, 0, THRESHOLD_MAX)?;
            Ok(found.and_then(|found| u32::try_from(found).ok()))
        };
        let music = unless_zero(args, "moh_when_empty").filter(|word| *word != "none");
        Ok(ConferenceMember {
            name: read::text(args, "name")?,
            description: read::text(args, "description")?,
            pin: read::text(args, "pin")?,
            announces_join: yes("announce_join_leave")?,
            is_admin: yes("admin")?,
            starts_muted: yes("start_muted")?,
            hears_count: yes("announce_user_count")?,
            hears_alone: yes("announce_only_user")?,
            music: match music {
                Some(_) => read::music(args, "moh_when_empty")?,
                None => None,
            },
            is_quiet: yes("quiet")?,
            announcement: read::object_or_none(args, "announcement")?,
            drops_silence: yes("drop_silence")?,
            talking_threshold: threshold("talking_threshold")?.unwrap_or(TALKING_THRESHOLD_DEFAULT),
            silence_millis: threshold("silence_threshold")?.unwrap_or(SILENCE_MILLIS_DEFAULT),
            detects_talking: yes("talk_detection")?,
            has_jitter_buffer: yes("jitter_buffer")?,
        })
    }

    fn row(id: ObjectId, body: &ConferenceMember) -> Map {
        Map::new()
            .with("member", id.to_string())
            .with("name", &body.name)
            .with("description", &body.description)
            .with("pin", &body.pin)
            .with("announce_join_leave", yes_no(body.announces_join))
            .with("admin", yes_no(body.is_admin))
            .with("start_muted", yes_no(body.starts_muted))
            .with("announce_user_count", yes_no(body.hears_count))
            .with("announce_only_user", yes_no(body.hears_alone))
            .with("moh_when_empty", body.music.map_or("none", Music::word))
            .with("quiet", yes_no(body.is_quiet))
            .with("announcement", id_or_zero(body.announcement))
            .with("drop_silence", yes_no(body.drops_silence))
            .with("talking_threshold", body.talking_threshold.to_string())
            .with("silence_threshold", body.silence_millis.to_string())
            .with("talk_detection", yes_no(body.detects_talking))
            .with("jitter_buffer", yes_no(body.has_jitter_buffer))
    }
}

static ADD: Spec = Spec {
    name: "addMemberToConference",
    section: "Accounts",
    about: "Puts a profile into a conference.",
    params: &[required(ID), CONFERENCE],
};

/// Puts a profile into a conference.
pub struct AddMemberToConference;

impl Operation for AddMemberToConference {
    const SPEC: &'static Spec = &ADD;
    type Command = ObjectEnlist;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<ObjectEnlist, Fault> {
        request::require(args)?;
        let missing = |param| Fault::Missing { param };
        Ok(ObjectEnlist {
            kind: ObjectKind::ConferenceMember,
            id: read::named(args)?.ok_or_else(|| missing("member"))?,
            list: read::object(args, "conference")?.ok_or_else(|| missing("conference"))?,
        })
    }

    fn show((): (), args: &Reader<'_>) -> Reply {
        let member = args.text("member").unwrap_or_default();
        Reply::Success(Map::new().with("member", member))
    }
}

static DROP: Spec = Spec {
    name: "delMemberFromConference",
    section: "Voicemail",
    about: "Takes a profile out of a conference, or out of all.",
    params: &[required(ID), optional(CONFERENCE)],
};

/// Takes a profile out of a conference.
pub struct DelMemberFromConference;

impl Operation for DelMemberFromConference {
    const SPEC: &'static Spec = &DROP;
    type Command = ObjectDelist;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<ObjectDelist, Fault> {
        request::require(args)?;
        Ok(ObjectDelist {
            kind: ObjectKind::ConferenceMember,
            id: read::named(args)?.ok_or(Fault::Missing { param: "member" })?,
            list: read::object(args, "conference")?,
        })
    }

    fn show((): (), _args: &Reader<'_>) -> Reply {
        Reply::done()
    }
}
