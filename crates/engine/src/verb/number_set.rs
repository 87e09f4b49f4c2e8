//! A number is set up in another way: where it rings, what it shows, what it is called, and perhaps by
//! which plan it is charged. Emits `number_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{EventBody, ObjectUser, PlanWish, SettingsChange};
use tandem_numbering::Did;
use tandem_store::{Lane, tenure};

use super::Replanned;
use crate::{Command, Cx, Halt, Mode};

/// Changes some of how a number is set up; what is not said stays. Whatever it names must exist, as
/// in an order. A number that is suspended or leaving may be set up too: it may come back, and it rings
/// until it has gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberSet {
    /// The number.
    pub did: Did,
    /// What changes.
    pub change: SettingsChange,
    /// The plan it is to be charged by; one that it has is no change and costs nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanWish>,
}

impl Command for NumberSet {
    const NAME: &'static str = "number.set";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = Replanned;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Replanned, Halt> {
        let customer = cx.lock_customer()?;
        let (stored, mut held) = cx.own_number(self.did)?;
        let (change, made) = cx.resolve_ringing(customer, &self.change, &held)?;
        let change = cx.resolve_change(customer, &change)?;
        let (before, rang) = (held.settings.named(), held.settings.clone().into());
        held.settings = change.of(held.settings);
        let by = ObjectUser::Number(held.did);
        let now = held.settings.named();
        cx.note_uses(held.payer, by, &before, &now)?;
        let replanned = match &self.plan {
            Some(wish) => cx.change_plan(&stored, &mut held, wish)?,
            None => None,
        };
        tenure::set(cx.tx, &held)?;
        cx.let_pass(customer, &before, &now)?;
        let (version, charged) = (held.version + 1, replanned.unwrap_or_default());
        let plan = replanned.map(|_| held.plan);
        cx.keep_settings(customer, held.did, &rang, &held.settings.clone().into())?;
        cx.emit(customer, EventBody::NumberSet { did: held.did, version, plan, charged })?;
        Ok(Replanned { charged, next_billing: held.next_billing, made })
    }
}
