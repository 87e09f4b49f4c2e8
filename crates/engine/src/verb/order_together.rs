//! Orders that are to be had whole or not at all, where suppliers have a say.
//!
//! Nothing of such an order is the buyer's before the last supplier has sold. If one does not, all of it goes back:
//! the buyer has its money, and our own numbers are on the shelf again; nobody is called any more who was not called
//! yet. A purchase cannot be undone, so what suppliers have sold by then, or sell later because they were being
//! called, is for sale as well, and whoever buys it next need not send for it.

use std::collections::BTreeMap;

use tandem_domain::{
    AccountId, EventBody, Line, LineOutcome, Money, NumberState, OrderId, Refusal,
};
use tandem_numbering::Did;
use tandem_store::number::Number;
use tandem_store::order::Order;
use tandem_store::supply::{self, Supply, SupplyState};
use tandem_store::{number, order};

use super::order_lines;
use crate::{Cx, Halt};

/// What stands with a purchase that was not needed any more.
const CAME_TO_NOTHING: &str = "the rest of the order could not be had";

/// The last supplier has sold: all of it is the buyer's.
pub(super) fn hand_out(cx: &mut Cx<'_>, stored: &Order) -> Result<(), Halt> {
    let mut lines = ordered_lines(cx, stored.id)?;
    lock_all(cx, &lines)?;
    let mut moves = Vec::with_capacity(lines.len());
    for line in &mut lines {
        let LineOutcome::Ordering(price) = line.outcome else { continue };
        moves.push(cx.hand_out(stored, line.did)?);
        line.outcome = LineOutcome::Bought(price);
    }
    order::conclude(cx.tx, stored.id, &order_lines::write(&lines)?)?;
    let returned = Money::ZERO;
    cx.emit(stored.account, EventBody::OrderSettled { order: stored.id, returned, moves })
}

/// One could not be had, which goes `to` there: nothing is the buyer's.
pub(super) fn take_back(
    cx: &mut Cx<'_>,
    stored: &Order,
    missed: &Supply,
    to: NumberState,
) -> Result<(), Halt> {
    let mut lines = ordered_lines(cx, stored.id)?;
    lock_all(cx, &lines)?;
    let purchases = supply::of_order(cx.tx, stored.id)?.into_iter();
    let mut purchases: BTreeMap<Did, Supply> = purchases.map(|one| (one.did, one)).collect();
    purchases.remove(&missed.did);
    let why = order_lines::refusal(missed);
    let (mut moves, mut returned) = (Vec::with_capacity(lines.len()), Money::ZERO);
    for line in &mut lines {
        let to = match purchases.remove(&line.did) {
            _ if line.did == missed.did => to,
            Some(purchase) => give_up(cx, purchase)?,
            None => NumberState::Available,
        };
        let (step, price) = cx.take_back(stored, line.did, to, &why.to_string())?;
        moves.push(step);
        returned = returned.plus(price).ok_or(Refusal::AmountInvalid)?;
        line.outcome = LineOutcome::Refused(why.clone());
    }
    order::conclude(cx.tx, stored.id, &order_lines::write(&lines)?)?;
    cx.emit(stored.account, EventBody::OrderSettled { order: stored.id, returned, moves })
}

/// Gives a purchase up that the order has no use for any more; says where its number goes. Of one that is being
/// made nobody knows yet what comes of it, so that it cannot be for sale.
fn give_up(cx: &mut Cx<'_>, purchase: Supply) -> Result<NumberState, Halt> {
    let from = purchase.state;
    let given_up = Supply {
        state: SupplyState::Refused,
        reason: CAME_TO_NOTHING.to_owned(),
        declined: true,
        spare: from == SupplyState::Sold,
        ..purchase
    };
    match from {
        SupplyState::Called | SupplyState::Unclear => Ok(NumberState::Blocked),
        SupplyState::Wanted | SupplyState::Sold | SupplyState::Refused => {
            let is_so = supply::advance(cx.tx, &given_up, from, cx.now)?;
            // Somebody has begun to call meanwhile.
            Ok(if is_so { NumberState::Available } else { NumberState::Blocked })
        }
    }
}

/// A supplier that was being called when the order came to nothing has answered. What it sold, or may sell to
/// somebody else, is for sale; what it refused stays off the shelf. The operator's row is locked.
pub(super) fn hear_late(cx: &mut Cx<'_>, did: Did, for_sale: bool) -> Result<(), Halt> {
    let stored = number::lock(cx.tx, did)?.ok_or(Refusal::OrderNotWaiting)?;
    if !for_sale || stored.state != NumberState::Blocked {
        return Ok(());
    }
    let shelf = Number { state: NumberState::Available, ..stored };
    let moves = vec![cx.advance(&stored, shelf)?];
    let why = "its supplier answered after the order had come to nothing".to_owned();
    cx.emit(AccountId::OPERATOR, EventBody::NumbersMoved { moves, why })
}

fn ordered_lines(cx: &mut Cx<'_>, id: OrderId) -> Result<Vec<Line>, Halt> {
    Ok(order_lines::read(&order::lines(cx.tx, id)?)?)
}

fn lock_all(cx: &mut Cx<'_>, lines: &[Line]) -> Result<(), Halt> {
    let numbers: Vec<Did> = lines.iter().map(|line| line.did).collect();
    cx.lock_in_order(&numbers)
}
