//! Text messages between numbers of the platform.

use tandem_domain::{Actor, Messaging};
use tandem_engine::{
    MessageList, MessageRemove, MessageSend, MessageSent, MessageView, NumberList,
    NumberMessagingSet, OwnNumber,
};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};

use crate::request::report::Format;
use crate::{SCHEME, reply, request, words};

const SMS: &str = "sms";
const URL: Kind = Kind::Text(request::sms::URL_CHARS_MAX);
const DAY: Kind = Kind::Text(request::report::DAY_CHARS_MAX);
const NUMBER: Param = Param::required("number", Kind::Number, "a tracking number of the account");
const MSG_ID: Param = Param::required("msg_id", Kind::Integer(1, i64::MAX), "the message");

/// Carried out by [`register`].
pub(super) static REGISTER: Spec = Spec {
    name: "sms.register_number",
    section: SMS,
    about: "lets a number send and receive text messages",
    params: &[
        NUMBER,
        Param::optional(
            "url",
            URL,
            "the page that each message is handed to, as from, to, message and msg_id",
        ),
        Param::optional(
            "dlr_url",
            URL,
            "the page that hears what became of what it sent, as from, to, msg_id and status",
        ),
    ],
};

static UNREGISTER: Spec = Spec {
    name: "sms.unregister_number",
    section: SMS,
    about: "lets a number send and receive no more text messages",
    params: &[NUMBER],
};

static NUMBERS: Spec = Spec {
    name: "sms.get_numbers",
    section: SMS,
    about: "shows the numbers that send and receive text messages",
    params: &[],
};

static SEND: Spec = Spec {
    name: "sms.send_message",
    section: SMS,
    about: "sends a text message to another number of this platform",
    params: &[
        Param::required("to", Kind::Number, "the number that it is for"),
        Param::required("from", Kind::Number, "a registered number of the account"),
        Param::required("message", Kind::Text(request::sms::MESSAGE_CHARS_MAX), "what it says"),
    ],
};

static GET: Spec = Spec {
    name: "sms.get_message",
    section: SMS,
    about: "shows a text message",
    params: &[MSG_ID],
};

static LIST: Spec = Spec {
    name: "sms.get_messages",
    section: SMS,
    about: "shows the text messages of some days, the latest first, at most 10,000",
    params: &[
        Param::required("start_date", DAY, "the first day: YYYYMMDD, by the clock of the east"),
        Param::required("end_date", DAY, "the last day"),
        Param::optional("number", Kind::Number, "only those of this number"),
    ],
};

static DELETE: Spec = Spec {
    name: "sms.delete_message",
    section: SMS,
    about: "removes a text message from the account's list",
    params: &[MSG_ID],
};

/// Lets a number carry messages. Where a page may be, the operator says.
pub(super) fn register<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<String, Stop>> {
    let set = request::sms::register(args);
    Box::pin(async move {
        let set = NumberMessagingSet { allowed: gate.private_networks().to_vec(), ..set? };
        gate.execute(actor, set, key).await?;
        Ok(reply::done(&words::registered(args.text("number").unwrap_or_default(), true)))
    })
}

pub(super) struct Unregister;

impl Operation for Unregister {
    const SPEC: &'static Spec = &UNREGISTER;
    type Command = NumberMessagingSet;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<NumberMessagingSet, Fault> {
        request::sms::unregister(args)
    }

    fn show(_: Messaging, args: &Reader<'_>) -> String {
        reply::done(&words::registered(args.text("number").unwrap_or_default(), false))
    }
}

pub(super) struct Numbers;

impl Operation for Numbers {
    const SPEC: &'static Spec = &NUMBERS;
    type Command = NumberList;
    type Shown = String;

    fn read(_: &Reader<'_>) -> Result<NumberList, Fault> {
        Ok(NumberList { owner: None, did: None, scheme: SCHEME.to_owned() })
    }

    fn show(numbers: Vec<OwnNumber>, _: &Reader<'_>) -> String {
        let columns = ["number", "url"];
        let registered = numbers.iter().filter(|number| number.settings.messaging.enabled);
        let rows = registered.map(|number| {
            let url = number.settings.messaging.calls_back().unwrap_or_default();
            let url = request::sms::given(url).to_owned();
            vec![("number", number.did.national()), ("url", url)]
        });
        reply::records(&columns, rows, Format::Xml)
    }
}

pub(super) struct Send;

impl Operation for Send {
    const SPEC: &'static Spec = &SEND;
    type Command = MessageSend;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<MessageSend, Fault> {
        request::sms::send(args)
    }

    fn show(sent: MessageSent, _: &Reader<'_>) -> String {
        reply::named("msg_id", &sent.serial.to_string())
    }
}

pub(super) struct Get;

impl Operation for Get {
    const SPEC: &'static Spec = &GET;
    type Command = MessageList;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<MessageList, Fault> {
        request::sms::one(args)
    }

    fn show(found: Vec<MessageView>, _: &Reader<'_>) -> String {
        if found.is_empty() {
            return reply::failed(words::NO_MESSAGE);
        }
        reply::messages(&found)
    }
}

pub(super) struct List;

impl Operation for List {
    const SPEC: &'static Spec = &LIST;
    type Command = MessageList;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<MessageList, Fault> {
        request::sms::list(args)
    }

    fn show(found: Vec<MessageView>, _: &Reader<'_>) -> String {
        reply::messages(&found)
    }
}

pub(super) struct Delete;

impl Operation for Delete {
    const SPEC: &'static Spec = &DELETE;
    type Command = MessageRemove;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<MessageRemove, Fault> {
        request::sms::remove(args)
    }

    fn show((): (), _: &Reader<'_>) -> String {
        reply::done(words::MESSAGE_DELETED)
    }
}
