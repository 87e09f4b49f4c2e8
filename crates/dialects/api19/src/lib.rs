//! The API of api19, the successor of Teli and TeleAPI: flat paths such as `/dids/cart/complete`,
//! flat arguments, JSON as PHP writes it.
//!
//! A call is a GET or a POST, with its arguments in the query, a form, a JSON object or a multipart
//! body, whichever; where two of them name the same argument, the body's counts. The key is the
//! argument `key` or `token`, or either half of HTTP Basic. One account has one cart.
//!
//! The provider documents few of its answers and none of its rules for odd requests. What is
//! documented is kept to the letter; the rest is decided here, once:
//!
//! - Every answer is HTTP 200 and names itself `text/html; charset=UTF-8`, JSON though it is. A
//!   failure is `{"status":"error","error":"…"}`; `verbose` says more where the text alone does not
//!   name the number or the amount. The text is the code: see [`words`].
//! - Numbers are ten digits: integers in lists, strings as the keys of maps. They are understood in
//!   any usual spelling.
//! - A path with `&` where its `?` belongs is understood, because the document prints such ones.
//! - An order buys what it can and says of every other number why not. What cannot be read as a
//!   number refuses the request as a whole, unless nothing in it can: that is `no numbers found in
//!   dids`.
//! - A call flow or fax flow is named by its id or by exactly its name. One that does not exist
//!   refuses the request and leaves the cart as it is.
//! - Putting numbers into the cart is all or nothing. Deleting numbers is one by one.
//! - `related=yes` keeps a search inside the area code; without it the area codes that overlay it
//!   follow. A search for an exchange never leaves it.
//! - A filter that cannot be one, such as `npa=21`, refuses the request by its name. A state, a rate
//!   centre or an area code that only does not exist has no numbers: an empty list.
//! - A list of areas counts what is for sale under the account's own plan: states, and `tf` for
//!   toll-free; of a state its rate centres with their area codes; of an area code its exchanges.
//! - Toll-free numbers are ordered by one rule, whoever holds them: a vanity number, or one that is
//!   still with another provider. What is not toll-free is told apart and keeps no other from being
//!   ordered. A vanity search shows what ends in the word before what only holds it.
//! - A number that is ordered here carries text messages, if it can. One that was sent is called by its id in
//!   the form of the provider's uuids, which says nothing else.
//! - Times are UTC; records alone are by the clock of the east of North America, as the provider's are. Those of
//!   calls have columns of ours, because the provider's are not known.
//! - Paths of the predecessor, `/dids/list`, `/dids/order` or `/dids/cart` for three, take its arguments and are answered
//!   in its envelope, whichever way the key comes; a path that both have is answered as here.
//! - Media are links; they are handed on as they are. A message with any costs as much as its text, and one part
//!   without text.
//! - What became of a message is posted in two steps, one call after the other: there is no carrier between them. A
//!   longer message has no further receipts.
//! - A toll-free number has one campaign; submitting it again has it looked at anew. What came of it is shown, which the
//!   provider's customers read on its pages.
//! - A registered agent is `pending`, without a name, until the operator has appointed somebody.
//! - A fax is `queued`, and stays so until there is something that can send it. A link to a file of it is followed at
//!   once, to public addresses only, rather than kept for a day on which it may lead elsewhere.
//! - The page of `/dids/set/callurl` is kept and shown, and nobody asks it yet: the number rings where it is routed.

mod compound;
pub mod operations;
pub mod reply;
pub mod request;
pub mod routes;
mod teleapi;
mod unsupported;
pub mod words;

use tandem_gateway::{Answer, BoxFuture, Call, Coverage, Dialect, Gate};

/// The scheme under which this dialect's keys and account names are kept.
pub const SCHEME: &str = "api19";

/// The argument under which the files of a multipart body are found, in Base64.
const UPLOAD: &str = "@file";

/// The dialect.
#[derive(Clone, Copy, Debug, Default)]
pub struct Api19;

impl Api19 {
    /// The dialect. It needs no settings of its own.
    pub const fn new() -> Self {
        Self
    }
}

impl Dialect for Api19 {
    fn name(&self) -> &'static str {
        SCHEME
    }

    fn mounts(&self) -> &'static [&'static str] {
        &[
            "/dids/",
            "/sms/",
            "/mms/",
            "/cdrs/",
            "/campaigns/",
            "/lnp/",
            "/fax/",
            "/lookup/",
            "/lookups/",
            "/lrn/",
            "/cnam/",
            "/ra/",
            "/call/",
            "/user/",
        ]
    }

    fn coverage(&self) -> Vec<Coverage> {
        operations::coverage()
    }

    fn serve<'a>(&'a self, gate: &'a Gate, call: Call) -> BoxFuture<'a, Answer> {
        Box::pin(async move { routes::answer(gate, &call).await })
    }
}
