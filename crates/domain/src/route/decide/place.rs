//! Destinations, followed down to steps.

use std::borrow::Cow;

use super::super::{Action, Cause, Ending, Next, PLAN_STEPS_MAX, Reason, RouteBook, Sound, StepId};
use super::failover::Fails;
use super::{DEPTH_MAX, Decision};
use crate::object::{ObjectBody, TimeCondition};
use crate::{AccountId, Destination, ObjectId, ObjectKind, SystemOption};

/// The way on which a destination was come to.
#[derive(Clone, Copy)]
pub(super) struct Way<'w> {
    /// What is to happen when nobody takes the call.
    pub(super) fails: Fails,
    /// The destination before this one.
    pub(super) from: Option<&'w Been<'w>>,
    /// Whether the caller's own keys lead here, with nothing but rules in between.
    pub(super) by_keys: bool,
}

/// A destination that the way leads over.
pub(super) struct Been<'w> {
    pub(super) to: &'w Destination,
    /// Its step, if it is a menu.
    pub(super) menu: Option<StepId>,
    pub(super) before: Option<&'w Been<'w>>,
}

impl<'w> Way<'w> {
    /// The way to a number's own destination, or to a failover of it.
    pub(super) const fn begin(fails: Fails) -> Self {
        Self { fails, from: None, by_keys: false }
    }

    fn been(&self) -> impl Iterator<Item = &'w Been<'w>> {
        std::iter::successors(self.from, |been| been.before)
    }
}

