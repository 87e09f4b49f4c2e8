//! What happened. Events are the audit, and what the mirrors follow.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use crate::{
    AccountId, AccountStatus, BackorderId, CallDirection, CallId, CredentialId, Criteria, Folder,
    Guard, HookId, MessageId, Money, NumberState, ObjectId, Offer, OfferId, OrderId, Period,
    PlanId, PortField, PortId, PortOutId, PortOutState, PortState, PortedNumber, PostingId, Reason,
    Refusal, Role, Timestamp, Undelivered, VoiceMessageId,
};

/// The hash that stands before an account's first event.
pub const GENESIS_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One thing that happened to one account. Events of an account are numbered without gaps, and each
/// carries a hash over itself and the hash before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Whose chain it stands in.
    pub account: AccountId,
    /// Its place in that chain, from 1.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// The account that caused it.
    pub by: AccountId,
    /// What.
    pub body: EventBody,
}

/// One number's step from a state to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberMove {
    /// The number.
    pub did: Did,
    /// Where it stood.
    pub from: NumberState,
    /// Where it stands.
    pub to: NumberState,
    /// The version of its row after the step; a follower applies only what is newer.
    pub version: i64,
    /// The offer it belongs to.
    pub offer: OfferId,
}

/// Consecutive numbers that came to stand under one offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockRange {
    /// The first.
    pub first: Did,
    /// The last, included.
    pub last: Did,
    /// Their state now.
    pub state: NumberState,
    /// Their offer now.
    pub offer: OfferId,
    /// The version of each row.
    pub version: i64,
}

/// A month of a number that was charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargedMonth {
    /// The number.
    pub did: Did,
    /// The month.
    pub month: Period,
}

/// Ranges as they are stored. An import by single numbers makes a range of each, and most of them
/// have all but their digits in common: those that do stand together as `[state, offer, version,
/// [first, further, gap, further, gap, further …]]`, where `further` is how many numbers follow the
/// first of a range, and `gap` how far the next begins behind its end.
mod ranges {
    use std::collections::BTreeMap;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use tandem_numbering::Did;

    use super::StockRange;
    use crate::{NumberState, OfferId};

    /// State, offer, version, and the digits.
    type Group = (NumberState, OfferId, i64, Vec<i64>);

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Stored {
        Group(Group),
        /// As they were stored before.
        Range(StockRange),
    }

    pub fn serialize<S: Serializer>(ranges: &[StockRange], to: S) -> Result<S::Ok, S::Error> {
        let mut groups: Vec<Group> = Vec::new();
        let mut ends: Vec<u64> = Vec::new();
        let mut places = BTreeMap::new();
        for range in ranges {
            let place =
                *places.entry((range.offer, range.state, range.version)).or_insert_with(|| {
                    groups.push((range.state, range.offer, range.version, Vec::new()));
                    ends.push(0);
                    groups.len() - 1
                });
            let (first, last) = (range.first.digits(), range.last.digits());
            // Digits are fifteen at the most, so that no difference wraps.
            groups[place].3.push(first.cast_signed() - ends[place].cast_signed());
            groups[place].3.push(last.cast_signed() - first.cast_signed());
            ends[place] = last;
        }
        groups.serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<StockRange>, D::Error> {
        let mut ranges = Vec::new();
        for stored in Vec::<Stored>::deserialize(from)? {
            match stored {
                Stored::Range(range) => ranges.push(range),
                Stored::Group((state, offer, version, steps)) => {
                    let mut end = 0_i64;
                    for step in steps.chunks(2) {
                        let (first, last) = walk(end, step)
                            .ok_or_else(|| D::Error::custom("a range of numbers that are none"))?;
                        end = last.digits().cast_signed();
                        ranges.push(StockRange { first, last, state, offer, version });
                    }
                }
            }
        }
        Ok(ranges)
    }

    fn walk(end: i64, step: &[i64]) -> Option<(Did, Did)> {
        let [gap, further] = *step else { return None };
        let first = end.checked_add(gap)?;
        let last = first.checked_add(further)?;
        let did = |digits| Did::new(u64::try_from(digits).ok()?);
        Some((did(first)?, did(last)?)).filter(|(first, last)| first <= last)
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::EventBody;

        fn range(first: u64, last: u64, offer: i64, version: i64) -> StockRange {
            let did = |digits| Did::new(digits).expect("a literal of this file");
            let (state, offer) = (NumberState::Available, OfferId(offer));
            StockRange { first: did(first), last: did(last), state, offer, version }
        }

        #[test]
        fn ranges_read_back_and_take_little_room() {
            let mut ranges: Vec<StockRange> = (0..1000)
                .map(|place| range(13_055_550_000 + 2 * place, 13_055_550_000 + 2 * place, 7, 1))
                .collect();
            ranges.push(range(13_055_550_000, 13_055_550_000, 7, 2));
            let body = EventBody::NumbersStocked { ranges, offers: Vec::new() };
            let text = serde_json::to_string(&body).expect("plain data");
            assert!(text.len() < 6000, "{} bytes", text.len());
            assert_eq!(serde_json::from_str::<EventBody>(&text).expect("our own text"), body);
        }

        #[test]
        fn what_was_stored_before_is_still_read() {
            let text = r#"{"kind":"numbers_stocked","ranges":[{"first":13055550100,
                "last":13055550199,"state":"available","offer":7,"version":3}],"offers":[]}"#;
            let ranges = vec![range(13_055_550_100, 13_055_550_199, 7, 3)];
            let body = EventBody::NumbersStocked { ranges, offers: Vec::new() };
            assert_eq!(serde_json::from_str::<EventBody>(text).expect("an old text"), body);
        }

        #[test]
        fn a_range_of_no_numbers_is_refused() {
            for ranges in [r#"[["available",7,1,[13055550100]]]"#, r#"[["available",7,1,[5,0]]]"#] {
                let text = format!(r#"{{"kind":"numbers_stocked","ranges":{ranges},"offers":[]}}"#);
                assert!(serde_json::from_str::<EventBody>(&text).is_err(), "{text}");
            }
        }
    }
}

