//! Why not.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use crate::{
    AccountUse, LoginFault, Money, NumberState, ObjectId, ObjectKind, ObjectUsers, PortField,
    PortObstacle, PortState, SlotKind, Timestamp, Undelivered,
};

/// Which part of a request a refusal is about, where the same thing can stand in several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The main routing.
    Routing,
    /// The routing when busy.
    FailoverBusy,
    /// The routing when unreachable.
    FailoverUnreachable,
    /// The routing when nobody answers.
    FailoverNoAnswer,
    /// The mailbox of the number.
    Voicemail,
    /// The point of presence.
    Pop,
    /// The fax flow.
    FaxFlow,
    /// The location that numbers are ordered from.
    Location,
    /// The carrier that a number is bought through.
    Carrier,
    /// The object that the request is about.
    Itself,
}

impl Role {
    /// The word used in plain messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Routing => "routing",
            Self::FailoverBusy => "busy failover",
            Self::FailoverUnreachable => "unreachable failover",
            Self::FailoverNoAnswer => "no-answer failover",
            Self::Voicemail => "voicemail box",
            Self::Pop => "point of presence",
            Self::FaxFlow => "fax flow",
            Self::Location => "location",
            Self::Carrier => "carrier",
            Self::Itself => "request",
        }
    }
}

