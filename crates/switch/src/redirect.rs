//! A SIP redirect: "try these instead" (RFC 3261 §8.3).
//!
//! The caller's switch tries the contacts in the order of their `q`, those with the same `q` at once. Causes,
//! times and callers shown are its own affair, so a redirect carries the order of a plan and no more: what
//! follows when nobody answers. [`Redirects`] answers requests with it.

mod server;

use std::fmt::Write;

use tandem_domain::route::{Action, Cause, Ending, Next, RoutePlan, Step, StepId, When};

use crate::address::uris;
use crate::loss::Losses;
use crate::{Lost, Rendering, Site};

pub use server::{Heard, Redirects, Reply};

/// What a redirect cannot say.
pub const LOSES: &[Lost] = &[
    Lost::Media,
    Lost::Carrier,
    Lost::PressOne,
    Lost::SendKeys,
    Lost::Music,
    Lost::Cause,
    Lost::Timers,
    Lost::Shown,
    Lost::Limits,
];

/// The most contacts of one answer, so that it fits into a datagram.
const CONTACTS_MAX: usize = 10;

/// What the caller's switch is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The SIP code: 302, or how the call ends.
    pub status: u16,
    /// The phrase that goes with it.
    pub phrase: &'static str,
    /// The value of the Contact header; empty unless the code is 302.
    pub contacts: String,
}

/// Writes a plan as a redirect.
pub fn render(plan: &RoutePlan, site: &Site) -> Rendering<Redirect> {
    let mut losses = Losses::default();
    let mut tiers: Vec<Vec<String>> = Vec::new();
    let mut ending = Ending::Unsupported;
    let mut at = plan.first().map(|step| (StepId::FIRST, step));
    while let Some((id, step)) = at {
        if let Action::Hangup { ending: how } = step.action {
            ending = how;
            break;
        }
        let tier = tier(plan, site, id, step, &mut losses);
        // A switch with media goes on with the plan by itself.
        let goes_on_there = site.media.is_some() && step.action.needs_media();
        if !tier.is_empty() {
            tiers.push(tier);
        }
        at = match step.next(When::Failed(Cause::NoAnswer)) {
            Next::Step(next) if !goes_on_there => plan.step(next).map(|step| (next, step)),
            _ => None,
        };
    }
    losses.add(StepId::FIRST, Lost::Limits);
    let (status, phrase) =
        if tiers.is_empty() { ending.status() } else { (302, "Moved Temporarily") };
    let body = Redirect { status, phrase, contacts: contacts(&tiers) };
    Rendering { body, losses: losses.into_vec() }
}

/// The addresses that one step rings.
fn tier(
    plan: &RoutePlan,
    site: &Site,
    id: StepId,
    step: &Step,
    losses: &mut Losses,
) -> Vec<String> {
    if let Some(media) = site.media.as_ref().filter(|_| step.action.needs_media()) {
        return vec![format!("sip:{}@{media}?X-Tandem-Step={}", plan.to, id.0)];
    }
    let Action::Dial(dial) = &step.action else {
        losses.add(id, Lost::Media);
        return Vec::new();
    };
    losses.add(id, Lost::Timers);
    losses.add(id, Lost::Shown);
    let causes = [Cause::Busy, Cause::Unreachable].map(|cause| step.next(When::Failed(cause)));
    let no_answer = step.next(When::Failed(Cause::NoAnswer));
    let ends = |next| matches!(next, Next::End(_));
    if causes.iter().any(|next| *next != no_answer && !(ends(*next) && ends(no_answer))) {
        losses.add(id, Lost::Cause);
    }
    for leg in &dial.legs {
        for (lost, is) in
            [(Lost::PressOne, leg.press_one), (Lost::SendKeys, !leg.send_keys.is_empty())]
        {
            if is {
                losses.add(id, lost);
            }
        }
    }
    if dial.announcement.is_some() || !dial.music.is_empty() {
        losses.add(id, Lost::Music);
    }
    let mut tier = Vec::new();
    for leg in &dial.legs {
        let uris = uris(&leg.to, site);
        if uris.is_empty() {
            losses.add(id, Lost::Carrier);
        }
        tier.extend(uris);
    }
    tier
}

/// `<sip:a@b>;q=1.0, <sip:c@d>;q=0.9`.
fn contacts(tiers: &[Vec<String>]) -> String {
    let mut out = String::new();
    let flat =
        tiers.iter().enumerate().flat_map(|(tier, uris)| uris.iter().map(move |u| (tier, u)));
    for (place, (tier, uri)) in flat.take(CONTACTS_MAX).enumerate() {
        let tenths = 10_usize.saturating_sub(tier);
        let separator = if place == 0 { "" } else { ", " };
        // Writing to a String cannot fail.
        _ = write!(out, "{separator}<{uri}>;q={}.{}", tenths / 10, tenths % 10);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn rendered(plan: &RoutePlan, site: &Site) -> (Redirect, Vec<Lost>) {
        let rendering = render(plan, site);
        let lost: Vec<_> = rendering.losses.iter().map(|loss| loss.what).collect();
        assert!(lost.iter().all(|lost| LOSES.contains(lost)));
        (rendering.body, lost)
    }

    #[test]
    fn the_order_of_a_plan_becomes_weights() {
        let site = Site { media: Some("media".to_owned()), ..fixture::site() };
        let (redirect, lost) = rendered(&fixture::by_cause(), &site);
        assert_eq!(redirect.status, 302);
        assert_eq!(
            redirect.contacts,
            "<sip:100001_VoIP@sip.tandem.example>;q=1.0, \
             <sip:+15551234567@media?X-Tandem-Step=2>;q=0.9"
        );
        assert_eq!(lost, [Lost::Timers, Lost::Shown, Lost::Cause, Lost::Limits]);
    }

    #[test]
    fn a_group_has_one_weight() {
        let (redirect, _) = rendered(&fixture::group(), &fixture::site());
        assert_eq!(redirect.contacts.matches(";q=1.0").count(), 3);
    }

    #[test]
    fn who_cannot_be_redirected_is_told_why() {
        let (redirect, lost) = rendered(&fixture::menu(), &fixture::site());
        assert_eq!((redirect.status, redirect.contacts.as_str()), (501, ""));
        assert!(lost.contains(&Lost::Media));
        let (redirect, _) = rendered(&fixture::nobody(), &fixture::site());
        assert_eq!((redirect.status, redirect.phrase), (404, "Not Found"));
    }
}
