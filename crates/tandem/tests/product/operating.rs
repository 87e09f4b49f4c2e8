//! What an operator does with one account and another, as it is typed.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use tandem_harness::http::Client;

use crate::operator::{Operator, text};

/// An operator with a plan, a hundred numbers and one customer.
fn shop() -> (Operator, String) {
    let operator = Operator::new();
    operator.writes("stock.csv", "number,to,state\n3052220100,3052220199,FL\n");
    operator.types(&["import", "numbers", "stock.csv", "--data", "data"]);
    operator.acts(&["plan", "set", "STANDARD", "--setup", "0.50", "--monthly", "1.49"]);
    let alice = operator.acts(&["account", "open", "--name", "Alice Ltd"]);
    (operator, alice)
}

#[test]
fn a_key_is_listed_and_revoked_without_the_others() {
    let (operator, alice) = shop();
    let issue = |more: &[&str]| {
        operator.acts(&[&["key", "issue", &alice, "--dialect", "api19"], more].concat())
    };
    let (first, second) = (issue(&["--label", "the old server"]), issue(&[]));
    let list = operator.acts(&["key", "list", &alice]);
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines.len(), 2, "{list}");
    assert!(lines[0].contains("the old server") && lines[0].contains("issued 20"), "{list}");
    assert!(lines[1].contains(&second[..7]), "it is told by how it begins: {list}");
    assert!(!list.contains(&first) && !list.contains(&second), "no key is shown");

    let server = operator.serves();
    let mut client = Client::of(server.address);
    let mut says =
        |key: &str| client.get(&format!("/dids/cart/list?key={key}")).expect("an answer").1;
    let to_a_stranger = says("tk_of_nobody");
    let mut is_known = |key: &str| says(key) != to_a_stranger;
    assert!(is_known(&first) && is_known(&second));
    let id = lines[0].split('\t').next().expect("an id");
    assert_eq!(operator.acts(&["key", "revoke", &alice, id]), "1 revoked");
    // The other node hears of it within a moment.
    let is_gone = (0..8).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(500));
        !is_known(&first)
    });
    assert!(is_gone, "nobody comes in with it");
    assert!(is_known(&second), "and the other key is as good as it was");

    let again = operator.tries(&["admin", "--data", "data", "key", "revoke", &alice, id]);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("has no credential"), "{}", text(&again.stderr));
    let which = operator.tries(&["admin", "--data", "data", "key", "revoke", &alice]);
    assert_eq!(which.status.code(), Some(2), "all of them only if that is said");
    assert_eq!(operator.acts(&["key", "revoke", &alice, "--all"]), "1 revoked");
    assert_eq!(operator.acts(&["key", "list", &alice]), "");
}

#[test]
fn a_resellers_client_pays_in_has_a_limit_and_earns_its_reseller_something() {
    let (operator, alice) = shop();
    let acts = |words: &[&str]| operator.acts(words);
    let client = acts(&["account", "open", "--name", "Client", "--parent", &alice]);
    acts(&["account", "top-up", &alice, "50.00"]);
    let paid = acts(&["account", "top-up", &client, "20.00", "--note", "in cash"]);
    assert!(paid.starts_with("balance 20.00 with its reseller"), "{paid}");
    let charged = acts(&["account", "adjust", &client, "-5.50", "--note", "a telephone"]);
    assert!(charged.starts_with("balance 14.5"), "{charged}");
    acts(&["account", "set", &client, "--client-limit", "3.00"]);
    let mixed = ["account", "set", &client, "--credit-limit", "3.00"];
    let refused = operator.tries(&[&["admin", "--data", "data"], &mixed[..]].concat());
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));
    assert!(acts(&["account", "statement", &client]).contains("in cash"));

    operator.writes(
        "assigned.csv",
        &format!(
            "number,owner,next_billing,resale_monthly,resale_since,resale_next\n\
             3052220100,{client},2099-01-01,4.00,2020-01-01,2099-01-01\n"
        ),
    );
    operator.types(&["import", "assigned", "assigned.csv", "--data", "data"]);
    let margin = acts(&["account", "margin", &client]);
    assert!(margin.starts_with("number") && margin.contains("earned"), "{margin}");
    // Of a reseller: a line for each client. Of a client: it is shown, and whose it is.
    let margin = acts(&["account", "margin", &alice]);
    assert!(margin.starts_with("client") && margin.contains(&client), "{margin}");
    let shown = acts(&["account", "show", &client]);
    assert!(shown.contains("Client") && shown.contains(&alice), "{shown}");
    assert!(!shown.contains("Alice Ltd"), "{shown}");
    let refused = |words: &[&str]| {
        let output = operator.tries(&[&["admin", "--data", "data", "account"], words].concat());
        assert_eq!(output.status.code(), Some(1));
        text(&output.stderr)
    };
    let refund = refused(&["refund", &client, "1", "--note", "a mistake"]);
    assert!(refund.contains("between it and its reseller"), "{refund}");
    let bob = acts(&["account", "open", "--name", "Bob"]);
    let nobody = refused(&["margin", &bob]);
    assert!(nobody.contains("has no clients"), "{nobody}");
    operator.types(&["doctor", "--data", "data"]);
}

