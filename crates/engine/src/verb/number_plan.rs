//! A number in service goes to another plan, and nothing else about it changes. Emits `number_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{EventBody, Money, ObjectId, PlanWish, Refusal, Timestamp};
use tandem_numbering::Did;
use tandem_store::{Lane, tenure};

use crate::{Command, Cx, Halt, Mode};

/// Has a number charged by another plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberPlan {
    /// The number.
    pub did: Did,
    /// By which plan; one that it has is refused.
    pub plan: PlanWish,
}

/// What a change of a number came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replanned {
    /// What was charged at once, for the rest of the month that is paid.
    pub charged: Money,
    /// When the first month by the new plan is charged.
    pub next_billing: Timestamp,
    /// The object that was made to stand for the telephone at which the number is to ring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<ObjectId>,
}

impl Command for NumberPlan {
    const NAME: &'static str = "number.plan";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = Replanned;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Replanned, Halt> {
        let customer = cx.lock_customer()?;
        let (stored, mut held) = cx.own_number(self.did)?;
        let Some(charged) = cx.change_plan(&stored, &mut held, &self.plan)? else {
            let code = cx.plan(held.plan)?.code.clone();
            return Err(Refusal::PlanSame { code }.into());
        };
        tenure::set(cx.tx, &held)?;
        let (did, version, plan) = (held.did, held.version + 1, Some(held.plan));
        cx.emit(customer, EventBody::NumberSet { did, version, plan, charged })?;
        Ok(Replanned { charged, next_billing: held.next_billing, made: None })
    }
}
