//! Calling a function as the demo's customer, by REST and by SOAP.

use std::fmt;

use bytes::Bytes;
use http::Request;
use serde_json::Value as Json;
use tandem_wire::php::Value;
use tandem_wire::soap::Version;
use tandem_wire::xml::{self, Element, Writer};
use tandem_wire::{Args, form};

use crate::product::Product;

const LOGIN: [(&str, &str); 2] =
    [("api_username", "demo@example.com"), ("api_password", "demo-voipms-password")];

/// What a call by REST was answered.
pub struct Spoken {
    pub status: String,
    pub message: String,
    pub body: String,
}

impl fmt::Display for Spoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message.as_str() {
            "" => f.write_str(&self.status),
            message => write!(f, "{} ({message})", self.status),
        }
    }
}

impl Spoken {
    /// The texts and numbers that it says.
    pub fn keys(&self) -> Vec<(String, String)> {
        let json: Json = serde_json::from_str(&self.body).unwrap_or_default();
        let said = |(key, value): (&String, &Json)| {
            let value =
                value.as_str().map(str::to_owned).or_else(|| Some(value.as_i64()?.to_string()));
            Some((key.clone(), value?))
        };
        json.as_object().into_iter().flatten().filter_map(said).collect()
    }
}

pub async fn by_rest(product: &Product, function: &str, args: &Args) -> Spoken {
    let call = [("method", function)].into_iter().chain(LOGIN).chain(args.iter());
    let query = form::print(&call.collect());
    let request = Request::get(format!("/api/v1/rest.php?{query}"));
    let answer = product.send(request.body(Bytes::new()).expect("a request")).await;
    let body = String::from_utf8(answer.into_body().to_vec()).expect("an answer is text");
    let json: Json = serde_json::from_str(&body).unwrap_or_default();
    let text = |json: &Json, key: &str| json[key].as_str().unwrap_or_default().to_owned();
    // Functions for numbers of other carriers say what is wrong inside an envelope.
    let error = &json["error"][0];
    let (status, message) = match error.is_null() {
        true => (text(&json, "status"), text(&json, "message")),
        false => (text(error, "code"), text(error, "description")),
    };
    Spoken { status, message, body }
}

/// Brings a message that a caller left in a mailbox, as a switch does: whether it is kept.
pub async fn by_switch(product: &Product, args: &Args) -> bool {
    let request = Request::post("/switch/voicemail")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from(form::print(args)));
    product.send(request.expect("a request")).await.status().is_success()
}

/// The answer as a decoder that goes by types has it.
pub async fn by_soap(product: &Product, function: &str, args: &Args) -> Value {
    let mut out = Writer::new("");
    out.open("e:Envelope", &[("xmlns:e", Version::V11.envelope())]).open("e:Body", &[]);
    out.open(function, &[]).open("params", &[]);
    for (name, value) in LOGIN.into_iter().chain(args.iter()) {
        out.element(name, &[], value);
    }
    let request = Request::post("/api/v1/server.php").header("content-type", "text/xml");
    let body = Bytes::from(out.finish());
    let answer = product.send(request.body(body).expect("a request")).await;
    let envelope = xml::read(answer.body()).expect("an answer is XML");
    let response = envelope.children.first().and_then(|body| body.children.first());
    let returned = response.and_then(|response| response.child("return"));
    returned.map_or(Value::Null, value)
}

fn value(element: &Element) -> Value {
    let items = || element.children.iter();
    match element.attribute("xsi:type") {
        None => Value::Null,
        Some("xsd:boolean") => Value::Bool(element.text == "true"),
        Some("xsd:int" | "xsd:long") => Value::Int(element.text.parse().expect("a number")),
        Some("xsd:string") => Value::Text(element.text.clone()),
        Some("ns2:Map") => {
            let part = |item: &Element, name| item.child(name).cloned().expect("a part");
            items().map(|item| (part(item, "key").text, value(&part(item, "value")))).collect()
        }
        Some(_) => Value::List(items().map(value).collect()),
    }
}
