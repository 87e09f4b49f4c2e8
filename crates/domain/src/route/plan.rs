//! The plan of a call.

use serde::Serialize;
use tandem_numbering::Did;

use super::{Action, Address, Next, Step, StepId};
use crate::AccountId;

/// The most steps of a plan. What a customer configured beyond that is not followed.
pub const PLAN_STEPS_MAX: usize = 256;

/// How often a caller may come back to menus in one call.
pub const MENU_ROUNDS_MAX: u32 = 20;

/// How long a destination may give no sign of life before it counts as unreachable, in seconds. A
/// SIP request over UDP is sent four times in it (RFC 3261 §17.1.1.2).
pub const REACH_SECONDS: u32 = 4;

/// The longest call, in seconds: six hours, after which a call has been forgotten rather than held.
pub const CALL_SECONDS_MAX: u32 = 6 * 3600;

/// For how long a switch may go by a plan that it was told before, in seconds.
pub const KEEP_SECONDS_MAX: u32 = 3600;

/// How long a switch may take to hang up on a call whose time is over, in seconds: Kamailio looks once a second. What
/// there is money for ends that much earlier, so that the last step of time is not one too many.
pub const HANGUP_SECONDS: u32 = 2;

/// Everything that may happen to one call.
///
/// The steps are in an order in which each leads only to steps behind it ([`RoutePlan::check`]), so
/// that whoever follows them comes to an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoutePlan {
    /// The number that was called.
    pub to: Did,
    /// Whose it is; `None` if it is nobody's.
    pub account: Option<AccountId>,
    /// The version of the configuration by which the plan was made.
    pub version: i64,
    /// The steps; the first is where the call begins.
    pub steps: Vec<Step>,
    /// How long the call may last once it has been answered, in seconds.
    pub max_seconds: u32,
    /// How many calls at once there may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels: Option<Channels>,
    /// Whether the caller's name is looked up before anybody is rung.
    pub look_up_name: bool,
    /// The point of presence that serves the number; empty for any.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pop: String,
    /// For which other calls it may be kept.
    pub keep: Keep,
}

/// For which other calls to the number a plan may be kept, by a switch that cannot ask for a while. Which
/// caller is shown is the affair of each call, and never kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Keep {
    /// How long, in seconds; 0: for none, because another call would go another way already.
    pub seconds: u32,
    /// Whether for callers other than this one: the number has no caller-ID filters.
    pub any_caller: bool,
}

/// A limit on calls at once, for switches that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Channels {
    /// How many.
    pub most: u32,
}

/// What is wrong with a plan. None is made that has any of it; the check is what tests, and those who
/// make plans, hold it to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanFault {
    /// It has no step.
    Empty,
    /// It has more than [`PLAN_STEPS_MAX`].
    TooLong,
    /// A step leads to itself or to one before it, or to none.
    Backwards(StepId),
    /// A step leads back to something that is no menu before it, or not by a key.
    AgainNoMenu(StepId),
    /// A step says what follows a way that it cannot come out.
    NoSuchWay(StepId),
    /// A step rings nobody.
    NobodyRung(StepId),
    /// A step other than the first can be reached from none.
    Unreached(StepId),
}

impl RoutePlan {
    /// The numbers outside that the call may be forwarded to.
    pub fn outward(&self) -> impl Iterator<Item = Did> {
        let legs = self.steps.iter().flat_map(|step| match &step.action {
            Action::Dial(dial) => &dial.legs[..],
            _ => &[],
        });
        legs.filter_map(|leg| match leg.to {
            Address::Number { number, on_net: false } => Some(number),
            _ => None,
        })
    }

    /// The step of that id.
    pub fn step(&self, id: StepId) -> Option<&Step> {
        self.steps.get(usize::from(id.0))
    }

    /// The first step.
    pub fn first(&self) -> Option<&Step> {
        self.step(StepId::FIRST)
    }

    /// Every step with its id.
    pub fn numbered(&self) -> impl Iterator<Item = (StepId, &Step)> {
        // PLAN_STEPS_MAX keeps ids well within 16 bits.
        (0..=u16::MAX).map(StepId).zip(&self.steps)
    }

