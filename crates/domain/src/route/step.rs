//! One step of a plan: what is done, and where the call goes on.

use serde::Serialize;
use tandem_numbering::Did;

use super::{Cause, Conference, Dial, Ending, Menu, Queue, Reason, Sound};
use crate::ObjectId;

/// The place of a step in its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct StepId(pub u16);

impl StepId {
    /// The step that every plan begins with.
    pub const FIRST: Self = Self(0);
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// Why the call comes here, in plain words.
    pub because: Reason,
    /// Where it goes on. What is not listed ends the call ([`Step::next`]).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exits: Vec<Exit>,
}

impl Step {
    /// A step after which the call is over, however it comes out.
    pub const fn last(action: Action, because: Reason) -> Self {
        Self { action, because, exits: Vec::new() }
    }

    /// Where the call goes when the step comes out that way.
    pub fn next(&self, when: When) -> Next {
        let known = self.exits.iter().find(|exit| exit.when == when);
        known.map_or(Next::End(when.ending()), |exit| exit.next)
    }

    /// The steps that may follow this one.
    pub fn followers(&self) -> impl Iterator<Item = StepId> {
        self.exits.iter().filter_map(|exit| match exit.next {
            Next::Step(step) => Some(step),
            Next::Again(_) | Next::End(_) => None,
        })
    }
}

/// What is done with the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Action {
    /// Somebody is rung.
    Dial(Dial),
    /// Something is played.
    Announce {
        /// What.
        sound: Sound,
    },
    /// A message can be left.
    Voicemail {
        /// The mailbox.
        mailbox: String,
        /// What the caller hears first; `None`: what the switch says of any mailbox.
        #[serde(skip_serializing_if = "Option::is_none")]
        greeting: Option<Sound>,
        /// Whether nobody says how to leave a message.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        brief: bool,
    },
    /// The caller chooses by keys.
    Menu(Menu),
    /// The caller waits until somebody is free.
    Queue(Box<Queue>),
    /// The caller proves himself and dials on.
    Disa {
        /// Which object.
        id: ObjectId,
        /// The digits that the caller must know.
        pin: String,
        /// How long a pause between two digits may be, in seconds.
        digit_seconds: u32,
        /// The number that the calls made from here show.
        shown: String,
        /// The language of what the switch itself says.
        language: String,
    },
    /// The call is refused and its caller called back.
    CallBack {
        /// Which object.
        id: ObjectId,
        /// Who is called.
        number: Did,
        /// How long to wait before, in seconds.
        delay_seconds: u32,
        /// How long whoever is called may take to answer, in seconds.
        answer_seconds: u32,
        /// How long a pause between two digits may be, in seconds.
        digit_seconds: u32,
        /// The number that the call shows.
        shown: String,
    },
    /// The caller joins a conference.
    Conference(Box<Conference>),
    /// A program elsewhere says what is done, call by call.
    Ask {
        /// Where it is asked.
        url: String,
    },
    /// Whatever the caller says comes back.
    Echo,
    /// The keys that the caller presses are told back.
    KeyTest,
    /// The call ends.
    Hangup {
        /// How.
        ending: Ending,
    },
}

impl Action {
    /// The word for it in plans and explanations.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Dial(_) => "dial",
            Self::Announce { .. } => "announce",
            Self::Voicemail { .. } => "voicemail",
            Self::Menu(_) => "menu",
            Self::Queue(_) => "queue",
            Self::Disa { .. } => "disa",
            Self::CallBack { .. } => "call_back",
            Self::Conference(_) => "conference",
            Self::Ask { .. } => "ask",
            Self::Echo => "echo",
            Self::KeyTest => "key_test",
            Self::Hangup { .. } => "hangup",
        }
    }

    /// The ways it can come out after which the call may go on, other than by keys.
    pub const fn ways(&self) -> &'static [When] {
        match self {
            Self::Dial(_) => &[
                When::Failed(Cause::Busy),
                When::Failed(Cause::NoAnswer),
                When::Failed(Cause::Unreachable),
                When::Failed(Cause::Declined),
                When::Failed(Cause::Looped),
            ],
            Self::Menu(_) => &[When::TimedOut],
            Self::Queue(_) => &[
                When::TimedOut,
                When::Full,
                When::JoinEmpty,
                When::LeaveEmpty,
                When::JoinUnavailable,
                When::LeaveUnavailable,
            ],
            Self::Announce { .. }
            | Self::Voicemail { .. }
            | Self::Disa { .. }
            | Self::CallBack { .. }
            | Self::Conference(_)
            | Self::Ask { .. }
            | Self::Echo
            | Self::KeyTest => &[When::Finished],
            Self::Hangup { .. } => &[],
        }
    }

    /// Whether somebody must play, record or listen for it, which signalling alone cannot do.
    pub fn needs_media(&self) -> bool {
        match self {
            Self::Dial(dial) => {
                dial.announcement.is_some()
                    || !dial.music.is_empty()
                    || dial.legs.iter().any(|leg| leg.press_one || !leg.send_keys.is_empty())
            }
            Self::Hangup { .. } => false,
            Self::Announce { .. }
            | Self::Voicemail { .. }
            | Self::Menu(_)
            | Self::Queue(_)
            | Self::Disa { .. }
            | Self::CallBack { .. }
            | Self::Conference(_)
            | Self::Ask { .. }
            | Self::Echo
            | Self::KeyTest => true,
        }
    }
}

