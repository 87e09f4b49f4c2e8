//! How the calls of a number are paid for.

use serde::{Deserialize, Serialize};

use crate::{Money, Price};

/// How the calls of a number are paid for: the two ways in which the VoIP.ms document sells each
/// number, under a plan each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Billing {
    /// A small month, and each minute of an inbound call.
    PerMinute,
    /// A larger month, and its minutes for nothing.
    Flat,
}

impl Billing {
    /// The code of the plan that a number is sold under when no more is said than this.
    pub const fn plan(self) -> &'static str {
        match self {
            Self::PerMinute => "PERMINUTE",
            Self::Flat => "FLAT",
        }
    }

    /// How a number under a plan of this code and at this price is charged. The two plans are what
    /// they are called; any other is flat if its minutes cost nothing.
    pub fn of(plan: &str, price: Price) -> Self {
        match [Self::PerMinute, Self::Flat].into_iter().find(|billing| billing.plan() == plan) {
            Some(billing) => billing,
            None if price.minute == Money::ZERO => Self::Flat,
            None => Self::PerMinute,
        }
    }
}

/// The plan that a number is to be charged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanWish {
    /// The one of this code.
    Code(String),
    /// One that charges so: the one it has, if that does, or else the usual one.
    Billing(Billing),
}

impl PlanWish {
    /// Whether a number under a plan of this code and at this price has what is wished for.
    pub fn is_met(&self, plan: &str, price: Price) -> bool {
        match self {
            Self::Code(code) => code == plan,
            Self::Billing(billing) => *billing == Billing::of(plan, price),
        }
    }

    /// The code of the plan that it is to go to.
    pub fn code(&self) -> &str {
        match self {
            Self::Code(code) => code,
            Self::Billing(billing) => billing.plan(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_of_another_name_is_what_its_minutes_say() {
        let price = |minute| Price { setup: Money::ZERO, monthly: Money::ZERO, minute };
        let (free, dear) = (price(Money::ZERO), price(Money(1)));
        assert_eq!(Billing::of("SU", free), Billing::Flat);
        assert_eq!(Billing::of("VALUE", dear), Billing::PerMinute);
        // Toll-free numbers abroad cost something each minute under the flat plan too.
        assert_eq!(Billing::of("FLAT", dear), Billing::Flat);
        assert!(PlanWish::Billing(Billing::Flat).is_met("SU", free));
        assert!(!PlanWish::Code("FLAT".to_owned()).is_met("SU", free));
    }
}
