//! Text messages between numbers of the platform.

use tandem_domain::Actor;
use tandem_engine::{MessageRemove, MessageSend, MessageSent, NumberMessagingSet};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};

use super::{DIDS, param};
use crate::clock::Shift;
use crate::reply::{self, Reply};
use crate::request::{self, MESSAGE_CHARS_MAX};

/// The longest way to write a day.
const DAY_CHARS: usize = "2014-03-30".len();
/// The longest address of a page or a mailbox, in characters.
const ADDRESS_CHARS_MAX: usize = 2048;
/// What is called of a message is the page of the number, or the account's own webhook.
const WEBHOOKS: &str = "webhooks of a single number, beside its url_callback";
/// What is not spoken with customers.
const SMPP: &str = "messages by SMPP";
/// What it takes for messages to reach telephones.
const TELEPHONES: &str = "switches that take messages";
/// The longest login, in characters.
const LOGIN_CHARS_MAX: usize = 64;

static SEND_SMS: Spec = Spec {
    name: "sendSMS",
    section: DIDS,
    about: "Sends a text message from one of the account's numbers.",
    params: &[
        param::DID,
        Param::required("dst", Kind::Number, "the number that it is for"),
        Param::required("message", Kind::Text(MESSAGE_CHARS_MAX), "what it says"),
    ],
};

/// Sends a text message.
pub struct SendSms;

impl Operation for SendSms {
    const SPEC: &'static Spec = &SEND_SMS;
    type Command = MessageSend;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<MessageSend, Fault> {
        request::send_sms(args)
    }

    fn show(sent: MessageSent, _args: &Reader<'_>) -> Reply {
        reply::sent(&sent)
    }
}

pub(super) static GET_SMS: Spec = Spec {
    name: "getSMS",
    section: DIDS,
    about: "Lists text messages, the latest first.",
    params: &[
        Param::optional("sms", Kind::Integer(0, i64::MAX), "only this one"),
        Param::optional("from", Kind::Text(DAY_CHARS), "the first day; today"),
        Param::optional("to", Kind::Text(DAY_CHARS), "the last day; today"),
        Param::optional("type", Kind::Choice(&["1", "0"]), "1 received, 0 sent"),
        Param::optional("did", Kind::Number, "only those of this number"),
        Param::optional("contact", Kind::Number, "only those with this other number"),
        Param::optional("limit", Kind::Integer(0, i64::MAX), "how many; 50"),
        Param::optional("timezone", Kind::Decimal, "times by a clock of so many hours; -5"),
        Param::optional(
            "all_messages",
            Kind::Flag,
            "also those with media, which there are none of",
        ),
    ],
};

/// Lists text messages. Which day it is, only the clock knows, so that it is no [`Operation`].
pub(super) fn get_sms<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    let list = request::list_sms(args, gate.now());
    Box::pin(async move {
        let shift = Shift::of(args)?;
        Ok(reply::messages(&gate.execute(actor, list?, None).await?, shift))
    })
}

static DELETE_SMS: Spec = Spec {
    name: "deleteSMS",
    section: DIDS,
    about: "Removes a text message from the account's list.",
    params: &[Param::required("id", Kind::Integer(1, i64::MAX), "the message")],
};

/// Removes a text message.
pub struct DeleteSms;

impl Operation for DeleteSms {
    const SPEC: &'static Spec = &DELETE_SMS;
    type Command = MessageRemove;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<MessageRemove, Fault> {
        request::remove_sms(args)
    }

    fn show((): (), _args: &Reader<'_>) -> Reply {
        reply::finished(false)
    }
}

pub(super) static SET_SMS: Spec = Spec {
    name: "setSMS",
    section: DIDS,
    about: "Sets whether a number carries text messages, and where those that arrive go.",
    params: &[
        param::DID,
        Param::required("enable", Kind::Flag, "whether it sends and receives"),
        Param::optional("email_enabled", Kind::Flag, "whether letters are sent"),
        Param::optional("email_address", Kind::Text(ADDRESS_CHARS_MAX), "where to"),
        Param::optional("sms_forward_enable", Kind::Flag, "whether messages are passed on"),
        Param::optional("sms_forward", Kind::Number, "where to"),
        Param::optional("url_callback_enable", Kind::Flag, "whether a page is called"),
        Param::optional(
            "url_callback",
            Kind::Text(ADDRESS_CHARS_MAX),
            "which: {FROM}, {TO}, {MESSAGE}, {ID} and {TIMESTAMP} are filled in",
        ),
        Param::optional("url_callback_retry", Kind::Flag, "again each half hour until it says ok"),
        Param::optional("webhook_enable", Kind::Flag, "whether a webhook is called")
            .lacking(WEBHOOKS),
        Param::optional("webhook", Kind::Text(ADDRESS_CHARS_MAX), "which").lacking(WEBHOOKS),
        Param::optional("dialmode", Kind::Integer(0, 2), "how numbers are written; 2 not yet"),
        Param::optional("smpp_enabled", Kind::Flag, "whether it is told by SMPP").lacking(SMPP),
        Param::optional("smpp_url", Kind::Text(ADDRESS_CHARS_MAX), "where").lacking(SMPP),
        Param::optional("smpp_user", Kind::Text(LOGIN_CHARS_MAX), "as whom").lacking(SMPP),
        Param::optional("smpp_pass", Kind::Text(LOGIN_CHARS_MAX), "by which secret").lacking(SMPP),
        Param::optional("sms_sipaccount_enabled", Kind::Flag, "whether telephones are told")
            .waiting_for(TELEPHONES),
        Param::optional("sms_sipaccount", Kind::Text(LOGIN_CHARS_MAX), "of which login")
            .waiting_for(TELEPHONES),
    ],
};

/// Sets what is done with the messages of a number. Which pages may be called, only the gate knows.
pub(super) fn set_sms<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    let set = request::set_sms(args);
    Box::pin(async move {
        let set = NumberMessagingSet { allowed: gate.private_networks().to_vec(), ..set? };
        gate.execute(actor, set, key).await?;
        Ok(reply::finished(false))
    })
}
