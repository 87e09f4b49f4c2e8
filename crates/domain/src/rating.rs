//! What a minute of a call costs, and how its time is counted.

use serde::{Deserialize, Serialize};
use tandem_numbering::{Did, Npa, NumberKind, Rules};

use crate::{Money, OutwardPrice};

/// How the time of a call is counted: a first step that is charged whole once somebody answers, and
/// then further ones. Telephone people write it `6/6`, `30/6`, `60/60`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps {
    /// The first, in seconds.
    pub first: u32,
    /// Each further one, in seconds.
    pub next: u32,
}

impl Default for Steps {
    /// By tenths of a minute.
    fn default() -> Self {
        Self { first: 6, next: 6 }
    }
}

impl std::fmt::Display for Steps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.first, self.next)
    }
}

impl std::str::FromStr for Steps {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = |text: &str| text.trim().parse().ok();
        let steps = text
            .split_once('/')
            .and_then(|(first, next)| Some(Self { first: read(first)?, next: read(next)? }));
        let steps = steps.filter(|steps| steps.are_sound());
        steps.ok_or("must be two numbers of seconds from 1 to 3600, such as 6/6 or 30/6")
    }
}

impl Steps {
    /// The longest step, in seconds.
    pub const SECONDS_MAX: u32 = 3600;

    /// Whether time can be counted so.
    pub fn are_sound(self) -> bool {
        [self.first, self.next].iter().all(|step| (1..=Self::SECONDS_MAX).contains(step))
    }

    /// The seconds that are charged for a call of so many.
    pub fn billed(self, seconds: u32) -> u32 {
        let (first, next) = (self.first.max(1), self.next.max(1));
        match seconds {
            0 => 0,
            short if short <= first => first,
            // A step may end behind what a number holds; a call never does.
            long => first.saturating_add((long - first).div_ceil(next).saturating_mul(next)),
        }
    }

    /// The seconds that a call may last so that it costs no more than there is to spend. `None`: as
    /// long as it likes.
    pub fn affordable(self, minute: Money, budget: Money) -> Option<u32> {
        if minute <= Money::ZERO {
            return None;
        }
        let (first, next) = (self.first.max(1), self.next.max(1));
        let seconds = i128::from(budget.0.max(0)) * 60 / i128::from(minute.0);
        let seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
        let steps = seconds.checked_sub(first).map(|rest| rest / next);
        Some(steps.map_or(0, |steps| first.saturating_add(steps.saturating_mul(next))))
    }
}

/// What so many seconds cost at a price for a minute, rounded half to even; `None` if that is beyond
/// what an account can hold.
pub fn call_price(minute: Money, billed: u32) -> Option<Money> {
    minute.share(i64::from(billed), 60)
}

/// How calls are charged under a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallTerms {
    /// How time is counted.
    pub steps: Steps,
    /// What a minute costs at a toll-free number, by where the caller is: the first that fits. Where
    /// none does, or nobody knows where the caller is, it is the price of the number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<OriginPrice>,
    /// What a minute costs on the way out: of a forwarding, or of a call that shows the number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outward: Vec<OutwardPrice>,
    /// The most calls at once to one number; `None`: as many as come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels: Option<u32>,
}

/// Where callers are, and what a minute costs from there. An absent field matches anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginPrice {
    /// Country, ISO 3166 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Area code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub npa: Option<Npa>,
    /// What a minute costs.
    pub minute: Money,
}

impl std::fmt::Display for OriginPrice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let npa = self.npa.map(|npa| npa.get().to_string());
        let place = self.country.clone().or(npa).unwrap_or_default();
        write!(f, "{place}={}", self.minute)
    }
}

impl std::str::FromStr for OriginPrice {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "must be a country or an area code and a price, such as CA=0.032";
        let (place, minute) = text.split_once('=').ok_or(WRONG)?;
        let (place, minute) = (place.trim(), Money::parse(minute.trim()).map_err(|_| WRONG)?);
        let npa = place.parse().ok().and_then(Npa::new);
        let is_country = place.len() == 2 && place.bytes().all(|byte| byte.is_ascii_uppercase());
        let country = is_country.then(|| place.to_owned());
        let is_sound = (npa.is_some() || is_country) && minute >= Money::ZERO;
        is_sound.then_some(Self { country, npa, minute }).ok_or(WRONG)
    }
}

/// Where a caller is, as far as the number tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallOrigin<'o> {
    /// Country, ISO 3166 alpha-2.
    pub country: &'o str,
    /// Area code, in North America.
    pub npa: Option<Npa>,
}

