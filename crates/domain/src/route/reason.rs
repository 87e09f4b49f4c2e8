//! Why a call goes where it goes, in plain words.

use tandem_numbering::Did;

use super::{Cause, Keys};
use crate::object::QueueExit;
use crate::{Destination, Guard, NumberState, ObjectId, ObjectKind, SystemOption, Timestamp};

/// Why a step stands in a plan. Made with every decision, put into words only when somebody reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The number is nobody's here.
    NotOurs,
    /// The number has an owner but is not in service.
    NotInService(NumberState),
    /// The number is virtual: only telephones of its account reach it.
    OnlyFromWithin,
    /// The number's own routing.
    Routing(Destination),
    /// A failover of the number.
    Failover(Cause, Destination),
    /// A failover of the caller-ID filter that caught the call.
    FilterFailover(ObjectId, Cause, Destination),
    /// Nothing else is left, and the number has a mailbox.
    NumberMailbox(Cause, String),
    /// Nothing is left at all.
    NothingLeft(Cause),
    /// The number has no routing.
    NoRouting,
    /// A caller-ID filter caught the caller.
    Filter(ObjectId, Destination),
    /// A time condition says so.
    Clock {
        /// Which.
        id: ObjectId,
        /// Its name.
        name: String,
        /// When the call is.
        at: Timestamp,
        /// The time zone of its hours.
        zone: String,
        /// Whether that is the account's, because the condition has none.
        is_accounts: bool,
        /// Whether that is within its hours.
        within: bool,
    },
    /// The caller pressed keys in a menu.
    Pressed(ObjectId, Keys),
    /// The caller pressed nothing in a menu.
    PressedNothing(ObjectId),
    /// A queue let the caller go, for any of these reasons.
    LeftQueue(ObjectId, Vec<QueueExit>),
    /// Nobody in a ring group took the call, and the group has a mailbox.
    GroupMailbox(ObjectId, String),
    /// Nobody in a ring group can be rung.
    EmptyGroup(ObjectId),
    /// The next in a call hunt.
    Hunted(ObjectId, usize),
    /// Nobody in a call hunt can be rung.
    EmptyHunt(ObjectId),
    /// Nobody of those who might come into a conference is left.
    EmptyRoom(ObjectId),
    /// A step of a call flow, or where it leads then.
    Flow(ObjectId, String),
    /// Nobody in a call flow can be rung, and it leads nowhere.
    EmptyFlow(ObjectId),
    /// The switch itself does it.
    System(SystemOption),
    /// A recording was played, and that was all.
    Played(ObjectId),
    /// The login has no telephone registered.
    Unregistered(String),
    /// The address is at a host of our own, and nobody whom the account may ring is there.
    NobodyThere(String),
    /// The address is at a carrier's host, where numbers are called and nobody else.
    NoNumber(String),
    /// The object is no more.
    Gone(ObjectKind, String),
    /// The object is nothing that a call can go to.
    NoPlace(ObjectKind, ObjectId),
    /// The destination has been on the way already.
    Loop(Destination),
    /// The call was forwarded to us by way of this very number.
    ForwardedHere(Did),
    /// Destinations lead to destinations for longer than is followed.
    TooDeep(usize),
    /// The plan has grown as long as plans grow.
    TooLong(usize),
    /// A number that nobody may be forwarded to.
    NotAllowed(Did, &'static str),
    /// Money, or a limit, keeps the call from going through.
    Guarded(Guard),
    /// Nothing here can do it.
    Unsupported(&'static str),
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotOurs => f.write_str("the number is not one of ours"),
            Self::NotInService(state) => {
                write!(f, "the number is not in service: it is {}", state.word().replace('_', " "))
            }
            Self::OnlyFromWithin => {
                f.write_str("the number is virtual: only logins of its own account reach it")
            }
            Self::Routing(to) => write!(f, "the number's routing is {to}"),
            Self::Failover(cause, to) => {
                write!(f, "{}: the number's failover for that is {to}", said(*cause))
            }
            Self::FilterFailover(id, cause, to) => {
                write!(
                    f,
                    "{}: the failover of caller-ID filter {id} for that is {to}",
                    said(*cause)
                )
            }
            Self::NumberMailbox(cause, mailbox) => write!(
                f,
                "{} and there is no failover left for that: the number's mailbox is {mailbox}",
                said(*cause)
            ),
            Self::NothingLeft(cause) => write!(
                f,
                "{} and there is neither a failover left for that nor a mailbox",
                said(*cause)
            ),
            Self::NoRouting => f.write_str("the number has no routing"),
            Self::Filter(id, to) => {
                write!(f, "caller-ID filter {id} catches this caller and leads to {to}")
            }
            Self::Clock { id, name, at, zone, is_accounts, within } => {
                let within = if *within { "within" } else { "outside" };
                let at = on_clock(*at, zone);
                let whose = if *is_accounts { ", the account's zone" } else { "" };
                write!(
                    f,
                    "{at} ({zone}{whose}) is {within} the hours of time condition {id} ({name})"
                )
            }
            Self::Pressed(id, keys) => write!(f, "the caller pressed {keys} in menu {id}"),
            Self::PressedNothing(id) => write!(f, "the caller pressed nothing in menu {id}"),
            Self::LeftQueue(id, exits) => {
                write!(f, "queue {id} let the caller go: ")?;
                for (place, exit) in exits.iter().enumerate() {
                    f.write_str(if place == 0 { "" } else { ", or " })?;
                    f.write_str(let_go(*exit))?;
                }
                Ok(())
            }
            Self::GroupMailbox(id, mailbox) => {
                write!(f, "nobody in ring group {id} took the call: its mailbox is {mailbox}")
            }
            Self::EmptyGroup(id) => write!(f, "nobody in ring group {id} can be rung"),
            Self::Hunted(id, place) => {
                write!(
                    f,
                    "nobody took the call so far, and member {place} of call hunt {id} is next"
                )
            }
            Self::EmptyHunt(id) => write!(f, "nobody in call hunt {id} can be rung"),
            Self::EmptyRoom(id) => {
                write!(f, "nobody is left who may come into conference {id}")
            }
            Self::Flow(id, step) => write!(f, "call flow {id}: {step}"),
            Self::EmptyFlow(id) => write!(f, "nobody in call flow {id} can be rung"),
            Self::System(option) => {
                let word = SystemOption::WORDS.iter().find(|(known, _)| known == option);
                write!(f, "the switch itself: {}", word.map_or("hangup", |(_, word)| word))
            }
            Self::Played(id) => write!(f, "recording {id} was played, and that was all"),
            Self::Unregistered(login) => {
                write!(f, "no telephone is registered as {login} at the moment")
            }
            Self::NobodyThere(address) => write!(
                f,
                "{address} is at a host of our own, and is neither a number in service here nor a \
                 login of the account's"
            ),
            Self::NoNumber(address) => {
                write!(
                    f,
                    "{address} is at a carrier's host, and is no number that could be called there"
                )
            }
            Self::Gone(kind, record) => {
                write!(f, "{}:{record} is not there, or no more", kind.header())
            }
            Self::NoPlace(kind, id) => {
                write!(f, "{}:{id} is a {}, to which no call can go", kind.header(), kind.word())
            }
            Self::Loop(to) => write!(f, "{to} has been on the way already: a loop is not followed"),
            Self::ForwardedHere(number) => write!(
                f,
                "the call was forwarded to us by way of {number} itself: a loop is not followed"
            ),
            Self::TooDeep(depth) => {
                write!(f, "more than {depth} destinations lead to each other: this is not followed")
            }
            Self::TooLong(steps) => {
                write!(f, "the plan has {steps} steps already: what is beyond is not followed")
            }
            Self::NotAllowed(number, why) => write!(f, "{number} may not be called: {why}"),
            Self::Guarded(guard) => write!(f, "{guard}"),
            Self::Unsupported(what) => write!(f, "{what} is not done here"),
        }
    }
}

impl serde::Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

const fn said(cause: Cause) -> &'static str {
    match cause {
        Cause::Busy => "it was busy",
        Cause::NoAnswer => "nobody answered",
        Cause::Unreachable => "nobody could be reached",
        Cause::Declined => "the call was declined",
        Cause::Looped => "the call came round to where it had been",
    }
}

const fn let_go(exit: QueueExit) -> &'static str {
    match exit {
        QueueExit::Timeout => "the caller had waited long enough",
        QueueExit::Full => "as many wait as may",
        QueueExit::JoinEmpty => "no agent was logged in",
        QueueExit::LeaveEmpty => "the last agent logged out",
        QueueExit::JoinUnavailable => "no agent could take calls",
        QueueExit::LeaveUnavailable => "the last agent who could take calls no longer could",
    }
}

/// An instant as a clock in a time zone shows it: `Sun 2025-11-30 03:00`.
fn on_clock(at: Timestamp, zone: &str) -> String {
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    at.civil().to_zoned(zone).strftime("%a %Y-%m-%d %H:%M").to_string()
}
