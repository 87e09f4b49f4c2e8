//! Which account has a DID, what accounts have, and how they end.

use tandem_domain::Actor;
use tandem_engine::{
    AccountClose, ClientOpen, ClientOpened, Funds, NumberList, StatementSum, TelephoneList,
};
use tandem_gateway::{BoxFuture, Fault, Gate, Kind, Operation, Param, Reader, Spec, Stop};

use super::DIDS;
use crate::{SCHEME, reply, request};

const ACCOUNTS: &str = "Accounts";
const ACCOUNT: Kind = Kind::Text(request::ACCOUNT_CHARS_MAX);

/// Carried out by [`move_did`].
pub(super) static MOVE: Spec = Spec {
    name: "DID.MOVE",
    section: DIDS,
    about: "gives a DID to another account; where it rings stays as it is",
    params: &[
        Param::required("E164", Kind::Number, "the DID"),
        Param::optional(
            "ACCOUNT_NUMBER",
            ACCOUNT,
            "the sub-account that has it; required when one has",
        ),
        Param::required("TO_ACCOUNT_NUMBER", ACCOUNT, "the account that is to have it"),
    ],
};

/// Moves a DID, and shows it as it is then.
pub(super) fn move_did<'a>(
    gate: &'a Gate,
    actor: Actor,
    args: &'a Reader<'a>,
    key: Option<String>,
) -> BoxFuture<'a, Result<String, Stop>> {
    let read = request::hand_over(args);
    Box::pin(async move {
        let moved = read?;
        let did = moved.did;
        gate.execute(actor.clone(), moved, key).await?;
        let list = NumberList { owner: None, did: Some(did), scheme: SCHEME.to_owned() };
        let now = gate.execute(actor.clone(), list, None).await?;
        let telephones = gate.execute(actor, TelephoneList, None).await?;
        Ok(reply::updated(&now, &[did], &telephones))
    })
}

static GET_BALANCE: Spec = Spec {
    name: "ACCOUNT.GETBALANCE",
    section: ACCOUNTS,
    about: "shows the balance, in the account's currency",
    params: &[],
};

pub(super) struct GetBalance;

impl Operation for GetBalance {
    const SPEC: &'static Spec = &GET_BALANCE;
    type Command = StatementSum;
    type Shown = String;

    fn read(_: &Reader<'_>) -> Result<StatementSum, Fault> {
        Ok(StatementSum { since: None, of: None })
    }

    fn show(funds: Funds, _: &Reader<'_>) -> String {
        reply::balance(&funds)
    }
}

/// The provider has it by its name only: nothing is known of its parameters.
static CREATE: Spec = Spec {
    name: "SUBACCOUNT.CREATE",
    section: ACCOUNTS,
    about: "opens a sub-account, and says by which number it is known",
    params: &[
        Param::required("TITLE", Kind::Text(request::TITLE_CHARS_MAX), "what people call it"),
        Param::optional("EMAIL", Kind::Text(request::TITLE_CHARS_MAX), "where letters reach it"),
    ],
};

pub(super) struct Create;

impl Operation for Create {
    const SPEC: &'static Spec = &CREATE;
    type Command = ClientOpen;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<ClientOpen, Fault> {
        request::open_account(args)
    }

    fn show(opened: ClientOpened, _: &Reader<'_>) -> String {
        reply::value("ACCOUNT_NUMBER", &opened.alias)
    }
}

static DELETE: Spec = Spec {
    name: "SUBACCOUNT.DELETE",
    section: ACCOUNTS,
    about: "closes a sub-account that has no DIDs and a settled balance",
    params: &[Param::required("ACCOUNT_NUMBER", ACCOUNT, "the sub-account")],
};

pub(super) struct Delete;

impl Operation for Delete {
    const SPEC: &'static Spec = &DELETE;
    type Command = AccountClose;
    type Shown = String;

    fn read(args: &Reader<'_>) -> Result<AccountClose, Fault> {
        request::close_account(args)
    }

    fn show((): (), _: &Reader<'_>) -> String {
        reply::done()
    }
}
