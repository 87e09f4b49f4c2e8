//! What a demo is too generous to show: short funds, suspended accounts, the terms of credentials.
//! And a row of `getDIDsInfo` at a known time, as the provider's document prints it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures_executor::block_on;
use http::Request;
use tandem_domain::{
    AccountId, AccountProfile, AccountStatus, Actor, Capabilities, Cleansed, Currency, Destination,
    MessagePrice, Money, ObjectId, ObjectKind, Offer, Origin, PlanRule, Price, RatePlan, Reason,
    RuleMatch, Scope, Timestamp,
};
use tandem_engine::{
    AccountOpen, AccountSet, Alias, Ask, Clock, Command, CredentialIssue, Engine, FundsPost,
    NumberStock, ObjectPut, OperatorOpen, PlanPut, StockRow,
};
use tandem_gateway::{Gate, Gateway, RateLimit, Timer, secret};
use tandem_mirror::Terms;
use tandem_numbering::{Did, NumberKind, Rules};
use tandem_store::{DatabaseUrl, Store};
use tandem_voipms::{SCHEME, VoipMs};

const ORDER: &str = "method=orderDID&did=7862285619&routing=account:100001_VoIP&pop=16&dialtime=60\
                     &cnam=1&billing_type=2";

/// 30 July 2014, 15:09:04 in Toronto: when the document's number was ordered.
const AFTERNOON: Timestamp = Timestamp(1_406_747_344_000_000);

/// A clock that stands still.
struct StoppedClock(Timestamp);

impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// A shop with one number and one customer.
struct Shop {
    engine: Engine,
    gateway: Gateway,
    account: AccountId,
    directory: PathBuf,
}

impl Shop {
    fn open(balance: Money, terms: Terms, limit: RateLimit) -> Self {
        Self::open_at(AFTERNOON, balance, terms, limit)
    }

