//! Text messages: each charge has its message and each message its charge; each lies in the time of
//! the number's owner; both sides of one say the same.

use tandem_store::{StoreError, Tx, message};

use super::{Findings, PAGE};

pub(super) fn judge(tx: &mut dyn Tx, findings: &mut Findings) -> Result<(), StoreError> {
    for id in message::mischarged(tx, PAGE)? {
        findings.add(3, format!("message {id} names a charge that is not its own"));
    }
    for id in message::unsent(tx, PAGE)? {
        findings.add(3, format!("charge {id} is for a message that is not there"));
    }
    for id in message::resold_unsent(tx, PAGE)? {
        findings.add(3, format!("charge {id} is for a message that its client has not"));
    }
    for id in message::misplaced(tx, PAGE)? {
        findings.add(4, format!("message {id} lies outside its tenure or contradicts its pair"));
    }
    Ok(())
}
