//! IVRs.

use tandem_domain::{Choice, Destination, Ivr, ObjectId, VoicemailSetup};
use tandem_gateway::{Fault, Param, Reader, Spec};
use tandem_wire::php::Map;

use super::{Objects, param, read};
use crate::operations::DIDS;
use crate::operations::param::required;
use crate::request::{one_of, word_of};

/// Menus.
pub struct Ivrs;

const ID: Param = param::id("ivr", "the IVR");

static SET: Spec = Spec {
    name: "setIVR",
    section: DIDS,
    about: "Makes or changes a menu.",
    params: &[
        ID,
        required(param::NAME),
        required(param::other("recording", "what is played")),
        required(param::seconds("timeout", "seconds that it waits for a key")),
        required(param::LANGUAGE),
        required(param::text("voicemailsetup", "where a call goes that chooses nothing")),
        required(param::list("choices", "key=header:id;…")),
    ],
};

static GET: Spec =
    Spec { name: "getIVRs", section: DIDS, about: "Lists the menus.", params: &[ID] };

static DEL: Spec =
    Spec { name: "delIVR", section: DIDS, about: "Deletes a menu.", params: &[required(ID)] };

impl Objects for Ivrs {
    type Body = Ivr;
    const SET: &'static Spec = &SET;
    const GET: &'static Spec = &GET;
    const DEL: &'static Spec = &DEL;
    const MADE: Option<&'static str> = Some("ivr");
    const LIST: &'static str = "ivrs";
    const EMPTY: &'static str = "no_ivr";

    fn read(args: &Reader<'_>) -> Result<Ivr, Fault> {
        let recording = read::object(args, "recording")?;
        let voicemail = one_of(args, "voicemailsetup", &VoicemailSetup::WORDS)?;
        let choices = args.required("choices")?;
        let choices = choices.split(';').map(str::trim).filter(|choice| !choice.is_empty());
        Ok(Ivr {
            name: read::text(args, "name")?,
            recording: recording.ok_or(Fault::Missing { param: "recording" })?,
            timeout_seconds: read::seconds(args, "timeout")?.unwrap_or_default(),
            language: read::language(args, "language")?,
            voicemail: voicemail.unwrap_or_default(),
            choices: choices.map(choice).collect::<Result<_, _>>()?,
        })
    }

    fn row(id: ObjectId, body: &Ivr) -> Map {
        let choices = body.choices.iter().map(|choice| format!("{}={}", choice.keys, choice.to));
        Map::new()
            .with("ivr", id.to_string())
            .with("name", &body.name)
            .with("recording", body.recording.to_string())
            .with("timeout", body.timeout_seconds.to_string())
            .with("language", body.language.code())
            .with("voicemailsetup", word_of(&VoicemailSetup::WORDS, &body.voicemail))
            .with("choices", choices.collect::<Vec<_>>().join(";"))
    }
}

/// `1=sip:5096`
fn choice(text: &str) -> Result<Choice, Fault> {
    let wrong = || Fault::invalid("choices", "must be key=header:id;… such as 1=fwd:1026");
    let (keys, to) = text.split_once('=').ok_or_else(wrong)?;
    let to = Destination::parse(to.trim()).map_err(|fault| Fault::invalid("choices", fault))?;
    Ok(Choice { keys: keys.trim().to_owned(), to })
}
