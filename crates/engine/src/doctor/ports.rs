//! Ports: a number on its way here is in exactly one request, and kept for whom that is; a request stands
//! as its numbers do; what came made an order; and a number that another carrier is to have is leaving.

use std::collections::BTreeMap;

use tandem_domain::{AccountId, PortId, PortState, PortStep};
use tandem_store::{StoreError, Tx, port};

use super::objects::Objects;
use super::{Findings, PAGE};

pub(super) fn examine(
    tx: &mut dyn Tx,
    objects: &mut Objects,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    for did in port::coming_strays(tx)? {
        findings.add(1, format!("{did} is on its way here in one book and not in the other"));
    }
    for did in port::leaving_strays(tx)? {
        findings.add(1, format!("{did} is to go to another carrier and does not leave"));
    }
    for id in port::documents_strays(tx)? {
        findings.add(2, format!("file {id} of a port request is gone too early, or still here"));
    }
    let mut after = PortId(i64::MIN);
    loop {
        let page = port::page(tx, after, PAGE)?;
        let (Some(first), Some(last)) = (page.first(), page.last()) else { break };
        after = last.id;
        let mut steps: BTreeMap<PortId, Vec<PortStep>> = BTreeMap::new();
        let payers: BTreeMap<PortId, AccountId> =
            page.iter().map(|stored| (stored.id, stored.account)).collect();
        for number in port::numbers_page(tx, first.id, last.id)? {
            if let Some(payer) = payers.get(&number.port) {
                objects.hear_ported(*payer, &number);
            }
            steps.entry(number.port).or_default().push(number.step);
            if (number.step == PortStep::Active) != number.order.is_some() {
                let (port, did) = (number.port, number.did);
                findings.add(3, format!("{did} came by port {port} and no order says so"));
            }
        }
        for stored in &page {
            let stands = PortState::of(steps.remove(&stored.id).unwrap_or_default());
            let holder = &stored.holder;
            if stored.forgotten.is_some()
                && !(holder.pin.is_empty() && holder.account_number.is_empty())
            {
                findings.add(2, format!("port {} has secrets that were let go of", stored.id));
            }
            if stands != stored.state {
                let (id, said, is) = (stored.id, stored.state.word(), stands.word());
                findings.add(1, format!("port {id} is called {said} and is {is}"));
            }
        }
    }
    Ok(())
}
