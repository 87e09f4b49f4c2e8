//! A number comes from another carrier and goes to one, and somebody's number is looked up: through an API on
//! one side, at the command line on the other.

use tandem_harness::http::Client;

use crate::operator::{Operator, text};

const WISH: &str = "numbers=3052228000&portname=Office&firstname=Alice&lastname=Miller\
    &address1=1+Main+Street&city=Miami&state=FL&zip=33101&requested_due_date=04/09/24\
    &btn=3052228000&account_number=A-17";

/// An operator with a plan, ten numbers and a customer who has a key.
fn shop() -> (Operator, String, String) {
    let operator = Operator::new();
    operator.writes("stock.csv", "number,to,state\n3052220100,3052220109,FL\n");
    operator.types(&["import", "numbers", "stock.csv", "--data", "data"]);
    operator.acts(&[
        "plan",
        "set",
        "STANDARD",
        "--monthly",
        "1.49",
        "--port-in",
        "5",
        "--cnam-lookup",
        "0.01",
    ]);
    let alice = operator.acts(&["account", "open", "--name", "Alice Ltd"]);
    operator.acts(&["account", "top-up", &alice, "10"]);
    let key = operator.acts(&["key", "issue", &alice, "--dialect", "api19"]);
    let key = key.lines().last().unwrap_or_default().trim().to_owned();
    (operator, alice, key)
}

#[test]
fn a_number_comes_and_goes() {
    let (operator, alice, key) = shop();
    let server = operator.serves();
    let mut client = Client::of(server.address);
    let mut asks = |path: &str| client.get(&format!("{path}&key={key}")).expect("an answer").1;
    let told = asks(&format!("/lnp/portability/submit?{WISH}"));
    assert!(told.contains("All numbers are valid"), "{told}");

    let list = operator.acts(&["port", "list"]);
    let port = list.split('\t').next().expect("an id").to_owned();
    assert!(list.contains("submitted") && list.contains("+13052228000"), "{list}");
    let early = operator.tries(&["admin", "--data", "data", "port", "activate", &port]);
    assert_eq!(early.status.code(), Some(1), "{}", text(&early.stderr));
    let act = |words: &[&str]| operator.acts(&[&["port"], words].concat());
    assert_eq!(act(&["reject", &port, "pin", "--note", "it has six digits"]), "rejected");
    let seen = asks("/lnp/portability/lookup?number=3052228000");
    assert!(
        seen.contains(r#""status":"rejected""#) && seen.contains(r#""correct":"pin""#),
        "{seen}"
    );
    let again = asks(&format!("/lnp/portability/submit?{WISH}&pin=471100&order_id={port}"));
    assert!(again.contains(&port), "{again}");
    operator.writes("loa.pdf", "%PDF-1.7 a letter");
    act(&["attach", &port, "loa.pdf"]);
    assert_eq!(act(&["confirm", &port, "2030-01-01T15:00:00Z"]), "scheduled");
    assert!(act(&["show", &port]).contains("471100"));
    assert_eq!(act(&["activate", &port]), "completed");
    let shown = act(&["show", &port]);
    for part in ["active", "it has six digits", "application/pdf", "order"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains("471100"), "the PIN has done its work: {shown}");
    let mine = asks("/dids/my/list?limit=10");
    assert!(mine.contains("3052228000"), "{mine}");
    let statement = operator.acts(&["account", "statement", &alice]);
    assert!(statement.contains("port-in") && statement.contains("5.00"), "{statement}");

    let out = |account: &str| {
        let words = ["out", "13052228000", "--carrier", "Other", "--account", account];
        act(&[&words[..], &["--on", "2030-02-01"]].concat())
    };
    assert!(out("nobody").ends_with("rejected: account_number"));
    assert!(out(&alice).contains("goes on 2030-02-01"));
    act(&["complete", "13052228000"]);
    assert!(!asks("/dids/my/list?limit=10").contains("3052228000"));
    assert_eq!(act(&["leaving"]).lines().count(), 2);
    operator.types(&["doctor", "--data", "data"]);
}

#[test]
fn what_is_loaded_is_looked_up() {
    let (operator, alice, key) = shop();
    operator
        .writes("carriers.csv", "number,to,spid_name\n3055550000,3055559999,OTHER TELCO\n1,,X\n");
    let load = operator.tries(&["import", "lookups", "carriers.csv", "--data", "data"]);
    assert_eq!(load.status.code(), Some(1), "one row holds no number");
    assert!(text(&load.stdout).contains("2 rows: 1 loaded"), "{}", text(&load.stdout));
    operator.writes("names.csv", "number,name\n3055550123,ACME Incorporated of Miami\n");
    let load = operator.types(&["import", "cnam", "names.csv", "--data", "data"]);
    assert!(load.contains("1 rows: 1 loaded"), "{load}");
    let server = operator.serves();
    let mut client = Client::of(server.address);
    let mut asks = |path: &str| client.get(&format!("{path}&key={key}")).expect("an answer").1;
    let known = asks("/lookup/number?number=3055550123");
    assert!(known.contains(r#""name":"ACME Incorporat""#), "{known}");
    assert!(known.contains(r#""spid_name":"OTHER TELCO""#), "{known}");
    assert!(asks("/lookup/cnam?number=3055550124").contains(r#""name":"""#));
    let statement = operator.acts(&["account", "statement", &alice]);
    assert_eq!(statement.matches("look-up").count(), 1, "{statement}");
    assert!(statement.contains("name of +13055550123"), "{statement}");
}
