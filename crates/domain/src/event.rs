//! What happened. Events are the audit, and what the mirrors follow.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use crate::{
    AccountId, AccountStatus, BackorderId, CredentialId, Criteria, HookId, Money, NumberState,
    Offer, OfferId, OrderId, Period, PlanId, PostingId, Reason, Refusal, Role, Timestamp,
};

/// The hash that stands before an account's first event.
pub const GENESIS_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One thing that happened to one account. Events of an account are numbered without gaps, and each
/// carries a hash over itself and the hash before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Whose chain it stands in.
    pub account: AccountId,
    /// Its place in that chain, from 1.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// The account that caused it.
    pub by: AccountId,
    /// What.
    pub body: EventBody,
}

/// One number's step from a state to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberMove {
    /// The number.
    pub did: Did,
    /// Where it stood.
    pub from: NumberState,
    /// Where it stands.
    pub to: NumberState,
    /// The version of its row after the step; a follower applies only what is newer.
    pub version: i64,
    /// The offer it belongs to.
    pub offer: OfferId,
}

/// Consecutive numbers that came to stand under one offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockRange {
    /// The first.
    pub first: Did,
    /// The last, included.
    pub last: Did,
    /// Their state now.
    pub state: NumberState,
    /// Their offer now.
    pub offer: OfferId,
    /// The version of each row.
    pub version: i64,
}

/// A month of a number that was charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargedMonth {
    /// The number.
    pub did: Did,
    /// The month.
    pub month: Period,
}

