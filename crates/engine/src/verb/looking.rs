//! What asking somebody outside of a number and telling what is known of it have in common: what it costs, and how long
//! an answer is good for.

use std::sync::Arc;

use tandem_domain::{AccountId, Money, PlanId, RatePlan, Refusal, Timestamp};
use tandem_store::lookup::Answer;

use crate::{Cx, Halt, LOOKUP_ANSWER_DAYS, LOOKUP_NOTHING_SECONDS};

impl Cx<'_> {
    /// The plan by which a customer's looks are charged.
    pub(super) fn plan_of_looks(
        &mut self,
        customer: AccountId,
    ) -> Result<(PlanId, Arc<RatePlan>), Halt> {
        let payer = self.require_open(customer)?;
        let (id, plan) = self.plan_in_force(&payer.profile.plan, customer)?;
        if plan.currency != payer.currency {
            return Err(Refusal::CurrencyMismatch.into());
        }
        Ok((id, plan))
    }

    /// What some answers cost together, which the customer can pay.
    pub(super) fn price_of_looks(
        &mut self,
        customer: AccountId,
        fees: impl IntoIterator<Item = Money>,
    ) -> Result<Money, Halt> {
        let needed = fees.into_iter().try_fold(Money::ZERO, Money::plus);
        let needed = needed.ok_or(Refusal::AmountInvalid)?;
        let balance = self.account(customer)?.spendable();
        if needed.is_positive() && needed > balance {
            return Err(Refusal::InsufficientFunds { needed, balance }.into());
        }
        Ok(needed)
    }

    /// What somebody outside said of a number, and when, unless that is too old to be told on.
    pub(super) fn told_on<T>(&self, answer: Option<Answer<T>>) -> Option<(T, Timestamp)> {
        let Answer { at, known } = answer?;
        let is_fit = at.plus_days(LOOKUP_ANSWER_DAYS) > self.now;
        known.filter(|_| is_fit).map(|known| (known, at))
    }

    /// Whether they are to be asked again, who are believed for so many seconds.
    pub(super) fn is_outdated<T>(&self, answer: Option<&Answer<T>>, seconds: i64) -> bool {
        answer.is_none_or(|answer| {
            let seconds = match answer.known {
                Some(_) => seconds,
                None => seconds.min(LOOKUP_NOTHING_SECONDS),
            };
            answer.at.plus_seconds(seconds) <= self.now
        })
    }
}
