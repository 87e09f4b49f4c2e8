//! The text gateway: text messages, and the names of callers.

use tandem_engine::{LookedUp, MessageSend, MessageSent, NumberLookup};
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

static CNAM: Spec = Spec {
    name: "cnam",
    section: super::TEXT_GATEWAY,
    about: "how whoever has a number is called; Unavailable if nobody knows",
    params: &[Param::required("e164", Kind::Number, "the number").or(&["number"])],
};

pub(super) struct Cnam;

impl Operation for Cnam {
    const SPEC: &'static Spec = &CNAM;
    type Command = NumberLookup;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<NumberLookup, Fault> {
        Ok(NumberLookup { did: args.did("e164")?, carrier: false, name: true })
    }

    fn show(known: LookedUp, _: &Reader<'_>) -> String {
        reply::caller(known)
    }
}
