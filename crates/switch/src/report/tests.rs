//! Records as the three switches write them.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header, uri::Scheme};
use tandem_domain::route::{Cause, Domains};
use tandem_domain::{CallDirection, Timestamp};
use tandem_numbering::Did;

use super::*;

fn reports(call: &Call) -> Result<Vec<Value>, String> {
    super::reports(call, "cdr", CALL_RECORDS_MAX)
}

fn call(kind: &str, body: &str) -> Call {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(kind).expect("a type"));
    Call {
        method: Method::POST,
        path: "/switch/cdr".to_owned(),
        query: None,
        headers,
        body: Bytes::copy_from_slice(body.as_bytes()),
        address: None,
        scheme: Scheme::HTTP,
        called: tandem_gateway::Called::default(),
    }
}

fn one(kind: &str, body: &str) -> Result<CallRecord, Unread> {
    let mut records = legs(kind, body)?;
    assert_eq!(records.len(), 1);
    Ok(records.remove(0))
}

fn legs(kind: &str, body: &str) -> Result<Vec<CallRecord>, Unread> {
    let reports = reports(&call(kind, body)).expect("a report");
    assert_eq!(reports.len(), 1);
    let hosts = Domains::NONE.clone().with_carriers(["carrier:5060"]);
    let around = Around { hosts: &hosts, ahead: 0 };
    read(&reports[0], &nearby(), &around, &Rules::new())
}

fn nearby() -> Peer {
    Peer::Nearby([10, 0, 0, 7].into())
}

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const AT: i64 = 1_764_489_600_000_000;

#[test]
fn kamailio_says_it_in_our_words() {
    let form = "call=a%40b&to=%2B13055550100&from=12125550100&name=Bob&started=1764489600&\
        answered=1764489605.5&ended=1764489665&code=200&answered_by=sip%3Adesk%4010.0.0.1";
    let record = one(FORM, form).expect("a record");
    assert_eq!((record.switch.as_str(), record.call.as_str()), ("kamailio", "a@b"));
    assert_eq!(
        (Some(record.did), record.other.as_str()),
        (Did::new(13_055_550_100), "12125550100")
    );
    assert_eq!((record.answered, record.seconds()), (Some(Timestamp(AT + 5_500_000)), 60));
    assert_eq!((record.direction, record.cause), (CallDirection::Inbound, None));
    let json = r#"{"callid":"c","dst_user":"3055550100","src_user":"anonymous","sip_code":"486",
        "start_time":1764489600,"end_time":1764489603,"switch":"edge"}"#;
    let record = one(JSON, json).expect("a record");
    assert_eq!((record.switch.as_str(), record.other.as_str()), ("edge", ""));
    assert_eq!((record.cause, record.seconds()), (Some(Cause::Busy), 0));
}

#[test]
fn a_call_is_kept_however_long_whoever_answered_is_called() {
    let form = format!(
        "call=a&to=13055550100&from=12125550100&name=%07{}&started=1764489600&answered=1764489605&ended=1764489665\
         &code=200&answered_by=sip%3Adesk%4010.0.0.1%3Bpn-prid%3D{}",
        "n".repeat(200),
        "p".repeat(200)
    );
    let record = one(FORM, &form).expect("a record");
    assert_eq!(record.name, "n".repeat(CALL_SIDE_CHARS_MAX));
    assert_eq!(record.answered_by.chars().count(), CALL_SIDE_CHARS_MAX);
    assert_eq!(record.check(Timestamp(AT + 100_000_000)), Ok(()));
}

#[test]
fn a_call_is_kept_however_long_its_own_name_is() {
    let name = "a".repeat(4000);
    let form = format!("call={name}&leg={name}&to=13055550100&started=1764489600&ended=1764489601");
    let record = one(FORM, &form).expect("a record");
    assert_eq!(record.call, call_name(&name));
    assert_eq!(record.check(Timestamp(AT + 100_000_000)), Ok(()));
}

#[test]
fn a_sandbox_reads_reports_by_its_own_clock() {
    let form =
        "call=a&to=13055550100&started=1764489600&answered=1764489605&ended=1764489665&code=200";
    let reports = reports(&call(FORM, form)).expect("a report");
    let month = 30 * 86_400 * 1_000_000;
    let around = Around { hosts: Domains::NONE, ahead: month };
    let legs = read(&reports[0], &nearby(), &around, &Rules::new()).expect("a record");
    assert_eq!((legs[0].started, legs[0].seconds()), (Timestamp(AT + month), 60));
}

#[test]
fn a_report_that_cannot_be_read_names_its_call() {
    assert_eq!(said(&json!({ "call": "c4", "to": "nobody" })), "c4");
    assert_eq!(said(&json!({ "variables": { "uuid": "7d2a" } })), "7d2a");
    assert_eq!(said(&json!([])), "");
}

