//! Every plan in force, page by page: what exports walk through.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, RatePlan, Scope};
use tandem_store::plan;

use crate::{Command, Cx, EXPORT_ROWS, Halt, Mode};

/// Looks at the plans in force after one, by code and account. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlanPage {
    /// The code of the last that was seen before; empty for the first page.
    pub after: String,
    /// Whose that one is; `None`: everybody's.
    pub account: Option<AccountId>,
}

/// A plan, and whose it is; `None`: everybody's.
pub type PlanOf = (Option<AccountId>, RatePlan);

impl Command for PlanPage {
    const NAME: &'static str = "plan.page";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<PlanOf>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<PlanOf>, Halt> {
        cx.require_operator()?;
        Ok(plan::page(cx.tx, (&self.after, self.account), EXPORT_ROWS)?)
    }
}