/// The most keys that one choice takes.
pub const KEYS_MAX: usize = 5;

/// What a caller presses to choose: digits, `*` or `#`, at most [`KEYS_MAX`] of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Keys {
    /// Behind the last stand zeros, which are on no key.
    faces: [u8; KEYS_MAX],
}

impl Keys {
    /// These keys.
    pub fn new(text: &str) -> Option<Self> {
        let is_key = |face: u8| face.is_ascii_digit() || matches!(face, b'*' | b'#');
        if text.is_empty() || text.len() > KEYS_MAX || !text.bytes().all(is_key) {
            return None;
        }
        let mut faces = [0; KEYS_MAX];
        faces[..text.len()].copy_from_slice(text.as_bytes());
        Some(Self { faces })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.faces.iter().take_while(|face| **face != 0).count()
    }

    fn chars(&self) -> impl Iterator<Item = char> {
        self.faces.into_iter().take_while(|face| *face != 0).map(char::from)
    }
}

impl std::fmt::Display for Keys {
    /// As they are pressed: `12#`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use std::fmt::Write;
        self.chars().try_for_each(|face| f.write_char(face))
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({self})")
    }
}

impl Serialize for Keys {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// One way out of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Exit {
    /// How the step came out.
    pub when: When,
    /// Where the call goes then.
    pub next: Next,
}

/// How a step can come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Nobody took the call.
    Failed(Cause),
    /// The step did what it was to do, and the call is still there.
    Finished,
    /// The caller pressed these keys.
    Keys(Keys),
    /// The caller waited, or took, too long.
    TimedOut,
    /// The queue has no room.
    Full,
    /// The queue has no member to begin with.
    JoinEmpty,
    /// The queue lost its last member.
    LeaveEmpty,
    /// No member of the queue can take calls to begin with.
    JoinUnavailable,
    /// The last member of the queue who could take calls no longer can.
    LeaveUnavailable,
}

impl When {
    /// Every way but the keys.
    pub const WITHOUT_KEYS: [Self; 12] = [
        Self::Failed(Cause::Busy),
        Self::Failed(Cause::NoAnswer),
        Self::Failed(Cause::Unreachable),
        Self::Failed(Cause::Declined),
        Self::Failed(Cause::Looped),
        Self::Finished,
        Self::TimedOut,
        Self::Full,
        Self::JoinEmpty,
        Self::LeaveEmpty,
        Self::JoinUnavailable,
        Self::LeaveUnavailable,
    ];

    /// How the call ends if nothing is said about this way.
    pub const fn ending(self) -> Ending {
        match self {
            Self::Failed(Cause::Busy) | Self::Full => Ending::Busy,
            Self::Failed(Cause::NoAnswer) => Ending::NoAnswer,
            Self::Failed(Cause::Unreachable)
            | Self::JoinEmpty
            | Self::LeaveEmpty
            | Self::JoinUnavailable
            | Self::LeaveUnavailable => Ending::Unreachable,
            Self::Failed(Cause::Declined) => Ending::Declined,
            Self::Failed(Cause::Looped) => Ending::Loop,
            Self::Finished | Self::Keys(_) | Self::TimedOut => Ending::Done,
        }
    }
}

impl std::fmt::Display for When {
    /// The word for it in plans: `busy`, `keys_5`, `keys_star`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Failed(cause) => cause.word(),
            Self::Finished => "finished",
            Self::Keys(keys) => {
                f.write_str("keys_")?;
                return keys.chars().try_for_each(|face| match face {
                    '*' => f.write_str("star"),
                    '#' => f.write_str("hash"),
                    digit => write!(f, "{digit}"),
                });
            }
            Self::TimedOut => "timed_out",
            Self::Full => "full",
            Self::JoinEmpty => "join_empty",
            Self::LeaveEmpty => "leave_empty",
            Self::JoinUnavailable => "join_unavailable",
            Self::LeaveUnavailable => "leave_unavailable",
        })
    }
}

/// Where a call goes after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// To another step, which stands behind this one in the plan.
    Step(StepId),
    /// Back to a menu that the caller has been to, by the caller's own choice; at most
    /// [`MENU_ROUNDS_MAX`](super::MENU_ROUNDS_MAX) times in a call.
    Again(StepId),
    /// It ends.
    End(Ending),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_a_telephone() {
        let keys = Keys::new("1*#").expect("keys");
        assert_eq!((keys.to_string().as_str(), keys.count()), ("1*#", 3));
        assert_eq!(When::Keys(keys).to_string(), "keys_1starhash");
        for bad in ["", "a", "123456", "1 ", "é"] {
            assert_eq!(Keys::new(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_not_said_ends_the_call_as_it_failed() {
        let step = Step::last(Action::Echo, Reason::NoRouting);
        assert_eq!(step.next(When::Failed(Cause::Busy)), Next::End(Ending::Busy));
        assert_eq!(step.next(When::Finished), Next::End(Ending::Done));
    }
}
