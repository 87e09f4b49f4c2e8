//! What a sandbox remembers of its own time.

use crate::{StoreError, Tx, args};

/// The one clock there is.
const CLOCK: &str = "clock";

/// How far its time is ahead of the wall's, in microseconds.
pub fn ahead(tx: &mut dyn Tx) -> Result<i64, StoreError> {
    let rows = tx.rows("SELECT ahead FROM sandbox_clock WHERE name = $1", args![CLOCK])?;
    rows.first().map_or(Ok(0), |row| row.int(0, "sandbox_clock.ahead"))
}

/// Remembers it. It never shrinks.
pub fn set_ahead(tx: &mut dyn Tx, micros: i64) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO sandbox_clock (name, ahead) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE \
         SET ahead = excluded.ahead WHERE sandbox_clock.ahead < excluded.ahead",
        args![CLOCK, micros],
    )?;
    Ok(())
}
