//! Conferences.

use tandem_domain::{Conference, ConferenceSound, ObjectId};
use tandem_gateway::{Fault, Param, Reader, Spec};
use tandem_wire::php::Map;

use super::{Objects, param, read};
use crate::operations::DIDS;
use crate::operations::param::required;
use crate::reply::id_or_zero;

/// Rooms in which callers meet.
pub struct Conferences;

const ID: Param = param::id("conference", "the conference");

/// The recording for an occasion.
const fn sound(name: &'static str) -> Param {
    param::text(name, "a recording in place of that prompt")
}

static SET: Spec = Spec {
    name: "setConference",
    section: "Clients",
    about: "Makes or changes a conference.",
    params: &[
        ID,
        required(param::NAME),
        required(param::DESCRIPTION),
        param::list("members", "the profiles of who may come in: id;id;…"),
        required(param::seconds("max_members", "how many may be in it at a time")),
        sound("sound_join"),
        sound("sound_leave"),
        sound("sound_has_joined"),
        sound("sound_has_left"),
        sound("sound_kicked"),
        sound("sound_muted"),
        sound("sound_unmuted"),
        sound("sound_only_person"),
        sound("sound_only_one"),
        sound("sound_there_are"),
        sound("sound_other_in_party"),
        sound("sound_place_into_conference"),
        sound("sound_get_pin"),
        sound("sound_invalid_pin"),
        sound("sound_locked"),
        sound("sound_locked_now"),
        sound("sound_unlocked_now"),
        sound("sound_error_menu"),
        sound("sound_participants_muted"),
        sound("sound_participants_unmuted"),
        param::LANGUAGE,
    ],
};

static GET: Spec = Spec {
    name: "getConference",
    section: "General",
    about: "Lists the conferences.",
    params: &[ID],
};

static DEL: Spec = Spec {
    name: "delConference",
    section: DIDS,
    about: "Deletes a conference; the profiles of its members stay.",
    params: &[required(ID)],
};

impl Objects for Conferences {
    type Body = Conference;
    const SET: &'static Spec = &SET;
    const GET: &'static Spec = &GET;
    const DEL: &'static Spec = &DEL;
    const MADE: Option<&'static str> = Some("conference");
    const LIST: &'static str = "conference";
    const EMPTY: &'static str = "no_conference";

    fn read(args: &Reader<'_>) -> Result<Conference, Fault> {
        let mut sounds = std::collections::BTreeMap::new();
        for (sound, field) in ConferenceSound::FIELDS {
            sounds.extend(read::object_or_none(args, field)?.map(|id| (sound, id)));
        }
        Ok(Conference {
            name: read::text(args, "name")?,
            description: read::text(args, "description")?,
            guests: read::seconds(args, "max_members")?.unwrap_or_default(),
            members: read::objects(args, "members")?,
            sounds,
            language: read::language(args, "language")?,
        })
    }

    fn row(id: ObjectId, body: &Conference) -> Map {
        let row = Map::new()
            .with("conference", id.to_string())
            .with("name", &body.name)
            .with("description", &body.description)
            .with("max_members", body.guests.to_string());
        let row = ConferenceSound::FIELDS.iter().fold(row, |row, (sound, field)| {
            row.with(*field, id_or_zero(body.sounds.get(sound).copied()))
        });
        row.with("language", body.language.code()).with("members", read::joined(&body.members))
    }
}
