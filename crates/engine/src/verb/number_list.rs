//! The numbers that somebody has.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, AccountRef, NumberSettings, NumberState, Offer, Price, Timestamp};
use tandem_numbering::Did;
use tandem_store::{StoreError, account, tenure};

use crate::{Command, Cx, Halt, LIST_NUMBERS_MAX, Mode};

/// Looks at the actor's numbers and, for a customer, those of its sub-accounts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NumberList {
    /// Only those of this account, which must be the actor's own or under it.
    pub owner: Option<AccountRef>,
    /// Only this number.
    pub did: Option<Did>,
    /// The dialect in whose words accounts are named.
    pub scheme: String,
}

/// A number in service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnNumber {
    /// The number.
    pub did: Did,
    /// Where it stands.
    pub state: NumberState,
    /// Who has it.
    pub owner: AccountId,
    /// What the dialect calls that account, if it has a name for it.
    pub owner_alias: Option<String>,
    /// Whether that is a sub-account.
    pub is_sub: bool,
    /// What the number is.
    pub offer: Arc<Offer>,
    /// The code of its plan.
    pub plan: String,
    /// What it costs.
    pub price: Price,
    /// How it is set up.
    pub settings: NumberSettings,
    /// Since when it is there.
    pub since: Timestamp,
    /// When the next month is charged.
    pub next_billing: Timestamp,
}

impl Command for NumberList {
    const NAME: &'static str = "number.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<OwnNumber>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<OwnNumber>, Halt> {
        let owners = match &self.owner {
            Some(named) => vec![cx.own_account(named)?],
            None if cx.actor.account == cx.actor.root => account::family(cx.tx, cx.actor.root)?,
            None => vec![cx.account(cx.actor.account)?],
        };
        let mut found = Vec::new();
        for owner in owners {
            let alias = account::alias_of(cx.tx, &self.scheme, owner.id)?;
            let (after, limit) = match self.did {
                Some(did) => (i64::try_from(did.digits()).unwrap_or(i64::MAX) - 1, 1),
                None => (0, LIST_NUMBERS_MAX.saturating_sub(found.len())),
            };
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            for owned in tenure::of_owner(cx.tx, owner.id, after, limit)? {
                if self.did.is_some_and(|did| did != owned.tenure.did) {
                    continue;
                }
                let state = NumberState::from_code(owned.state);
                found.push(OwnNumber {
                    did: owned.tenure.did,
                    state: state.ok_or(StoreError::Shape("number.state"))?,
                    owner: owner.id,
                    owner_alias: alias.clone(),
                    is_sub: owner.id != owner.root,
                    offer: cx.offer(owned.offer)?,
                    plan: owned.plan,
                    price: owned.tenure.price,
                    settings: owned.tenure.settings,
                    since: owned.tenure.began,
                    next_billing: owned.tenure.next_billing,
                });
            }
        }
        Ok(found)
    }
}