impl CallTerms {
    /// What a minute costs at a number whose own price is `agreed`, called by somebody: at a toll-free one
    /// by where the caller is.
    pub fn minute(&self, rules: &Rules, number: Did, agreed: Money, caller: Option<Did>) -> Money {
        if rules.kind(number) != Some(NumberKind::TollFree) {
            return agreed;
        }
        let origin = caller.and_then(|caller| {
            let country = rules.country(caller)?.iso;
            Some(CallOrigin { country, npa: caller.nanp().map(|nanp| nanp.npa) })
        });
        self.toll_free(agreed, origin)
    }

    /// What a minute costs at a toll-free number whose own price is `agreed`.
    pub fn toll_free(&self, agreed: Money, origin: Option<CallOrigin<'_>>) -> Money {
        let Some(origin) = origin else { return agreed };
        let fits = |price: &&OriginPrice| {
            price.country.as_ref().is_none_or(|country| country == origin.country)
                && price.npa.is_none_or(|npa| Some(npa) == origin.npa)
        };
        self.origins.iter().find(fits).map_or(agreed, |price| price.minute)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn time_is_counted_in_steps() {
        let billed = |first, next, seconds| Steps { first, next }.billed(seconds);
        assert_eq!(
            [0, 1, 6, 7, 12, 13].map(|seconds| billed(6, 6, seconds)),
            [0, 6, 6, 12, 12, 18]
        );
        assert_eq!([1, 30, 31, 36, 37].map(|seconds| billed(30, 6, seconds)), [30, 30, 36, 36, 42]);
        assert_eq!([1, 60, 61].map(|seconds| billed(60, 60, seconds)), [60, 60, 120]);
        assert_eq!(billed(1, 1, 86_400), 86_400);
    }

    #[test]
    fn terms_are_read_as_they_are_written() {
        for text in ["6/6", "30/6", "3600/1"] {
            assert_eq!(text.parse::<Steps>().map(|steps| steps.to_string()).as_deref(), Ok(text));
        }
        for text in ["6", "0/6", "6/3601", "a/b", ""] {
            assert!(text.parse::<Steps>().is_err(), "{text}");
        }
        for text in ["CA=0.032", "907=0.05"] {
            let read = text.parse::<OriginPrice>().map(|price| price.to_string());
            assert_eq!(read.as_deref(), Ok(text));
        }
        for text in ["CA", "=1", "XYZ=1", "CA=-1"] {
            assert!(text.parse::<OriginPrice>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_price_is_rounded_half_to_even() {
        assert_eq!(call_price(Money::cents(1), 60), Some(Money::cents(1)));
        assert_eq!(call_price(Money(5), 6), Some(Money(0)));
        assert_eq!(call_price(Money(15), 6), Some(Money(2)));
        assert_eq!(call_price(Money(i64::MAX), 61), None);
    }

    #[test]
    fn a_toll_free_number_costs_by_where_it_is_called_from() {
        let price = |country: &str, npa, units| OriginPrice {
            country: Some(country.to_owned()),
            npa,
            minute: Money(units),
        };
        let alaska = Npa::new(907);
        let terms = CallTerms {
            origins: vec![price("US", alaska, 9), price("CA", None, 5)],
            ..CallTerms::default()
        };
        let from = |country, npa| terms.toll_free(Money(2), Some(CallOrigin { country, npa }));
        assert_eq!(from("US", alaska), Money(9));
        assert_eq!(from("CA", Npa::new(416)), Money(5));
        assert_eq!(from("US", Npa::new(212)), Money(2));
        assert_eq!(terms.toll_free(Money(2), None), Money(2));
    }

    proptest! {
        #[test]
        fn what_can_be_afforded_is_not_overspent(
            minute in 1_i64..10_000_000_000, budget in 0_i64..1_000_000_000_000,
            first in 1_u32..120, next in 1_u32..120
        ) {
            let steps = Steps { first, next };
            let seconds = steps.affordable(Money(minute), Money(budget)).expect("it costs something");
            prop_assume!(seconds < 86_400);
            let price = call_price(Money(minute), steps.billed(seconds)).expect("a price");
            prop_assert!(price.0 <= budget, "{} for {seconds}", price.0);
            let longer = call_price(Money(minute), steps.billed(seconds + 1)).expect("a price");
            prop_assert!(longer.0 >= budget, "{} for a second more", longer.0);
        }
    }
}
