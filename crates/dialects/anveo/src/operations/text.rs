//! The text gateway: text messages.

use tandem_engine::{MessageSend, MessageSent};
use tandem_gateway::{Fault, Kind, Operation, Param, Reader, Spec};

use crate::{reply, request};

static SMS: Spec = Spec {
    name: "sms",
    section: super::TEXT_GATEWAY,
    about: "sends a text message from a DID to another number of this platform",
    params: &[
        Param::required("from", Kind::Number, "a DID that carries text messages"),
        Param::required("destination", Kind::Number, "the number that it is for"),
        Param::required("message", Kind::Text(request::MESSAGE_CHARS_MAX), "what it says"),
    ],
};

pub(super) struct Sms;

impl Operation for Sms {
    const SPEC: &'static Spec = &SMS;
    type Command = MessageSend;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<MessageSend, Fault> {
        request::message(args)
    }

    fn show(sent: MessageSent, _: &Reader<'_>) -> String {
        reply::sent(&sent)
    }
}
