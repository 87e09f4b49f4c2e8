//! From steps to routes.

use std::collections::BTreeMap;
use std::fmt::Write;

use tandem_domain::route::{
    Action, Address, Cause, Dial, Ending, Leg, Next, REACH_SECONDS, RoutePlan, Step, StepId, When,
};

use super::STEP_HEADER;
use super::document::{From, Headers, Route, word};
use crate::address::{caller_uri, headers, quoted, shows_caller, uris};
use crate::loss::Losses;
use crate::{Loss, Lost, Site};

/// How long a switch with media may take to answer, in seconds: it does so at once.
const MEDIA_ANSWER_SECONDS: u32 = 10;

/// The routes of a plan under construction.
pub(super) struct Routes<'a> {
    plan: &'a RoutePlan,
    site: &'a Site,
    routes: Vec<Route>,
    /// For each step that has routes, the place of its first.
    places: BTreeMap<StepId, usize>,
    losses: Losses,
}

impl<'a> Routes<'a> {
    /// The routes of a plan, and what of it is not in them.
    pub(super) fn of(plan: &'a RoutePlan, site: &'a Site) -> (Vec<Route>, Vec<Loss>) {
        let mut routes = Self {
            plan,
            site,
            routes: Vec::new(),
            places: BTreeMap::new(),
            losses: Losses::default(),
        };
        routes.write_all();
        routes.link();
        (routes.routes, routes.losses.into_vec())
    }

    /// Writes the steps that signalling can reach, in the order of the plan.
    fn write_all(&mut self) {
        let mut wanted = vec![false; self.plan.steps.len()];
        if let Some(first) = wanted.first_mut() {
            *first = true;
        }
        for (id, step) in self.plan.numbered() {
            if !wanted.get(usize::from(id.0)).copied().unwrap_or(false) {
                continue;
            }
            let goes_on_there = self.site.media.is_some() && step.action.needs_media();
            self.write(id, step);
            if !goes_on_there {
                for next in step.followers() {
                    if let Some(place) = wanted.get_mut(usize::from(next.0)) {
                        *place = true;
                    }
                }
            }
        }
    }

    fn write(&mut self, id: StepId, step: &Step) {
        match (&step.action, &self.site.media) {
            (Action::Hangup { .. }, _) => {}
            (action, Some(media)) if action.needs_media() => {
                let route = self.to_media(id, media);
                self.add(id, vec![route]);
            }
            (Action::Dial(dial), _) => self.dial(id, dial),
            _ => self.losses.add(id, Lost::Media),
        }
    }

    fn add(&mut self, id: StepId, mut group: Vec<Route>) {
        let count = group.len();
        if let Some(first) = group.first_mut() {
            first.legs = count;
            self.places.insert(id, self.routes.len());
            self.routes.append(&mut group);
        }
    }

    fn dial(&mut self, id: StepId, dial: &Dial) {
        let differ = |look: fn(&Leg) -> bool| dial.legs.iter().any(look);
        for (lost, is) in [
            (Lost::PressOne, differ(|leg| leg.press_one)),
            (Lost::SendKeys, differ(|leg| !leg.send_keys.is_empty())),
            (Lost::Music, dial.announcement.is_some() || !dial.music.is_empty()),
            (Lost::EachTime, dial.legs.iter().any(|leg| leg.ring_seconds != dial.ring_seconds())),
            (Lost::EachHeader, dial.legs.windows(2).any(|two| !same_headers(&two[0], &two[1]))),
        ] {
            if is {
                self.losses.add(id, lost);
            }
        }
        let mut group = Vec::new();
        for leg in &dial.legs {
            let uris = uris(&leg.to, self.site);
            if uris.is_empty() {
                self.losses.add(id, Lost::Carrier);
            }
            for uri in uris {
                group.push(self.to_leg(id, dial, leg, uri));
            }
        }
        self.add(id, group);
    }

    fn to_leg(&self, id: StepId, dial: &Dial, leg: &Leg, uri: String) -> Route {
        let (mut extra, mut kept) = (String::new(), String::new());
        for (name, value) in headers(leg, self.site) {
            // Writing to a String cannot fail.
            _ = write!(extra, "{name}: {value}\r\n");
            if !shows_caller(name) {
                _ = write!(kept, "{name}: {value}\r\n");
            }
        }
        let from = leg.shown.changed.then(|| From {
            display: quoted(&leg.shown.name),
            uri: caller_uri(&leg.shown, self.site),
        });
        let is_lookup = matches!(&leg.to, Address::Login { contacts, .. } if contacts.is_empty());
        Route {
            lookup: is_lookup,
            kept,
            attest: Some(leg.shown.right.attestation()),
            ..self.route(id, uri, Headers { extra, from }, dial.ring_seconds())
        }
    }

    fn to_media(&self, id: StepId, media: &str) -> Route {
        let extra = format!("{STEP_HEADER}: {}\r\nX-Tandem-Plan: {}\r\n", id.0, self.plan.version);
        let uri = format!("sip:{}@{media}", self.plan.to);
        let kept = extra.clone();
        let headers = Headers { extra, from: None };
        Route { kept, ..self.route(id, uri, headers, MEDIA_ANSWER_SECONDS) }
    }

    fn route(&self, id: StepId, uri: String, headers: Headers, ring_seconds: u32) -> Route {
        Route {
            uri,
            headers,
            branch_flags: 0,
            fr_timer: REACH_SECONDS.saturating_mul(1000),
            fr_inv_timer: ring_seconds.saturating_mul(1000),
            step: id.0,
            legs: 1,
            lookup: false,
            attest: None,
            next: BTreeMap::new(),
            reply: BTreeMap::new(),
            kept: String::new(),
        }
    }

    /// Says of each route where the call goes on, now that all have their places.
    fn link(&mut self) {
        for route in &mut self.routes {
            let Some(step) = self.plan.step(StepId(route.step)) else { continue };
            if self.site.media.is_some() && step.action.needs_media() {
                continue;
            }
            for cause in Cause::ALL {
                match goes_on(self.plan, &self.places, step.next(When::Failed(cause))) {
                    Ok(place) => _ = route.next.insert(cause, place),
                    // What the failure says by itself need not be said.
                    Err(ending) if ending == Ending::from(cause) => {}
                    Err(ending) => _ = route.reply.insert(cause, word(ending)),
                }
            }
        }
    }
}

fn same_headers(one: &Leg, other: &Leg) -> bool {
    one.headers == other.headers && one.shown == other.shown
}

/// The place of the route where the call goes on, or how it ends.
fn goes_on(
    plan: &RoutePlan,
    places: &BTreeMap<StepId, usize>,
    next: Next,
) -> Result<usize, Ending> {
    match next {
        Next::End(ending) => Err(ending),
        Next::Step(id) | Next::Again(id) => match (places.get(&id), plan.step(id)) {
            (Some(place), _) => Ok(*place),
            (None, Some(Step { action: Action::Hangup { ending }, .. })) => Err(*ending),
            (None, _) => Err(Ending::Unsupported),
        },
    }
}