    fn open_at(now: Timestamp, balance: Money, terms: Terms, limit: RateLimit) -> Self {
        static SERIAL: AtomicU64 = AtomicU64::new(0);
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        let name = format!("tandem-voipms-{}-{serial}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&directory).expect("a directory for the test");
        let url = DatabaseUrl::Sqlite(directory.join("tandem.db"));
        let store = Store::open(&url).expect("a fresh database opens");
        let engine = Engine::new(store, Rules::new(), Box::new(StoppedClock(now)), 1, 0);
        operate(&engine, OperatorOpen);
        block_on(engine.load()).expect("the mirrors load");
        let account = furnish(&engine, balance, terms);
        block_on(engine.refresh_access()).expect("the credentials are read");
        let timer: Timer = Arc::new(|_| Box::pin(std::future::ready(())));
        let gate = Gate::new(engine.clone(), limit, timer).expect("a gate");
        let gateway = Gateway::new(gate, vec![Box::new(VoipMs::new())]);
        Self { engine, gateway, account, directory }
    }

    fn get(&self, query: &str) -> String {
        let target =
            format!("/api/v1/rest.php?api_username=a@example.com&api_password=secret&{query}");
        let request = Request::get(target).body(Bytes::new()).expect("a request");
        let answer = block_on(self.gateway.handle(request, Some([127, 0, 0, 1].into())));
        String::from_utf8(answer.body().to_vec()).expect("an answer is text")
    }

    fn status(&self, query: &str) -> String {
        let answer = self.get(query);
        let rest = answer.strip_prefix(r#"{"status":""#).expect("an answer begins with its status");
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.engine.close();
        // What stays behind is in the directory for temporary files.
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

fn operate<C: Command>(engine: &Engine, command: C) -> C::Outcome {
    block_on(engine.execute(Ask::new(Actor::operator(), command))).expect(C::NAME)
}

fn profile() -> AccountProfile {
    AccountProfile {
        name: "A customer".to_owned(),
        plan: "FLAT".to_owned(),
        default_routing: Destination::None,
        client_limit: None,
        calls: tandem_domain::CallLimits::default(),
        held_max: None,
        closed: false,
        email: String::new(),
        postal_code: String::new(),
        messages_a_day: None,
        zone: String::new(),
    }
}

fn furnish(engine: &Engine, balance: Money, terms: Terms) -> AccountId {
    let alias = |name: &str| Alias { scheme: SCHEME.to_owned(), name: name.to_owned() };
    let open = |parent, name| AccountOpen {
        parent,
        profile: profile(),
        currency: Currency::USD,
        aliases: vec![alias(name)],
    };
    let account = operate(engine, open(None, "100001")).account;
    for login in ["100001_VoIP", "100001_VoIPReseller"] {
        operate(engine, open(Some(account), login));
    }
    let note = String::new();
    operate(engine, FundsPost { account, amount: balance, reason: Reason::TopUp, note });
    for (code, cents, minute) in [("PERMINUTE", [50, 99], 1), ("FLAT", [100, 495], 0)] {
        let [setup, monthly] = cents.map(Money::cents);
        let price = Price { setup, monthly, minute: Money::cents(minute) };
        let plan = RatePlan {
            code: code.to_owned(),
            name: code.to_owned(),
            currency: Currency::USD,
            rules: vec![PlanRule { numbers: RuleMatch::default(), price }],
            slot: Money::ZERO,
            message: MessagePrice::default(),
            call: tandem_domain::CallTerms::default(),
            fees: tandem_domain::Fees::default(),
        };
        operate(engine, PlanPut { account: None, plan });
    }
    for (owner, kind, id) in [
        (AccountId::OPERATOR, ObjectKind::Pop, 16),
        (account, ObjectKind::Forwarding, 1521),
        (account, ObjectKind::Voicemail, 1001),
    ] {
        let doc = r#"{"number":13055550100}"#.parse().expect("a document");
        let (name, id) = (format!("{id}"), Some(ObjectId(id)));
        operate(engine, ObjectPut { account: owner, kind, id, name, doc });
    }
    let did = Did::new(17_862_285_619).expect("a number");
    let row = StockRow::for_sale(did, did, miami());
    operate(engine, NumberStock { rows: vec![row] });
    let password = secret::hash_password("secret").expect("hashing works");
    let credential = CredentialIssue {
        account,
        scheme: SCHEME.to_owned(),
        handle: "a@example.com".to_owned(),
        secret: password,
        terms,
    };
    operate(engine, credential);
    account
}

fn miami() -> Offer {
    Offer {
        country: "US".to_owned(),
        kind: NumberKind::Geographic,
        region: "FL".to_owned(),
        rate_centre: "MIAMI".to_owned(),
        locality: "Miami".to_owned(),
        postal_code: String::new(),
        lata: String::new(),
        point: None,
        capabilities: Capabilities { voice: true, sms: true, mms: false, fax: false },
        cleansed: Cleansed::None,
        origin: Origin::Own,
        supplier: None,
        plans: Vec::new(),
        abroad: None,
    }
}

fn anything() -> Terms {
    Terms { scopes: vec![Scope::Read, Scope::Write], ..Terms::default() }
}

const UNLIMITED: RateLimit = RateLimit { per_minute: 0 };

#[test]
fn the_row_of_the_document_is_printed_as_the_document_prints_it() {
    let shop = Shop::open(Money::cents(10_000), anything(), UNLIMITED);
    let more = "&failover_unreachable=fwd:1521&voicemail=1001&callerid_prefix=MIA+[555]\
                &note=MIA+[555]&account=100001_VoIPReseller&minute=0.01";
    assert_eq!(shop.get(&format!("{ORDER}{more}")), r#"{"status":"success"}"#);
    assert_eq!(
        shop.get("method=getDIDsInfo"),
        concat!(
            r#"{"status":"success","dids":[{"did":"7862285619","description":"MIAMI, FL","#,
            r#""routing":"account:100001_VoIP","failover_busy":"none:","#,
            r#""failover_unreachable":"fwd:1521","failover_noanswer":"none:","#,
            r#""voicemail":"1001","pop":"16","dialtime":"60","cnam":"1","e911":"0","#,
            r#""callerid_prefix":"MIA [555]","note":"MIA [555]","port_out_pin":"","#,
            r#""billing_type":"2","next_billing":"2014-08-30","#,
            r#""order_date":"2014-07-30 15:09:04","reseller_account":"100001_VoIPReseller","#,
            r#""reseller_next_billing":"2014-08-30","reseller_monthly":"0.00000000","#,
            r#""reseller_minute":"0.01000000","reseller_setup":"0.00000000","#,
            r#""sms_available":1,"sms_enabled":"0","sms_email":"","sms_email_enabled":"0","#,
            r#""sms_forward":"","sms_forward_enabled":"0","sms_url_callback":"","#,
            r#""sms_url_callback_enabled":"0","sms_url_callback_retry":"0","#,
            r#""transcribe":"0","transcription_locale":"","transcription_redaction":"no","#,
            r#""transcription_summary":"no","transcription_sentiment":"no","#,
            r#""transcription_email":"","inbound_dialing_mode":"0","record_calls":"0","#,
            r#""sms_sipaccount":"","sms_sipaccount_enabled":"0","#,
            r#""transcription_start_delay":"0","voicemail_threshold":"0"}]}"#,
        )
    );
}

#[test]
fn days_of_billing_are_those_of_utc_and_times_torontos() {
    // Six hours later it is tomorrow already by the ledger's clock.
    let evening = AFTERNOON.plus_seconds(6 * 3600);
    let shop = Shop::open_at(evening, Money::cents(10_000), anything(), UNLIMITED);
    assert_eq!(shop.status(ORDER), "success");
    let row = shop.get("method=getDIDsInfo");
    let days = r#""next_billing":"2014-08-31","order_date":"2014-07-30 21:09:04""#;
    assert!(row.contains(days), "{row}");
    let lines = shop.get("method=getTransactionHistory&date_from=2014-07-30&date_to=2014-07-30");
    assert!(lines.contains(r#""date":"2014-07-30 21:09:04""#), "{lines}");
}

#[test]
fn transactions_are_lines_of_the_statement_with_a_row_behind_them() {
    let shop = Shop::open(Money::cents(10_000), anything(), UNLIMITED);
    assert_eq!(shop.status(ORDER), "success");
    let days = "method=getTransactionHistory&date_from=2014-07-30&date_to=2014-07-30";
    let answer = shop.get(days);
    let row = |kind: &str, what: &str, amount: &str| {
        format!(r#""type":"{kind}","description":"{what}","ammount":"{amount}"}}"#)
    };
    let rows = [
        row("Payment", "Payment", "100.00"),
        row("DID7862285619", "DID Setup Fee: 7862285619", "-1.00"),
        row("DID7862285619", "DID Monthly Fee: 7862285619", "-4.95"),
    ];
    for row in &rows {
        assert!(answer.contains(row), "{row} is not in {answer}");
    }
    let first = r#"{"status":"success","transactions":[{"date":"2014-07-30 15:09:04","uniqueid":""#;
    assert!(answer.starts_with(first), "{answer}");
    let last = concat!(
        r#"{"date":"2014-07-30 to 2014-07-30","uniqueid":"n\/a","type":"CNAM Queries","#,
        r#""description":"CNAM Queries","ammount":"0.0000"}]}"#,
    );
    assert!(answer.ends_with(last), "{answer}");
    assert_eq!(shop.status(&days.replace("07-30", "07-31")), "no_transactions");
}

#[test]
fn short_funds_buy_nothing() {
    let shop = Shop::open(Money::cents(594), anything(), UNLIMITED);
    let answer = shop.get(ORDER);
    let expected = r#"{"status":"non_sufficient_funds","message":"this costs 5.95 and you have 5.94 to spend"}"#;
    assert_eq!(answer, expected);
    assert_eq!(shop.status("method=getDIDsInfo"), "no_did");
    // The attempt is not held against who has paid in meanwhile.
    let (account, amount, note) = (shop.account, Money::cents(1), String::new());
    operate(&shop.engine, FundsPost { account, amount, reason: Reason::TopUp, note });
    assert_eq!(shop.status(ORDER), "success");
    let empty = r#"{"status":"success","balance":{"current_balance":"0.000000"}}"#;
    assert_eq!(shop.get("method=getBalance"), empty);
    // Charges by the day leave more digits than the provider shows.
    let (amount, note) = (Money(199), String::new());
    operate(&shop.engine, FundsPost { account, amount, reason: Reason::TopUp, note });
    let dust = r#"{"status":"success","balance":{"current_balance":"0.000001"}}"#;
    assert_eq!(shop.get("method=getBalance"), dust);
}

#[test]
fn a_suspended_account_looks_and_does_not_buy() {
    let shop = Shop::open(Money::cents(10_000), anything(), UNLIMITED);
    let (account, status) = (shop.account, AccountStatus::Suspended);
    operate(&shop.engine, AccountSet { account, profile: profile(), status });
    assert_eq!(shop.status("method=getDIDsUSA&state=FL"), "success");
    assert_eq!(shop.status(ORDER), "Unable_to_purchase");
}

#[test]
fn a_credential_is_good_under_its_terms_only() {
    let elsewhere = ["10.0.0.0/8".parse().expect("a network")].to_vec();
    let shop = Shop::open(
        Money::cents(10_000),
        Terms { networks: Some(elsewhere), ..anything() },
        UNLIMITED,
    );
    assert_eq!(shop.status("method=getBalance"), "ip_not_enabled");
    assert_eq!(shop.status(ORDER), "ip_not_enabled");
    assert_eq!(shop.get("method=getIP"), r#"{"status":"success","ip":"127.0.0.1"}"#);

    let shop = Shop::open(
        Money::cents(10_000),
        Terms { expires: Some(Timestamp(1)), ..anything() },
        UNLIMITED,
    );
    assert_eq!(shop.status("method=getBalance"), "api_not_enabled");
    assert_eq!(shop.status("method=getIP"), "api_not_enabled");

    let looking = Terms { scopes: vec![Scope::Read], ..Terms::default() };
    let shop = Shop::open(Money::cents(10_000), looking, UNLIMITED);
    assert_eq!(shop.status(ORDER), "api_not_enabled");
    assert_eq!(shop.status(&format!("{ORDER}&test=1")), "success_test");
    assert_eq!(shop.status("method=getDIDsInfo"), "no_did");
}

#[test]
fn calls_a_minute_are_counted() {
    let shop = Shop::open(Money::cents(10_000), anything(), RateLimit { per_minute: 2 });
    assert_eq!(shop.status("method=getBalance"), "success");
    assert_eq!(shop.status("method=getBalance"), "success");
    assert_eq!(shop.status("method=getBalance"), "api_limit_exceeded");
    assert_eq!(shop.status("method=noSuchThing"), "api_limit_exceeded");
}

#[test]
fn wrong_passwords_are_counted() {
    let shop = Shop::open(Money::cents(10_000), anything(), UNLIMITED);
    let wrong = |name: &str| {
        let target = format!("/api/v1/rest.php?api_username={name}&api_password=x&method=getIP");
        let request = Request::get(target).body(Bytes::new()).expect("a request");
        let answer = block_on(shop.gateway.handle(request, Some([127, 0, 0, 1].into())));
        String::from_utf8_lossy(answer.body()).contains("invalid_credentials")
    };
    let told = (0..12).filter(|_| wrong("a@example.com")).count();
    assert_eq!(told, 10);
    let told = (0..12).filter(|_| wrong("b@example.com")).count();
    assert_eq!(told, 10, "a name that nobody has is answered like one that somebody has");
    assert!(wrong("c@example.com"));
    assert_eq!(shop.status("method=getBalance"), "api_limit_exceeded");
}

#[test]
fn right_passwords_are_not_counted() {
    let shop = Shop::open(Money::cents(10_000), anything(), UNLIMITED);
    std::thread::scope(|scope| {
        let calls: Vec<_> =
            (0..40).map(|_| scope.spawn(|| shop.status("method=getBalance"))).collect();
        for call in calls {
            assert_eq!(call.join().expect("an answer"), "success");
        }
    });
}

#[test]
fn there_are_as_many_objects_as_may_be() {
    let shop = Shop::open(Money::cents(1), anything(), UNLIMITED);
    let forward = |place: i64| {
        shop.status(&format!("method=setForwarding&phone_number={}", 3_055_551_000 + place))
    };
    // One is there from the beginning. What is made at the same time shares a commit.
    let (most, hands) = (tandem_engine::OBJECTS_MAX, 50);
    std::thread::scope(|scope| {
        for hand in 1..=hands {
            let mut places = (hand..most).step_by(usize::try_from(hands).expect("few"));
            scope.spawn(move || assert!(places.all(|place| forward(place) == "success")));
        }
    });
    assert_eq!(forward(0), "forwards_exceeded");
    assert_eq!(shop.status("method=delForwarding&forwarding=1521"), "success");
    assert_eq!(forward(0), "success");
}
