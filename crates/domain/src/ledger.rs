//! Double entry: every movement of money names both sides and its reason.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use crate::{AccountId, Currency, Money, OrderId, Period, PlanId, PostingId, Timestamp};

/// House account: what customers have paid for.
pub const REVENUE: AccountId = AccountId(1);
/// House account: charges for numbers whose supplier has not answered yet.
pub const SUSPENSE: AccountId = AccountId(2);
/// House account: money that came from, or went to, the outside.
pub const CASH: AccountId = AccountId(3);
/// House account: what resellers' clients have been charged. It is the resellers' business and none
/// of ours: no money of ours stands against it.
pub const RESALE: AccountId = AccountId(4);
/// House account: what clients paid their resellers.
pub const CLIENT_CASH: AccountId = AccountId(5);
/// House account: balances that customers brought along from another system.
pub const OPENING: AccountId = AccountId(8);
/// House account: balances with their resellers that clients brought along.
pub const CLIENT_OPENING: AccountId = AccountId(9);

/// Why money moved. Every line of a statement carries one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The one-time fee of a number.
    Setup,
    /// The one-time fee of a number that came from another carrier.
    PortIn,
    /// A month of a number, in advance.
    Month,
    /// What the rest of a paid month costs more since the number went to a dearer plan.
    Difference,
    /// A slot of a DialogTech-like plan.
    Slot,
    /// A text message, sent or received.
    Message,
    /// The minutes of a call.
    Call,
    /// What was known of somebody else's number.
    Lookup,
    /// Money given back because a supplier would not sell.
    Reversal,
    /// A charge that was pending became final.
    Settled,
    /// The operator gave back a charge, or part of it.
    Refund,
    /// Whole months for which nothing is asked, because the number was suspended: a line of nothing,
    /// so that no month of a number is without its line.
    Waived,
    /// The customer paid in.
    TopUp,
    /// The operator corrected a balance, either way; the note says why.
    Adjustment,
    /// The balance that the customer brought along from another system.
    Opening,
}

impl Reason {
    /// Every reason with the word it is stored under.
    pub const WORDS: [(Self, &'static str); 15] = [
        (Self::Setup, "setup"),
        (Self::PortIn, "port_in"),
        (Self::Month, "month"),
        (Self::Difference, "difference"),
        (Self::Slot, "slot"),
        (Self::Message, "message"),
        (Self::Call, "call"),
        (Self::Lookup, "lookup"),
        (Self::Reversal, "reversal"),
        (Self::Settled, "settled"),
        (Self::Refund, "refund"),
        (Self::Waived, "waived"),
        (Self::TopUp, "top_up"),
        (Self::Adjustment, "adjustment"),
        (Self::Opening, "opening"),
    ];

    /// Whether it is asked for a number, so that it can be given back.
    pub const fn is_charge(self) -> bool {
        matches!(
            self,
            Self::Setup
                | Self::PortIn
                | Self::Month
                | Self::Difference
                | Self::Slot
                | Self::Message
                | Self::Call
                | Self::Lookup
        )
    }

    /// The word it is stored under.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(reason, _)| *reason == self).map_or("?", |(_, word)| word)
    }

    /// The reason a stored word means.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(reason, _)| *reason)
    }
}

/// One movement of money. It takes from one account exactly what it gives to the other, so the
/// ledger sums to zero by construction; what must still hold is that each stored balance is the sum
/// of its postings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Its id; ids grow with time.
    pub id: PostingId,
    /// When.
    pub at: Timestamp,
    /// The account that has less afterwards.
    pub debit: AccountId,
    /// The account that has more afterwards.
    pub credit: AccountId,
    /// How much; never negative.
    pub amount: Money,
    /// In what currency.
    pub currency: Currency,
    /// Why.
    pub reason: Reason,
    /// For which number, if for one.
    pub did: Option<Did>,
    /// For which order, if for one.
    pub order: Option<OrderId>,
    /// Under which plan, if under one.
    pub plan: Option<PlanId>,
    /// For which time, if for one.
    pub period: Option<Period>,
    /// The charge that it gives back, if it gives back one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses: Option<PostingId>,
    /// In words, where the rest does not say it all.
    pub note: String,
}
