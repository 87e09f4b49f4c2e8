//! Sounds: each is the one that its digest says, and as many recordings have it as are counted.

use std::collections::BTreeMap;

use tandem_domain::{AccountId, Recording};
use tandem_store::audio::{self, Audio};
use tandem_store::{StoreError, Tx};

use super::{Findings, PAGE};
use crate::AudioFile;

/// The invariant: what was acknowledged is there.
const INVARIANT: u8 = 2;

/// The sounds that recordings have: how many recordings, and what these say of it.
#[derive(Default)]
pub(super) struct Sounds(BTreeMap<(AccountId, String), (i64, Recording)>);

impl Sounds {
    /// Takes note of a recording.
    pub(super) fn hear(&mut self, account: AccountId, recording: Recording) {
        let digest = recording.audio.clone();
        let (uses, _) = self.0.entry((account, digest)).or_insert((0, recording));
        *uses += 1;
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
                    findings.add(INVARIANT, format!("{} has no recording", name(kept)));
                } else if kept.uses != uses {
                    let counted = kept.uses;
                    let what = format!("{} counts {counted} recordings of {uses}", name(kept));
                    findings.add(INVARIANT, what);
                }
                let data = audio::data(tx, kept.account, &kept.digest)?.unwrap_or_default();
                if !is_itself(kept, &data, had.map(|(_, recording)| recording)) {
                    findings.add(INVARIANT, format!("{} was altered", name(kept)));
                }
            }
            last = page.last().cloned();
        }
        for ((account, digest), (uses, _)) in &self.0 {
            let what =
                format!("account {account} has {uses} recordings of {digest}, which is gone");
            findings.add(INVARIANT, what);
        }
        Ok(())
    }
}

/// Whether the bytes are those of the digest, and as many and so encoded as recordings say.
fn is_itself(kept: &Audio, data: &str, said: Option<Recording>) -> bool {
    let Ok(file) = AudioFile::read(data) else { return false };
    let is_kept = file.digest() == kept.digest && i64::from(file.bytes()) == kept.bytes;
    is_kept && said.is_none_or(|said| file.recording(said.name.clone()) == said)
}

fn name(kept: &Audio) -> String {
    format!("sound {} of account {}", kept.digest, kept.account)
}
