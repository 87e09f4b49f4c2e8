//! The demo's shop as its clients see it: requests in the words of four dialects, what their answers
//! say was bought, and the books of the demo customer.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use serde_json::Value;
use tandem_harness::http::Client;

const VOIPMS: &str =
    "/api/v1/rest.php?api_username=demo@example.com&api_password=demo-voipms-password";
const DIALOGTECH: &str = "/ibp_api.php?access_key=foo&secret_access_key=bar";
/// The area New York 212, as the provider's document prints it.
const NEW_YORK: &str = "123.123.123.123.123.123.123.123.123";

/// The dialect of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    VoipMs,
    DialogTech,
    Api19,
    Anveo,
}

/// An order, ready to be sent, and sent again.
#[derive(Clone, Debug)]
pub struct Request {
    pub via: Via,
    pub target: String,
    /// The numbers that it names, where it names any.
    names: Vec<String>,
}

impl Request {
    /// The next order of a client of the storm: one number by name, two by name, or any three. It
    /// comes under a key, so that it can be repeated. `None` when the client's shelf is empty.
    pub fn in_storm(via: Via, key: &str, shelf: &mut Vec<String>) -> Option<Self> {
        let names = match via {
            Via::VoipMs => vec![shelf.pop()?],
            Via::Api19 => vec![shelf.pop()?, shelf.pop()?],
            Via::DialogTech | Via::Anveo => Vec::new(),
        };
        let request = Self::new(via, names, "type=local&search=555&quantity=3");
        Some(Self { target: format!("{}&idempotency_key={key}", request.target), ..request })
    }

    /// One of many orders for the last number that New York has.
    pub fn for_the_last(number: &str, buyer: usize) -> Self {
        let via = [Via::VoipMs, Via::DialogTech, Via::Api19, Via::Anveo][buyer % 4];
        Self::new(via, vec![number.to_owned()], "type=local&search=212&quantity=1")
    }

    fn new(via: Via, names: Vec<String>, search: &str) -> Self {
        let target = match via {
            Via::VoipMs => format!(
                "{VOIPMS}&method=orderDID&did={}&routing=sys:echo&pop=5&dialtime=60&cnam=1\
                 &billing_type=1",
                names.concat()
            ),
            Via::DialogTech => {
                format!("{DIALOGTECH}&action=numbers.order&{search}&fill_quantity=1")
            }
            Via::Api19 => format!("/dids/order/list?key=api_key&dids={}", names.join(",")),
            Via::Anveo => format!(
                "/api/v3.asp?userkey=YOURAPIKEY&action=DID.ORDER&param[DID_TYPE]=GEOGRAPHIC\
                 &param[AREA_ID]={NEW_YORK}&param[RATE_PLAN_ID]=SU&param[QUANTITY]=1"
            ),
        };
        Self { via, target, names }
    }

    /// The numbers that the answer says were bought; `None` when it says that none were.
    pub fn bought(&self, (status, body): &(u16, String)) -> Option<BTreeSet<String>> {
        assert_eq!(*status, 200, "{body}");
        let numbers: BTreeSet<String> = match self.via {
            Via::VoipMs if json(body)["status"] == "success" => {
                self.names.iter().cloned().collect()
            }
            Via::VoipMs => BTreeSet::new(),
            Via::Api19 => {
                let json = json(body);
                let success = json["success"].as_object();
                success.into_iter().flatten().map(|(number, _)| number.clone()).collect()
            }
            Via::DialogTech if body.contains("<result>success</result>") => {
                between(body, "<number>", "</number>")
            }
            Via::DialogTech => BTreeSet::new(),
            Via::Anveo => between(body, "E164=\"1", "\""),
        };
        (!numbers.is_empty()).then_some(numbers)
    }

    /// What one number costs this way, in ten-thousandths of a dollar.
    pub const fn price(&self) -> i64 {
        match self.via {
            // Per minute: 0.50 and 0.99.
            Via::VoipMs => 14_900,
            // The customer's own plan: nothing and 0.25.
            Via::Api19 | Via::DialogTech => 2_500,
            // SU: 2.49 and 1.49.
            Via::Anveo => 39_800,
        }
    }
}

fn json(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

fn between(text: &str, before: &str, after: &str) -> BTreeSet<String> {
    text.split(before)
        .skip(1)
        .filter_map(|rest| rest.split(after).next())
        .map(str::to_owned)
        .collect()
}

/// What is for sale in a state.
pub fn shelf(address: SocketAddr, state: &str) -> Vec<String> {
    let target = format!("{VOIPMS}&method=getDIDsUSA&state={state}");
    let (_, body) = Client::of(address).get(&target).expect("an answer");
    let json = json(&body);
    let rows = json["dids"].as_array().into_iter().flatten();
    rows.filter_map(|number| number["did"].as_str()).map(str::to_owned).collect()
}

/// The numbers that the demo customer has and what is left of its money, in ten-thousandths of a
/// dollar.
pub fn books(address: SocketAddr) -> (BTreeSet<String>, i64) {
    let mut client = Client::of(address);
    let mut ask = |method: &str| {
        let (status, body) = client.get(&format!("{VOIPMS}&method={method}")).expect("an answer");
        assert_eq!(status, 200, "{body}");
        json(&body)
    };
    let list = ask("getDIDsInfo");
    let numbers = list["dids"].as_array().into_iter().flatten();
    let numbers = numbers.map(|number| number["did"].as_str().expect("a number").to_owned());
    let numbers = numbers.collect();
    let balance = ask("getBalance");
    let balance = balance["balance"]["current_balance"].as_str().expect("a balance");
    let balance: f64 = balance.parse().expect("a balance");
    (numbers, (balance * 10_000.0).round() as i64)
}

/// Buys up area code 212 but for one number that every dialect sells, and returns that.
pub fn leave_one_in_new_york(address: SocketAddr) -> String {
    let mut client = Client::of(address);
    let search = format!("{DIALOGTECH}&action=numbers.search&type=local&value=212&quantity=1");
    let (_, body) = client.get(&search).expect("an answer");
    let last = between(&body, "<number>", "</number>").pop_first().expect("a number in 212");
    let mut others = shelf(address, "NY");
    others.retain(|number| number.starts_with("212") && *number != last);
    for some in others.chunks(50) {
        let order = format!("/dids/order/list?key=other-api19-key&dids={}", some.join(","));
        let (_, body) = client.get(&order).expect("an answer");
        assert_eq!(json(&body)["errors"], Value::Array(Vec::new()), "{body}");
    }
    last
}
