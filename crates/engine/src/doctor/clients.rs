//! Clients' terms: a number that is resold is one client's at a time, and the one who has it is counted.

use std::collections::BTreeMap;

use tandem_domain::{AccountId, TenureId, Timestamp};
use tandem_store::tenure::Tenure;
use tandem_store::{StoreError, Tx, client_term};

use super::{Findings, PAGE};

/// The terms of all clients.
#[derive(Default)]
pub(super) struct Clients {
    /// Those that are open, by tenure.
    open: BTreeMap<TenureId, AccountId>,
    /// When terms began, by client and number.
    began: BTreeMap<(AccountId, u64), Vec<Timestamp>>,
}

impl Clients {
    /// Reads all terms. Those of a number must follow one another.
    pub(super) fn read(tx: &mut dyn Tx, findings: &mut Findings) -> Result<Self, StoreError> {
        let mut clients = Self::default();
        let mut terms: BTreeMap<u64, Vec<(Timestamp, Timestamp)>> = BTreeMap::new();
        let mut after = i64::MIN;
        loop {
            let page = client_term::page(tx, after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for term in page {
                let until = term.ended.unwrap_or(Timestamp(i64::MAX));
                let digits = term.did.digits();
                terms.entry(digits).or_default().push((term.began, until));
                clients.began.entry((term.client, digits)).or_default().push(term.began);
                if term.ended.is_none() && clients.open.insert(term.tenure, term.client).is_some() {
                    findings.add(4, format!("{} is two clients' at once", term.did));
                }
            }
        }
        for (digits, mut terms) in terms {
            // One that ended as it began is nobody's, and in nobody's way.
            terms.retain(|(began, ended)| began < ended);
            terms.sort_unstable();
            if terms.windows(2).any(|pair| pair[0].1 > pair[1].0) {
                findings.add(4, format!("+{digits} was two clients' at the same time"));
            }
        }
        Ok(clients)
    }

    /// Whether a client's term with a number began after the one that something was charged for at `at`, and by
    /// `now`. Of two that began in that very instant it may have been charged for the first.
    pub(super) fn began_between(
        &self,
        key: (AccountId, u64),
        at: Timestamp,
        now: Timestamp,
    ) -> bool {
        let began = self.began.get(&key).map(Vec::as_slice).unwrap_or_default();
        let at_once = began.iter().filter(|began| **began == at).count();
        at_once > 1 || began.iter().any(|began| at < *began && *began <= now)
    }

    /// Hears of a tenure that is open.
    pub(super) fn hear(&mut self, held: &Tenure, findings: &mut Findings) {
        let client = held.resale.map(|_| held.owner);
        if self.open.remove(&held.id) != client {
            findings.add(4, format!("{} is not counted to the client who has it", held.did));
        }
    }

    /// Every open tenure was heard of.
    pub(super) fn close(self, findings: &mut Findings) {
        for client in self.open.values() {
            findings.add(4, format!("client {client} is counted a number that it has no more"));
        }
    }
}