impl<B: RouteBook> Decision<'_, B> {
    /// Follows a destination: the steps for it are in the draft, and the first of them is returned.
    pub(super) fn place(&mut self, to: &Destination, because: Reason, way: Way<'_>) -> Next {
        let Some(account) = self.number.as_ref().map(|number| number.account) else {
            return self.cannot(Ending::NotInService, Reason::NotOurs, way.fails);
        };
        match to {
            Destination::None => self.cannot(Ending::Unreachable, because, way.fails),
            Destination::System(option) => self.system(*option, because),
            Destination::Object { kind: ObjectKind::Account, .. } => {
                self.ring_one(to, because, way.fails)
            }
            Destination::Object { kind, record } => {
                let places = way.been().count();
                if let Some((back, been)) = way.been().enumerate().find(|(_, been)| been.to == to) {
                    self.back_to = self.back_to.min(places - back);
                    return match been.menu.filter(|_| way.by_keys) {
                        Some(menu) => Next::Again(menu),
                        None => self.cannot(Ending::Loop, Reason::Loop(to.clone()), way.fails),
                    };
                }
                if places >= DEPTH_MAX {
                    self.back_to = 0;
                    return self.cannot(Ending::Loop, Reason::TooDeep(DEPTH_MAX), way.fails);
                }
                let body = to.named().and_then(|(kind, id)| {
                    self.book.object(account, kind, id).map(|body| (id, body))
                });
                let Some((id, body)) = body else {
                    let gone = Reason::Gone(*kind, record.clone());
                    return self.cannot(Ending::Unreachable, gone, way.fails);
                };
                self.place_object(account, to, id, &body, because, way)
            }
        }
    }

    fn place_object(
        &mut self,
        account: AccountId,
        to: &Destination,
        id: ObjectId,
        body: &ObjectBody,
        because: Reason,
        way: Way<'_>,
    ) -> Next {
        match body {
            ObjectBody::Forwarding(_) | ObjectBody::SipUri(_) => {
                self.ring_one(to, because, way.fails)
            }
            ObjectBody::Recording(_) => self.recording(to, because),
            ObjectBody::Voicemail(_) => {
                self.mailbox(id.to_string(), because).unwrap_or_else(|| self.full(way.fails))
            }
            ObjectBody::RingGroup(group) => self.group(account, id, group, because, way.fails),
            ObjectBody::CallHunting(hunt) => self.hunt(id, hunt, because, way.fails),
            ObjectBody::Ivr(ivr) => {
                let known =
                    self.menus.iter().find(|(known, fails, _)| (known, *fails) == (to, way.fails));
                if let Some((.., next)) = known {
                    return *next;
                }
                let before = std::mem::replace(&mut self.back_to, usize::MAX);
                let next = self.menu(to, id, ivr, because, way);
                // What leads back beyond the menu is another plan wherever the menu is come to from.
                if self.back_to > way.been().count() {
                    self.menus.push((to.clone(), way.fails, next));
                }
                self.back_to = self.back_to.min(before);
                next
            }
            ObjectBody::TimeCondition(condition) => self.clock(account, (to, id), condition, way),
            ObjectBody::Queue(queue) => self.queue(account, (to, id), queue, because, way),
            ObjectBody::Conference(conference) => {
                self.conference(account, id, conference, because, way.fails)
            }
            ObjectBody::CallFlow(flow) => self.flow(account, (to, id), flow, because, way),
            ObjectBody::Disa(disa) => self.disa(account, id, disa, because, way.fails),
            ObjectBody::Callback(callback) => {
                self.call_back(account, id, callback, because, way.fails)
            }
            ObjectBody::QueueMember(_)
            | ObjectBody::ConferenceMember(_)
            | ObjectBody::CallerIdFilter(_)
            | ObjectBody::PhonebookEntry(_)
            | ObjectBody::PhonebookGroup(_)
            | ObjectBody::Sequence(_)
            | ObjectBody::RegisteredNumber(_)
            | ObjectBody::ContactGroup(_)
            | ObjectBody::Locator(_)
            | ObjectBody::Meeting(_)
            | ObjectBody::Broadcast(_)
            | ObjectBody::OptOut(_)
            | ObjectBody::Transcription(_)
            | ObjectBody::Campaign(_)
            | ObjectBody::Company(_)
            | ObjectBody::CompanyDocument(_)
            | ObjectBody::Fax(_)
            | ObjectBody::RegisteredAgent(_)
            | ObjectBody::DialRequest(_)
            | ObjectBody::FlowVariables(_) => {
                let why = Reason::NoPlace(body.kind(), id);
                self.cannot(Ending::Unreachable, why, way.fails)
            }
        }
    }

    /// One of two destinations, by the clock.
    fn clock(
        &mut self,
        account: AccountId,
        (to, id): (&Destination, ObjectId),
        condition: &TimeCondition,
        way: Way<'_>,
    ) -> Next {
        let own = &condition.schedule.zone;
        let is_accounts = own.is_empty();
        let zone = if is_accounts { self.book.zone(account) } else { Cow::Borrowed(&**own) };
        let within = condition.schedule.holds(self.call.at, &zone);
        let stays = condition.schedule.stays_seconds(self.call.at, &zone);
        self.keep.seconds = self.keep.seconds.min(stays);
        let (next, other) = match within {
            true => (&condition.matched, &condition.otherwise),
            false => (&condition.otherwise, &condition.matched),
        };
        let because = Reason::Clock {
            id,
            name: condition.name.clone(),
            at: self.call.at,
            zone: zone.into_owned(),
            is_accounts,
            within,
        };
        self.note(true, || format!("{because}: it leads to {next}"));
        self.note(false, || format!("at other times time condition {id} leads to {other}"));
        let been = Been { to, menu: None, before: way.from };
        self.place(next, because, Way { from: Some(&been), ..way })
    }

    /// Nobody can be rung here: the call goes on as if nobody could be reached, or ends in that way.
    pub(super) fn cannot(&mut self, ending: Ending, because: Reason, fails: Fails) -> Next {
        self.note(true, || because.to_string());
        match self.after(Cause::Unreachable, fails) {
            Next::End(_) => self.draft.hangup(ending, because),
            next => next,
        }
    }

    /// The plan has no room for another step.
    pub(super) fn full(&mut self, fails: Fails) -> Next {
        self.note(true, || Reason::TooLong(PLAN_STEPS_MAX).to_string());
        match fails {
            // What has its place already is still within reach.
            Fails::All(next) => next,
            Fails::Number(_) => Next::End(Ending::Unsupported),
        }
    }

    fn system(&mut self, option: SystemOption, because: Reason) -> Next {
        let action = match option {
            SystemOption::Hangup => Action::Hangup { ending: Ending::Declined },
            SystemOption::Busy => Action::Hangup { ending: Ending::Busy },
            SystemOption::NoService => Action::Announce { sound: Sound::NotInService },
            SystemOption::Disconnected => Action::Announce { sound: Sound::Disconnected },
            SystemOption::Dtmf => Action::KeyTest,
            SystemOption::Echo => Action::Echo,
        };
        let step = self.draft.reserve(action, because);
        step.map_or(Next::End(Ending::Unsupported), Next::Step)
    }

    fn recording(&mut self, to: &Destination, because: Reason) -> Next {
        let sound = to.named().map(|(_, id)| Action::Announce { sound: Sound::Recording(id) });
        let step = sound.and_then(|action| self.draft.reserve(action, because));
        step.map_or(Next::End(Ending::Unsupported), Next::Step)
    }
}
