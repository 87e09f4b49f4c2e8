//! The lines of an order as they stand. What a supplier answered is written beside the order, with the purchase
//! of that number: an order of thousands of numbers is not written anew with each answer.

use std::collections::BTreeMap;

use tandem_domain::{Line, LineOutcome, Refusal};
use tandem_numbering::Did;
use tandem_store::order::{self, Order};
use tandem_store::supply::{self, Supply, SupplyState};
use tandem_store::{StoreError, Tx};

/// What the customer is told when the reason is between us and the supplier.
const NOT_NOW: &str = "it cannot be bought at this moment";

/// The lines of an order, each as it stands now, and the purchases behind them.
pub(crate) fn lines(
    tx: &mut dyn Tx,
    stored: &Order,
) -> Result<(Vec<Line>, Vec<Supply>), StoreError> {
    let mut lines = read(&order::lines(tx, stored.id)?)?;
    let purchases = supply::of_order(tx, stored.id)?;
    if !stored.whole {
        let bought: BTreeMap<Did, &Supply> = purchases.iter().map(|one| (one.did, one)).collect();
        for line in &mut lines {
            let LineOutcome::Ordering(price) = line.outcome else { continue };
            match bought.get(&line.did).map(|bought| (bought.state, bought)) {
                Some((SupplyState::Sold, _)) => line.outcome = LineOutcome::Bought(price),
                Some((SupplyState::Refused, bought)) => {
                    line.outcome = LineOutcome::Refused(refusal(bought));
                }
                Some((SupplyState::Wanted | SupplyState::Called | SupplyState::Unclear, _))
                | None => {}
            }
        }
    }
    Ok((lines, purchases))
}

/// The lines as they were written down.
pub(super) fn read(doc: &str) -> Result<Vec<Line>, StoreError> {
    serde_json::from_str(doc).map_err(|_| StoreError::Shape("orders.doc"))
}

/// The lines as they are written down.
pub(super) fn write(lines: &[Line]) -> Result<String, StoreError> {
    serde_json::to_string(lines).map_err(|_| StoreError::Shape("orders.doc"))
}

/// Why a number could not be bought, as the customer is told.
pub(super) fn refusal(bought: &Supply) -> Refusal {
    let reason = told(bought).to_owned();
    Refusal::SupplierRefused { did: bought.did, reason, for_now: bought.declined }
}

/// The same, without the number.
pub(super) fn told(bought: &Supply) -> &str {
    if bought.declined { NOT_NOW } else { &bought.reason }
}
