//! Sounds and documents: each file is the one that its digest says, of the format that objects name, and as many
//! objects have it as are counted.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use tandem_domain::{AccountId, AudioFormat, DocumentFormat, ObjectBody, hex};
use tandem_store::audio::{self, Audio};
use tandem_store::{StoreError, Tx};

use super::{Findings, PAGE};

/// The invariant: what was acknowledged is there.
const INVARIANT: u8 = 2;

/// The files that objects have.
#[derive(Default)]
pub(super) struct Sounds(BTreeMap<(AccountId, String), Had>);

/// What objects say of a file.
struct Had {
    /// How many have it.
    uses: i64,
    /// How many bytes it has.
    bytes: u32,
    /// What they name it.
    formats: Vec<Format>,
}

/// What a file is named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Sound(AudioFormat),
    Paper(DocumentFormat),
}

impl Format {
    /// What an object names a file of its own.
    fn named(body: &ObjectBody, digest: &str) -> Option<Self> {
        match body {
            ObjectBody::Recording(recording) => Some(Self::Sound(recording.format)),
            ObjectBody::CompanyDocument(document) => Some(Self::Paper(document.file.format)),
            ObjectBody::Fax(fax) => {
                let file = fax.files.iter().find(|file| file.digest == digest)?;
                Some(Self::Paper(file.format))
            }
            _ => None,
        }
    }

    fn is_of(self, file: &[u8]) -> bool {
        match self {
            Self::Sound(format) => AudioFormat::of(file) == Ok(format),
            Self::Paper(format) => DocumentFormat::of(file) == Some(format),
        }
    }
}

impl Sounds {
    /// Takes note of what an object has.
    pub(super) fn hear(&mut self, account: AccountId, body: &ObjectBody) {
        for (digest, bytes) in body.files() {
            let fresh = Had { uses: 0, bytes, formats: Vec::new() };
            let had = self.0.entry((account, digest.to_owned())).or_insert(fresh);
            had.uses += 1;
            let named = Format::named(body, digest);
            had.formats.extend(named.filter(|format| !had.formats.contains(format)));
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
                let uses = had.as_ref().map_or(0, |had| had.uses);
                if had.is_none() {
                    findings.add(INVARIANT, format!("{} is no object's", name(kept)));
                } else if kept.uses != uses {
                    let counted = kept.uses;
                    let what = format!("{} counts {counted} objects of {uses}", name(kept));
                    findings.add(INVARIANT, what);
                }
                let data = audio::data(tx, kept.account, &kept.digest)?.unwrap_or_default();
                if let Some(flaw) = flaw(kept, &data, had.as_ref()) {
                    findings.add(INVARIANT, format!("{} {flaw}", name(kept)));
                }
            }
            last = page.last().cloned();
        }
        for ((account, digest), Had { uses, .. }) in &self.0 {
            let what = format!("account {account} has {uses} objects with {digest}, which is gone");
            findings.add(INVARIANT, what);
        }
        Ok(())
    }
}

/// What is wrong with a file: its bytes are those of the digest, as many as objects say, and what these name it.
fn flaw(kept: &Audio, data: &str, had: Option<&Had>) -> Option<&'static str> {
    const ALTERED: &str = "was altered";
    let Ok(file) = STANDARD.decode(data) else { return Some(ALTERED) };
    let bytes = i64::try_from(file.len()).unwrap_or(i64::MAX);
    let is_kept = hex(Sha256::digest(&file)) == kept.digest && bytes == kept.bytes;
    if !is_kept || had.is_some_and(|had| i64::from(had.bytes) != bytes) {
        return Some(ALTERED);
    }
    let is_named = |had: &Had| had.formats.iter().all(|format| format.is_of(&file));
    (!had.is_none_or(is_named)).then_some("is of another format than an object names")
}

fn name(kept: &Audio) -> String {
    format!("file {} of account {}", kept.digest, kept.account)
}
