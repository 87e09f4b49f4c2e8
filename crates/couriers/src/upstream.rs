//! A supplier that speaks the API of VoIP.ms: that provider itself, or another Tandem.
//!
//! One call buys one number, `orderDID` or `orderTollFree`. A number is bought at most once, so that
//! everything turns on what an answer means: whoever was not reached sold nothing; a status other
//! than `success` is a no; and what cannot be read may be a sale, which a person has to look into.
//! Who says `success` may have to buy the number elsewhere and be refused it there: it is ours once
//! `getDIDsInfo` lists it.

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderValue, Method, header};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde_json::Value;
use tandem_domain::{Secret, Target};
use tandem_engine::SupplierAnswer;
use tandem_numbering::{Did, NumberKind, Rules};
use tandem_wire::percent;

use crate::Supplier;
use crate::http::{Call, CallFault, Caller, Reply};

/// How much of an answer that cannot be read is told on, in characters.
const QUOTED_CHARS_MAX: usize = 80;
/// Statuses that lie with the number: it leaves our shelf.
const OF_THE_NUMBER: [&str; 4] =
    ["Unable_to_purchase", "did_in_use", "invalid_did", "order_failed"];
/// What lists our numbers there.
const OWN: &str = "getDIDsInfo";
/// How often it is asked for a number that was sold …
const LOOKS_MAX: u32 = 8;
/// … and how long after the time before.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The status behind which a sale may hide: there was no answer at that moment.
const OF_NOBODY: &str = "unavailable_info";

/// Where numbers are bought, in whose name, and how they are set up there.
#[derive(Clone)]
pub struct Account {
    /// The address of the API, such as `https://voip.ms/api/v1/rest.php`.
    pub api: Target,
    /// The name we go by there …
    pub user: String,
    /// … and the password.
    pub password: Secret,
    /// Where calls to the numbers go, as routings are written there: `sip:5096`, `account:100001`.
    pub routing: String,
    /// The point of presence there.
    pub pop: String,
    /// The billing type there: 1 by the minute, 2 flat.
    pub billing_type: u8,
}

/// Somebody who buys there.
pub struct Upstream {
    account: Account,
    rules: Rules,
    caller: Caller,
}

impl Upstream {
    /// Buys in the name of this account. The operator chose the address, so that it may be in the
    /// operator's own house.
    pub fn of(account: Account, rules: Rules) -> Self {
        let everywhere = [IpNet::V4(Ipv4Net::default()), IpNet::V6(Ipv6Net::default())];
        Self { account, rules, caller: Caller::new(everywhere) }
    }

    /// What buys a number.
    fn order(&self, did: Did) -> Call {
        let Account { routing, pop, billing_type, .. } = &self.account;
        let is_toll_free = self.rules.kind(did) == Some(NumberKind::TollFree);
        let method = if is_toll_free { "orderTollFree" } else { "orderDID" };
        let setup = [
            ("routing", routing.as_str()),
            ("pop", pop),
            ("dialtime", "60"),
            ("cnam", "0"),
            ("billing_type", &billing_type.to_string()),
        ];
        self.call(method, did, &setup)
    }

    fn call(&self, method: &str, did: Did, more: &[(&str, &str)]) -> Call {
        let Account { api, user, password, .. } = &self.account;
        let number = did.national();
        let arguments = [
            ("api_username", user.as_str()),
            ("api_password", password.expose()),
            ("method", method),
            ("did", &number),
        ];
        let arguments: Vec<String> = arguments
            .iter()
            .chain(more)
            .map(|(name, value)| format!("{name}={}", percent::encode(value)))
            .collect();
        let path = format!("{}?{}", api.path, arguments.join("&"));
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, HeaderValue::from_static("tandem-supply/1"));
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        let target = Target { path, ..api.clone() };
        Call { target, method: Method::GET, headers, body: Bytes::new() }
    }

    /// Whether a number that was sold has come to be ours there.
    async fn arrived(&self, did: Did) -> SupplierAnswer {
        for look in 0..LOOKS_MAX {
            if look > 0 {
                tokio::time::sleep(LOOK_EVERY).await;
            }
            // Who is not reached now is asked again.
            let reply = self.caller.call(self.call(OWN, did, &[])).await;
            if reply.is_ok_and(|reply| lists(&reply, did)) {
                return SupplierAnswer::Sold;
            }
        }
        SupplierAnswer::Unclear(format!("it said success, and {OWN} does not list the number"))
    }
}

