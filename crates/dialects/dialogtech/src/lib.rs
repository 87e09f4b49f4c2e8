//! The DialogTech (once Ifbyphone) API: tracking numbers and the slots they use, where they ring, FindMe
//! lists, store locators, groups of contacts, recordings, text messages and reports of calls; conferences,
//! broadcasts and transcriptions, of which nothing comes yet and which say so.
//!
//! A call is one action (`action=numbers.order`) with its parameters, in the query string, in a
//! form or in a `multipart/form-data` body. It carries `access_key` and `secret_access_key`, or the
//! older `api_key` alone. The answer is XML with HTTP 200 whatever became of the call: `result` is
//! `success` or `failed`, and `result_description` says what or why. Before it stands the
//! provider's DTD, byte for byte, which its own answers do not obey. `recording.download` alone is
//! answered with a sound, or with the HTTP status that its page prints for what went wrong.
//!
//! All actions that are publicly known are known here. Those of [`operations`] work; the others
//! answer that they are not supported, and what there is not. The older calling interface at
//! `/click_to_xyz.php` asks for the same calls as `clickto.*`, and answers in a line of text.
//!
//! A number uses a slot of its kind. Slots are counted per account and kind; an order uses free
//! ones, or buys one with each number (`order_slot`); `addons.purchase` buys them beforehand.
//!
//! Where the provider's own documents are silent or against each other:
//!
//! | question | what is done here |
//! |---|---|
//! | order of the checks | form of the call, action, credentials, parameters |
//! | which of two keys was wrong | not told |
//! | a parameter sent twice | the last one counts; the body wins over the query; `search[]` is not `search` |
//! | an empty parameter, an unknown one | absent; passed over |
//! | flags | `1`, `true`, `yes`, `on` and their contraries; anything else is refused |
//! | `quantity` | required with a default, so it may be absent: 10. With 0 everything is checked and nothing bought, and the answer is a success |
//! | `search` with toll-free types | not looked at, and with it `distance`, which is measured from it |
//! | `local` | area codes of the US and its territories, and fictional ones |
//! | fewer numbers than `quantity`, `fill_quantity` 0 | what there is; none at all is `failed` |
//! | uncleansed numbers | never |
//! | `distance` | bounds how far a number's locality may be from the searched place, and widens the search: numbers that begin as searched first, then any of the same country within the distance |
//! | the searched place | of an exchange its locality; of an area code the nearest of its localities; in Canada, and where none is known, the places of the exchange's numbers, sold ones included, or of the area code's in stock |
//! | a number whose place is not known | does not match where there is a `distance` |
//! | `allow_overlay` | numbers that begin as searched first; then those of the same rate centre in the area codes that overlay it, as one order |
//! | the rate centre of an exchange | that of its numbers, sold ones included; if we never had any, that of numbers in stock, of its own or overlaying area codes, whose locality is the exchange's |
//! | preference | what was searched for before what is near it, and within each, numbers cleansed by the house before those cleansed by the carrier |
//! | a supplier refuses a number after the order was taken | it is left out and not charged; if that was all of them, `failed` |
//! | `addons.list` | the slots that numbers use; `available` counts the free ones. The provider's other add-ons are not sold here |
//! | `addons.purchase` with `send_receipt` 1 | is done, and the answer says that no receipt is sent by mail |
//! | `numbers.search` that finds none | a success with quantity 0 |
//! | days and times of reports and of messages | by the clock of the east of North America |
//! | a report that switches no column on | has when, id, kind, label, both numbers, seconds, who answered, and how it ended |
//! | columns of what is not known here: clicks, campaigns, callers' addresses | are there when they are switched on, and empty |
//! | `format=text` | as `csv`, with tabs between the values |
//! | `sms.register_number` without `url` | messages are kept for `sms.get_messages` and handed to no page |
//! | ids of voice messages | `message_id` counts in its mailbox, `vmail_id` is the message's own; it and the session in which it was left, `vmail_sid`, have one id |
//! | `vmail.getmessages` with `greetings` 1 | behind the messages the recording that greets, by its sid |
//! | `call_distributor` | a queue |
//! | `cost.get_surcharge` | what a minute of the way out costs by the account's plan; empty where that says nothing |
//! | `general.login` | the access key and its secret as one key, joined by a colon, which is good as `api_key` for as long as the pair is; `INVALID ACCOUNT` stands where the key would |
//! | `recording.update_label` | `routing.update_label`, which a client calls so |
//! | the `path` of `recording.upload` | is read at once, from public addresses; `data:audio/wav;base64,…` is the file itself |
//! | `format` and `sample_rate` of `recording.download` | must be those of the recording: sounds are not converted |
//! | a group's or a conference's list of people | `number\|name\|address` between double bars, the last two of which may be absent; or numbers between bars |
//! | `location_destination` | `cmd` is a word of `routing_type`, `parameter` its number or id |
//! | a conference without `scheduled_time`, or with one of another form | refused: nobody can be called at once |
//! | a conference or a broadcast whose time has come | `failed`, with the reason |
//! | `broadcast.stop` | it stays in the history, as stopped |
//! | what waits for a call: clicks, `verifymenow.verify`, `vmail.recordgreeting` | is kept, and its answer says `waiting` beside its id; Anveo's `DIAL.GETSTATUS` knows it by that id, too |
//! | `key` of `/click_to_xyz.php` | an API key, as the known client sends it: public keys, good for clicks alone, there are none |
//! | its answer `Call Connected.` | `Call Waiting`, for nobody is connected |
//! | `page` and `ref` of a click | are shown by `report.clickto`, which knows Anveo's `MEMO` and `BILLINGCODE` by these names |
//! | `verifymenow.get_recording` | of a verification that waits, HTTP 400 and why; of no verification, 404 |
//! | what a page is told of what became of a message | `from`, `to`, `msg_id` and `status`, likewise |
//! | what a page is told of a message | `from`, `to`, `message` and `msg_id` in the query, unless the address has places `{FROM}` and so on |

pub mod operations;
mod order;
mod reply;
mod report;
mod request;
mod routes;
mod sought;
mod words;

use tandem_gateway::{Answer, BoxFuture, Call, Coverage, Dialect, Gate};

/// What key pairs of this dialect are stored under.
pub const SCHEME: &str = "dialogtech";
/// What single keys of this dialect are stored under.
pub const API_KEY_SCHEME: &str = "dialogtech_api_key";

/// The DialogTech dialect.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dialogtech;

impl Dialogtech {
    /// The dialect.
    pub const fn new() -> Self {
        Self
    }
}

impl Dialect for Dialogtech {
    fn name(&self) -> &'static str {
        SCHEME
    }

    fn mounts(&self) -> &'static [&'static str] {
        &[routes::API, routes::CLICK]
    }

    fn coverage(&self) -> Vec<Coverage> {
        operations::coverage()
    }

    fn serve<'a>(&'a self, gate: &'a Gate, call: Call) -> BoxFuture<'a, Answer> {
        Box::pin(routes::serve(gate, call))
    }
}
