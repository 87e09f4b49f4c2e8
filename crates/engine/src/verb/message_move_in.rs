//! Text messages come along from another system. Emits `messages_moved_in`.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, Actor, Direction, EventBody, MessageId, MessageState, Money, Refusal, Scope,
    TextLength, Timestamp,
};
use tandem_numbering::Did;
use tandem_store::message::{self, Message};
use tandem_store::{Lane, tenure};

use crate::{Command, Cx, Halt, MESSAGE_SEGMENTS_MAX, MOVE_ROWS_MAX, Mode};

/// Adds messages of the past to those of a customer's numbers, under the ids that they had. Nothing
/// is charged, and nobody is told. What is there already is left alone, so that moving in again does
/// no harm. The operator's command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageMoveIn {
    /// The customer.
    pub account: AccountId,
    /// The messages.
    pub messages: Vec<OldMessage>,
}

/// A message of the past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OldMessage {
    /// Its number among the customer's messages.
    pub serial: i64,
    /// The customer's number.
    pub did: Did,
    /// The other number.
    pub contact: Did,
    /// Which way it went.
    pub direction: Direction,
    /// When.
    pub at: Timestamp,
    /// What it says.
    pub text: String,
}

impl Command for MessageMoveIn {
    const NAME: &'static str = "message.move_in";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    /// How many were added.
    type Outcome = u32;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn shard(&self, _: &Actor) -> i64 {
        self.account.0
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<u32, Halt> {
        cx.require_operator()?;
        cx.lock(self.account)?;
        if self.messages.len() > MOVE_ROWS_MAX {
            let max = u32::try_from(MOVE_ROWS_MAX).unwrap_or(u32::MAX);
            return Err(Refusal::TooMany { wanted: self.messages.len() as u64, max }.into());
        }
        let mut count = 0;
        for old in &self.messages {
            count += u32::from(self.add(cx, old)?);
        }
        if count > 0 {
            cx.emit(self.account, EventBody::MessagesMovedIn { count })?;
        }
        Ok(count)
    }
}

impl MessageMoveIn {
    fn add(&self, cx: &mut Cx<'_>, old: &OldMessage) -> Result<bool, Halt> {
        let did = old.did;
        let held = tenure::current(cx.tx, did)?.filter(|held| held.payer == self.account);
        let held = held.ok_or(Refusal::NumberNotOwned { did })?;
        let segments = TextLength::of(&old.text).segments;
        if segments == 0 {
            return Err(Refusal::MessageEmpty.into());
        }
        if segments > MESSAGE_SEGMENTS_MAX {
            return Err(Refusal::MessageTooLong { segments, max: MESSAGE_SEGMENTS_MAX }.into());
        }
        if old.at > cx.now || old.serial <= 0 {
            // Nobody has had a message of tomorrow.
            return Err(Refusal::MessageUnknown.into());
        }
        let message = Message {
            id: MessageId(cx.id()),
            account: self.account,
            serial: old.serial,
            owner: held.owner,
            tenure: held.id,
            did,
            contact: old.contact,
            direction: old.direction,
            state: MessageState::Delivered,
            at: old.at,
            text: old.text.clone(),
            media: Vec::new(),
            segments,
            charged: Money::ZERO,
            posting: None,
            pair: None,
            forwards: None,
        };
        Ok(message::insert(cx.tx, &message)?)
    }
}
