//! A customer opens a sub-account for a client of its own. Emits `account_opened`.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, AccountKind, AccountProfile, CallLimits, Destination, EventBody, Refusal,
};
use tandem_store::{Lane, StoreError, account};

use super::account_open::{Alias, fresh, require_sound};
use crate::{CLIENTS_MAX, Command, Cx, Halt, Mode};

/// The numbers by which new clients are known: ten digits, so that nobody sees from them how many there are.
const FRESH_NAMES: std::ops::Range<u64> = 1_000_000_000..10_000_000_000;
/// How often one is drawn before that is given up.
const DRAWS_MAX: usize = 20;

/// Opens an account under the customer: with its prices, in its currency, with nothing in it. Whoever it is for
/// is the customer's own business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientOpen {
    /// What people call it.
    pub name: String,
    /// Where letters reach it; empty if they do not.
    pub email: String,
    /// The dialect that it is to be known in.
    pub scheme: String,
    /// What it is to be called there; `None`: ten digits that are drawn.
    pub alias: Option<String>,
}

/// A client that was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientOpened {
    /// The account.
    pub account: AccountId,
    /// What it is called in that dialect.
    pub alias: String,
}

impl Command for ClientOpen {
    const NAME: &'static str = "client.open";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ClientOpened;

    fn run(&self, cx: &mut Cx<'_>) -> Result<ClientOpened, Halt> {
        let customer = cx.lock_customer()?;
        cx.require_reseller()?;
        let parent = cx.require_open(customer)?;
        if account::count_under(cx.tx, customer, CLIENTS_MAX)? >= CLIENTS_MAX {
            let max = u32::try_from(CLIENTS_MAX).unwrap_or(u32::MAX);
            return Err(Refusal::TooMany { wanted: u64::from(max) + 1, max }.into());
        }
        let profile = AccountProfile {
            name: self.name.clone(),
            plan: parent.profile.plan.clone(),
            default_routing: Destination::None,
            client_limit: None,
            held_max: None,
            closed: false,
            email: self.email.clone(),
            postal_code: String::new(),
            messages_a_day: None,
            zone: String::new(),
            calls: CallLimits::default(),
        };
        require_sound(profile.check())?;
        let id = AccountId(cx.id());
        let opened = fresh(id, customer, AccountKind::Sub, parent.currency, profile);
        account::insert(cx.tx, &opened, Some(customer), cx.now)?;
        let alias = self.take_name(cx, id)?;
        cx.emit(id, EventBody::AccountOpened { name: self.name.clone() })?;
        Ok(ClientOpened { account: id, alias })
    }
}

impl ClientOpen {
    fn take_name(&self, cx: &mut Cx<'_>, id: AccountId) -> Result<String, Halt> {
        let named = |name: String| Alias { scheme: self.scheme.clone(), name };
        if let Some(wanted) = &self.alias {
            require_sound(named(wanted.clone()).check())?;
            if !account::alias_insert(cx.tx, &self.scheme, wanted, id)? {
                return Err(Refusal::NameTaken { name: wanted.clone() }.into());
            }
            return Ok(wanted.clone());
        }
        for _ in 0..DRAWS_MAX {
            let drawn = FRESH_NAMES.start + cx.rng.below(FRESH_NAMES.end - FRESH_NAMES.start);
            let drawn = named(drawn.to_string());
            require_sound(drawn.check())?;
            if account::alias_insert(cx.tx, &drawn.scheme, &drawn.name, id)? {
                return Ok(drawn.name);
            }
        }
        Err(StoreError::Contended.into())
    }
}
