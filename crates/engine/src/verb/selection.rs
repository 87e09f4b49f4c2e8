//! Which numbers an order takes: those that were named, those in the cart, or any that fit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tandem_domain::{Criteria, FillPolicy, Line, LineOutcome, Money, NumberState, Refusal};
use tandem_numbering::Did;
use tandem_store::number::Number;
use tandem_store::{cart, number};

use super::order_place::FORESEEN_MAX;
use super::purchase::{Purchase, Waits};
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
        let looked_up = LookedUp::of(cx, numbers)?;
        let there: Vec<Did> =
            numbers.iter().copied().filter(|did| looked_up.may_be_there(*did)).collect();
        cx.lock_in_order(&there)?;
        let mut broke: Option<Refusal> = None;
        for did in numbers {
            let taken = match &broke {
                Some(refusal) => Err(refusal.clone()),
                None => match looked_up.refuses(cx, self, *did)? {
                    Some(refusal) => Err(refusal),
                    None => self.take(cx, *did)?,
                },
            };
            let Err(refusal) = taken else { continue };
            if !fill.takes_part() {
                let left = numbers.len() - self.lines.len();
                return Err(self.of_whole(refusal, left).into());
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
                self.moves.push(cx.unhold(self.customer, &held)?);
            }
        }
        cart::clear(cx.tx, self.holder)?;
        Ok(())
    }

    /// So many that fit. What the shelf proposed may have been taken meanwhile; then more is asked
    /// for, and in the end the database itself is searched. What is missing then may wait.
    pub(super) fn by_criteria(
        &mut self,
        cx: &mut Cx<'_>,
        tiers: &[Criteria],
        quantity: u32,
        fill: FillPolicy,
    ) -> Result<(), Halt> {
        bounded(u64::from(quantity))?;
        let mut choice = Choice::of(quantity, fill);
        match cx.candidates {
            Some(candidates) => {
                self.take_any(cx, candidates, &mut choice)?;
                let too_few = self.chosen(&choice) < choice.wanted;
                if too_few && !choice.is_final() {
                    // What could be had is proposed again: it may be what was wanted most.
                    let aside = choice.aside.as_deref().unwrap_or_default();
                    let had = |did: &&Did| {
                        self.lines.iter().any(|line| line.did == **did)
                            || aside.iter().any(|stored| stored.did == **did)
                    };
                    let in_vain = candidates.iter().filter(|did| !had(did)).copied();
                    return Err(Halt::NeedMore(in_vain.collect()));
                }
            }
            None => self.search(cx, tiers, &mut choice)?,
        }
        self.settle_choice(cx, choice, fill)
    }

    /// What becomes of an order once it is known how much of it can be had.
    fn settle_choice(
        &mut self,
        cx: &mut Cx<'_>,
        choice: Choice,
        fill: FillPolicy,
    ) -> Result<(), Halt> {
        let found = self.chosen(&choice);
        let quantity = u32::try_from(choice.wanted).unwrap_or(u32::MAX);
        if found == choice.wanted {
            let aside = choice.aside.unwrap_or_default();
            for (place, stored) in aside.iter().enumerate() {
                // One that is refused now refuses the order.
                if let Err(refusal) = self.take_locked(cx, stored)? {
                    return Err(self.of_whole(refusal, aside.len() - place).into());
                }
            }
            return Ok(());
        }
        if fill.waits() && !choice.is_final() {
            let had = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
            self.waits = Some(Waits { quantity: quantity - had, whole: !fill.takes_part() });
            return Ok(());
        }
        if fill.takes_part() && found > 0 {
            return Ok(());
        }
        let left = choice.wanted - found;
        let found = u32::try_from(found).unwrap_or(u32::MAX);
        let short = choice.short.map(|refusal| self.of_whole(refusal, left));
        Err(short.unwrap_or(Refusal::NoStock { wanted: quantity, found }).into())
    }

    /// A refusal as whoever wanted all or nothing is to hear it. Where money was lacking, what was bought so
    /// far is undone and has to be paid as well; of what is `left`, each is taken to cost the same.
    fn of_whole(&self, refusal: Refusal, left: usize) -> Refusal {
        let Refusal::InsufficientFunds { needed, balance } = refusal else { return refusal };
        // A client pays its reseller out of a balance of its own, from which nothing was taken yet.
        if self.is_resold() {
            return refusal;
        }
        let left = i64::try_from(left).unwrap_or(i64::MAX);
        let so_far = self.charged.0;
        let needed = Money(needed.0.saturating_mul(left).saturating_add(so_far));
        Refusal::InsufficientFunds { needed, balance: Money(balance.0.saturating_add(so_far)) }
    }

    fn chosen(&self, choice: &Choice) -> usize {
        choice.aside.as_ref().map_or(self.lines.len(), Vec::len)
    }

    fn search(
        &mut self,
        cx: &mut Cx<'_>,
        tiers: &[Criteria],
        choice: &mut Choice,
    ) -> Result<(), Halt> {
        let plan = Arc::clone(&self.plan);
        let mut passed_over = false;
        for tier in tiers {
            let mut walk = ShelfWalk::begin(cx, tier, &plan)?;
            while self.chosen(choice) < choice.wanted && !choice.is_final() {
                let found = walk.next(cx, &plan)?;
                if found.is_empty() {
                    break;
                }
                self.take_any(cx, &found, choice)?;
            }
            passed_over |= walk.passed_over;
        }
        if passed_over && self.chosen(choice) == 0 && choice.short.is_none() {
            choice.short = Some(Refusal::PlanNotOffered { code: plan.code.clone() });
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
        choice: &mut Choice,
    ) -> Result<(), Halt> {
        for did in candidates {
            if self.chosen(choice) == choice.wanted {
                break;
            }
            // Tiers overlap: what was put aside for one of them is found again for the next.
            if !choice.seen.insert(*did) {
                continue;
            }
            // Whoever may choose waits for no number that somebody else has in hand; only the search
            // of the database, which has the last word, does.
            let stored = match cx.candidates {
                Some(_) => number::lock_if_free(cx.tx, *did)?,
                None => number::lock(cx.tx, *did)?,
            };
            let Some(stored) = stored else { continue };
            if cx.candidates.is_none() && cx.queue.keeps(*did, &*cx.offer(stored.offer)?) {
                // It has just come, and those who wait for such numbers have their turn first.
                continue;
            }
            let had = match &mut choice.aside {
                Some(aside) => self.judge(cx, &stored)?.map(|_| aside.push(stored)),
                None => self.take_locked(cx, &stored)?,
            };
            let Err(refusal) = had else { continue };
            let taken = matches!(
                refusal,
                Refusal::NumberNotForSale { .. } | Refusal::NumberAlreadyOwned { .. }
            );
            if taken {
                continue;
            }
            let last = refusal.is_of_the_buyer();
            choice.short = Some(refusal);
            if last {
                break;
            }
        }
        Ok(())
    }
}

