//! Back-orders: numbers that were waited for have come.
//!
//! Each number is claimed, paid for and assigned exactly as in an order, and stands in an order of
//! its own kind: one that names the back-order on every line of the statement. What the routing
//! named and has gone all the same gives way to the account's default. Emits `order_placed` and
//! `backorder_filled`; or `backorder_short`, once, when there is a number that the buyer cannot
//! have.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, AccountStatus, Actor, BackorderId, BackorderState, EventBody, Money, Offer, OrderId,
    RatePlan, Refusal, Role, Scope, SlotUse, Timestamp,
};
use tandem_mirror::{Look, Start};
use tandem_numbering::Did;
use tandem_store::backorder::Backorder;
use tandem_store::number::Number;
use tandem_store::{Lane, backorder, number, slot};

use super::purchase::Purchase;
use super::terms::Terms;
use crate::{Command, Cx, Halt, Mode, SUPPLIER_PAUSE_SECONDS, SURPLUS};

/// Gives one back-order its turn. The operator's job: [`crate::Engine::fill_backorders`] gives
/// everybody theirs, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackorderFill {
    /// The back-order.
    pub backorder: BackorderId,
    /// The customer who pays for it: the queue the command belongs in.
    pub customer: i64,
}

/// What came of a turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackorderTurn {
    /// The order that bought the numbers, if there were any.
    pub order: Option<OrderId>,
    /// The numbers that came.
    pub numbers: Vec<Did>,
    /// How many it still waits for.
    pub waiting: u32,
    /// Why its buyer could not have more.
    pub short: Option<Refusal>,
    /// When suppliers may be asked again that would not sell to us just now: then it is to have another
    /// turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Timestamp>,
}

impl Command for BackorderFill {
    const NAME: &'static str = "backorder.fill";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = BackorderTurn;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn changed(turn: &BackorderTurn) -> bool {
        // One that came short may have said so.
        turn.order.is_some() || turn.short.is_some()
    }

    fn shard(&self, _: &Actor) -> i64 {
        self.customer
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<BackorderTurn, Halt> {
        cx.require_operator()?;
        let seen = backorder::get(cx.tx, self.backorder)?.ok_or(Refusal::OrderUnknown)?;
        cx.lock(seen.account)?;
        // Read again: only now can it not change under us.
        let stored = backorder::get(cx.tx, self.backorder)?.ok_or(Refusal::OrderUnknown)?;
        if !stored.state.is_open() {
            return Err(Refusal::OrderNotWaiting.into());
        }
        let plan = cx.plan(stored.plan)?;
        let paused = paused(cx, &stored)?;
        let again = paused.values().min().map(|at| at.plus_seconds(SUPPLIER_PAUSE_SECONDS));
        let had = self.have(cx, stored, &plan, &paused)?;
        Ok(BackorderTurn { again: again.filter(|_| had.waiting > 0), ..had })
    }
}

impl BackorderFill {
    fn have(
        &self,
        cx: &mut Cx<'_>,
        stored: Backorder,
        plan: &Arc<RatePlan>,
        paused: &BTreeMap<String, Timestamp>,
    ) -> Result<BackorderTurn, Halt> {
        let candidates = candidates(cx, &stored, plan, paused)?;
        if candidates.is_empty() {
            return Ok(turn(None, Vec::new(), stored.waiting, None));
        }
        let (settings, gone) = cx.settings_now(stored.account, &stored.wish.settings)?;
        let mut fell_back = stored.wish.fell_back.clone();
        fell_back.extend(gone);
        let terms = Terms {
            customer: stored.account,
            owner: stored.owner,
            code: plan.code.clone(),
            plan_id: stored.plan,
            plan: Arc::clone(plan),
            settings,
        };
        let mut purchase = Purchase {
            holder: stored.owner,
            slots: stored.wish.slots,
            note: format!("back-order {}", stored.id),
            ..Purchase::begin(cx, terms, &stored.wish.tiers)
        };
        let wanted = stored.waiting as usize;
        cx.lock_in_order(&candidates)?;
        let had = if is_suspended(cx, &stored)? {
            none(cx, &purchase, &candidates)?
        } else if stored.wish.whole {
            whole(cx, &mut purchase, &candidates, wanted)?
        } else {
            any(cx, &mut purchase, &candidates, wanted)?
        };
        if purchase.lines.is_empty() {
            return match had {
                Err(short) => came_short(cx, stored, short),
                Ok(()) => Ok(turn(None, Vec::new(), stored.waiting, None)),
            };
        }
        close(cx, purchase, stored.clone(), plan.code.clone(), Came { short: had.err(), fell_back })
    }
}

