//! What may be delivered now, to whom in which turn, and what that takes.

use tandem_domain::{AccountId, DeliveryId, HookId, Timestamp};

use crate::{Row, StoreError, Tx, args};

/// What may be tried now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The delivery.
    pub id: DeliveryId,
    /// Since when it may be tried.
    pub due: Timestamp,
    /// Where its hook is called; empty for a mail.
    pub url: String,
}

fn read(row: &Row) -> Result<Due, StoreError> {
    Ok(Due {
        id: DeliveryId(row.int(0, "delivery.id")?),
        due: Timestamp(row.int(1, "delivery.due")?),
        url: row.text(2, "hook.url")?.to_owned(),
    })
}

/// What may be told now to the next so many hooks after `after` for which anything waits: those
/// hooks, by id, and of each the eight deliveries that have waited longest.
///
/// It steps from hook to hook in the index of what waits, and into each no deeper than it must: what
/// it costs does not depend on how much waits for a hook, nor on hooks for which nothing does.
pub fn of_hooks(
    tx: &mut dyn Tx,
    now: Timestamp,
    after: HookId,
    hooks: i64,
) -> Result<Vec<(HookId, Vec<Due>)>, StoreError> {
    let rows = tx.rows(
        "WITH RECURSIVE turn (hook, nth) AS (SELECT (SELECT d.hook FROM delivery d \
         WHERE d.state = 'waiting' AND d.hook > $2 ORDER BY d.hook LIMIT 1), CAST(1 AS BIGINT) \
         UNION ALL SELECT (SELECT d.hook FROM delivery d WHERE d.state = 'waiting' \
         AND d.hook > t.hook ORDER BY d.hook LIMIT 1), t.nth + 1 FROM turn t \
         WHERE t.hook IS NOT NULL AND t.nth < $3) \
         SELECT d.id, d.due, h.url, h.id FROM turn t CROSS JOIN hook h \
         LEFT JOIN delivery d ON d.hook = t.hook AND d.state = 'waiting' AND d.due <= $1 \
         AND d.due <= COALESCE((SELECT n.due FROM delivery n WHERE n.hook = t.hook \
         AND n.state = 'waiting' ORDER BY n.due LIMIT 1 OFFSET 7), $1) \
         WHERE h.id = t.hook ORDER BY h.id, d.due",
        args![now.0, after.0, hooks],
    )?;
    let mut turn: Vec<(HookId, Vec<Due>)> = Vec::new();
    for row in &rows {
        let hook = HookId(row.int(3, "hook.id")?);
        if turn.last().is_none_or(|(last, _)| *last != hook) {
            turn.push((hook, Vec::new()));
        }
        if let (Some((_, due)), Some(_)) = (turn.last_mut(), row.maybe_int(0, "delivery.id")?) {
            due.push(read(row)?);
        }
    }
    Ok(turn)
}

/// What may be mailed now, that which has waited longest first.
pub fn by_mail(tx: &mut dyn Tx, now: Timestamp, limit: i64) -> Result<Vec<Due>, StoreError> {
    let rows = tx.rows(
        "SELECT id, due, '' FROM delivery \
         WHERE hook IS NULL AND state = 'waiting' AND due <= $1 ORDER BY due LIMIT $2",
        args![now.0, limit],
    )?;
    rows.iter().map(read).collect()
}

/// All that somebody needs who delivers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// The account whose event it tells.
    pub account: AccountId,
    /// The kind of that event.
    pub kind: String,
    /// What is sent.
    pub payload: String,
    /// The hook that is called; `None`: it goes by mail.
    pub hook: Option<HookId>,
    /// Where it is called; empty for a mail.
    pub url: String,
    /// What the call is signed with; empty for a mail.
    pub secret: String,
}

/// What is delivered in the `nth` try of a delivery; nothing if that was settled, or begun again.
pub fn parcel(tx: &mut dyn Tx, id: DeliveryId, nth: i64) -> Result<Option<Parcel>, StoreError> {
    let rows = tx.rows(
        "SELECT d.account, d.kind, d.payload, d.hook, COALESCE(h.url, ''), COALESCE(h.secret, '') \
         FROM delivery d LEFT JOIN hook h ON h.id = d.hook \
         WHERE d.id = $1 AND d.tries = $2 AND d.state = 'waiting'",
        args![id.0, nth],
    )?;
    let parcel = |row: &Row| {
        Ok(Parcel {
            account: AccountId(row.int(0, "delivery.account")?),
            kind: row.text(1, "delivery.kind")?.to_owned(),
            payload: row.text(2, "delivery.payload")?.to_owned(),
            hook: row.maybe_int(3, "delivery.hook")?.map(HookId),
            url: row.text(4, "hook.url")?.to_owned(),
            secret: row.text(5, "hook.secret")?.to_owned(),
        })
    };
    rows.first().map(parcel).transpose()
}
