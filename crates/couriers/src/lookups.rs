//! Somebody outside who is asked over HTTP which carrier has a number, and how its owner is called.
//!
//! An address with places in braces, `{number}` (ten digits), `{e164}` and `{secret}`, is called by GET. The answer is
//! a JSON object with the names of the columns of `import lookups` or `import cnam`, itself or as its `data`: that is
//! how api19 answers, and every other Tandem. Status 404, or an object that says nothing, means that the number is not
//! known there; anything else is a failure. Whoever fails again and again is left alone for a while.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde_json::{Map, Value};
use tandem_domain::{CarrierRecord, PageTemplate, Secret, Timestamp, caller_name};
use tandem_numbering::{Did, Rules};
use tokio::sync::Semaphore;

use crate::http::{Call, Caller, Reply};

/// How many questions are under way at a time; whoever has one more is answered with what is known here.
const AT_ONCE_MAX: usize = 32;
/// After how many failures on end nobody is asked …
const FAILURES_MAX: u32 = 5;
/// … and for how long.
const REST: Duration = Duration::from_secs(30);

/// Where one thing is asked.
#[derive(Clone)]
pub struct Endpoint {
    /// The address, with places in braces.
    pub url: String,
    /// What is put in the place of `{secret}`.
    pub secret: Secret,
    /// How long an answer may take.
    pub patience: Duration,
    /// For how long an answer is believed, in seconds.
    pub keep_seconds: i64,
}

/// Somebody who is asked one thing.
pub struct Source {
    endpoint: Endpoint,
    caller: Caller,
    rules: Rules,
    under_way: Semaphore,
    health: Mutex<Health>,
}

/// How it went lately.
#[derive(Clone, Copy, Debug, Default)]
struct Health {
    /// How often in a row nobody could be asked.
    failures: u32,
    /// Until when nobody is.
    rests_until: Option<Instant>,
}

impl Health {
    fn rests(self, now: Instant) -> bool {
        self.rests_until.is_some_and(|until| now < until)
    }

    /// After a rest, the first failure is enough for the next.
    fn note(&mut self, is_well: bool, now: Instant) {
        if is_well {
            *self = Self::default();
            return;
        }
        self.failures = self.failures.saturating_add(1);
        if self.failures >= FAILURES_MAX {
            self.rests_until = Some(now + REST);
        }
    }
}

impl Source {
    /// Asks there. The operator chose the address, so that it may be in the operator's own house.
    pub fn of(endpoint: Endpoint, rules: Rules) -> Self {
        let everywhere = [IpNet::V4(Ipv4Net::default()), IpNet::V6(Ipv6Net::default())];
        Self {
            endpoint,
            caller: Caller::new(everywhere),
            rules,
            under_way: Semaphore::new(AT_ONCE_MAX),
            health: Mutex::default(),
        }
    }

    /// For how long an answer is believed, in seconds.
    pub const fn keep_seconds(&self) -> i64 {
        self.endpoint.keep_seconds
    }

    /// Which carrier has a number.
    pub async fn carrier(&self, did: Did) -> Result<Option<CarrierRecord>, String> {
        let Some(said) = self.ask(did).await? else { return Ok(None) };
        let record = carrier(&said, &self.rules);
        record.check()?;
        Ok((record != CarrierRecord::default()).then_some(record))
    }

    /// How its owner is called.
    pub async fn name(&self, did: Did) -> Result<Option<String>, String> {
        let Some(said) = self.ask(did).await? else { return Ok(None) };
        Ok(caller_name(&text(&said, &["name", "cnam", "caller_name"])))
    }

    /// What is said of a number; `None`: it is not known there.
    async fn ask(&self, did: Did) -> Result<Option<Map<String, Value>>, String> {
        if self.health().rests(Instant::now()) {
            return Err("it failed again and again, and is left alone for a while".to_owned());
        }
        let Ok(_turn) = self.under_way.try_acquire() else {
            return Err(format!("{AT_ONCE_MAX} questions are under way already"));
        };
        let said = match tokio::time::timeout(self.endpoint.patience, self.call(did)).await {
            Ok(said) => said,
            Err(_) => Err(format!("no answer within {} ms", self.endpoint.patience.as_millis())),
        };
        self.health().note(said.is_ok(), Instant::now());
        said
    }

