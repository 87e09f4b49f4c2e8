//! What decides where calls go: numbers that somebody has, and logins. Objects are in [`super::object`].

use std::sync::LazyLock;

use tandem_domain::{AccountId, Money, NumberState, PlanId};
use tandem_numbering::Did;

use super::number::{did, key};
use crate::{Arg, Row, StoreError, Tx, args};

/// The dialect whose names of accounts are the logins that telephones register with.
pub const LOGINS: &str = "voipms";

/// A number that somebody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routed {
    /// The number.
    pub did: Did,
    /// The customer who has it, or one of whose accounts does.
    pub payer: AccountId,
    /// Where it stands.
    pub state: NumberState,
    /// The version of the number's row.
    pub version: i64,
    /// The version of the tenure's row.
    pub tenure_version: i64,
    /// How it is set up, as it is stored.
    pub settings: String,
    /// The version of the plan that its calls are charged by.
    pub plan: PlanId,
    /// What a minute of a call costs the customer.
    pub minute: Money,
    /// The reseller's client who has it, if one does.
    pub client: Option<AccountId>,
}

fn read(row: &Row) -> Result<Routed, StoreError> {
    let state = NumberState::from_code(row.int(2, "number.state")?);
    let payer = AccountId(row.int(1, "tenure.payer")?);
    let owner = AccountId(row.int(8, "tenure.owner")?);
    let is_resold = row.maybe_int(9, "tenure.resale_since")?.is_some();
    Ok(Routed {
        did: did(row, 0)?,
        payer,
        state: state.ok_or(StoreError::Shape("number.state"))?,
        version: row.int(3, "number.version")?,
        tenure_version: row.int(4, "tenure.version")?,
        settings: row.text(5, "tenure.settings")?.to_owned(),
        plan: PlanId(row.int(6, "tenure.plan")?),
        minute: Money(row.int(7, "tenure.minute")?),
        client: (owner != payer && is_resold).then_some(owner),
    })
}

/// The numbers that somebody has, by number after `after`.
pub fn page(tx: &mut dyn Tx, after: i64, limit: i64) -> Result<Vec<Routed>, StoreError> {
    let rows = tx.rows(
        "SELECT t.did, t.payer, n.state, n.version, t.version, t.settings, t.plan, t.minute, \
         t.owner, t.resale_since \
         FROM tenure t JOIN number n ON n.did = t.did \
         WHERE t.ended IS NULL AND t.did > $1 ORDER BY t.did LIMIT $2",
        args![after, limit],
    )?;
    rows.iter().map(read).collect()
}

/// How many numbers one statement of [`some`] asks for.
pub const ROUTED_AT_ONCE: usize = 64;

static SOME: LazyLock<String> = LazyLock::new(|| {
    let places: Vec<String> = (1..=ROUTED_AT_ONCE).map(|place| format!("${place}")).collect();
    format!(
        "SELECT t.did, t.payer, n.state, n.version, t.version, t.settings, t.plan, t.minute, \
         t.owner, t.resale_since \
         FROM tenure t JOIN number n ON n.did = t.did \
         WHERE t.ended IS NULL AND t.did IN ({}) ORDER BY t.did",
        places.join(",")
    )
});

/// Those of at most [`ROUTED_AT_ONCE`] numbers that somebody has.
pub fn some(tx: &mut dyn Tx, numbers: &[Did]) -> Result<Vec<Routed>, StoreError> {
    let Some(last) = numbers.last() else { return Ok(Vec::new()) };
    // Naming the last one again fills the list up and finds nothing more.
    let padded = numbers.iter().chain(std::iter::repeat(last)).take(ROUTED_AT_ONCE);
    let args: Vec<Arg<'_>> = padded.map(|did| Arg::Int(key(*did))).collect();
    tx.rows(&SOME, &args)?.iter().map(read).collect()
}

/// A login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// Its name.
    pub name: String,
    /// The account that it speaks for.
    pub account: AccountId,
    /// The customer at the top of that account's tree.
    pub root: AccountId,
}

fn read_login(row: &Row) -> Result<Login, StoreError> {
    Ok(Login {
        name: row.text(0, "alias.name")?.to_owned(),
        account: AccountId(row.int(1, "alias.account")?),
        root: AccountId(row.int(2, "account.root")?),
    })
}

/// Every login, by name after `after`.
pub fn logins(tx: &mut dyn Tx, after: &str, limit: i64) -> Result<Vec<Login>, StoreError> {
    let rows = tx.rows(
        "SELECT x.name, x.account, a.root FROM alias x JOIN account a ON a.id = x.account \
         WHERE x.scheme = $1 AND x.name > $2 ORDER BY x.name LIMIT $3",
        args![LOGINS, after, limit],
    )?;
    rows.iter().map(read_login).collect()
}

/// The logins of one account.
pub fn logins_of(tx: &mut dyn Tx, account: AccountId) -> Result<Vec<Login>, StoreError> {
    let rows = tx.rows(
        "SELECT x.name, x.account, a.root FROM account a JOIN alias x ON x.account = a.id \
         WHERE a.id = $1 AND x.scheme = $2 ORDER BY x.name",
        args![account.0, LOGINS],
    )?;
    rows.iter().map(read_login).collect()
}
