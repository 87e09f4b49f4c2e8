//! Mailboxes and their messages, in the engine's words.

use futures_util::future::BoxFuture;
use tandem_domain::{
    Folder, ObjectId, ObjectKind, Timestamp, VoiceMessage, VoiceMessageId, Voicemail,
};
use tandem_engine::{
    ObjectPut, ObjectRemove, VoiceMessageForget, VoiceMessageMail, VoiceMessagePut,
    VoiceMessageRemove, VoiceMessageSet, VoicePlace,
};

use super::{Ids, Reply, Sender, nothing};
use crate::shelf;
use crate::simulator::voice::VoiceDeed;

/// The folder of a number.
pub fn folder(number: u8) -> Folder {
    Folder::WORDS[usize::from(number) % Folder::WORDS.len()].0
}

pub(super) fn send(sender: Sender, ids: &Ids, deed: &VoiceDeed) -> BoxFuture<'static, Reply> {
    match *deed {
        VoiceDeed::Open { who, id } => {
            let (account, id) = (ids.accounts[who], Some(ObjectId(id)));
            let (kind, body) = (ObjectKind::Voicemail, Voicemail::default());
            let name = body.name.clone();
            let doc = serde_json::to_value(body).unwrap_or_default();
            sender.send(ObjectPut { account, kind, id, name, doc }, |put| put.id.to_string())
        }
        VoiceDeed::Close { id } => {
            sender.send(ObjectRemove::one(ObjectKind::Voicemail, ObjectId(id)), nothing)
        }
        VoiceDeed::Left { name, number, mailbox, at, sound } => {
            let left = VoiceMessage {
                switch: "edge".to_owned(),
                call: name.to_string(),
                did: shelf::did(number),
                mailbox: ObjectId(mailbox),
                from: "+12125550123".to_owned(),
                name: String::new(),
                at: Timestamp(at),
            };
            let (file, seconds) = (shelf::sound(sound), u32::from(sound));
            let put = VoiceMessagePut { left, file, seconds };
            sender.send(put, |kept| format!("num={}", kept.num))
        }
        VoiceDeed::Set { mailbox, num, folder: to, urgent, listened } => {
            let at = VoicePlace { mailbox: ObjectId(mailbox), folder: None, num };
            let set = VoiceMessageSet { at, listened, urgent, folder: to.map(folder) };
            sender.send(set, |view| {
                let place = Folder::WORDS.iter().position(|(known, _)| *known == view.folder);
                let place = place.unwrap_or(usize::MAX);
                format!("folder={place} urgent={} listened={}", view.urgent, view.listened)
            })
        }
        VoiceDeed::Remove { mailbox, folder: from, num } => {
            let (mailbox, folder) = (ObjectId(mailbox), from.map(folder));
            sender.send(VoiceMessageRemove { mailbox, folder, num }, u32::to_string)
        }
        VoiceDeed::Mail { mailbox, num } => {
            let at = VoicePlace { mailbox: ObjectId(mailbox), folder: None, num };
            sender.send(VoiceMessageMail { at, to: "reader@example.com".to_owned() }, nothing)
        }
        VoiceDeed::Forget { name } => {
            let id = ids.voices.get(&name).copied().unwrap_or(VoiceMessageId(0));
            sender.send(VoiceMessageForget { id }, nothing)
        }
    }
}
