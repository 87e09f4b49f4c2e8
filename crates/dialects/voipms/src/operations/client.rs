//! Functions by which a reseller keeps the books of its clients.

use tandem_domain::{AccountId, Actor, Money, Refusal};
use tandem_engine::{
    ClientList, ClientPost, ClientView, FundsPosted, PageEnd, StatementLine, StatementList,
    StatementSum,
};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};

use super::general::TRANSACTIONS_MAX;
use super::{CLIENTS, param};
use crate::SCHEME;
use crate::reply::{self, Reply};
use crate::request::{self, ACCOUNT_CHARS_MAX};

const CLIENT: Param = Param::required(
    "client",
    Kind::Text(ACCOUNT_CHARS_MAX),
    "the client, by its id, or a sub-account",
);
const DESCRIPTION: Param =
    Param::optional("description", Kind::Text(100), "in words, on the client's statement");

static ADD_CHARGE: Spec = Spec {
    name: "addCharge",
    section: CLIENTS,
    about: "Charges a client for something.",
    params: &[CLIENT, Param::required("charge", Kind::Money, "how much"), DESCRIPTION, param::TEST],
};

/// Charges a client.
pub struct AddCharge;

impl Operation for AddCharge {
    const SPEC: &'static Spec = &ADD_CHARGE;
    type Command = ClientPost;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<ClientPost, Fault> {
        request::charged(args)
    }

    fn show(_: FundsPosted, args: &Reader<'_>) -> Reply {
        // It was read before.
        reply::finished(request::is_rehearsal(args).unwrap_or(false))
    }
}

static ADD_PAYMENT: Spec = Spec {
    name: "addPayment",
    section: CLIENTS,
    about: "Writes down what a client paid.",
    params: &[
        CLIENT,
        Param::required("payment", Kind::Money, "how much"),
        DESCRIPTION,
        param::TEST,
    ],
};

/// Writes down a payment.
pub struct AddPayment;

impl Operation for AddPayment {
    const SPEC: &'static Spec = &ADD_PAYMENT;
    type Command = ClientPost;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<ClientPost, Fault> {
        request::paid(args)
    }

    fn show(_: FundsPosted, args: &Reader<'_>) -> Reply {
        // It was read before.
        reply::finished(request::is_rehearsal(args).unwrap_or(false))
    }
}

static GET_CLIENTS: Spec = Spec {
    name: "getClients",
    section: CLIENTS,
    about: "Lists the clients.",
    params: &[Param::optional("client", Kind::Text(254), "only this one, by its id or its e-mail")],
};

/// Lists clients.
pub struct GetClients;

impl Operation for GetClients {
    const SPEC: &'static Spec = &GET_CLIENTS;
    type Command = ClientList;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<ClientList, Fault> {
        args.short_text("client", 254)?;
        Ok(ClientList { scheme: SCHEME.to_owned() })
    }

    fn show(clients: Vec<ClientView>, args: &Reader<'_>) -> Reply {
        reply::clients(&clients, request::asked_client(args))
    }
}

pub(super) static GET_RESELLER_BALANCE: Spec = Spec {
    name: "getResellerBalance",
    section: CLIENTS,
    about: "Shows what a client has, what it has spent, and its calls.",
    params: &[CLIENT],
};

/// Shows a client's balance. Which day it is, only the clock knows.
pub(super) fn get_reseller_balance<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    let client = request::books(args);
    Box::pin(async move {
        let since = Some(request::today(gate.engine().now()));
        let sum = StatementSum { since, of: Some(client?) };
        Ok(reply::client_balance(&gate.execute(actor, sum, None).await?))
    })
}

pub(super) static GET_CHARGES: Spec = Spec {
    name: "getCharges",
    section: CLIENTS,
    about: "Lists what a client was charged.",
    params: &[CLIENT],
};

/// Lists charges.
pub(super) fn get_charges<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    Box::pin(async move {
        let lines = statement(gate, actor, args, |line| line.change < Money::ZERO).await?;
        Ok(reply::charges(&lines))
    })
}

pub(super) static GET_DEPOSITS: Spec = Spec {
    name: "getDeposits",
    section: CLIENTS,
    about: "Lists what a client paid or was given back.",
    params: &[CLIENT],
};

/// Lists payments.
pub(super) fn get_deposits<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    Box::pin(async move {
        let lines = statement(gate, actor, args, |line| line.change.is_positive()).await?;
        Ok(reply::deposits(&lines))
    })
}

/// The lines of a client's statement that are meant, the oldest first, and no more than one answer shows.
async fn statement(
    gate: &Gate,
    actor: Actor,
    args: &Reader<'_>,
    is_meant: fn(&StatementLine) -> bool,
) -> Result<Vec<StatementLine>, Stop> {
    let name = request::books_name(args)?;
    let list = ClientList { scheme: SCHEME.to_owned() };
    let clients = gate.execute(actor.clone(), list, None).await?;
    let client = clients.into_iter().find(|client| client.alias == name);
    let client: AccountId = client.ok_or(Refusal::AccountUnknown { name })?.account;
    let (mut lines, mut after): (Vec<StatementLine>, Option<PageEnd>) = (Vec::new(), None);
    loop {
        let list = StatementList { customer: Some(client), from: None, to: None, after };
        let page = gate.execute(actor.clone(), list, None).await?;
        lines.extend(page.lines.into_iter().filter(is_meant));
        after = page.next;
        if after.is_none() || lines.len() >= TRANSACTIONS_MAX {
            lines.truncate(TRANSACTIONS_MAX);
            return Ok(lines);
        }
    }
}
