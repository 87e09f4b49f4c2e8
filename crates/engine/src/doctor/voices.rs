//! Voice messages: what is in a mailbox has its sound, and what was removed has none.

use std::collections::BTreeMap;

use tandem_domain::{ObjectKind, VoiceMessageId};
use tandem_store::{StoreError, Tx, object, voice_message};

use super::{Findings, PAGE};

/// The invariant: what was acknowledged is there.
const INVARIANT: u8 = 2;

/// Looks at every message.
pub(super) fn judge(tx: &mut dyn Tx, findings: &mut Findings) -> Result<(), StoreError> {
    let mut after = VoiceMessageId(i64::MIN);
    // Of each mailbox that has messages, whether it is there.
    let mut mailboxes = BTreeMap::new();
    loop {
        let page = voice_message::page(tx, after, PAGE)?;
        let Some((last, _)) = page.last() else { break };
        after = last.id;
        for (kept, has_sound) in page {
            if kept.is_removed {
                continue;
            }
            let (id, mailbox) = (kept.id, kept.left.mailbox);
            if !has_sound {
                findings.add(INVARIANT, format!("voice message {id} has lost its sound"));
            }
            let is_there = match mailboxes.get(&(kept.account, mailbox)) {
                Some(known) => *known,
                None => {
                    let kind = ObjectKind::Voicemail;
                    let is_there = object::version(tx, kept.account, kind, mailbox)?.is_some();
                    mailboxes.insert((kept.account, mailbox), is_there);
                    is_there
                }
            };
            if !is_there {
                let what = format!("voice message {id} is in mailbox {mailbox}, which is gone");
                findings.add(INVARIANT, what);
            }
        }
    }
    let strays = voice_message::strays(tx)?;
    if strays > 0 {
        findings.add(INVARIANT, format!("{strays} sounds are of no voice message"));
    }
    Ok(())
}