#[test]
fn whoever_has_heard_enough_may_leave() {
    let (operator, alice) = shop();
    for _ in 0..30 {
        operator.acts(&["account", "top-up", &alice, "1.00", "--note", &"so ".repeat(2000)]);
    }
    let exports = ["export", "numbers", "--data", "data"];
    let statement = ["admin", "--data", "data", "account", "statement", &alice];
    for words in [&statement[..], &exports[..]] {
        let mut command = operator.command(words);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        let mut line = String::new();
        // The reader goes, and the pipe with it, before all of it is written.
        let stdout = child.stdout.take().expect("its output");
        BufReader::with_capacity(16, stdout).read_line(&mut line).expect("a line");
        let output = child.wait_with_output().expect("it ends");
        assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
    }
}

#[test]
fn an_export_to_a_dash_is_to_be_read_at_once() {
    let (operator, _) = shop();
    let said = operator.types(&["export", "utilisation", "-", "--data", "data"]);
    assert!(said.contains("305-222"), "{said}");
    assert!(!operator.has("-"));
}

#[test]
fn nobody_serves_from_a_path_that_was_mistyped() {
    let operator = Operator::new();
    let refused = operator.tries(&["serve", "--listen", "127.0.0.1:0", "--data", "tpyo"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(text(&refused.stderr).contains("--init"), "{}", text(&refused.stderr));
    assert!(!operator.has("tpyo"));
    drop(operator.serves_as(&["--init", "--data", "new"]));
    assert!(operator.has("new/tandem.db"));
}

#[test]
fn what_the_command_line_refuses_it_explains() {
    let (operator, alice) = shop();
    let complaint = |words: &[&str]| {
        let output = operator.tries(&[&["admin", "--data", "data"], words].concat());
        assert!(!output.status.success(), "{words:?}");
        text(&output.stderr)
    };
    let inside = complaint(&["hook", "add", &alice, "http://127.0.0.1:9000/hook"]);
    assert!(inside.contains("--allow 127.0.0.1/32"), "{inside}");
    operator.acts(&[
        "hook",
        "add",
        &alice,
        "http://127.0.0.1:9000/hook",
        "--allow",
        "127.0.0.1/32",
    ]);
    let on_the_shelf = complaint(&["number", "restore", "3052220100"]);
    assert!(on_the_shelf.contains("only a number that was given back"), "{on_the_shelf}");
    let nobody = complaint(&["account", "top-up", "17", "1.00"]);
    assert!(nobody.contains("there is no account 17"), "{nobody}");
}

#[test]
fn a_back_order_that_nobody_placed_is_not_given_up() {
    let (operator, _) = shop();
    let refused = operator.tries(&["admin", "--data", "data", "order", "cancel-backorder", "1"]);
    assert_eq!(refused.status.code(), Some(1), "{}", text(&refused.stderr));
}
