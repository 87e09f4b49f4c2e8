//! Two shops, one of which sells what the other has.

use std::time::{Duration, Instant};

use tandem_harness::http::Client;

use crate::operator::{Operator, Server};

/// What both need to sell by the API of VoIP.ms.
const TERMS: [&[&str]; 2] = [
    &["plan", "set", "PERMINUTE", "--monthly", "0.99", "--minute", "0.01"],
    &["object", "put", "1000", "pop", "--id", "5", "--name", "Miami"],
];

/// An operator who has these numbers, and one customer with money.
fn shop(stock: &str) -> Operator {
    let operator = Operator::new();
    operator.writes("stock.csv", stock);
    operator.types(&["import", "numbers", "stock.csv", "--data", "data"]);
    for words in TERMS {
        operator.acts(words);
    }
    let customer = operator.acts(&["account", "open", "--name", "Customer"]);
    operator.acts(&["account", "top-up", &customer, "100.00"]);
    let doc = r#"{"uri":"desk@sip.example.com"}"#;
    operator.acts(&["object", "put", &customer, "sip", "--id", "5096", "--doc", doc]);
    let login = ["--dialect", "voipms", "--user", "customer", "--password", "secret"];
    operator.acts(&[&["key", "issue", &customer], &login[..]].concat());
    operator
}

/// Orders a number there, and waits until it is known what came of it.
fn order(server: &Server, number: &str) -> String {
    let mut client = Client::of(server.address);
    let path = format!(
        "/api/v1/rest.php?api_username=customer&api_password=secret&method=orderDID&did={number}\
         &routing=sip:5096&pop=5&dialtime=60&cnam=0&billing_type=1"
    );
    client.get(&path).expect("an answer").1
}

/// The customer's numbers there.
fn numbers(server: &Server) -> String {
    let mut client = Client::of(server.address);
    let path = "/api/v1/rest.php?api_username=customer&api_password=secret&method=getDIDsInfo";
    client.get(path).expect("an answer").1
}

fn supplied_by(server: &Server, password: &str) -> String {
    format!(
        "database = \"sqlite:data/tandem.db\"\n[suppliers.upstream]\napi = \"voipms\"\n\
         url = \"http://{}/api/v1/rest.php\"\nuser = \"customer\"\npassword = \"{password}\"\n\
         routing = \"sip:5096\"\npop = \"5\"\n",
        server.address
    )
}

#[test]
fn a_number_of_another_tandem_is_sold_here_and_bought_there() {
    let upstream = shop("number,to\n3052220100,3052220101\n");
    let here =
        shop("number,supplier\n3052220100,upstream\n3052220101,upstream\n3052220102,upstream\n");
    let there = upstream.serves();
    here.writes("tandem.toml", &supplied_by(&there, "secret"));
    let server = here.serves_as(&["--config", "tandem.toml"]);

    assert_eq!(order(&server, "3052220100"), r#"{"status":"success"}"#);
    assert!(numbers(&there).contains("3052220100"), "{}", numbers(&there));
    assert!(numbers(&server).contains("3052220100"), "{}", numbers(&server));

    // Somebody there was quicker; and one that was never there.
    assert_eq!(order(&there, "3052220101"), r#"{"status":"success"}"#);
    for (number, why) in [("3052220101", "did_in_use"), ("3052220102", "invalid_did")] {
        let refused = order(&server, number);
        assert!(refused.contains(why), "{refused}");
        assert!(!numbers(&server).contains(number));
    }
    assert!(here.acts(&["account", "list"]).contains("99.01"), "one number was paid for");
    assert_eq!(here.acts(&["order", "waiting"]), "");
    here.types(&["doctor", "--data", "data"]);
    upstream.types(&["doctor", "--data", "data"]);
}

#[test]
fn a_number_whose_supplier_cannot_be_asked_stays_on_the_shelf() {
    let upstream = shop("number\n3052220100\n");
    let here = shop("number,supplier\n3052220100,upstream\n");
    let there = upstream.serves();
    here.writes("tandem.toml", &supplied_by(&there, "mistaken"));
    let server = here.serves_as(&["--config", "tandem.toml"]);
    let refused = order(&server, "3052220100");
    assert!(refused.contains("cannot be bought at this moment"), "{refused}");
    assert!(!refused.contains("invalid_credentials"), "that is not the customer's: {refused}");
    drop(server);

    here.writes("tandem.toml", &supplied_by(&there, "secret"));
    let server = here.serves_as(&["--config", "tandem.toml"]);
    assert_eq!(order(&server, "3052220100"), r#"{"status":"success"}"#);
    drop(server);
    here.types(&["doctor", "--data", "data"]);
}

#[test]
fn a_number_whose_supplier_nobody_knows_is_listed_to_nobody() {
    let here = shop("number,supplier\n3052220100,upstream\n3052220101,\n");
    here.acts(&["plan", "set", "FLAT", "--monthly", "4.95"]);
    let server = here.serves();
    let mut client = Client::of(server.address);
    let path = "/api/v1/rest.php?api_username=customer&api_password=secret&method=searchDIDsUSA\
                &type=starts&query=305222";
    let listed = client.get(path).expect("an answer").1;
    assert!(listed.contains("3052220101") && !listed.contains("3052220100"), "{listed}");
    drop(server);

    let mut command = here.command(&["serve", "--listen", "127.0.0.1:0", "--data", "data"]);
    let log = here.directory.join("log");
    let file = std::fs::File::create(&log).expect("a file");
    let mut child =
        command.stdout(std::process::Stdio::null()).stderr(file).spawn().expect("it runs");
    let began = Instant::now();
    let mut said = String::new();
    while !said.contains("[suppliers.upstream]") && began.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(20));
        said = std::fs::read_to_string(&log).expect("the log");
    }
    child.kill().expect("a process of ours");
    child.wait().expect("a process of ours");
    assert!(said.contains("the configuration has no [suppliers.upstream]"), "{said}");
}
