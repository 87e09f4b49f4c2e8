//! Identifiers. Each is a 64-bit integer that grows with time, so that rows made together lie
//! together; which kind of thing it names is a type, so that they cannot be mixed up.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// An account: a customer, one of its sub-accounts, the operator, or a house account.
    AccountId,
    /// One credential: a key or a user name with its password.
    CredentialId,
    /// The attributes and selling terms that many numbers share.
    OfferId,
    /// One purchase, of one number or of thousands.
    OrderId,
    /// One wish for numbers that could not be had at once. The older stand before the younger.
    BackorderId,
    /// One version of a rate plan. Prices never change under an id.
    PlanId,
    /// One movement of money between two accounts.
    PostingId,
    /// One request to bring numbers here from another carrier.
    PortId,
    /// One file that belongs to such a request.
    PortDocumentId,
    /// One request of another carrier for a number of ours.
    PortOutId,
    /// One period during which one account had one number.
    TenureId,
    /// One text message of one number: what was sent and what was received are two.
    MessageId,
    /// The record of one leg of a call.
    CallId,
    /// One message that a caller left in a mailbox.
    VoiceMessageId,
    /// One webhook: where an account wants to be told what happens to it.
    HookId,
    /// One thing that one hook, or one mailbox, is to be told.
    DeliveryId,
    /// A routing object (forwarding, mailbox, call flow …), unique within its kind.
    ObjectId,
}

impl OrderId {
    /// In place of an order, for a number that was never ordered here: it came along with its owner
    /// from another system. Each time has a name of its own.
    pub const fn moved_in(tenure: TenureId) -> Self {
        Self(-tenure.0)
    }

    /// Whether it stands for a number that came along. Orders have positive ids.
    pub const fn is_moved_in(self) -> bool {
        self.0 < 0
    }
}

impl AccountId {
    /// The operator: the account that stocks the shelf and in whose chain its events stand.
    pub const OPERATOR: Self = Self(1000);
}
