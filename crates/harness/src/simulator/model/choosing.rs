//! Orders that leave the choice of numbers to the engine.

use std::collections::BTreeSet;

use super::buying::Buying;
use super::{Answer, Model, Number, OFFERS, Saw, State, Wrong};
use crate::simulator::deed::Order;
use crate::simulator::reply::Choice;

/// What is left to choose.
pub(super) struct Wanted<'o> {
    pub(super) regions: &'o [String],
    pub(super) quantity: u32,
    pub(super) order: &'o Order,
}

impl Wanted<'_> {
    fn fits(&self, number: &Number) -> bool {
        self.regions.iter().any(|region| region == OFFERS[number.offer].region)
    }
}

/// How much there is for a buyer.
pub(super) struct Means {
    /// What one number costs.
    pub(super) each: i64,
    /// For how many there is money.
    pub(super) affordable: usize,
    /// For how many there are slots.
    pub(super) slots: usize,
}

impl Model {
    pub(super) fn means(&self, buying: &Buying) -> Means {
        let slot = if buying.slots == Some(true) { buying.prices.slot } else { 0 };
        let each = buying.prices.setup + buying.prices.monthly + slot;
        let balance = self.spendable(buying.customer);
        let affordable = if each > balance {
            0
        } else if each == 0 {
            usize::MAX
        } else {
            usize::try_from(balance / each).unwrap_or(0)
        };
        let slots = match buying.slots {
            Some(false) => {
                let (bought, used) = self.slots.get(&buying.customer).copied().unwrap_or_default();
                usize::try_from(bought - used).unwrap_or(0)
            }
            _ => usize::MAX,
        };
        let affordable = affordable.min(self.client_affords(buying));
        Means { each, affordable, slots }
    }

    /// The engine may choose among what fits; what it chose must be allowed, and it may say that
    /// there is not enough only when there is not. Numbers that others wait for need not be
    /// offered: they may have arrived a moment ago.
    pub(super) fn buy_any(
        &mut self,
        mut buying: Buying,
        terms: &Wanted<'_>,
        saw: &Saw<'_>,
    ) -> Result<Answer, Wrong> {
        if terms.quantity > 10_000 {
            return Ok(Err("too_many"));
        }
        let Means { affordable, slots, .. } = self.means(&buying);
        let (partial, waits) = (terms.order.partial, terms.order.waits);
        let fitting = || self.numbers.values().filter(|number| terms.fits(number));
        let shelf = |number: &&Number| number.state == State::Available;
        let sold = fitting().filter(shelf).filter(|number| self.price(&buying, number).is_some());
        let knew_all = match saw {
            Saw::Chose { knew_all, .. } | Saw::Refused { knew_all, .. } => *knew_all,
            Saw::Nothing => false,
        };
        let free = sold.filter(|number| !self.may_be_kept(number, knew_all)).count();
        // Whether or not there are any numbers there at this moment: SU is for Florida.
        let outside = terms.regions.iter().filter(|region| *region != "FL").count();
        let unsold = buying.code == "SU" && outside > 0;
        let wanted = terms.quantity as usize;
        let at_least = wanted.min(free).min(affordable).min(slots);
        let mut allowed = BTreeSet::new();
        if free < wanted && !waits {
            allowed.insert("no_stock");
        }
        if affordable < wanted {
            allowed.insert("insufficient_funds");
        }
        if slots < wanted {
            allowed.insert("slots_short");
        }
        if unsold && (!waits || outside == terms.regions.len()) {
            allowed.insert("plan_not_offered");
        }
        match saw {
            Saw::Refused { word: refusal, .. } => {
                // What waits must be paid for as well, however much of it there is now.
                let fair = at_least < wanted && (!partial || at_least == 0) || waits;
                match allowed.into_iter().find(|allowed| allowed == refusal) {
                    Some(refusal) if fair => Ok(Err(refusal)),
                    _ => Err(Wrong(format!(
                        "refused {refusal}, though {at_least} of {wanted} could be had"
                    ))),
                }
            }
            Saw::Chose { choice, .. } => {
                let Choice { numbers: chosen, waits: waiting, .. } = choice;
                let count = chosen.len();
                let enough = if partial || waiting.is_some() { at_least } else { wanted };
                let part = waiting.is_some() && !partial;
                if count > wanted
                    || (count < enough && !part)
                    || (part && (count > 0 || free >= wanted))
                {
                    return Err(Wrong(format!(
                        "chose {count} of {wanted}, {at_least} could be had"
                    )));
                }
                if waiting.is_some_and(|waiting| !waits || waiting as usize != wanted - count) {
                    return Err(Wrong(format!("{waiting:?} wait, of {wanted} without {count}")));
                }
                // Whoever asked to wait is left with less only for want of money or slots.
                if waits && waiting.is_none() && count < wanted.min(affordable).min(slots) {
                    return Err(Wrong(format!("{count} of {wanted} and none wait")));
                }
                if knew_all {
                    self.prefers(&buying, terms, chosen)?;
                }
                buying.together = !partial && self.hangs_together(chosen);
                for digits in chosen {
                    if !self.numbers.get(digits).is_some_and(|number| terms.fits(number)) {
                        return Err(Wrong(format!("{digits} does not fit")));
                    }
                    if let Err(refusal) = self.take(&mut buying, *digits) {
                        return Err(Wrong(format!("chose {digits}: {refusal}")));
                    }
                }
                let Some(waiting) = *waiting else { return Ok(Ok(self.keep_order(buying))) };
                let (rest, quantity) = (buying.rest(), i64::from(waiting));
                let text = self.write_order(buying);
                if self.means(&rest).each * quantity > self.spendable(rest.customer) {
                    return Err(Wrong("what waits was not paid for".to_owned()));
                }
                self.wait(rest, terms.regions, waiting, !partial);
                Ok(Ok(format!("{text} waits={waiting}")))
            }
            Saw::Nothing => Err(Wrong("an order by criteria went unseen".to_owned())),
        }
    }

    /// A node that knows the whole shelf takes a number of a later tier only when it takes all of
    /// the earlier ones.
    fn prefers(&self, buying: &Buying, terms: &Wanted<'_>, chosen: &[u64]) -> Result<(), Wrong> {
        let tier_of = |number: &Number| {
            terms.regions.iter().position(|region| region == OFFERS[number.offer].region)
        };
        let last = chosen.iter().filter_map(|digits| tier_of(self.numbers.get(digits)?)).max();
        let passed_over = self.numbers.iter().find(|(digits, number)| {
            number.state == State::Available
                && tier_of(number).is_some_and(|tier| Some(tier) < last)
                && self.price(buying, number).is_some()
                && !self.may_be_kept(number, true)
                && !chosen.contains(digits)
        });
        match passed_over {
            Some((digits, _)) => Err(Wrong(format!("{digits} of an earlier tier was passed over"))),
            None => Ok(()),
        }
    }
}
