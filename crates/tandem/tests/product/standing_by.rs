//! A node that starts while its database is gone.

use tandem::image::ImageFile;
use tandem_harness::http::Client;

use crate::operator::{Operator, text};
use crate::product::Product;

/// A configuration of a database that nobody has at that port, and of an image.
const GONE: &str = "database = \"postgres://nobody@127.0.0.1:1/gone\"\nimage = \"node.image\"\n\
                    fictional_area_codes = [555]\n[switches]\nallow = [\"127.0.0.1/32\"]\n";

#[tokio::test(flavor = "multi_thread")]
async fn it_routes_calls_by_what_it_wrote_down_and_does_nothing_else() {
    let product = Product::fresh().await;
    let operator = Operator::new();
    ImageFile::at(operator.directory.join("node.image")).write(&product.engine, None).await;
    operator.writes("tandem.toml", GONE);
    let server = operator.serves_as(&["--config", "tandem.toml"]);
    let mut client = Client::of(server.address);
    let (status, plan) =
        client.get("/switch/kamailio/route?to=5551234567&from=3055550100").expect("an answer");
    assert_eq!(status, 200, "{plan}");
    assert!(plan.contains("\"routes\":[{"), "{plan}");
    let (status, _) = client.get("/switch/kamailio/route?to=9075550100").expect("an answer");
    assert_eq!(status, 404, "it is not ours");
    let (status, why) = client.get("/api/v1/rest.php?method=getBalance").expect("an answer");
    assert_eq!(status, 503, "{why}");
}

#[test]
fn without_anything_written_down_it_does_not_start() {
    let operator = Operator::new();
    operator.writes("tandem.toml", GONE);
    let tried = operator.tries(&["serve", "--listen", "127.0.0.1:0", "--config", "tandem.toml"]);
    assert_eq!(tried.status.code(), Some(3), "{}", text(&tried.stderr));
}
