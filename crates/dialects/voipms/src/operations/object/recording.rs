//! Recordings, whose sound is sent and shown in Base64.

use tandem_domain::{Actor, ObjectId, ObjectKind, Recording};
use tandem_engine::{
    AudioFile, ObjectList, ObjectRemove, ObjectView, RecordingPlay, RecordingSet, Sound,
};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};
use tandem_wire::php::Map;

use super::{bodies, param, read};
use crate::operations::DIDS;
use crate::operations::param::required;
use crate::reply::Reply;
use crate::request;

const LIST: &str = "recordings";
const ID: Param = param::id("recording", "the recording");
/// The longest file that is read, in characters of Base64. How large it may be, the engine says.
const FILE_CHARS_MAX: usize = 12 * 1024 * 1024;

pub(in crate::operations) static SET_RECORDING: Spec = Spec {
    name: "setRecording",
    section: DIDS,
    about: "Makes or changes a recording; a file is too long for the query string, so that it is called by POST.",
    // A new one needs both, one that there is needs either.
    params: &[
        ID,
        Param::optional("file", Kind::Text(FILE_CHARS_MAX), "a WAV or MP3 file in Base64"),
        param::NAME,
    ],
};

/// Makes or changes a recording. The file is looked at here, before it waits for its turn to be written.
pub(in crate::operations) fn set_recording<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    let command = read_recording(args);
    Box::pin(async move {
        let id = gate.execute(actor, command?, key).await?;
        Ok(Reply::Success(Map::new().with("recording", id.to_string())))
    })
}

fn read_recording(args: &Reader<'_>) -> Result<RecordingSet, Stop> {
    let id = read::named(args)?;
    let (file, name) = (args.text("file"), args.text("name"));
    let missing = |param| Stop::Fault(Fault::Missing { param });
    match (id, file, name) {
        (None, None, _) | (Some(_), None, None) => return Err(missing("file")),
        (None, Some(_), None) => return Err(missing("name")),
        _ => {}
    }
    let name = name.is_some().then(|| read::text(args, "name")).transpose()?;
    let file = file.map(AudioFile::read).transpose()?;
    Ok(RecordingSet { id, name, file })
}

static GET: Spec =
    Spec { name: "getRecordings", section: DIDS, about: "Lists the recordings.", params: &[ID] };

/// Lists the recordings.
pub struct GetRecordings;

impl Operation for GetRecordings {
    const SPEC: &'static Spec = &GET;
    type Command = ObjectList;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<ObjectList, Fault> {
        Ok(ObjectList { id: read::named(args)?, ..ObjectList::all(ObjectKind::Recording) })
    }

    fn show(found: Vec<ObjectView>, _args: &Reader<'_>) -> Reply {
        let row = |(id, body): (ObjectId, Recording)| {
            Map::new().with("value", id.to_string()).with("description", body.name)
        };
        Reply::list(LIST, bodies(found).map(row).collect(), "no_recording")
    }
}

static GET_FILE: Spec = Spec {
    name: "getRecordingFile",
    section: DIDS,
    about: "Shows the sound of a recording in Base64.",
    params: &[required(ID)],
};

/// Shows the sound of a recording. Here the list is a single row.
pub struct GetRecordingFile;

impl Operation for GetRecordingFile {
    const SPEC: &'static Spec = &GET_FILE;
    type Command = RecordingPlay;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<RecordingPlay, Fault> {
        Ok(RecordingPlay { id: the_one(args)?, customer: None })
    }

    fn show(sound: Sound, _args: &Reader<'_>) -> Reply {
        let row = Map::new().with("value", sound.id.to_string()).with("data", sound.data);
        Reply::Success(Map::new().with(LIST, row))
    }
}

static DEL: Spec = Spec {
    name: "delRecording",
    section: DIDS,
    about: "Deletes a recording that nothing plays.",
    params: &[required(ID)],
};

/// Deletes a recording.
pub struct DelRecording;

impl Operation for DelRecording {
    const SPEC: &'static Spec = &DEL;
    type Command = ObjectRemove;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<ObjectRemove, Fault> {
        Ok(ObjectRemove::one(ObjectKind::Recording, the_one(args)?))
    }

    fn show((): (), _args: &Reader<'_>) -> Reply {
        Reply::done()
    }
}

/// The recording that must be named.
fn the_one(args: &Reader<'_>) -> Result<ObjectId, Fault> {
    request::require(args)?;
    read::named(args)?.ok_or(Fault::Missing { param: "recording" })
}
