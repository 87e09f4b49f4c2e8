//! Asterisk by FastAGI: a plan that is carried out step by step.
//!
//! Asterisk connects for each call and is told what to do ([`Command`]), one thing after the other; what
//! came of a step decides which follows, by the plan. So menus, queues, second dial tones and callbacks need
//! no rules in the dialplan, which has to know three things: whom to connect to, what to do when nobody is
//! there, and where Tandem's own calls begin: in the contexts `tandem-callback` and `tandem-tone`, with the number, the
//! step and the caller as extension, `15551234567*3*13055550100`; an anonymous caller leaves the last one empty.
//!
//! | address | what for |
//! |---|---|
//! | `did/NUMBER` | a call to a number |
//! | `callback/NUMBER/STEP/CALLER` | the call that a callback places, from that step of the plan for that caller |
//! | `tone/NUMBER/STEP/CALLER` | the dial tone for whoever answered it |
//!
//! The variable `TANDEM` says how it ended, where the call is still there: `away` (the database does not
//! answer, and the dialplan has to do without us), `unknown` (no such address).

mod caller;
mod dial;
mod dial_on;
mod media;
mod queues;
mod ride;
#[cfg(test)]
mod tests;

use tandem_domain::route::{Action, RoutePlan, StepId};
use tandem_engine::{CallKey, DialOn, Dialled, RouteAsk};
use tandem_gateway::Dispatcher;
use tandem_numbering::{Did, Rules};
use tandem_wire::agi::{Call, Command};
use tandem_wire::percent;

use crate::ask::{caller, number, same_all_through};
use crate::{Lost, Site};

pub use queues::{QUEUES_MAX, Queues};
use ride::Ride;

/// What Asterisk cannot be told even step by step.
pub const LOSES: &[Lost] =
    &[Lost::Carrier, Lost::EachTime, Lost::EachHeader, Lost::EachPress, Lost::SendKeys];

/// The variable in which the dialplan finds how it ended.
const STATUS: &str = "TANDEM";

/// A call that waits at Asterisk for commands.
pub trait Line: Send {
    /// Gives a command, and waits until it has been carried out.
    fn tell(&mut self, command: Command<'_>) -> impl Future<Output = Result<Done, Gone>> + Send;
}

/// What came of a command. One that Asterisk does not know came to nothing, as one that failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// `0`, keys, or `-1` for a failure.
    pub result: String,
    /// What stands behind it: the value of a variable, or `timeout`.
    pub note: String,
}

/// The caller has gone, or Asterisk has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

/// Who knows where calls go: the dispatcher.
pub trait Exchange: Sync {
    /// The plan of a call; `None` when nobody can know it at the moment.
    fn plan(&self, ask: RouteAsk) -> impl Future<Output = Option<RoutePlan>> + Send;

    /// Whether a number that was dialled may be called; `None` when nobody can know.
    fn dial_on(&self, dial: DialOn) -> impl Future<Output = Option<Dialled>> + Send;

    /// Nobody answered there: what was set aside for it is free again.
    fn hang_up(&self, held: &CallKey);

    /// The numbering rules.
    fn rules(&self) -> &Rules;
}

impl Exchange for Dispatcher {
    async fn plan(&self, ask: RouteAsk) -> Option<RoutePlan> {
        self.route(ask).await.ok().map(|(plan, _)| plan)
    }

    async fn dial_on(&self, dial: DialOn) -> Option<Dialled> {
        self.engine().dial_on(&dial).await.ok().flatten()
    }

    fn hang_up(&self, held: &CallKey) {
        self.engine().hang_up(held);
    }

    fn rules(&self) -> &Rules {
        self.engine().rules()
    }
}

/// What is around the Asterisks of an installation.
pub struct Operator<E> {
    /// Who knows where calls go.
    pub exchange: E,
    /// What is around them.
    pub site: Site,
    /// The queues that callers were put into.
    pub queues: Queues,
}

/// What Asterisk connects for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// A call to a number.
    Call(Did),
    /// A call that another switch rang for, and hands on from that step of the plan on.
    Onwards(Did, StepId),
    /// A call that a callback of the number's plan places.
    CallBack(Did, StepId),
    /// A dial tone for whoever answered that.
    Tone(Did, StepId),
}

