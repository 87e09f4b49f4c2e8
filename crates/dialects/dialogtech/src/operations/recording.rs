//! Recordings: sounds that are uploaded. Calls are not recorded yet.

use tandem_domain::{
    Actor, AudioFormat, CallFlow, Edit, ObjectId, ObjectKind, Recording, Voicemail, VoicemailEdit,
};
use tandem_engine::{
    AudioFile, NumberSet, ObjectEdit, ObjectList, ObjectRemove, RecordingPlay, RecordingSet,
    Replanned, Sound,
};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};

use super::edit;
use crate::request::report::Format;
use crate::{reply, request, words};

const RECORDING: &str = "recording";
const SID: Param = Param::required("sid", Kind::Integer(1, i64::MAX), "the recording");

pub(super) static LIST: Spec = Spec {
    name: "recording.list",
    section: RECORDING,
    about: "shows the recordings; of a FindMe list its recorded calls, of which there are none",
    params: &[
        Param::optional("type", request::recording::LISTED, "general when absent"),
        Param::optional("id", Kind::Integer(1, i64::MAX), "the FindMe list")
            .waiting_for(words::RECORDERS),
    ],
};

pub(super) static UPLOAD: Spec = Spec {
    name: "recording.upload",
    section: RECORDING,
    about: "takes a WAV or MP3 file from a public address",
    params: &[
        Param::required(
            "type",
            request::recording::TYPES,
            "general, or vmail: the greeting of a mailbox; others are not supported yet",
        ),
        Param::required(
            "path",
            Kind::Text(request::recording::PATH_CHARS_MAX),
            "where the file is; or the file itself, as data:audio/wav;base64,…",
        ),
        Param::optional("id", Kind::Integer(1, i64::MAX), "vmail: the mailbox"),
    ],
};

static REMOVE: Spec = Spec {
    name: "recording.remove",
    section: RECORDING,
    about: "removes a recording that nothing plays, at once",
    params: &[SID, Param::optional("delete_now", Kind::Flag, "recordings are removed at once")],
};

static UPDATE_LABEL: Spec = Spec {
    name: "recording.update_label",
    section: RECORDING,
    about: "sets the label of a number, as routing.update_label: a client calls it so",
    params: super::routing::UPDATE_LABEL.params,
};

static DOWNLOAD: Spec = Spec {
    name: "recording.download",
    section: RECORDING,
    about: "gives the sound of a recording as it was uploaded",
    params: &[
        SID,
        Param::optional("type", Kind::Text(request::people::NAME_CHARS_MAX), "not looked at"),
        Param::optional("format", Kind::Choice(&["wav", "mp3"]), "must be that of the recording"),
        Param::optional(
            "sample_rate",
            Kind::Integer(1, request::recording::RATE_MAX),
            "must be that of the recording",
        ),
    ],
};

type Shown<'a> = BoxFuture<'a, Result<String, Stop>>;

/// Shows the recordings.
pub(super) fn list<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let columns = ["sid", "name", "format", "bytes"];
        if request::recording::is_of_calls(args)? {
            let id = args.integer("id", 1, i64::MAX)?.ok_or(Fault::Missing { param: "id" })?;
            let _: CallFlow = edit::one(gate, actor, ObjectId(id)).await?;
            return Ok(reply::records(&columns, std::iter::empty(), Format::Xml));
        }
        let found = gate.execute(actor, ObjectList::all(ObjectKind::Recording), None).await?;
        let rows = edit::of::<Recording>(found).into_iter().map(|(id, recording)| {
            vec![
                ("sid", id.to_string()),
                ("name", recording.name),
                ("format", words::sound_format(recording.format).to_owned()),
                ("bytes", recording.bytes.to_string()),
            ]
        });
        Ok(reply::records(&columns, rows, Format::Xml))
    })
}

/// Reads a file and makes a recording of it; of a mailbox's, its greeting too.
pub(super) fn upload<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let greets = request::recording::greets(args)?;
        if let Some(mailbox) = greets {
            let _: Voicemail = edit::one(gate, actor.clone(), mailbox).await?;
        }
        let path = args.required("path")?;
        let file = if path.starts_with("data:") {
            AudioFile::read(path)?
        } else {
            let bytes = gate.fetch(path).await.map_err(|why| Fault::invalid("path", why))?;
            AudioFile::of(&bytes)?
        };
        let name = Some(request::recording::name_of(path));
        let set = RecordingSet { id: None, name, file: Some(file) };
        let id = gate.execute(actor.clone(), set, key.clone()).await?;
        if let Some(mailbox) = greets {
            // A key is good for one command.
            let key = key.map(|key| format!("{key} greeting"));
            let edit = Edit::Voicemail(VoicemailEdit::Greeting(id));
            gate.execute(actor, ObjectEdit { id: mailbox, edit }, key).await?;
        }
        Ok(reply::named("sid", &id.to_string()))
    })
}

pub(super) struct Remove;

impl Operation for Remove {
    const SPEC: &'static Spec = &REMOVE;
    type Command = ObjectRemove;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<ObjectRemove, Fault> {
        args.flag("delete_now")?;
        Ok(ObjectRemove::one(ObjectKind::Recording, sid(args)?))
    }

    fn show((): (), _: &Reader<'_>) -> String {
        reply::done(words::RECORDING_REMOVED)
    }
}

pub(super) struct UpdateLabel;

impl Operation for UpdateLabel {
    const SPEC: &'static Spec = &UPDATE_LABEL;
    type Command = NumberSet;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<NumberSet, Fault> {
        request::routing::label(args)
    }

    fn show(_: Replanned, _: &Reader<'_>) -> String {
        reply::done(words::LABELLED)
    }
}

/// A sound, and what it is in the words of MIME.
pub(crate) struct Sounding {
    pub(crate) media_type: &'static str,
    pub(crate) bytes: Vec<u8>,
}

pub(super) struct Download;

impl Operation for Download {
    const SPEC: &'static Spec = &DOWNLOAD;
    type Command = RecordingPlay;
    type Shown = Result<Sounding, Fault>;

    fn read(args: &Reader<'_>) -> Result<RecordingPlay, Fault> {
        Ok(RecordingPlay { id: sid(args)?, customer: None })
    }

    /// It is not made into another format, so that one that is not its own is refused.
    fn show(sound: Sound, args: &Reader<'_>) -> Result<Sounding, Fault> {
        let bytes = sound.file().unwrap_or_default();
        let format = words::sound_format(sound.format);
        if args.text("format").is_some_and(|wanted| !wanted.eq_ignore_ascii_case(format)) {
            return Err(Fault::invalid("format", format!("must be {format}, as it is kept")));
        }
        let wanted = args.integer("sample_rate", 1, request::recording::RATE_MAX)?;
        let rate = AudioFormat::wav_rate(&bytes).map(i64::from);
        if let Some(rate) = rate.filter(|rate| wanted.is_some_and(|wanted| wanted != *rate)) {
            return Err(Fault::invalid("sample_rate", format!("must be {rate}, as it is kept")));
        }
        Ok(Sounding { media_type: sound.format.media_type(), bytes })
    }
}

fn sid(args: &Reader<'_>) -> Result<ObjectId, Fault> {
    args.check_required()?;
    Ok(ObjectId(args.integer("sid", 1, i64::MAX)?.unwrap_or_default()))
}
