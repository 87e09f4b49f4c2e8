//! What moving in has in common, whatever it is that moves in.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use tandem_domain::{Refusal, Timestamp};
use tandem_store::StoreError;

use crate::{Halt, MOVE_ROWS_MAX};

/// What became of the rows of a command: each was carried out whole or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedIn {
    /// How many moved in.
    pub done: u64,
    /// How many were here already: moving in again changes nothing.
    pub already: u64,
    /// Those that could not, in their order.
    pub refused: Vec<Misfit>,
    /// Those that moved in and are charged from a later day on than they said.
    #[serde(default)]
    pub carried: Vec<Carried>,
}

/// A number that moved in, the months of which were long overdue and are not charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// Its place among the rows of the command, from 0.
    pub place: usize,
    /// When its next month begins instead.
    pub next_billing: Timestamp,
}

/// A row that could not move in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misfit {
    /// Its place among the rows of the command, from 0.
    pub place: usize,
    /// The field at fault, by the name of its column.
    pub field: Cow<'static, str>,
    /// Why not.
    pub why: Refusal,
}

/// Why one row cannot move in, or why none can.
pub(super) enum Stop {
    /// This row is left out: the field at fault, and why.
    Row(&'static str, Refusal),
    /// The command comes to its end.
    Whole(Halt),
}

impl From<Halt> for Stop {
    fn from(halt: Halt) -> Self {
        Self::Whole(halt)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Whole(error.into())
    }
}

/// A refusal of the field of a row, in place of what the command as a whole would be told.
pub(super) fn field<T>(name: &'static str, tried: Result<T, Halt>) -> Result<T, Stop> {
    tried.map_err(|halt| match halt {
        Halt::Refused(why) => Stop::Row(name, why),
        halt => Stop::Whole(halt),
    })
}

impl MovedIn {
    /// Takes note of what a row came to: whether it moved in, or was here already.
    pub(super) fn note(&mut self, place: usize, row: Result<bool, Stop>) -> Result<(), Halt> {
        match row {
            Ok(true) => self.done += 1,
            Ok(false) => self.already += 1,
            Err(Stop::Row(field, why)) => {
                self.refused.push(Misfit { place, field: Cow::Borrowed(field), why });
            }
            Err(Stop::Whole(halt)) => return Err(halt),
        }
        Ok(())
    }
}

/// One command moves in no more than so many, so that orders need not wait for it.
pub(super) fn bounded(rows: usize) -> Result<(), Refusal> {
    if rows <= MOVE_ROWS_MAX {
        return Ok(());
    }
    let max = u32::try_from(MOVE_ROWS_MAX).unwrap_or(u32::MAX);
    Err(Refusal::TooMany { wanted: rows as u64, max })
}
