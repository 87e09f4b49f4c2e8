//! Webhooks: where accounts want to be told what happens to them.

use tandem_domain::{AccountId, Currency, HookId, PageForm, Timestamp};
use tandem_numbering::Did;

use super::number::key;
use super::{from_doc, to_doc};
use crate::{Row, StoreError, Tx, args};

/// A stored hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// Its id.
    pub id: HookId,
    /// Whose events it is told.
    pub account: AccountId,
    /// Where it is called.
    pub url: String,
    /// The kinds of events it is told; none: all that are told at all.
    pub kinds: Vec<String>,
    /// What its calls are signed with.
    pub secret: String,
    /// Whether it is told anything.
    pub enabled: bool,
    /// The account's last event before it was made.
    pub since: i64,
    /// When it was made.
    pub made: Timestamp,
    /// The number whose messages alone it is handed.
    pub did: Option<Did>,
    /// The number of whose messages alone it hears what became of them.
    pub sender: Option<Did>,
    /// What it is told of all messages of the account's. With neither this nor a number or a sender it is told events.
    pub role: Option<HookRole>,
    /// How messages are handed to a hook of a role.
    pub form: PageForm,
}

/// What a hook is there for that is told of messages and not of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookRole {
    /// It is handed messages that arrive at numbers without a page of their own.
    Messages,
    /// It hears what became of messages that were sent.
    Receipts,
}

impl HookRole {
    /// The word it is stored under.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Receipts => "receipts",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Messages, Self::Receipts].into_iter().find(|role| role.word() == word)
    }
}

fn read(row: &Row) -> Result<Hook, StoreError> {
    Ok(Hook {
        id: HookId(row.int(0, "hook.id")?),
        account: AccountId(row.int(1, "hook.account")?),
        url: row.text(2, "hook.url")?.to_owned(),
        kinds: from_doc(row.text(3, "hook.kinds")?, "hook.kinds")?,
        secret: row.text(4, "hook.secret")?.to_owned(),
        enabled: row.int(5, "hook.enabled")? == 1,
        since: row.int(6, "hook.since")?,
        made: Timestamp(row.int(7, "hook.made")?),
        did: number(row, 8, "hook.did")?,
        sender: number(row, 11, "hook.sender")?,
        role: row
            .maybe_text(9, "hook.role")?
            .map(|word| HookRole::from_word(word).ok_or(StoreError::Shape("hook.role")))
            .transpose()?,
        form: row
            .maybe_text(10, "hook.form")?
            .map(|word| PageForm::from_word(word).ok_or(StoreError::Shape("hook.form")))
            .transpose()?
            .unwrap_or_default(),
    })
}

fn number(row: &Row, column: usize, name: &'static str) -> Result<Option<Did>, StoreError> {
    let digits = row.maybe_int(column, name)?;
    Ok(digits.and_then(|digits| u64::try_from(digits).ok()).and_then(Did::new))
}

/// The hook, unless it was removed.
pub fn get(tx: &mut dyn Tx, id: HookId) -> Result<Option<Hook>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, url, kinds, secret, enabled, since, made, did, role, form, sender FROM hook \
         WHERE id = $1 AND ended IS NULL",
        args![id.0],
    )?;
    rows.first().map(read).transpose()
}

/// The hook that is told of the messages of an account's number.
pub fn of_number(
    tx: &mut dyn Tx,
    account: AccountId,
    number: Did,
) -> Result<Option<Hook>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, url, kinds, secret, enabled, since, made, did, role, form, sender FROM hook \
         WHERE account = $1 AND did = $2 AND ended IS NULL",
        args![account.0, key(number)],
    )?;
    rows.first().map(read).transpose()
}

/// The hook that hears what became of the messages of an account's number.
pub fn of_sender(
    tx: &mut dyn Tx,
    account: AccountId,
    number: Did,
) -> Result<Option<Hook>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, url, kinds, secret, enabled, since, made, did, role, form, sender FROM hook \
         WHERE account = $1 AND sender = $2 AND ended IS NULL",
        args![account.0, key(number)],
    )?;
    rows.first().map(read).transpose()
}

/// The account's hook of a role.
pub fn of_role(
    tx: &mut dyn Tx,
    account: AccountId,
    role: HookRole,
) -> Result<Option<Hook>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, url, kinds, secret, enabled, since, made, did, role, form, sender FROM hook \
         WHERE account = $1 AND role = $2 AND ended IS NULL",
        args![account.0, role.word()],
    )?;
    rows.first().map(read).transpose()
}