/// Suppliers that would not sell to us a while ago, each with when it said so: whatever it was, it
/// was not the number, and the next one would meet the same.
fn paused(cx: &mut Cx<'_>, stored: &Backorder) -> Result<BTreeMap<String, Timestamp>, Halt> {
    // One that never had a number was never refused one.
    if stored.version == 1 {
        return Ok(BTreeMap::new());
    }
    let since = cx.now.plus_seconds(-SUPPLIER_PAUSE_SECONDS);
    Ok(backorder::declined_after(cx.tx, stored.id, since)?)
}

/// Numbers on the shelf in memory that fit, tier by tier.
fn candidates(
    cx: &mut Cx<'_>,
    stored: &Backorder,
    plan: &RatePlan,
    paused: &BTreeMap<String, Timestamp>,
) -> Result<Vec<Did>, Halt> {
    let enough = stored.waiting as usize + SURPLUS;
    let stock = cx.stock;
    // Suppliers that were asked for a number on its behalf are not asked for it again.
    let mut but = match stored.version {
        1 => BTreeSet::new(),
        _ => backorder::tried(cx.tx, stored.id)?,
    };
    let mut found: Vec<Did> = Vec::new();
    for tier in &stored.wish.tiers {
        let limit = enough - found.len();
        let look = Look { criteria: tier, limit, start: Start::Anywhere(&mut cx.rng), but: &but };
        let sells = |did, offer: &Offer| {
            let rests = offer.supplier.as_ref().is_some_and(|name| paused.contains_key(name));
            !rests && plan.price(did, offer).is_some_and(|price| tier.affords(price))
        };
        let picked = stock.pick(look, sells);
        but.extend(picked.iter().map(|found| found.did));
        found.extend(picked.into_iter().map(|found| found.did));
        if found.len() >= enough {
            break;
        }
    }
    Ok(found)
}

fn is_suspended(cx: &mut Cx<'_>, stored: &Backorder) -> Result<bool, Halt> {
    let is_open = |cx: &mut Cx<'_>, id: AccountId| {
        Ok::<_, Halt>(cx.account(id)?.status == AccountStatus::Open)
    };
    Ok(!(is_open(cx, stored.account)? && is_open(cx, stored.owner)?))
}

/// Takes nothing: the customer may not buy. Others are let pass only if there is a number at all.
fn none(
    cx: &mut Cx<'_>,
    purchase: &Purchase<'_>,
    candidates: &[Did],
) -> Result<Result<(), Refusal>, Halt> {
    for did in candidates {
        let Some(stored) = number::lock(cx.tx, *did)? else { continue };
        if purchase.judge(cx, &stored)?.is_ok() {
            return Ok(Err(Refusal::AccountSuspended));
        }
    }
    Ok(Ok(()))
}

/// Takes what there is, until there is enough or the buyer cannot have more.
fn any(
    cx: &mut Cx<'_>,
    purchase: &mut Purchase<'_>,
    candidates: &[Did],
    wanted: usize,
) -> Result<Result<(), Refusal>, Halt> {
    for did in candidates {
        if purchase.lines.len() == wanted {
            break;
        }
        match purchase.take(cx, *did)? {
            Err(short) if short.is_of_the_buyer() => return Ok(Err(short)),
            // Somebody else was quicker.
            Err(_) | Ok(()) => {}
        }
    }
    Ok(Ok(()))
}

