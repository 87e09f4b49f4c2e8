//! Who acts, who owns and who pays.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{
    AccountId, CallLimits, CredentialId, Currency, Destination, EASTERN, Flaw, Money, ObjectUsers,
    check_zone, is_email,
};

/// The dialects that know accounts by names of their own.
pub const DIALECTS: [&str; 5] = ["voipms", "anveo", "api19", "dialogtech", "native"];
/// The plan of a customer's orders when neither they nor the customer name one.
pub const DEFAULT_PLAN: &str = "STANDARD";

/// What an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// The seller itself: stocks the shelf, sets prices, posts top-ups.
    Operator,
    /// A customer with a prepaid balance.
    Customer,
    /// Part of a customer: owns numbers that the customer pays for. A SIP login of VoIP.ms, an
    /// Anveo sub-account and a reseller's client are all this.
    Sub,
}

/// Whether an account may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// It may.
    Open,
    /// It may look but not buy.
    Suspended,
}

/// An account as a command sees it once its row is locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The one id that every dialect's alias leads to.
    pub id: AccountId,
    /// The customer at the top of its tree: itself, unless it is a sub-account.
    pub root: AccountId,
    /// What it is.
    pub kind: AccountKind,
    /// Whether it may act.
    pub status: AccountStatus,
    /// The currency of its balance.
    pub currency: Currency,
    /// What it has. A sub-account's is what it has with its own customer, who resells to it: nothing
    /// of ours, for the customer pays us.
    pub balance: Money,
    /// How far below nothing the balance may go.
    pub credit_limit: Money,
    /// Grows when its credentials are revoked; what was verified before is worth nothing then.
    pub auth_epoch: i64,
    /// How many orders it has placed; a dialect may show this as the order's number.
    pub order_serial: i64,
    /// The number of its latest event.
    pub event_seq: i64,
    /// The hash of its latest event, in lower-case hex.
    pub event_hash: String,
    /// What seldom changes.
    pub profile: AccountProfile,
}

impl Account {
    /// What it may still spend: what it has, and its credit. Negative when it owes more than its
    /// credit, as it may once the limit was lowered.
    pub const fn spendable(&self) -> Money {
        Money(self.balance.0.saturating_add(self.credit_limit.0))
    }

    /// What it may spend on calls; `None`: there is no end to it, as with a client whose reseller set none.
    pub fn for_calls(&self) -> Option<Money> {
        match self.kind {
            AccountKind::Sub => {
                self.profile.client_limit.map(|limit| Money(self.balance.0.saturating_add(limit.0)))
            }
            AccountKind::Customer | AccountKind::Operator => Some(self.spendable()),
        }
    }
}

/// The part of an account that seldom changes and that no lock is needed to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountProfile {
    /// A name for people.
    pub name: String,
    /// The rate plan of its orders when they name none.
    pub plan: String,
    /// Where a number rings when its order does not say; a call flow, if the account has one.
    #[serde(default)]
    pub default_routing: Destination,
    /// How far below nothing a reseller lets this client of its fall; `None`: as far as it goes,
    /// because it is the reseller's own risk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_limit: Option<Money>,
    /// How many numbers its family may keep from others at a time; `None`: as many as anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_max: Option<u32>,
    /// It was closed, and is there for the books only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// The e-mail address that an Anveo SIGNATURE is made from; empty when it has none.
    #[serde(default)]
    pub email: String,
    /// Its ZIP or postal code, which whoever asks for a number of it to be ported out must know; empty
    /// if it is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub postal_code: String,
    /// How many text messages it may send in a day, if not as many as everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages_a_day: Option<u32>,
    /// How much it may call, and where to.
    #[serde(default, skip_serializing_if = "CallLimits::is_usual")]
    pub calls: CallLimits,
    /// The time zone by which its hours are meant where they name none, by its name in the tz database; empty for
    /// [`EASTERN`](crate::EASTERN).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zone: String,
}

impl AccountProfile {
    /// Whether it is sound in what people typed of it.
    pub fn check(&self) -> Result<(), Flaw> {
        if self.name.trim().is_empty() {
            return Err(Flaw::new("name", "must not be empty"));
        }
        if !self.email.is_empty() && !is_email(&self.email) {
            let why = "must be an address that letters reach, such as alice@example.com";
            return Err(Flaw::new("email", why));
        }
        if self.zone.is_empty() { Ok(()) } else { check_zone(&self.zone) }
    }

    /// The time zone by which its hours are meant where they name none.
    pub fn zone(&self) -> &str {
        if self.zone.is_empty() { EASTERN } else { &self.zone }
    }
}

/// How a request names an account: by id, or by an alias of its dialect such as `100001_VoIP`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountRef {
    /// The caller's own.
    Caller,
    /// By its id.
    Id(AccountId),
    /// By the name a dialect knows it under.
    Alias {
        /// The dialect: `voipms`, `anveo`, …
        scheme: String,
        /// The name in that dialect.
        name: String,
    },
}

impl AccountRef {
    /// What it was called, for whoever is told that there is no such account. The operator knows
    /// accounts of every dialect, so that it is told of which.
    pub fn name(&self, caller: &Actor) -> String {
        match self {
            Self::Caller => caller.account.to_string(),
            Self::Id(id) => id.to_string(),
            Self::Alias { scheme, name } if caller.is_operator() => format!("{scheme}:{name}"),
            Self::Alias { name, .. } => name.clone(),
        }
    }
}

/// What a sub-account is still needed for, so that it cannot be closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountUse {
    /// It has numbers.
    Numbers,
    /// It waits for numbers.
    Backorders,
    /// Numbers are to come to it from another carrier.
    Ports,
    /// It has something left, or owes something.
    Balance,
    /// Calls are sent to it, by those.
    Named(ObjectUsers),
}

impl std::fmt::Display for AccountUse {
    /// To be read behind the account's name.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Numbers => f.write_str("has numbers"),
            Self::Backorders => f.write_str("waits for numbers"),
            Self::Ports => f.write_str("is to have numbers from another carrier"),
            Self::Balance => f.write_str("has a balance that is not settled"),
            Self::Named(by) => write!(f, "is named by {by}"),
        }
    }
}

/// What a credential allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Look at what is one's own and at the shelf.
    Read,
    /// Order, change, cancel.
    Write,
    /// Act as the operator.
    Operate,
}

/// Who sends a command: an account, through a credential that was verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The account the credential belongs to.
    pub account: AccountId,
    /// The customer at the top of that account's tree.
    pub root: AccountId,
    /// The credential; `None` for the operator at the command line.
    pub credential: Option<CredentialId>,
    /// What the credential allows.
    pub scopes: Vec<Scope>,
    /// Where the request came from, when it came over a network.
    pub address: Option<IpAddr>,
    /// The account's `auth_epoch` when the credential was verified.
    pub auth_epoch: i64,
}

impl Actor {
    /// The operator at the command line, or a job of the product itself.
    pub const fn operator() -> Self {
        Self {
            account: AccountId::OPERATOR,
            root: AccountId::OPERATOR,
            credential: None,
            scopes: Vec::new(),
            address: None,
            auth_epoch: 0,
        }
    }

    /// Whether the credential allows `scope`. The operator at the command line may do anything.
    pub fn may(&self, scope: Scope) -> bool {
        self.credential.is_none() || self.scopes.contains(&scope)
    }

    /// Whether this is the operator.
    pub fn is_operator(&self) -> bool {
        self.account == AccountId::OPERATOR && self.may(Scope::Operate)
    }
}
