//! Deliveries: what is to be told to whom, and how often that was tried.

use tandem_domain::{AccountId, DeliveryId, DeliveryState, HookId, Timestamp};

use crate::{Row, StoreError, Tx, args};

/// A stored delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its id; the same however often it is tried.
    pub id: DeliveryId,
    /// The hook it is for; `None`: it goes by mail.
    pub hook: Option<HookId>,
    /// The account whose event it tells.
    pub account: AccountId,
    /// The number of that event.
    pub seq: i64,
    /// The kind of that event, as it is told.
    pub kind: String,
    /// What is sent.
    pub payload: String,
    /// How far it has come.
    pub state: DeliveryState,
    /// When it may be tried next, if it waits.
    pub due: Option<Timestamp>,
    /// How often it was begun.
    pub tries: i64,
    /// After this it is tried no more.
    pub give_up: Timestamp,
}

fn read(row: &Row) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        id: DeliveryId(row.int(0, "delivery.id")?),
        hook: row.maybe_int(1, "delivery.hook")?.map(HookId),
        account: AccountId(row.int(2, "delivery.account")?),
        seq: row.int(3, "delivery.seq")?,
        kind: row.text(4, "delivery.kind")?.to_owned(),
        payload: row.text(5, "delivery.payload")?.to_owned(),
        state: DeliveryState::of_word(row.text(6, "delivery.state")?)
            .ok_or(StoreError::Shape("delivery.state"))?,
        due: row.maybe_int(7, "delivery.due")?.map(Timestamp),
        tries: row.int(8, "delivery.tries")?,
        give_up: Timestamp(row.int(9, "delivery.give_up")?),
    })
}

/// Writes down what is to be told.
pub fn insert(tx: &mut dyn Tx, delivery: &Delivery) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO delivery (id, hook, account, seq, kind, payload, state, due, tries, give_up) \
         VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, 0, $8)",
        args![
            delivery.id.0,
            delivery.hook.map(|hook| hook.0),
            delivery.account.0,
            delivery.seq,
            &delivery.kind,
            &delivery.payload,
            delivery.due.map(|due| due.0),
            delivery.give_up.0
        ],
    )
}

/// Begins to try: moves the delivery on, so that nobody else tries it before `until`; says whether
/// it still stood where the caller saw it.
pub fn begin(
    tx: &mut dyn Tx,
    id: DeliveryId,
    seen: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let begun = tx.exec(
        "UPDATE delivery SET due = $3, tries = tries + 1 \
         WHERE id = $1 AND due = $2 AND state = 'waiting'",
        args![id.0, seen.0, until.0],
    )?;
    Ok(begun == 1)
}

/// Reads a delivery and keeps it from others until the transaction ends.
pub fn lock(tx: &mut dyn Tx, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
    let rows = tx.rows(
        "SELECT id, hook, account, seq, kind, payload, state, due, tries, give_up FROM delivery \
         WHERE id = $1 FOR UPDATE",
        args![id.0],
    )?;
    rows.first().map(read).transpose()
}

/// It waits for another try.
pub fn put_off(tx: &mut dyn Tx, id: DeliveryId, due: Timestamp) -> Result<(), StoreError> {
    tx.one("UPDATE delivery SET due = $2 WHERE id = $1 AND state = 'waiting'", args![id.0, due.0])
}

/// It is tried no more: it arrived, or is left for a person.
pub fn settle(
    tx: &mut dyn Tx,
    id: DeliveryId,
    state: DeliveryState,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.one(
        "UPDATE delivery SET state = $2, due = NULL, settled = $3 \
         WHERE id = $1 AND state = 'waiting'",
        args![id.0, state.word(), at.0],
    )
}

/// What is sent is forgotten, once it arrived: it is kept elsewhere for as long as it is wanted.
pub fn forget_payload(tx: &mut dyn Tx, id: DeliveryId) -> Result<(), StoreError> {
    tx.one("UPDATE delivery SET payload = '' WHERE id = $1", args![id.0])
}

