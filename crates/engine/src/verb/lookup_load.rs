//! Tables of other carriers' numbers are loaded: which carrier has which, and how callers are called.
//!
//! This is the one door for what look-ups answer with, whether a file brings it or a program that asks
//! somebody else. No customer is told of it, so that there is no event.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, CarrierRecord, Refusal, Scope};
use tandem_numbering::Did;
use tandem_store::{Lane, lookup};

use crate::{Command, Cx, Halt, LOOKUP_ROWS_MAX, Mode};

/// Which carrier has consecutive numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarrierRow {
    /// The first.
    pub first: Did,
    /// The last, included; no more than ten thousand numbers.
    pub last: Did,
    /// What is known of them.
    pub record: CarrierRecord,
}

/// Loads rows, each in place of what was known of the same numbers. The operator's command, bounded so that
/// orders need not wait for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookupLoad {
    /// Which carrier has which numbers.
    pub carriers: Vec<CarrierRow>,
    /// How callers are called: up to so many characters as networks carry
    /// ([`tandem_domain::caller_name`]).
    pub names: Vec<(Did, String)>,
}

impl Command for LookupLoad {
    const NAME: &'static str = "lookup.load";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ();

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        cx.require_operator()?;
        let wanted = self.carriers.len() + self.names.len();
        if wanted > LOOKUP_ROWS_MAX {
            let max = u32::try_from(LOOKUP_ROWS_MAX).unwrap_or(u32::MAX);
            return Err(Refusal::TooMany { wanted: wanted as u64, max }.into());
        }
        // Two loads of the same numbers must not wait for each other's rows in turn.
        cx.lock(AccountId::OPERATOR)?;
        for row in &self.carriers {
            let count = row.last.digits().checked_sub(row.first.digits()).map(|more| more + 1);
            match count {
                Some(1..=lookup::BLOCK_NUMBERS_MAX) => {}
                count => {
                    let max = u32::try_from(lookup::BLOCK_NUMBERS_MAX).unwrap_or(u32::MAX);
                    return Err(Refusal::TooMany { wanted: count.unwrap_or(0), max }.into());
                }
            }
            lookup::put_carrier(cx.tx, row.first, row.last, &row.record)?;
        }
        for (did, name) in &self.names {
            lookup::put_name(cx.tx, *did, name)?;
        }
        Ok(())
    }
}
