//! What sending and passing on have in common: who can be written to, what it costs, and where a
//! message goes once it has arrived.

use serde_json::json;
use tandem_domain::{
    AccountId, Campaign, DeliveryState, Direction, EventBody, HookId, Key, Keyword, MessageId,
    MessageState, Money, NumberState, ObjectKind, PageForm, Posting, PostingId, REVENUE, Reason,
    TextLength, Timestamp, Undelivered, sent_message_name,
};
use tandem_numbering::{Did, area};
use tandem_store::delivery::{self, Delivery};
use tandem_store::hook::{self, Hook, HookRole};
use tandem_store::message::{self, Message};
use tandem_store::tenure::Tenure;
use tandem_store::{StoreError, number, object, object_key, tenure};

use super::object_keeping::read_body;
use super::voice_keeping::VOICE_LETTER;
use crate::{Cx, DELIVERY_SECONDS_MAX, Halt, MESSAGE_SEGMENTS_MAX};

/// The kind of a delivery that calls the page of a number.
pub const MESSAGE_CALLBACK: &str = "message.callback";
/// The kind of a delivery that says what became of a message that was sent.
pub const MESSAGE_RECEIPT: &str = "message.receipt";
/// The kind of a letter with a message.
const LETTER: &str = "message.letter";
/// Kinds of deliveries that hold what people wrote.
pub(super) const TEXTS: [&str; 4] = [MESSAGE_CALLBACK, LETTER, MESSAGE_RECEIPT, VOICE_LETTER];

/// A message before anybody knows whether it can be delivered.
pub(super) struct Leg<'m> {
    /// The number that sends it.
    pub(super) from: &'m Tenure,
    /// The number that it is for.
    pub(super) to: Did,
    /// What it says.
    pub(super) text: &'m str,
    /// Links to what it shows.
    pub(super) media: &'m [String],
    /// How long that is.
    pub(super) length: TextLength,
    /// The message that it passes on.
    pub(super) forwards: Option<MessageId>,
}

/// A message that was delivered.
pub(super) struct Arrived {
    /// The sender's row.
    pub(super) id: MessageId,
    /// Its serial.
    pub(super) serial: i64,
    /// What the sender paid.
    pub(super) charged: Money,
}

/// A number that can be written to, and what its owner pays for it.
pub(super) struct Receiver {
    held: Tenure,
    price: Money,
}

