//! Why a command did not come to its end, and the exit code that says so.

use std::process::ExitCode;

use tandem_domain::Refusal;
use tandem_store::StoreError;
use tandem_store::snapshot::SnapshotFault;

/// Why the command line did not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// It was refused, or something that must hold does not.
    Refused(String),
    /// It was asked in a way that cannot be understood.
    Usage(String),
    /// Something it needs cannot be reached.
    Unreachable(String),
    /// Whoever read what it wrote has heard enough and gone, as `head` does.
    Unheard,
}

impl Failure {
    /// The exit code.
    pub fn code(&self) -> ExitCode {
        match self {
            Self::Refused(_) => ExitCode::from(1),
            Self::Usage(_) => ExitCode::from(2),
            Self::Unreachable(_) => ExitCode::from(3),
            Self::Unheard => ExitCode::SUCCESS,
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(why) | Self::Usage(why) | Self::Unreachable(why) => f.write_str(why),
            Self::Unheard => f.write_str("nobody listens any more"),
        }
    }
}

/// A refusal as the operator reads it, whose own no customer's account is.
pub(crate) fn words(refusal: &Refusal) -> String {
    if let Refusal::AccountUnknown { name } = refusal {
        return format!("there is no account {name}");
    }
    refusal.to_string()
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unavailable => Self::Unreachable(words(&refusal)),
            refusal => Self::Refused(words(&refusal)),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Unreachable(error.to_string())
    }
}

impl From<SnapshotFault> for Failure {
    fn from(fault: SnapshotFault) -> Self {
        match fault {
            SnapshotFault::Form(_) | SnapshotFault::Taken(_) => Self::Refused(fault.to_string()),
            SnapshotFault::File(_) | SnapshotFault::Store(_) => {
                Self::Unreachable(fault.to_string())
            }
        }
    }
}
