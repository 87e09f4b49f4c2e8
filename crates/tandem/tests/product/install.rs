//! A fresh installation: what an operator types, from an empty directory to a number sold through
//! each of the four dialects.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use tandem_gateway::secret::anveo_signature;
use tandem_harness::http::Client;

use crate::operator::{Operator, text};

const PHRASE: &str = "open sesame";
const EMAIL: &str = "alice@example.com";

#[test]
fn a_fresh_installation_sells_through_every_dialect() {
    let operator = Operator::new();
    let rows = "number,to,state,rate_center,cleansed\n3052220100,3052220199,FL,MIAMI,house\n";
    operator.writes("stock.csv", rows);
    operator.types(&["import", "numbers", "stock.csv", "--data", "data"]);
    let acts = |words: &[&str]| operator.acts(words);

    acts(&["plan", "set", "STANDARD", "--setup", "0.50", "--monthly", "1.49", "--slot", "0.25"]);
    acts(&["plan", "set", "PERMINUTE", "--monthly", "0.99", "--minute", "0.01"]);
    acts(&["plan", "set", "SU", "--setup", "2.49", "--monthly", "1.49"]);
    acts(&["object", "put", "1000", "pop", "--id", "5", "--name", "Miami"]);

    let open = ["account", "open", "--name", "Alice Ltd", "--email", EMAIL];
    let aliases = ["--alias", "voipms:100001", "--alias", "anveo:100001", "--alias", "api19:AC1"];
    let alice = acts(&[&open[..], &aliases[..]].concat());
    acts(&["account", "top-up", &alice, "100.00", "--note", "wire of Monday"]);
    let flow = acts(&[
        "object",
        "put",
        &alice,
        "callflow",
        "--name",
        "main",
        "--doc",
        r#"{"steps":[{"ring":[{"address":"{e164}@pbx.example.com"}]}]}"#,
    ]);
    acts(&["account", "set", &alice, "--routing", &flow]);
    acts(&["slot", "add", &alice, "local", "10"]);
    let issue = |more: &[&str]| acts(&[&["key", "issue", &alice, "--dialect"], more].concat());
    issue(&["voipms", "--user", EMAIL, "--password", "secret"]);
    issue(&["dialogtech", "--user", "foo", "--password", "bar"]);
    let anveo = issue(&["anveo", "--phrase", PHRASE, "--email", EMAIL]);
    let api19 = issue(&["api19"]);

    let server = operator.serves();
    let mut client = Client::of(server.address);
    let signature = anveo_signature(PHRASE, EMAIL);
    for (order, bought) in [
        (
            format!(
                "/api/v1/rest.php?api_username={EMAIL}&api_password=secret&method=orderDID\
                 &did=3052220100&routing={flow}&pop=5&dialtime=60&cnam=1&billing_type=1"
            ),
            r#"{"status":"success"}"#,
        ),
        // Whoever names a number comes before those to whom any will do.
        (format!("/dids/order/list?key={api19}&dids=3052220150"), "3052220150"),
        (
            format!(
                "/api/v3.asp?userkey={anveo}&action=DID.ORDER&param[SIGNATURE]={signature}\
                 &param[DID_TYPE]=GEOGRAPHIC&param[AREA_ID]=1.2119.612.305.0.0.0.0.0"
            ),
            "<RESULT>SUCCESS</RESULT>",
        ),
        (
            "/ibp_api.php?access_key=foo&secret_access_key=bar&action=numbers.order&type=local\
             &search=305&quantity=2&fill_quantity=1"
                .to_owned(),
            "<quantity>2</quantity>",
        ),
    ] {
        let (status, body) = client.get(&order).expect("an answer");
        assert!(status == 200 && body.contains(bought), "{order}: {status} {body}");
    }

    assert!(acts(&["object", "list", &alice, "callflow"]).starts_with(&flow));
    let left = acts(&["account", "show", &alice]);
    // 100 less 0.99, 3.98, and three times 1.99.
    assert!(left.contains("89.06"), "{left}");
    assert_eq!(acts(&["order", "waiting"]), "");
    let sound = operator.types(&["doctor", "--data", "data"]);
    assert!(sound.contains("everything that must hold, holds"), "{sound}");

    // Importing again says where the numbers are that somebody has by now.
    operator.writes("again.csv", "number,rate_center\n3052220100,\n3052220150,ELSEWHERE\n305,\n");
    let again = operator.tries(&["import", "numbers", "again.csv", "--data", "data"]);
    let (said, complained) = (text(&again.stdout), text(&again.stderr));
    assert_eq!(again.status.code(), Some(1), "a row was refused");
    assert!(said.contains("line 2: 1 in use") && said.contains("line 3: 1 in use"), "{said}");
    let complaint = "line 4: number: 3 digits where there must be 10 to 15\n\
                     tandem: 1 rows could not be used\n";
    assert_eq!(complained, complaint, "and no bar is drawn into a pipe");
}

