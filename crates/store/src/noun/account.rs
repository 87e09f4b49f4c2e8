//! Accounts, and the names that dialects know them under.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tandem_domain::{
    Account, AccountId, AccountKind, AccountProfile, AccountStatus, Currency, GENESIS_HASH, Money,
    Timestamp,
};

use super::{from_doc, to_doc};
use crate::{Arg, Round, Row, StoreError, Tx, args};

fn read(row: &Row) -> Result<Account, StoreError> {
    let kind = match row.text(2, "account.kind")? {
        "operator" => AccountKind::Operator,
        "customer" => AccountKind::Customer,
        "sub" => AccountKind::Sub,
        _ => return Err(StoreError::Shape("account.kind")),
    };
    let status = match row.text(3, "account.status")? {
        "open" => AccountStatus::Open,
        "suspended" => AccountStatus::Suspended,
        _ => return Err(StoreError::Shape("account.status")),
    };
    Ok(Account {
        id: AccountId(row.int(0, "account.id")?),
        root: AccountId(row.int(1, "account.root")?),
        kind,
        status,
        currency: Currency::parse(row.text(4, "account.currency")?)
            .ok_or(StoreError::Shape("account.currency"))?,
        balance: Money(row.int(5, "account.balance")?),
        auth_epoch: row.int(6, "account.auth_epoch")?,
        order_serial: row.int(7, "account.order_serial")?,
        event_seq: row.int(8, "account.event_seq")?,
        event_hash: row.text(9, "account.event_hash")?.to_owned(),
        profile: from_doc(row.text(10, "account.profile")?, "account.profile")?,
        credit_limit: Money(row.int(11, "account.credit_limit")?),
    })
}

/// Locks the account's row until the transaction ends and reads it. A batch, which may hold other
/// accounts already, does not wait for a row that another transaction has: it is told
/// [`StoreError::Contended`].
pub fn lock(tx: &mut dyn Tx, id: AccountId) -> Result<Option<Account>, StoreError> {
    if tx.round() != Round::Batch {
        let rows = tx.rows(
            "SELECT id, root, kind, status, currency, balance, auth_epoch, order_serial, \
             event_seq, event_hash, profile, credit_limit FROM account WHERE id = $1 FOR UPDATE",
            args![id.0],
        )?;
        return rows.first().map(read).transpose();
    }
    let rows = tx.rows(
        "SELECT id, root, kind, status, currency, balance, auth_epoch, order_serial, event_seq, \
             event_hash, profile, credit_limit FROM account WHERE id = $1 FOR UPDATE SKIP LOCKED",
        args![id.0],
    )?;
    match rows.first() {
        Some(row) => read(row).map(Some),
        // Missing, or only locked: a plain look tells which.
        None => match get(tx, id)? {
            Some(_) => Err(StoreError::Contended),
            None => Ok(None),
        },
    }
}

/// Reads the account.
pub fn get(tx: &mut dyn Tx, id: AccountId) -> Result<Option<Account>, StoreError> {
    let rows = tx.rows(
        "SELECT id, root, kind, status, currency, balance, auth_epoch, order_serial, event_seq, \
             event_hash, profile, credit_limit FROM account WHERE id = $1",
        args![id.0],
    )?;
    rows.first().map(read).transpose()
}

/// How many accounts one statement of [`some`] asks for.
pub const READ_AT_ONCE: usize = 64;

static SOME: LazyLock<String> = LazyLock::new(|| {
    let places: Vec<String> = (1..=READ_AT_ONCE).map(|place| format!("${place}")).collect();
    format!(
        "SELECT id, root, kind, status, currency, balance, auth_epoch, order_serial, event_seq, \
         event_hash, profile, credit_limit FROM account WHERE id IN ({})",
        places.join(",")
    )
});

/// Those of at most [`READ_AT_ONCE`] accounts that there are.
pub fn some(tx: &mut dyn Tx, ids: &[AccountId]) -> Result<Vec<Account>, StoreError> {
    let Some(last) = ids.last() else { return Ok(Vec::new()) };
    // Naming the last one again fills the list up and finds nothing more.
    let padded = ids.iter().chain(std::iter::repeat(last)).take(READ_AT_ONCE);
    let args: Vec<Arg<'_>> = padded.map(|id| Arg::Int(id.0)).collect();
    tx.rows(&SOME, &args)?.iter().map(read).collect()
}

/// How many accounts one read of [`family`] asks for.
const FAMILY_PAGE: i64 = 1000;

