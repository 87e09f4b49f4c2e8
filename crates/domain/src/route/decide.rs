//! The decision: from a call to its plan.
//!
//! Nothing is asked of anybody but the [`RouteBook`], and nothing is remembered. Who calls is looked up
//! ([`caller`]): a filter that catches the call takes the place of the number's routing and of its
//! failovers. The destination is followed down to steps ([`place`]), which ring ([`ring`]) or play and
//! listen ([`media`]). Wherever somebody is rung, the failovers stand behind it ([`failover`]), each at
//! most once on any way through the plan, and behind them the number's mailbox. A destination that leads back to itself is not followed, and neither is a plan beyond
//! its bounds ([`draft`]); both say so in the plan.

mod caller;
mod draft;
mod failover;
#[cfg(test)]
mod fixture;
mod flow;
mod leg;
mod media;
mod place;
#[cfg(test)]
mod properties;
mod ring;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use tandem_numbering::VirtualNumber;

use super::{
    Allowance, Call, Channels, Ending, Explanation, Finding, KEEP_SECONDS_MAX, Keep, Login, Next,
    Reason, RouteBook, RoutePlan, RoutedNumber, Step,
};
use crate::object::CallerIdFilter;
use crate::{AccountId, Destination, Guard, NumberState, ObjectId};
use caller::Known;
use draft::Draft;
use failover::{Fails, Used};
use place::Way;

/// The most destinations that may lead to each other.
pub const DEPTH_MAX: usize = 16;

/// The most times that a call may have been forwarded before it came here.
pub const DIVERSIONS_MAX: usize = 5;

/// The plan for a call.
pub fn decide(call: &Call<'_>, book: &impl RouteBook) -> RoutePlan {
    Decision::new(call, book, None).plan().0
}

/// The plan for a call, and every rule that was looked at on the way.
pub fn explain(call: &Call<'_>, book: &impl RouteBook) -> Explanation {
    let (plan, findings) = Decision::new(call, book, Some(Vec::new())).plan();
    let from = call.from.international();
    Explanation { from, at: call.at, findings: findings.unwrap_or_default(), plan }
}

/// A decision under way.
struct Decision<'c, B> {
    call: &'c Call<'c>,
    book: &'c B,
    number: Option<RoutedNumber<'c>>,
    /// Who calls, if the phonebook knows.
    known: Option<Known>,
    /// The caller-ID filter that caught the call.
    filter: Option<(ObjectId, Cow<'c, CallerIdFilter>)>,
    draft: Draft,
    /// For which other calls the plan holds, as far as has been seen.
    keep: Keep,
    /// Failovers that have been placed, so that each stands in the plan once.
    placed: Vec<(Used, super::Cause, Next)>,
    /// Menus that have been placed and lead back to nothing before them, so that each stands in the plan once
    /// however many keys lead there.
    menus: Vec<(Destination, Fails, Next)>,
    /// How far back the way has led since the last menu was begun: the place of a destination on it.
    back_to: usize,
    /// What was found, if somebody wants to know.
    findings: Option<Vec<Finding>>,
}

impl<'c, B: RouteBook> Decision<'c, B> {
    fn new(call: &'c Call<'c>, book: &'c B, findings: Option<Vec<Finding>>) -> Self {
        Self {
            call,
            book,
            number: book.number(call.to),
            known: None,
            filter: None,
            draft: Draft::default(),
            keep: Keep { seconds: KEEP_SECONDS_MAX, any_caller: true },
            placed: Vec::new(),
            menus: Vec::new(),
            back_to: usize::MAX,
            findings,
        }
    }

