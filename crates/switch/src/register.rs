//! What switches report of equipment that logs in and goes: `POST /switch/registration`.
//!
//! A report is one word about one login and one address, or a list of them, as a form or as JSON. What was said last
//! holds, so that a switch may say the same again and need not care in which order its words arrive.
//!
//! The answer says what the switch is to do: 200, it is taken; 422, never send this again; 503, send all of it again.

use std::net::{IpAddr, SocketAddr};

use http::{Method, StatusCode};
use serde_json::{Value, json};
use tandem_domain::{Actor, ObjectId, Refusal, Registration, Timestamp, Transport};
use tandem_engine::{Ask, REGISTRATIONS_REPORTED_MAX, RegistrationPut};
use tandem_gateway::{Answer, Call, Gate};

use crate::admission::Peer;
use crate::report::fields::{Fields, Unread};
use crate::report::{reports, say};

/// Takes a report.
pub(crate) async fn take(gate: &Gate, ahead: i64, peer: Peer, call: &Call) -> Answer {
    if call.method != Method::POST {
        let error = json!({ "error": "reports of who has logged in are posted" });
        return say(StatusCode::METHOD_NOT_ALLOWED, &error);
    }
    let words = match reports(call, "registration", REGISTRATIONS_REPORTED_MAX) {
        Ok(words) => words,
        Err(why) => return say(StatusCode::BAD_REQUEST, &json!({ "error": why })),
    };
    let (mut said, mut refused) = (Vec::new(), Vec::new());
    for word in &words {
        match read(word, &peer, (gate.now(), ahead)) {
            Ok(registration) => said.push(registration),
            Err(Unread { field, why }) => {
                refused.push(json!({ "error": format!("{field} {why}") }));
            }
        }
    }
    let logins: Vec<String> = said.iter().map(|said| said.login.clone()).collect();
    let ask = Ask::new(Actor::operator(), RegistrationPut { reports: said });
    let heard = match gate.engine().execute(ask).await {
        Ok(heard) => heard,
        Err(Refusal::Unavailable) => {
            let error = json!({ "error": "the database does not answer; send it all again" });
            return say(StatusCode::SERVICE_UNAVAILABLE, &error);
        }
        Err(refusal) => {
            return say(StatusCode::BAD_REQUEST, &json!({ "error": refusal.to_string() }));
        }
    };
    for report in heard.refused {
        let user = logins.get(report.place).map(String::as_str).unwrap_or_default();
        let error = format!("{} {}", report.field, report.why);
        tracing::warn!(user, error, "a switch reported a login that is not kept");
        refused.push(json!({ "user": user, "error": error }));
    }
    let status = if refused.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    say(status, &json!({ "kept": heard.kept, "refused": refused }))
}

/// `ahead`: how far now is ahead of the switch's clock, in microseconds.
fn read(word: &Value, peer: &Peer, (now, ahead): (Timestamp, i64)) -> Result<Registration, Unread> {
    let fields =
        Fields::of(word, ahead).ok_or(Unread { field: "report", why: "must be an object" })?;
    let number = |field: &'static str, names: &[&str]| {
        let text = fields.text(names);
        text.map(|text| text.parse::<u32>())
            .transpose()
            .map_err(|_| Unread { field, why: "must be a whole number" })
    };
    let transport = match fields.text(&["transport"]) {
        None => Transport::default(),
        Some(word) => Transport::from_word(&word)
            .ok_or(Unread { field: "transport", why: "must be udp, tcp, tls, ws or wss" })?,
    };
    let switch = match peer {
        Peer::Named(name) => name.clone(),
        Peer::Nearby(_) => fields.text(&["switch"]).map_or_else(|| "switch".to_owned(), Into::into),
    };
    let login = fields.needed("user", &["user", "aor"])?;
    let seconds = number("expires", &["expires"])?;
    Ok(Registration {
        switch,
        // An address of record has the login before its @.
        login: login.split('@').next().unwrap_or_default().to_owned(),
        contact: fields.needed("contact", &["contact"])?,
        pop: number("pop", &["pop"])?.map(|pop| ObjectId(i64::from(pop))),
        address: address(&fields)?,
        transport,
        agent: fields.words(&["agent", "user_agent"]),
        at: fields.instant("at", &["at"])?.unwrap_or(now),
        seconds: seconds.ok_or(Unread { field: "expires", why: "must be there" })?,
    })
}

/// Where the equipment's requests come from: `192.0.2.7:5060`, or address and port by themselves.
fn address(fields: &Fields<'_>) -> Result<Option<SocketAddr>, Unread> {
    let Some(text) = fields.text(&["address"]) else { return Ok(None) };
    let why = "must be an address with its port, such as 192.0.2.7:5060";
    let unread = Unread { field: "address", why };
    if let Ok(address) = text.parse() {
        return Ok(Some(address));
    }
    let ip: IpAddr = text.trim_matches(['[', ']']).parse().map_err(|_| unread)?;
    let port = fields.needed("port", &["port"])?.parse();
    Ok(Some(SocketAddr::new(ip, port.map_err(|_| unread)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_764_489_600_000_000);

    #[test]
    fn a_word_is_read_as_switches_write_it() {
        let word = json!({
            "user": "100001_Desk@sip.example.com", "contact": "sip:100001_Desk@10.0.0.5:5060",
            "address": "192.0.2.7", "port": 40_132, "transport": "tcp", "agent": "A telephone",
            "expires": "600", "pop": "5", "at": "1764489590.25",
        });
        let read = read(&word, &Peer::Named("edge1".to_owned()), (NOW, 0)).expect("a word");
        assert_eq!((read.login.as_str(), read.switch.as_str()), ("100001_Desk", "edge1"));
        assert_eq!(read.address, "192.0.2.7:40132".parse().ok());
        assert_eq!((read.transport, read.pop), (Transport::Tcp, Some(ObjectId(5))));
        assert_eq!(read.until(), Timestamp(1_764_490_190_250_000));
    }

    #[test]
    fn what_is_missing_is_named() {
        let fault = |word: Value| {
            read(&word, &Peer::Named("edge".to_owned()), (NOW, 0)).expect_err("a fault").field
        };
        let contact = "sip:a@b";
        assert_eq!(fault(json!([])), "report");
        assert_eq!(fault(json!({ "contact": contact, "expires": 60 })), "user");
        assert_eq!(fault(json!({ "user": "a", "expires": 60 })), "contact");
        assert_eq!(fault(json!({ "user": "a", "contact": contact })), "expires");
        assert_eq!(fault(json!({ "user": "a", "contact": contact, "expires": "soon" })), "expires");
        let odd = json!({ "user": "a", "contact": contact, "expires": 60, "address": "there" });
        assert_eq!(fault(odd), "address");
        let odd = json!({ "user": "a", "contact": contact, "expires": 60, "transport": "sctp" });
        assert_eq!(fault(odd), "transport");
    }
}
