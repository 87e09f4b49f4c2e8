//! Mailboxes. They are made by one function, which numbers them, and changed by another.

use tandem_domain::{Actor, Attachment, Instructions, ObjectId, Voicemail};
use tandem_engine::{ObjectPlace, ObjectSet, VoiceMessageCount, VoiceMessagesCounted};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};
use tandem_wire::php::Map;

use super::{Objects, param, read};
use crate::operations::param::{TRANSCRIPTS, required};
use crate::reply::{Reply, flag, id_or_zero, yes_no};
use crate::request::{self, one_of, word_of};

const VOICEMAIL: &str = "Voicemail";
/// How many digits a mailbox may have behind the number of its account.
const DIGITS_MAX: usize = 10;

/// Where callers leave messages.
pub struct Voicemails;

const ID: Param = param::id("mailbox", "the mailbox");
const PASSWORD: Param = Param::required("password", Kind::Text(32), "what opens it: four digits");
const SKIP_PASSWORD: Param =
    Param::required("skip_password", Kind::Flag, "whether your own telephones need not say it");
const EMAIL: Param = param::text("email", "where messages are announced");
const ATTACH: Param =
    Param::required("attach_message", Kind::Flag, "whether they come along with that");
const DELETE: Param =
    Param::required("delete_message", Kind::Flag, "whether they are then deleted here");
const SAY_TIME: Param = Param::required("say_time", Kind::Flag, "whether their time is said");
const TIMEZONE: Param = required(param::text("timezone", "the zone of that time"));
const SAY_CALLER_ID: Param =
    Param::required("say_callerid", Kind::Flag, "whether their caller is said");
const INSTRUCTIONS: Param =
    required(param::text("play_instructions", "u: instructions after the greeting; su: none"));
const TRANSCRIPTION: Param =
    Param::optional("transcription", Kind::Flag, "written down too").lacking(TRANSCRIPTS);
const ATTACHMENT: Param = param::text("email_attachment_format", "wav49, wav or wavmp3");
const GREETING: Param =
    param::text("unavailable_message_recording", "a recording in place of the greeting");

static CREATE: Spec = Spec {
    name: "createVoicemail",
    section: VOICEMAIL,
    about: "Makes a mailbox: its number is that of the account with these digits behind it.",
    params: &[
        Param::required("digits", Kind::Text(DIGITS_MAX), "the digits, such as 01"),
        required(param::NAME),
        PASSWORD,
        SKIP_PASSWORD,
        EMAIL,
        ATTACH,
        DELETE,
        SAY_TIME,
        TIMEZONE,
        SAY_CALLER_ID,
        INSTRUCTIONS,
        required(param::LANGUAGE),
        TRANSCRIPTION,
        ATTACHMENT,
        GREETING,
    ],
};

static SET: Spec = Spec {
    name: "setVoicemail",
    section: VOICEMAIL,
    about: "Changes all the settings of a mailbox.",
    params: &[
        required(ID),
        required(param::NAME),
        PASSWORD,
        SKIP_PASSWORD,
        EMAIL,
        ATTACH,
        DELETE,
        SAY_TIME,
        TIMEZONE,
        SAY_CALLER_ID,
        INSTRUCTIONS,
        required(param::LANGUAGE),
        TRANSCRIPTION,
        ATTACHMENT,
        GREETING,
    ],
};

pub(in crate::operations) static GET_VOICEMAILS: Spec = Spec {
    name: "getVoicemails",
    section: VOICEMAIL,
    about: "Lists the mailboxes.",
    params: &[ID],
};

static DEL: Spec = Spec {
    name: "delVoicemail",
    section: VOICEMAIL,
    about: "Deletes a mailbox.",
    params: &[required(ID)],
};

/// Makes a mailbox.
pub struct CreateVoicemail;

impl Operation for CreateVoicemail {
    const SPEC: &'static Spec = &CREATE;
    type Command = ObjectSet;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<ObjectSet, Fault> {
        request::require(args)?;
        let digits = args.required("digits")?;
        let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        // The provider drops leading zeros.
        let kept = digits.trim_start_matches('0');
        if !is_plain || digits.len() > DIGITS_MAX || kept.is_empty() {
            let why = format!("must be 1 to {DIGITS_MAX} digits, not all of them 0");
            return Err(Fault::invalid("digits", why));
        }
        Ok(ObjectSet {
            place: ObjectPlace::Numbered(kept.to_owned()),
            body: mailbox(args)?.into(),
            list: None,
        })
    }