impl Wanted {
    fn read(rules: &Rules, script: &str) -> Option<Self> {
        let mut parts = script.split('/');
        let kind = parts.next()?;
        let to = number(rules, parts.next()?)?;
        let step = parts.next();
        match (kind, step, parts.next().is_some()) {
            ("did", None | Some(""), false) => Some(Self::Call(to)),
            ("did", Some(step), false) => Some(Self::Onwards(to, StepId(step.parse().ok()?))),
            ("callback", Some(step), _) => Some(Self::CallBack(to, StepId(step.parse().ok()?))),
            ("tone", Some(step), _) => Some(Self::Tone(to, StepId(step.parse().ok()?))),
            _ => None,
        }
    }

    const fn number(self) -> Did {
        match self {
            Self::Call(to) | Self::Onwards(to, _) | Self::CallBack(to, _) | Self::Tone(to, _) => to,
        }
    }
}

impl<E: Exchange> Operator<E> {
    /// Carries out what Asterisk connected for.
    ///
    /// # Errors
    ///
    /// The caller has gone, or Asterisk has; there is nothing left to do.
    pub async fn serve(&self, call: &Call, line: &mut impl Line) -> Result<(), Gone> {
        let rules = self.exchange.rules();
        let Some(wanted) = Wanted::read(rules, call.script()) else {
            return status(line, "unknown").await;
        };
        let name = call.get("agi_uniqueid").unwrap_or_default();
        // The calls of a callback are Asterisk's own; the plan is that of the call they came from.
        let from = match wanted {
            Wanted::Call(_) | Wanted::Onwards(..) => call.caller().unwrap_or_default(),
            Wanted::CallBack(..) | Wanted::Tone(..) => {
                call.script().splitn(4, '/').nth(3).unwrap_or_default()
            }
        };
        let ask = RouteAsk {
            from: caller(from).to_owned(),
            name: call
                .get("agi_calleridname")
                .filter(|name| *name != "unknown")
                .unwrap_or_default()
                .to_owned(),
            diversions: call
                .get("agi_rdnis")
                .and_then(|from| number(rules, from))
                .into_iter()
                .collect(),
            chance: same_all_through(name),
            ..RouteAsk::to(wanted.number())
        };
        let name = match wanted {
            // The name that the other switch has for it, by which it is counted already.
            Wanted::Onwards(..) => handed_on(call),
            Wanted::Call(_) | Wanted::CallBack(..) | Wanted::Tone(..) => name.to_owned(),
        };
        let ask = match wanted {
            // The dialplan has asked for its plan before.
            Wanted::Call(_) | Wanted::Onwards(..) => ask.named(&name, true),
            // What a callback places is no call to the number: what it dials is set aside when it does.
            Wanted::CallBack(..) | Wanted::Tone(..) => ask,
        };
        let from = ask.from.clone();
        let Some(plan) = self.exchange.plan(ask).await else {
            return status(line, "away").await;
        };
        let ride = Ride::new(self, &plan, (&from, &name), line);
        match wanted {
            Wanted::Call(_) => ride.follow(StepId::FIRST).await,
            Wanted::Onwards(_, step) => ride.follow(step).await,
            Wanted::CallBack(_, step) => match plan.step(step).map(|step| &step.action) {
                Some(Action::CallBack { number, delay_seconds, answer_seconds, shown, .. }) => {
                    ride.call_back(*number, *delay_seconds, *answer_seconds, shown).await
                }
                // The plan has changed since.
                _ => Ok(()),
            },
            Wanted::Tone(_, step) => match plan.step(step).map(|step| &step.action) {
                Some(Action::CallBack { digit_seconds, shown, .. }) => {
                    ride.give_tone(*digit_seconds, shown).await
                }
                _ => Ok(()),
            },
        }
    }
}

/// What the switch that handed a call on calls it, which the dialplan says encoded.
fn handed_on(call: &Call) -> String {
    let said = call.arguments().next().unwrap_or_default();
    String::from_utf8_lossy(&percent::decode(said.as_bytes())).into_owned()
}

async fn status(line: &mut impl Line, word: &str) -> Result<(), Gone> {
    line.tell(Command::Set { name: STATUS, value: word }).await.map(|_| ())
}
