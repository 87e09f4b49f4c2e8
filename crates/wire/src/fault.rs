//! Why bytes were refused.

use std::error::Error;
use std::fmt;

/// The most characters of a field's name that a fault repeats.
const FIELD_CHARS_MAX: usize = 64;

/// A refusal by a codec: where the fault is and what it is.
///
/// `Display` says it in plain words, with what would be right. It repeats no more of the input
/// than the (shortened) name of the field, never a value, so it can be shown and logged.
#[derive(Clone, Debug, PartialEq)]
pub struct WireFault {
    /// The argument, element or column at fault, if it is one and not the input as a whole.
    pub field: Option<String>,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What can be wrong with bytes before anyone asks what they mean.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// Longer than a limit in bytes.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// More things of one kind than allowed.
    TooMany {
        /// The things counted, in the plural: "arguments".
        what: &'static str,
        /// The most that are allowed.
        limit: usize,
    },
    /// Nested deeper than allowed.
    TooDeep {
        /// The number of levels allowed.
        limit: usize,
    },
    /// Not UTF-8 once decoded.
    NotUtf8,
    /// Against the grammar of its format.
    Malformed {
        /// The rule that was broken.
        why: String,
    },
    /// Within the grammar, but refused here on purpose.
    Forbidden {
        /// The thing refused, with its article: "a DOCTYPE declaration".
        what: String,
    },
    /// The source of the bytes failed; only a codec that reads a stream can say so.
    Unreadable {
        /// What the source said.
        why: String,
    },
}

impl WireFault {
    /// A fault of the input as a whole.
    pub fn whole(problem: Problem) -> Self {
        Self { field: None, problem }
    }

    /// A fault of one field. The name is cut to a length that is safe to repeat.
    pub fn field(name: &str, problem: Problem) -> Self {
        Self { field: Some(name.chars().take(FIELD_CHARS_MAX).collect()), problem }
    }

    /// The input as a whole breaks a rule of its grammar.
    pub(crate) fn malformed(why: impl Into<String>) -> Self {
        Self::whole(Problem::Malformed { why: why.into() })
    }

    /// The input as a whole holds something that is refused.
    pub(crate) fn forbidden(what: impl Into<String>) -> Self {
        Self::whole(Problem::Forbidden { what: what.into() })
    }
}

impl fmt::Display for WireFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            // Escaped, because the name is the caller's and may hold line breaks.
            Some(name) => write!(f, "field '{}' {}", name.escape_debug(), self.problem),
            None => write!(f, "the input {}", self.problem),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { limit } => {
                write!(f, "is too large: at most {limit} bytes are accepted")
            }
            Self::TooMany { what, limit } => {
                write!(f, "holds too many {what}: at most {limit} are accepted")
            }
            Self::TooDeep { limit } => {
                write!(f, "is nested too deeply: at most {limit} levels are accepted")
            }
            Self::NotUtf8 => f.write_str("is not valid text: it must be UTF-8"),
            Self::Malformed { why } => write!(f, "is malformed: {why}"),
            Self::Forbidden { what } => write!(f, "holds {what}, which is not accepted"),
            Self::Unreadable { why } => write!(f, "could not be read: {why}"),
        }
    }
}

impl Error for WireFault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_it_in_plain_words() {
        let fault = WireFault::field("numbers", Problem::TooLarge { limit: 256 });
        assert_eq!(
            fault.to_string(),
            "field 'numbers' is too large: at most 256 bytes are accepted"
        );
        let fault = WireFault::forbidden("a DOCTYPE declaration");
        assert_eq!(
            fault.to_string(),
            "the input holds a DOCTYPE declaration, which is not accepted"
        );
    }

    #[test]
    fn a_hostile_name_is_cut_and_escaped() {
        let fault = WireFault::field(&format!("a\nb{}", "c".repeat(1000)), Problem::NotUtf8);
        assert!(fault.to_string().starts_with("field 'a\\nbccc"));
        assert!(fault.to_string().len() < 128);
    }
}
