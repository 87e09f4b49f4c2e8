//! Back-orders: what somebody waits for.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, AccountRef, BackorderId, BackorderState, Criteria, NumberSettings, OrderId, Price,
    Refusal, SlotUse, Timestamp,
};
use tandem_store::backorder;

use crate::{BACKORDERS_LISTED_MAX, Command, Cx, Halt, Mode};

/// Looks at the back-orders of the actor's family, oldest first; the operator sees the whole queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BackorderList {
    /// Only this one, open or not.
    pub backorder: Option<BackorderId>,
    /// Only those whose numbers are for this account, which must be the actor's own or under it.
    pub owner: Option<AccountRef>,
    /// Also those that wait no more. (The operator's look at the queue shows none of them.)
    pub closed: bool,
    /// The last one that was seen before; ids grow with time.
    pub after: BackorderId,
}

impl BackorderList {
    /// All that are open.
    pub const fn open() -> Self {
        Self { backorder: None, owner: None, closed: false, after: BackorderId(i64::MIN) }
    }
}

/// A back-order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackorderView {
    /// Its id.
    pub backorder: BackorderId,
    /// The order that could not be filled, if one placed it.
    pub order: Option<OrderId>,
    /// Who pays.
    pub customer: AccountId,
    /// Who is to have the numbers.
    pub owner: AccountId,
    /// What fits, the most wanted first.
    pub tiers: Vec<Criteria>,
    /// Whether they are wanted all at once or not at all.
    pub whole: bool,
    /// How many were asked for.
    pub quantity: u32,
    /// How many it still waits for.
    pub waiting: u32,
    /// How many came.
    pub filled: u32,
    /// How many were given up.
    pub given_up: u32,
    /// How it stands.
    pub state: BackorderState,
    /// Why it is short; not for a reseller's client, whom the reseller's funds do not concern.
    pub why: Option<Refusal>,
    /// The code of the plan by which its numbers are charged; empty for a reseller's client.
    pub plan: String,
    /// What one of them costs whoever looks at most: a reseller's client what its reseller asks.
    pub price: Price,
    /// How they will be set up.
    pub settings: NumberSettings,
    /// Which slots they use.
    pub slots: Option<SlotUse>,
    /// When it was placed.
    pub placed: Timestamp,
}

impl Command for BackorderList {
    const NAME: &'static str = "backorder.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<BackorderView>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<BackorderView>, Halt> {
        let actor = cx.actor;
        let family = actor.account == actor.root;
        let owner = match &self.owner {
            Some(named) => Some(cx.own_account(named)?.id),
            None if family => None,
            None => Some(actor.account),
        };
        let found = match self.backorder {
            Some(id) => backorder::get(cx.tx, id)?
                .filter(|found| {
                    let of_owner = owner.is_none_or(|owner| owner == found.owner);
                    actor.is_operator() || (found.account == actor.root && of_owner)
                })
                .into_iter()
                .collect(),
            None if actor.is_operator() => {
                backorder::queue(cx.tx, self.after, BACKORDERS_LISTED_MAX)?
            }
            None => {
                let (root, open, after) = (actor.root, !self.closed, self.after);
                backorder::of_account(cx.tx, root, owner, open, after, BACKORDERS_LISTED_MAX)?
            }
        };
        let view = |found: backorder::Backorder, plan: String| BackorderView {
            backorder: found.id,
            order: found.order,
            customer: found.account,
            owner: found.owner,
            tiers: found.wish.tiers,
            whole: found.wish.whole,
            quantity: found.quantity,
            waiting: found.waiting,
            filled: found.filled,
            given_up: found.given_up,
            state: found.state,
            why: found.why,
            plan,
            price: found.wish.price,
            settings: found.wish.settings,
            slots: found.wish.slots,
            placed: found.placed,
        };
        let mut views = Vec::with_capacity(found.len());
        for found in found {
            let asked = found.wish.settings.resale.filter(|_| actor.account != actor.root);
            let plan = match asked {
                Some(_) => String::new(),
                None => cx.plan(found.plan)?.code.clone(),
            };
            let seen = view(found, plan);
            views.push(match asked {
                Some(terms) => BackorderView { price: terms.price(), why: None, ..seen },
                None => seen,
            });
        }
        Ok(views)
    }
}
