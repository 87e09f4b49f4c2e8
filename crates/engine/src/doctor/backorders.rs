//! Back-orders: what was asked for is what waits, what came and what was given up; what came stands
//! in orders of the same customer; and nothing waits for what has all come.

use std::collections::BTreeMap;

use tandem_domain::{AccountId, BackorderId, BackorderState, OrderId};
use tandem_store::{StoreError, Tx, backorder, order};

use super::objects::Objects;
use super::{Findings, PAGE};
use crate::verb::order_lines;

/// What the orders say that fill one back-order: for whom, and how many numbers.
type Fills = BTreeMap<BackorderId, (AccountId, u32)>;

pub(super) fn examine(
    tx: &mut dyn Tx,
    objects: &mut Objects,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let mut fills = fills(tx)?;
    let mut after = BackorderId(i64::MIN);
    loop {
        let page = backorder::page(tx, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.id;
        for stored in page {
            objects.hear_backorder(&stored);
            let id = stored.id;
            let (account, came) = fills.remove(&id).unwrap_or((stored.account, 0));
            if account != stored.account {
                findings.add(3, format!("back-order {id} was filled at the cost of {account}"));
            }
            if came != stored.filled {
                let filled = stored.filled;
                findings.add(3, format!("back-order {id} counts {filled} numbers, got {came}"));
            }
            let counted = [stored.waiting, stored.filled, stored.given_up];
            if counted.iter().map(|count| u64::from(*count)).sum::<u64>()
                != u64::from(stored.quantity)
            {
                findings.add(3, format!("back-order {id} does not add up to its quantity"));
            }
            if stored.state.is_open() != (stored.waiting > 0)
                || (stored.state == BackorderState::Short) != stored.why.is_some()
            {
                let state = stored.state.word();
                findings.add(3, format!("back-order {id} is {state} and should not be"));
            }
        }
    }
    for id in fills.keys() {
        findings.add(3, format!("orders fill back-order {id}, which is not there"));
    }
    Ok(())
}

fn fills(tx: &mut dyn Tx) -> Result<Fills, StoreError> {
    let mut fills = Fills::new();
    let mut after = OrderId(i64::MIN);
    loop {
        let page = backorder::fills(tx, after, PAGE)?;
        let Some((_, last)) = page.last() else { return Ok(fills) };
        after = *last;
        for (backorder, id) in page {
            let found = order::get(tx, id)?.ok_or(StoreError::Shape("backorder_fill.order_id"))?;
            let (lines, _) = order_lines::lines(tx, &found)?;
            let came = lines.iter().filter(|line| line.is_filled()).count();
            let known = fills.entry(backorder).or_insert((found.account, 0));
            known.1 += u32::try_from(came).unwrap_or(u32::MAX);
        }
    }
}
