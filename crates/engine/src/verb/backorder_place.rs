//! Back-orders: numbers that cannot be had now are waited for.
//!
//! The price is fixed by the version of the plan that is in force, and the balance must cover all of
//! it as things stand; each number is charged when it comes ([`crate::BackorderFill`]). A place
//! where there has never been a number may be waited for. Emits `backorder_placed`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountRef, BackorderId, Criteria, NumberSettings, Price, Scope, SlotUse};
use tandem_store::Lane;

use super::backordering::Placing;
use super::terms::Terms;
use crate::{Command, Cx, Halt, Mode};

/// Waits for numbers, whether or not there are any now. If there are, they come at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackorderPlace {
    /// What fits, the most wanted first.
    pub tiers: Vec<Criteria>,
    /// How many.
    pub quantity: u32,
    /// Whether they are wanted all at once or not at all.
    pub whole: bool,
    /// The code of the rate plan; `None`: the customer's own.
    pub plan: Option<String>,
    /// Who is to have them; `None`: the account that asks.
    pub owner: Option<AccountRef>,
    /// How they are set up.
    pub settings: NumberSettings,
    /// Which slots they use, where the dialect counts slots.
    pub slots: Option<SlotUse>,
    /// Do everything, keep nothing.
    pub rehearsal: bool,
}

/// A back-order that was placed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackorderPlaced {
    /// The back-order.
    pub backorder: BackorderId,
    /// How many it waits for.
    pub quantity: u32,
    /// The code of the plan they will be charged by.
    pub plan: String,
    /// What one of them costs at most.
    pub price: Price,
    /// How they will be set up, with names resolved.
    pub settings: NumberSettings,
    /// Whether it was only a rehearsal.
    #[serde(default)]
    pub rehearsal: bool,
}

impl Command for BackorderPlace {
    const NAME: &'static str = "backorder.place";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = BackorderPlaced;

    fn scope(&self) -> Scope {
        if self.rehearsal { Scope::Read } else { Scope::Write }
    }

    fn is_rehearsal(&self) -> bool {
        self.rehearsal
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<BackorderPlaced, Halt> {
        let Terms { customer, owner, code, plan_id, plan, settings } =
            cx.terms(self.owner.as_ref(), self.plan.as_ref(), &self.settings)?;
        cx.require_locations(&self.tiers)?;
        let (backorder, price) = cx.place_backorder(&Placing {
            customer,
            owner,
            order: None,
            plan_id,
            plan: &plan,
            tiers: &self.tiers,
            quantity: self.quantity,
            whole: self.whole,
            settings: &settings,
            slots: self.slots,
        })?;
        let (quantity, rehearsal) = (self.quantity, self.rehearsal);
        Ok(BackorderPlaced { backorder, quantity, plan: code, price, settings, rehearsal })
    }
}