#[test]
fn only_what_stocks_a_database_makes_one() {
    let operator = Operator::new();
    for words in [&["doctor", "--data", "data"][..], &["admin", "--data", "data", "plan", "list"]] {
        let output = operator.tries(words);
        assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains("there is no database"));
        assert!(!operator.has("data"));
    }
    operator.writes("notes.txt", "no database at all, but a file that somebody may want to keep");
    let other = operator.tries(&["doctor", "--database", "sqlite:notes.txt"]);
    assert_eq!(other.status.code(), Some(3), "{}", text(&other.stderr));
    operator.writes("empty.db", "");
    let empty = operator.tries(&["admin", "--database", "sqlite:empty.db", "plan", "list"]);
    assert_eq!(empty.status.code(), Some(3), "{}", text(&empty.stderr));
    let untouched = std::fs::read(operator.directory.join("empty.db")).expect("a file");
    assert!(untouched.is_empty());
}

#[test]
fn a_demo_throws_away_nothing_but_demos() {
    let operator = Operator::new();
    operator.writes("stock.csv", "number\n3052220100\n");
    operator.types(&["import", "numbers", "stock.csv", "--data", "data"]);
    let before = operator.types(&["doctor", "--data", "data"]);
    for fresh in [&[][..], &["--fresh"]] {
        let demo = ["demo", "--listen", "127.0.0.1:0", "--data", "data"];
        let output = operator.tries(&[&demo[..], fresh].concat());
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    }
    assert_eq!(operator.types(&["doctor", "--data", "data"]), before);
    let mut misled = operator.command(&["demo", "--listen", "192.0.2.1:0"]);
    assert_eq!(misled.output().expect("the binary runs").status.code(), Some(2));

    // A demo that cannot listen has not touched what another one has.
    let listening = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = listening.local_addr().expect("its address").to_string();
    operator.writes("kept.db", "");
    let second = ["demo", "--listen", &taken, "--fresh", "--database", "sqlite:kept.db"];
    let output = operator.tries(&second);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(operator.has("kept.db"));
}

#[test]
fn what_is_said_counts_before_what_the_environment_says() {
    let operator = Operator::new();
    let mut import = operator.command(&["admin", "--data", "scratch", "account", "list"]);
    import.env("TANDEM_DATABASE", "sqlite:dear.db");
    let output = import.output().expect("the binary runs");
    let said = text(&output.stderr);
    assert!(said.contains("scratch") && !said.contains("dear.db"), "{said}");
    let both = operator.tries(&["doctor", "--data", "data", "--database", "sqlite:other.db"]);
    assert_eq!(both.status.code(), Some(2), "{}", text(&both.stderr));
    let mut misled = operator.command(&["doctor"]);
    let output = misled.env("TANDEM_DATABASE", "mysql://dear").output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("TANDEM_DATABASE"), "{}", text(&output.stderr));
}

#[test]
fn a_demo_goes_its_own_way_whatever_the_environment_says() {
    let operator = Operator::new();
    let mut demo = operator.command(&["demo", "--listen", "127.0.0.1:0", "--numbers", "1000"]);
    demo.env("TANDEM_DATA", "data").env("TANDEM_DATABASE", "sqlite:dear.db");
    let mut demo = demo.stdout(Stdio::piped()).spawn().expect("the binary runs");
    let mut greeting = String::new();
    let stdout = demo.stdout.take().expect("its output");
    BufReader::new(stdout).read_line(&mut greeting).expect("a greeting");
    demo.kill().expect("a process of ours");
    demo.wait().expect("a process of ours");
    assert!(greeting.contains("sqlite:tandem-demo/tandem.db"), "{greeting}");
    assert!(!operator.has("data") && !operator.has("dear.db"));
}