impl Supplier for Upstream {
    fn buy(&self, did: Did) -> BoxFuture<'_, SupplierAnswer> {
        Box::pin(async move {
            if did.nanp().is_none() {
                let why = "it is bought from a supplier of North American numbers";
                return SupplierAnswer::Refused(why.to_owned());
            }
            match self.caller.call(self.order(did)).await {
                Ok(reply) => match meaning(&reply) {
                    SupplierAnswer::Sold => self.arrived(did).await,
                    answer => answer,
                },
                Err(fault @ (CallFault::Address(_) | CallFault::Unreached(_))) => {
                    SupplierAnswer::Declined(fault.to_string())
                }
                Err(fault @ (CallFault::Line(_) | CallFault::Late)) => {
                    SupplierAnswer::Unclear(fault.to_string())
                }
            }
        })
    }
}

/// Whether an answer lists the number among ours.
fn lists(reply: &Reply, did: Did) -> bool {
    let read: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let number = did.national();
    let is_it = |row: &Value| row["did"].as_str() == Some(&number);
    read["dids"].as_array().is_some_and(|rows| rows.iter().any(is_it))
}

/// What an answer means for the number.
fn meaning(reply: &Reply) -> SupplierAnswer {
    let read: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let Some(status) = read["status"].as_str() else {
        let said: String =
            String::from_utf8_lossy(&reply.body).chars().take(QUOTED_CHARS_MAX).collect();
        return SupplierAnswer::Unclear(format!("it answered {} {said}", reply.status));
    };
    let said = match read["message"].as_str() {
        Some(message) if !message.is_empty() => format!("{status}: {message}"),
        _ => status.to_owned(),
    };
    match status {
        "success" => SupplierAnswer::Sold,
        OF_NOBODY => SupplierAnswer::Unclear(said),
        status if OF_THE_NUMBER.contains(&status) => SupplierAnswer::Refused(said),
        _ => SupplierAnswer::Declined(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upstream() -> Upstream {
        let account = Account {
            api: Target::parse("http://127.0.0.1:9/api/v1/rest.php").expect("an address"),
            user: "me@example.com".to_owned(),
            password: "a&b".to_owned().into(),
            routing: "sip:5096".to_owned(),
            pop: "5".to_owned(),
            billing_type: 1,
        };
        Upstream::of(account, Rules::new())
    }

    fn did(digits: u64) -> Did {
        Did::new(digits).expect("a literal of this file")
    }

    #[test]
    fn a_number_is_asked_for_as_the_provider_documents_it() {
        let call = upstream().order(did(13_052_220_100));
        assert_eq!(
            call.target.path,
            "/api/v1/rest.php?api_username=me%40example.com&api_password=a%26b&method=orderDID\
             &did=3052220100&routing=sip%3A5096&pop=5&dialtime=60&cnam=0&billing_type=1"
        );
        assert!(upstream().order(did(18_772_223_333)).target.path.contains("method=orderTollFree"));
    }

    #[test]
    fn an_answer_is_a_sale_a_no_or_a_riddle() {
        let of = |status: u16, body: &str| {
            let body = Bytes::copy_from_slice(body.as_bytes());
            meaning(&Reply { status, headers: HeaderMap::new(), body })
        };
        assert_eq!(of(200, r#"{"status":"success"}"#), SupplierAnswer::Sold);
        for (body, word) in [
            (r#"{"status":"did_in_use","message":"5552223333 is in use"}"#, "refused"),
            (r#"{"status":"invalid_credentials"}"#, "declined"),
            (r#"{"status":"non_sufficient_funds"}"#, "declined"),
            (r#"{"status":"unavailable_info"}"#, "unclear"),
            ("<html>Bad Gateway</html>", "unclear"),
            ("", "unclear"),
        ] {
            assert_eq!(of(200, body).word(), word, "{body}");
        }
        let refused = SupplierAnswer::Refused("did_in_use: it is in use".to_owned());
        let body = r#"{"status":"did_in_use","message":"it is in use"}"#;
        assert_eq!(of(200, body), refused);
    }

    #[test]
    fn a_number_is_ours_once_it_is_listed() {
        let of = |body: &str| {
            let body = Bytes::copy_from_slice(body.as_bytes());
            lists(&Reply { status: 200, headers: HeaderMap::new(), body }, did(13_052_220_100))
        };
        assert!(of(r#"{"status":"success","dids":[{"did":"3052220100","pop":"5"}]}"#));
        for body in
            [r#"{"status":"no_did"}"#, r#"{"status":"success","dids":[{"did":"3052220101"}]}"#, "<"]
        {
            assert!(!of(body), "{body}");
        }
    }

    #[tokio::test]
    async fn who_is_not_reached_has_sold_nothing() {
        // Kept, so that nobody else listens there meanwhile: a socket that is bound and does not listen.
        let kept = tokio::net::TcpSocket::new_v4().expect("a socket");
        kept.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
        let mut upstream = upstream();
        upstream.account.api.port = kept.local_addr().expect("its address").port();
        assert_eq!(upstream.buy(did(13_052_220_100)).await.word(), "declined");
        let abroad = did(442_079_460_000);
        assert_eq!(upstream.buy(abroad).await.word(), "refused");
    }
}
