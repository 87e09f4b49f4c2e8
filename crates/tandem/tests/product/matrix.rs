//! Four dialects over one number: whatever one orders, each other sees, routes, writes from and cancels.

use bytes::Bytes;
use http::{Request, header};

use crate::product::Product;

/// A dialect, as its customer speaks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    Voipms,
    Anveo,
    Api19,
    Dialogtech,
}

const ALL: [Dialect; 4] = [Dialect::Voipms, Dialect::Anveo, Dialect::Api19, Dialect::Dialogtech];

/// The telephone that numbers are sent to at first, and then.
const FIRST: &str = "3055550177";
const SECOND: &str = "3055550188";
/// A number of the demo's other customer that takes messages.
const FRIEND: &str = "8577884821";
/// The AREA_ID of the demo's fictional area code, whose numbers can carry messages.
const AREA: &str = "1.2119.912.555.0.0.0.0.0";

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_one_number_in_every_dialect() {
    let product = Product::fresh().await;
    for one in ALL {
        for other in ALL.into_iter().filter(|other| *other != one) {
            let told = |what: &str| format!("ordered by {one:?}, {what} {other:?}");
            let number = one.orders(&product).await;
            assert!(other.has(&product, &number).await, "{}", told("seen by"));
            one.sends_to(&product, &number, FIRST).await;
            other.shows(&product, &number, FIRST).await;
            other.sends_to(&product, &number, SECOND).await;
            one.shows(&product, &number, SECOND).await;
            if carries_messages(&product, &number).await {
                other.lets_write(&product, &number).await;
                other.writes(&product, &number).await;
                one.writes(&product, &number).await;
            } else {
                assert_eq!(one, Dialect::Anveo, "{}", told("written from by"));
            }
            other.cancels(&product, &number).await;
            assert!(!one.has(&product, &number).await, "{}", told("cancelled by"));
            assert!(!other.has(&product, &number).await, "{}", told("cancelled by"));
        }
    }
    product.assert_sound().await;
}

impl Dialect {
    /// Orders a number; DialogTech and Anveo choose it themselves.
    async fn orders(self, product: &Product) -> String {
        let shelf = api19(product, "/dids/available/list", "npa=555&nxx=222&quantity=1").await;
        let number = between(&shelf, "\"number\":\"", "\"");
        match self {
            Self::Voipms => {
                let wanted = format!(
                    "did={number}&routing=sys:hangup&pop=5&dialtime=60&cnam=0&billing_type=1"
                );
                voipms(product, "orderDID", &wanted).await;
            }
            Self::Api19 => {
                let answer = api19(product, "/dids/order/list", &format!("dids={number}")).await;
                assert!(answer.contains(&format!("\"{number}\":\"yes\"")), "{answer}");
            }
            Self::Anveo => {
                let wanted = format!("param[DID_TYPE]=GEOGRAPHIC&param[AREA_ID]={AREA}");
                let answer = anveo(product, "DID.ORDER", &wanted).await;
                return between(&answer, "E164=\"1", "\"");
            }
            Self::Dialogtech => {
                let wanted = "type=local&search=555222&quantity=1&fill_quantity=1&sms_supported=1&order_slot=1";
                let answer = dialogtech(product, "numbers.order", wanted).await;
                return between(&answer, "<number>", "</number>");
            }
        }
        number
    }

    /// Whether the number is in the list of the account's.
    async fn has(self, product: &Product, number: &str) -> bool {
        match self {
            Self::Voipms => {
                let target = format!("method=getDIDsInfo&did={number}");
                rest(product, &target).await.contains(&format!("\"did\":\"{number}\""))
            }
            Self::Anveo => {
                let answer =
                    anveo(product, "DID.LIST", &format!("param[FILTER.E164]=1{number}")).await;
                answer.contains(&format!("E164=\"1{number}\""))
            }
            Self::Api19 => {
                let answer = api19(product, "/dids/my/list", &format!("did={number}")).await;
                answer.contains(&format!("\"did\":\"{number}\""))
            }
            Self::Dialogtech => {
                let answer = dialogtech(product, "routing.numbers", "format=csv").await;
                answer.contains(number)
            }
        }
    }