    fn show(_: ObjectId, _args: &Reader<'_>) -> Reply {
        Reply::done()
    }
}

/// Changes a mailbox.
pub type SetVoicemail = super::Set<Voicemails>;

impl Objects for Voicemails {
    type Body = Voicemail;
    const SET: &'static Spec = &SET;
    const GET: &'static Spec = &GET_VOICEMAILS;
    const DEL: &'static Spec = &DEL;
    const MADE: Option<&'static str> = None;
    const LIST: &'static str = "voicemails";
    const EMPTY: &'static str = "no_mailbox";

    fn read(args: &Reader<'_>) -> Result<Voicemail, Fault> {
        mailbox(args)
    }

    fn row(id: ObjectId, body: &Voicemail) -> Map {
        row(body, VoiceMessagesCounted { mailbox: id, unheard: 0, urgent: 0 })
    }
}

/// A mailbox, with how many messages it has.
fn row(body: &Voicemail, counted: VoiceMessagesCounted) -> Map {
    Map::new()
        .with("mailbox", counted.mailbox.to_string())
        .with("name", &body.name)
        .with("password", &body.pin)
        .with("skip_password", flag(body.skips_pin))
        .with("email", &body.email)
        .with("attach_message", yes_no(body.attach))
        .with("delete_message", yes_no(body.delete))
        .with("say_time", yes_no(body.say_time))
        .with("timezone", &body.zone)
        .with("say_callerid", yes_no(body.say_caller_id))
        .with("play_instructions", word_of(&Instructions::WORDS, &body.instructions))
        .with("language", body.language.code())
        .with("email_attachment_format", word_of(&Attachment::WORDS, &body.attachment))
        .with("unavailable_message_recording", id_or_zero(body.greeting))
        .with("new", counted.unheard.to_string())
        .with("urgent", counted.urgent.to_string())
        .with("transcription", "no")
        .with("transcription_locale", "")
        .with("transcription_redaction", "no")
        .with("transcription_sentiment", "no")
        .with("transcription_summary", "no")
        .with("transcription_format", "text")
        .with("transcription_delay", "0")
        .with("client", "0")
}

/// Lists the mailboxes, each with how many messages nobody has heard, and how many are urgent.
pub(in crate::operations) fn get_voicemails<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    let list = <super::Get<Voicemails> as Operation>::read(args);
    Box::pin(async move {
        let counts = gate.execute(actor.clone(), VoiceMessageCount, None).await?;
        let found = gate.execute(actor, list?, None).await?;
        let row = |(id, body): (ObjectId, Voicemail)| {
            let counted = counts.iter().find(|counted| counted.mailbox == id).copied();
            let none = VoiceMessagesCounted { mailbox: id, unheard: 0, urgent: 0 };
            row(&body, counted.unwrap_or(none))
        };
        let rows = super::bodies(found).map(row).collect();
        Ok(Reply::list(Voicemails::LIST, rows, Voicemails::EMPTY))
    })
}

fn mailbox(args: &Reader<'_>) -> Result<Voicemail, Fault> {
    if args.flag("transcription")?.unwrap_or(false) {
        return Err(Fault::invalid("transcription", "is not supported yet"));
    }
    let instructions = one_of(args, "play_instructions", &Instructions::WORDS)?;
    let attachment = one_of(args, "email_attachment_format", &Attachment::WORDS)?;
    let yes = |name| Ok(args.flag(name)?.unwrap_or(false));
    Ok(Voicemail {
        name: read::text(args, "name")?,
        pin: read::text(args, "password")?,
        skips_pin: yes("skip_password")?,
        email: read::text(args, "email")?,
        attach: yes("attach_message")?,
        delete: yes("delete_message")?,
        say_time: yes("say_time")?,
        zone: read::text(args, "timezone")?,
        say_caller_id: yes("say_callerid")?,
        instructions: instructions.unwrap_or_default(),
        language: read::language(args, "language")?,
        attachment: attachment.unwrap_or_default(),
        greeting: read::object_or_none(args, "unavailable_message_recording")?,
    })
}
