//! What a switch is not told, because it could not be.

use std::fmt;

use serde::Serialize;
use tandem_domain::route::StepId;

/// A plan as one switch is told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendering<B = Vec<u8>> {
    /// What is sent.
    pub body: B,
    /// What of the plan is not in it.
    pub losses: Vec<Loss>,
}

/// Something of one step that got lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// Of which step.
    pub step: StepId,
    /// What.
    pub what: Lost,
}

/// What can get lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lost {
    /// The step plays, records or listens, and there is nothing that could.
    Media,
    /// The step asks for more than this switch can be told in one answer; it needs to ask step by step.
    Stepwise,
    /// The step rings a number outside, and there is no carrier.
    Carrier,
    /// Members that ring together each have their own time; all get the longest.
    EachTime,
    /// Members that ring together each have headers and callers of their own; all get the same.
    EachHeader,
    /// Only some of those that ring together must press 1; all are asked to.
    EachPress,
    /// Whoever answers is not asked to press 1.
    PressOne,
    /// Keys are not sent once it is answered.
    SendKeys,
    /// What the caller hears meanwhile.
    Music,
    /// After a failure the next is tried whatever its cause was.
    Cause,
    /// How long each rings is up to the caller's switch.
    Timers,
    /// Which caller is shown is up to the caller's switch.
    Shown,
    /// How long the call may last, and how many there may be at once.
    Limits,
    /// By which way a caller left a queue: all go on as those who waited too long.
    QueueExits,
    /// Who serves a queue, and how they are rung, is up to the switch's own configuration.
    Agents,
    /// Those who may come into a conference all come in alike.
    Guests,
    /// How often a caller may come back to a menu.
    MenuRounds,
}

impl Lost {
    const fn said(self) -> &'static str {
        match self {
            Self::Media => "there is nothing that could play, record or listen for it",
            Self::Stepwise => "this switch would have to ask step by step",
            Self::Carrier => "there is no carrier for numbers outside",
            Self::EachTime => "all that ring together ring as long as the longest",
            Self::EachHeader => "all that ring together get the same headers and the same caller",
            Self::EachPress => "all that ring together are asked to press 1",
            Self::PressOne => "whoever answers is not asked to press 1",
            Self::SendKeys => "no keys are sent after the answer",
            Self::Music => "the caller hears ringing",
            Self::Cause => "the next is tried whatever the cause of the failure",
            Self::Timers => "how long it rings is up to the caller's switch",
            Self::Shown => "which caller is shown is up to the caller's switch",
            Self::Limits => "neither the length of the call nor the number of calls is limited",
            Self::QueueExits => "all who leave the queue go on as those who waited too long",
            Self::Agents => "who is rung, and how, is up to the switch's own configuration",
            Self::Guests => "all come in alike",
            Self::MenuRounds => "a caller may come back to a menu without end",
        }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "step {}: {}", self.step.0, self.what.said())
    }
}

/// The losses of one rendering, each once.
#[derive(Debug, Default)]
pub(crate) struct Losses(Vec<Loss>);

impl Losses {
    pub(crate) fn add(&mut self, step: StepId, what: Lost) {
        let loss = Loss { step, what };
        if !self.0.contains(&loss) {
            self.0.push(loss);
        }
    }

    pub(crate) fn into_vec(self) -> Vec<Loss> {
        self.0
    }
}
