//! What the demo says when it is ready: where it listens, who may log in, what to paste.

use std::net::SocketAddr;
use std::time::Duration;

use tandem_engine::Engine;
use tandem_gateway::secret::handle_of_key;
use tandem_store::DatabaseUrl;

use crate::voice::say;

/// Prints it to stdout.
pub(super) fn print(at: SocketAddr, url: &DatabaseUrl, engine: &Engine, took: Duration) {
    let numbers = engine.mirrors().stock.total();
    let seconds = took.as_secs_f32();
    let [demo, other] = ["tandem_demo_key", "tandem_other_key"].map(|key| {
        let found = engine.mirrors().access.find(tandem_native::SCHEME, &handle_of_key(key));
        found.map_or_else(|| "-".to_owned(), |found| found.account.to_string())
    });
    say!(
        "tandem demo: {numbers} numbers for sale on http://{at}  (ready in {seconds:.1} s, {url})

Two customers with a prepaid balance, each known to all dialects:

  dialect     demo@example.com                              other@example.com
  VoIP.ms     api_password=demo-voipms-password             other-voipms-password
  Anveo       USERKEY YOURAPIKEY, sub-account 1234567895    other-anveo-userkey, 9876543210
  api19       key=api_key or key=apitoken                   other-api19-key
  DialogTech  access_key=foo secret_access_key=bar          other-foo / other-bar
  native      Authorization: Bearer tandem_demo_key         tandem_other_key
  account     {demo:<45} {other}

Paste one of these into another terminal:

# VoIP.ms: order 555-222-3333, ringing at forwarding 1026
curl 'http://{at}/api/v1/rest.php?api_username=demo@example.com&api_password=demo-voipms-password&method=orderDID&did=5552223333&routing=fwd:1026&pop=5&dialtime=60&cnam=1&billing_type=1'

# Anveo: order one number in New York 212
curl 'http://{at}/api/v3.asp' -H 'Content-Type: application/xml' -d '<?xml version=\"1.0\" standalone=\"no\" ?><REQUEST><USERTOKEN><USERKEY>YOURAPIKEY</USERKEY></USERTOKEN><ACTION NAME=\"DID.ORDER\"><PARAMETER NAME=\"DID_TYPE\">GEOGRAPHIC</PARAMETER><PARAMETER NAME=\"AREA_ID\">123.123.123.123.123.123.123.123.123</PARAMETER><PARAMETER NAME=\"RATE_PLAN_ID\">SU</PARAMETER><PARAMETER NAME=\"QUANTITY\">1</PARAMETER><PARAMETER NAME=\"TITLE\">ABCDEF</PARAMETER></ACTION></REQUEST>'

# api19: complete the cart, which holds 7208017777 and 7209998888
curl -X POST http://{at}/dids/cart/complete -d 'call_flow_id=call_flow_id' -d 'key=api_key'

# DialogTech: order three numbers in area code 555
curl 'http://{at}/ibp_api.php?&action=numbers.order&access_key=foo&secret_access_key=bar&type=local&search=555&quantity=3&fill_quantity=1'

# the sandbox: let a month pass, and see what happened
curl http://{at}/v1/sandbox/clock -H 'Authorization: Bearer tandem_demo_key' -d '{{\"advance\":\"P1M\"}}'

Stop with Ctrl-C; start again to find everything as you left it, or with --fresh to start over."
    );
}
