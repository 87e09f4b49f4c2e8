//! Mailboxes and their messages.

use tandem_domain::{ObjectId, ObjectKind};
use tandem_engine::{ObjectRemove, ObjectSet, VoiceMessageList, VoiceMessageRemove, VoiceMessages};
use tandem_gateway::{Fault, Kind, Operation, Param, Reader, Spec};

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

static MESSAGES: Spec = Spec {
    name: "vmail.getmessages",
    section: VMAIL,
    about: "shows the messages of a mailbox by their numbers",
    params: &[
        Param::required("box_id", Kind::Integer(1, i64::MAX), "the mailbox"),
        Param::optional("greetings", Kind::Flag, "not supported yet: its greetings too"),
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

pub(super) struct Messages;

impl Operation for Messages {
    const SPEC: &'static Spec = &MESSAGES;
    type Command = VoiceMessageList;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<VoiceMessageList, Fault> {
        request::vmail::messages(args)
    }

    fn show(found: VoiceMessages, _: &Reader<'_>) -> String {
        reply::voice_messages(&found)
    }
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
