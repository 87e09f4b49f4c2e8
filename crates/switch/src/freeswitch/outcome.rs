//! The names under which FreeSWITCH asks how a call goes on.

use tandem_domain::route::{Cause, Keys, Next, RoutePlan, Signal, StepId, When};

/// What stands before every such name.
const PREFIX: &str = "tandem-";

/// FreeSWITCH's names of hangup causes, with their values in ITU-T Q.850. `ORIGINATOR_CANCEL`
/// and what else is its own has values above 127 and stands for what it means to routing.
const NAMES: [(&str, u8); 24] = [
    ("UNALLOCATED_NUMBER", 1),
    ("NO_ROUTE_TRANSIT_NET", 2),
    ("NO_ROUTE_DESTINATION", 3),
    ("NORMAL_CLEARING", 16),
    ("USER_BUSY", 17),
    ("NO_USER_RESPONSE", 18),
    ("NO_ANSWER", 19),
    ("ALLOTTED_TIMEOUT", 19),
    ("SUBSCRIBER_ABSENT", 20),
    ("USER_NOT_REGISTERED", 20),
    ("CALL_REJECTED", 21),
    ("EXCHANGE_ROUTING_ERROR", 25),
    ("DESTINATION_OUT_OF_ORDER", 27),
    ("INVALID_NUMBER_FORMAT", 28),
    ("NORMAL_UNSPECIFIED", 31),
    ("NORMAL_CIRCUIT_CONGESTION", 34),
    ("NETWORK_OUT_OF_ORDER", 38),
    ("NORMAL_TEMPORARY_FAILURE", 41),
    ("SWITCH_CONGESTION", 42),
    ("INCOMPATIBLE_DESTINATION", 88),
    ("SERVICE_NOT_IMPLEMENTED", 79),
    ("RECOVERY_ON_TIMER_EXPIRE", 102),
    ("GATEWAY_DOWN", 27),
    ("PROGRESS_TIMEOUT", 20),
];

/// FreeSWITCH's name of a hangup cause.
pub(super) fn name_of(q850: u8) -> &'static str {
    NAMES.iter().find(|(_, value)| *value == q850).map_or("NORMAL_UNSPECIFIED", |(name, _)| name)
}

/// What is asked for by the name of a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    /// A number that was dialled, as it was dialled.
    Number(&'a str),
    /// How a call goes on, of which the channel knows the number.
    Onwards {
        /// After which step.
        after: StepId,
        /// How it came out.
        when: When,
    },
}

impl<'a> Asked<'a> {
    /// Reads the name.
    pub fn parse(destination: &'a str) -> Self {
        let onwards = destination.strip_prefix(PREFIX).and_then(|rest| {
            let (step, outcome) = rest.split_once('-')?;
            Some(Self::Onwards { after: StepId(step.parse().ok()?), when: when(outcome) })
        });
        onwards.unwrap_or(Self::Number(destination))
    }

    /// Where in the plan that is.
    pub fn place(self, plan: &RoutePlan) -> Next {
        match self {
            Self::Number(_) => Next::Step(StepId::FIRST),
            Self::Onwards { after, when } => match plan.step(after) {
                Some(step) => step.next(when),
                // The plan has changed since; the call ends as it came out.
                None => Next::End(when.ending()),
            },
        }
    }
}

/// What FreeSWITCH says of a step that is over.
fn when(outcome: &str) -> When {
    if let Some(keys) = outcome.strip_prefix("keys_") {
        return Keys::new(keys).map_or(When::TimedOut, When::Keys);
    }
    if let Some(way) = When::WITHOUT_KEYS.into_iter().find(|way| way.to_string() == outcome) {
        return way;
    }
    // A timeout after ringing is NO_ANSWER, one before it PROGRESS_TIMEOUT, so that the names tell.
    let known = NAMES.iter().find(|(name, _)| *name == outcome);
    let cause = known.and_then(|(_, code)| Cause::of(Signal::Q850 { code: *code, rang: true }));
    When::Failed(cause.unwrap_or(Cause::Unreachable))
}

/// The name under which it is asked how the call goes on after a step; `outcome` may hold variables
/// that FreeSWITCH fills in.
pub(super) fn onwards(after: StepId, outcome: &str) -> String {
    format!("{PREFIX}{}-{outcome}", after.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_how_a_step_came_out() {
        let asked = |name: &str| match Asked::parse(name) {
            Asked::Onwards { after, when } => Some((after.0, when)),
            Asked::Number(_) => None,
        };
        assert_eq!(asked("tandem-3-USER_BUSY"), Some((3, When::Failed(Cause::Busy))));
        assert_eq!(asked("tandem-0-NO_ANSWER"), Some((0, When::Failed(Cause::NoAnswer))));
        assert_eq!(asked("tandem-0-CALL_REJECTED"), Some((0, When::Failed(Cause::Declined))));
        for unreachable in ["USER_NOT_REGISTERED", "PROGRESS_TIMEOUT", "SOMETHING_NEW", ""] {
            let name = onwards(StepId(1), unreachable);
            assert_eq!(asked(&name), Some((1, When::Failed(Cause::Unreachable))), "{name}");
        }
        let star = Keys::new("*").expect("keys");
        assert_eq!(asked("tandem-1-keys_*"), Some((1, When::Keys(star))));
        assert_eq!(asked("tandem-1-keys_"), Some((1, When::TimedOut)));
        assert_eq!(asked("tandem-1-finished"), Some((1, When::Finished)));
        for number in ["15551234567", "tandem-x-1", "tandem-99999-1", "tandem-1"] {
            assert_eq!(asked(number), None, "{number}");
        }
    }
}
