//! Text messages, and the records of messages and calls.

use std::io;

use tandem_domain::{Actor, Refusal};
use tandem_engine::{
    CallList, LIST_CALLS_MAX, LIST_MESSAGES_MAX, MessageList, MessageSend, MessageSent, MessageView,
};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};
use tandem_wire::php::Value;

use super::{IDEMPOTENCY_KEY, KEY};
use crate::request::records::{self, MESSAGE_CHARS_MAX, RecordType};
use crate::{SCHEME, reply};

/// The longest way to write a day.
const DAY_CHARS: usize = "07/15/2026".len();
/// How many messages one file has at most: whoever has more asks for fewer days.
const MESSAGES_MAX: usize = 50_000;

static SEND: Spec = Spec {
    name: "/sms/send",
    section: "SMS/MMS",
    about: "sends a text message to another number of this platform",
    params: &[
        Param::required("source", Kind::Number, "one of the account's numbers"),
        Param::required("destination", Kind::Number, "the number that it is for"),
        Param::required("message", Kind::Text(MESSAGE_CHARS_MAX), "what it says"),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

/// Sends a text message.
pub(super) struct Send;

impl Operation for Send {
    const SPEC: &'static Spec = &SEND;
    type Command = MessageSend;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<MessageSend, Fault> {
        records::send(args)
    }

    fn show(sent: MessageSent, _: &Reader<'_>) -> Value {
        reply::records::sent(&sent)
    }
}

/// Carried out by [`download`].
pub(super) static DOWNLOAD: Spec = Spec {
    name: "/cdrs/download/csv",
    section: "My Inventory",
    about: "the records of some days, the latest first: messages, of at most 50,000, or calls, at most 10,000",
    params: &[
        Param::required("record_type", Kind::Choice(&["sms", "mms", "call"]), "of what"),
        Param::required("startdate", Kind::Text(DAY_CHARS), "the first day, as 07/15/2026"),
        Param::required("enddate", Kind::Text(DAY_CHARS), "the last day"),
        KEY,
    ],
};

/// Shows records as CSV.
pub(super) fn download<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<String, Stop>> {
    Box::pin(async move {
        let wanted = records::records(args)?;
        let (from, to) = (Some(wanted.span.start), Some(wanted.span.end));
        match wanted.kind {
            RecordType::Call => {
                let list = CallList { from, to, ..CallList::latest(SCHEME, LIST_CALLS_MAX) };
                file(reply::records::calls(&gate.execute(actor, list, None).await?))
            }
            RecordType::Sms | RecordType::Mms => {
                let is_meant = |message: &MessageView| {
                    message.media.is_empty() == (wanted.kind == RecordType::Sms)
                };
                let mut found: Vec<MessageView> = Vec::new();
                let (mut read, mut after) = (0, None);
                loop {
                    let latest = MessageList::latest(LIST_MESSAGES_MAX);
                    let list = MessageList { from, to, after, ..latest };
                    let page = gate.execute(actor.clone(), list, None).await?;
                    let is_last = page.len() < LIST_MESSAGES_MAX as usize;
                    read += page.len();
                    let last = page.last().map(|message| (message.at, message.id));
                    after = last.or(after);
                    found.extend(page.into_iter().filter(is_meant));
                    if is_last || read >= MESSAGES_MAX {
                        break;
                    }
                }
                file(reply::records::messages(found.iter().take(MESSAGES_MAX)))
            }
        }
    })
}

/// A file that could not be made is nothing that the caller can mend.
fn file(made: io::Result<String>) -> Result<String, Stop> {
    made.map_err(|_| Refusal::Unavailable.into())
}