/// Why a command was not carried out. Closed and free of any dialect: each dialect says in its own
/// words what each of these means, by a `match` without a wildcard, so that a new refusal does not
/// compile until everybody has a word for it. A refused command has changed nothing; of
/// [`Refusal::Unavailable`] alone that is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum Refusal {
    /// Nobody here has ever stocked the number.
    NumberUnknown {
        /// The number.
        did: Did,
    },
    /// The number is not for sale at this moment.
    NumberNotForSale {
        /// The number.
        did: Did,
        /// Where it stands.
        state: NumberState,
    },
    /// The number is the buyer's already.
    NumberAlreadyOwned {
        /// The number.
        did: Did,
    },
    /// The number is not one of the account's own.
    NumberNotOwned {
        /// The number.
        did: Did,
    },
    /// The number cannot go from where it stands to where the command would take it.
    NumberState {
        /// The number.
        did: Did,
        /// Where it stands.
        state: NumberState,
    },
    /// The number is in the cart already.
    NumberInCart {
        /// The number.
        did: Did,
    },
    /// The number is not in the cart.
    NumberNotInCart {
        /// The number.
        did: Did,
    },
    /// No client of the reseller's has the number.
    NumberNotConnected {
        /// The number.
        did: Did,
    },
    /// The time lies in the past.
    DatePast {
        /// The time.
        at: Timestamp,
    },
    /// The client has the number already, and when its next month begins is settled.
    DateSettled {
        /// The number.
        did: Did,
        /// When that month begins.
        at: Timestamp,
    },
    /// The customer has kept the number from others for as long as anybody may. It can be ordered
    /// all the same, as long as nobody else does.
    HoldSpent {
        /// The number.
        did: Did,
        /// From when on it may be kept again.
        again: Timestamp,
    },
    /// There is nothing in the cart.
    CartEmpty,
    /// The cart is full.
    CartFull {
        /// How many numbers it takes.
        max: u32,
    },
    /// Fewer numbers fit than were asked for.
    NoStock {
        /// How many were asked for.
        wanted: u32,
        /// How many could be had.
        found: u32,
    },
    /// One request asks for too many numbers.
    TooMany {
        /// How many were asked for.
        wanted: u64,
        /// How many one request may ask for.
        max: u32,
    },
    /// There is no rate plan of that code.
    PlanUnknown {
        /// The code.
        code: String,
    },
    /// The number is charged by that plan already.
    PlanSame {
        /// The code.
        code: String,
    },
    /// Nobody knows a rate centre of that name: whoever waited for its numbers would wait for ever.
    RateCentreUnknown {
        /// The state or province; empty where none was said.
        region: String,
        /// The name.
        name: String,
    },
    /// The number, or the area, is not sold under that plan.
    PlanNotOffered {
        /// The code.
        code: String,
    },
    /// The balance and the credit do not cover it.
    InsufficientFunds {
        /// What it costs.
        needed: Money,
        /// What there is to spend, credit included.
        balance: Money,
    },
    /// The amount cannot be posted: nothing, or beyond what an account can hold.
    AmountInvalid,
    /// The account pays in another currency than the plan asks for.
    CurrencyMismatch,
    /// No account of that name belongs to the caller.
    AccountUnknown {
        /// The name as it was given.
        name: String,
    },
    /// The account may not buy.
    AccountSuspended,
    /// The account has no number of six digits of its own, so that it can have no virtual numbers.
    AccountUnnumbered,
    /// The account cannot be closed yet.
    AccountInUse {
        /// What it was called.
        name: String,
        /// What it is needed for.
        by: AccountUse,
    },
    /// A login cannot be so.
    LoginInvalid {
        /// What is wrong.
        fault: LoginFault,
    },
    /// The account has no such login.
    LoginUnknown {
        /// The number it was named by.
        id: i64,
    },
    /// A name that must be unique is taken.
    NameTaken {
        /// The name.
        name: String,
    },
    /// The account has no such object.
    ObjectUnknown {
        /// Where in the request it was named.
        role: Role,
        /// What kind it should have been.
        kind: ObjectKind,
        /// The id or name given.
        record: String,
    },
    /// An object names another that the account does not have.
    ReferenceUnknown {
        /// The kind of the object that names it.
        of: ObjectKind,
        /// The field in which it does.
        field: String,
        /// What kind it should have been.
        kind: ObjectKind,
        /// The id or login given.
        record: String,
    },
    /// An object is not sound.
    ObjectInvalid {
        /// Its kind.
        kind: ObjectKind,
        /// The field that is wrong.
        field: String,
        /// What is wrong and what would be right, to be read behind the field's name.
        why: String,
    },
    /// Another object of the account and kind has that already, and only one may.
    ObjectTaken {
        /// The kind.
        kind: ObjectKind,
        /// The field that must differ.
        field: String,
        /// What it says.
        value: String,
    },
    /// The object cannot be removed: others name it.
    ObjectInUse {
        /// Its kind.
        kind: ObjectKind,
        /// Its id.
        id: ObjectId,
        /// Who names it.
        by: ObjectUsers,
    },
    /// The account has as many objects of that kind as it may.
    ObjectsFull {
        /// The kind.
        kind: ObjectKind,
        /// How many.
        max: i64,
    },
    /// A number cannot be shown to those who are called: it is not one of the account's own.
    CallerIdNotOwned {
        /// The number.
        did: Did,
    },
    /// No slot of that kind is free.
    SlotsShort {
        /// The kind.
        slot: SlotKind,
    },
    /// The supplier of the number would not sell it.
    SupplierRefused {
        /// The number.
        did: Did,
        /// The supplier's own words.
        reason: String,
        /// It lies not with the number, which stays for sale: it may be had later.
        #[serde(default)]
        for_now: bool,
    },
    /// A webhook cannot be set up so.
    HookInvalid {
        /// The part that is wrong: `url`, `kinds`, `secret`.
        field: String,
        /// What is wrong and what would be right, to be read behind the field's name.
        why: String,
    },
    /// The account has no such webhook.
    HookUnknown,
    /// The number carries no text messages, or has them turned off.
    MessagingOff {
        /// The number.
        did: Did,
    },
    /// A number's messages cannot be set up so.
    MessagingInvalid {
        /// The part that is wrong: `email`, `forward`, `callback`.
        field: String,
        /// What is wrong and what would be right, to be read behind the field's name.
        why: String,
    },
    /// The message says nothing.
    MessageEmpty,
    /// The message is too long.
    MessageTooLong {
        /// How many parts it has.
        segments: u32,
        /// How many it may have.
        max: u32,
    },
    /// The message cannot get there.
    MessageUndeliverable {
        /// The number that was written to.
        to: Did,
        /// Why not.
        why: Undelivered,
    },
    /// As many messages were sent as may be for now.
    MessagesTooMany {
        /// How many may be …
        max: u32,
        /// … in so many seconds.
        seconds: i64,
    },
    /// The account has no such message.
    MessageUnknown,
    /// What a switch says of a call cannot have been.
    CallInvalid {
        /// The part that is wrong.
        field: String,
        /// What is wrong and what would be right, to be read behind the field's name.
        why: String,
    },
    /// The customer's routing never had that version, or what it said is not known any more.
    RouteVersionUnknown {
        /// The version.
        version: i64,
    },
    /// The number cannot come here from another carrier.
    NumberNotPortable {
        /// The number.
        did: Did,
        /// Why not.
        why: PortObstacle,
    },
    /// The account has no such request to bring numbers here, or the request has no such number or file.
    PortUnknown,
    /// A request to bring numbers here cannot be so.
    PortInvalid {
        /// The part that is wrong.
        field: PortField,
        /// What is wrong and what would be right, to be read behind the field's name.
        why: String,
    },
    /// The request, or the number of it that is meant, has gone too far for this, or not far enough.
    PortStanding {
        /// How it stands.
        state: PortState,
    },
    /// There is no such order or back-order.
    OrderUnknown,
    /// The order has no number that waits for this answer, or the back-order waits no more.
    OrderNotWaiting,
    /// The former owner can no longer have the number back.
    RestoreOver {
        /// The number.
        did: Did,
    },
    /// There is no such charge of that account.
    ChargeUnknown,
    /// More was to be given back than the charge still holds.
    RefundTooMuch {
        /// What can still be given back.
        left: Money,
    },
    /// Somebody else does the job now, or its lease ran out.
    LeaseLost {
        /// The job.
        job: String,
    },
    /// The same idempotency key came with a different request.
    KeyReused,
    /// The credential was revoked since it was verified.
    CredentialRevoked,
    /// The credential does not allow it.
    Forbidden,
    /// There is no answer at this moment. The command may have been carried out all the same: its
    /// commit may have been lost from sight. Who repeats it with the same idempotency key gets the
    /// answer and does nothing twice.
    Unavailable,
}