/// The account and all under it that were not closed, the account first, then by id.
pub fn family(tx: &mut dyn Tx, root: AccountId) -> Result<Vec<Account>, StoreError> {
    let own = get(tx, root)?.filter(|account| account.root == root);
    let mut family: Vec<Account> = own.into_iter().collect();
    let mut after = i64::MIN;
    loop {
        let rows = tx.rows(
            "SELECT id, root, kind, status, currency, balance, auth_epoch, order_serial, event_seq, \
             event_hash, profile, credit_limit FROM account WHERE root = $1 AND id > $2 AND id <> $1 \
             ORDER BY id LIMIT $3",
            args![root.0, after, FAMILY_PAGE],
        )?;
        let page = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let Some(last) = page.last() else { return Ok(family) };
        after = last.id.0;
        family.extend(page.into_iter().filter(|account| !account.profile.closed));
    }
}

/// How many accounts there are under a customer, those that were closed too; no more than `most` are counted.
pub fn count_under(tx: &mut dyn Tx, root: AccountId, most: i64) -> Result<i64, StoreError> {
    let rows = tx.rows(
        "SELECT COUNT(*) FROM (SELECT id FROM account WHERE root = $1 AND parent IS NOT NULL \
         LIMIT $2) AS under",
        args![root.0, most],
    )?;
    rows.first().map_or(Ok(0), |row| row.int(0, "account.count"))
}

/// Opens an account: nothing in it, nothing happened to it.
pub fn insert(
    tx: &mut dyn Tx,
    account: &Account,
    parent: Option<AccountId>,
    opened: Timestamp,
) -> Result<(), StoreError> {
    let kind = match account.kind {
        AccountKind::Operator => "operator",
        AccountKind::Customer => "customer",
        AccountKind::Sub => "sub",
    };
    let profile = to_doc::<AccountProfile>(&account.profile, "account.profile")?;
    tx.one(
        "INSERT INTO account (id, parent, root, kind, status, currency, balance, auth_epoch, \
         order_serial, event_seq, event_hash, opened, profile) \
         VALUES ($1, $2, $3, $4, 'open', $5, 0, 0, 0, 0, $6, $7, $8)",
        args![
            account.id.0,
            parent.map(|parent| parent.0),
            account.root.0,
            kind,
            account.currency.as_str(),
            GENESIS_HASH,
            opened.0,
            &profile
        ],
    )
}

/// Writes back what a command changed in an account it has locked.
pub fn update(tx: &mut dyn Tx, account: &Account) -> Result<(), StoreError> {
    tx.one(
        "UPDATE account SET balance = $2, auth_epoch = $3, order_serial = $4, event_seq = $5, \
         event_hash = $6, credit_limit = $7 WHERE id = $1",
        args![
            account.id.0,
            account.balance.0,
            account.auth_epoch,
            account.order_serial,
            account.event_seq,
            &account.event_hash,
            account.credit_limit.0
        ],
    )
}

/// Changes the part of an account that seldom changes.
pub fn set_profile(
    tx: &mut dyn Tx,
    id: AccountId,
    status: AccountStatus,
    profile: &AccountProfile,
) -> Result<(), StoreError> {
    let status = match status {
        AccountStatus::Open => "open",
        AccountStatus::Suspended => "suspended",
    };
    let profile = to_doc(profile, "account.profile")?;
    tx.one(
        "UPDATE account SET status = $2, profile = $3 WHERE id = $1",
        args![id.0, status, &profile],
    )
}

/// The account that a dialect knows under a name.
pub fn by_alias(
    tx: &mut dyn Tx,
    scheme: &str,
    name: &str,
) -> Result<Option<AccountId>, StoreError> {
    let rows =
        tx.rows("SELECT account FROM alias WHERE scheme = $1 AND name = $2", args![scheme, name])?;
    rows.first().map(|row| row.int(0, "alias.account").map(AccountId)).transpose()
}

/// The names under which a dialect knows the accounts of one customer.
pub fn aliases(
    tx: &mut dyn Tx,
    scheme: &str,
    root: AccountId,
) -> Result<BTreeMap<AccountId, String>, StoreError> {
    let rows = tx.rows(
        "SELECT x.account, MIN(x.name) FROM account a JOIN alias x ON x.account = a.id \
         WHERE a.root = $1 AND x.scheme = $2 GROUP BY x.account",
        args![root.0, scheme],
    )?;
    let name = |row: &Row| {
        Ok((AccountId(row.int(0, "alias.account")?), row.text(1, "alias.name")?.to_owned()))
    };
    rows.iter().map(name).collect()
}

/// The names under which a dialect knows one account.
pub fn aliases_of(tx: &mut dyn Tx, scheme: &str, id: AccountId) -> Result<Vec<String>, StoreError> {
    let rows = tx.rows(
        "SELECT name FROM alias WHERE account = $1 AND scheme = $2 ORDER BY name",
        args![id.0, scheme],
    )?;
    rows.iter().map(|row| row.text(0, "alias.name").map(str::to_owned)).collect()
}

