//! Recorded cases: requests and the answers they get, byte for byte.
//!
//! A case is a file in `crates/dialects/*/cases`; its steps are sent in order to a demo of its own.
//! In an expected answer `{{number}}` stands for ten digits, `{{digits}}` for digits, `{{date}}` and
//! `{{time}}` for what they say, `{{any}}` for anything. A request whose header `X-Case-Fill` says a number has so
//! many letters in place of `{{fill}}`. `TANDEM_CASES=anveo/order` runs only the
//! cases whose path contains the text.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use http::{HeaderValue, Method, Request};
use tandem_gateway::Answer;

use crate::product::Product;

struct Step {
    title: String,
    request: Request<Bytes>,
    status: u16,
    content_type: String,
    body: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_recorded_case_gets_its_answers() {
    let dialects = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dialects");
    let mut files = Vec::new();
    for dialect in ["voipms", "anveo", "api19", "dialogtech", "native"] {
        let found = cases_in(&dialects.join(dialect).join("cases"));
        assert!(!found.is_empty(), "{dialect} has no recorded case");
        files.extend(found);
    }
    let only = std::env::var("TANDEM_CASES").unwrap_or_default();
    files.retain(|file| file.to_string_lossy().contains(&only));
    let mut faults = Vec::new();
    let mut steps = 0;
    for file in &files {
        let product = Product::fresh().await;
        for step in read(file) {
            steps += 1;
            let answer = product.send(step.request.clone()).await;
            if let Some(fault) = differs(&step, &answer) {
                faults.push(format!("{} · {}\n{fault}", file.display(), step.title));
            }
        }
        product.assert_sound().await;
    }
    println!("{} cases, {steps} steps", files.len());
    assert!(faults.is_empty(), "{} faults\n\n{}", faults.len(), faults.join("\n\n"));
}

fn cases_in(directory: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(directory)
        .map(|entries| entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect())
        .unwrap_or_default();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "case"));
    files.sort();
    files
}

fn read(file: &Path) -> Vec<Step> {
    let bytes = std::fs::read(file).expect("a case file");
    let text = String::from_utf8(bytes).expect("a case file is UTF-8; escape what is not");
    text.split("\n=== ")
        .skip(usize::from(!text.starts_with("=== ")))
        .map(|step| {
            let step = step.strip_prefix("=== ").unwrap_or(step);
            parse(step)
                .unwrap_or_else(|| panic!("{}: cannot read the step\n{step}", file.display()))
        })
        .collect()
}

fn parse(text: &str) -> Option<Step> {
    let (title, rest) = text.split_once('\n')?;
    let (sent, expected) = rest.split_once("\n--- ")?;
    let (head, body) = sent.split_once("\n\n").unwrap_or((sent, ""));
    let mut lines = head.lines();
    let (method, target) = lines.next()?.split_once(' ')?;
    let mut builder =
        Request::builder().method(method.parse::<Method>().ok()?).uri(uri(target.trim())?);
    let (mut escaped, mut fill) = (false, 0);
    for line in lines {
        let (name, value) = line.split_once(':')?;
        if name.eq_ignore_ascii_case("x-case-escapes") {
            escaped = true;
        } else if name.eq_ignore_ascii_case("x-case-fill") {
            fill = value.trim().parse().ok()?;
        } else {
            let value = HeaderValue::from_bytes(value.trim().as_bytes()).ok()?;
            builder = builder.header(name.trim(), value);
        }
    }
    let body = body.replace("{{fill}}", &"A".repeat(fill));
    let body = if escaped { unescape(&body) } else { body.into_bytes() };
    let (verdict, wanted) = expected.split_once('\n').unwrap_or((expected, ""));
    let (status, content_type) = verdict.split_once(' ').unwrap_or((verdict, ""));
    Some(Step {
        title: title.trim().to_owned(),
        request: builder.body(Bytes::from(body)).ok()?,
        status: status.parse().ok()?,
        content_type: content_type.trim().to_owned(),
        body: wanted.strip_suffix('\n').unwrap_or(wanted).to_owned(),
    })
}

fn uri(target: &str) -> Option<http::Uri> {
    http::Uri::builder().path_and_query(target).build().ok()
}

/// `\r`, `\n`, `\\` and `\xHH`.
fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'r') => bytes.push(b'\r'),
            Some(b'n') => bytes.push(b'\n'),
            Some(b'x') => {
                let hex: Vec<u8> = rest.by_ref().take(2).collect();
                let hex = String::from_utf8(hex).expect("two hex digits");
                bytes.push(u8::from_str_radix(&hex, 16).expect("two hex digits"));
            }
            Some(other) => bytes.push(other),
            None => {}
        }
    }
    bytes
}

fn differs(step: &Step, answer: &Answer) -> Option<String> {
    let body = String::from_utf8_lossy(answer.body());
    let content_type = answer.headers().get("content-type").and_then(|value| value.to_str().ok());
    let wrong_type = !step.content_type.is_empty()
        && content_type.is_none_or(|found| !found.eq_ignore_ascii_case(&step.content_type));
    let body = body.strip_suffix('\n').unwrap_or(&body);
    if answer.status().as_u16() == step.status && !wrong_type && matches(&step.body, body) {
        return None;
    }
    Some(format!(
        "expected {} {}\n{}\ngot {} {}\n{body}",
        step.status,
        step.content_type,
        step.body,
        answer.status().as_u16(),
        content_type.unwrap_or("no content type"),
    ))
}

/// Whether a text is what a pattern with placeholders says.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((before, rest)) = pattern.split_once("{{") else {
        return pattern == text;
    };
    let Some((name, after)) = rest.split_once("}}") else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(before) else {
        return false;
    };
    let shaped = |shape: &str| {
        let fits = |(byte, form): (u8, u8)| match form {
            b'9' => byte.is_ascii_digit(),
            form => byte == form,
        };
        let long_enough = text.len() >= shape.len() && text.is_char_boundary(shape.len());
        long_enough
            && text.bytes().zip(shape.bytes()).all(fits)
            && matches(after, &text[shape.len()..])
    };
    let ends = || (0..=text.len()).filter(|end| text.is_char_boundary(*end));
    match name {
        "number" => shaped("9999999999"),
        "date" => shaped("9999-99-99"),
        "time" => shaped("99:99:99"),
        "digits" => ends()
            .filter(|end| *end > 0 && text[..*end].bytes().all(|byte| byte.is_ascii_digit()))
            .any(|end| matches(after, &text[end..])),
        "any" => ends().any(|end| matches(after, &text[end..])),
        other => panic!("there is no placeholder {{{{{other}}}}}"),
    }
}

#[test]
fn placeholders_stand_for_what_they_say_and_nothing_else() {
    assert!(matches("a {{number}} b", "a 5552223333 b"));
    assert!(!matches("a {{number}} b", "a 555222333 b"));
    assert!(matches("<{{any}}>{{digits}}", "<x>>12"));
    assert!(!matches("{{digits}}", "12a"));
    assert!(matches("{{date}} {{time}}", "2026-11-21 18:00:00"));
    assert!(!matches("same", "same and more"));
}
