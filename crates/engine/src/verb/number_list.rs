//! The numbers that somebody has.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, AccountRef, NumberSettings, NumberState, Offer, Price, Resale, Timestamp,
};
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
    /// The code of its plan; empty for the client of a reseller, whose own prices hold.
    pub plan: String,
    /// What it costs whoever looks: a reseller's client what its reseller asks.
    pub price: Price,
    /// How it is set up.
    pub settings: NumberSettings,
    /// Since when it is there.
    pub since: Timestamp,
    /// When the next month is charged.
    pub next_billing: Timestamp,
    /// When the client that a reseller has connected it to is charged next.
    #[serde(default)]
    pub client_billing: Option<Timestamp>,
}

impl Command for NumberList {
    const NAME: &'static str = "number.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<OwnNumber>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<OwnNumber>, Halt> {
        let customer = cx.actor.root;
        // A customer that names itself means what it has itself, not what its sub-accounts have.
        let owner = match &self.owner {
            Some(named) => Some(cx.own_account(named)?.id),
            None if cx.actor.account == customer => None,
            None => Some(cx.actor.account),
        };
        let aliases = account::aliases(cx.tx, &self.scheme, customer)?;
        let did = self.did.map(|did| cx.meant_of_family(did)).transpose()?;
        let (after, limit) = match did {
            Some(did) => (i64::try_from(did.digits()).unwrap_or(i64::MAX) - 1, 1),
            None => (0, i64::try_from(LIST_NUMBERS_MAX).unwrap_or(i64::MAX)),
        };
        let mut found = Vec::new();
        for owned in tenure::of_payer(cx.tx, customer, owner, after, limit)? {
            let held = owned.tenure;
            if did.is_some_and(|did| did != held.did) {
                continue;
            }
            let resold = held.settings.resale.filter(|_| held.resale.is_some());
            let is_client = cx.actor.account != customer;
            let of_client = held.resale.filter(|_| is_client);
            let asked = resold.filter(|_| is_client).map(Resale::price);
            let state = NumberState::from_code(owned.state);
            found.push(OwnNumber {
                did: held.did,
                state: state.ok_or(StoreError::Shape("number.state"))?,
                owner: held.owner,
                owner_alias: aliases.get(&held.owner).cloned(),
                is_sub: held.owner != customer,
                offer: cx.offer(owned.offer)?,
                plan: if of_client.is_some() { String::new() } else { owned.plan },
                price: asked.unwrap_or(held.price),
                client_billing: held.resale.map(|term| term.next),
                settings: held.settings,
                since: of_client.map_or(held.began, |term| term.since),
                next_billing: of_client.map_or(held.next_billing, |term| term.next),
            });
        }
        Ok(found)
    }
}
