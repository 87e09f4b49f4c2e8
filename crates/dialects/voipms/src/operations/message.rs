//! Messages between numbers of the platform, with media and without.

use tandem_domain::Actor;
use tandem_engine::{
    MessageList, MessageRemove, MessageSend, MessageSent, MessageView, NumberMessagingSet,
};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};

use super::{CALLS, DIDS, param};
use crate::clock::Shift;
use crate::reply::{self, Reply};
use crate::request::{self, ACCOUNT_CHARS_MAX, Listed, MESSAGE_CHARS_MAX, MMS_CHARS_MAX};

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

/// The longest limit that clients send is a million, for all.
const LIMIT: Param =
    Param::optional("limit", Kind::Integer(0, i64::MAX), "how many; 50, and 10,000 at most");
const FROM: Param = Param::optional("from", Kind::Text(DAY_CHARS), "the first day; today");
const TO: Param = Param::optional("to", Kind::Text(DAY_CHARS), "the last day; today");
const WAY: Param = Param::optional("type", Kind::Choice(&["1", "0"]), "1 received, 0 sent");
const OF_DID: Param = Param::optional("did", Kind::Number, "only those of this number");
const CONTACT: Param =
    Param::optional("contact", Kind::Number, "only those with this other number");
const ZONE: Param =
    Param::optional("timezone", Kind::Decimal, "times by a clock of so many hours; -5");
const ALL: Param = Param::optional("all_messages", Kind::Flag, "texts, and those with media");
const SMS: Param = Param::optional("sms", Kind::Integer(0, i64::MAX), "only this one");
const MMS: Param = Param::optional("mms", Kind::Integer(0, i64::MAX), "only this one");
/// Whose messages a reseller looks at.
const CLIENT: Param = Param::required(
    "client",
    Kind::Text(ACCOUNT_CHARS_MAX),
    "the client, by its id, or a sub-account",
);

pub(super) static GET_SMS: Spec = Spec {
    name: "getSMS",
    section: DIDS,
    about: "Lists text messages, the latest first.",
    params: &[SMS, FROM, TO, WAY, OF_DID, CONTACT, LIMIT, ZONE, ALL],
};

pub(super) static GET_MMS: Spec = Spec {
    name: "getMMS",
    section: DIDS,
    about: "Lists messages with media, the latest first.",
    params: &[MMS, FROM, TO, WAY, OF_DID, CONTACT, LIMIT, ZONE, ALL],
};

pub(super) static GET_RESELLER_SMS: Spec = Spec {
    name: "getResellerSMS",
    section: CALLS,
    about: "Lists text messages of a client, the latest first.",
    params: &[SMS, FROM, TO, CLIENT, WAY, OF_DID, CONTACT, LIMIT, ZONE, ALL],
};

pub(super) static GET_RESELLER_MMS: Spec = Spec {
    name: "getResellerMMS",
    section: CALLS,
    about: "Lists messages with media of a client, the latest first.",
    // The document spells the one that is asked for as in the list of texts.
    params: &[MMS.or(&["sms"]), FROM, TO, CLIENT, WAY, OF_DID, CONTACT, LIMIT, ZONE, ALL],
};

/// Lists text messages. Which day it is, only the clock knows, so that it is no [`Operation`].
pub(super) fn get_sms<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    list(gate, actor, args, request::list_messages(args, gate.now(), Listed::Sms), Listed::Sms)
}

/// Lists messages with media.
pub(super) fn get_mms<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    list(gate, actor, args, request::list_messages(args, gate.now(), Listed::Mms), Listed::Mms)
}

/// Lists text messages of a client.
pub(super) fn get_reseller_sms<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    let wanted = request::list_client_messages(args, gate.now(), Listed::Sms);
    list(gate, actor, args, wanted, Listed::Sms)
}

/// Lists messages with media of a client.
pub(super) fn get_reseller_mms<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    let wanted = request::list_client_messages(args, gate.now(), Listed::Mms);
    list(gate, actor, args, wanted, Listed::Mms)
}

fn list<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    wanted: Result<MessageList, Fault>,
    listed: Listed,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    Box::pin(async move {
        let shift = Shift::of(args)?;
        let found = gate.execute(actor, wanted?, None).await?;
        Ok(reply::messages(&found, shift, listed))
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

static SEND_MMS: Spec = Spec {
    name: "sendMMS",
    section: DIDS,
    about: "Sends a message with links to media from one of the account's numbers.",
    params: &[
        param::DID,
        Param::required("dst", Kind::Number, "the number that it is for"),
        Param::required("message", Kind::Text(MMS_CHARS_MAX), "what it says"),
        Param::optional("media1", Kind::Text(ADDRESS_CHARS_MAX), "a link to what it shows; needed"),
        Param::optional("media2", Kind::Text(ADDRESS_CHARS_MAX), "another"),
        Param::optional("media3", Kind::Text(ADDRESS_CHARS_MAX), "another"),
    ],
};

/// Sends a message with media.
pub struct SendMms;

impl Operation for SendMms {
    const SPEC: &'static Spec = &SEND_MMS;
    type Command = MessageSend;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<MessageSend, Fault> {
        request::send_mms(args)
    }

    fn show(sent: MessageSent, _args: &Reader<'_>) -> Reply {
        reply::sent_media(&sent)
    }
}

static GET_MEDIA: Spec = Spec {
    name: "getMediaMMS",
    section: DIDS,
    about: "Shows the links of a message with media.",
    params: &[
        Param::optional("id", Kind::Integer(1, i64::MAX), "the message; needed"),
        Param::optional("media_as_array", Kind::Flag, "as a list, without their places"),
    ],
};

/// Shows the links of a message.
pub struct GetMediaMms;

impl Operation for GetMediaMms {
    const SPEC: &'static Spec = &GET_MEDIA;
    type Command = MessageList;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<MessageList, Fault> {
        args.flag("media_as_array")?;
        request::media(args)
    }

    fn show(found: Vec<MessageView>, args: &Reader<'_>) -> Reply {
        // It was read before.
        let as_list = args.flag("media_as_array").ok().flatten().unwrap_or(false);
        reply::media(&found, as_list)
    }
}

static DELETE_MMS: Spec = Spec {
    name: "deleteMMS",
    section: DIDS,
    about: "Removes a message with media from the account's list.",
    params: &[Param::required("id", Kind::Integer(1, i64::MAX), "the message")],
};

/// Removes a message with media. Messages have one sequence of ids here.
pub struct DeleteMms;

impl Operation for DeleteMms {
    const SPEC: &'static Spec = &DELETE_MMS;
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
