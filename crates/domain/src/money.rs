//! Money: exact, in hundred-millionths of a currency unit, never a float.

use serde::{Deserialize, Serialize};

/// How many of our units make one unit of a currency: 10⁸, fine enough for $0.00425 a message and
/// coarse enough that an `i64` holds ninety thousand million dollars.
pub const UNITS_PER_ONE: i64 = 100_000_000;

/// An ISO 4217 code, such as `USD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The United States dollar, the currency of all four foreign dialects.
    pub const USD: Self = Self(*b"USD");

    /// Reads a three-letter code; lower case is understood.
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_alphabetic)
            .then(|| Self(bytes.map(|b| b.to_ascii_uppercase())))
    }

    /// As [`Currency::parse`], of what somebody writes: only a currency that is in circulation, by ISO
    /// 4217. What is stored is read whatever has gone out of circulation since.
    pub fn in_circulation(code: &str) -> Option<Self> {
        Self::parse(code).filter(|currency| CURRENCIES.binary_search(&currency.as_str()).is_ok())
    }

    /// The three letters.
    pub fn as_str(&self) -> &str {
        // Only ASCII letters are ever put in.
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl std::fmt::Debug for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.as_str().to_owned()
    }
}

/// The currencies in circulation, by ISO 4217, in the order of their codes.
#[rustfmt::skip]
const CURRENCIES: [&str; 156] = [
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN",
    "BHD", "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF",
    "CHF", "CLP", "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP",
    "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD",
    "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY",
    "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD",
    "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK",
    "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK",
    "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG",
    "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS",
    "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VED",
    "VES", "VND", "VUV", "WST", "XAF", "XCD", "XCG", "XOF", "XPF", "YER", "ZAR", "ZMW", "ZWG",
];

impl TryFrom<String> for Currency {
    type Error = MoneyFault;

    fn try_from(code: String) -> Result<Self, MoneyFault> {
        Self::parse(&code).ok_or(MoneyFault::Currency)
    }
}

/// An amount in 10⁻⁸ units of the currency of the account or plan it belongs to.
///
/// The currency stands beside the amount where amounts of several currencies can meet (accounts,
/// plans, postings); the arithmetic here is checked, so that no sum of hostile amounts wraps.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(pub i64);

/// Why a text is not an amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyFault {
    /// Not `digits[.digits]`.
    Malformed,
    /// More than eight digits after the point: it could not be kept exactly.
    TooFine,
    /// Beyond what an account can hold.
    TooLarge,
    /// Not a three-letter currency code.
    Currency,
}

impl std::fmt::Display for MoneyFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Malformed => "is not an amount; write it like 3.50",
            Self::TooFine => "has more than eight digits after the point",
            Self::TooLarge => "is larger than an account can hold",
            Self::Currency => "is not a three-letter currency code such as USD",
        })
    }
}

impl std::error::Error for MoneyFault {}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Whole cents.
    pub const fn cents(cents: i64) -> Self {
        Self(cents * (UNITS_PER_ONE / 100))
    }

    /// Reads `12`, `12.5`, `-0.0035`. Nothing else: no exponent, no sign but a leading minus, no
    /// grouping.
    pub fn parse(text: &str) -> Result<Self, MoneyFault> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !plain(whole) || !plain(fraction) {
            return Err(MoneyFault::Malformed);
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 8 {
            return Err(MoneyFault::TooFine);
        }
        let number = |part: &str| match part {
            "" => Ok(0),
            digits => digits.parse::<i64>().map_err(|_| MoneyFault::TooLarge),
        };
        let scale = 10_i64.pow(8 - u32::try_from(fraction.len()).unwrap_or(8));
        let units = number(whole)?
            .checked_mul(UNITS_PER_ONE)
            .and_then(|units| units.checked_add(number(fraction).ok()? * scale))
            .ok_or(MoneyFault::TooLarge)?;
        Ok(Self(if negative { -units } else { units }))
    }

    /// With at least `least` and at most eight digits after the point: `0.99`, `0.0035`.
    pub fn decimal(self, least: usize) -> String {
        let magnitude = self.0.unsigned_abs();
        let one = UNITS_PER_ONE.unsigned_abs();
        let mut fraction = format!("{:08}", magnitude % one);
        while fraction.len() > least && fraction.ends_with('0') {
            fraction.pop();
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{}{point}{fraction}", magnitude / one)
    }

    /// With `digits` digits after the point, at most eight, and what is finer left off downwards:
    /// nobody reads more than they hold. `978.18995167` with six is `978.189951`.
    pub fn cut_down(self, digits: u32) -> String {
        let grain = UNITS_PER_ONE / 10_i64.pow(digits.min(8));
        let rest = self.0.rem_euclid(grain);
        // What a bottomless debt cannot be rounded down to is printed whole.
        Self(self.0.checked_sub(rest).unwrap_or(self.0)).decimal(digits as usize)
    }

    /// Whole cents, rounded half to even, as Anveo's `MONTHLY100` shows a price.
    pub const fn to_cents(self) -> i64 {
        let unit = UNITS_PER_ONE / 100;
        let (cents, rest) = (self.0.div_euclid(unit), self.0.rem_euclid(unit));
        let up = rest * 2 > unit || (rest * 2 == unit && cents % 2 != 0);
        if up { cents + 1 } else { cents }
    }

    /// The sum, unless it is beyond what an account can hold.
    pub const fn plus(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference, unless it is beyond what an account can hold.
    pub const fn minus(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Self(difference)),
            None => None,
        }
    }

    /// So much of it as `part` is of `whole`, rounded half to even; `None` when the whole is nothing or
    /// the share is beyond what an account can hold.
    pub fn share(self, part: i64, whole: i64) -> Option<Self> {
        if whole <= 0 {
            return None;
        }
        let (product, whole) = (i128::from(self.0) * i128::from(part), i128::from(whole));
        let (units, rest) = (product.div_euclid(whole), product.rem_euclid(whole));
        let up = rest * 2 > whole || (rest * 2 == whole && units % 2 != 0);
        i64::try_from(units + i128::from(up)).ok().map(Self)
    }

    /// Whether it is more than nothing.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }
}

