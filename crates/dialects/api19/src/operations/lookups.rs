//! What is known of numbers that are somebody's somewhere.

use tandem_engine::{LookedUp, NumberLookup};
use tandem_gateway::{Fault, Kind, Operation, Param, Reader, Spec};
use tandem_wire::php::Value;

use super::{IDEMPOTENCY_KEY, KEY};
use crate::reply;
use crate::request::numbers;

const SECTION: &str = "Lookups";
const NUMBER: Param = Param::required("number", Kind::Number, "the number").or(&["did"]);

static BOTH: Spec = Spec {
    name: "/lookup/number",
    section: SECTION,
    about: "which carrier has a number, and how its owner is called",
    params: &[
        NUMBER,
        Param::optional("type", Kind::Choice(&["carrier", "cnam", "both"]), "both without it"),
        KEY,
        IDEMPOTENCY_KEY,
    ],
};

static CARRIER: Spec = Spec {
    name: "/lookup/carrier",
    section: SECTION,
    about: "which carrier has a number",
    params: &[NUMBER, KEY, IDEMPOTENCY_KEY],
};

static CNAM: Spec = Spec {
    name: "/lookup/cnam",
    section: SECTION,
    about: "how the owner of a number is called",
    params: &[NUMBER, KEY, IDEMPOTENCY_KEY],
};

/// What is asked for is known, and what is not is empty; the number is in the answer in any case.
pub(super) struct Both;

impl Operation for Both {
    const SPEC: &'static Spec = &BOTH;
    type Command = NumberLookup;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<NumberLookup, Fault> {
        let (carrier, name) = match args.text("type").map(str::to_ascii_lowercase).as_deref() {
            None | Some("both") => (true, true),
            Some("carrier" | "lrn") => (true, false),
            Some("cnam") => (false, true),
            Some(_) => return Err(Fault::invalid("type", "must be carrier, cnam or both")),
        };
        Ok(NumberLookup { did: numbers::one(args, "number")?, carrier, name })
    }

    fn show(known: LookedUp, _: &Reader<'_>) -> Value {
        reply::lookups::known(&known, true, true)
    }
}

pub(super) struct Carrier;

impl Operation for Carrier {
    const SPEC: &'static Spec = &CARRIER;
    type Command = NumberLookup;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<NumberLookup, Fault> {
        Ok(NumberLookup { did: numbers::one(args, "number")?, carrier: true, name: false })
    }

    fn show(known: LookedUp, _: &Reader<'_>) -> Value {
        reply::lookups::known(&known, true, false)
    }
}

pub(super) struct Cnam;

impl Operation for Cnam {
    const SPEC: &'static Spec = &CNAM;
    type Command = NumberLookup;
    type Shown = Value;

    fn read(args: &Reader<'_>) -> Result<NumberLookup, Fault> {
        Ok(NumberLookup { did: numbers::one(args, "number")?, carrier: false, name: true })
    }

    fn show(known: LookedUp, _: &Reader<'_>) -> Value {
        reply::lookups::known(&known, false, true)
    }
}