/// What happened. Bodies carry ids and figures, never what people wrote to each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventBody {
    /// Numbers were loaded or their terms changed.
    NumbersStocked {
        /// Which.
        #[serde(with = "ranges")]
        ranges: Vec<StockRange>,
        /// The offers these ranges name, so that a follower need not ask.
        offers: Vec<(OfferId, Offer)>,
    },
    /// An order was carried out.
    OrderPlaced {
        /// The order.
        order: OrderId,
        /// The account that has the numbers now.
        owner: AccountId,
        /// What was charged in all.
        charged: Money,
        /// The numbers.
        moves: Vec<NumberMove>,
    },
    /// A supplier answered for numbers of an order.
    OrderSettled {
        /// The order.
        order: OrderId,
        /// What was given back with this last answer.
        returned: Money,
        /// The numbers.
        moves: Vec<NumberMove>,
    },
    /// Numbers are waited for: they could not be had when they were asked for, or a supplier would
    /// not sell one that had arrived.
    BackorderPlaced {
        /// The back-order.
        backorder: BackorderId,
        /// The version of its row; a follower applies only what is newer.
        version: i64,
        /// The account that is to have the numbers.
        owner: AccountId,
        /// How many it waits for.
        waiting: u32,
        /// Whether they are wanted all at once or not at all.
        whole: bool,
        /// What fits, the most wanted first.
        tiers: Vec<Criteria>,
    },
    /// Numbers that were waited for arrived. Who has them now, the order says.
    BackorderFilled {
        /// The back-order.
        backorder: BackorderId,
        /// The version of its row.
        version: i64,
        /// The order that bought them.
        order: OrderId,
        /// How many it still waits for.
        waiting: u32,
        /// What its routing named and has gone since; the account's default stands in its place.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fell_back: Vec<Role>,
    },
    /// There was a number for a back-order, and its buyer could not have it. Said once, not each
    /// time that it happens again.
    BackorderShort {
        /// The back-order.
        backorder: BackorderId,
        /// The version of its row.
        version: i64,
        /// Why not.
        why: Refusal,
    },
    /// A back-order waits no more.
    BackorderCancelled {
        /// The back-order.
        backorder: BackorderId,
        /// The version of its row.
        version: i64,
        /// How many it was still waiting for.
        given_up: u32,
    },
    /// Numbers were put into a cart.
    NumbersHeld {
        /// The numbers.
        moves: Vec<NumberMove>,
    },
    /// Numbers left a cart, or their hold lapsed.
    HoldsEnded {
        /// The numbers.
        moves: Vec<NumberMove>,
    },
    /// Numbers were given back.
    NumbersReleased {
        /// The numbers.
        moves: Vec<NumberMove>,
    },
    /// The former owner has numbers back.
    NumbersRestored {
        /// The numbers.
        moves: Vec<NumberMove>,
        /// What was charged for it.
        charged: Money,
        /// What their settings named and has gone since; the account's default stands in its place.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fell_back: Vec<Role>,
    },
    /// The next month of numbers was charged.
    NumbersRenewed {
        /// The numbers, each with its month.
        months: Vec<ChargedMonth>,
        /// What was charged in all.
        charged: Money,
    },
    /// The balance does not cover the next month of numbers.
    NumbersUnpaid {
        /// The numbers.
        numbers: Vec<Did>,
        /// When they are suspended unless they are paid for.
        until: Timestamp,
    },
    /// Numbers moved on by themselves, or by the operator's hand.
    NumbersMoved {
        /// The numbers.
        moves: Vec<NumberMove>,
        /// Why.
        why: String,
    },
    /// An account was opened.
    AccountOpened {
        /// Its name.
        name: String,
    },
    /// An account's profile or status was changed.
    AccountChanged {
        /// Whether it may buy from now on.
        status: AccountStatus,
    },
    /// A balance may go further below nothing than before, or less far.
    CreditSet {
        /// How far from now on.
        limit: Money,
    },
    /// A credential was issued.
    CredentialIssued {
        /// The credential.
        credential: CredentialId,
        /// The dialect it is for.
        scheme: String,
    },
    /// Too many wrong secrets were tried for a credential from one address, and for a while no more
    /// are tried from there.
    CredentialLocked {
        /// The credential.
        credential: CredentialId,
        /// Until when.
        until: Timestamp,
    },
    /// All credentials of the account, or one, were revoked.
    CredentialsRevoked {
        /// The account's new epoch.
        auth_epoch: i64,
    },
    /// A rate plan got a new version.
    PlanSet {
        /// The version.
        plan: PlanId,
        /// Its code.
        code: String,
    },
    /// The operator moved money.
    FundsPosted {
        /// The posting.
        posting: PostingId,
        /// How much the balance changed; negative when it shrank.
        change: Money,
        /// Why.
        reason: Reason,
    },
    /// A routing object was made or changed.
    ObjectSet {
        /// `header:id`.
        object: String,
        /// Its version.
        version: i64,
        /// The SHA-256 of what it says now.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        digest: String,
    },
    /// A routing object was removed.
    ObjectRemoved {
        /// `header:id`.
        object: String,
        /// A version above the last that it had.
        version: i64,
    },
    /// Numbers were handed to another account of the same customer: a reseller connected them to a
    /// client, or took them back.
    NumbersHandedOver {
        /// The account that has them now.
        owner: AccountId,
        /// The numbers.
        moves: Vec<NumberMove>,
    },
    /// A reseller's clients were charged for another month.
    ClientsRenewed {
        /// The numbers.
        numbers: Vec<Did>,
        /// What was charged in all.
        charged: Money,
    },
    /// A number was set up in another way, or is charged by another plan: its tenure says how.
    NumberSet {
        /// The number.
        did: Did,
        /// The version of its tenure; a follower applies only what is newer.
        version: i64,
        /// Where its plan was changed: the plan.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        plan: Option<PlanId>,
        /// What was charged for that at once.
        #[serde(default)]
        charged: Money,
    },
    /// A login was made, or may do other things.
    LoginSet {
        /// The sub-account that it speaks for.
        account: AccountId,
        /// The number by which dialects show it.
        login: i64,
        /// The version of its row; a follower applies only what is newer.
        version: i64,
    },
    /// A sub-account was closed, and its login with it.
    AccountClosed {
        /// The sub-account.
        account: AccountId,
    },
    /// Slots were bought apart from an order.
    SlotsBought {
        /// Which kind.
        slot: String,
        /// How many.
        quantity: u32,
        /// What they cost in all; nothing when the operator gave them.
        #[serde(default)]
        charged: Money,
    },
    /// It was set what is done with the text messages of a number.
    MessagingSet {
        /// The number.
        did: Did,
        /// Whether it carries any from now on.
        enabled: bool,
    },
    /// A number sent a text message, or was to pass one on and could not.
    MessageSent {
        /// The message.
        message: MessageId,
        /// The number.
        did: Did,
        /// How many parts it has.
        segments: u32,
        /// What was charged.
        charged: Money,
        /// Why it was not delivered, if it was not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failed: Option<Undelivered>,
    },
    /// A number received a text message.
    MessageReceived {
        /// The message.
        message: MessageId,
        /// The number.
        did: Did,
        /// How many parts it has.
        segments: u32,
        /// What was charged.
        charged: Money,
        /// Whether whoever wrote it wants nothing more from this number, or something again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stops: Option<bool>,
    },
    /// A message was removed, and its text with it.
    MessageRemoved {
        /// The message.
        message: MessageId,
    },
    /// Messages came along from another system.
    MessagesMovedIn {
        /// How many.
        count: u32,
    },
    /// Somebody left a message in a mailbox.
    VoiceMessageLeft {
        /// The message.
        message: VoiceMessageId,
        /// The mailbox.
        mailbox: ObjectId,
        /// The number that was called.
        did: Did,
        /// How long it is, in seconds.
        seconds: u32,
    },
    /// Something was done with a voice message.
    VoiceMessageSet {
        /// The message.
        message: VoiceMessageId,
        /// Where it lies now.
        folder: Folder,
        /// Whether it is urgent now.
        urgent: bool,
        /// Whether it has been heard now.
        listened: bool,
    },
    /// A voice message was sent by letter, as its owner asked.
    VoiceMessageMailed {
        /// The message.
        message: VoiceMessageId,
    },
    /// Voice messages of one mailbox were removed, and their sounds with them.
    VoiceMessagesRemoved {
        /// The mailbox.
        mailbox: ObjectId,
        /// The messages.
        messages: Vec<VoiceMessageId>,
    },
    /// A switch reported a leg of a call that is over.
    CallRecorded {
        /// The record.
        call: CallId,
        /// What the switch calls the call.
        name: String,
        /// The number.
        did: Did,
        /// For how long both sides were connected, in seconds.
        seconds: u32,
        /// What was charged.
        charged: Money,
        /// Which way the leg went.
        #[serde(default, skip_serializing_if = "CallDirection::is_inbound")]
        direction: CallDirection,
    },
    /// A call did not go through, or was not forwarded, for want of money or because of a limit. Told once
    /// an hour of each rule, however many calls it keeps out.
    CallsGuarded {
        /// The number that was called.
        did: Did,
        /// What kept the call.
        guard: Guard,
    },
    /// A request to bring numbers here from another carrier was made, or moved on.
    PortSet {
        /// The request.
        port: PortId,
        /// The version of its row.
        version: i64,
        /// How it stands.
        state: PortState,
        /// Those of its numbers that moved on, and how they stand.
        numbers: Vec<PortedNumber>,
        /// The steps of their lives. Those that came stand in the order that their coming made.
        moves: Vec<NumberMove>,
        /// What those are that are expected from now on, so that a follower need not ask.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        offers: Vec<(OfferId, Offer)>,
    },
    /// Another carrier asked for a number, or what it asked for has come to its end.
    PortOutSet {
        /// The request.
        port_out: PortOutId,
        /// The number.
        did: Did,
        /// How it stands.
        state: PortOutState,
        /// What the other carrier had wrong, if it was rejected.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<PortField>,
        /// When the number goes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        foc: Option<Timestamp>,
        /// The step of the number's life, if it made one.
        moves: Vec<NumberMove>,
    },
    /// Something was known of a number that was looked up, and charged for.
    LookedUp {
        /// The number.
        did: Did,
        /// What was charged.
        charged: Money,
    },
    /// A webhook was made or changed.
    HookSet {
        /// The hook.
        hook: HookId,
        /// Whether it is told anything from now on.
        enabled: bool,
    },
    /// A webhook was removed.
    HookRemoved {
        /// The hook.
        hook: HookId,
    },
    /// Somebody wants to see whether a webhook can be reached: this is told to that hook alone.
    HookTested {
        /// The hook.
        hook: HookId,
    },
}

