//! A rate plan is put in force. Numbers in service keep the version they were ordered under. Emits
//! `plan_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, EventBody, PlanId, RatePlan, Refusal, Scope, priced_twice};
use tandem_store::{Lane, plan};

use crate::{Command, Cx, Halt, Mode};

/// Puts a rate plan in force under its code, for everybody or for one customer. The operator's
/// command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlanPut {
    /// For whom; `None`: everybody.
    pub account: Option<AccountId>,
    /// The plan.
    pub plan: RatePlan,
}

impl Command for PlanPut {
    const NAME: &'static str = "plan.put";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = PlanId;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<PlanId, Halt> {
        cx.require_operator()?;
        cx.lock(AccountId::OPERATOR)?;
        let prices = self.plan.rules.iter().map(|rule| rule.price);
        let fair = prices
            .flat_map(|price| [price.setup, price.monthly, price.minute])
            .chain([self.plan.slot, self.plan.message.sent, self.plan.message.received])
            .chain(self.plan.call.origins.iter().map(|origin| origin.minute))
            .chain(self.plan.call.outward.iter().map(|outward| outward.minute))
            .all(|price| price.0 >= 0)
            && self.plan.call.steps.are_sound()
            && priced_twice(&self.plan.call.outward).is_none();
        if !fair {
            return Err(Refusal::AmountInvalid.into());
        }
        let id = PlanId(cx.id());
        plan::put(cx.tx, id, self.account, &self.plan, cx.now)?;
        let code = self.plan.code.clone();
        cx.emit(AccountId::OPERATOR, EventBody::PlanSet { plan: id, code })?;
        Ok(id)
    }
}
