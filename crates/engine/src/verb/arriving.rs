//! A number that comes along with its owner, as the other system had it.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountRef, Money, NumberSettings, SlotKind, Timestamp};
use tandem_numbering::Did;

/// How a number is in service when it comes along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// As it should be.
    #[default]
    Active,
    /// Switched off, for instance because a month was not paid.
    Suspended,
    /// Promised to another carrier.
    PortingOut,
}

/// What is charged for a number that comes along, as far as it differs from its plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPrice {
    /// What it cost once, there. It is kept for the record.
    pub setup: Option<Money>,
    /// Each month.
    pub monthly: Option<Money>,
    /// Each minute of an inbound call.
    pub minute: Option<Money>,
}

/// A number that comes along.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arriving {
    /// The number. It must have been stocked, best as reserved, so that nobody buys it meanwhile.
    pub did: Did,
    /// Who has it.
    pub owner: AccountRef,
    /// How it is in service.
    pub service: Service,
    /// The plan it is charged by; `None`: its customer's own.
    pub plan: Option<String>,
    /// Prices that were agreed; what is not said here, the plan says.
    pub price: KeptPrice,
    /// Since when its owner has it; `None`: since now, or since the month that is to be charged.
    pub began: Option<Timestamp>,
    /// When the next month is charged. Where that month is over, it may be a later one.
    pub next_billing: Timestamp,
    /// The day of the month on which it is charged, 1 to 31; `None`: that of `next_billing`.
    pub anchor_day: Option<i8>,
    /// The slot it uses, where slots are counted.
    pub slot: Option<SlotKind>,
    /// What that slot cost, if it was bought with the number.
    pub slot_fee: Option<Money>,
    /// How its owner set it up, and what a reseller asks of it.
    pub settings: NumberSettings,
    /// How far the owner, if it is a reseller's client, was charged by the reseller; `None`: it is
    /// not charged.
    pub resale: Option<KeptResale>,
}

/// How far a reseller's client was charged for a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptResale {
    /// Since when the client has the number.
    pub since: Timestamp,
    /// When its next month is charged.
    pub next: Timestamp,
    /// The day of the month on which it is charged, 1 to 31.
    pub anchor_day: i8,
}
