//! The Anveo API: the catalogue, the DIDs of an account and of those under it, where they ring, and text
//! messages.
//!
//! A request is one action (`DID.ORDER`) with its parameters. It comes as an XML document in the
//! body of a POST, or as a query string or form (`userkey=…&action=…&param[NAME]=…`); every
//! address takes both. It carries a USERKEY and, on version 3, a SIGNATURE. The answer is XML with
//! HTTP 200 whatever became of the request: `RESULT` is `SUCCESS`, or `ERROR` with an `ERROR` text
//! behind it. Version 1 is also the provider's plain-text gateway for messages and caller names.
//!
//! All actions that are publicly known are known here. Those of [`operations`] work; the others
//! answer that they are not supported yet.
//!
//! Numbers are not ordered one by one but from an [`Area`]. The provider's AREA_IDs are opaque;
//! ours are built by a rule that [`Area`] states, so that a client who wants all of an area code
//! needs no list to find it; `ANVEO.AREAS.LIST` shows the places within.
//!
//! Where the provider's own documents are silent or against each other:
//!
//! | question | what is done here |
//! |---|---|
//! | order of the checks | form of the request, USERKEY, SIGNATURE, action, parameters |
//! | a SIGNATURE where none is required | checked all the same; hexadecimal letters in either case |
//! | names of actions and parameters | in either case; names of XML elements as documented |
//! | a parameter sent twice | the last one counts |
//! | an empty parameter | absent |
//! | several ACTIONs in one document | refused: one of them would be dropped in silence |
//! | `TEST` = `TRUE` | everything is checked and answered, nothing is bought or given up |
//! | fewer numbers than `QUANTITY` | nothing is bought |
//! | a supplier refuses a number after the order was taken | it is left out of `DIDS` and not charged; if that was all of them, `ERROR` |
//! | `DIDS` of an order that a supplier has not answered in time | `STATUS` is `Pending` |
//! | where a new number rings | the account's default |
//! | a routing that Anveo has no `CALL_FORWARD_TYPE` for | is shown as `CALLFLOW`, under a key that `DID.UPDATE` understands; keys are made from the object's id and stay the same. A call flow may also be named by its id or name |
//! | `DID.UPDATE` without any filter | refused |
//! | `DID.UPDATE` without `CALL_FORWARD_TYPE` | calls go where they went |
//! | a backup behind the comma of a `SIP_URI` | is the number's failover for a telephone that cannot be reached; every other forwarding takes that failover away |
//! | `SMS_EMAIL`, `SMS_URL`, `SMS_PHONE` that are absent | switch that off, as documented |
//! | what the lists of the catalogue show | where some plan in force sells something; the prices are the lowest of each plan |
//! | `COUNTRY_ID`, `STATE_ID` | the component of an AREA_ID: two letters as numbers |
//! | `HAS_STATES` | whether the DIDs of that type stand in states: toll-free ones do not |
//! | `IS_FAX`, `IS_SMS` | whether some DID of that type can do it |
//! | `ANVEO.AREAS.LIST` with a country that has states | its areas all the same, 10,000 at most |
//! | `RATE_PLAN_ID`, `ACCOUNT_NUMBER`, `ORDER_DATE` of a DID | after the attributes of the printed sample; the last two only where there is something to say |
//! | `AREA_CODE` outside North America | the digits behind the calling code, as the operator stocks them; `AREA_NAME` too, where the numbers are of no place |
//! | `DID.CANCEL` without `ACCOUNT_NUMBER` | finds numbers of the account itself only |
//! | `DID.LIST` without `ACCOUNT_NUMBER` | shows those of the sub-accounts too |
//! | `DID.MOVE` without `ACCOUNT_NUMBER` | finds DIDs of the account itself only |
//! | `DID.MOVE` of a DID that a reseller's client has | ends what the two agreed on it; the customer pays for it as before |
//! | `DID.UPDATE` of several DIDs | all of them are set up, or none; 250 at most |
//! | what `SUBACCOUNT.CREATE` takes | a `TITLE`, and an `EMAIL`; its answer has the number as `VALUE NAME="ACCOUNT_NUMBER"` |
//! | `DIAL.CALLFLOW`, `DIAL.CONNECT` | the call is kept, with its delay, and waits for the day on which calls can be made from here |
//! | `DIAL.GETSTATUS` | `INIT` of a call that waits; `NONE` of one that nobody asked for |
//! | `DIAL.CALLFLOW.GETRESULT` of a call that waits | `ERROR`: there is no result |
//! | `CALLERID` of a call | a DID of the account; the account's own choice when absent |
//! | variables that are preset | take the place of those that were before, and wait for calls likewise |
//! | `SUBACCOUNT.DELETE` of an account that has a balance, or that calls are sent to | refused |
//! | whether a new DID carries text messages | it does, if it can |
//! | `fee` of the text gateway | what the balance changed by: not above nothing |

mod area;
mod envelope;
mod forward;
pub mod operations;
mod reply;
mod request;
mod routes;
mod words;

pub use area::Area;

use std::collections::BTreeMap;

use tandem_gateway::{Answer, BoxFuture, Call, Coverage, Dialect, Gate};

/// What credentials and aliases of accounts of this dialect are stored under.
pub const SCHEME: &str = "anveo";

/// The Anveo dialect.
#[derive(Clone, Debug)]
pub struct Anveo {
    /// Other names of areas, without trailing dots.
    areas: BTreeMap<String, Area>,
    /// Whether version 3 is refused without a SIGNATURE.
    signature_required: bool,
}

impl Anveo {
    /// The dialect. `areas` are further AREA_IDs beside those that [`Area`] makes: those of a
    /// customer who comes from the provider, for instance.
    pub fn new(areas: Vec<(String, Area)>, signature_required: bool) -> Self {
        let plain = |(id, area): (String, Area)| (area::without_dots(&id).to_owned(), area);
        Self { areas: areas.into_iter().map(plain).collect(), signature_required }
    }
}

impl Dialect for Anveo {
    fn name(&self) -> &'static str {
        SCHEME
    }

    fn mounts(&self) -> &'static [&'static str] {
        &[routes::V1, routes::V2, routes::V3, routes::APICALL]
    }

    fn coverage(&self) -> Vec<Coverage> {
        operations::coverage()
    }

    fn serve<'a>(&'a self, gate: &'a Gate, call: Call) -> BoxFuture<'a, Answer> {
        Box::pin(routes::serve(self, gate, call))
    }
}