/// A call that was made, or was not because it must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    /// The delivery.
    pub delivery: DeliveryId,
    /// The how-manieth try it was.
    pub nth: i64,
    /// When it ended.
    pub at: Timestamp,
    /// The HTTP status that came back, if one did.
    pub status: Option<i64>,
    /// What went wrong; empty if nothing did.
    pub error: String,
    /// How long it took, in microseconds.
    pub micros: i64,
}

/// Writes down a try; of one that was written down before, what went well stays.
pub fn insert_try(tx: &mut dyn Tx, tried: &Try) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO delivery_try (delivery, nth, at, status, error, micros) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (delivery, nth) DO UPDATE \
         SET at = excluded.at, status = excluded.status, error = excluded.error, \
         micros = excluded.micros WHERE delivery_try.error <> ''",
        args![tried.delivery.0, tried.nth, tried.at.0, tried.status, &tried.error, tried.micros],
    )?;
    Ok(())
}

/// The tries of one delivery, first to last.
pub fn tries(tx: &mut dyn Tx, id: DeliveryId, limit: i64) -> Result<Vec<Try>, StoreError> {
    let rows = tx.rows(
        "SELECT delivery, nth, at, status, error, micros FROM delivery_try \
         WHERE delivery = $1 ORDER BY nth LIMIT $2",
        args![id.0, limit],
    )?;
    rows.iter().map(|row| read_try(row, 0)).collect()
}

fn read_try(row: &Row, first: usize) -> Result<Try, StoreError> {
    Ok(Try {
        delivery: DeliveryId(row.int(first, "delivery_try.delivery")?),
        nth: row.int(first + 1, "delivery_try.nth")?,
        at: Timestamp(row.int(first + 2, "delivery_try.at")?),
        status: row.maybe_int(first + 3, "delivery_try.status")?,
        error: row.text(first + 4, "delivery_try.error")?.to_owned(),
        micros: row.int(first + 5, "delivery_try.micros")?,
    })
}

/// Which deliveries a list shows. What is `None` does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Those of this account.
    pub account: Option<AccountId>,
    /// Those of this hook.
    pub hook: Option<HookId>,
    /// Those in this state.
    pub state: Option<DeliveryState>,
    /// Mails rather than calls.
    pub mail: bool,
}

/// Deliveries, newest first from before `before`, each with its last try.
pub fn list(
    tx: &mut dyn Tx,
    shown: &Shown,
    before: DeliveryId,
    limit: i64,
) -> Result<Vec<(Delivery, Option<Try>)>, StoreError> {
    let rows = tx.rows(
        "SELECT d.id, d.hook, d.account, d.seq, d.kind, d.payload, d.state, d.due, d.tries, \
         d.give_up, t.delivery, t.nth, t.at, t.status, t.error, t.micros \
         FROM delivery d LEFT JOIN delivery_try t ON t.delivery = d.id AND t.nth = \
         (SELECT MAX(l.nth) FROM delivery_try l WHERE l.delivery = d.id) \
         WHERE d.id < $1 AND (CAST($2 AS BIGINT) IS NULL OR d.account = $2) \
         AND (CAST($3 AS BIGINT) IS NULL OR d.hook = $3) \
         AND (CAST($4 AS TEXT) IS NULL OR d.state = $4) \
         AND (CAST($5 AS BIGINT) = CASE WHEN d.hook IS NULL THEN 1 ELSE 0 END) ORDER BY d.id DESC LIMIT $6",
        args![
            before.0,
            shown.account.map(|account| account.0),
            shown.hook.map(|hook| hook.0),
            shown.state.map(DeliveryState::word),
            i64::from(shown.mail),
            limit
        ],
    )?;
    let with_try = |row: &Row| {
        let tried = row.maybe_int(10, "delivery_try.delivery")?.is_some();
        Ok((read(row)?, tried.then(|| read_try(row, 10)).transpose()?))
    };
    rows.iter().map(with_try).collect()
}

