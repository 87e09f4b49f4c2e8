//! Sequences. No document of the provider describes them: their parameters are those that clients send.

use serde_json::Value;
use tandem_domain::{ObjectId, Sequence, Step};
use tandem_gateway::{Fault, Kind, Param, Reader, Spec};
use tandem_wire::php::{self, Map};

use super::{Objects, param, read};
use crate::operations::DIDS;
use crate::operations::param::required;
use crate::request::{ACCOUNT_CHARS_MAX, unless_zero};

/// Steps that a call goes through by itself.
pub struct Sequences;

/// What is said of steps that are none.
const STEPS: &str =
    r#"must be a JSON list such as [{"type":"rec","id":"1234"},{"type":"dtmf","codes":"1"}]"#;

// One client sends it in the plural.
const ID: Param = param::id("sequence", "the sequence").or(&["sequences"]);
const CLIENT: Param =
    Param::optional("client", Kind::Text(ACCOUNT_CHARS_MAX), "those of a reseller's client")
        .lacking("sequences of clients: they are the account's own");

static SET: Spec = Spec {
    name: "setSequences",
    section: "Clients",
    about: "Makes or changes a sequence.",
    params: &[
        ID,
        required(param::NAME),
        required(param::list("steps", "a JSON list of steps of the types rec, dtmf and sms")),
        CLIENT,
    ],
};

static GET: Spec = Spec {
    name: "getSequences",
    section: "General",
    about: "Lists the sequences.",
    params: &[ID, CLIENT],
};

static DEL: Spec = Spec {
    name: "delSequences",
    section: DIDS,
    about: "Deletes a sequence.",
    params: &[required(ID), CLIENT],
};

impl Objects for Sequences {
    type Body = Sequence;
    const SET: &'static Spec = &SET;
    const GET: &'static Spec = &GET;
    const DEL: &'static Spec = &DEL;
    const MADE: Option<&'static str> = Some("sequence");
    const LIST: &'static str = "sequences";
    const EMPTY: &'static str = "no_sequences";

    /// Nobody is told that something was done for a client which was done for the account.
    fn admit(args: &Reader<'_>) -> Result<(), Fault> {
        match unless_zero(args, "client") {
            Some(_) => {
                Err(Fault::invalid("client", "has no sequences: they are the account's own"))
            }
            None => Ok(()),
        }
    }

    fn read(args: &Reader<'_>) -> Result<Sequence, Fault> {
        let steps: Vec<Value> = serde_json::from_str(args.required("steps")?)
            .map_err(|_| Fault::invalid("steps", STEPS))?;
        let steps = steps.iter().map(|said| step(args, said));
        Ok(Sequence { name: read::text(args, "name")?, steps: steps.collect::<Result<_, _>>()? })
    }

    fn row(id: ObjectId, body: &Sequence) -> Map {
        let steps = php::Value::list(body.steps.iter().map(written));
        Map::new()
            .with("sequence", id.to_string())
            .with("name", &body.name)
            .with("steps", php::encode(&steps))
    }
}

/// `{"type":"rec","id":"1234"}`, `{"type":"dtmf","codes":"1234"}`,
/// `{"type":"sms","from":"…","to":"…","msg":"…"}`
fn step(args: &Reader<'_>, said: &Value) -> Result<Step, Fault> {
    let text = |key: &str| match said.get(key) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        _ => Err(Fault::invalid("steps", format!("must each say their {key}"))),
    };
    match text("type")?.as_str() {
        "rec" => {
            let id = text("id")?.parse().ok().filter(|id| *id > 0);
            let wrong = || Fault::invalid("steps", "must play recordings by their ids");
            Ok(Step::Play(ObjectId(id.ok_or_else(wrong)?)))
        }
        "dtmf" => Ok(Step::Keys(text("codes")?)),
        "sms" => Ok(Step::Text {
            from: args.as_did("steps", &text("from")?)?,
            to: args.as_did("steps", &text("to")?)?,
            message: text("msg")?,
        }),
        _ => Err(Fault::invalid("steps", "must each be of the type rec, dtmf or sms")),
    }
}

fn written(step: &Step) -> Map {
    match step {
        Step::Play(id) => Map::new().with("type", "rec").with("id", id.to_string()),
        Step::Keys(keys) => Map::new().with("type", "dtmf").with("codes", keys),
        Step::Text { from, to, message } => Map::new()
            .with("type", "sms")
            .with("from", from.national())
            .with("to", to.national())
            .with("msg", message),
    }
}
