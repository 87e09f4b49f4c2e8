//! Slots of DialogTech-like plans.

use tandem_domain::{AccountId, SlotKind};

use crate::{StoreError, Tx, args};

/// How many slots of a kind an account has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slots {
    /// Bought.
    pub bought: i64,
    /// In use.
    pub used: i64,
}

/// The account's slots of a kind.
pub fn get(tx: &mut dyn Tx, account: AccountId, kind: SlotKind) -> Result<Slots, StoreError> {
    let rows = tx.rows(
        "SELECT bought, used FROM slot WHERE account = $1 AND kind = $2",
        args![account.0, kind.word()],
    )?;
    match rows.first() {
        None => Ok(Slots::default()),
        Some(row) => {
            Ok(Slots { bought: row.int(0, "slot.bought")?, used: row.int(1, "slot.used")? })
        }
    }
}

/// The slots of every account, after that account and kind, for checks that walk them all.
pub fn page(
    tx: &mut dyn Tx,
    after: AccountId,
    kind: &str,
    limit: i64,
) -> Result<Vec<(AccountId, String, Slots)>, StoreError> {
    let rows = tx.rows(
        "SELECT account, kind, bought, used FROM slot WHERE account > $1 OR (account = $1 AND kind > $2) \
         ORDER BY account, kind LIMIT $3",
        args![after.0, kind, limit],
    )?;
    rows.iter()
        .map(|row| {
            let account = AccountId(row.int(0, "slot.account")?);
            let slots =
                Slots { bought: row.int(2, "slot.bought")?, used: row.int(3, "slot.used")? };
            Ok((account, row.text(1, "slot.kind")?.to_owned(), slots))
        })
        .collect()
}

/// Sets how many there are. The account's row must be locked.
pub fn put(
    tx: &mut dyn Tx,
    account: AccountId,
    kind: SlotKind,
    slots: Slots,
) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO slot (account, kind, bought, used) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (account, kind) DO UPDATE SET bought = excluded.bought, used = excluded.used",
        args![account.0, kind.word(), slots.bought, slots.used],
    )
}

/// The slots that the accounts between two, both included, have bought, by account and kind.
pub fn bought(
    tx: &mut dyn Tx,
    first: AccountId,
    last: AccountId,
) -> Result<Vec<(AccountId, SlotKind, i64)>, StoreError> {
    let rows = tx.rows(
        "SELECT account, kind, bought FROM slot \
         WHERE account >= $1 AND account <= $2 AND bought > 0 ORDER BY account, kind",
        args![first.0, last.0],
    )?;
    rows.iter()
        .map(|row| {
            let kind = SlotKind::from_word(row.text(1, "slot.kind")?);
            let kind = kind.ok_or(StoreError::Shape("slot.kind"))?;
            Ok((AccountId(row.int(0, "slot.account")?), kind, row.int(2, "slot.bought")?))
        })
        .collect()
}
