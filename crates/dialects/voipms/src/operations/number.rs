//! Functions that set up numbers one has.

use tandem_engine::{NumberPlan, NumberSet, Replanned};
use tandem_gateway::{Fault, Kind, Operation, Param, Reader, Spec};

use super::param::TRANSCRIPTS;
use super::{DIDS, param};
use crate::reply::{self, Reply};
use crate::request::{self, PIN_CHARS_MAX, THRESHOLD_SECONDS_MAX};

const RECORD_CALLS: Param =
    Param::optional("record_calls", Kind::Flag, "whether calls are recorded")
        .waiting_for("switches that record calls");
const INBOUND_DIALING_MODE: Param = Param::optional(
    "inbound_dialing_mode",
    Kind::Choice(&["0", "1"]),
    "how the called number is shown: 0 ten digits, 1 with the country code",
)
.waiting_for("switches that are told how to write the called number");
const PORT_OUT_PIN: Param = Param::optional(
    "port_out_pin",
    Kind::Text(PIN_CHARS_MAX),
    "what whoever asks for it to be ported out must know",
);
const TRANSCRIBE: Param =
    Param::optional("transcribe", Kind::Flag, "only 0 is taken").lacking(TRANSCRIPTS);
const VOICEMAIL_THRESHOLD: Param = Param::optional(
    "voicemail_threshold",
    Kind::Integer(0, THRESHOLD_SECONDS_MAX),
    "the shortest voicemail message that is kept, in steps of five seconds",
)
.waiting_for("switches that drop short messages");

static SET_DID_INFO: Spec = Spec {
    name: "setDIDInfo",
    section: DIDS,
    about: "Sets a number up anew: what is left out is as if it had never been set.",
    params: &[
        param::DID,
        param::ROUTING,
        param::FAILOVER_BUSY,
        param::FAILOVER_UNREACHABLE,
        param::FAILOVER_NO_ANSWER,
        param::VOICEMAIL,
        param::POP,
        param::DIAL_TIME,
        param::CNAM,
        param::CALLER_ID_PREFIX,
        RECORD_CALLS,
        INBOUND_DIALING_MODE,
        param::NOTE,
        PORT_OUT_PIN,
        param::BILLING_TYPE,
        TRANSCRIBE,
        VOICEMAIL_THRESHOLD,
    ],
};

/// Sets a number up anew.
pub struct SetDidInfo;

impl Operation for SetDidInfo {
    const SPEC: &'static Spec = &SET_DID_INFO;
    type Command = NumberSet;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<NumberSet, Fault> {
        request::set_info(args)
    }

    fn show(_: Replanned, _args: &Reader<'_>) -> Reply {
        reply::finished(false)
    }
}

static SET_DID_ROUTING: Spec = Spec {
    name: "setDIDRouting",
    section: DIDS,
    about: "Says where a number rings.",
    params: &[param::DID, param::ROUTING],
};

/// Says where a number rings.
pub struct SetDidRouting;

impl Operation for SetDidRouting {
    const SPEC: &'static Spec = &SET_DID_ROUTING;
    type Command = NumberSet;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<NumberSet, Fault> {
        request::set_routing(args)
    }

    fn show(_: Replanned, _args: &Reader<'_>) -> Reply {
        reply::finished(false)
    }
}

static SET_DID_POP: Spec = Spec {
    name: "setDIDPOP",
    section: DIDS,
    about: "Says which point of presence serves a number.",
    params: &[param::DID, param::POP],
};

/// Says which point of presence serves a number.
pub struct SetDidPop;

impl Operation for SetDidPop {
    const SPEC: &'static Spec = &SET_DID_POP;
    type Command = NumberSet;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<NumberSet, Fault> {
        request::set_pop(args)
    }

    fn show(_: Replanned, _args: &Reader<'_>) -> Reply {
        reply::finished(false)
    }
}

static SET_DID_VOICEMAIL: Spec = Spec {
    name: "setDIDVoicemail",
    section: DIDS,
    about: "Says which mailbox a number has; none, if none is named.",
    params: &[param::DID, param::VOICEMAIL],
};

/// Says which mailbox a number has.
pub struct SetDidVoicemail;

impl Operation for SetDidVoicemail {
    const SPEC: &'static Spec = &SET_DID_VOICEMAIL;
    type Command = NumberSet;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<NumberSet, Fault> {
        request::set_voicemail(args)
    }

    fn show(_: Replanned, _args: &Reader<'_>) -> Reply {
        reply::finished(false)
    }
}

static SET_DID_BILLING_TYPE: Spec = Spec {
    name: "setDIDBillingType",
    section: DIDS,
    about: "Has a number charged per minute or flat. The rest of a paid month costs the difference, \
            if that is dearer; the new month begins with the next billing.",
    params: &[param::DID, param::BILLING_TYPE],
};

/// Has a number charged per minute or flat.
pub struct SetDidBillingType;

impl Operation for SetDidBillingType {
    const SPEC: &'static Spec = &SET_DID_BILLING_TYPE;
    type Command = NumberPlan;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<NumberPlan, Fault> {
        request::set_billing(args)
    }

    fn show(_: Replanned, _args: &Reader<'_>) -> Reply {
        reply::finished(false)
    }
}
