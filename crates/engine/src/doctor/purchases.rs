//! Purchases: an order waits for as many suppliers as have not answered, and no number waits for an order that
//! waits for nobody.

use tandem_store::{StoreError, Tx, supply};

use super::{Findings, PAGE};

pub(super) fn judge(tx: &mut dyn Tx, findings: &mut Findings) -> Result<(), StoreError> {
    for (order, waits, open) in supply::miscounted(tx, PAGE)? {
        findings
            .add(3, format!("order {order} waits for {waits} suppliers, {open} have to answer"));
    }
    for did in supply::stranded(tx, PAGE)? {
        findings.add(3, format!("{did} is being bought by an order that waits for no supplier"));
    }
    for did in supply::spare_and_sold(tx, PAGE)? {
        findings.add(3, format!("{did} was bought for nobody and is somebody's purchase"));
    }
    Ok(())
}
