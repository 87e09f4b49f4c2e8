//! What a minute of a call outward costs.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use crate::route::RoutePlan;
use crate::{CallTerms, DialPrefix, Money};

/// What a minute costs to numbers outside that begin so. Whoever forwards one of our numbers, or shows it, pays for the
/// way out as well as for the way in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutwardPrice {
    /// How the numbers begin.
    pub prefix: DialPrefix,
    /// What a minute costs.
    pub minute: Money,
}

impl std::fmt::Display for OutwardPrice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.prefix, self.minute)
    }
}

impl std::str::FromStr for OutwardPrice {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str =
            "must be the first digits of numbers and a price, such as 1=0.01 or 44=0.03";
        let (prefix, minute) = text.split_once('=').ok_or(WRONG)?;
        let prefix = prefix.parse().map_err(|_| WRONG)?;
        let minute = Money::parse(minute.trim()).map_err(|_| WRONG)?;
        (minute >= Money::ZERO).then_some(Self { prefix, minute }).ok_or(WRONG)
    }
}

/// The beginning of numbers that prices name twice, if they do: which of the two is meant nobody could say.
pub fn priced_twice(prices: &[OutwardPrice]) -> Option<&DialPrefix> {
    let twice = prices
        .iter()
        .enumerate()
        .find(|(place, price)| prices[..*place].iter().any(|before| before.prefix == price.prefix));
    twice.map(|(_, price)| &price.prefix)
}

impl CallTerms {
    /// What a minute of a call to a number outside costs: by the longest beginning that fits. `None`: nothing is charged
    /// for it.
    pub fn outward_minute(&self, number: Did) -> Option<Money> {
        let fits = self.outward.iter().filter(|price| price.prefix.covers(number));
        fits.max_by_key(|price| price.prefix.digits()).map(|price| price.minute)
    }

    /// What a minute of the way out costs at most by a plan: one forwarding has the call at a time.
    pub fn way_out(&self, plan: &RoutePlan) -> Money {
        let prices = plan.outward().filter_map(|number| self.outward_minute(number));
        prices.max().unwrap_or(Money::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_beginning_says_it() {
        let outward = ["1=0.01", "1876=0.20", "44=0.02", "447=0.05"];
        let outward = outward.map(|text| text.parse().expect(text)).to_vec();
        let terms = CallTerms { outward, ..CallTerms::default() };
        let minute = |digits| terms.outward_minute(Did::new(digits).expect("a number"));
        assert_eq!(minute(13_055_550_100), Some(Money::cents(1)));
        assert_eq!(minute(18_765_550_100), Some(Money::cents(20)));
        assert_eq!(minute(442_071_234_567), Some(Money::cents(2)));
        assert_eq!(minute(447_700_900_123), Some(Money::cents(5)));
        assert_eq!(minute(33_123_456_789), None);
    }

    #[test]
    fn a_price_reads_back() {
        for text in ["1=0.01", "44=0.0255"] {
            let read: OutwardPrice = text.parse().expect(text);
            assert_eq!(read.to_string(), text);
        }
        for bad in ["1", "=0.01", "x=1", "44=-1", "44=", "01=1"] {
            assert!(bad.parse::<OutwardPrice>().is_err(), "{bad}");
        }
    }
}
