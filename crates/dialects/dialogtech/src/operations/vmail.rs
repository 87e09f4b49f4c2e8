//! Mailboxes and their messages.

use tandem_domain::{Actor, ObjectId, ObjectKind, Refusal, Voicemail};
use tandem_engine::{ObjectRemove, ObjectSet, VoiceMessagePlay, VoiceMessageRemove, VoiceSound};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};

use super::{Sounded, Sounding, edit};
use crate::{reply, request, words};

const VMAIL: &str = "vmail";

static CREATE: Spec = Spec {
    name: "vmail.createbox",
    section: VMAIL,
    about: "makes a mailbox that numbers can be routed to",
    params: &[
        Param::required("name", Kind::Text(request::vmail::NAME_CHARS_MAX), "whose it is"),
        Param::required("pin", Kind::Text(request::vmail::PIN_CHARS), "what opens it: four digits"),
        Param::optional(
            "email_address",
            Kind::Text(request::vmail::EMAIL_CHARS_MAX),
            "where its messages go",
        ),
        Param::optional("send_email", Kind::Flag, "0: they go nowhere"),
        Param::optional("envelope", Kind::Flag, "1: the time of each message is said before it"),
    ],
};

static DELETE: Spec = Spec {
    name: "vmail.deletebox",
    section: VMAIL,
    about: "removes a mailbox that no number is routed to",
    params: &[Param::required("box_id", Kind::Integer(1, i64::MAX), "the mailbox")],
};

pub(super) struct Create;

impl Operation for Create {
    const SPEC: &'static Spec = &CREATE;
    type Command = ObjectSet;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<ObjectSet, Fault> {
        request::vmail::create(args)
    }

    fn show(id: ObjectId, _: &Reader<'_>) -> String {
        reply::named("box_id", &id.to_string())
    }
}

pub(super) struct Delete;

impl Operation for Delete {
    const SPEC: &'static Spec = &DELETE;
    type Command = ObjectRemove;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<ObjectRemove, Fault> {
        let id = args.integer("box_id", 1, i64::MAX)?.ok_or(Fault::Missing { param: "box_id" })?;
        Ok(ObjectRemove::one(ObjectKind::Voicemail, ObjectId(id)))
    }

    fn show((): (), _: &Reader<'_>) -> String {
        reply::done(words::BOX_DELETED)
    }
}

/// Carried out by [`messages`].
pub(super) static MESSAGES: Spec = Spec {
    name: "vmail.getmessages",
    section: VMAIL,
    about: "shows the messages of a mailbox by their numbers",
    params: &[
        Param::required("box_id", Kind::Integer(1, i64::MAX), "the mailbox"),
        Param::optional(
            "greetings",
            Kind::Flag,
            "1: its greeting too, if it has one of its own, by the sid of the recording",
        ),
    ],
};

static DELETE_MESSAGE: Spec = Spec {
    name: "vmail.deletemessage",
    section: VMAIL,
    about: "removes a message of a mailbox",
    params: &[
        Param::required("box_id", Kind::Integer(1, i64::MAX), "the mailbox"),
        Param::required("message_id", Kind::Integer(1, i64::MAX), "the message"),
    ],
};

/// Carried out by [`record_greeting`].
pub(super) static RECORD_GREETING: Spec = Spec {
    name: "vmail.recordgreeting",
    section: VMAIL,
    about: "asks for a call in which whoever answers speaks the greeting of a mailbox",
    params: &[
        Param::required("box_id", Kind::Integer(1, i64::MAX), "the mailbox"),
        Param::required(
            "recording_type",
            Kind::Text(request::vmail::NAME_CHARS_MAX),
            "which of its greetings",
        ),
        Param::required("phone_to_call", Kind::Number, "who is called to speak it"),
    ],
};

/// Asks for a call.
pub(super) fn record_greeting<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a, String> {
    Box::pin(async move {
        let (asked, mailbox) = request::vmail::spoken_greeting(args)?;
        let _: Voicemail = edit::one(gate, actor.clone(), mailbox).await?;
        let id = edit::make(gate, actor, asked, key).await?;
        Ok(reply::waiting("sid", id))
    })
}

/// The messages, and behind them the greeting.
pub(super) fn messages<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, String> {
    Box::pin(async move {
        let list = request::vmail::messages(args)?;
        let found = gate.execute(actor.clone(), list, None).await?;
        let greeting = if args.flag("greetings")?.unwrap_or(false) {
            edit::one::<Voicemail>(gate, actor, list.mailbox).await?.greeting
        } else {
            None
        };
        Ok(reply::voice_messages(&found, greeting))
    })
}

const MESSAGE: Param = Param::required(
    "vmail_id",
    Kind::Integer(1, i64::MAX),
    "the message, by its vmail_id of vmail.getmessages",
);
const SESSION: &[Param] = &[
    Param::required(
        "vmail_sid",
        Kind::Integer(1, i64::MAX),
        "the session in which it was left, by its vmail_sid of vmail.getmessages",
    ),
    Param::optional("vmail_id", Kind::Integer(1, i64::MAX), "the mailbox that it must be in"),
];

const fn playing(name: &'static str, params: &'static [Param]) -> Spec {
    Spec { name, section: VMAIL, about: "gives the sound of a message", params }
}

/// This and the next three are carried out by [`by_id`] and [`by_sid`].
pub(super) static BY_ID: Spec = playing("vmail.getmessagebyid", &[MESSAGE]);
pub(super) static BY_SID: Spec = playing("vmail.getmessagebysid", SESSION);
// Clients send these two without the group's name.
pub(super) static BY_ID_ALONE: Spec = playing("getmessagebyid", &[MESSAGE]);
pub(super) static BY_SID_ALONE: Spec = playing("getmessagebysid", SESSION);

type Shown<'a, S> = BoxFuture<'a, Result<S, Stop>>;

/// The message of that id.
pub(super) fn by_id<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, Sounded> {
    Box::pin(async move {
        let id = request::vmail::message_id(args, "vmail_id")?;
        let sound = gate.execute(actor, VoiceMessagePlay::Own(id), None).await?;
        Ok(Ok(sounding(&sound)))
    })
}

/// The message that was left in that session. There is one, and it has the session's id.
pub(super) fn by_sid<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a, Sounded> {
    Box::pin(async move {
        let id = request::vmail::message_id(args, "vmail_sid")?;
        let mailbox = args.integer("vmail_id", 1, i64::MAX)?.map(ObjectId);
        let sound = gate.execute(actor, VoiceMessagePlay::Own(id), None).await?;
        if mailbox.is_some_and(|mailbox| mailbox != sound.message.mailbox) {
            return Err(Refusal::MessageUnknown.into());
        }
        Ok(Ok(sounding(&sound)))
    })
}

fn sounding(sound: &VoiceSound) -> Sounding {
    let bytes = sound.file().unwrap_or_default();
    Sounding { media_type: sound.format.media_type(), bytes }
}

pub(super) struct DeleteMessage;

impl Operation for DeleteMessage {
    const SPEC: &'static Spec = &DELETE_MESSAGE;
    type Command = VoiceMessageRemove;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<VoiceMessageRemove, Fault> {
        request::vmail::delete_message(args)
    }

    fn show(_: u32, _: &Reader<'_>) -> String {
        reply::done(words::MESSAGE_DELETED)
    }
}
