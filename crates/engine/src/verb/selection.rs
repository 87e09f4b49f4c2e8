//! Which numbers an order takes: those that were named, those in the cart, or any that fit.

use std::sync::Arc;

use tandem_domain::{Criteria, FillPolicy, Line, LineOutcome, NumberState, Refusal};
use tandem_numbering::Did;
use tandem_store::{cart, number};

use super::purchase::Purchase;
use super::shelf_walk::ShelfWalk;
use crate::{Cx, Halt, ORDER_NUMBERS_MAX};

impl Purchase<'_> {
    /// Exactly these, in their order. Under all-or-nothing the first that cannot be had refuses the
    /// order. Once the money has run out, nothing further is bought, not even something cheaper: the
    /// order of the numbers is the buyer's own.
    pub(super) fn explicit(
        &mut self,
        cx: &mut Cx<'_>,
        numbers: &[Did],
        fill: FillPolicy,
    ) -> Result<(), Halt> {
        bounded(numbers.len() as u64)?;
        cx.lock_in_order(numbers)?;
        let mut broke: Option<Refusal> = None;
        for did in numbers {
            let taken = match &broke {
                Some(refusal) => Err(refusal.clone()),
                None => self.take(cx, *did)?,
            };
            let Err(refusal) = taken else { continue };
            if fill == FillPolicy::AllOrNothing {
                return Err(refusal.into());
            }
            if matches!(refusal, Refusal::InsufficientFunds { .. }) {
                broke = Some(refusal.clone());
            }
            self.lines.push(Line { did: *did, outcome: LineOutcome::Refused(refusal) });
        }
        Ok(())
    }

    /// What lies in the cart. The cart is empty afterwards; a number that could not be bought is
    /// held no longer.
    pub(super) fn cart(&mut self, cx: &mut Cx<'_>, fill: FillPolicy) -> Result<(), Halt> {
        let numbers: Vec<Did> =
            cart::list(cx.tx, self.holder)?.into_iter().map(|item| item.did).collect();
        if numbers.is_empty() {
            return Err(Refusal::CartEmpty.into());
        }
        self.explicit(cx, &numbers, fill)?;
        for did in self.lines.iter().filter(|line| !line.is_filled()).map(|line| line.did) {
            let held = number::lock(cx.tx, did)?
                .filter(|held| held.state == NumberState::Held && held.owner == Some(self.holder));
            if let Some(held) = held {
                self.moves.push(cx.unhold(&held)?);
            }
        }
        cart::clear(cx.tx, self.holder)?;
        Ok(())
    }

    /// So many that fit. What the shelf proposed may have been taken meanwhile; then more is asked
    /// for, and in the end the database itself is searched.
    pub(super) fn by_criteria(
        &mut self,
        cx: &mut Cx<'_>,
        tiers: &[Criteria],
        quantity: u32,
        fill: FillPolicy,
    ) -> Result<(), Halt> {
        bounded(u64::from(quantity))?;
        let wanted = quantity as usize;
        let mut short = None;
        match cx.candidates {
            Some(candidates) => {
                self.take_any(cx, candidates, wanted, &mut short)?;
                let too_few = self.lines.len() < wanted;
                if too_few && !short.as_ref().is_some_and(Refusal::is_of_the_buyer) {
                    // What could be had is proposed again: it may be what was wanted most.
                    let had = |did: &&Did| self.lines.iter().any(|line| line.did == **did);
                    let in_vain = candidates.iter().filter(|did| !had(did)).copied();
                    return Err(Halt::NeedMore(in_vain.collect()));
                }
            }
            None => self.search(cx, tiers, wanted, &mut short)?,
        }
        let found = self.lines.len();
        if found == wanted || fill == FillPolicy::Partial && found > 0 {
            return Ok(());
        }
        let found = u32::try_from(found).unwrap_or(u32::MAX);
        Err(short.unwrap_or(Refusal::NoStock { wanted: quantity, found }).into())
    }

    fn search(
        &mut self,
        cx: &mut Cx<'_>,
        tiers: &[Criteria],
        wanted: usize,
        short: &mut Option<Refusal>,
    ) -> Result<(), Halt> {
        let plan = Arc::clone(&self.plan);
        let mut passed_over = false;
        for tier in tiers {
            let mut walk = ShelfWalk::begin(cx, tier, &plan)?;
            while self.lines.len() < wanted && !short.as_ref().is_some_and(Refusal::is_of_the_buyer)
            {
                let found = walk.next(cx, &plan)?;
                if found.is_empty() {
                    break;
                }
                self.take_any(cx, &found, wanted, short)?;
            }
            passed_over |= walk.passed_over;
        }
        if passed_over && self.lines.is_empty() && short.is_none() {
            *short = Some(Refusal::PlanNotOffered { code: plan.code.clone() });
        }
        Ok(())
    }

    /// Takes candidates until there are enough, or the buyer cannot have any more. A candidate that
    /// somebody else took is passed over; any other refusal is remembered as the reason should there
    /// not be enough.
    fn take_any(
        &mut self,
        cx: &mut Cx<'_>,
        candidates: &[Did],
        wanted: usize,
        short: &mut Option<Refusal>,
    ) -> Result<(), Halt> {
        for did in candidates {
            if self.lines.len() == wanted {
                break;
            }
            // Whoever may choose waits for no number that somebody else has in hand; only the search
            // of the database, which has the last word, does.
            let stored = match cx.candidates {
                Some(_) => number::lock_if_free(cx.tx, *did)?,
                None => number::lock(cx.tx, *did)?,
            };
            let Some(stored) = stored else { continue };
            let Err(refusal) = self.take_locked(cx, &stored)? else { continue };
            let taken = matches!(
                refusal,
                Refusal::NumberNotForSale { .. } | Refusal::NumberAlreadyOwned { .. }
            );
            if taken {
                continue;
            }
            let last = refusal.is_of_the_buyer();
            *short = Some(refusal);
            if last {
                break;
            }
        }
        Ok(())
    }
}

fn bounded(wanted: u64) -> Result<(), Refusal> {
    if wanted <= u64::from(ORDER_NUMBERS_MAX) {
        return Ok(());
    }
    Err(Refusal::TooMany { wanted, max: ORDER_NUMBERS_MAX })
}
