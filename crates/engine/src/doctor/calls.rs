//! Calls: each charge has its record and each record its charge, at the price and for the seconds that
//! it says; each lies in the time of whoever had the number.

use tandem_domain::{CallId, call_price};
use tandem_store::call_record::Kept;
use tandem_store::{StoreError, Tx, call_record};

use super::{Findings, PAGE};

pub(super) fn judge(tx: &mut dyn Tx, findings: &mut Findings) -> Result<(), StoreError> {
    for id in call_record::mischarged(tx, PAGE)? {
        findings.add(3, format!("call {id} names a charge that is not its own"));
    }
    for id in call_record::uncalled(tx, PAGE)? {
        findings.add(3, format!("charge {id} is for a call of which there is no record"));
    }
    for id in call_record::misplaced(tx, PAGE)? {
        findings.add(4, format!("call {id} lies outside its tenure"));
    }
    let mut after = CallId(i64::MIN);
    loop {
        let page = call_record::page(tx, after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        for kept in &page {
            if !adds_up(kept) {
                findings
                    .add(3, format!("call {} was charged what its time does not cost", kept.id));
            }
        }
    }
}

/// Whether what was charged is the price of the seconds, and these are those of the call.
fn adds_up(kept: &Kept) -> bool {
    let Some(rate) = kept.rate else { return true };
    let charges = [Some(rate.customer), rate.client].into_iter().flatten();
    kept.record.answered.is_some()
        && rate.billed >= kept.record.seconds()
        && charges
            .into_iter()
            .all(|charge| call_price(charge.minute, rate.billed) == Some(charge.charged))
}
