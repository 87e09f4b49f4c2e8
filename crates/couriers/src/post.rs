//! Pages that messages are posted to: those that arrive, and what became of those that were sent.
//!
//! The words are those of api19, whose customers have such pages: a form, or JSON as PHP writes it. An answer
//! of the kind 2xx is enough. Nothing is signed: who is called knows us by an address that only they and we
//! know.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use serde::Deserialize;
use tandem_domain::{PageForm, Target};
use tandem_engine::ToDeliver;
use tandem_wire::php::{self, Map, Value};
use tandem_wire::{Args, form};

use crate::http::{Call, Caller};

/// What has become of a message that was sent, one word for each column: `send_status`, `status`,
/// `smpp_status`. It is told in these steps.
const STEPS: [[&str; 3]; 2] = [["carrier_sent", "sent", ""], ["delivered", "delivered", "DELIVRD"]];
/// That nothing went wrong.
const NO_ERROR: &str = "000";

/// A message that arrived.
#[derive(Deserialize)]
pub(crate) struct Arrival {
    values: ArrivalValues,
    #[serde(default)]
    pub(crate) form: PageForm,
    #[serde(default)]
    media: Vec<String>,
    #[serde(default)]
    cost: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct ArrivalValues {
    from: String,
    to: String,
    message: String,
}

/// What became of a message that was sent.
#[derive(Deserialize)]
pub(crate) struct Receipt {
    name: String,
    from: String,
    to: String,
    pub(crate) form: PageForm,
}

/// How a message that arrived is handed over; `None`: it cannot be read.
pub(crate) fn arrival(begun: &ToDeliver) -> Option<Arrival> {
    serde_json::from_str(&begun.payload).ok()
}

/// What became of a message that was sent; `None`: it cannot be read.
pub(crate) fn told(begun: &ToDeliver) -> Option<Receipt> {
    serde_json::from_str(&begun.payload).ok()
}

/// Posts a message that arrived; returns the status and what went wrong.
pub(crate) async fn hand_over(
    caller: &Caller,
    begun: &ToDeliver,
    arrival: &Arrival,
) -> (Option<u16>, String) {
    post(caller, begun, arrival.form, arrived(arrival)).await
}

/// Posts what became of a message, step by step; the first that is not taken ends it, and all are posted
/// again.
pub(crate) async fn receipt(
    caller: &Caller,
    begun: &ToDeliver,
    receipt: &Receipt,
) -> (Option<u16>, String) {
    let mut told = (None, String::new());
    for step in STEPS {
        told = post(caller, begun, receipt.form, stepped(receipt, step)).await;
        if !told.1.is_empty() {
            break;
        }
    }
    told
}

async fn post(
    caller: &Caller,
    begun: &ToDeliver,
    form: PageForm,
    said: Map,
) -> (Option<u16>, String) {
    let target = match Target::parse(&begun.url) {
        Ok(target) => target,
        Err(fault) => return (None, format!("its address {fault}")),
    };
    let (media_type, body) = written(form, said);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::USER_AGENT, HeaderValue::from_static("tandem-messages/1"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    let call = Call { target, method: Method::POST, headers, body: Bytes::from(body) };
    match caller.call(call).await {
        Ok(reply) if (200..300).contains(&reply.status) => (Some(reply.status), String::new()),
        Ok(reply) => (Some(reply.status), reply.complaint()),
        Err(fault) => (None, fault.to_string()),
    }
}

fn arrived(arrival: &Arrival) -> Map {
    let (values, has_media) = (&arrival.values, !arrival.media.is_empty());
    let mut said = Map::new()
        .with("source", number(&values.from))
        .with("destination", number(&values.to))
        .with("message", &values.message);
    if has_media {
        said.push("attachments", Value::list(&arrival.media));
    }
    let cost = match arrival.cost.trim_end_matches('0').trim_end_matches('.') {
        "" | "0" => Value::Int(0),
        _ => Value::from(&arrival.cost),
    };
    said.with("type", if has_media { "mms" } else { "sms" }).with("cost", cost)
}

fn stepped(receipt: &Receipt, [send_status, status, smpp_status]: [&str; 3]) -> Map {
    Map::new()
        .with("uuid", &receipt.name)
        .with("source", number(&receipt.from))
        .with("destination", number(&receipt.to))
        .with("send_status", send_status)
        .with("status", status)
        .with("smpp_status", smpp_status)
        .with("smpp_code", "")
        .with("error", NO_ERROR)
}

/// A number as a bare integer.
fn number(digits: &str) -> Value {
    digits.parse().map_or_else(|_| Value::from(digits), Value::Int)
}

/// The media type and the body. In a form a list is JSON again.
fn written(form: PageForm, said: Map) -> (&'static str, String) {
    match (form, Value::from(said)) {
        (PageForm::Form | PageForm::Query, Value::Map(said)) => {
            let mut args = Args::default();
            for (name, value) in said {
                let text = match value {
                    Value::Text(text) => text,
                    other => php::encode(&other),
                };
                args.push(name, text);
            }
            ("application/x-www-form-urlencoded", form::print(&args))
        }
        (_, said) => ("application/json", php::encode(&said)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(media: &[&str], cost: &str) -> Arrival {
        Arrival {
            values: ArrivalValues {
                from: "3038882222".to_owned(),
                to: "7206321111".to_owned(),
                message: "hello".to_owned(),
            },
            form: PageForm::Form,
            media: media.iter().map(|link| (*link).to_owned()).collect(),
            cost: cost.to_owned(),
        }
    }

    #[test]
    fn a_message_is_posted_as_it_is_documented() {
        let (_, form) = written(PageForm::Form, arrived(&of(&[], "0.00")));
        assert_eq!(form, "source=3038882222&destination=7206321111&message=hello&type=sms&cost=0");
        let (_, json) = written(PageForm::Json, arrived(&of(&["https://mmsdata.net/a.png"], "0")));
        let sample = r#"{"source":3038882222,"destination":7206321111,"message":"hello","attachments":["https:\/\/mmsdata.net\/a.png"],"type":"mms","cost":0}"#;
        assert_eq!(json, sample);
        let (_, form) = written(PageForm::Form, arrived(&of(&["https://a.example/b"], "0.0035")));
        let expected =
            "attachments=%5B%22https%3A%5C%2F%5C%2Fa.example%5C%2Fb%22%5D&type=mms&cost=0.0035";
        assert!(form.ends_with(expected), "{form}");
    }

    #[test]
    fn a_receipt_says_what_integrators_have_seen() {
        let receipt = Receipt {
            name: "s-1".to_owned(),
            from: "3038882222".to_owned(),
            to: "7206321111".to_owned(),
            form: PageForm::Form,
        };
        let told = STEPS.map(|step| written(PageForm::Form, stepped(&receipt, step)).1);
        let begins = "uuid=s-1&source=3038882222&destination=7206321111&send_status=";
        assert!(told.iter().all(|told| told.starts_with(begins)), "{told:?}");
        assert!(told[0].ends_with("carrier_sent&status=sent&smpp_status=&smpp_code=&error=000"));
        assert!(
            told[1]
                .ends_with("delivered&status=delivered&smpp_status=DELIVRD&smpp_code=&error=000")
        );
    }
}