    /// Has the number ring at a telephone.
    async fn sends_to(self, product: &Product, number: &str, telephone: &str) {
        match self {
            Self::Voipms => {
                let id = forwarding(product, telephone).await;
                let set = format!("did={number}&routing=fwd:{id}");
                voipms(product, "setDIDRouting", &set).await;
            }
            Self::Anveo => {
                let set = format!(
                    "param[FILTER.E164]=1{number}&param[CALL_FORWARD_TYPE]=PHONE\
                     &param[CALL_FORWARD_TO]=1{telephone}"
                );
                anveo(product, "DID.UPDATE", &set).await;
            }
            Self::Api19 => {
                let set = format!("did={number}&forward={telephone}");
                api19(product, "/dids/callforward/change", &set).await;
            }
            Self::Dialogtech => {
                let set =
                    format!("phone_number={number}&routing_type=transfer&parameter1={telephone}");
                dialogtech(product, "routing.configure", &set).await;
            }
        }
    }

    /// Makes sure that it shows the telephone at which a number rings, if it has words for that: a
    /// DialogTech customer sees it in the list that Anveo's would.
    async fn shows(self, product: &Product, number: &str, telephone: &str) {
        let (answer, shown) = match self {
            Self::Voipms => {
                let routing = rest(product, &format!("method=getDIDsInfo&did={number}")).await;
                let id = between(&routing, "\"routing\":\"fwd:", "\"");
                let known = rest(product, &format!("method=getForwardings&forwarding={id}")).await;
                (known, format!("\"phone_number\":\"{telephone}\""))
            }
            Self::Api19 => {
                let answer = api19(product, "/dids/my/list", &format!("did={number}")).await;
                (answer, format!("\"call_forward\":\"{telephone}\""))
            }
            Self::Anveo | Self::Dialogtech => {
                let filter = format!("param[FILTER.E164]=1{number}");
                let answer = anveo(product, "DID.LIST", &filter).await;
                (answer, format!("CALL_FORWARD_TO=\"1{telephone}\""))
            }
        };
        assert!(answer.contains(&shown), "{self:?} shows {number} so: {answer}");
    }

    /// Makes sure that the number carries messages.
    async fn lets_write(self, product: &Product, number: &str) {
        match self {
            Self::Voipms => {
                voipms(product, "setSMS", &format!("did={number}&enable=1")).await;
            }
            Self::Anveo => {
                let set =
                    format!("param[FILTER.E164]=1{number}&param[SMS_EMAIL]=texts@example.com");
                anveo(product, "DID.UPDATE", &set).await;
            }
            // Whatever it orders does; of others it has nothing to say.
            Self::Api19 => {
                let set = format!("number={number}");
                dialogtech(product, "sms.register_number", &set).await;
            }
            Self::Dialogtech => {
                let answer =
                    dialogtech(product, "sms.register_number", &format!("number={number}")).await;
                assert!(answer.contains(&format!("[{number}] Registered")), "{answer}");
            }
        }
    }

    /// Sends a text message from the number.
    async fn writes(self, product: &Product, number: &str) {
        match self {
            Self::Voipms => {
                voipms(product, "sendSMS", &format!("did={number}&dst={FRIEND}&message=hello"))
                    .await;
            }
            Self::Anveo => {
                let target = format!(
                    "/api/v1.asp?apikey=YOURAPIKEY&action=sms&from=1{number}\
                     &destination=1{FRIEND}&message=hello"
                );
                let answer = get(product, &target).await;
                assert!(answer.starts_with("result=success^error=^parts=1^fee="), "{answer}");
            }
            Self::Api19 => {
                let text = format!("source={number}&destination={FRIEND}&message=hello");
                let answer = api19(product, "/sms/send", &text).await;
                assert!(answer.contains("\"uuid\":\"s-"), "{answer}");
            }
            Self::Dialogtech => {
                let text = format!("from={number}&to={FRIEND}&message=hello");
                let sent = dialogtech(product, "sms.send_message", &text).await;
                let id = between(&sent, "<msg_id>", "</msg_id>");
                let kept = dialogtech(product, "sms.get_message", &format!("msg_id={id}")).await;
                assert!(kept.contains("<message>hello</message>"), "{kept}");
            }
        }
    }

