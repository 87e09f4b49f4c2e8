//! What customers were told.

use tandem_domain::{DeliveryId, DeliveryState};
use tandem_store::{StoreError, Tx, delivery};

use super::{Findings, PAGE};

/// What was told is an event, and what counts as delivered arrived.
pub(super) fn judge(tx: &mut dyn Tx, findings: &mut Findings) -> Result<(), StoreError> {
    let mut after = DeliveryId(i64::MIN);
    loop {
        let page = delivery::page(tx, after, PAGE)?;
        let Some((last, ..)) = page.last() else { return Ok(()) };
        after = last.id;
        for (told, has_event, has_arrived) in page {
            if !has_event {
                let (account, seq) = (told.account, told.seq);
                let what = format!("delivery {} tells event {seq} of account {account}", told.id);
                findings.add(6, format!("{what}, which never happened"));
            }
            if told.state == DeliveryState::Delivered && !has_arrived {
                findings.add(2, format!("delivery {} never arrived", told.id));
            }
        }
    }
}
