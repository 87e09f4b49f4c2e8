//! Lists: numbers with whom they ring, for a switch that asks nobody while a call waits.
//!
//! A list says one thing for every caller at every hour: these addresses, one after the other, each for so long,
//! until somebody answers or declines. What a plan says beyond that ([`Asks`]) is no matter for a list, and the number is
//! left to somebody who can be asked: better that than half a plan. So little of a listed plan is lost ([`LOSES`]): the
//! caller hears ringing in place of music, and is shown as the call came: with the country code or without, and without the
//! name that a phonebook has.

use std::fmt;

use tandem_domain::route::{
    Action, Address, Cause, Dial, Ending, Leg, Next, RoutePlan, StepId, When,
};
use tandem_engine::Surveyed;
use tandem_numbering::{Did, VirtualNumber};

use crate::address::uris;
use crate::{Lost, Site};

/// What a list cannot say of the plans that are listed.
pub const LOSES: &[Lost] = &[Lost::Music, Lost::Shown];

/// The most addresses that a list tries one after the other.
pub const TURNS_MAX: usize = 32;

/// What a list says of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Whom it rings, one after the other; at least one.
    Rings(Vec<Turn>),
    /// It is left to somebody who can be asked.
    Asks(Asks),
    /// It does not ring, whoever calls: it is not in service.
    Silent,
}

/// One address that is rung.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// For how long, in seconds.
    pub seconds: u32,
    /// Who is named there.
    pub user: User,
    /// `sip` or `sips`.
    pub scheme: String,
    /// The host, with its port and parameters, if it has any.
    pub place: String,
}

/// Who is named in an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum User {
    /// The number that was called: its digits with the country code, so many of them left out, behind this.
    Called {
        /// How many digits are left out at the front.
        strip: u8,
        /// What stands before the rest: a plus, or nothing.
        before: &'static str,
    },
    /// Somebody else; empty for nobody.
    Written(String),
}

impl Turn {
    /// The address, if it names somebody else than the number that was called.
    pub fn written(&self) -> Option<String> {
        match &self.user {
            User::Called { .. } => None,
            User::Written(user) if user.is_empty() => {
                Some(format!("{}:{}", self.scheme, self.place))
            }
            User::Written(user) => Some(format!("{}:{user}@{}", self.scheme, self.place)),
        }
    }

    /// The host and the port, without parameters.
    pub fn host(&self) -> &str {
        self.place.split(';').next().unwrap_or_default()
    }
}

/// Why a number is left to somebody who can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asks {
    /// Who calls decides.
    Caller,
    /// The hour decides.
    Clock,
    /// Chance decides.
    Chance,
    /// A call costs by the minute, so that a balance decides whether it rings and for how long it lasts.
    Costs,
    /// Calls are counted.
    Counted,
    /// Something is played, recorded or listened to.
    Media,
    /// Several ring together.
    Together,
    /// Where it goes on differs by why nobody took the call.
    Causes,
    /// The telephone is shown something else than what the caller sent: a prefix, another number, a name, a header.
    Shown,
    /// It ends without ringing anybody.
    Ends,
    /// It rings more addresses, or longer ones, than a list has room for.
    Room,
}

impl Asks {
    /// For people, to be read behind a count of numbers.
    pub const fn said(self) -> &'static str {
        match self {
            Self::Caller => "go by who calls",
            Self::Clock => "go by the hour",
            Self::Chance => "ring in any order",
            Self::Costs => "cost by the minute, so that a balance decides",
            Self::Counted => "have calls that are counted",
            Self::Media => "play, record or listen",
            Self::Together => "ring several telephones together",
            Self::Causes => "go on by why nobody took the call",
            Self::Shown => "show something else than the caller sent",
            Self::Ends => "end without ringing",
            Self::Room => "have more addresses, or longer ones, than a list takes",
        }
    }
}

impl fmt::Display for Asks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.said())
    }
}

