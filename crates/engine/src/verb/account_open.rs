//! Accounts are opened. Emits `account_opened`.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    Account, AccountId, AccountKind, AccountProfile, AccountStatus, Currency, DIALECTS, EventBody,
    Flaw, GENESIS_HASH, Money, ObjectKind, Refusal, Scope,
};
use tandem_store::{Lane, account};

use crate::{Command, Cx, Halt, Mode};

/// A name under which a dialect knows an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// The dialect.
    pub scheme: String,
    /// The name.
    pub name: String,
}

impl Alias {
    /// Whether it is a name that some dialect could know an account by.
    pub(super) fn check(&self) -> Result<(), Flaw> {
        if DIALECTS.contains(&self.scheme.as_str()) && !self.name.is_empty() {
            return Ok(());
        }
        let why = format!("must be like voipms:100001, of {}", DIALECTS.join(", "));
        Err(Flaw::new("alias", why))
    }
}

/// Opens an account. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountOpen {
    /// The customer that a sub-account belongs to; `None` opens a customer.
    pub parent: Option<AccountId>,
    /// What is known about it.
    pub profile: AccountProfile,
    /// The currency of its balance; a sub-account's is its customer's.
    pub currency: Currency,
    /// Its names; each must be free.
    pub aliases: Vec<Alias>,
}

/// An account that was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountOpened {
    /// Its id.
    pub account: AccountId,
}

impl Command for AccountOpen {
    const NAME: &'static str = "account.open";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = AccountOpened;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<AccountOpened, Halt> {
        cx.require_operator()?;
        require_sound(self.profile.check())?;
        self.aliases.iter().try_for_each(|alias| require_sound(alias.check()))?;
        let id = AccountId(cx.id());
        let (root, kind, currency) = match self.parent {
            None => (id, AccountKind::Customer, self.currency),
            Some(parent) => {
                let parent = cx.account(parent)?;
                if parent.kind == AccountKind::Operator || parent.profile.closed {
                    // The operator buys nothing, so nothing of its can be bought for.
                    return Err(Refusal::AccountUnknown { name: parent.id.to_string() }.into());
                }
                (parent.root, AccountKind::Sub, parent.currency)
            }
        };
        let fresh = fresh(id, root, kind, currency, self.profile.clone());
        account::insert(cx.tx, &fresh, self.parent, cx.now)?;
        for alias in &self.aliases {
            if !account::alias_insert(cx.tx, &alias.scheme, &alias.name, id)? {
                return Err(Refusal::NameTaken { name: alias.name.clone() }.into());
            }
        }
        cx.emit(id, EventBody::AccountOpened { name: self.profile.name.clone() })?;
        Ok(AccountOpened { account: id })
    }
}

/// Opens the operator's own account, in whose chain the events of the shelf stand. Every database
/// begins with this; where it was done before, it does nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OperatorOpen;

impl Command for OperatorOpen {
    const NAME: &'static str = "operator.open";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ();

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        cx.require_operator()?;
        let id = AccountId::OPERATOR;
        if account::get(cx.tx, id)?.is_some() {
            return Ok(());
        }
        let profile = AccountProfile {
            name: "the operator".to_owned(),
            plan: String::new(),
            default_routing: tandem_domain::Destination::None,
            client_limit: None,
            calls: tandem_domain::CallLimits::default(),
            held_max: None,
            closed: false,
            email: String::new(),
            postal_code: String::new(),
            messages_a_day: None,
            zone: String::new(),
        };
        let operator = fresh(id, id, AccountKind::Operator, Currency::USD, profile);
        account::insert(cx.tx, &operator, None, cx.now)?;
        cx.emit(id, EventBody::AccountOpened { name: operator.profile.name })
    }
}

/// What people say of an account must be sound.
pub(super) fn require_sound(checked: Result<(), Flaw>) -> Result<(), Refusal> {
    checked.map_err(|Flaw { field, why }| unsound(field, why))
}

pub(super) fn unsound(field: &str, why: String) -> Refusal {
    Refusal::ObjectInvalid { kind: ObjectKind::Account, field: field.to_owned(), why }
}

pub(super) fn fresh(
    id: AccountId,
    root: AccountId,
    kind: AccountKind,
    currency: Currency,
    profile: AccountProfile,
) -> Account {
    Account {
        id,
        root,
        kind,
        status: AccountStatus::Open,
        currency,
        balance: Money::ZERO,
        credit_limit: Money::ZERO,
        auth_epoch: 0,
        order_serial: 0,
        event_seq: 0,
        event_hash: GENESIS_HASH.to_owned(),
        profile,
    }
}
