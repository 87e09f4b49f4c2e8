//! Any bytes as a request of a dialect, and what every answer of it must be like. The fuzz targets share this.

#[path = "answers/dialogtech.rs"]
pub mod dialogtech;
#[path = "answers/voipms.rs"]
pub mod voipms;

use bytes::Bytes;
use http::{HeaderValue, Request, header};
use tandem_gateway::{Answer, Kind, Spec};

/// What arguments are like that get further than the door, kind by kind.
fn plausible(kind: Kind, chance: u8) -> String {
    let some = |words: &[&str]| words[usize::from(chance) % words.len()].to_owned();
    match kind {
        Kind::Text(_) => some(&[
            "CO",
            "hello",
            "http://127.0.0.1:9/in",
            "2024-05-03 00:00:00",
            "JVBERi0xLjQK",
            "",
        ]),
        Kind::Integer(least, most) => some(&["1", "303", "0", "-1"])
            .parse()
            .map_or_else(|_| String::new(), |value: i64| value.clamp(least, most).to_string()),
        Kind::Money | Kind::Decimal => some(&["1.50", "0", "-3"]),
        Kind::Flag => some(&["yes", "no", "TRUE", "perhaps"]),
        Kind::Number => {
            some(&["5551234567", "15552223333", "8574884828", "8883332222", "911", "none"])
        }
        Kind::Numbers => some(&["5552223333", "[5552223333,8883332222]", "[1,", "5551234567,abc"]),
        Kind::Texts(_) => some(&["Colorado", "[\"Colorado\",\"Texas\"]", "[1]", "JVBERi0xLjQK"]),
        Kind::Choice(words) => words
            .get(usize::from(chance) % words.len().max(1))
            .map_or_else(String::new, |word| (*word).to_owned()),
        Kind::Routing => some(&["fwd:1026", "none:", "sys:hangup"]),
        Kind::Object => {
            some(&["444", "callflowid", "99", "957981bb5bfdd38173851c3c0000000000000001"])
        }
    }
}

/// Bytes that are taken one by one; when there are none left, they are nought.
pub struct Chance<'b>(pub &'b [u8]);

impl Chance<'_> {
    fn next(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    fn noise(&mut self) -> String {
        let many = usize::from(self.next() % 24).min(self.0.len());
        let (noise, rest) = self.0.split_at(many);
        self.0 = rest;
        String::from_utf8_lossy(noise).into_owned()
    }
}

/// Arguments for an operation: most of what it takes, mostly as it takes it.
fn arguments(spec: &Spec, chance: &mut Chance<'_>) -> Vec<(String, String)> {
    let mut args = Vec::new();
    for param in spec.params {
        if matches!(param.name, "key" | "idempotency_key" | "username" | "password") {
            continue;
        }
        let draw = chance.next();
        let value = match draw % 16 {
            0..=3 => continue,
            4 => chance.noise(),
            _ => plausible(param.kind, chance.next()),
        };
        let spelling = param.aliases.get(usize::from(draw / 16)).copied().unwrap_or(param.name);
        args.push((spelling.to_owned(), value));
    }
    if chance.next().is_multiple_of(8) {
        args.push((chance.noise(), chance.noise()));
    }
    args
}

