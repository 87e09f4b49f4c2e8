//! Rate plans. A plan that changes gets a new row; rows never change.

use tandem_domain::{AccountId, CallTerms, PlanId, RatePlan, Timestamp};

use super::{from_doc, to_doc};
use crate::{StoreError, Tx, args};

/// In the `account` column: the plan is everybody's.
const EVERYBODY: i64 = 0;

/// The version of a plan in force for an account: its own, if it has one of that code, else
/// everybody's.
pub fn current(
    tx: &mut dyn Tx,
    code: &str,
    account: AccountId,
) -> Result<Option<PlanId>, StoreError> {
    let rows = tx.rows(
        "SELECT id FROM plan WHERE code = $1 AND account IN (0, $2) AND current = 1 \
         ORDER BY account DESC LIMIT 1",
        args![code, account.0],
    )?;
    rows.first().map(|row| row.int(0, "plan.id").map(PlanId)).transpose()
}

/// What a version of a plan says.
pub fn get(tx: &mut dyn Tx, id: PlanId) -> Result<Option<RatePlan>, StoreError> {
    let rows = tx.rows("SELECT doc FROM plan WHERE id = $1", args![id.0])?;
    rows.first().map(|row| from_doc(row.text(0, "plan.doc")?, "plan.doc")).transpose()
}

/// How calls are charged of numbers that were sold by a version of a plan: as that says, but for calls outward. What those cost
/// is no promise that was made with a number, since carriers change it; the version in force says it.
pub fn call_terms(tx: &mut dyn Tx, id: PlanId) -> Result<Option<CallTerms>, StoreError> {
    let rows = tx.rows(
        "SELECT sold.doc, now.doc FROM plan AS sold JOIN plan AS now \
         ON now.code = sold.code AND now.account = sold.account AND now.current = 1 WHERE sold.id = $1",
        args![id.0],
    )?;
    let Some(row) = rows.first() else { return Ok(None) };
    let plan = |column| from_doc::<RatePlan>(row.text(column, "plan.doc")?, "plan.doc");
    Ok(Some(CallTerms { outward: plan(1)?.call.outward, ..plan(0)?.call }))
}

/// The plans in force for an account, by code.
pub fn list(tx: &mut dyn Tx, account: AccountId) -> Result<Vec<(PlanId, RatePlan)>, StoreError> {
    let rows = tx.rows(
        "SELECT id, doc FROM plan WHERE account IN (0, $1) AND current = 1 \
         ORDER BY code, account DESC LIMIT 1000",
        args![account.0],
    )?;
    rows.iter()
        .map(|row| {
            Ok((PlanId(row.int(0, "plan.id")?), from_doc(row.text(1, "plan.doc")?, "plan.doc")?))
        })
        .collect()
}

/// Every plan in force, by code and account after these, with the account it is for; `None`:
/// everybody.
pub fn page(
    tx: &mut dyn Tx,
    after: (&str, Option<AccountId>),
    limit: i64,
) -> Result<Vec<(Option<AccountId>, RatePlan)>, StoreError> {
    let account = after.1.map_or(EVERYBODY, |account| account.0);
    let rows = tx.rows(
        "SELECT account, doc FROM plan \
         WHERE current = 1 AND (code > $1 OR (code = $1 AND account > $2)) \
         ORDER BY code, account LIMIT $3",
        args![after.0, account, limit],
    )?;
    rows.iter()
        .map(|row| {
            let account = Some(row.int(0, "plan.account")?).filter(|id| *id != EVERYBODY);
            Ok((account.map(AccountId), from_doc(row.text(1, "plan.doc")?, "plan.doc")?))
        })
        .collect()
}

/// Puts a new version in force, for one account or for everybody.
pub fn put(
    tx: &mut dyn Tx,
    id: PlanId,
    account: Option<AccountId>,
    plan: &RatePlan,
    at: Timestamp,
) -> Result<(), StoreError> {
    let account = account.map_or(EVERYBODY, |account| account.0);
    let doc = to_doc(plan, "plan.doc")?;
    tx.exec(
        "UPDATE plan SET current = 0 WHERE code = $1 AND account = $2 AND current = 1",
        args![&plan.code, account],
    )?;
    tx.one(
        "INSERT INTO plan (id, code, account, current, made, doc) VALUES ($1, $2, $3, 1, $4, $5)",
        args![id.0, &plan.code, account, at.0, &doc],
    )
}
