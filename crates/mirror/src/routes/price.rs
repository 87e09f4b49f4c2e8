//! What calls to a number cost, and whom.

use tandem_domain::{AccountId, CallTerms, Money, PlanId};

/// What calls to a number cost, and whom; the same for all numbers that are sold alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CallPrice {
    /// The version of the plan that says how time is counted.
    pub(super) plan: PlanId,
    /// What a minute costs the customer.
    pub(super) minute: Money,
    /// The reseller's client who has the number, with what a minute costs the client.
    pub(super) client: Option<(AccountId, Money)>,
}

/// What calls to a number cost, as it is known at the moment.
#[derive(Clone, Copy, Debug)]
pub struct Charged<'t> {
    /// The customer.
    pub account: AccountId,
    /// What a minute costs the customer, from wherever it costs the same.
    pub minute: Money,
    /// The reseller's client who has the number, with what a minute costs the client.
    pub client: Option<(AccountId, Money)>,
    /// How calls are charged.
    pub terms: &'t CallTerms,
}