/// An order by criteria while numbers are found for it.
struct Choice {
    wanted: usize,
    /// Why it cannot have more, if something other than the lack of numbers stands in the way.
    short: Option<Refusal>,
    /// Numbers that are put aside, locked, until there are enough: for orders that wait rather than
    /// take a part.
    aside: Option<Vec<Number>>,
    /// Every number that was looked at.
    seen: BTreeSet<Did>,
}

impl Choice {
    fn of(quantity: u32, fill: FillPolicy) -> Self {
        let aside = (fill == FillPolicy::AllOrWait).then(Vec::new);
        Self { wanted: quantity as usize, short: None, aside, seen: BTreeSet::new() }
    }

    /// Whether no other number would help.
    fn is_final(&self) -> bool {
        self.short.as_ref().is_some_and(Refusal::is_of_the_buyer)
    }
}

/// What an order of many named numbers finds out about all of them at once, so that those that are not here, or not
/// for sale, cost no further look.
struct LookedUp(Option<BTreeMap<Did, Number>>);

impl LookedUp {
    fn of(cx: &mut Cx<'_>, numbers: &[Did]) -> Result<Self, Halt> {
        if numbers.len() <= FORESEEN_MAX {
            return Ok(Self(None));
        }
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let mut found = BTreeMap::new();
        for some in sorted.chunks(number::NUMBERS_AT_ONCE) {
            found
                .extend(number::known(cx.tx, some)?.into_iter().map(|stored| (stored.did, stored)));
        }
        Ok(Self(Some(found)))
    }

    fn may_be_there(&self, did: Did) -> bool {
        self.0.as_ref().is_none_or(|found| found.contains_key(&did))
    }

    /// Why a number cannot be had, if that is plain already. One that can is locked and judged again.
    fn refuses(
        &self,
        cx: &mut Cx<'_>,
        purchase: &Purchase<'_>,
        did: Did,
    ) -> Result<Option<Refusal>, Halt> {
        let Some(found) = &self.0 else { return Ok(None) };
        match found.get(&did) {
            Some(stored) => Ok(purchase.judge(cx, stored)?.err()),
            None => Ok(Some(Refusal::NumberUnknown { did })),
        }
    }
}

fn bounded(wanted: u64) -> Result<(), Refusal> {
    if wanted <= u64::from(ORDER_NUMBERS_MAX) {
        return Ok(());
    }
    Err(Refusal::TooMany { wanted, max: ORDER_NUMBERS_MAX })
}
