//! Forwardings.

use tandem_domain::{Forwarding, ObjectId};
use tandem_gateway::{Fault, Kind, Param, Reader, Spec};
use tandem_wire::php::Map;

use super::{Objects, param, read};
use crate::operations::DIDS;
use crate::reply::{flag, national};

/// The numbers that calls are forwarded to.
pub struct Forwardings;

const ID: Param = param::id("forwarding", "the forwarding");

static SET: Spec = Spec {
    name: "setForwarding",
    section: DIDS,
    about: "Makes or changes a number that calls are forwarded to.",
    params: &[
        ID,
        Param::required("phone_number", Kind::Number, "the number"),
        param::CALLER_ID_OVERRIDE,
        param::DESCRIPTION,
        param::text("dtmf_digits", "keys that are dialled once it answers"),
        Param::optional("pause", Kind::Decimal, "seconds before that, 0 to 10 by halves"),
        Param::optional("diversion_header", Kind::Flag, "whether it says who diverted the call"),
    ],
};

static GET: Spec = Spec {
    name: "getForwardings",
    section: DIDS,
    about: "Lists the numbers that calls are forwarded to.",
    params: &[ID],
};

static DEL: Spec = Spec {
    name: "delForwarding",
    section: DIDS,
    about: "Deletes a number that calls are forwarded to.",
    // The document does not ask for it, but then nothing is deleted.
    params: &[ID],
};

impl Objects for Forwardings {
    type Body = Forwarding;
    const SET: &'static Spec = &SET;
    const GET: &'static Spec = &GET;
    const DEL: &'static Spec = &DEL;
    const MADE: Option<&'static str> = Some("forwarding");
    const LIST: &'static str = "forwardings";
    const EMPTY: &'static str = "no_forwarding";

    fn read(args: &Reader<'_>) -> Result<Forwarding, Fault> {
        Ok(Forwarding {
            name: read::text(args, "description")?,
            number: read::callee(args, "phone_number")?,
            caller_id: read::caller_id(args, "callerid_override")?,
            digits: read::text(args, "dtmf_digits")?,
            pause_millis: pause(args)?,
            diversion: args.flag("diversion_header")?.unwrap_or(false),
            passing: false,
        })
    }

    fn row(id: ObjectId, body: &Forwarding) -> Map {
        Map::new()
            .with("forwarding", id.to_string())
            .with("phone_number", body.number.national())
            .with("callerid_override", national(body.caller_id))
            .with("description", &body.name)
            .with("dtmf_digits", &body.digits)
            .with("pause", written(body.pause_millis))
            .with("diversion_header", flag(body.diversion))
    }
}

/// `1.5` in thousandths. What is allowed, the forwarding says.
fn pause(args: &Reader<'_>) -> Result<u32, Fault> {
    let Some(text) = args.text("pause") else { return Ok(0) };
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let thousandths = format!("{part:0<3}");
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = !whole.is_empty() && whole.len() <= 3 && part.len() <= 3;
    let millis = format!("{whole}{thousandths}").parse().ok();
    let read = millis.filter(|_| is_plain && digits(whole) && digits(part));
    read.ok_or_else(|| Fault::invalid("pause", "must be seconds such as 1.5"))
}

fn written(millis: u32) -> String {
    match millis % 1000 {
        0 => (millis / 1000).to_string(),
        part => format!("{}.{}", millis / 1000, format!("{part:03}").trim_end_matches('0')),
    }
}
