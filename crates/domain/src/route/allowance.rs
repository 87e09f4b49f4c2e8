//! What a call may use, as it stands when the call comes in.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{CALL_SECONDS_MAX, Channels, HANGUP_SECONDS};
use crate::{AccountId, CallLimits, CallTerms, Guard, Money, Payment, reserved_seconds};

/// What a call may use. It is decided before the call is routed, by whoever counts calls and money, and is
/// handed to the decision like the caller and the time are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowance {
    /// How long it may last once answered, in seconds; `None`: as long as any.
    pub seconds: Option<u32>,
    /// How many calls at once the number may have.
    pub channels: Option<Channels>,
    /// What else there is, where that is counted here.
    pub counted: Option<Counted>,
    /// What keeps it from going through.
    pub refused: Option<Guard>,
    /// What says how long it may last: what would keep it out if nothing of it were left.
    pub bound: Option<Guard>,
    /// How much the account may call, and where to.
    pub limits: Arc<CallLimits>,
}

/// How many calls there are already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// How many to the number are up.
    pub to_number: u32,
    /// How many of the account are up.
    pub of_account: u32,
    /// How many of the account began in this minute.
    pub begun: u32,
}

/// What a node knows of calls that are up, which the tables do not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallsUp {
    /// Among how many nodes what there is to spend is divided.
    pub nodes: i64,
    /// How many calls to the number are up.
    pub to_number: u32,
    /// Who pays, and what of it calls take.
    pub payers: Vec<PayerUp>,
}

/// What calls take of somebody who pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerUp {
    /// Who.
    pub account: AccountId,
    /// What is set aside.
    pub set_aside: Money,
    /// How many calls are up.
    pub up: u32,
    /// How many began in this minute.
    pub begun: u32,
}

impl CallsUp {
    /// How somebody stands who stands so by the tables.
    #[must_use]
    pub fn of(&self, account: AccountId, tables: Standing) -> Standing {
        let known = self.payers.iter().find(|payer| payer.account == account);
        let aside = known.map_or(Money::ZERO, |known| known.set_aside);
        let part = |all: Money| Money((all.0 / self.nodes.max(1)).saturating_sub(aside.0));
        Standing {
            free: tables.free.map(part),
            left_of_hour: tables.left_of_hour.map(part),
            up: known.map_or(0, |known| known.up),
            begun: known.map_or(0, |known| known.begun),
            ..tables
        }
    }
}

/// How somebody who pays for calls stands when one comes in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What is left to spend and not set aside for other calls; `None`: there is no end to it.
    pub free: Option<Money>,
    /// How many calls are up.
    pub up: u32,
    /// How many began in this minute.
    pub begun: u32,
    /// What is left of what it may spend in an hour, once what is set aside is spent; `None`: there is no end to it.
    pub left_of_hour: Option<Money>,
    /// How much it may call.
    pub limits: Arc<CallLimits>,
}

impl Standing {
    /// Which of its limits keeps one more call out.
    fn reached(&self) -> Option<Guard> {
        let CallLimits { channels, a_minute, an_hour, .. } = &*self.limits;
        let channels = channels.filter(|most| self.up >= *most);
        let begun = a_minute.filter(|most| self.begun >= *most);
        let spent = an_hour.filter(|_| self.left_of_hour.is_some_and(|left| left <= Money::ZERO));
        channels
            .map(|most| Guard::AccountChannels { most })
            .or(begun.map(|most| Guard::CallsAMinute { most }))
            .or(spent.map(|most| Guard::SpentAnHour { most }))
    }

    /// What it may spend on one more call, and what says so if that is nothing.
    fn budget(&self) -> (Option<Money>, Guard) {
        let hour = self.left_of_hour.zip(self.limits.an_hour);
        match (self.free, hour) {
            (Some(free), Some((left, most))) if left < free => {
                (Some(left), Guard::SpentAnHour { most })
            }
            (None, Some((left, most))) => (Some(left), Guard::SpentAnHour { most }),
            (free, _) => (free, Guard::NoFunds),
        }
    }
}

impl Allowance {
    /// As much as there is, to wherever these limits let an account call: for a call of another time.
    pub fn at_any_time(limits: Arc<CallLimits>) -> Self {
        Self { limits, ..Self::default() }
    }

    /// What a call may use to a number that has so many calls up, and whose calls these pay for, each at
    /// its price for a minute; the first is the customer.
    pub fn of(terms: &CallTerms, up: u32, payers: &[(Money, Standing)]) -> Self {
        let channels = terms.channels.map(|most| Channels { most });
        let limits = payers.first().map(|(_, standing)| Arc::clone(&standing.limits));
        let limits = limits.unwrap_or_default();
        let first = payers.first().map(|(_, standing)| standing);
        let (of_account, begun) = first.map_or((0, 0), |first| (first.up, first.begun));
        let counted = Some(Counted { to_number: up, of_account, begun });
        let allowance = Self { channels, counted, limits, ..Self::default() };
        let number = channels.filter(|channels| up >= channels.most);
        let number = number.map(|Channels { most }| Guard::NumberChannels { most });
        let reached = || payers.iter().find_map(|(_, standing)| standing.reached());
        if let Some(guard) = number.or_else(reached) {
            return Self { refused: Some(guard), ..allowance };
        }
        allowance.paid_by(terms, payers)
    }