    /// Gives the number back.
    async fn cancels(self, product: &Product, number: &str) {
        match self {
            Self::Voipms => {
                voipms(product, "cancelDID", &format!("did={number}")).await;
            }
            Self::Anveo => {
                anveo(product, "DID.CANCEL", &format!("param[E164]=1{number}")).await;
            }
            Self::Api19 => {
                api19(product, "/dids/my/delete", &format!("did={number}")).await;
            }
            Self::Dialogtech => {
                dialogtech(product, "numbers.remove", &format!("number={number}")).await;
            }
        }
    }
}

/// Whether the number can carry messages. All can that are ordered here by what they can; Anveo's orders
/// take what comes.
async fn carries_messages(product: &Product, number: &str) -> bool {
    let answer = api19(product, "/dids/my/list", &format!("did={number}")).await;
    answer.contains("\"sms\":\"yes\"")
}

/// The forwarding to a telephone: the one that there is, or a new one.
async fn forwarding(product: &Product, telephone: &str) -> String {
    let known = rest(product, "method=getForwardings").await;
    let at = known.find(&format!("\"phone_number\":\"{telephone}\""));
    if let Some(at) = at {
        let begun = known[..at].rfind("\"forwarding\":\"").expect("an id before it");
        return between(&known[begun..], "\"forwarding\":\"", "\"");
    }
    let made = voipms(product, "setForwarding", &format!("phone_number={telephone}")).await;
    between(&format!("{made}\n"), "\"forwarding\":", "}").trim_matches('"').to_owned()
}

async fn rest(product: &Product, query: &str) -> String {
    let login = "api_username=demo@example.com&api_password=demo-voipms-password";
    get(product, &format!("/api/v1/rest.php?{login}&{query}")).await
}

async fn voipms(product: &Product, method: &str, query: &str) -> String {
    let answer = rest(product, &format!("method={method}&{query}")).await;
    assert!(answer.contains("\"status\":\"success\""), "{method} {query}: {answer}");
    answer
}

async fn anveo(product: &Product, action: &str, params: &str) -> String {
    let target = format!("/api/v2.asp?userkey=YOURAPIKEY&action={action}&{params}");
    let answer = get(product, &target).await;
    assert!(answer.contains("<RESULT>SUCCESS</RESULT>"), "{action} {params}: {answer}");
    answer
}

async fn api19(product: &Product, path: &str, args: &str) -> String {
    let answer = get(product, &format!("{path}?key=api_key&{args}")).await;
    assert!(answer.contains("\"status\":\"ok\""), "{path} {args}: {answer}");
    answer
}

async fn dialogtech(product: &Product, action: &str, args: &str) -> String {
    let keys = "access_key=foo&secret_access_key=bar";
    let answer = get(product, &format!("/ibp_api.php?action={action}&{keys}&{args}")).await;
    assert!(!answer.contains("<result>failed</result>"), "{action} {args}: {answer}");
    answer
}

async fn get(product: &Product, target: &str) -> String {
    let request = Request::get(target.replace(' ', "%20"))
        .header(header::HOST, "localhost")
        .body(Bytes::new())
        .expect("a request");
    let answer = product.send(request).await;
    String::from_utf8_lossy(answer.body()).into_owned()
}

fn between(text: &str, before: &str, behind: &str) -> String {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("{before} in {text}")).1;
    rest.split_once(behind).unwrap_or_else(|| panic!("{behind} in {text}")).0.to_owned()
}
