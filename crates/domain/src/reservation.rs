//! How much of a balance is set aside for a call while it is up.
//!
//! Nobody is asked again in the middle of a call, so what a call may cost is decided when it begins: it gets
//! a part of what is free, which says how long it may last, and what it does not use is free again when
//! its record comes. A part, so that one call does not take all that others may need; and never so little
//! that it would end in the middle of a sentence, unless there is no more.

use crate::route::CALL_SECONDS_MAX;
use crate::{Money, Steps, call_price};

/// A call is given the eighth part of what is free.
const PART: i64 = 8;
/// How long a call may last at least, if what is free suffices for that: ten minutes.
const SECONDS_LEAST: u32 = 600;

/// What somebody pays for a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// What a minute costs.
    pub minute: Money,
    /// What is left to spend, and not set aside for other calls; `None`: there is no end to it.
    pub free: Option<Money>,
}

impl Payment {
    /// What of it is for this call.
    fn budget(&self, steps: Steps) -> Option<Money> {
        let free = self.free?;
        let least = call_price(self.minute, steps.billed(SECONDS_LEAST)).unwrap_or(free);
        Some(Money((free.0 / PART).max(least.0).min(free.0)))
    }
}

/// For how long a call may last that all of these pay for, in seconds; 0 if one of them cannot pay for the
/// first step of it.
pub fn reserved_seconds(steps: Steps, payments: &[Payment]) -> u32 {
    let seconds = payments.iter().filter_map(|payment| {
        let budget = payment.budget(steps)?;
        steps.affordable(payment.minute, budget)
    });
    seconds.min().map_or(CALL_SECONDS_MAX, |seconds| seconds.min(CALL_SECONDS_MAX))
}

/// What a call of so many seconds costs at most.
pub fn set_aside(steps: Steps, minute: Money, seconds: u32) -> Money {
    call_price(minute, steps.billed(seconds)).unwrap_or(Money(i64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TENTHS: Steps = Steps { first: 6, next: 6 };

    fn seconds(minute: Money, free: Money) -> u32 {
        reserved_seconds(TENTHS, &[Payment { minute, free: Some(free) }])
    }

    #[test]
    fn a_call_gets_a_part_of_what_is_free() {
        let cent = Money::cents(1);
        assert_eq!(seconds(cent, Money::cents(80)), 600);
        assert_eq!(seconds(cent, Money::cents(160)), 1200);
        assert_eq!(seconds(cent, Money::cents(4)), 240);
        assert_eq!(seconds(cent, Money(cent.0 / 20)), 0);
        assert_eq!(seconds(cent, Money::cents(-5)), 0);
        assert_eq!(seconds(cent, Money::cents(1_000_000)), CALL_SECONDS_MAX);
        assert_eq!(seconds(Money::ZERO, Money::cents(-5)), CALL_SECONDS_MAX);
    }

    #[test]
    fn whoever_has_the_least_ends_the_call() {
        let rich = Payment { minute: Money::cents(1), free: Some(Money::cents(100_000)) };
        let poor = Payment { minute: Money::cents(5), free: Some(Money::cents(10)) };
        let endless = Payment { minute: Money::cents(5), free: None };
        assert_eq!(reserved_seconds(TENTHS, &[rich, poor]), 120);
        assert_eq!(reserved_seconds(TENTHS, &[rich, endless]), CALL_SECONDS_MAX);
        assert_eq!(reserved_seconds(TENTHS, &[]), CALL_SECONDS_MAX);
    }

    proptest! {
        #[test]
        fn calls_beside_each_other_never_take_more_than_there_is(
            minute in 1_i64..10_000_000, balance in 0_i64..10_000_000_000, first in 1_u32..120, next in 1_u32..120
        ) {
            let (steps, minute) = (Steps { first, next }, Money(minute));
            let mut free = Money(balance);
            for _ in 0..200 {
                let seconds = reserved_seconds(steps, &[Payment { minute, free: Some(free) }]);
                if seconds == 0 {
                    break;
                }
                free = Money(free.0 - set_aside(steps, minute, seconds).0);
                prop_assert!(free >= Money::ZERO, "{free}");
            }
        }
    }
}