/// What a list says of a number. `with_costs`: numbers are listed although their calls cost; nobody looks at a balance then.
pub fn listed(surveyed: &Surveyed, site: &Site, with_costs: bool) -> Listed {
    let plan = &surveyed.plan;
    let is_silent = |ending: Ending| ending == Ending::NotInService;
    let out_of_service = plan.account.is_none()
        || matches!(plan.first().map(|step| &step.action),
            Some(Action::Hangup { ending }) if is_silent(*ending));
    if out_of_service || VirtualNumber::of(plan.to).is_some() {
        return Listed::Silent;
    }
    let depends = surveyed.depends;
    let why = [
        (depends.caller, Asks::Caller),
        (depends.clock, Asks::Clock),
        (depends.chance, Asks::Chance),
        (surveyed.costs && !with_costs, Asks::Costs),
        (surveyed.counted, Asks::Counted),
        // The caller's name is looked up and shown.
        (plan.look_up_name, Asks::Shown),
    ];
    if let Some((_, why)) = why.into_iter().find(|(is, _)| *is) {
        return Listed::Asks(why);
    }
    turns(plan, site).map_or_else(Listed::Asks, Listed::Rings)
}

/// The addresses of a plan that rings one after the other, and does nothing else.
fn turns(plan: &RoutePlan, site: &Site) -> Result<Vec<Turn>, Asks> {
    let mut turns = Vec::new();
    let mut at = Some(StepId::FIRST);
    while let Some(step) = at.and_then(|id| plan.step(id)) {
        let dial = match &step.action {
            Action::Dial(dial) if !is_more_than_ringing(dial) => dial,
            Action::Hangup { .. } if turns.is_empty() => return Err(Asks::Ends),
            // How it ends behind those who did not answer is not said otherwise than by their failure.
            Action::Hangup { .. } => return Err(Asks::Causes),
            _ => return Err(Asks::Media),
        };
        turns.push(turn(plan.to, dial, site)?);
        if turns.len() > TURNS_MAX {
            return Err(Asks::Room);
        }
        let next = |cause| step.next(When::Failed(cause));
        let (busy, no_answer, unreachable) =
            (next(Cause::Busy), next(Cause::NoAnswer), next(Cause::Unreachable));
        at = match (busy, no_answer, unreachable) {
            (Next::Step(one), Next::Step(two), Next::Step(three)) if one == two && two == three => {
                Some(one)
            }
            (Next::End(_), Next::End(_), Next::End(_)) => None,
            _ => return Err(Asks::Causes),
        };
    }
    Ok(turns)
}

/// Whether somebody must play or listen for it. What a hunt plays while it rings is not missed: the caller hears ringing.
fn is_more_than_ringing(dial: &Dial) -> bool {
    let more = |leg: &Leg| leg.press_one || !leg.send_keys.is_empty();
    dial.announcement.is_some() || dial.legs.iter().any(more)
}

fn turn(called: Did, dial: &Dial, site: &Site) -> Result<Turn, Asks> {
    let [leg] = &dial.legs[..] else { return Err(Asks::Together) };
    if shows_more(called, leg) || matches!(leg.to, Address::Number { .. }) {
        return Err(Asks::Shown);
    }
    let uris = uris(&leg.to, site);
    let [uri] = &uris[..] else { return Err(Asks::Together) };
    let (scheme, rest) = uri.split_once(':').unwrap_or(("sip", uri));
    let (user, place) = rest.rsplit_once('@').unwrap_or(("", rest));
    Ok(Turn {
        seconds: leg.ring_seconds,
        user: user_of(called, user),
        scheme: scheme.to_owned(),
        place: place.to_owned(),
    })
}

/// Whether the telephone is shown something else than what the caller sent, and by which number the call came: that stands
/// in the call itself, and whoever goes by the list says it (Diversion).
fn shows_more(called: Did, leg: &Leg) -> bool {
    let by = leg.shown.diversion.unwrap_or(called);
    leg.shown.changed || by != called || !leg.headers.is_empty()
}

