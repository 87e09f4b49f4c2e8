//! A decision, told to people.

use std::fmt;

use serde::Serialize;

use super::{Action, Address, Next, RoutePlan, Step, When};
use crate::Timestamp;

/// A plan with everything that was looked at when it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Who calls; empty if anonymous.
    pub from: String,
    /// When.
    #[serde(serialize_with = "written")]
    pub at: Timestamp,
    /// What was looked at, in order.
    pub findings: Vec<Finding>,
    /// The plan.
    pub plan: RoutePlan,
}

/// An instant as people write it (RFC 3339).
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn written<S: serde::Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(at)
}

/// One rule that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Whether it decided something.
    pub fired: bool,
    /// What it said.
    pub said: String,
}

impl fmt::Display for Explanation {
    /// As text: what was found, then every step with its reason and with what may follow.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plan = &self.plan;
        let from = if self.from.is_empty() { "an anonymous caller" } else { &self.from };
        writeln!(f, "{from} calls {} at {}, configuration {}", plan.to, self.at, plan.version)?;
        for Finding { fired, said } in &self.findings {
            writeln!(f, "  {} {said}", if *fired { '*' } else { '-' })?;
        }
        for (id, step) in plan.numbered() {
            writeln!(f, "{} {}", id.0, Doing(&step.action))?;
            writeln!(f, "    because {}", step.because)?;
            for (when, next) in ways(step) {
                writeln!(f, "    {}: {}", when.to_string().replace('_', " "), Onwards(next))?;
            }
        }
        let ends = |step: &Step| matches!(step.action, Action::Hangup { .. });
        if plan.first().is_some_and(ends) {
            return Ok(());
        }
        let hours = plan.max_seconds / 3600;
        let minutes = plan.max_seconds % 3600 / 60;
        writeln!(f, "Once answered, the call lasts {hours} h {minutes} min at most.")
    }
}

impl RoutePlan {
    /// The steps in plain words, a line each.
    pub fn told(&self) -> Vec<String> {
        self.steps.iter().map(|step| Doing(&step.action).to_string()).collect()
    }
}

/// Every way that a step can come out, with where the call goes on.
pub(super) fn ways(step: &Step) -> impl Iterator<Item = (When, Next)> {
    let keys = step.exits.iter().map(|exit| exit.when).filter(|when| matches!(when, When::Keys(_)));
    keys.chain(step.action.ways().iter().copied()).map(|when| (when, step.next(when)))
}

/// What a step does, in plain words.
pub(super) struct Doing<'a>(pub(super) &'a Action);

impl fmt::Display for Doing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Action::Dial(dial) => {
                f.write_str("ring ")?;
                for (place, leg) in dial.legs.iter().enumerate() {
                    f.write_str(if place == 0 { "" } else { " and " })?;
                    match &leg.to {
                        Address::Login { login, .. } => f.write_str(login)?,
                        Address::Number { number, .. } => write!(f, "{number}")?,
                        Address::Uri { uri } => f.write_str(uri)?,
                    }
                    write!(f, " for {} s", leg.ring_seconds)?;
                }
                Ok(())
            }
            Action::Announce { sound } => write!(f, "play {}", sound.word()),
            Action::Voicemail { mailbox, greeting, .. } => {
                if let Some(greeting) = greeting {
                    write!(f, "play {} and ", greeting.word())?;
                }
                write!(f, "take a message for mailbox {mailbox}")
            }
            Action::Menu(menu) => {
                write!(f, "play menu {} and wait {} s for keys", menu.id, menu.wait_seconds)
            }
            Action::Queue(queue) => {
                let (id, agents) = (queue.id, queue.agents.len());
                match queue.settings.wait_seconds {
                    Some(most) => write!(f, "wait up to {most} s in queue {id}")?,
                    None => write!(f, "wait in queue {id}")?,
                }
                match agents {
                    0 => f.write_str(", whose agents log in at the switch"),
                    1 => f.write_str(" for its one agent"),
                    _ => write!(f, " for one of {agents} agents"),
                }
            }
            Action::Disa { id, .. } => {
                write!(f, "give a dial tone to who knows the PIN of DISA {id}")
            }
            Action::CallBack { number, .. } => write!(f, "hang up and call {number} back"),
            Action::Conference(conference) => {
                write!(f, "join conference {}", conference.id)?;
                f.write_str(if conference.asks_for_pin() { " with a PIN" } else { "" })
            }
            Action::Ask { url } => write!(f, "ask {url}"),
            Action::Echo => f.write_str("play back what the caller says"),
            Action::KeyTest => f.write_str("tell back the keys that the caller presses"),
            Action::Hangup { ending } => {
                let (status, phrase) = ending.status();
                write!(f, "end the call: {status} {phrase}")
            }
        }
    }
}

/// Where a call goes on, in plain words.
pub(super) struct Onwards(pub(super) Next);

impl fmt::Display for Onwards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Next::Step(step) => write!(f, "go on with {}", step.0),
            Next::Again(menu) => write!(f, "back to {}", menu.0),
            Next::End(ending) => {
                let (status, phrase) = ending.status();
                write!(f, "the call ends: {status} {phrase}")
            }
        }
    }
}
