//! What is done with text messages.

use futures_util::future::BoxFuture;
use tandem_domain::{Direction, Timestamp};
use tandem_engine::{
    MessageMoveIn, MessageRemove, MessageSend, MessagingChange, NumberMessagingSet, OldMessage,
};

use super::{Ids, Reply, Sender, nothing};
use crate::shelf;
use crate::simulator::text::TextDeed;

/// The page that is called, wherever one is.
pub const PAGE: &str = "https://page.example.com/in?from={FROM}&text={MESSAGE}";

pub(super) fn send(sender: Sender, ids: &Ids, deed: &TextDeed) -> BoxFuture<'static, Reply> {
    match *deed {
        TextDeed::Set { number, wanted } => {
            let change = MessagingChange {
                enabled: Some(wanted.on),
                email: Some("reader@example.com".to_owned()),
                email_enabled: Some(wanted.letters),
                forward: Some(wanted.forward.map(shelf::did)),
                forward_enabled: Some(wanted.forward.is_some()),
                callback: Some(PAGE.to_owned()),
                callback_enabled: Some(wanted.page),
                callback_retry: Some(true),
                callback_form: None,
                receipts: Some(if wanted.receipts { PAGE.to_owned() } else { String::new() }),
                receipts_form: None,
                login: None,
                login_enabled: None,
            };
            sender.send(
                NumberMessagingSet { did: shelf::did(number), change, allowed: Vec::new() },
                nothing,
            )
        }
        TextDeed::Send { from, to, says } => {
            let (from, to) = (shelf::did(from), shelf::did(to));
            sender.send(MessageSend::text(from, to, says.text()), |sent| {
                let (serial, segments, charged) = (sent.serial, sent.segments, sent.charged.0);
                format!("serial={serial} segments={segments} charged={charged}")
            })
        }
        TextDeed::Remove { serial } => sender.send(MessageRemove { serial }, nothing),
        TextDeed::MoveIn { who, number, contact, serial, sent, at, says } => {
            let old = OldMessage {
                serial,
                did: shelf::did(number),
                contact: shelf::did(contact),
                direction: if sent { Direction::Sent } else { Direction::Received },
                at: Timestamp(at),
                text: says.text(),
            };
            let account = ids.accounts[who];
            sender.send(MessageMoveIn { account, messages: vec![old] }, u32::to_string)
        }
    }
}
