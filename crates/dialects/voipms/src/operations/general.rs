//! Functions about the account itself: its balance, its transactions, its clients; and whether a number
//! could come here.

use tandem_domain::{Actor, Timestamp};
use tandem_engine::{AccountClose, NumberPortable, PageEnd, Portable, StatementList, StatementSum};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};
use tandem_numbering::{country, region};
use tandem_wire::php::Map;

use super::{CLIENTS, DIDS, GENERAL, param};
use crate::reply::{self, Reply};
use crate::request::{self, ID_MAX};

/// How many transactions one call shows. The provider has no pages, so that whoever has more asks for a
/// shorter time.
pub const TRANSACTIONS_MAX: usize = 10_000;

pub(super) static GET_BALANCE: Spec = Spec {
    name: "getBalance",
    section: GENERAL,
    about: "Shows the balance.",
    params: &[Param::optional("advanced", Kind::Flag, "what was spent on what, too")],
};

/// Shows the balance and, if asked, what was spent ever and today, and how long calls took.
pub(super) fn get_balance<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    let advanced = args.flag("advanced").map(|asked| asked.unwrap_or(false));
    Box::pin(async move {
        let since = advanced?.then(|| request::today(gate.engine().now()));
        let funds = gate.execute(actor, StatementSum { since, of: None }, None).await?;
        Ok(reply::balance(&funds))
    })
}

pub(super) static GET_TRANSACTION_HISTORY: Spec = Spec {
    name: "getTransactionHistory",
    section: GENERAL,
    about: "Shows the lines of the statement between two days, the latest of them last.",
    params: &[
        Param::required("date_from", Kind::Text(10), "the first day, such as 2016-06-03"),
        Param::required("date_to", Kind::Text(10), "the last day"),
    ],
};

/// Shows the lines of a statement, page after page.
pub(super) fn get_transaction_history<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    let asked = request::transactions(args);
    Box::pin(async move {
        let days = asked?;
        let mut lines = Vec::new();
        let mut after: Option<PageEnd> = None;
        loop {
            let (from, to): (Option<Timestamp>, _) = (Some(days.from), Some(days.to));
            let list = StatementList { customer: None, from, to, after };
            let page = gate.execute(actor.clone(), list, None).await?;
            lines.extend(page.lines);
            after = page.next;
            if after.is_none() || lines.len() >= TRANSACTIONS_MAX {
                break;
            }
        }
        lines.truncate(TRANSACTIONS_MAX);
        Ok(reply::transactions(&lines, &days))
    })
}

pub(super) static GET_COUNTRIES: Spec = Spec {
    name: "getCountries",
    section: GENERAL,
    about: "Lists the countries.",
    params: &[Param::optional("country", Kind::Text(2), "only this one")],
};

/// Lists the countries. They are the same for everybody, so that nobody is asked.
pub(super) fn get_countries<'a>(
    _: &'a Gate,
    _: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    Box::pin(async move {
        let asked = args.text("country");
        let is_asked = |iso: &str| asked.is_none_or(|asked| asked.eq_ignore_ascii_case(iso));
        let found = country::all().iter().filter(|country| is_asked(country.iso));
        let row = |country: &country::Country| {
            Map::new().with("value", country.iso).with("description", region::title(country.name))
        };
        let rows: Vec<Map> = found.map(row).collect();
        if rows.is_empty() {
            let why = "must be an ISO 3166-1 alpha-2 code such as CA";
            return Err(Fault::invalid("country", why).into());
        }
        Ok(reply::countries_of_the_world(rows))
    })
}

static DEL_CLIENT: Spec = Spec {
    name: "delClient",
    section: CLIENTS,
    about: "Closes a reseller's client that has no numbers and a settled balance.",
    params: &[Param::required("client", Kind::Integer(1, ID_MAX), "the client, by its id")],
};

/// Closes a client.
pub struct DelClient;

impl Operation for DelClient {
    const SPEC: &'static Spec = &DEL_CLIENT;
    type Command = AccountClose;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<AccountClose, Fault> {
        request::closed_client(args)
    }

    fn show((): (), _args: &Reader<'_>) -> Reply {
        reply::finished(false)
    }
}

static PORTABILITY: Spec = Spec {
    name: "getPortability",
    section: DIDS,
    about: "Says whether a number could come here from another carrier, and what it would cost.",
    // The provider's document writes it in capitals, its WSDL and its clients do not.
    params: &[param::DID.or(&["DID"])],
};

/// Says whether a number could come here.
pub struct GetPortability;

impl Operation for GetPortability {
    const SPEC: &'static Spec = &PORTABILITY;
    type Command = NumberPortable;
    type Shown = Reply;

    fn read(args: &Reader<'_>) -> Result<NumberPortable, Fault> {
        request::portable(args)
    }

    fn show(found: Vec<Portable>, _args: &Reader<'_>) -> Reply {
        reply::portability(found.into_iter().next())
    }
}
