//! The call that is to be routed.

use std::borrow::Cow;

use tandem_numbering::Did;

use crate::Timestamp;

/// A call, as it came in.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    /// The number that was called.
    pub to: Did,
    /// Who calls.
    pub from: Caller<'a>,
    /// When.
    pub at: Timestamp,
    /// The numbers that it was forwarded by on its way, the last first (RFC 5806).
    pub diversions: Cow<'a, [Did]>,
}

/// Who calls, as far as is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller<'a> {
    /// The number, if what was sent is one.
    pub number: Option<Did>,
    /// What was sent as the number; empty from an anonymous caller.
    pub written: Cow<'a, str>,
    /// The name that was sent; empty for none.
    pub name: Cow<'a, str>,
}

impl Caller<'_> {
    /// Whether the caller shows no number.
    pub fn is_anonymous(&self) -> bool {
        self.number.is_none() && self.written.is_empty()
    }

    /// The number in its international form, or what was sent in its place.
    pub fn international(&self) -> String {
        self.number.map_or_else(|| self.written.clone().into_owned(), Did::e164)
    }

    /// The number as it is written at home, or what was sent in its place.
    pub fn national(&self) -> String {
        self.number.map_or_else(|| self.written.clone().into_owned(), Did::national)
    }
}
