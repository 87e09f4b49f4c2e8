//! The decision: from a call to its plan.
//!
//! Nothing is asked of anybody but the [`RouteBook`], and nothing is remembered. The number's destination is
//! followed down to steps ([`place`]); wherever somebody is rung, the number's failovers stand
//! behind it ([`failover`]), each at most once on any way through the plan, and behind them its
//! mailbox. A destination that leads back to itself is not followed, and neither is a plan beyond
//! its bounds ([`draft`]); both say so in the plan.

mod draft;
mod failover;
#[cfg(test)]
mod fixture;
mod leg;
mod place;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use super::{
    CALL_SECONDS_MAX, Call, Channels, Ending, Explanation, Finding, Next, Reason, RouteBook,
    RoutePlan, RoutedNumber,
};
use crate::{Destination, NumberState};
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
    draft: Draft,
    /// Failovers that have been placed, so that each stands in the plan once.
    placed: Vec<(Used, super::Cause, Next)>,
    /// What was found, if somebody wants to know.
    findings: Option<Vec<Finding>>,
}

impl<'c, B: RouteBook> Decision<'c, B> {
    fn new(call: &'c Call<'c>, book: &'c B, findings: Option<Vec<Finding>>) -> Self {
        let number = book.number(call.to);
        Self { call, book, number, draft: Draft::default(), placed: Vec::new(), findings }
    }

    fn plan(mut self) -> (RoutePlan, Option<Vec<Finding>>) {
        let account = self.number.as_ref().map(|number| number.account);
        let limits = account.map(|account| self.book.limits(account, self.call.to));
        let limits = limits.unwrap_or_default();
        let first = match self.refused(limits) {
            Some((ending, because)) => {
                self.note(true, || because.to_string());
                self.draft.hangup(ending, because)
            }
            None => self.route(),
        };
        let settings = self.number.as_ref().map(|number| &*number.settings);
        let plan = RoutePlan {
            to: self.call.to,
            account,
            version: self.book.version(),
            max_seconds: limits.seconds.unwrap_or(CALL_SECONDS_MAX).min(CALL_SECONDS_MAX),
            channels: limits.channels.map(|most| Channels { most }),
            look_up_name: settings.is_some_and(|s| s.cnam) && self.call.from.name.is_empty(),
            pop: settings.map(|settings| settings.pop.clone()).unwrap_or_default(),
            steps: self.draft.finish(first),
        };
        (plan, self.findings)
    }

    /// Why the call goes nowhere, whatever is configured.
    fn refused(&mut self, limits: super::Limits) -> Option<(Ending, Reason)> {
        let to = self.call.to;
        let Some(number) = &self.number else {
            return Some((Ending::NotInService, Reason::NotOurs));
        };
        let state = number.state;
        if !matches!(state, NumberState::Active | NumberState::PortingOut) {
            return Some((Ending::NotInService, Reason::NotInService(state)));
        }
        self.note(false, || format!("{to} is in service"));
        if self.call.diversions.contains(&to) || self.call.diversions.len() > DIVERSIONS_MAX {
            return Some((Ending::Loop, Reason::ForwardedHere(to)));
        }
        if let (Some(most), Some(calls)) = (limits.channels, limits.calls) {
            if calls >= most {
                return Some((Ending::Congested, Reason::ChannelsTaken(most)));
            }
            self.note(false, || format!("{calls} of {most} calls at once are up"));
        }
        if limits.seconds == Some(0) {
            return Some((Ending::Forbidden, Reason::NoFunds));
        }
        None
    }

    fn route(&mut self) -> Next {
        let settings = self.number.as_ref().map(|number| number.settings.clone());
        let routing = settings.and_then(|settings| settings.routing.clone()).unwrap_or_default();
        let because = match &routing {
            Destination::None => Reason::NoRouting,
            known => Reason::Routing(known.clone()),
        };
        self.note(true, || because.to_string());
        self.place(&routing, because, Way::begin(Fails::Number(Used::default())))
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
