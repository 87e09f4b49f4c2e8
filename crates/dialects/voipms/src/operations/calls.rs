//! Calls, and what lists of them may be narrowed by.

use tandem_domain::Actor;
use tandem_engine::{CallList, CallView, LoginList, LoginView, NumberList, OwnNumber};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};

use super::CALLS;
use crate::SCHEME;
use crate::clock::Shift;
use crate::reply::{self, Reply};
use crate::request::{self, ACCOUNT_CHARS_MAX, require};

/// The longest way to write a day.
const DAY_CHARS: usize = "2010-11-30".len();
/// The longest word for a kind of calls: a number with its country.
const WORD_CHARS_MAX: usize = 16;

const FIRST: Param =
    Param::required("date_from", Kind::Text(DAY_CHARS), "the first day, such as 2010-11-30");
const LAST: Param = Param::required("date_to", Kind::Text(DAY_CHARS), "the last day");
/// What else calls may be chosen by.
const ENDS: &[Param] = &[
    Param::optional("answered", Kind::Flag, "those that were answered"),
    Param::optional("noanswer", Kind::Flag, "those to which nobody came"),
    Param::optional("busy", Kind::Flag, "those where somebody was on the telephone"),
    Param::optional("failed", Kind::Flag, "those that could not be put through"),
    Param::optional("timezone", Kind::Decimal, "times by a clock of so many hours; required"),
    Param::optional("calltype", Kind::Text(WORD_CHARS_MAX), "incoming, outgoing, or a number"),
    Param::optional("callbilling", Kind::Text(WORD_CHARS_MAX), "free or billed"),
    Param::optional("account", Kind::Text(ACCOUNT_CHARS_MAX), "only those of a sub-account"),
];

static GET_CDR: Spec = Spec {
    name: "getCDR",
    section: CALLS,
    about: "Lists calls between two days, the latest first, at most 10,000.",
    params: &Param::joined::<10>(&[&[FIRST, LAST], ENDS]),
};

/// Lists calls.
pub struct GetCdr;

impl Operation for GetCdr {
    const SPEC: &'static Spec = &GET_CDR;
    type Command = CallList;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<CallList, Fault> {
        request::list_calls(args)
    }

    fn show(found: Vec<CallView>, args: &Reader<'_>) -> Reply {
        // It was read before.
        Shift::of(args).map_or_else(|_| Reply::done(), |shift| reply::calls(&found, shift))
    }
}

static RESELLER_CDR: Spec = Spec {
    name: "getResellerCDR",
    section: CALLS,
    about: "Lists calls of a client between two days, with what it was charged for them.",
    params: &Param::joined::<11>(&[
        &[FIRST, LAST],
        &[Param::required(
            "client",
            Kind::Text(ACCOUNT_CHARS_MAX),
            "the client, by its id, or a sub-account",
        )],
        ENDS,
    ]),
};

/// Lists calls of a client.
pub struct GetResellerCdr;

impl Operation for GetResellerCdr {
    const SPEC: &'static Spec = &RESELLER_CDR;
    type Command = CallList;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<CallList, Fault> {
        request::list_client_calls(args)
    }

    fn show(found: Vec<CallView>, args: &Reader<'_>) -> Reply {
        // It was read before.
        Shift::of(args).map_or_else(|_| Reply::done(), |shift| reply::client_calls(&found, shift))
    }
}

static CALL_TYPES: Spec = Spec {
    name: "getCallTypes",
    section: CALLS,
    about: "Lists what calltype of getCDR may be.",
    params: &[],
};

/// Lists the kinds of calls, and the account's numbers.
pub struct GetCallTypes;

impl Operation for GetCallTypes {
    const SPEC: &'static Spec = &CALL_TYPES;
    type Command = NumberList;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<NumberList, Fault> {
        require(args)?;
        Ok(NumberList { owner: None, did: None, scheme: SCHEME.to_owned() })
    }

    fn show(numbers: Vec<OwnNumber>, _args: &Reader<'_>) -> Reply {
        reply::call_types(&numbers)
    }
}

static CALL_ACCOUNTS: Spec = Spec {
    name: "getCallAccounts",
    section: CALLS,
    about: "Lists what account of getCDR may be.",
    params: &[],
};

/// Lists the sub-accounts that calls may be narrowed to.
pub struct GetCallAccounts;

impl Operation for GetCallAccounts {
    const SPEC: &'static Spec = &CALL_ACCOUNTS;
    type Command = LoginList;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<LoginList, Fault> {
        require(args)?;
        Ok(LoginList::default())
    }

    fn show(logins: Vec<LoginView>, _args: &Reader<'_>) -> Reply {
        reply::call_accounts(&logins)
    }
}

pub(super) static CALL_BILLING: Spec = Spec {
    name: "getCallBilling",
    section: CALLS,
    about: "Lists what callbilling of getCDR may be.",
    params: &[],
};

/// Lists what calls may have cost. It is the same for everybody, so that nobody is asked.
pub(super) fn get_call_billing<'a>(
    _: &'a Gate,
    _: Actor,
    _: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    Box::pin(async { Ok(reply::call_billing()) })
}
