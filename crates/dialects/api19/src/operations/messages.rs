//! Messages with media, what became of those that were sent, and the pages that are told of messages.

use tandem_domain::{Actor, PageForm, Refusal};
use tandem_engine::{
    MessageList, MessagePageSet, MessageSend, MessageSent, MessageView, MessagingChange,
    NumberMessagingSet, PageOf,
};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};
use tandem_wire::php::Value;

use super::{IDEMPOTENCY_KEY, KEY};
use crate::request::messages::{self, URL_CHARS_MAX};
use crate::request::numbers;
use crate::request::records::MESSAGE_CHARS_MAX;
use crate::{reply, teleapi};

const MESSAGES: &str = "SMS/MMS";
const URL: Kind = Kind::Text(URL_CHARS_MAX);
const LINK: &str = "a link to a picture or the like";
const NOT_KEPT: &str = "not supported: files are not kept here, send links to them";

static SEND_MEDIA: Spec = Spec {
    name: "/mms/send",
    section: MESSAGES,
    about: "sends a message with links to media to another number of this platform",
    params: &[
        Param::required("source", Kind::Number, "one of the account's numbers"),
        Param::required("destination", Kind::Number, "the number that it is for"),
        Param::optional("message", Kind::Text(MESSAGE_CHARS_MAX), "what it says"),
        Param::required("file1", URL, LINK).or(&["file_url", "media_url"]),
        Param::optional("file2", URL, LINK),
        Param::optional("file3", URL, LINK),
        Param::optional("file4", URL, LINK),
        Param::optional("file5", URL, LINK),
        Param::optional("file6", URL, LINK),
        Param::optional("file7", URL, LINK),
        Param::optional("file8", URL, LINK),
        Param::optional("file9", URL, LINK),
        Param::optional("file10", URL, LINK),
        Param::optional("file_data", Kind::Text(0), NOT_KEPT).lacking("files kept for messages"),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

/// Sends a message with media.
pub(super) struct SendMedia;

impl Operation for SendMedia {
    const SPEC: &'static Spec = &SEND_MEDIA;
    type Command = MessageSend;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<MessageSend, Fault> {
        messages::send_media(args)
    }

    fn show(sent: MessageSent, _: &Reader<'_>) -> Value {
        reply::records::sent(&sent)
    }
}

/// Carried out by [`lookup`].
pub(super) static LOOKUP: Spec = Spec {
    name: "/sms/lookup",
    section: MESSAGES,
    about: "what became of a message that was sent",
    params: &[
        Param::required("uuid", Kind::Text(messages::NAME_CHARS_MAX), "what the message is called")
            .or(&["message_id", "id"]),
        KEY,
    ],
};

type Shown<'a> = BoxFuture<'a, Result<Value, Stop>>;

/// Shows a message that was sent.
pub(super) fn lookup<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let id = messages::name(args)?.ok_or(Refusal::MessageUnknown)?;
        let one = MessageList { id: Some(id), ..MessageList::latest(1) };
        let found: Vec<MessageView> = gate.execute(actor, one, None).await?;
        let found = found.first().ok_or(Refusal::MessageUnknown)?;
        Ok(reply::records::standing(found))
    })
}

const PAGE: Param =
    Param::optional("url", URL, "the page that messages are posted to; none takes it away").or(&[
        "sms_url",
        "sms_post_url",
        "smsurl",
    ]);
const FORM: Param = Param::optional(
    "format",
    Kind::Choice(&["form", "json"]),
    "how they are posted; a form without it",
);
const DID: Param = Param::required("did_number", Kind::Number, "one of the account's numbers")
    .or(&["did", "number", "did_id"]);

/// Carried out by [`incoming`].
pub(super) static INCOMING: Spec = Spec {
    name: "/user/api/smsurl",
    section: teleapi::SECTION,
    about: "says where messages are posted that arrive at numbers without a page of their own",
    params: &[PAGE, FORM, KEY, IDEMPOTENCY_KEY],
};

/// Carried out by [`receipts`].
pub(super) static RECEIPTS: Spec = Spec {
    name: "/user/sms/delivery/set",
    section: teleapi::SECTION,
    about: "says where it is posted what became of messages that were sent",
    params: &[
        Param::optional("url", URL, "the page; none takes it away").or(&[
            "delivery_notification_url",
            "dn_url",
            "notify_url",
        ]),
        FORM,
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

/// Carried out by [`own_receipts`].
pub(super) static NUMBER_RECEIPTS: Spec = Spec {
    name: "/user/dids/smsdn/set",
    section: teleapi::SECTION,
    about: "says where it is posted what became of messages that a number sent",
    params: &[
        DID,
        Param::optional("url", URL, "the page; none takes it away").or(&[
            "dn_url",
            "delivery_notification_url",
            "notify_url",
        ]),
        FORM,
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

/// Carried out by [`own_page`].
pub(super) static NUMBER_PAGE: Spec = Spec {
    name: "/user/dids/smsurl/set",
    section: teleapi::SECTION,
    about: "says where messages are posted that arrive at a number",
    params: &[
        DID,
        Param::required("url", URL, "the page").or(&["sms_url", "sms_post_url", "smsurl"]),
        FORM,
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

/// Carried out by [`own_page`].
pub(super) static NUMBER_PAGE_GONE: Spec = Spec {
    name: "/user/dids/smsurl/remove",
    section: teleapi::SECTION,
    about: "has a number's messages posted to no page of its own any more",
    params: &[DID, KEY, IDEMPOTENCY_KEY],
};

/// `/user/api/smsurl`.
pub(super) fn incoming<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(page(PageOf::Arrivals, gate, actor, args, key))
}

/// `/user/sms/delivery/set`.
pub(super) fn receipts<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(page(PageOf::Receipts, gate, actor, args, key))
}

async fn page(
    of: PageOf,
    gate: &Gate,
    actor: Actor,
    args: &Reader<'_>,
    key: Option<String>,
) -> Result<Value, Stop> {
    let (url, form) = (messages::url(args)?, messages::form(args)?);
    let allowed = gate.private_networks().to_vec();
    gate.execute(actor, MessagePageSet { of, url, form, allowed }, key).await?;
    Ok(reply::teleapi::done())
}

/// `/user/dids/smsdn/set`.
pub(super) fn own_receipts<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let did = numbers::one(args, "did_number")?;
        let change = MessagingChange {
            receipts: Some(messages::url(args)?),
            receipts_form: Some(messages::form(args)?),
            ..MessagingChange::default()
        };
        let allowed = gate.private_networks().to_vec();
        gate.execute(actor, NumberMessagingSet { did, change, allowed }, key).await?;
        Ok(reply::teleapi::done())
    })
}

/// `/user/dids/smsurl/set` and `/user/dids/smsurl/remove`.
pub(super) fn own_page<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> Shown<'a> {
    Box::pin(async move {
        let did = numbers::one(args, "did_number")?;
        let (url, form) = match args.spec().name == NUMBER_PAGE.name {
            true => {
                args.required("url")?;
                (messages::url(args)?, messages::form(args)?)
            }
            false => (String::new(), PageForm::Query),
        };
        let is_called = !url.is_empty();
        let change = MessagingChange {
            enabled: is_called.then_some(true),
            callback: Some(url),
            callback_enabled: Some(is_called),
            callback_retry: Some(is_called),
            callback_form: Some(form),
            ..MessagingChange::default()
        };
        let allowed = gate.private_networks().to_vec();
        gate.execute(actor, NumberMessagingSet { did, change, allowed }, key).await?;
        Ok(reply::teleapi::done())
    })
}