    /// What may be dialled on within a call that is up, if these pay for it: it is no further call, but money that is spent.
    pub fn outward(terms: &CallTerms, payers: &[(Money, Standing)]) -> Self {
        let limits = payers.first().map(|(_, standing)| Arc::clone(&standing.limits));
        Self::at_any_time(limits.unwrap_or_default()).paid_by(terms, payers)
    }

    /// The same for as long as these can pay for it.
    fn paid_by(self, terms: &CallTerms, payers: &[(Money, Standing)]) -> Self {
        // Who pays nothing for a minute needs no money, and is held by no budget.
        let (mut seconds, mut bound) = (None, None);
        for (minute, standing) in payers.iter().filter(|(minute, _)| *minute > Money::ZERO) {
            let (free, guard) = standing.budget();
            if free.is_none() {
                continue;
            }
            let some = reserved_seconds(terms.steps, &[Payment { minute: *minute, free }]);
            if some == 0 {
                return Self { refused: Some(guard), ..self };
            }
            if seconds.is_none_or(|before| some < before) {
                (seconds, bound) = (Some(some), Some(guard));
            }
        }
        Self { seconds, bound, ..self }
    }

    /// How long the call may last once it has been answered, in seconds: a moment less than there is money for, which a
    /// switch takes to hang up.
    pub fn max_seconds(&self) -> u32 {
        match self.seconds {
            Some(seconds) if seconds < CALL_SECONDS_MAX => {
                seconds.saturating_sub(HANGUP_SECONDS).max(1)
            }
            _ => CALL_SECONDS_MAX,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CENT: Money = Money::cents(1);

    fn having(cents: i64) -> Standing {
        Standing { free: Some(Money::cents(cents)), ..Standing::default() }
    }

    fn limited(standing: Standing, limits: CallLimits) -> Standing {
        Standing { limits: limits.into(), ..standing }
    }

    #[test]
    fn a_call_that_costs_lasts_as_long_as_there_is_money() {
        let terms = CallTerms::default();
        let of = |payers: &[(Money, Standing)]| {
            let allowance = Allowance::of(&terms, 0, payers);
            (allowance.seconds, allowance.refused)
        };
        assert_eq!(of(&[(Money::ZERO, having(0))]), (None, None));
        assert_eq!(of(&[(CENT, having(10))]), (Some(600), None));
        assert_eq!(of(&[(CENT, having(0))]), (None, Some(Guard::NoFunds)));
        assert_eq!(of(&[(CENT, Standing::default())]), (None, None));
        // A reseller and its client.
        assert_eq!(of(&[(CENT, having(10)), (CENT, having(2))]), (Some(120), None));
        assert_eq!(of(&[(CENT, having(10)), (CENT, having(-2))]), (None, Some(Guard::NoFunds)));
    }

    #[test]
    fn each_limit_keeps_calls_out_and_says_so() {
        let refused = |up, standing: Standing, terms: &CallTerms| {
            Allowance::of(terms, up, &[(CENT, standing)]).refused
        };
        let free = CallTerms::default();
        let two = CallTerms { channels: Some(2), ..CallTerms::default() };
        assert_eq!(refused(1, having(100), &two), None);
        assert_eq!(refused(2, having(100), &two), Some(Guard::NumberChannels { most: 2 }));
        let limits = CallLimits { channels: Some(3), ..CallLimits::default() };
        let busy = Standing { up: 3, ..having(100) };
        assert_eq!(
            refused(0, limited(busy, limits), &free),
            Some(Guard::AccountChannels { most: 3 })
        );
        let limits = CallLimits { a_minute: Some(5), ..CallLimits::default() };
        let eager = Standing { begun: 5, ..having(100) };
        assert_eq!(
            refused(0, limited(eager, limits), &free),
            Some(Guard::CallsAMinute { most: 5 })
        );
        let limits = CallLimits { an_hour: Some(Money::cents(50)), ..CallLimits::default() };
        let left = |cents| Standing { left_of_hour: Some(Money::cents(cents)), ..having(100) };
        let most = Money::cents(50);
        assert_eq!(
            refused(0, limited(left(0), limits.clone()), &free),
            Some(Guard::SpentAnHour { most })
        );
        let nearly = Allowance::of(&free, 0, &[(CENT, limited(left(1), limits))]);
        assert_eq!((nearly.seconds, nearly.refused), (Some(60), None));
    }
}
