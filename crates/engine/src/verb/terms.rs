//! Who buys, for whom, and at what terms: what orders and back-orders settle first.

use std::sync::Arc;

use tandem_domain::{
    AccountId, AccountRef, AccountStatus, NumberSettings, PlanId, RatePlan, Refusal,
};

use super::resale::is_client;
use crate::{Cx, Halt};

/// The terms of a purchase.
pub(super) struct Terms {
    /// Who pays. The row is locked.
    pub(super) customer: AccountId,
    /// Who is to have the numbers.
    pub(super) owner: AccountId,
    /// The code of the plan.
    pub(super) code: String,
    pub(super) plan_id: PlanId,
    pub(super) plan: Arc<RatePlan>,
    /// How the numbers are set up, with names resolved.
    pub(super) settings: NumberSettings,
}

impl Cx<'_> {
    /// Locks the customer and finds the terms. `named` is who is to have the numbers: a client, where fees
    /// are asked of it. What is not said is the account that asks, the customer's own plan and its default
    /// routing.
    pub(super) fn terms(
        &mut self,
        named: Option<&AccountRef>,
        plan: Option<&String>,
        settings: &NumberSettings,
    ) -> Result<Terms, Halt> {
        let customer = self.lock_customer()?;
        let payer = self.require_open(customer)?;
        let owner = match named {
            Some(named) => self.own_account(named)?,
            None => self.account(self.actor.account)?,
        };
        if let Some(terms) = settings.resale {
            self.require_reseller()?;
            if let Some(named) = named.filter(|_| !is_client(&owner)) {
                // Nobody asks fees of itself.
                return Err(Refusal::AccountUnknown { name: named.name(self.actor) }.into());
            }
            if !terms.is_sound() {
                return Err(Refusal::AmountInvalid.into());
            }
            if owner.status != AccountStatus::Open {
                return Err(Refusal::AccountSuspended.into());
            }
        }
        let code = plan.unwrap_or(&payer.profile.plan).clone();
        let (plan_id, plan) = self.plan_in_force(&code, customer)?;
        if plan.currency != payer.currency {
            return Err(Refusal::CurrencyMismatch.into());
        }
        let settings = self.resolve_settings(customer, settings, &payer.profile.default_routing)?;
        Ok(Terms { customer, owner: owner.id, code, plan_id, plan, settings })
    }
}