impl Refusal {
    /// Whether an attempt that ended so is kept as the answer to a repetition. What may be
    /// different a moment later for reasons outside the request is not.
    pub const fn is_final(&self) -> bool {
        !matches!(
            self,
            Self::Unavailable
                | Self::CredentialRevoked
                | Self::Forbidden
                | Self::InsufficientFunds { .. }
                | Self::LeaseLost { .. }
                | Self::MessageUndeliverable { .. }
                | Self::MessagesTooMany { .. }
        )
    }
}

impl Refusal {
    /// Whether it lies with the buyer and not with the number: another number would be refused too.
    pub const fn is_of_the_buyer(&self) -> bool {
        matches!(
            self,
            Self::InsufficientFunds { .. } | Self::SlotsShort { .. } | Self::AccountSuspended
        )
    }
}

impl std::fmt::Display for Refusal {
    /// In plain English, for logs, the command line, and dialects whose errors are free text.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NumberUnknown { did } => write!(f, "{did} is not a number we stock"),
            Self::NumberNotForSale { did, state: NumberState::Released } => write!(
                f,
                "{did} is not for sale: it was given back, and whoever had it may have it restored"
            ),
            Self::NumberNotForSale { did, state } => {
                write!(f, "{did} is not for sale: it is {}", state.word())
            }
            Self::NumberAlreadyOwned { did } => write!(f, "{did} is yours already"),
            Self::NumberNotOwned { did } => write!(f, "{did} is not one of your numbers"),
            Self::NumberState { did, state } => {
                write!(f, "{did} is {}, which does not allow this", state.word())
            }
            Self::NumberInCart { did } => write!(f, "{did} is in your cart already"),
            Self::NumberNotInCart { did } => write!(f, "{did} is not in your cart"),
            Self::NumberNotConnected { did } => write!(f, "{did} is connected to no client"),
            Self::DatePast { at } => write!(f, "{at} is in the past"),
            Self::DateSettled { did, at } => {
                write!(f, "{did} is connected already, and its next month begins at {at}")
            }
            Self::HoldSpent { did, again } => {
                write!(f, "{did} was kept for you as long as may be; it may be again from {again}")
            }
            Self::CartEmpty => f.write_str("your cart is empty"),
            Self::CartFull { max } => write!(f, "your cart is full: it takes {max} numbers"),
            Self::NoStock { wanted: 1, .. } => f.write_str("a number was asked for and none fits"),
            Self::NoStock { wanted, found: 0 } => {
                write!(f, "{wanted} numbers were asked for and none fits")
            }
            Self::NoStock { wanted, found: 1 } => {
                write!(f, "{wanted} numbers were asked for and one fits")
            }
            Self::NoStock { wanted, found } => {
                write!(f, "{wanted} numbers were asked for and {found} fit")
            }
            Self::TooMany { wanted: 0, max } => {
                write!(f, "no number was asked for; one request may ask for 1 to {max}")
            }
            Self::TooMany { wanted, max } => {
                write!(
                    f,
                    "{wanted} numbers were asked for; one request may ask for {max}"
                )
            }
            Self::RateCentreUnknown { region, name } if region.is_empty() => {
                write!(f, "there is no rate centre {name}")
            }
            Self::RateCentreUnknown { region, name } => {
                write!(f, "there is no rate centre {name} in {}", region.to_ascii_uppercase())
            }
            Self::PlanUnknown { code } => write!(f, "there is no rate plan {code}"),
            Self::PlanSame { code } => write!(f, "the number is charged by rate plan {code} already"),
            Self::PlanNotOffered { code } => {
                write!(f, "rate plan {code} is not offered for these numbers")
            }
            Self::InsufficientFunds { needed, balance } => {
                write!(f, "this costs {needed} and you have {balance} to spend")
            }
            Self::AmountInvalid => f.write_str("the amount must be more than 0 and fit an account"),
            Self::CurrencyMismatch => {
                f.write_str("the rate plan is in another currency than the account")
            }
            Self::AccountUnknown { name } => write!(f, "no account {name} is yours"),
            Self::AccountSuspended => f.write_str("the account is suspended and may not buy"),
            Self::AccountUnnumbered => f.write_str(
                "the account is known by no number of six digits, and can have no virtual numbers",
            ),
            Self::AccountInUse { name, by } => write!(f, "the account {name} {by}"),
            Self::LoginInvalid { fault } => write!(f, "the login {fault}"),
            Self::LoginUnknown { id } => write!(f, "there is no login {id}"),
            Self::NameTaken { name } => write!(f, "the name {name} is taken"),
            Self::ObjectUnknown { role: Role::Itself, kind, record } => {
                write!(f, "you have no {} {record}", kind.word())
            }
            Self::ObjectUnknown { role, kind, record } => {
                write!(f, "the {} names {}, which you do not have", role.word(), kind.called(record))
            }
            Self::ReferenceUnknown { of, field, kind, record } => write!(
                f,
                "the {} names {} in its {field}, which you do not have",
                of.word(),
                kind.called(record)
            ),
            Self::ObjectInvalid { kind, field, why } => {
                write!(f, "{field} of the {} {why}", kind.word())
            }
            Self::ObjectTaken { kind: ObjectKind::QueueMember, .. } => {
                f.write_str("that login is in the queue already")
            }
            Self::ObjectTaken { kind: ObjectKind::PhonebookGroup, field, value }
                if field == "members" =>
            {
                write!(f, "entry {value} of the phonebook is in a group already")
            }
            Self::ObjectTaken { kind: ObjectKind::Conference, field, value }
                if field == "members" =>
            {
                write!(f, "member {value} is in that conference already")
            }
            Self::ObjectTaken { kind, field, value } => {
                write!(f, "another {} has the {field} {value}", kind.word())
            }
            Self::ObjectInUse { kind, id, by } => {
                write!(f, "{} {id} is in use by {by}", kind.word())
            }
            Self::ObjectsFull { kind, max } => {
                write!(f, "you have {max} objects of the kind {}, which is as many as may be", kind.word())
            }
            Self::CallerIdNotOwned { did } => write!(
                f,
                "{did} cannot be shown as the number that calls: it is not one of your numbers"
            ),
            Self::SlotsShort { slot } => write!(f, "no {} slot is free", slot.word()),
            Self::SupplierRefused { did, reason, .. } => {
                write!(f, "the supplier of {did} refused it: {reason}")
            }
            Self::HookInvalid { field, why } => write!(f, "the webhook's {field} {why}"),
            Self::HookUnknown => f.write_str("there is no such webhook"),
            Self::MessagingOff { did } => {
                write!(f, "{did} cannot carry text messages, or has them turned off")
            }
            Self::MessagingInvalid { field, why } => write!(f, "the {field} of messages {why}"),
            Self::MessageEmpty => f.write_str("the message says nothing"),
            Self::MessageTooLong { segments, max } => {
                write!(f, "the message has {segments} parts and may have {max}")
            }
            Self::MessageUndeliverable { to, why } => write!(f, "{to} {}", why.about()),
            Self::MessagesTooMany { max, seconds } => {
                let hours = seconds / 3600;
                match hours {
                    0 => write!(f, "no more than {max} messages may be sent in {seconds} seconds"),
                    _ => write!(f, "no more than {max} messages may be sent in {hours} hours"),
                }
            }
            Self::MessageUnknown => f.write_str("there is no such message"),
            Self::CallInvalid { field, why } => write!(f, "{field} of the call {why}"),
            Self::RouteVersionUnknown { version: 0 } => {
                f.write_str("your routing of that time is not known, or no longer")
            }
            Self::RouteVersionUnknown { version } => {
                write!(f, "version {version} of your routing is not known, or no longer")
            }
            Self::NumberNotPortable { did, why } => write!(f, "{did} {}", why.about()),
            Self::PortUnknown => f.write_str("there is no such port request"),
            Self::PortInvalid { field, why } => write!(f, "{} {why}", field.word()),
            Self::PortStanding { state } => {
                write!(f, "the port request is {}, which does not allow this", state.word())
            }
            Self::OrderUnknown => f.write_str("there is no such order"),
            Self::OrderNotWaiting => f.write_str("the order waits for nothing any more"),
            Self::RestoreOver { did } => {
                write!(f, "{did} can no longer be restored: the time for that is over")
            }
            Self::ChargeUnknown => f.write_str("the account has no such charge"),
            Self::RefundTooMuch { left } => {
                write!(f, "of this charge {left} can still be given back")
            }
            Self::LeaseLost { job } => write!(f, "the lease of the job {job} is not held"),
            Self::KeyReused => {
                f.write_str("this idempotency key was used before, for a different request")
            }
            Self::CredentialRevoked => f.write_str("the credential was revoked"),
            Self::Forbidden => f.write_str("the credential does not allow this"),
            Self::Unavailable => f.write_str(
                "there is no answer at this moment; if something was to be done, whether it was is not \
                 known: repeat it with the same idempotency key",
            ),
        }
    }
}

impl std::error::Error for Refusal {}