impl std::fmt::Display for Money {
    /// At least two digits after the point: `1.49`, `0.0035`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.decimal(2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_currency_is_one_that_circulates() {
        assert!(CURRENCIES.is_sorted());
        assert_eq!(Currency::in_circulation("usd"), Some(Currency::USD));
        for none in ["XXX", "USDT", "", "U$D", "DEM"] {
            assert_eq!(Currency::in_circulation(none), None, "{none}");
        }
        assert!(Currency::parse("DEM").is_some(), "what was stored once is read");
    }

    #[test]
    fn reads_what_people_write_and_nothing_else() {
        assert_eq!(Money::parse("1.49"), Ok(Money::cents(149)));
        assert_eq!(Money::parse("0.00000001"), Ok(Money(1)));
        assert_eq!(Money::parse(".5"), Ok(Money::cents(50)));
        assert_eq!(Money::parse("0.990000000000"), Ok(Money::cents(99)));
        for bad in ["", ".", "-", "1,5", "+1", "1e9", "１", "1.2.3", " 1"] {
            assert_eq!(Money::parse(bad), Err(MoneyFault::Malformed), "{bad}");
        }
        assert_eq!(Money::parse("0.000000001"), Err(MoneyFault::TooFine));
        assert_eq!(Money::parse("99999999999999999999"), Err(MoneyFault::TooLarge));
        assert_eq!(Money::parse("92233720369"), Err(MoneyFault::TooLarge));
    }

    #[test]
    fn a_balance_is_cut_downwards() {
        assert_eq!(Money(97_818_995_167).cut_down(6), "978.189951");
        assert_eq!(Money(-1).cut_down(6), "-0.000001");
        assert_eq!(Money::cents(-50).cut_down(6), "-0.500000");
        assert_eq!(Money::ZERO.cut_down(6), "0.000000");
        assert_eq!(Money(149_000_001).cut_down(0), "1");
        assert_eq!(Money(149_000_001).cut_down(8), "1.49000001");
    }

    #[test]
    fn cents_round_half_to_even() {
        assert_eq!(Money(500_000).to_cents(), 0);
        assert_eq!(Money(1_500_000).to_cents(), 2);
        assert_eq!(Money(149_000_000).to_cents(), 149);
    }

    #[test]
    fn a_share_is_rounded_half_to_even() {
        assert_eq!(Money(3).share(1, 2), Some(Money(2)));
        assert_eq!(Money(1).share(1, 2), Some(Money(0)));
        assert_eq!(Money::cents(396).share(15, 30), Some(Money::cents(198)));
        assert_eq!(Money(i64::MAX).share(2, 1), None);
        assert_eq!(Money(1).share(1, 0), None);
    }

    proptest! {
        #[test]
        fn print_then_read_is_the_same(units in any::<i32>().prop_map(i64::from), k in 0..1000_i64) {
            let money = Money(units * k);
            prop_assert_eq!(Money::parse(&money.to_string()), Ok(money));
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = Money::parse(&text);
        }
    }
}
