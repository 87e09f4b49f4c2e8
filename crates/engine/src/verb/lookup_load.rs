//! Tables of other carriers' numbers are loaded: which carrier has which, how callers are called, and from where
//! numbers can be brought here.
//!
//! This is the one door for what look-ups answer with, whether a file brings it or a program that asks
//! somebody else. No customer is told of it, so that there is no event.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, CarrierRecord, PortCoverage, Refusal, Scope};
use tandem_numbering::Did;
use tandem_store::lookup::Answer;
use tandem_store::{Lane, lookup, port};

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

/// From where numbers can be brought here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageRow {
    /// The first of consecutive numbers.
    pub first: Did,
    /// The last, included, in the same exchange.
    pub last: Did,
    /// What is said of them.
    pub said: PortCoverage,
}

/// What somebody outside answered of a number just now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookupAnswer {
    /// The number.
    pub did: Did,
    /// Which carrier has it, if they were asked for that; within it `None` if they know nothing.
    pub carrier: Option<Option<CarrierRecord>>,
    /// How its owner is called, likewise.
    pub name: Option<Option<String>>,
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
    /// From where numbers can be brought here. Of an area code of which anything is said, what is in no block cannot.
    #[serde(default)]
    pub coverage: Vec<CoverageRow>,
    /// What somebody outside answered of single numbers. It is kept for a while, apart from what was loaded.
    #[serde(default)]
    pub answers: Vec<LookupAnswer>,
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
        let loaded = self.carriers.len() + self.names.len() + self.coverage.len();
        let wanted = loaded + self.answers.len();
        if wanted > LOOKUP_ROWS_MAX {
            let max = u32::try_from(LOOKUP_ROWS_MAX).unwrap_or(u32::MAX);
            return Err(Refusal::TooMany { wanted: wanted as u64, max }.into());
        }
        // Two loads of the same numbers must not wait for each other's rows in turn.
        cx.lock(AccountId::OPERATOR)?;
        for row in &self.carriers {
            require_block(row.first, row.last)?;
            lookup::put_carrier(cx.tx, row.first, row.last, &row.record)?;
        }
        for (did, name) in &self.names {
            lookup::put_name(cx.tx, *did, name)?;
        }
        for LookupAnswer { did, carrier, name } in &self.answers {
            if let Some(known) = carrier.clone() {
                lookup::put_carrier_answer(cx.tx, *did, &Answer { at: cx.now, known })?;
            }
            if let Some(known) = name.clone() {
                lookup::put_name_answer(cx.tx, *did, &Answer { at: cx.now, known })?;
            }
        }
        for CoverageRow { first, last, said } in &self.coverage {
            require_block(*first, *last)?;
            if exchange(*first) != exchange(*last) {
                let max = u32::try_from(lookup::BLOCK_NUMBERS_MAX).unwrap_or(u32::MAX);
                return Err(Refusal::TooMany { wanted: lookup::BLOCK_NUMBERS_MAX + 1, max }.into());
            }
            port::coverage_put(cx.tx, &(*first, *last, said.clone()))?;
        }
        Ok(())
    }
}

fn exchange(did: Did) -> u64 {
    did.digits() / lookup::BLOCK_NUMBERS_MAX
}

/// A block has a first number, and not too many.
fn require_block(first: Did, last: Did) -> Result<(), Refusal> {
    match last.digits().checked_sub(first.digits()).map(|more| more + 1) {
        Some(1..=lookup::BLOCK_NUMBERS_MAX) => Ok(()),
        count => {
            let max = u32::try_from(lookup::BLOCK_NUMBERS_MAX).unwrap_or(u32::MAX);
            Err(Refusal::TooMany { wanted: count.unwrap_or(0), max })
        }
    }
}
