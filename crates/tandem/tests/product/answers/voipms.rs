//! Any bytes as a request of VoIP.ms, and what its answers must be like.

use bytes::Bytes;
use http::{HeaderValue, Request, header};
use tandem_gateway::{Answer, Spec};
use tandem_wire::xml;

use super::{Chance, arguments, entities, escaped, parts, post};

const REST: &str = "/api/v1/rest.php";
const SOAP: &str = "/api/v1/server.php";

/// A call of one of the functions, by REST or by SOAP.
pub fn request(functions: &[Spec], chance: &mut Chance<'_>) -> Option<Request<Bytes>> {
    let place = usize::from(chance.next()) * functions.len() / 256;
    // There are more functions than a byte can tell apart.
    let spec = functions.get(place + usize::from(chance.next() % 2))?;
    let mut args = arguments(spec, chance);
    // Whoever guesses at a name that there is locks it out; nobody has this one.
    let known = !chance.next().is_multiple_of(16);
    let who = if known { "demo@example.com" } else { "nobody@example.com" };
    for (name, value) in [("api_username", who), ("api_password", "demo-voipms-password")] {
        args.push((name.to_owned(), value.to_owned()));
    }
    let by_soap = chance.next().is_multiple_of(3);
    if by_soap {
        return post(SOAP, "text/xml; charset=utf-8", envelope(spec.name, &args));
    }
    args.push(("method".to_owned(), spec.name.to_owned()));
    match chance.next() % 2 {
        0 => Request::get(format!("{REST}?{}", escaped(&args))).body(Bytes::new()).ok(),
        _ => post(REST, "multipart/form-data; boundary=x", parts(&args, chance)),
    }
}

fn envelope(function: &str, args: &[(String, String)]) -> String {
    let item = |(name, value): &(String, String)| {
        let (name, value) = (entities(name), entities(value));
        format!("<item><key>{name}</key><value>{value}</value></item>")
    };
    let items: String = args.iter().map(item).collect();
    format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>\
         <{function}><param0>{items}</param0></{function}></e:Body></e:Envelope>"
    )
}

/// What is wrong with an answer, if anything is: JSON with a status, and a message if and only if that is no success;
/// or an envelope, with a fault if and only if the HTTP status says so.
pub fn fault(answer: &Answer) -> Option<String> {
    let (status, body) = (answer.status().as_u16(), String::from_utf8_lossy(answer.body()));
    let media_type = answer.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes)?;
    if media_type.starts_with(b"application/json") {
        let said: serde_json::Value = match serde_json::from_str(&body) {
            Ok(said) => said,
            Err(why) => return Some(format!("no JSON: {why}: {body}")),
        };
        let is_sound = status == 200
            && match said["status"].as_str() {
                Some("success") => true,
                Some(code) => !code.is_empty() && said["message"].is_string(),
                None => false,
            };
        return (!is_sound).then(|| format!("{status}: it does not say how it ended: {body}"));
    }
    let root = match xml::read(body.as_bytes()) {
        Ok(root) => root,
        Err(why) => return Some(format!("no document: {why}: {body}")),
    };
    // Their prefixes are of either version of SOAP.
    let within = |outer: &xml::Element, name: &str| {
        outer.children.iter().find(|inner| inner.local_name() == name).cloned()
    };
    let fails = within(&root, "Body").is_some_and(|body| within(&body, "Fault").is_some());
    let is_sound =
        root.local_name() == "Envelope" && (status == 500) == fails && matches!(status, 200 | 500);
    (!is_sound).then(|| format!("{status}: no envelope as it must be: {body}"))
}

/// Whether an answer says that nothing was done.
pub fn is_refusal(answer: &Answer) -> bool {
    let body = String::from_utf8_lossy(answer.body());
    match serde_json::from_str::<serde_json::Value>(&body) {
        Ok(said) => said["status"].as_str() != Some("success"),
        Err(_) => answer.status() == 500 || !body.contains(">success<"),
    }
}
