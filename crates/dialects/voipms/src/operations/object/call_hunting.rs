//! Call hunting.

use tandem_domain::{
    CallHunting, Destination, HuntOrder, Music, ObjectId, RING_SECONDS_DEFAULT, RingMember,
};
use tandem_gateway::{Fault, Param, Reader, Spec};
use tandem_wire::php::Map;

use super::{Objects, param, read};
use crate::operations::DIDS;
use crate::operations::param::required;
use crate::request::{one_of, word_of};

/// What rings one after the other.
pub struct CallHuntings;

/// What stands where nothing is played but what always is.
const USUAL: &str = "default";
const ID: Param = param::id("callhunting", "the call hunting");

static SET: Spec = Spec {
    name: "setCallHunting",
    section: DIDS,
    about: "Makes or changes what rings one after the other.",
    params: &[
        ID,
        required(param::DESCRIPTION),
        required(param::text("music", "what is played meanwhile")),
        required(param::text("recording", "the recording that is played first, or default")),
        required(param::LANGUAGE),
        required(param::text("order", "follow or random")),
        required(param::list("members", "who rings: header:id;…, none: for an empty place")),
        required(param::list("ring_time", "seconds that each rings: 20;20;…")),
        required(param::list("press", "whether each must press 1: 1;0;…")),
    ],
};

static GET: Spec = Spec {
    name: "getCallHuntings",
    section: DIDS,
    about: "Lists what rings one after the other.",
    params: &[ID],
};

static DEL: Spec = Spec {
    name: "delCallHunting",
    section: DIDS,
    about: "Deletes what rings one after the other.",
    params: &[required(ID)],
};

impl Objects for CallHuntings {
    type Body = CallHunting;
    const SET: &'static Spec = &SET;
    const GET: &'static Spec = &GET;
    const DEL: &'static Spec = &DEL;
    const MADE: Option<&'static str> = Some("call_hunting");
    const LIST: &'static str = "call_hunting";
    const EMPTY: &'static str = "no_callhunting";

    fn read(args: &Reader<'_>) -> Result<CallHunting, Fault> {
        let order = one_of(args, "order", &HuntOrder::WORDS)?;
        let is_usual = args.text("recording") == Some(USUAL);
        Ok(CallHunting {
            name: read::text(args, "description")?,
            members: members(args)?,
            order: order.unwrap_or_default(),
            music: read::music(args, "music")?.unwrap_or(Music::Default),
            announcement: match is_usual {
                true => None,
                false => read::object_or_none(args, "recording")?,
            },
            language: read::language(args, "language")?,
        })
    }

    fn row(id: ObjectId, body: &CallHunting) -> Map {
        let each = |said: fn(&RingMember) -> String| {
            body.members.iter().map(said).collect::<Vec<_>>().join(";")
        };
        let recording = body.announcement.map_or(USUAL.to_owned(), |id| id.to_string());
        Map::new()
            .with("callhunting", id.to_string())
            .with("description", &body.name)
            .with("members", each(|member| member.to.to_string()))
            .with("ring_time", each(|member| member.seconds.to_string()))
            .with("order", word_of(&HuntOrder::WORDS, &body.order))
            .with("press", each(|member| u8::from(member.press_one).to_string()))
            .with("music", body.music.word())
            .with("recording", recording)
            .with("language", body.language.code())
    }
}

/// Three lists that go side by side.
fn members(args: &Reader<'_>) -> Result<Vec<RingMember>, Fault> {
    let parts = |name| Ok(args.required(name)?.split(';').map(str::trim).collect::<Vec<_>>());
    let (all, seconds, press) = (parts("members")?, parts("ring_time")?, parts("press")?);
    for (name, list) in [("ring_time", &seconds), ("press", &press)] {
        if list.len() != all.len() {
            return Err(Fault::invalid(name, "must have as many parts as members"));
        }
    }
    let sides = seconds.into_iter().zip(press);
    all.into_iter()
        .zip(sides)
        .map(|(to, (seconds, press))| {
            let to = if to.is_empty() { Ok(Destination::None) } else { Destination::parse(to) };
            let to = to.map_err(|fault| Fault::invalid("members", fault))?;
            let seconds = match seconds {
                "" => RING_SECONDS_DEFAULT,
                text => text.parse().map_err(|_| Fault::invalid("ring_time", "must be seconds"))?,
            };
            let press_one = match press {
                "" | "0" => false,
                "1" => true,
                _ => return Err(Fault::invalid("press", "must be 1 or 0")),
            };
            Ok(RingMember { to, seconds, press_one })
        })
        .collect()
}
