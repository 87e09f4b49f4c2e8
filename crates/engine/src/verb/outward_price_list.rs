//! What calls to numbers outside cost.

use serde::{Deserialize, Serialize};
use tandem_domain::{Money, Refusal};
use tandem_numbering::Did;

use crate::{Command, Cx, Halt, Mode};

/// Looks up what a minute of the way out costs the customer to each of these numbers, by its own plan.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OutwardPriceList {
    /// The numbers.
    pub numbers: Vec<Did>,
}

impl Command for OutwardPriceList {
    const NAME: &'static str = "outward_price.list";
    const MODE: Mode = Mode::Read;
    /// In the order of the numbers; `None`: the plan has no price for the way there.
    type Outcome = Vec<Option<Money>>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<Option<Money>>, Halt> {
        let customer = cx.actor.root;
        if cx.actor.account != customer {
            // What a reseller pays is no matter of its clients'.
            return Err(Refusal::Forbidden.into());
        }
        let payer = cx.account(customer)?;
        let (_, plan) = cx.plan_in_force(&payer.profile.plan, customer)?;
        Ok(self.numbers.iter().map(|number| plan.call.outward_minute(*number)).collect())
    }
}
