//! Numbers of suppliers that nobody here has any more, and that are paid for there until somebody cancels
//! them.

use serde::{Deserialize, Serialize};
use tandem_domain::{NumberState, Scope, TenureId, Timestamp};
use tandem_numbering::Did;
use tandem_store::tenure;

use super::tenure_page::{DAY_MICROS, is_for_good};
use crate::{Command, Cx, EXPORT_ROWS, Halt, Mode, RESTORE_DAYS};

/// Looks for numbers that were bought from a supplier, given up by who had them, and can no longer be
/// restored, in the order in which their owners came to them. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CancellationPage {
    /// Only those whose restore window closed at this time or later.
    pub since: Timestamp,
    /// The last tenure that was looked at before.
    pub after: TenureId,
}

/// A number that its supplier can have back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancellation {
    /// The number.
    pub did: Did,
    /// Who sold it to us.
    pub supplier: String,
    /// Since when it can no longer be restored.
    pub since: Timestamp,
}

impl Cancellation {
    /// The day since when, in UTC: `2026-11-30`.
    pub fn day(&self) -> String {
        self.since.to_string().chars().take_while(|letter| *letter != 'T').collect()
    }
}

/// Numbers that their suppliers can have back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancellationsSeen {
    /// The numbers.
    pub numbers: Vec<Cancellation>,
    /// The last tenure that was looked at; `None` after the last of all.
    pub last: Option<TenureId>,
}

impl Command for CancellationPage {
    const NAME: &'static str = "cancellation.page";
    const MODE: Mode = Mode::Read;
    type Outcome = CancellationsSeen;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<CancellationsSeen, Halt> {
        cx.require_operator()?;
        let (ended, last) =
            tenure::ended_page(cx.tx, self.after, RESTORE_DAYS * DAY_MICROS, EXPORT_ROWS)?;
        let mut numbers = Vec::new();
        for tenure in ended {
            let since = tenure.ended.plus_days(RESTORE_DAYS);
            // One that is for sale again, or somebody's, was bought anew or is listed by its supplier.
            let is_gone = tenure.state == NumberState::Blocked.code() && is_for_good(&tenure);
            if !is_gone || since < self.since {
                continue;
            }
            if let Some(supplier) = cx.offer(tenure.offer)?.supplier.clone() {
                numbers.push(Cancellation { did: tenure.did, supplier, since });
            }
        }
        Ok(CancellationsSeen { numbers, last })
    }
}