/// Has one delivery that was given up tried again; says whether it was given up.
pub fn retry(
    tx: &mut dyn Tx,
    id: DeliveryId,
    due: Timestamp,
    give_up: Timestamp,
) -> Result<u64, StoreError> {
    tx.exec(
        "UPDATE delivery SET state = 'waiting', settled = NULL, due = $2, give_up = $3 \
         WHERE id = $1 AND state = 'failed'",
        args![id.0, due.0, give_up.0],
    )
}

/// Has what was given up of one hook tried again, the oldest first; returns how much that is. Not
/// all of it at one instant: those that are due longest are told apart by it.
pub fn retry_all(
    tx: &mut dyn Tx,
    hook: HookId,
    due: Timestamp,
    give_up: Timestamp,
    limit: i64,
) -> Result<u64, StoreError> {
    tx.exec(
        "UPDATE delivery SET state = 'waiting', settled = NULL, due = $2 + id % 1000000, \
         give_up = $3 WHERE id IN (SELECT id FROM delivery WHERE hook = $1 AND state = 'failed' \
         ORDER BY id LIMIT $4)",
        args![hook.0, due.0, give_up.0, limit],
    )
}

/// Whether anything was settled before `before`.
pub fn is_expired(tx: &mut dyn Tx, before: Timestamp) -> Result<bool, StoreError> {
    let rows = tx.rows(
        "SELECT id FROM delivery WHERE settled IS NOT NULL AND settled < $1 LIMIT 1",
        args![before.0],
    )?;
    Ok(!rows.is_empty())
}

/// Forgets what was settled before `before` with its tries, at most `limit` deliveries; returns how
/// many went.
pub fn expire(tx: &mut dyn Tx, before: Timestamp, limit: i64) -> Result<u64, StoreError> {
    tx.exec(
        "DELETE FROM delivery_try WHERE delivery IN (SELECT id FROM delivery \
         WHERE settled IS NOT NULL AND settled < $1 ORDER BY settled, id LIMIT $2)",
        args![before.0, limit],
    )?;
    tx.exec(
        "DELETE FROM delivery WHERE id IN (SELECT id FROM delivery \
         WHERE settled IS NOT NULL AND settled < $1 ORDER BY settled, id LIMIT $2)",
        args![before.0, limit],
    )
}

/// Every delivery, by id after `after`, for checks that walk them all: with whether its event is
/// there, and whether a try of it went well.
pub fn page(
    tx: &mut dyn Tx,
    after: DeliveryId,
    limit: i64,
) -> Result<Vec<(Delivery, bool, bool)>, StoreError> {
    let rows = tx.rows(
        "SELECT d.id, d.hook, d.account, d.seq, d.kind, '', d.state, d.due, d.tries, d.give_up, \
         CASE WHEN EXISTS (SELECT 1 FROM event e WHERE e.account = d.account AND e.seq = d.seq) \
         THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END, \
         CASE WHEN EXISTS (SELECT 1 FROM delivery_try t WHERE t.delivery = d.id AND t.error = '') \
         THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END \
         FROM delivery d WHERE d.id > $1 ORDER BY d.id LIMIT $2",
        args![after.0, limit],
    )?;
    let checked =
        |row: &Row| Ok((read(row)?, row.int(10, "event")? == 1, row.int(11, "delivery_try")? == 1));
    rows.iter().map(checked).collect()
}

/// How many letters of a kind a customer has had since an id, as far as that matters.
pub fn letters_since(
    tx: &mut dyn Tx,
    account: AccountId,
    kind: &str,
    since: i64,
    most: i64,
) -> Result<i64, StoreError> {
    let rows = tx.rows(
        "SELECT COUNT(*) FROM (SELECT id FROM delivery \
         WHERE account = $1 AND id >= $2 AND kind = $3 AND hook IS NULL LIMIT $4) AS letters",
        args![account.0, since, kind, most],
    )?;
    rows.first().ok_or(StoreError::Shape("delivery.count"))?.int(0, "delivery.count")
}