#[test]
fn asterisk_says_it_by_its_variables() {
    let row = |disposition: &str, more: &str| {
        format!(
            "uniqueid=1764489600.7&src=2125550100&dst=s&did=13055550100&start=1764489600.000000&\
             answer=1764489610.000000&end=1764489650.250000&disposition={disposition}&{more}"
        )
    };
    let record = one(FORM, &row("ANSWERED", "sequence=4")).expect("a record");
    assert_eq!((record.seconds(), record.leg.as_str()), (41, "4"));
    assert_eq!(record.switch, "asterisk@10.0.0.7", "two may count their calls alike");
    let cause =
        |disposition: &str, more: &str| one(FORM, &row(disposition, more)).expect("a record").cause;
    assert_eq!(cause("BUSY", ""), Some(Cause::Busy));
    assert_eq!(cause("NO+ANSWER", ""), Some(Cause::NoAnswer));
    assert_eq!(cause("FAILED", "hangupcause=21"), Some(Cause::Declined));
    assert_eq!(cause("CONGESTION", ""), Some(Cause::Unreachable));
    let local = row("ANSWERED", "").replace("start=1764489600.000000", "start=2025-11-30+08:00:00");
    assert_eq!(one(FORM, &local).expect_err("nobody knows where").field, "start");
}

#[test]
fn freeswitch_says_it_by_its_document() {
    let document = |variables: &str| {
        format!(
            r#"{{"core-uuid":"x","channel_data":{{"state":"CS_REPORTING"}},"variables":{{
            "uuid":"7d2a","direction":"inbound","start_uepoch":"1764489600000000",
            "end_uepoch":"1764489620000000",{variables}}},"callflow":[{{"caller_profile":{{
            "caller_id_name":"Bob","caller_id_number":"12125550100",
            "destination_number":"13055550100"}}}}]}}"#
        )
    };
    let answered = document(r#""answer_uepoch":"1764489610000000","hangup_cause_q850":"16""#);
    let record = one(JSON, &answered).expect("a record");
    assert_eq!((record.call.as_str(), record.seconds()), ("7d2a", 10));
    assert_eq!((record.name.as_str(), record.code.as_str()), ("Bob", "Q.850 16"));
    let busy =
        document(r#""answer_uepoch":"0","hangup_cause_q850":"17","tandem_to":"+13055550101""#);
    let form = tandem_wire::form::print(&[("cdr", busy.as_str())].into_iter().collect());
    let record = one(FORM, &form).expect("a record");
    assert_eq!((record.cause, Some(record.did)), (Some(Cause::Busy), Did::new(13_055_550_101)));
}

#[test]
fn what_is_forwarded_outside_is_two_legs() {
    let form = "call=a&leg=1&to=13055550100&from=12125550100&started=1764489600&answered=1764489605&\
        ended=1764489665&code=200&answered_by=sip%3A%2B13055550199%40carrier%3A5060";
    let said = legs(FORM, form).expect("records");
    let outline: Vec<_> = said.iter().map(|leg| (&*leg.leg, leg.direction, &*leg.other)).collect();
    let expected = [
        ("1", CallDirection::Inbound, "12125550100"),
        ("1 outward", CallDirection::Outbound, "+13055550199"),
    ];
    assert_eq!(outline, expected);
    assert_eq!((said[0].answered_by.as_str(), said[1].seconds()), ("+13055550199", 60));

    // A menu came before it, and it was handed on by a proxy, which reports what came in.
    let row = "uniqueid=a%40b&src=2125550100&did=13055550100&start=1764489600&answer=1764489601&\
        end=1764489650&disposition=ANSWERED&dialedpeernumber=%2B13055550199%40carrier";
    assert_eq!(legs(FORM, row).expect("records").len(), 2);
    let said = legs(FORM, &format!("{row}&dialled=1764489640")).expect("records");
    assert_eq!(said[1].seconds(), 10);
    let said = legs(FORM, &format!("{row}&handed_on=1")).expect("a record");
    assert_eq!((said.len(), said[0].leg.as_str(), said[0].seconds()), (1, "outward", 49));
}

#[test]
fn what_is_no_record_is_said_to_be_none() {
    for (body, field) in [
        ("to=13055550100&started=1&ended=2", "call"),
        ("call=a&to=nobody&started=1764489600&ended=1764489601", "to"),
        ("call=a&to=13055550100&ended=1764489601", "started"),
        ("call=a&to=13055550100&started=1764489600", "ended"),
        ("call=a&to=13055550100&started=x&ended=1764489601", "started"),
        ("call=a&to=13055550100&started=1764489600&ended=1764489601&direction=up", "direction"),
        ("call=a&to=13055550100&started=1764489600&ended=1764489601&code=200", "code"),
        ("call=a&to=13055550100&started=1764489600&ended=1764489601&code=9999", "code"),
        ("call=a&to=13055550100&started=1764489600&ended=1764489601&code=180", "code"),
        (
            "call=a&to=13055550100&started=1764489600&answered=1764489600&ended=1764489601&code=486",
            "code",
        ),
    ] {
        assert_eq!(one(FORM, body).expect_err(body).field, field, "{body}");
    }
    assert!(reports(&call(JSON, "{")).is_err());
    assert!(reports(&call(JSON, &format!("[{}{{}}]", "{},".repeat(CALL_RECORDS_MAX)))).is_err());
    assert_eq!(reports(&call(JSON, "[]")).map(|reports| reports.len()), Ok(0));
}
