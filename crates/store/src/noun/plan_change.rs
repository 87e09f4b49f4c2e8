//! Numbers in service that went from one plan to another.

use tandem_domain::{Money, OrderId, Period, PlanId, Timestamp};
use tandem_numbering::Did;

use super::number::{did, key};
use crate::{Row, StoreError, Tx, args};

/// One change of plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanChange {
    /// Its id; ids grow with time.
    pub id: i64,
    /// The number.
    pub did: Did,
    /// The order that began the owner's time with it.
    pub order: OrderId,
    /// When.
    pub at: Timestamp,
    /// The version of the plan that it is charged by since.
    pub plan: PlanId,
    /// What its month cost before.
    pub before: Money,
    /// What its month costs since.
    pub monthly: Money,
    /// The month that was paid at that time.
    pub paid: Period,
    /// What was charged for the rest of that month.
    pub charged: Money,
}

fn read(row: &Row) -> Result<PlanChange, StoreError> {
    Ok(PlanChange {
        id: row.int(0, "plan_change.id")?,
        did: did(row, 1)?,
        order: OrderId(row.int(2, "plan_change.order_id")?),
        at: Timestamp(row.int(3, "plan_change.at")?),
        plan: PlanId(row.int(4, "plan_change.plan")?),
        before: Money(row.int(5, "plan_change.monthly_before")?),
        monthly: Money(row.int(6, "plan_change.monthly")?),
        paid: Period {
            from: Timestamp(row.int(7, "plan_change.paid_from")?),
            to: Timestamp(row.int(8, "plan_change.paid_to")?),
        },
        charged: Money(row.int(9, "plan_change.charged")?),
    })
}

/// Writes a change down.
pub fn insert(tx: &mut dyn Tx, change: &PlanChange) -> Result<(), StoreError> {
    tx.one(
        "INSERT INTO plan_change (id, did, order_id, at, plan, monthly_before, monthly, \
         paid_from, paid_to, charged) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            change.id,
            key(change.did),
            change.order.0,
            change.at.0,
            change.plan.0,
            change.before.0,
            change.monthly.0,
            change.paid.from.0,
            change.paid.to.0,
            change.charged.0
        ],
    )
}

/// The most that the month which is paid up to an instant has cost since it was paid, where its plan
/// has changed meanwhile.
pub fn dearest(
    tx: &mut dyn Tx,
    number: Did,
    order: OrderId,
    paid_to: Timestamp,
) -> Result<Option<Money>, StoreError> {
    let rows = tx.rows(
        "SELECT CAST(MAX(CASE WHEN monthly > monthly_before THEN monthly ELSE monthly_before END) \
         AS BIGINT) FROM plan_change WHERE did = $1 AND order_id = $2 AND paid_to = $3",
        args![key(number), order.0, paid_to.0],
    )?;
    match rows.first() {
        Some(row) => Ok(row.maybe_int(0, "plan_change.monthly")?.map(Money)),
        None => Ok(None),
    }
}

/// Every change, by id after `after`, for checks that walk them all.
pub fn page(tx: &mut dyn Tx, after: i64, limit: i64) -> Result<Vec<PlanChange>, StoreError> {
    let rows = tx.rows(
        "SELECT id, did, order_id, at, plan, monthly_before, monthly, paid_from, paid_to, charged \
         FROM plan_change WHERE id > $1 ORDER BY id LIMIT $2",
        args![after, limit],
    )?;
    rows.iter().map(read).collect()
}