fn escaped(args: &[(String, String)]) -> String {
    let pair = |(name, value): &(String, String)| format!("{}={}", percent(name), percent(value));
    args.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~[]".contains(&byte);
    let one = |byte: u8| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

/// A call of one of api19's operations, in one of its forms.
pub fn api19_request(operations: &[Spec], chance: &mut Chance<'_>) -> Option<Request<Bytes>> {
    let place = usize::from(chance.next()) * operations.len() / 256;
    let spec = operations.get(place)?;
    let path = spec.name.replace("{account}", "ACdemo").replace(['{', '}'], "");
    let mut args = arguments(spec, chance);
    let key = if chance.next().is_multiple_of(16) { "wrong" } else { "api_key" };
    args.push(("key".to_owned(), key.to_owned()));
    let form = "application/x-www-form-urlencoded";
    match chance.next() % 5 {
        0 => Request::get(format!("{path}?{}", escaped(&args))).body(Bytes::new()).ok(),
        1 => Request::get(format!("{path}&{}", escaped(&args))).body(Bytes::new()).ok(),
        2 => post(&path, form, escaped(&args)),
        3 => {
            let fields: serde_json::Map<String, serde_json::Value> =
                args.into_iter().map(|(name, value)| (name, value.into())).collect();
            post(&path, "application/json", serde_json::Value::Object(fields).to_string())
        }
        _ => post(&path, "multipart/form-data; boundary=x", parts(&args, chance)),
    }
}

/// Arguments as parts of a body, some of them as files.
fn parts(args: &[(String, String)], chance: &mut Chance<'_>) -> String {
    let mut body = String::new();
    for (name, value) in args {
        let name = name.replace(['"', '\r', '\n'], "");
        let file = if chance.next().is_multiple_of(4) { "; filename=\"a\"" } else { "" };
        let head = format!("Content-Disposition: form-data; name=\"{name}\"{file}");
        body.push_str(&format!("--x\r\n{head}\r\n\r\n{value}\r\n"));
    }
    body.push_str("--x--\r\n");
    body
}

/// A call of one of Anveo's actions, in one of its forms.
pub fn anveo_request(actions: &[Spec], chance: &mut Chance<'_>) -> Option<Request<Bytes>> {
    let place = usize::from(chance.next()) * actions.len() / 256;
    let spec = actions.get(place)?;
    let args = arguments(spec, chance);
    let key = if chance.next().is_multiple_of(16) { "wrong" } else { "YOURAPIKEY" };
    let is_text = spec.name.chars().all(char::is_lowercase);
    let form = chance.next() % 3;
    if is_text {
        let query = format!("apikey={key}&action={}&{}", spec.name, escaped(&args));
        return match form {
            0 => post("/api/v1.asp", "application/x-www-form-urlencoded", query),
            _ => Request::get(format!("/api/v1.asp?{query}")).body(Bytes::new()).ok(),
        };
    }
    let address = ["/api/v1.asp", "/api/v2.asp", "/api/v3.asp", "/apicall.asp"];
    let address = address[usize::from(chance.next()) % address.len()];
    if form == 0 {
        let named: Vec<(String, String)> =
            args.into_iter().map(|(name, value)| (format!("param[{name}]"), value)).collect();
        let query = format!("userkey={key}&action={}&{}", spec.name, escaped(&named));
        return Request::get(format!("{address}?{query}")).body(Bytes::new()).ok();
    }
    let mut body = format!("<REQUEST><USERTOKEN><USERKEY>{key}</USERKEY></USERTOKEN>");
    body.push_str(&format!("<ACTION NAME=\"{}\">", spec.name));
    for (name, value) in args {
        // Now and then as it is: what is no document any more is refused as one.
        let (name, value) = match form {
            1 => (entities(&name), entities(&value)),
            _ => (name, value),
        };
        body.push_str(&format!("<PARAMETER NAME=\"{name}\">{value}</PARAMETER>"));
    }
    body.push_str("</ACTION></REQUEST>");
    post(address, "application/xml; charset=UTF-8", body)
}

fn entities(text: &str) -> String {
    let plain = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    plain.replace(|c: char| c.is_control(), " ")
}

fn post(path: &str, media_type: &str, body: String) -> Option<Request<Bytes>> {
    let media_type = HeaderValue::from_str(media_type).ok()?;
    Request::post(path).header(header::CONTENT_TYPE, media_type).body(Bytes::from(body)).ok()
}

/// What is wrong with an answer of api19, if anything is: always 200; JSON that says how it ended, in either of its
/// envelopes; or a file.
pub fn api19_fault(answer: &Answer) -> Option<String> {
    let body = String::from_utf8_lossy(answer.body());
    if answer.status() != 200 {
        return Some(format!("status {}", answer.status()));
    }
    let media_type = answer.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    if media_type != Some(b"text/html; charset=UTF-8") {
        return None;
    }
    let said: serde_json::Value = match serde_json::from_str(&body) {
        Ok(said) => said,
        // Records and rates are lines between commas.
        Err(_) if body.starts_with("date,") || body.starts_with("country_code,") => return None,
        Err(why) => return Some(format!("no JSON: {why}: {body}")),
    };
    let text = |name: &str| said[name].as_str().filter(|text| !text.is_empty());
    let is_sound = match (said["code"].as_i64(), said["status"].as_str()) {
        (None, Some("ok")) => said["error"].is_null(),
        (None, Some("error")) => text("error").is_some(),
        (Some(200), Some("success")) => !said["data"].is_null(),
        (Some(400), Some("error")) => text("data").is_some(),
        _ => false,
    };
    (!is_sound).then(|| format!("it says neither how it ended nor why: {body}"))
}

/// Whether an answer of api19 says that nothing was done.
pub fn api19_is_refusal(answer: &Answer) -> bool {
    let said: serde_json::Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    said["status"].as_str() == Some("error")
}

/// Whether an answer of Anveo says that nothing was done.
pub fn anveo_is_refusal(answer: &Answer) -> bool {
    String::from_utf8_lossy(answer.body()).contains("<RESULT>ERROR</RESULT>")
}

/// What is wrong with an answer of Anveo, if anything is: always 200; a document with one RESULT, and an ERROR on
/// one line if and only if it failed; or a line of the text gateway.
pub fn anveo_fault(answer: &Answer) -> Option<String> {
    let body = String::from_utf8_lossy(answer.body());
    if answer.status() != 200 {
        return Some(format!("status {}", answer.status()));
    }
    // The text gateway answers with one line: how a message fared, or the name of a caller.
    if !body.starts_with('<') {
        let is_line = !body.is_empty() && !body.contains('\n');
        return (!is_line).then(|| format!("no line: {body}"));
    }
    let between = |tag: &str| {
        let (_, rest) = body.split_once(&format!("<{tag}>"))?;
        rest.split_once(&format!("</{tag}>")).map(|(text, _)| text)
    };
    let Some(result) = between("RESULT") else { return Some(format!("no RESULT: {body}")) };
    let error = between("ERROR");
    let is_sound = match error {
        None => result != "ERROR",
        Some(error) => result == "ERROR" && !error.is_empty() && !error.contains('\n'),
    };
    (!is_sound).then(|| format!("RESULT and ERROR do not agree: {body}"))
}
