//! Questions and answers over Kamailio's module `evapi`: JSON objects, each a netstring.
//!
//! Kamailio suspends the call and goes on with others; the answer carries the name of the transaction that
//! waits for it. A question is `{"tx":"…","call":"…","to":"…","from":"…","name":"…","diversion":"…"}`; an answer is
//! `{"tx":"…","status":"200","plan":{…}}`, with the status and the plan that HTTP would have answered with.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tandem_domain::route::RoutePlan;
use tandem_engine::RouteAsk;
use tandem_numbering::Rules;
use tandem_wire::netstring;

use super::render;
use crate::Site;
use crate::ask::{caller, diversions, is_nobody, number};

/// The longest name of a transaction, in bytes: two numbers of 32 bits.
const TRANSACTION_BYTES_MAX: usize = 32;

/// A call that waits for its plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What Kamailio calls it.
    pub transaction: String,
    /// What is asked; `None` if that is no number.
    pub ask: Option<RouteAsk>,
}

#[derive(Deserialize)]
struct Asked {
    tx: String,
    to: String,
    #[serde(default)]
    call: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    diversion: String,
}

impl Question {
    /// Reads what a netstring held; `None` if it is no question that could be answered.
    pub fn read(rules: &Rules, payload: &[u8]) -> Option<Self> {
        let asked: Asked = serde_json::from_slice(payload).ok()?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b':';
        if asked.tx.len() > TRANSACTION_BYTES_MAX || !asked.tx.bytes().all(is_plain) {
            return None;
        }
        let ask = number(rules, &asked.to).map(|to| {
            let ask = RouteAsk {
                from: caller(asked.from.trim()).to_owned(),
                name: asked.name,
                diversions: diversions(rules, asked.diversion.split(',')),
                ..RouteAsk::to(to)
            };
            ask.named(&asked.call, false)
        });
        Some(Self { transaction: asked.tx, ask })
    }

    /// The answer with a plan, as a netstring; without one, that nobody can know it at the moment.
    pub fn answer(&self, plan: Option<&RoutePlan>, site: &Site) -> Vec<u8> {
        let status = match (&self.ask, plan) {
            (None, _) => "404",
            (Some(_), None) => "503",
            (Some(_), Some(plan)) if is_nobody(plan) => "404",
            (Some(_), Some(_)) => "200",
        };
        let plan = plan.filter(|_| status == "200").map(|plan| render(plan, site).body);
        let plan = plan.and_then(|plan| String::from_utf8(plan).ok());
        let plan = plan.and_then(|plan| RawValue::from_string(plan).ok());
        let answer = Answer { tx: &self.transaction, status, plan };
        let mut out = Vec::new();
        // An object of texts can always be written.
        netstring::write(&mut out, &serde_json::to_vec(&answer).unwrap_or_default());
        out
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    tx: &'a str,
    status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<Box<RawValue>>,
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::fixture;

    fn answered(asked: &str, plan: Option<&RoutePlan>) -> Value {
        let question = Question::read(&Rules::new(), asked.as_bytes()).expect(asked);
        let answer = question.answer(plan, &fixture::site());
        let (payload, used) = netstring::read(&answer).expect("a netstring").expect("all of it");
        assert_eq!(used, answer.len());
        serde_json::from_slice(payload).expect("JSON")
    }

    #[test]
    fn a_question_is_answered_by_its_name() {
        let asked = r#"{"tx":"17:4711","to":"+15551234567","from":"anonymous","diversion":"x"}"#;
        let answer = answered(asked, Some(&fixture::by_cause()));
        assert_eq!((&answer["tx"], &answer["status"]), (&"17:4711".into(), &"200".into()));
        assert_eq!(answer["plan"]["routes"][0]["uri"], "sip:100001_VoIP@sip.tandem.example");
        assert_eq!(answered(asked, Some(&fixture::nobody()))["status"], "404");
        assert_eq!(answered(asked, None)["status"], "503");
        assert_eq!(answered(r#"{"tx":"1:2","to":"tandem"}"#, None)["status"], "404");
    }

    #[test]
    fn what_is_no_question_is_passed_over() {
        for bad in ["", "{}", r#"{"tx":"1:2"}"#, r#"{"tx":"1\"2","to":"1"}"#, "[1]"] {
            assert_eq!(Question::read(&Rules::new(), bad.as_bytes()), None, "{bad}");
        }
    }
}
