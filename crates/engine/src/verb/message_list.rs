//! The text messages of an account's numbers.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountRef, Direction, MessageId, MessageState, Money, Timestamp};
use tandem_numbering::Did;
use tandem_store::message::{self, Message, Shown};

use crate::{Command, Cx, Halt, LIST_MESSAGES_MAX, Mode};

/// Looks at the messages of the actor's numbers and, for a customer, of its sub-accounts', the
/// latest first. What somebody else sent or received who had a number before is not among them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageList {
    /// Only those of this account's numbers, which must be the actor's own or under it.
    pub owner: Option<AccountRef>,
    /// Only this one.
    #[serde(default)]
    pub id: Option<MessageId>,
    /// Only the one of this serial.
    pub serial: Option<i64>,
    /// Only those from this instant on …
    pub from: Option<Timestamp>,
    /// … and before this one.
    pub to: Option<Timestamp>,
    /// Only those that went this way.
    pub direction: Option<Direction>,
    /// Only those of this number.
    pub did: Option<Did>,
    /// Only those with this other number.
    pub contact: Option<Did>,
    /// Only those that show something beside their text, or only those that do not.
    #[serde(default)]
    pub has_media: Option<bool>,
    /// Only those after this one in the list: how a page follows another.
    pub after: Option<(Timestamp, MessageId)>,
    /// How many.
    pub limit: u32,
}

impl MessageList {
    /// The latest so many, whatever they are.
    pub const fn latest(limit: u32) -> Self {
        Self {
            owner: None,
            id: None,
            serial: None,
            from: None,
            to: None,
            direction: None,
            did: None,
            contact: None,
            has_media: None,
            after: None,
            limit,
        }
    }
}

/// A message, as the number sees it whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// Its id.
    pub id: MessageId,
    /// Its number among the customer's messages.
    pub serial: i64,
    /// When.
    pub at: Timestamp,
    /// Which way it went.
    pub direction: Direction,
    /// The number.
    pub did: Did,
    /// The other number.
    pub contact: Did,
    /// What it says.
    pub text: String,
    /// Links to what it shows.
    #[serde(default)]
    pub media: Vec<String>,
    /// How many parts it has.
    pub segments: u32,
    /// What became of it.
    pub state: MessageState,
    /// What was charged.
    pub charged: Money,
}

impl Command for MessageList {
    const NAME: &'static str = "message.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<MessageView>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<MessageView>, Halt> {
        let customer = cx.actor.root;
        let owner = match &self.owner {
            Some(named) => Some(cx.own_account(named)?.id),
            None if cx.actor.account == customer => None,
            None => Some(cx.actor.account),
        };
        let end = (self.to.unwrap_or(Timestamp(i64::MAX)), MessageId(i64::MIN));
        let shown = Shown {
            account: customer,
            owner,
            direction: self.direction,
            did: self.did.map(|did| cx.meant_of_family(did)).transpose()?,
            contact: self.contact,
            has_media: self.has_media,
            from: self.from.unwrap_or(Timestamp(i64::MIN)),
            before: self.after.unwrap_or(end).min(end),
        };
        let among = |one: Option<Message>| {
            one.into_iter().filter(|found| is_among(found, &shown)).collect()
        };
        let found: Vec<Message> = match (self.id, self.serial) {
            (Some(id), _) => among(message::get(cx.tx, customer, id)?),
            (None, Some(serial)) => among(message::by_serial(cx.tx, customer, serial)?),
            (None, None) => {
                message::list(cx.tx, &shown, i64::from(self.limit.min(LIST_MESSAGES_MAX)))?
            }
        };
        Ok(found.into_iter().map(view).collect())
    }
}

fn is_among(found: &Message, shown: &Shown) -> bool {
    shown.owner.is_none_or(|owner| owner == found.owner)
        && shown.direction.is_none_or(|direction| direction == found.direction)
        && shown.did.is_none_or(|did| did == found.did)
        && shown.contact.is_none_or(|contact| contact == found.contact)
        && shown.has_media.is_none_or(|has| has != found.media.is_empty())
        && found.at >= shown.from
        && (found.at, found.id) < shown.before
}

fn view(found: Message) -> MessageView {
    MessageView {
        id: found.id,
        serial: found.serial,
        at: found.at,
        direction: found.direction,
        did: found.did,
        contact: found.contact,
        text: found.text,
        media: found.media,
        segments: found.segments,
        state: found.state,
        charged: found.charged,
    }
}