/// The names of a dialect, after one, each with its account and that account's customer; for checks that
/// walk them all.
pub fn alias_page(
    tx: &mut dyn Tx,
    scheme: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<(String, AccountId, AccountId)>, StoreError> {
    let rows = tx.rows(
        "SELECT x.name, a.id, a.root FROM alias x JOIN account a ON a.id = x.account \
         WHERE x.scheme = $1 AND x.name > $2 ORDER BY x.name LIMIT $3",
        args![scheme, after, limit],
    )?;
    let name = |row: &Row| {
        let (id, root) = (row.int(1, "alias.account")?, row.int(2, "account.root")?);
        Ok((row.text(0, "alias.name")?.to_owned(), AccountId(id), AccountId(root)))
    };
    rows.iter().map(name).collect()
}

/// Takes all its names from an account.
pub fn aliases_delete(tx: &mut dyn Tx, id: AccountId) -> Result<u64, StoreError> {
    tx.exec("DELETE FROM alias WHERE account = $1", args![id.0])
}

/// Gives the account a name in a dialect; says whether the name was free.
pub fn alias_insert(
    tx: &mut dyn Tx,
    scheme: &str,
    name: &str,
    id: AccountId,
) -> Result<bool, StoreError> {
    let inserted = tx.exec(
        "INSERT INTO alias (scheme, name, account) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        args![scheme, name, id.0],
    )?;
    Ok(inserted == 1)
}

/// The customers, by id after `after`.
pub fn customers(
    tx: &mut dyn Tx,
    after: AccountId,
    limit: i64,
) -> Result<Vec<Account>, StoreError> {
    let rows = tx.rows(
        "SELECT id, root, kind, status, currency, balance, auth_epoch, order_serial, event_seq, \
         event_hash, profile, credit_limit FROM account WHERE id > $1 AND kind = 'customer' \
         ORDER BY id LIMIT $2",
        args![after.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// Every account, by id after `after`, for checks that walk them all.
pub fn page(tx: &mut dyn Tx, after: AccountId, limit: i64) -> Result<Vec<Account>, StoreError> {
    let rows = tx.rows(
        "SELECT id, root, kind, status, currency, balance, auth_epoch, order_serial, event_seq, \
             event_hash, profile, credit_limit FROM account WHERE id > $1 ORDER BY id LIMIT $2",
        args![after.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// The accounts that have a time zone of their own, by id after `after`, each with its zone. It looks at every account, which
/// nobody waits for.
pub fn zones(
    tx: &mut dyn Tx,
    after: AccountId,
    limit: i64,
) -> Result<Vec<(AccountId, String)>, StoreError> {
    // Text that people wrote cannot hold the name of a field: its quotation marks are escaped.
    let rows = tx.rows(
        "SELECT id, profile FROM account \
         WHERE id > $1 AND REPLACE(profile, '\"zone\":', '') <> profile ORDER BY id LIMIT $2",
        args![after.0, limit],
    )?;
    let zone = |row: &Row| {
        let profile = row.text(1, "account.profile")?;
        let profile: AccountProfile =
            serde_json::from_str(profile).map_err(|_| StoreError::Shape("account.profile"))?;
        Ok((AccountId(row.int(0, "account.id")?), profile.zone))
    };
    rows.iter().map(zone).collect()
}

/// A name of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The account.
    pub account: AccountId,
    /// The dialect that knows it so.
    pub scheme: String,
    /// The name.
    pub name: String,
}

/// The names of the accounts between two, both included, by account, dialect and name.
pub fn names(tx: &mut dyn Tx, first: AccountId, last: AccountId) -> Result<Vec<Name>, StoreError> {
    let rows = tx.rows(
        "SELECT account, scheme, name FROM alias WHERE account >= $1 AND account <= $2 \
         ORDER BY account, scheme, name",
        args![first.0, last.0],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Name {
                account: AccountId(row.int(0, "alias.account")?),
                scheme: row.text(1, "alias.scheme")?.to_owned(),
                name: row.text(2, "alias.name")?.to_owned(),
            })
        })
        .collect()
}

/// What the sub-accounts between two accounts, both included, are directly under.
pub fn parents(
    tx: &mut dyn Tx,
    first: AccountId,
    last: AccountId,
) -> Result<BTreeMap<AccountId, AccountId>, StoreError> {
    let rows = tx.rows(
        "SELECT id, parent FROM account WHERE id >= $1 AND id <= $2 AND parent IS NOT NULL",
        args![first.0, last.0],
    )?;
    rows.iter()
        .map(|row| {
            let parent = AccountId(row.int(1, "account.parent")?);
            Ok((AccountId(row.int(0, "account.id")?), parent))
        })
        .collect()
}

/// The name of an account, and nothing that a database of an earlier schema might not have.
pub fn name(tx: &mut dyn Tx, id: AccountId) -> Result<Option<String>, StoreError> {
    let rows = tx.rows("SELECT profile FROM account WHERE id = $1", args![id.0])?;
    let Some(row) = rows.first() else { return Ok(None) };
    let profile: serde_json::Value = from_doc(row.text(0, "account.profile")?, "account.profile")?;
    Ok(profile["name"].as_str().map(str::to_owned))
}
