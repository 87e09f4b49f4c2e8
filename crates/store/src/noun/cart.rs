//! Carts: what an account means to buy, in the order in which it chose.

use tandem_domain::{AccountId, Timestamp};
use tandem_numbering::Did;

use super::number::{did, key};
use crate::{StoreError, Tx, args};

/// One number in a cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CartItem {
    /// The number.
    pub did: Did,
    /// When it was put there.
    pub since: Timestamp,
}

/// The cart, oldest first. A cart is bounded when it is filled, so it is read whole.
pub fn list(tx: &mut dyn Tx, account: AccountId) -> Result<Vec<CartItem>, StoreError> {
    let rows = tx.rows(
        "SELECT did, since FROM cart WHERE account = $1 ORDER BY place, did",
        args![account.0],
    )?;
    rows.iter()
        .map(|row| Ok(CartItem { did: did(row, 0)?, since: Timestamp(row.int(1, "cart.since")?) }))
        .collect()
}

/// Puts a number at the end of the cart; says whether it was not there yet.
pub fn insert(
    tx: &mut dyn Tx,
    account: AccountId,
    number: Did,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let inserted = tx.exec(
        "INSERT INTO cart (account, did, place, since) VALUES ($1, $2, \
         (SELECT COALESCE(MAX(place), 0) + 1 FROM cart WHERE account = $1), $3) \
         ON CONFLICT DO NOTHING",
        args![account.0, key(number), at.0],
    )?;
    Ok(inserted == 1)
}

/// Takes a number out; says whether it was there.
pub fn delete(tx: &mut dyn Tx, account: AccountId, number: Did) -> Result<bool, StoreError> {
    let deleted =
        tx.exec("DELETE FROM cart WHERE account = $1 AND did = $2", args![account.0, key(number)])?;
    Ok(deleted == 1)
}

/// Empties the cart.
pub fn clear(tx: &mut dyn Tx, account: AccountId) -> Result<u64, StoreError> {
    tx.exec("DELETE FROM cart WHERE account = $1", args![account.0])
}
