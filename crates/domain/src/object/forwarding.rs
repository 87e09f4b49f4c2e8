//! A telephone number that calls are forwarded to.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::check;
use super::{Body, Flaw, Key, ObjectBody, ObjectKind, Reference};

/// How long a forwarding may wait before it dials on, in milliseconds.
pub const PAUSE_MILLIS_MAX: u32 = 10_000;
/// In what steps, in milliseconds.
pub const PAUSE_MILLIS_STEP: u32 = 500;
/// How many keys it may dial once it is answered.
const DIGITS_MAX: usize = 32;

/// A number outside, with what is shown to it and dialled once it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forwarding {
    /// What people call it; may be empty.
    #[serde(default)]
    pub name: String,
    /// The number.
    pub number: Did,
    /// The number shown to whoever answers there; `None`: that of the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_id: Option<Did>,
    /// Keys that are dialled once it is answered, such as an extension.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digits: String,
    /// How long after the answer they are dialled, in milliseconds.
    #[serde(default)]
    pub pause_millis: u32,
    /// Whether the call says by whom it was diverted (RFC 5806).
    #[serde(default)]
    pub diversion: bool,
    /// Whether it was made on the way, for a number that was sent to a telephone for which nothing stood yet.
    /// It goes when that number rings elsewhere and nothing else names it. Whoever sets it anew keeps it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub passing: bool,
}

impl Forwarding {
    /// A forwarding to a number, and nothing else said.
    pub const fn to(number: Did) -> Self {
        Self {
            name: String::new(),
            number,
            caller_id: None,
            digits: String::new(),
            pause_millis: 0,
            diversion: false,
            passing: false,
        }
    }
}

impl Body for Forwarding {
    const KIND: ObjectKind = ObjectKind::Forwarding;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::Forwarding(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    /// Behind one number there may be several extensions: what must differ is the number with the keys
    /// that are dialled there.
    fn keys(&self) -> Vec<Key> {
        let mut number = Key::number(self.number);
        if !self.digits.is_empty() {
            number.value = format!("{}, {}", number.value, self.digits);
        }
        let named = (!self.name.is_empty()).then(|| Key::name(&self.name));
        [number].into_iter().chain(named).collect()
    }

    fn check(&self) -> Result<(), Flaw> {
        check::title(&self.name)?;
        check::callee("number", self.number)?;
        let is_key = |key: u8| key.is_ascii_digit() || b"*#wW".contains(&key);
        if self.digits.len() > DIGITS_MAX || !self.digits.bytes().all(is_key) {
            let why = format!("must be at most {DIGITS_MAX} of 0 to 9, * and #, and w to wait");
            return Err(Flaw::new("digits", why));
        }
        if self.pause_millis > PAUSE_MILLIS_MAX
            || !self.pause_millis.is_multiple_of(PAUSE_MILLIS_STEP)
        {
            return Err(Flaw::new("pause", "must be 0 to 10 seconds in steps of half a second"));
        }
        Ok(())
    }

    fn references(&self) -> Vec<Reference> {
        Reference::caller_id(self.caller_id).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(digits: u64) -> Forwarding {
        Forwarding::to(Did::new(digits).expect("a number"))
    }

    #[test]
    fn emergency_numbers_are_no_target() {
        assert!(to(13_055_550_100).check().is_ok() && to(442_071_234_567).check().is_ok());
        for digits in [19_115_551_234, 14_115_550_100] {
            assert_eq!(to(digits).check().expect_err("a service").field, "number");
        }
    }

    #[test]
    fn a_pause_goes_by_halves_of_a_second() {
        for (pause_millis, sound) in
            [(0, true), (1500, true), (10_000, true), (700, false), (10_500, false)]
        {
            let forwarding = Forwarding { pause_millis, ..to(13_055_550_100) };
            assert_eq!(forwarding.check().is_ok(), sound, "{pause_millis}");
        }
    }
}
