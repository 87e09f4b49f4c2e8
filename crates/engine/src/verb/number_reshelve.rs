//! A supplier's file is the whole of what it sells: what it no longer lists leaves the shelf, and
//! what left and is listed again comes back.
//!
//! Numbers that somebody has or holds, and those that it sold to us already, stay as they are and are reported. What the operator blocked, or what the
//! supplier refused to sell, does not come back by being listed. Emits `numbers_moved`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, EventBody, NumberMove, NumberState, Refusal, Scope};
use tandem_numbering::Did;
use tandem_store::number::Number;
use tandem_store::{Lane, number, supply, withdrawn};

use crate::{Command, Cx, Halt, Mode, STOCK_NUMBERS_MAX};

/// Takes a supplier's numbers off the shelf, or puts them back. The operator's command, bounded so
/// that orders need not wait for it. A number of another supplier, or of our own, is passed over.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NumberReshelve {
    /// The supplier.
    pub supplier: String,
    /// What it lists no longer.
    pub withdrawn: Vec<Did>,
    /// What it lists again.
    pub returned: Vec<Did>,
}

/// What became of a supplier's numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reshelved {
    /// How many left the shelf.
    pub withdrawn: u64,
    /// How many came back.
    pub returned: u64,
    /// Numbers that are listed no longer and that somebody has or holds, or that are bought already: they stay.
    pub in_use: Vec<Did>,
}

impl Command for NumberReshelve {
    const NAME: &'static str = "number.reshelve";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = Reshelved;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Reshelved, Halt> {
        cx.require_operator()?;
        let wanted = self.withdrawn.len() + self.returned.len();
        if wanted > STOCK_NUMBERS_MAX {
            let max = u32::try_from(STOCK_NUMBERS_MAX).unwrap_or(u32::MAX);
            return Err(Refusal::TooMany { wanted: wanted as u64, max }.into());
        }
        cx.lock(AccountId::OPERATOR)?;
        let both: Vec<Did> = self.withdrawn.iter().chain(&self.returned).copied().collect();
        cx.lock_in_order(&both)?;
        let mut done = Reshelved::default();
        let mut gone = Vec::new();
        let bought = self.bought(cx)?;
        for did in &self.withdrawn {
            if let Some(stored) = self.own(cx, *did)? {
                gone.extend(withdraw(cx, &stored, bought.contains(did), &mut done)?);
            }
        }
        let mut back = Vec::new();
        for did in &self.returned {
            if let Some(stored) = self.own(cx, *did)?
                && stored.state == NumberState::Blocked
                && withdrawn::forget(cx.tx, *did)?
            {
                let shelf = Number { state: NumberState::Available, ..stored };
                back.push(cx.advance(&stored, shelf)?);
            }
        }
        (done.withdrawn, done.returned) = (gone.len() as u64, back.len() as u64);
        let supplier = &self.supplier;
        for (moves, why) in [
            (gone, format!("{supplier} lists it no longer")),
            (back, format!("{supplier} lists it again")),
        ] {
            if !moves.is_empty() {
                cx.emit(AccountId::OPERATOR, EventBody::NumbersMoved { moves, why })?;
            }
        }
        Ok(done)
    }
}

impl NumberReshelve {
    /// What of the numbers that are listed no longer the supplier sold for an order that came to nothing. That is ours,
    /// and nobody need ask for it there.
    fn bought(&self, cx: &mut Cx<'_>) -> Result<BTreeSet<Did>, Halt> {
        let ends = self.withdrawn.iter().min().zip(self.withdrawn.iter().max());
        let Some((first, last)) = ends else { return Ok(BTreeSet::new()) };
        Ok(supply::spares_between(cx.tx, *first, *last)?.into_iter().collect())
    }

    /// The number, locked, if it is the supplier's.
    fn own(&self, cx: &mut Cx<'_>, did: Did) -> Result<Option<Number>, Halt> {
        let Some(stored) = number::lock(cx.tx, did)? else { return Ok(None) };
        let offer = cx.offer(stored.offer)?;
        Ok((offer.supplier.as_ref() == Some(&self.supplier)).then_some(stored))
    }
}

/// Takes a number off the shelf, unless somebody has it, it `is_bought`, or it is off the shelf already.
fn withdraw(
    cx: &mut Cx<'_>,
    stored: &Number,
    is_bought: bool,
    done: &mut Reshelved,
) -> Result<Option<NumberMove>, Halt> {
    let is_over = stored.until.is_some_and(|until| until <= cx.now);
    match stored.state {
        NumberState::Held if !is_over => {}
        NumberState::Available
        | NumberState::Reserved
        | NumberState::Ageing
        | NumberState::Held
            if !is_bought =>
        {
            let blocked =
                Number { state: NumberState::Blocked, owner: None, until: None, ..*stored };
            withdrawn::note(cx.tx, stored.did, cx.now)?;
            return cx.advance(stored, blocked).map(Some);
        }
        NumberState::Blocked | NumberState::PortedOut => return Ok(None),
        NumberState::Available
        | NumberState::Reserved
        | NumberState::Ageing
        | NumberState::Held
        | NumberState::Ordering
        | NumberState::Active
        | NumberState::Released
        | NumberState::Suspended
        | NumberState::PortingIn
        | NumberState::PortingOut => {}
    }
    done.in_use.push(stored.did);
    Ok(None)
}