    async fn call(&self, did: Did) -> Result<Option<Map<String, Value>>, String> {
        let (number, e164) = (did.national(), did.e164());
        let values = [
            ("number", number.as_str()),
            ("e164", &e164),
            ("secret", self.endpoint.secret.expose()),
        ];
        let target = PageTemplate(&self.endpoint.url).target(&values);
        let target = target.map_err(|fault| format!("its address {fault}"))?;
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static("tandem-lookups/1"));
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        let call = Call { target, method: Method::GET, headers, body: Bytes::new() };
        read(&self.caller.call(call).await.map_err(|fault| fault.to_string())?)
    }

    fn health(&self) -> std::sync::MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The object of an answer.
fn read(reply: &Reply) -> Result<Option<Map<String, Value>>, String> {
    if reply.status == 404 {
        return Ok(None);
    }
    if !(200..300).contains(&reply.status) {
        return Err(reply.complaint());
    }
    let said = serde_json::from_slice(&reply.body).unwrap_or_default();
    let Value::Object(mut said) = said else { return Err(reply.complaint()) };
    if said.get("status").and_then(Value::as_str) == Some("error") {
        return Err(reply.complaint());
    }
    match said.remove("data") {
        Some(Value::Object(data)) => Ok(Some(data)),
        _ => Ok(Some(said)),
    }
}

fn carrier(said: &Map<String, Value>, rules: &Rules) -> CarrierRecord {
    let of = |names: &[&str]| text(said, names);
    CarrierRecord {
        lrn: rules.read(&of(&["lrn"])).ok(),
        spid: of(&["spid"]),
        spid_name: of(&["spid_name"]),
        ocn: of(&["ocn"]),
        ocn_name: of(&["ocn_name"]),
        ocn_type: of(&["ocn_type"]),
        lata: of(&["lata"]),
        region: of(&["state"]),
        rate_centre: of(&["rate_center", "ratecenter"]),
        city: of(&["city"]),
        ported: day(&of(&["ported", "port_date"])),
    }
}

/// The first of some members that says anything, as a text.
fn text(said: &Map<String, Value>, names: &[&str]) -> String {
    let of = |name: &&str| match said.get(*name)? {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    names.iter().filter_map(of).find(|text| !text.is_empty()).unwrap_or_default()
}

/// A day, or the day of an instant.
fn day(text: &str) -> Option<Timestamp> {
    let day = text.get(..10)?;
    Timestamp::parse(&format!("{day}T00:00:00Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &str) -> Reply {
        let body = Bytes::copy_from_slice(body.as_bytes());
        Reply { status, headers: HeaderMap::new(), body }
    }

    #[test]
    fn an_answer_is_an_object_nothing_or_a_failure() {
        let plain = read(&reply(200, r#"{"spid":1234,"state":"CO","lrn":"3035550000"}"#));
        let said = plain.expect("an answer").expect("an object");
        let record = carrier(&said, &Rules::new());
        assert_eq!((record.spid.as_str(), record.region.as_str()), ("1234", "CO"));
        assert_eq!(record.lrn.map(Did::national).as_deref(), Some("3035550000"));
        let within = read(&reply(
            200,
            r#"{"status":"ok","data":{"name":" ACME ","port_date":"2020-05-01"}}"#,
        ));
        let said = within.expect("an answer").expect("an object");
        assert_eq!(text(&said, &["name"]), "ACME");
        assert_eq!(carrier(&said, &Rules::new()).ported, Timestamp::parse("2020-05-01T00:00:00Z"));
        assert_eq!(read(&reply(404, "not found")), Ok(None));
        for (status, body) in [
            (200, "<html>"),
            (200, r#"{"status":"error","error":"not logged in"}"#),
            (500, "{}"),
            (200, ""),
        ] {
            assert!(read(&reply(status, body)).is_err(), "{status} {body}");
        }
    }

    #[test]
    fn whoever_fails_again_and_again_rests() {
        let (mut health, now) = (Health::default(), Instant::now());
        for _ in 1..FAILURES_MAX {
            health.note(false, now);
            assert!(!health.rests(now));
        }
        health.note(false, now);
        assert!(health.rests(now));
        let later = now + REST;
        assert!(!health.rests(later));
        // Once more is enough; that it went well ends it.
        health.note(false, later);
        assert!(health.rests(later));
        health.note(true, later);
        assert!(!health.rests(later));
    }
}