/// The account's hooks that are told events, oldest first.
pub fn list(tx: &mut dyn Tx, account: AccountId, limit: i64) -> Result<Vec<Hook>, StoreError> {
    let rows = tx.rows(
        "SELECT id, account, url, kinds, secret, enabled, since, made, did, role, form, sender FROM hook \
         WHERE account = $1 AND ended IS NULL AND did IS NULL AND role IS NULL \
         AND sender IS NULL ORDER BY id LIMIT $2",
        args![account.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// Every hook that is told anything, each with the currency of its account, by id after `after`.
pub fn listening(
    tx: &mut dyn Tx,
    after: HookId,
    limit: i64,
) -> Result<Vec<(Hook, Currency)>, StoreError> {
    let rows = tx.rows(
        "SELECT h.id, h.account, h.url, h.kinds, h.secret, h.enabled, h.since, h.made, h.did, \
         h.role, h.form, h.sender, a.currency \
         FROM hook h JOIN account a ON a.id = h.account \
         WHERE h.id > $1 AND h.ended IS NULL AND h.enabled = 1 AND h.did IS NULL AND h.role IS NULL \
         AND h.sender IS NULL ORDER BY h.id LIMIT $2",
        args![after.0, limit],
    )?;
    rows.iter().map(read_listening).collect()
}

/// The hooks of one account that are told anything, each with the currency of the account.
pub fn listening_of(
    tx: &mut dyn Tx,
    account: AccountId,
) -> Result<Vec<(Hook, Currency)>, StoreError> {
    let rows = tx.rows(
        "SELECT h.id, h.account, h.url, h.kinds, h.secret, h.enabled, h.since, h.made, h.did, \
         h.role, h.form, h.sender, a.currency \
         FROM hook h JOIN account a ON a.id = h.account \
         WHERE h.account = $1 AND h.ended IS NULL AND h.enabled = 1 AND h.did IS NULL AND h.role IS NULL \
         AND h.sender IS NULL ORDER BY h.id",
        args![account.0],
    )?;
    rows.iter().map(read_listening).collect()
}

fn read_listening(row: &Row) -> Result<(Hook, Currency), StoreError> {
    let currency = Currency::parse(row.text(12, "account.currency")?);
    Ok((read(row)?, currency.ok_or(StoreError::Shape("account.currency"))?))
}

/// Makes a hook.
pub fn insert(tx: &mut dyn Tx, hook: &Hook) -> Result<(), StoreError> {
    let kinds = to_doc(&hook.kinds, "hook.kinds")?;
    tx.one(
        "INSERT INTO hook (id, account, url, kinds, secret, enabled, since, made, did, role, form, \
         sender) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            hook.id.0,
            hook.account.0,
            &hook.url,
            &kinds,
            &hook.secret,
            i64::from(hook.enabled),
            hook.since,
            hook.made.0,
            hook.did.map(key),
            hook.role.map(HookRole::word),
            form(hook),
            hook.sender.map(key)
        ],
    )
}

/// Changes what a hook is told, and where.
pub fn update(tx: &mut dyn Tx, hook: &Hook) -> Result<(), StoreError> {
    let kinds = to_doc(&hook.kinds, "hook.kinds")?;
    tx.one(
        "UPDATE hook SET url = $2, kinds = $3, secret = $4, enabled = $5, since = $6, form = $7 \
         WHERE id = $1",
        args![
            hook.id.0,
            &hook.url,
            &kinds,
            &hook.secret,
            i64::from(hook.enabled),
            hook.since,
            form(hook)
        ],
    )
}

fn form(hook: &Hook) -> Option<&'static str> {
    (!hook.form.is_query()).then(|| hook.form.word())
}

/// Removes a hook. Its row stays for as long as there are deliveries of it.
pub fn end(tx: &mut dyn Tx, id: HookId, at: Timestamp) -> Result<(), StoreError> {
    tx.one("UPDATE hook SET ended = $2 WHERE id = $1", args![id.0, at.0])
}

/// Forgets hooks that were removed before `before` and of which no delivery is left.
pub fn expire(tx: &mut dyn Tx, before: Timestamp, limit: i64) -> Result<u64, StoreError> {
    tx.exec(
        "DELETE FROM hook WHERE id IN (SELECT h.id FROM hook h WHERE h.ended < $1 \
         AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.hook = h.id) ORDER BY h.ended LIMIT $2)",
        args![before.0, limit],
    )
}