/// What happened. Bodies carry ids and figures, never what people wrote to each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventBody {
    /// Numbers were loaded or their terms changed.
    NumbersStocked {
        /// Which.
        ranges: Vec<StockRange>,
        /// The offers these ranges name, so that a follower need not ask.
        offers: Vec<(OfferId, Offer)>,
    },
    /// An order was carried out.
    OrderPlaced {
        /// The order.
        order: OrderId,
        /// The account that has the numbers now.
        owner: AccountId,
        /// What was charged in all.
        charged: Money,
        /// The numbers.
        moves: Vec<NumberMove>,
    },
    /// A supplier answered for numbers of an order.
    OrderSettled {
        /// The order.
        order: OrderId,
        /// What was given back with this last answer.
        returned: Money,
        /// The numbers.
        moves: Vec<NumberMove>,
    },
    /// Numbers are waited for: they could not be had when they were asked for, or a supplier would
    /// not sell one that had arrived.
    BackorderPlaced {
        /// The back-order.
        backorder: BackorderId,
        /// The version of its row; a follower applies only what is newer.
        version: i64,
        /// The account that is to have the numbers.
        owner: AccountId,
        /// How many it waits for.
        waiting: u32,
        /// Whether they are wanted all at once or not at all.
        whole: bool,
        /// What fits, the most wanted first.
        tiers: Vec<Criteria>,
    },
    /// Numbers that were waited for arrived. Who has them now, the order says.
    BackorderFilled {
        /// The back-order.
        backorder: BackorderId,
        /// The version of its row.
        version: i64,
        /// The order that bought them.
        order: OrderId,
        /// How many it still waits for.
        waiting: u32,
        /// What its routing named and has gone since; the account's default stands in its place.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fell_back: Vec<Role>,
    },
    /// There was a number for a back-order, and its buyer could not have it. Said once, not each
    /// time that it happens again.
    BackorderShort {
        /// The back-order.
        backorder: BackorderId,
        /// The version of its row.
        version: i64,
        /// Why not.
        why: Refusal,
    },
    /// A back-order waits no more.
    BackorderCancelled {
        /// The back-order.
        backorder: BackorderId,
        /// The version of its row.
        version: i64,
        /// How many it was still waiting for.
        given_up: u32,
    },
    /// Numbers were put into a cart.
    NumbersHeld {
        /// The numbers.
        moves: Vec<NumberMove>,
    },
    /// Numbers left a cart, or their hold lapsed.
    HoldsEnded {
        /// The numbers.
        moves: Vec<NumberMove>,
    },
    /// Numbers were given back.
    NumbersReleased {
        /// The numbers.
        moves: Vec<NumberMove>,
    },
    /// The former owner has numbers back.
    NumbersRestored {
        /// The numbers.
        moves: Vec<NumberMove>,
        /// What was charged for it.
        charged: Money,
    },
    /// The next month of numbers was charged.
    NumbersRenewed {
        /// The numbers, each with its month.
        months: Vec<ChargedMonth>,
        /// What was charged in all.
        charged: Money,
    },
    /// The balance does not cover the next month of numbers.
    NumbersUnpaid {
        /// The numbers.
        numbers: Vec<Did>,
        /// When they are suspended unless they are paid for.
        until: Timestamp,
    },
    /// Numbers moved on by themselves, or by the operator's hand.
    NumbersMoved {
        /// The numbers.
        moves: Vec<NumberMove>,
        /// Why.
        why: String,
    },
    /// An account was opened.
    AccountOpened {
        /// Its name.
        name: String,
    },
    /// An account's profile or status was changed.
    AccountChanged {
        /// Whether it may buy from now on.
        status: AccountStatus,
    },
    /// A balance may go further below nothing than before, or less far.
    CreditSet {
        /// How far from now on.
        limit: Money,
    },
    /// A credential was issued.
    CredentialIssued {
        /// The credential.
        credential: CredentialId,
        /// The dialect it is for.
        scheme: String,
    },
    /// All credentials of the account, or one, were revoked.
    CredentialsRevoked {
        /// The account's new epoch.
        auth_epoch: i64,
    },
    /// A rate plan got a new version.
    PlanSet {
        /// The version.
        plan: PlanId,
        /// Its code.
        code: String,
    },
    /// The operator moved money.
    FundsPosted {
        /// The posting.
        posting: PostingId,
        /// How much the balance changed; negative when it shrank.
        change: Money,
        /// Why.
        reason: Reason,
    },
    /// A routing object was made or changed.
    ObjectSet {
        /// `header:id`.
        object: String,
        /// Its version.
        version: i64,
    },
    /// Numbers were handed to another account of the same customer: a reseller connected them to a
    /// client, or took them back.
    NumbersHandedOver {
        /// The account that has them now.
        owner: AccountId,
        /// The numbers.
        moves: Vec<NumberMove>,
    },
    /// A reseller's clients were charged for another month.
    ClientsRenewed {
        /// The numbers.
        numbers: Vec<Did>,
        /// What was charged in all.
        charged: Money,
    },
    /// Slots were bought apart from an order.
    SlotsBought {
        /// Which kind.
        slot: String,
        /// How many.
        quantity: u32,
        /// What they cost in all; nothing when the operator gave them.
        #[serde(default)]
        charged: Money,
    },
    /// A webhook was made or changed.
    HookSet {
        /// The hook.
        hook: HookId,
        /// Whether it is told anything from now on.
        enabled: bool,
    },
    /// A webhook was removed.
    HookRemoved {
        /// The hook.
        hook: HookId,
    },
    /// Somebody wants to see whether a webhook can be reached: this is told to that hook alone.
    HookTested {
        /// The hook.
        hook: HookId,
    },
}

impl EventBody {
    /// The steps of single numbers that this event reports.
    pub fn moves(&self) -> &[NumberMove] {
        match self {
            Self::OrderPlaced { moves, .. }
            | Self::OrderSettled { moves, .. }
            | Self::NumbersHeld { moves }
            | Self::HoldsEnded { moves }
            | Self::NumbersReleased { moves }
            | Self::NumbersHandedOver { moves, .. }
            | Self::NumbersRestored { moves, .. }
            | Self::NumbersMoved { moves, .. } => moves,
            Self::NumbersStocked { .. }
            | Self::BackorderPlaced { .. }
            | Self::BackorderFilled { .. }
            | Self::BackorderShort { .. }
            | Self::BackorderCancelled { .. }
            | Self::NumbersRenewed { .. }
            | Self::NumbersUnpaid { .. }
            | Self::CreditSet { .. }
            | Self::AccountOpened { .. }
            | Self::AccountChanged { .. }
            | Self::CredentialIssued { .. }
            | Self::CredentialsRevoked { .. }
            | Self::PlanSet { .. }
            | Self::FundsPosted { .. }
            | Self::ObjectSet { .. }
            | Self::ClientsRenewed { .. }
            | Self::SlotsBought { .. }
            | Self::HookSet { .. }
            | Self::HookRemoved { .. }
            | Self::HookTested { .. } => &[],
        }
    }
}