fn user_of(called: Did, user: &str) -> User {
    let digits = called.digits().to_string();
    let (before, rest) = match user.strip_prefix('+') {
        Some(rest) => ("+", rest),
        None => ("", user),
    };
    let strip = digits.len().saturating_sub(rest.len());
    // A number without its country code is written without a plus.
    let is_called =
        digits.ends_with(rest) && (strip == 0 || before.is_empty() && rest == called.national());
    match u8::try_from(strip) {
        Ok(strip) if is_called && !rest.is_empty() => User::Called { strip, before },
        _ => User::Written(user.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use tandem_domain::route::{DependsOn, Right, Shown};

    use super::*;
    use crate::fixture;

    fn leg(to: Address, seconds: u32) -> Leg {
        let shown = Shown {
            number: String::new(),
            name: String::new(),
            changed: false,
            right: Right::Withheld,
            diversion: None,
        };
        Leg::new(to, seconds, shown)
    }

    fn rings(leg: Leg, next: Option<u16>) -> tandem_domain::route::Step {
        let causes = [Cause::Busy, Cause::NoAnswer, Cause::Unreachable];
        let exits: Vec<_> = next
            .into_iter()
            .flat_map(|next| causes.map(|c| (When::Failed(c), Next::Step(StepId(next)))))
            .collect();
        fixture::step(Action::Dial(Dial::one(leg)), &exits)
    }

    fn surveyed(plan: RoutePlan) -> Surveyed {
        Surveyed { plan, depends: DependsOn::default(), costs: false, counted: false }
    }

    fn of(plan: RoutePlan) -> Listed {
        listed(&surveyed(plan), &fixture::site(), false)
    }

    #[test]
    fn who_rings_one_after_the_other_is_listed() {
        let plan = fixture::plan(vec![
            rings(leg(fixture::uri("sip:+15551234567@pbx:5070"), 20), Some(1)),
            rings(leg(fixture::uri("sip:5551234567@pbx"), 25), Some(2)),
            rings(leg(fixture::login("100001_VoIP"), 30), None),
        ]);
        let Listed::Rings(turns) = of(plan) else { panic!("it is listed") };
        let users: Vec<_> = turns.iter().map(|turn| turn.user.clone()).collect();
        assert_eq!(
            users,
            [
                User::Called { strip: 0, before: "+" },
                User::Called { strip: 1, before: "" },
                User::Written("100001_VoIP".to_owned()),
            ]
        );
        assert_eq!(turns[0].host(), "pbx:5070");
        assert_eq!(turns[1].written(), None);
        assert_eq!(turns[2].written().as_deref(), Some("sip:100001_VoIP@sip.tandem.example"));
        assert_eq!(turns.iter().map(|turn| turn.seconds).collect::<Vec<_>>(), [20, 25, 30]);
    }

    #[test]
    fn what_a_list_cannot_say_is_asked() {
        let asks = |plan, why| assert_eq!(of(plan), Listed::Asks(why));
        asks(fixture::menu(), Asks::Media);
        asks(fixture::group(), Asks::Together);
        asks(fixture::by_cause(), Asks::Shown);
        let one = || fixture::plan(vec![rings(leg(fixture::uri("sip:desk@pbx"), 20), None)]);
        let with = |surveyed: Surveyed| listed(&surveyed, &fixture::site(), false);
        let clock = DependsOn { clock: true, ..DependsOn::default() };
        assert_eq!(with(Surveyed { depends: clock, ..surveyed(one()) }), Listed::Asks(Asks::Clock));
        let costs = Surveyed { costs: true, ..surveyed(one()) };
        assert_eq!(with(costs.clone()), Listed::Asks(Asks::Costs));
        assert!(matches!(listed(&costs, &fixture::site(), true), Listed::Rings(_)));
        assert_eq!(of(fixture::nobody()), Listed::Silent);
    }
}
