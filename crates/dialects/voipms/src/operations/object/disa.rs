//! DISAs.

use tandem_domain::{Disa, ObjectId};
use tandem_gateway::{Fault, Param, Reader, Spec};
use tandem_wire::php::Map;

use super::{Objects, param, read};
use crate::operations::DIDS;
use crate::operations::param::required;
use crate::reply::national;

/// Second dial tones.
pub struct Disas;

const ID: Param = param::id("disa", "the DISA");

static SET: Spec = Spec {
    name: "setDISA",
    section: DIDS,
    about: "Makes or changes a second dial tone.",
    params: &[
        ID,
        required(param::NAME),
        required(param::text("pin", "what opens it: four digits")),
        required(param::seconds("digit_timeout", "seconds that it waits for a digit")),
        param::CALLER_ID_OVERRIDE,
        param::LANGUAGE,
    ],
};

static GET: Spec =
    Spec { name: "getDISAs", section: DIDS, about: "Lists the DISAs.", params: &[ID] };

static DEL: Spec =
    Spec { name: "delDISA", section: DIDS, about: "Deletes a DISA.", params: &[required(ID)] };

impl Objects for Disas {
    type Body = Disa;
    const SET: &'static Spec = &SET;
    const GET: &'static Spec = &GET;
    const DEL: &'static Spec = &DEL;
    const MADE: Option<&'static str> = Some("disa");
    const LIST: &'static str = "disa";
    const EMPTY: &'static str = "no_disa";

    fn read(args: &Reader<'_>) -> Result<Disa, Fault> {
        Ok(Disa {
            name: read::text(args, "name")?,
            pin: read::text(args, "pin")?,
            digit_seconds: read::seconds(args, "digit_timeout")?.unwrap_or_default(),
            caller_id: read::caller_id(args, "callerid_override")?,
            language: read::language(args, "language")?,
        })
    }

    fn row(id: ObjectId, body: &Disa) -> Map {
        Map::new()
            .with("disa", id.to_string())
            .with("name", &body.name)
            .with("pin", &body.pin)
            .with("digit_timeout", body.digit_seconds.to_string())
            .with("callerid_override", national(body.caller_id))
            .with("language", body.language.code())
    }
}