/// Takes all of it, or nothing.
fn whole(
    cx: &mut Cx<'_>,
    purchase: &mut Purchase<'_>,
    candidates: &[Did],
    wanted: usize,
) -> Result<Result<(), Refusal>, Halt> {
    let mut there: Vec<Number> = Vec::new();
    let mut needed = Money::ZERO;
    for did in candidates {
        if there.len() == wanted {
            break;
        }
        let Some(stored) = number::lock(cx.tx, *did)? else { continue };
        if let Ok(judged) = purchase.judge(cx, &stored)? {
            needed = needed.plus(judged.needed).ok_or(Refusal::AmountInvalid)?;
            there.push(stored);
        }
    }
    if there.len() < wanted {
        return Ok(Ok(()));
    }
    let balance = cx.account(purchase.customer)?.spendable();
    if needed > balance {
        return Ok(Err(Refusal::InsufficientFunds { needed, balance }));
    }
    if let Err(short) = purchase.client_affords(cx, wanted)? {
        return Ok(Err(short));
    }
    if let Some(SlotUse { kind, buy: false }) = purchase.slots {
        let slots = slot::get(cx.tx, purchase.customer, kind)?;
        if slots.bought - slots.used < i64::try_from(wanted).unwrap_or(i64::MAX) {
            return Ok(Err(Refusal::SlotsShort { slot: kind }));
        }
    }
    for stored in &there {
        // All of it was made sure of: a refusal now undoes the command.
        purchase.take_locked(cx, stored)??;
    }
    Ok(Ok(()))
}

/// How a turn that bought something ended.
struct Came {
    short: Option<Refusal>,
    fell_back: Vec<Role>,
}

/// Writes down what came.
fn close(
    cx: &mut Cx<'_>,
    purchase: Purchase<'_>,
    mut stored: Backorder,
    plan: String,
    came: Came,
) -> Result<BackorderTurn, Halt> {
    let placed = purchase.close(cx, plan)?;
    let count = u32::try_from(placed.lines.len()).unwrap_or(u32::MAX);
    stored.waiting -= count;
    stored.filled += count;
    stored.version += 1;
    (stored.state, stored.why) = match stored.waiting {
        0 => (BackorderState::Filled, None),
        _ => (BackorderState::Waiting, None),
    };
    backorder::update(cx.tx, &stored)?;
    if !stored.state.is_open() {
        cx.let_awaited_go(&stored)?;
    }
    backorder::fill_insert(cx.tx, placed.order, stored.id)?;
    let body = EventBody::BackorderFilled {
        backorder: stored.id,
        version: stored.version,
        order: placed.order,
        waiting: stored.waiting,
        fell_back: came.fell_back,
    };
    cx.emit(stored.account, body)?;
    let numbers = placed.filled().collect();
    let waiting = stored.waiting;
    let short = came.short.filter(|_| waiting > 0);
    if let Some(short) = short.clone() {
        came_short(cx, stored, short)?;
    }
    Ok(turn(Some(placed.order), numbers, waiting, short))
}

/// There was a number that the buyer could not have. Said once; the place in the queue stays.
fn came_short(
    cx: &mut Cx<'_>,
    mut stored: Backorder,
    short: Refusal,
) -> Result<BackorderTurn, Halt> {
    let waiting = stored.waiting;
    let same = |before: &Refusal| std::mem::discriminant(before) == std::mem::discriminant(&short);
    if !stored.why.as_ref().is_some_and(same) {
        (stored.state, stored.why) = (BackorderState::Short, Some(short.clone()));
        stored.version += 1;
        backorder::update(cx.tx, &stored)?;
        let (backorder, version, why) = (stored.id, stored.version, short.clone());
        cx.emit(stored.account, EventBody::BackorderShort { backorder, version, why })?;
    }
    Ok(turn(None, Vec::new(), waiting, Some(short)))
}

const fn turn(
    order: Option<OrderId>,
    numbers: Vec<Did>,
    waiting: u32,
    short: Option<Refusal>,
) -> BackorderTurn {
    BackorderTurn { order, numbers, waiting, short, again: None }
}