impl Cx<'_> {
    /// What each part of a message costs whoever has the number.
    pub(super) fn message_price(
        &mut self,
        held: &Tenure,
        direction: Direction,
        segments: u32,
    ) -> Result<Option<Money>, Halt> {
        let price = self.plan(held.plan)?.message;
        let each = match direction {
            Direction::Sent => price.sent,
            Direction::Received => price.received,
        };
        Ok(each.0.checked_mul(i64::from(segments)).map(Money))
    }

    /// Whether the number stands where it can carry messages, is of a kind that can, those with media if
    /// it must, and its owner wants it to.
    pub(super) fn carries_messages(&mut self, held: &Tenure, media: bool) -> Result<bool, Halt> {
        let Some(stored) = number::get(self.tx, held.did)? else { return Ok(false) };
        let works = matches!(stored.state, NumberState::Active | NumberState::PortingOut);
        let able = self.offer(stored.offer)?.capabilities;
        Ok(works && able.sms && (able.mms || !media) && held.settings.messaging.enabled)
    }

    /// Why nobody beyond the platform gets a message: carriers take none of a toll-free number whose
    /// campaign is not approved, and there is no carrier yet.
    fn beyond(&mut self, from: &Tenure) -> Result<Undelivered, Halt> {
        let is_toll_free = from.did.nanp().is_some_and(|parts| area::toll_free(parts.npa));
        if !is_toll_free {
            return Ok(Undelivered::NoCarrier);
        }
        let (account, kind) = (from.payer, ObjectKind::Campaign);
        let campaign = object_key::holder(self.tx, account, kind, &Key::number(from.did))?;
        let stored = match campaign {
            Some(id) => object::get(self.tx, account, kind, id)?,
            None => None,
        };
        let body = stored.as_ref().map(read_body).transpose()?.flatten();
        let campaign = body.and_then(<Campaign as tandem_domain::Body>::of);
        Ok(match campaign.is_some_and(|campaign| campaign.standing.is_approved()) {
            true => Undelivered::NoCarrier,
            false => Undelivered::Unverified,
        })
    }

    /// Who gets a message, or why nobody does. The accounts of both are locked.
    pub(super) fn receiver(
        &mut self,
        leg: &Leg<'_>,
    ) -> Result<Result<Receiver, Undelivered>, Halt> {
        if leg.to == leg.from.did {
            return Ok(Err(Undelivered::Itself));
        }
        if message::is_stopped(self.tx, leg.from.id, leg.to)? {
            return Ok(Err(Undelivered::OptedOut));
        }
        let Some(held) = tenure::current(self.tx, leg.to)? else {
            let stored = number::get(self.tx, leg.to)?;
            let is_ours = stored.is_some_and(|stored| {
                !matches!(stored.state, NumberState::PortedOut | NumberState::PortingIn)
            });
            return Ok(Err(match is_ours {
                true => Undelivered::NotReceiving,
                false => self.beyond(leg.from)?,
            }));
        };
        self.require_locked(held.payer)?;
        let price = self.message_price(&held, Direction::Received, leg.length.segments)?;
        match price.filter(|_| leg.length.segments <= MESSAGE_SEGMENTS_MAX) {
            Some(price) if self.carries_messages(&held, !leg.media.is_empty())? => {
                Ok(Ok(Receiver { held, price }))
            }
            _ => Ok(Err(Undelivered::NotReceiving)),
        }
    }

    /// Delivers a message for which the sender can pay: charges both sides, writes both down, and
    /// tells the receiver. Of a receiver who cannot pay, nothing more is said than that it receives
    /// nothing.
    pub(super) fn deliver(
        &mut self,
        leg: &Leg<'_>,
        receiver: &Receiver,
        price: Money,
    ) -> Result<Result<Arrived, Undelivered>, Halt> {
        let mut left = self.account(receiver.held.payer)?.spendable();
        if receiver.held.payer == leg.from.payer {
            left = Money(left.0.saturating_sub(price.0));
        }
        if receiver.price > left && receiver.price > Money::ZERO {
            return Ok(Err(Undelivered::NotReceiving));
        }
        let (id, pair) = (MessageId(self.id()), MessageId(self.id()));
        let sent = Side { id, pair: Some(pair), held: leg.from, direction: Direction::Sent };
        let serial = self.write_side(leg, &sent, MessageState::Delivered, price)?;
        let failed = None;
        self.emit_sent(leg, id, price, failed)?;
        self.tell_sender(leg, id, serial)?;
        let arrived =
            Side { id: pair, pair: Some(id), held: &receiver.held, direction: Direction::Received };
        let received = self.write_side(leg, &arrived, MessageState::Delivered, receiver.price)?;
        self.arrive(leg, receiver, pair, received)?;
        Ok(Ok(Arrived { id, serial, charged: price }))
    }

    /// Writes down that a message was to be passed on and could not be.
    pub(super) fn give_up(&mut self, leg: &Leg<'_>, why: Undelivered) -> Result<(), Halt> {
        let id = MessageId(self.id());
        let side = Side { id, pair: None, held: leg.from, direction: Direction::Sent };
        self.write_side(leg, &side, MessageState::Failed(why), Money::ZERO)?;
        self.emit_sent(leg, id, Money::ZERO, Some(why))
    }

    fn emit_sent(
        &mut self,
        leg: &Leg<'_>,
        message: MessageId,
        charged: Money,
        failed: Option<Undelivered>,
    ) -> Result<(), Halt> {
        let (did, segments) = (leg.from.did, leg.length.segments);
        let body = EventBody::MessageSent { message, did, segments, charged, failed };
        self.emit(leg.from.payer, body)
    }

    /// Charges one side of a message and writes it down.
    fn write_side(
        &mut self,
        leg: &Leg<'_>,
        side: &Side<'_>,
        state: MessageState,
        charged: Money,
    ) -> Result<i64, Halt> {
        let held = side.held;
        let serial = message::next_serial(self.tx, held.payer)?;
        let segments = leg.length.segments;
        let contact = match side.direction {
            Direction::Sent => leg.to,
            Direction::Received => leg.from.did,
        };
        let posting = match charged {
            Money::ZERO => None,
            _ => {
                let parts = if segments == 1 { "part" } else { "parts" };
                let word = side.direction.word();
                let currency = self.plan(held.plan)?.currency;
                Some(self.post(Posting {
                    id: PostingId(self.id()),
                    at: self.now,
                    debit: held.payer,
                    credit: REVENUE,
                    amount: charged,
                    currency,
                    reason: Reason::Message,
                    did: Some(held.did),
                    order: None,
                    plan: Some(held.plan),
                    period: None,
                    reverses: None,
                    // The ledger is for ever, and whom somebody writes to is not.
                    note: format!("message {serial}, {word}, {segments} {parts}"),
                })?)
            }
        };
        self.charge_client_text(held, charged, serial)?;
        let written = Message {
            id: side.id,
            account: held.payer,
            serial,
            owner: held.owner,
            tenure: held.id,
            did: held.did,
            contact,
            direction: side.direction,
            state,
            at: self.now,
            text: leg.text.to_owned(),
            media: leg.media.to_vec(),
            segments,
            charged,
            posting,
            pair: side.pair,
            forwards: leg.forwards.filter(|_| side.direction == Direction::Sent),
        };
        if message::insert(self.tx, &written)? {
            Ok(serial)
        } else {
            Err(StoreError::Broken(format!("serial {serial} was taken under a lock")).into())
        }
    }

    /// A message is there: heeds what it says to the network, and tells the owner in the ways that
    /// the number's settings name.
    fn arrive(
        &mut self,
        leg: &Leg<'_>,
        receiver: &Receiver,
        id: MessageId,
        serial: i64,
    ) -> Result<(), Halt> {
        let (held, contact) = (&receiver.held, leg.from.did);
        let stops = match Keyword::of(leg.text) {
            Some(Keyword::Stop) => Some(true),
            Some(Keyword::Start) => Some(false),
            Some(Keyword::Help) | None => None,
        };
        match stops {
            Some(true) => message::stop(self.tx, held.id, contact, self.now)?,
            Some(false) => message::start(self.tx, held.id, contact)?,
            None => {}
        }
        let (did, segments, charged) = (held.did, leg.length.segments, receiver.price);
        let body = EventBody::MessageReceived { message: id, did, segments, charged, stops };
        self.emit(held.payer, body)?;
        let messaging = &held.settings.messaging;
        let (to, from) = (did.national(), contact.national());
        if let Some(address) = messaging.letters_to() {
            let lines = std::iter::once(leg.text).filter(|text| !text.is_empty());
            let lines: Vec<&str> = lines.chain(leg.media.iter().map(String::as_str)).collect();
            let letter = json!({
                "to": address,
                "subject": format!("Text message from {from} to {to}"),
                "text": format!("{}\n", lines.join("\n")),
            });
            let give_up = self.now.plus_seconds(DELIVERY_SECONDS_MAX);
            self.tell(held.payer, None, LETTER, letter.to_string(), give_up)?;
        }
        let page = match messaging.calls_back() {
            Some(page) => {
                let hook = self.page_of(held.payer, did, page)?;
                Some((hook, messaging.callback_form, messaging.callback_retry))
            }
            None => hook::of_role(self.tx, held.payer, HookRole::Messages)?
                .map(|page| (page.id, page.form, true)),
        };
        if let Some((hook, form, retry)) = page {
            let values = json!({
                "values": {
                    "FROM": from,
                    "TO": to,
                    "MESSAGE": leg.text,
                    "ID": serial.to_string(),
                    "TIMESTAMP": self.now.eastern(),
                    "MEDIA": leg.media.join(","),
                },
                "form": form,
                "media": leg.media,
                "cost": charged.to_string(),
                "until_ok": retry && form == PageForm::Query,
            });
            // A page that is not to be called again is given up at its first failure.
            let seconds = if retry { DELIVERY_SECONDS_MAX } else { 0 };
            let give_up = self.now.plus_seconds(seconds);
            self.tell(held.payer, Some(hook), MESSAGE_CALLBACK, values.to_string(), give_up)?;
        }
        Ok(())
    }

    /// Tells whoever sent a message that it was delivered, if the number or the account has a page for that. What
    /// was passed on, nobody asked about.
    fn tell_sender(&mut self, leg: &Leg<'_>, id: MessageId, serial: i64) -> Result<(), Halt> {
        if leg.forwards.is_some() {
            return Ok(());
        }
        let (account, messaging) = (leg.from.payer, &leg.from.settings.messaging);
        let page = match messaging.tells_receipts() {
            Some(page) => {
                let form = messaging.receipts_form;
                Some((self.receipts_page(account, leg.from.did, page, form)?, form))
            }
            None => hook::of_role(self.tx, account, HookRole::Receipts)?
                .map(|page| (page.id, page.form)),
        };
        let Some((hook, form)) = page else { return Ok(()) };
        let (from, to) = (leg.from.did.national(), leg.to.national());
        let receipt = json!({
            "name": sent_message_name(id, self.now),
            "from": from,
            "to": to,
            "form": form,
            "values": {
                "FROM": from,
                "ID": serial.to_string(),
                "STATUS": "delivered",
                "TO": to,
            },
        });
        let give_up = self.now.plus_seconds(DELIVERY_SECONDS_MAX);
        self.tell(account, Some(hook), MESSAGE_RECEIPT, receipt.to_string(), give_up)
    }

    /// Something to tell of the account's last event.
    pub(super) fn tell(
        &mut self,
        account: AccountId,
        hook: Option<HookId>,
        kind: &str,
        payload: String,
        give_up: Timestamp,
    ) -> Result<(), Halt> {
        let told = Delivery {
            id: tandem_domain::DeliveryId(self.id()),
            hook,
            account,
            seq: self.account(account)?.event_seq,
            kind: kind.to_owned(),
            payload,
            state: DeliveryState::Waiting,
            due: Some(self.now),
            tries: 0,
            give_up,
        };
        delivery::insert(self.tx, &told)?;
        Ok(())
    }

    /// The hook by which the page of a number is called, as the settings of the number name it.
    fn page_of(&mut self, account: AccountId, did: Did, page: &str) -> Result<HookId, Halt> {
        match hook::of_number(self.tx, account, did)? {
            Some(known) if known.enabled && known.url == page => Ok(known.id),
            Some(known) => {
                let id = known.id;
                let known = Hook { url: page.to_owned(), enabled: true, ..known };
                hook::update(self.tx, &known)?;
                Ok(id)
            }
            None => {
                let fresh = self.fresh_page(account, page, MESSAGE_CALLBACK)?;
                let fresh = Hook { did: Some(did), ..fresh };
                hook::insert(self.tx, &fresh)?;
                Ok(fresh.id)
            }
        }
    }

    /// The hook by which the page of a number is told what became of its messages.
    fn receipts_page(
        &mut self,
        account: AccountId,
        did: Did,
        page: &str,
        form: PageForm,
    ) -> Result<HookId, Halt> {
        match hook::of_sender(self.tx, account, did)? {
            Some(known) if known.url == page && known.form == form => Ok(known.id),
            Some(known) => {
                let known = Hook { url: page.to_owned(), form, ..known };
                hook::update(self.tx, &known)?;
                Ok(known.id)
            }
            None => {
                let fresh = self.fresh_page(account, page, MESSAGE_RECEIPT)?;
                let fresh = Hook { sender: Some(did), form, ..fresh };
                hook::insert(self.tx, &fresh)?;
                Ok(fresh.id)
            }
        }
    }

    /// A page that is to be called of messages. No event is of such a kind, so that it is told none.
    fn fresh_page(&mut self, account: AccountId, page: &str, kind: &str) -> Result<Hook, Halt> {
        Ok(Hook {
            id: HookId(self.id()),
            account,
            url: page.to_owned(),
            kinds: vec![kind.to_owned()],
            secret: String::new(),
            enabled: true,
            since: self.account(account)?.event_seq,
            made: self.now,
            did: None,
            sender: None,
            role: None,
            form: PageForm::Query,
        })
    }
}

/// One side of a message.
struct Side<'m> {
    id: MessageId,
    pair: Option<MessageId>,
    held: &'m Tenure,
    direction: Direction,
}
