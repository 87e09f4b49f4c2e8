//! The rate plans in force.

use serde::{Deserialize, Serialize};
use tandem_domain::RatePlan;
use tandem_store::plan;

use crate::{Command, Cx, Halt, Mode};

/// Looks at the plans in force for the actor's customer: its own before everybody's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlanList;

impl Command for PlanList {
    const NAME: &'static str = "plan.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<RatePlan>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<RatePlan>, Halt> {
        let mut plans: Vec<RatePlan> =
            plan::list(cx.tx, cx.actor.root)?.into_iter().map(|(_, plan)| plan).collect();
        plans.dedup_by(|later, first| later.code == first.code);
        Ok(plans)
    }
}