impl EventBody {
    /// The steps of single numbers that this event reports.
    pub fn moves(&self) -> &[NumberMove] {
        match self {
            Self::OrderPlaced { moves, .. }
            | Self::OrderSettled { moves, .. }
            | Self::NumbersHeld { moves }
            | Self::HoldsEnded { moves }
            | Self::NumbersReleased { moves }
            | Self::NumbersHandedOver { moves, .. }
            | Self::NumbersRestored { moves, .. }
            | Self::NumbersMoved { moves, .. }
            | Self::PortSet { moves, .. }
            | Self::PortOutSet { moves, .. } => moves,
            Self::NumbersStocked { .. }
            | Self::BackorderPlaced { .. }
            | Self::BackorderFilled { .. }
            | Self::BackorderShort { .. }
            | Self::BackorderCancelled { .. }
            | Self::NumbersRenewed { .. }
            | Self::NumbersUnpaid { .. }
            | Self::CreditSet { .. }
            | Self::AccountOpened { .. }
            | Self::AccountChanged { .. }
            | Self::CredentialIssued { .. }
            | Self::CredentialLocked { .. }
            | Self::CredentialsRevoked { .. }
            | Self::PlanSet { .. }
            | Self::FundsPosted { .. }
            | Self::ObjectSet { .. }
            | Self::ObjectRemoved { .. }
            | Self::ClientsRenewed { .. }
            | Self::NumberSet { .. }
            | Self::LoginSet { .. }
            | Self::AccountClosed { .. }
            | Self::SlotsBought { .. }
            | Self::MessagingSet { .. }
            | Self::MessageSent { .. }
            | Self::MessageReceived { .. }
            | Self::MessageRemoved { .. }
            | Self::MessagesMovedIn { .. }
            | Self::VoiceMessageLeft { .. }
            | Self::VoiceMessageSet { .. }
            | Self::VoiceMessageMailed { .. }
            | Self::VoiceMessagesRemoved { .. }
            | Self::CallRecorded { .. }
            | Self::CallsGuarded { .. }
            | Self::LookedUp { .. }
            | Self::HookSet { .. }
            | Self::HookRemoved { .. }
            | Self::HookTested { .. } => &[],
        }
    }
}
