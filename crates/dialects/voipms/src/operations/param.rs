//! Parameters that many functions have, each described once.

use tandem_gateway::{Kind, Param};

use crate::request::{
    ACCOUNT_CHARS_MAX, DIAL_SECONDS_MAX, MAILBOX_MAX, NOTE_CHARS_MAX, POP_MAX, PREFIX_CHARS_MAX,
    RATE_CENTRE_CHARS_MAX, SEARCH_TYPES,
};

/// The longest word that a search looks for, in characters.
const QUERY_CHARS_MAX: usize = tandem_numbering::PATTERN_KEYS_MAX;

/// What is not done with calls and messages in mailboxes.
pub(super) const TRANSCRIPTS: &str = "transcripts of what is said";

pub(super) const DID: Param = Param::required("did", Kind::Number, "the number");
pub(super) const ROUTING: Param = Param::required("routing", Kind::Routing, "where it rings");
pub(super) const FAILOVER_BUSY: Param =
    Param::optional("failover_busy", Kind::Routing, "where it rings when that is busy");
pub(super) const FAILOVER_UNREACHABLE: Param =
    Param::optional("failover_unreachable", Kind::Routing, "and when that is unreachable");
pub(super) const FAILOVER_NO_ANSWER: Param =
    Param::optional("failover_noanswer", Kind::Routing, "and when nobody answers");
pub(super) const VOICEMAIL: Param =
    Param::optional("voicemail", Kind::Integer(0, MAILBOX_MAX), "its mailbox");
pub(super) const POP: Param =
    Param::required("pop", Kind::Integer(1, POP_MAX), "the point of presence that serves it");
pub(super) const DIAL_TIME: Param =
    Param::required("dialtime", Kind::Integer(1, DIAL_SECONDS_MAX), "seconds that it rings");
pub(super) const CNAM: Param =
    Param::required("cnam", Kind::Flag, "whether the name of a caller is looked up");
pub(super) const CALLER_ID_PREFIX: Param =
    Param::optional("callerid_prefix", Kind::Text(PREFIX_CHARS_MAX), "put before that name");
pub(super) const NOTE: Param = Param::optional("note", Kind::Text(NOTE_CHARS_MAX), "a note");
pub(super) const BILLING_TYPE: Param =
    Param::required("billing_type", Kind::Choice(&["1", "2"]), "1 per minute, 2 flat");
pub(super) const ACCOUNT: Param =
    Param::optional("account", Kind::Text(ACCOUNT_CHARS_MAX), "the sub-account that has it");
pub(super) const MONTHLY: Param =
    Param::optional("monthly", Kind::Money, "what a reseller's client pays a month");
pub(super) const SETUP: Param = Param::optional("setup", Kind::Money, "what it pays once");
pub(super) const MINUTE: Param = Param::optional("minute", Kind::Money, "what it pays a minute");
pub(super) const QUANTITY: Param = Param::required(
    "quantity",
    Kind::Integer(1, tandem_engine::ORDER_NUMBERS_MAX as i64),
    "how many numbers",
);
pub(super) const TEST: Param =
    Param::optional("test", Kind::Flag, "check everything and buy nothing");

pub(super) const STATE: Param = Param::required("state", Kind::Text(2), "the state, such as FL");
pub(super) const PROVINCE: Param =
    Param::required("province", Kind::Text(2), "the province, such as ON");
pub(super) const RATE_CENTRE: Param =
    Param::optional("ratecenter", Kind::Text(RATE_CENTRE_CHARS_MAX), "only this rate centre");
pub(super) const TYPE: Param =
    Param::required("type", Kind::Choice(SEARCH_TYPES), "where in the number the query stands");
pub(super) const QUERY: Param =
    Param::required("query", Kind::Text(QUERY_CHARS_MAX), "digits, or letters for their keys");

/// How whatever is bought is set up, in the order in which the functions that buy take it. A note
/// follows, at once or a little later.
pub(super) const SETTINGS: &[Param] = &[
    ROUTING,
    FAILOVER_BUSY,
    FAILOVER_UNREACHABLE,
    FAILOVER_NO_ANSWER,
    VOICEMAIL,
    POP,
    DIAL_TIME,
    CNAM,
    CALLER_ID_PREFIX,
];
/// For whom it is bought, what they pay for it, and whether it is bought at all.
pub(super) const BUYER: &[Param] = &[ACCOUNT, MONTHLY, SETUP, MINUTE, TEST];

/// The same where a call may leave it out.
pub(super) const fn optional(param: Param) -> Param {
    Param { required: false, ..param }
}

/// The same where a call must have it.
pub(super) const fn required(param: Param) -> Param {
    Param { required: true, ..param }
}
