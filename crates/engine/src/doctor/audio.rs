//! Sounds and documents: each file is the one that its digest says, and as many objects have it as are counted.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use tandem_domain::{AccountId, ObjectBody, hex};
use tandem_store::audio::{self, Audio};
use tandem_store::{StoreError, Tx};

use super::{Findings, PAGE};

/// The invariant: what was acknowledged is there.
const INVARIANT: u8 = 2;

/// The files that objects have: how many objects, and how many bytes these say that it has.
#[derive(Default)]
pub(super) struct Sounds(BTreeMap<(AccountId, String), (i64, u32)>);

impl Sounds {
    /// Takes note of what an object has.
    pub(super) fn hear(&mut self, account: AccountId, body: &ObjectBody) {
        for (digest, bytes) in body.files() {
            let (uses, _) = self.0.entry((account, digest.to_owned())).or_insert((0, bytes));
            *uses += 1;
        }
    }

    /// Compares them with what is kept.
    pub(super) fn judge(
        mut self,
        tx: &mut dyn Tx,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        let mut last: Option<Audio> = None;
        loop {
            let page = audio::page(tx, last.as_ref(), PAGE)?;
            if page.is_empty() {
                break;
            }
            for kept in &page {
                let had = self.0.remove(&(kept.account, kept.digest.clone()));
                let uses = had.as_ref().map_or(0, |(uses, _)| *uses);
                if had.is_none() {
                    findings.add(INVARIANT, format!("{} is no object's", name(kept)));
                } else if kept.uses != uses {
                    let counted = kept.uses;
                    let what = format!("{} counts {counted} objects of {uses}", name(kept));
                    findings.add(INVARIANT, what);
                }
                let data = audio::data(tx, kept.account, &kept.digest)?.unwrap_or_default();
                if !is_itself(kept, &data, had.map(|(_, bytes)| bytes)) {
                    findings.add(INVARIANT, format!("{} was altered", name(kept)));
                }
            }
            last = page.last().cloned();
        }
        for ((account, digest), (uses, _)) in &self.0 {
            let what = format!("account {account} has {uses} objects with {digest}, which is gone");
            findings.add(INVARIANT, what);
        }
        Ok(())
    }
}

/// Whether the bytes are those of the digest, and as many as objects say.
fn is_itself(kept: &Audio, data: &str, said: Option<u32>) -> bool {
    let Ok(file) = STANDARD.decode(data) else { return false };
    let bytes = i64::try_from(file.len()).unwrap_or(i64::MAX);
    let is_kept = hex(Sha256::digest(&file)) == kept.digest && bytes == kept.bytes;
    is_kept && said.is_none_or(|said| i64::from(said) == bytes)
}

fn name(kept: &Audio) -> String {
    format!("file {} of account {}", kept.digest, kept.account)
}
