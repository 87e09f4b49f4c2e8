//! What can be wrong with a request before there is a command.

use tandem_domain::Refusal;

/// A parameter that a command cannot be made from. The dialect spells it from its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is required and absent, or empty where the dialect counts that as absent.
    Missing {
        /// The parameter, as the table names it.
        param: &'static str,
    },
    /// It is there and cannot be what it says.
    Invalid {
        /// The parameter, as the table names it.
        param: &'static str,
        /// What is wrong and what would be right, to be read behind the parameter's name.
        why: String,
    },
}

impl Fault {
    /// A fault of a value.
    pub fn invalid(param: &'static str, why: impl std::fmt::Display) -> Self {
        Self::Invalid { param, why: why.to_string() }
    }

    /// The parameter.
    pub const fn param(&self) -> &'static str {
        match self {
            Self::Missing { param } | Self::Invalid { param, .. } => param,
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing { param } => write!(f, "{param} is required"),
            Self::Invalid { param, why } => write!(f, "{param} {why}"),
        }
    }
}

/// Why an operation did not come to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The request cannot be made into a command.
    Fault(Fault),
    /// The command was refused.
    Refusal(Refusal),
}

/// A refusal as a sentence on one line, without the full stop: for dialects whose errors are free
/// text.
pub fn sentence(refusal: &Refusal) -> String {
    let message = refusal.to_string();
    let mut characters = message.chars().map(|c| if c.is_control() { ' ' } else { c });
    let first = characters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}
