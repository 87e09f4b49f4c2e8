//! Callbacks.

use tandem_domain::{Callback, ObjectId};
use tandem_gateway::{Fault, Kind, Param, Reader, Spec};
use tandem_wire::php::Map;

use super::{Objects, param, read};
use crate::operations::DIDS;
use crate::operations::param::required;
use crate::reply::national;

/// The numbers that are called back.
pub struct Callbacks;

const ID: Param = param::id("callback", "the callback");

static SET: Spec = Spec {
    name: "setCallback",
    section: DIDS,
    about: "Makes or changes a callback.",
    params: &[
        ID,
        required(param::DESCRIPTION),
        Param::required("number", Kind::Number, "the number that is called back"),
        required(param::seconds("delay_before", "seconds after the caller hung up")),
        required(param::seconds("response_timeout", "seconds that it rings")),
        required(param::seconds("digit_timeout", "seconds that it waits for a digit")),
        Param::optional("callerid_number", Kind::Number, "the number shown, one of your own"),
    ],
};

static GET: Spec =
    Spec { name: "getCallbacks", section: DIDS, about: "Lists the callbacks.", params: &[ID] };

static DEL: Spec = Spec {
    name: "delCallback",
    section: DIDS,
    about: "Deletes a callback.",
    params: &[required(ID)],
};

impl Objects for Callbacks {
    type Body = Callback;
    const SET: &'static Spec = &SET;
    const GET: &'static Spec = &GET;
    const DEL: &'static Spec = &DEL;
    const MADE: Option<&'static str> = Some("callback");
    const LIST: &'static str = "callbacks";
    const EMPTY: &'static str = "no_callback";

    fn read(args: &Reader<'_>) -> Result<Callback, Fault> {
        let seconds = |name| Ok(read::seconds(args, name)?.unwrap_or_default());
        Ok(Callback {
            name: read::text(args, "description")?,
            number: read::callee(args, "number")?,
            delay_seconds: seconds("delay_before")?,
            response_seconds: seconds("response_timeout")?,
            digit_seconds: seconds("digit_timeout")?,
            caller_id: read::caller_id(args, "callerid_number")?,
        })
    }

    fn row(id: ObjectId, body: &Callback) -> Map {
        Map::new()
            .with("callback", id.to_string())
            .with("description", &body.name)
            .with("number", body.number.national())
            .with("delay_before", body.delay_seconds.to_string())
            .with("response_timeout", body.response_seconds.to_string())
            .with("digit_timeout", body.digit_seconds.to_string())
            .with("callerid_number", national(body.caller_id))
    }
}
