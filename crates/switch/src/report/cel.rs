//! Asterisk's stream of channel events (CEL), a line of JSON for each, as `cel_custom` writes them: `POST /switch/cel`.
//!
//! What the events of one call say is put together to what a row of the CDR says, and read as one. A call is all events
//! of one `linkedid`; it is over once that has ended, and events of calls that are not are passed over: they come again.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// The most events of one report.
const EVENTS_MAX: usize = 10_000;

/// The calls that are over by these events, each as the fields of a row of the CDR.
///
/// # Errors
///
/// A line is no event, or there are too many.
pub(super) fn calls(text: &[u8]) -> Result<Vec<Value>, String> {
    let mut calls: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    for (place, line) in (1..).zip(lines.filter(|line| !line.is_empty())) {
        if place > EVENTS_MAX {
            return Err(format!("a report has at most {EVENTS_MAX} events"));
        }
        let event: Value = serde_json::from_slice(line)
            .map_err(|error| format!("event {place} is not JSON: {error}"))?;
        let call = said(&event, "linkedid");
        if call.is_empty() {
            return Err(format!("event {place} has no linkedid"));
        }
        calls.entry(call.to_owned()).or_default().push(event);
    }
    Ok(calls.iter().filter_map(|(call, events)| row(call, events)).collect())
}

/// What a row of the CDR says of a call; `None` if it is not over.
fn row(call: &str, events: &[Value]) -> Option<Value> {
    let is = |event: &&Value, kind: &str| said(event, "eventtype").eq_ignore_ascii_case(kind);
    events.iter().find(|event| is(event, "LINKEDID_END"))?;
    // The channel that came in gave the call its name.
    let own = || events.iter().filter(|event| said(event, "uniqueid") == call);
    let of = |kind: &str| own().find(|event| is(event, kind));
    let first = |field: &str| own().map(|event| said(event, field)).find(|text| !text.is_empty());
    let (began, answered) = (of("CHAN_START"), of("ANSWER"));
    let over = of("HANGUP").or_else(|| events.iter().find(|event| is(event, "LINKEDID_END")));
    let time = |event: Option<&Value>| event.map(|event| said(event, "eventtime").to_owned());
    let extra = over.map(|event| said(event, "eventextra")).unwrap_or_default();
    let extra: Value = serde_json::from_str(extra).unwrap_or_default();
    let disposition = match (answered, extra["dialstatus"].as_str()) {
        (Some(_), _) => "ANSWERED",
        (None, Some("BUSY")) => "BUSY",
        (None, Some("NOANSWER" | "CANCEL")) => "NO ANSWER",
        (None, _) => "FAILED",
    };
    let mut row = json!({
        "answer": time(answered),
        "did": began.map(|event| said(event, "exten")),
        "disposition": disposition,
        "end": time(over),
        "name": first("name"),
        "src": first("num"),
        "start": time(began),
        "uniqueid": call,
    });
    // Nought is what a channel says that was told nothing.
    if let Some(cause) = extra["hangupcause"].as_u64().filter(|cause| *cause > 0) {
        row["hangupcause"] = cause.into();
    }
    let others = events.iter().filter(|event| said(event, "uniqueid") != call);
    if let Some(event) = others.into_iter().find(|event| is(event, "ANSWER")) {
        row["dstchannel"] = said(event, "channame").into();
    }
    Some(row)
}

fn said<'e>(event: &'e Value, field: &str) -> &'e str {
    event[field].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Asterisk 22.10 wrote of a call that was answered after a second, and of the beginning of another.
    const EVENTS: &str = r#"{"eventtype":"CHAN_START","eventtime":"1795368227.864074","name":"Bob","num":"13055550100","exten":"15552223333","channame":"PJSIP/carrier-1","uniqueid":"1795368227.2","linkedid":"1795368227.2","eventextra":""}
{"eventtype":"CHAN_START","eventtime":"1795368227.864125","name":"","num":"","exten":"s","channame":"PJSIP/desk-2","uniqueid":"1795368227.3","linkedid":"1795368227.2","eventextra":""}
{"eventtype":"ANSWER","eventtime":"1795368228.887776","name":"","num":"","exten":"s","channame":"PJSIP/desk-2","uniqueid":"1795368227.3","linkedid":"1795368227.2","eventextra":""}
{"eventtype":"ANSWER","eventtime":"1795368228.887932","name":"","num":"","exten":"15552223333","channame":"PJSIP/carrier-1","uniqueid":"1795368227.2","linkedid":"1795368227.2","eventextra":""}
{"eventtype":"HANGUP","eventtime":"1795368230.400383","name":"","num":"","exten":"s","channame":"PJSIP/carrier-1","uniqueid":"1795368227.2","linkedid":"1795368227.2","eventextra":"{\"hangupcause\":16,\"hangupsource\":\"\",\"dialstatus\":\"\"}"}
{"eventtype":"LINKEDID_END","eventtime":"1795368230.403807","name":"","num":"","exten":"s","channame":"PJSIP/desk-2","uniqueid":"1795368227.3","linkedid":"1795368227.2","eventextra":""}
{"eventtype":"CHAN_START","eventtime":"1795368232.928150","name":"","num":"","exten":"15552223334","channame":"PJSIP/carrier-3","uniqueid":"1795368232.4","linkedid":"1795368232.4","eventextra":""}
"#;

    #[test]
    fn a_call_is_all_events_of_one_name() {
        let calls = calls(EVENTS.as_bytes()).expect("events");
        let [call] = &calls[..] else { panic!("one is over, not {}", calls.len()) };
        assert_eq!(
            *call,
            json!({
                "answer": "1795368228.887932", "did": "15552223333", "disposition": "ANSWERED",
                "dstchannel": "PJSIP/desk-2", "end": "1795368230.400383", "hangupcause": 16, "name": "Bob",
                "src": "13055550100", "start": "1795368227.864074", "uniqueid": "1795368227.2",
            })
        );
    }

    #[test]
    fn a_line_that_is_no_event_is_named() {
        let wrong = |text: &str| calls(text.as_bytes()).expect_err("no events");
        assert!(wrong("{\"linkedid\":\"a\"}\n\nx").starts_with("event 2 is not JSON"));
        assert_eq!(wrong("{}"), "event 1 has no linkedid");
    }
}