    fn plan(mut self) -> (RoutePlan, Option<Vec<Finding>>) {
        let account = self.number.as_ref().map(|number| number.account);
        let first = match self.refused() {
            Some((ending, because)) => {
                self.note(true, || because.to_string());
                // What stands against this call need not stand against the next.
                if ending != Ending::NotInService {
                    self.keep.seconds = 0;
                }
                self.draft.hangup(ending, because)
            }
            None => self.route(),
        };
        if VirtualNumber::of(self.call.to).is_some() {
            // Who may reach it is known only to whoever can ask.
            self.keep = Keep { seconds: 0, any_caller: false };
        }
        // What may be called tomorrow is not to be kept out by what was decided today.
        let is_barred = |step: &Step| matches!(step.because, Reason::NotAllowed(..));
        let steps = std::mem::take(&mut self.draft).finish(first);
        if steps.iter().any(is_barred) {
            self.keep.seconds = 0;
        }
        let settings = self.number.as_ref().map(|number| &*number.settings);
        let allowance = &self.call.allowance;
        let plan = RoutePlan {
            to: self.call.to,
            account,
            version: self.book.version(),
            max_seconds: allowance.max_seconds(),
            channels: allowance.channels,
            look_up_name: settings.is_some_and(|s| s.cnam) && self.caller_name().is_empty(),
            pop: settings.map(|settings| settings.pop.to_string()).unwrap_or_default(),
            keep: self.keep,
            steps,
        };
        (plan, self.findings)
    }

    /// Why the call goes nowhere, whatever is configured.
    fn refused(&mut self) -> Option<(Ending, Reason)> {
        let to = self.call.to;
        let Some(number) = &self.number else {
            return Some((Ending::NotInService, Reason::NotOurs));
        };
        let state = number.state;
        if !matches!(state, NumberState::Active | NumberState::PortingOut) {
            return Some((Ending::NotInService, Reason::NotInService(state)));
        }
        if VirtualNumber::of(to).is_some() && !self.calls_from_within(number.account) {
            return Some((Ending::NotInService, Reason::OnlyFromWithin));
        }
        self.note(false, || format!("{to} is in service"));
        if self.call.diversions.contains(&to) || self.call.diversions.len() > DIVERSIONS_MAX {
            return Some((Ending::Loop, Reason::ForwardedHere(to)));
        }
        let allowance = &self.call.allowance;
        if let Some(guard) = allowance.refused {
            return Some((guard.ending(), Reason::Guarded(guard)));
        }
        self.note_limits();
        None
    }

    /// What the call may use, and of how much.
    fn note_limits(&mut self) {
        let Allowance { seconds, channels, counted, bound, limits, .. } = &self.call.allowance;
        if let Some(counted) = counted {
            for (count, most, what) in [
                (
                    counted.to_number,
                    channels.map(|Channels { most }| most),
                    "at once to the number are up",
                ),
                (counted.of_account, limits.channels, "at once of the account are up"),
                (counted.begun, limits.a_minute, "have begun in this minute"),
            ] {
                let Some(most) = most else { continue };
                self.note(false, || format!("{count} of {most} calls {what}"));
            }
        } else if channels.is_some() || limits.counts() || seconds.is_some() {
            self.note(false, || {
                "which calls are up, and what is set aside for them, only a node knows".to_owned()
            });
        }
        let Some(seconds) = seconds else { return };
        self.note(false, || match bound {
            Some(Guard::SpentAnHour { most }) => format!(
                "what is left of the {most} that calls may cost in an hour pays for {seconds} s"
            ),
            _ => format!("what is left of the balance pays for {seconds} s"),
        });
    }

    /// Whether a telephone of the account's own calls.
    fn calls_from_within(&self, account: AccountId) -> bool {
        let login = &self.call.from.login;
        !login.is_empty() && !matches!(self.book.login(account, login), Login::Unknown)
    }

    fn route(&mut self) -> Next {
        if let Some(account) = self.number.as_ref().map(|number| number.account) {
            self.recognise(account);
        }
        let (to, because) = match &self.filter {
            Some((id, filter)) => {
                (filter.routing.clone(), Reason::Filter(*id, filter.routing.clone()))
            }
            None => {
                let settings = self.number.as_ref().map(|number| &number.settings);
                let routing = settings.and_then(|settings| settings.routing.clone());
                match routing.unwrap_or_default() {
                    Destination::None => (Destination::None, Reason::NoRouting),
                    to => (to.clone(), Reason::Routing(to)),
                }
            }
        };
        self.note(true, || because.to_string());
        self.place(&to, because, Way::begin(Fails::Number(Used::default())))
    }

    /// Writes down what was found, if somebody wants to know. `fired`: it decided something.
    fn note(&mut self, fired: bool, said: impl FnOnce() -> String) {
        if let Some(findings) = &mut self.findings {
            let finding = Finding { fired, said: said() };
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
}
