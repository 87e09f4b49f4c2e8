//! A number sends a text message. Emits `message_sent` and, on the other side, `message_received`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, Direction, MessageId, Money, NumberState, Refusal, TextLength, Timestamp,
    Undelivered, check_media,
};
use tandem_numbering::Did;
use tandem_store::{Lane, message, tenure};

use super::messaging::Leg;
use crate::{
    Command, Cx, Halt, MESSAGE_SEGMENTS_MAX, MESSAGES_DAY_MAX, MESSAGES_DAY_SECONDS,
    MESSAGES_MINUTE_MAX, MESSAGES_MINUTE_SECONDS, Mode,
};

/// Sends a text message from a number of the actor's. To a number on this platform it is delivered
/// at once, charged to both sides and, where the receiver wants that, passed on once: a message that
/// was passed on is not passed on again, so that no two numbers can talk to each other for ever.
/// Beyond the platform it would go to a carrier; none is configured yet, which is said before
/// anything is charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageSend {
    /// The number that sends.
    pub from: Did,
    /// The number that it is for.
    pub to: Did,
    /// What it says. It may be empty where something is shown.
    pub text: String,
    /// Links to what it shows. They are handed on as they are: nobody looks at what is behind them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<String>,
}

impl MessageSend {
    /// A message that is text and nothing else.
    pub const fn text(from: Did, to: Did, text: String) -> Self {
        Self { from, to, text, media: Vec::new() }
    }
}

/// A message that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageSent {
    /// The message.
    pub id: MessageId,
    /// Its number among the customer's messages.
    pub serial: i64,
    /// How many parts it has.
    pub segments: u32,
    /// What was charged.
    pub charged: Money,
    /// When. What was remembered by an older release does not say.
    #[serde(default = "unknown")]
    pub at: Timestamp,
}

const fn unknown() -> Timestamp {
    Timestamp(0)
}

impl Command for MessageSend {
    const NAME: &'static str = "message.send";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = MessageSent;

    fn run(&self, cx: &mut Cx<'_>) -> Result<MessageSent, Halt> {
        lock_parties(cx, self.to)?;
        let customer = cx.lock_customer()?;
        cx.require_open(customer)?;
        let (stored, from) = cx.own_number(self.from)?;
        if !matches!(stored.state, NumberState::Active | NumberState::PortingOut) {
            return Err(Refusal::NumberState { did: stored.did, state: stored.state }.into());
        }
        if !cx.carries_messages(&from, !self.media.is_empty())? {
            return Err(Refusal::MessagingOff { did: stored.did }.into());
        }
        check_media(&self.media).map_err(|why| {
            let field = "media".to_owned();
            Refusal::MessagingInvalid { field, why }
        })?;
        let mut length = TextLength::of(&self.text);
        if !self.media.is_empty() {
            // What is shown goes with the first part of the text, and is one without any.
            length.segments = length.segments.max(1);
        }
        let segments = length.segments;
        if segments == 0 {
            return Err(Refusal::MessageEmpty.into());
        }
        if segments > MESSAGE_SEGMENTS_MAX {
            return Err(Refusal::MessageTooLong { segments, max: MESSAGE_SEGMENTS_MAX }.into());
        }
        require_pace(cx, customer)?;
        let (text, media) = (&self.text, &self.media);
        let leg = Leg { from: &from, to: self.to, text, media, length, forwards: None };
        let undelivered = |why| Refusal::MessageUndeliverable { to: self.to, why };
        let receiver = cx.receiver(&leg)?.map_err(undelivered)?;
        let price = cx.message_price(&from, Direction::Sent, segments)?;
        let needed = price.ok_or(Refusal::AmountInvalid)?;
        let balance = cx.account(customer)?.spendable();
        if needed > balance && needed > Money::ZERO {
            return Err(Refusal::InsufficientFunds { needed, balance }.into());
        }
        cx.client_pays_text(&from, needed)??;
        let arrived = cx.deliver(&leg, &receiver, needed)?.map_err(undelivered)?;
        pass_on(cx, &leg, arrived.id)?;
        let (id, serial, charged) = (arrived.id, arrived.serial, arrived.charged);
        Ok(MessageSent { id, serial, segments, charged, at: cx.now })
    }
}

/// Locks everybody who may be concerned: the sender, whoever has the number, and whoever has the
/// number to which that one passes messages on.
fn lock_parties(cx: &mut Cx<'_>, to: Did) -> Result<(), Halt> {
    let mut parties = BTreeSet::from([cx.actor.root, cx.actor.account]);
    if let Some(held) = tenure::current(cx.tx, to)? {
        parties.insert(held.payer);
        if let Some(next) = held.settings.messaging.forwards_to()
            && let Some(next) = tenure::current(cx.tx, next)?
        {
            parties.insert(next.payer);
        }
    }
    for party in parties {
        cx.lock(party)?;
    }
    Ok(())
}

/// No more in a minute, and in a day, than may be.
fn require_pace(cx: &mut Cx<'_>, customer: AccountId) -> Result<(), Halt> {
    let a_day = cx.account(customer)?.profile.messages_a_day.unwrap_or(MESSAGES_DAY_MAX);
    let paces = [(MESSAGES_MINUTE_MAX, MESSAGES_MINUTE_SECONDS), (a_day, MESSAGES_DAY_SECONDS)];
    for (max, seconds) in paces {
        let since = cx.now.plus_seconds(-seconds);
        if message::sent_since(cx.tx, customer, since, i64::from(max))? >= i64::from(max) {
            return Err(Refusal::MessagesTooMany { max, seconds }.into());
        }
    }
    Ok(())
}

/// Passes a message on if whoever received it wants that: as a message of that number's own, paid
/// for by its owner, and beginning with the number that it came from. That it could not be passed on
/// is written down with the owner's messages and does not concern the sender.
fn pass_on(cx: &mut Cx<'_>, arrived: &Leg<'_>, sent: MessageId) -> Result<(), Halt> {
    let Some(via) = tenure::current(cx.tx, arrived.to)? else { return Ok(()) };
    let Some(to) = via.settings.messaging.forwards_to() else { return Ok(()) };
    let text = format!("{}: {}", arrived.from.did, arrived.text);
    let length = TextLength::of(&text);
    let media = arrived.media;
    let leg = Leg { from: &via, to, text: &text, media, length, forwards: Some(sent) };
    let delivered = try_to_pass_on(cx, &leg)?;
    delivered.or_else(|why| cx.give_up(&leg, why))
}

fn try_to_pass_on(cx: &mut Cx<'_>, leg: &Leg<'_>) -> Result<Result<(), Undelivered>, Halt> {
    if leg.length.segments > MESSAGE_SEGMENTS_MAX {
        return Ok(Err(Undelivered::TooLong));
    }
    let receiver = match cx.receiver(leg)? {
        Ok(receiver) => receiver,
        Err(why) => return Ok(Err(why)),
    };
    let price = cx.message_price(leg.from, Direction::Sent, leg.length.segments)?;
    let spendable = cx.account(leg.from.payer)?.spendable();
    match price {
        Some(price) if price <= spendable || price == Money::ZERO => {
            match cx.client_pays_text(leg.from, price)? {
                Ok(()) => Ok(cx.deliver(leg, &receiver, price)?.map(|_| ())),
                Err(_) => Ok(Err(Undelivered::Funds)),
            }
        }
        _ => Ok(Err(Undelivered::Funds)),
    }
}