    /// Whether it is a plan: it comes to an end whatever happens, and every step can happen.
    ///
    /// # Errors
    ///
    /// The first fault.
    pub fn check(&self) -> Result<(), PlanFault> {
        if self.steps.is_empty() {
            return Err(PlanFault::Empty);
        }
        if self.steps.len() > PLAN_STEPS_MAX {
            return Err(PlanFault::TooLong);
        }
        let mut reached = vec![false; self.steps.len()];
        reached[0] = true;
        for (id, step) in self.numbered() {
            if let Action::Dial(dial) = &step.action
                && dial.legs.is_empty()
            {
                return Err(PlanFault::NobodyRung(id));
            }
            let menu = matches!(step.action, Action::Menu(_));
            for exit in &step.exits {
                let by_keys = matches!(exit.when, super::When::Keys(_));
                let can_happen = step.action.ways().contains(&exit.when) || (menu && by_keys);
                if !can_happen {
                    return Err(PlanFault::NoSuchWay(id));
                }
                match exit.next {
                    Next::End(_) => {}
                    Next::Step(next) => match reached.get_mut(usize::from(next.0)) {
                        Some(place) if next > id => *place = true,
                        _ => return Err(PlanFault::Backwards(id)),
                    },
                    Next::Again(menu) => {
                        let to = self.step(menu).filter(|_| menu <= id && by_keys);
                        if !to.is_some_and(|step| matches!(step.action, Action::Menu(_))) {
                            return Err(PlanFault::AgainNoMenu(id));
                        }
                    }
                }
            }
        }
        match self.numbered().zip(reached).find(|(_, reached)| !reached) {
            Some(((id, _), _)) => Err(PlanFault::Unreached(id)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cause, Dial, Ending, Exit, Keys, Leg, Menu, Reason, Right, Shown, When};
    use super::*;
    use crate::ObjectId;

    fn rings(exits: Vec<Exit>) -> Step {
        let uri = "sip:a@b".to_owned();
        let shown = Shown {
            number: String::new(),
            name: String::new(),
            changed: false,
            right: Right::Withheld,
            diversion: None,
        };
        let action = Action::Dial(Dial::one(Leg::new(Address::Uri { uri }, 20, shown)));
        Step { action, because: Reason::NotOurs, exits }
    }

    fn plan(steps: Vec<Step>) -> RoutePlan {
        RoutePlan {
            to: Did::new(15_551_234_567).expect("a number"),
            account: None,
            version: 1,
            steps,
            max_seconds: CALL_SECONDS_MAX,
            channels: None,
            look_up_name: false,
            pop: String::new(),
            keep: Keep { seconds: KEEP_SECONDS_MAX, any_caller: true },
        }
    }

    fn to(next: Next) -> Exit {
        Exit { when: When::Failed(Cause::Busy), next }
    }

    #[test]
    fn a_plan_leads_forwards_only() {
        let one = |next| plan(vec![rings(vec![to(next)]), rings(vec![])]).check();
        assert_eq!(one(Next::Step(StepId(1))), Ok(()));
        assert_eq!(one(Next::Step(StepId(0))), Err(PlanFault::Backwards(StepId(0))));
        assert_eq!(one(Next::Step(StepId(2))), Err(PlanFault::Backwards(StepId(0))));
        assert_eq!(one(Next::End(Ending::Busy)), Err(PlanFault::Unreached(StepId(1))));
        assert_eq!(plan(vec![]).check(), Err(PlanFault::Empty));
        let long = (1..=PLAN_STEPS_MAX).map(|next| {
            let next = u16::try_from(next).expect("short");
            rings(vec![to(Next::Step(StepId(next)))])
        });
        assert_eq!(plan(long.chain([rings(vec![])]).collect()).check(), Err(PlanFault::TooLong));
    }

    #[test]
    fn only_a_caller_goes_back_and_only_to_a_menu() {
        let key = When::Keys(Keys::new("*").expect("a key"));
        let menu = |when| {
            let menu =
                Menu { id: ObjectId(1), sound: None, wait_seconds: 5, language: "en".to_owned() };
            let exits = vec![Exit { when, next: Next::Again(StepId(0)) }];
            Step { action: Action::Menu(menu), because: Reason::NotOurs, exits }
        };
        assert_eq!(plan(vec![menu(key)]).check(), Ok(()));
        let fault = Err(PlanFault::AgainNoMenu(StepId(0)));
        assert_eq!(plan(vec![menu(When::TimedOut)]).check(), fault);
        let again = Exit { when: key, next: Next::Again(StepId(0)) };
        let fault = Err(PlanFault::NoSuchWay(StepId(0)));
        assert_eq!(plan(vec![rings(vec![again])]).check(), fault);
    }
}
