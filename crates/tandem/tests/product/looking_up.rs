//! Numbers of which nothing was loaded are asked for at another Tandem, over HTTP.

use tandem_harness::http::Client;

use crate::operator::{Operator, Server};

const NUMBER: &str = "3035551212";

/// An operator with one customer; and the customer's key of api19.
fn office() -> (Operator, String) {
    let operator = Operator::new();
    operator.writes("stock.csv", "number\n3052220100\n");
    operator.types(&["import", "numbers", "stock.csv", "--data", "data"]);
    let fees = ["--carrier-lookup", "0.01", "--cnam-lookup", "0.02"];
    operator.acts(&[&["plan", "set", "FLAT", "--monthly", "1.00"], &fees[..]].concat());
    let customer = operator.acts(&["account", "open", "--name", "Customer", "--plan", "FLAT"]);
    operator.acts(&["account", "top-up", &customer, "1.00"]);
    let key = operator.acts(&["key", "issue", &customer, "--dialect", "api19"]);
    (operator, key)
}

/// What is known of the number there.
fn known(server: &Server, key: &str) -> String {
    let mut client = Client::of(server.address);
    client.get(&format!("/lookup/number?number={NUMBER}&key={key}")).expect("an answer").1
}

#[test]
fn what_another_tandem_knows_is_known_here() {
    let (upstream, there_key) = office();
    upstream.writes("carriers.csv", "number,spid_name,state\n3035551212,EXAMPLE TELCO,CO\n");
    upstream.writes("names.csv", "number,name\n3035551212,ACME INC\n");
    upstream.types(&["import", "lookups", "carriers.csv", "--data", "data"]);
    upstream.types(&["import", "cnam", "names.csv", "--data", "data"]);
    let (here, key) = office();
    let there = upstream.serves();
    here.writes(
        "tandem.toml",
        &format!(
            "database = \"sqlite:data/tandem.db\"\n\
             [lookups.carrier]\nurl = \"http://{0}/lookup/carrier?number={{number}}&key={{secret}}\"\n\
             secret = \"{there_key}\"\ntimeout_seconds = 10\n\
             [lookups.cnam]\nurl = \"http://{0}/lookup/cnam?number={{number}}&key={{secret}}\"\n\
             secret = \"{there_key}\"\ntimeout_seconds = 10\nkeep_hours = 0\n",
            there.address
        ),
    );
    let server = here.serves_as(&["--config", "tandem.toml"]);
    let first = known(&server, &key);
    for word in ["\"name\":\"ACME INC\"", "EXAMPLE TELCO", "\"state\":\"CO\"", "\"as_of\":\""] {
        assert!(first.contains(word), "{word} in {first}");
    }
    // The carrier is believed for a day; the name is asked for each time.
    assert!(known(&server, &key).contains("ACME INC"));
    drop(there);
    let told_on = known(&server, &key);
    assert!(told_on.contains("ACME INC") && told_on.contains("EXAMPLE TELCO"), "{told_on}");
    drop(server);

    let left = |operator: &Operator, spent: &str| {
        let accounts = operator.acts(&["account", "list"]);
        assert!(accounts.contains(spent), "{spent} in {accounts}");
        operator.types(&["doctor", "--data", "data"]);
    };
    left(&here, "0.91");
    left(&upstream, "0.95");
}
