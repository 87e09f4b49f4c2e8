//! Destinations, followed down to steps.

use super::super::{
    Action, Cause, Dial, Ending, Exit, Keys, Leg, Menu, Next, PLAN_STEPS_MAX, Reason, RouteBook,
    Sound, StepId, When,
};
use super::failover::Fails;
use super::{DEPTH_MAX, Decision};
use crate::object::{Ivr, ObjectBody, RingGroup, VoicemailSetup};
use crate::{AccountId, Destination, ObjectId, ObjectKind, SystemOption};

/// The way on which a destination was come to.
#[derive(Clone, Copy)]
pub(super) struct Way<'w> {
    /// What is to happen when nobody takes the call.
    fails: Fails,
    /// The destination before this one.
    from: Option<&'w Been<'w>>,
    /// Whether the caller's own keys lead here, with nothing but rules in between.
    by_keys: bool,
}

/// A destination that the way leads over.
struct Been<'w> {
    to: &'w Destination,
    /// Its step, if it is a menu.
    menu: Option<StepId>,
    before: Option<&'w Been<'w>>,
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
            Destination::None => self.cannot(Ending::Unreachable, Reason::NoRouting, way.fails),
            Destination::System(option) => self.system(*option, because),
            Destination::Object { kind: ObjectKind::Account, .. } => {
                self.ring_one(to, because, way.fails)
            }
            Destination::Object { kind, record } => {
                if let Some(been) = way.been().find(|been| been.to == to) {
                    return match been.menu.filter(|_| way.by_keys) {
                        Some(menu) => Next::Again(menu),
                        None => self.cannot(Ending::Loop, Reason::Loop(to.clone()), way.fails),
                    };
                }
                if way.been().count() >= DEPTH_MAX {
                    return self.cannot(Ending::Loop, Reason::TooDeep(DEPTH_MAX), way.fails);
                }
                if *kind == ObjectKind::Recording {
                    return self.recording(to, because);
                }
                if *kind == ObjectKind::CallFlow {
                    let why = Reason::Unsupported("a call flow");
                    return self.cannot(Ending::Unsupported, why, way.fails);
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
            ObjectBody::Voicemail(_) => {
                self.mailbox(id.to_string(), because).unwrap_or_else(|| self.full(way.fails))
            }
            ObjectBody::RingGroup(group) => self.group(account, id, group, because, way.fails),
            ObjectBody::Ivr(ivr) => self.menu(to, id, ivr, because, way),
            #[allow(unreachable_patterns, reason = "kinds come one by one")]
            other => {
                let why = Reason::Unsupported(other.kind().word());
                self.cannot(Ending::Unsupported, why, way.fails)
            }
        }
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
    fn full(&mut self, fails: Fails) -> Next {
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

    /// Rings one telephone for as long as the number rings.
    fn ring_one(&mut self, to: &Destination, because: Reason, fails: Fails) -> Next {
        let seconds = self.number.as_ref().map_or(0, |number| number.settings.dial_seconds);
        match self.leg(to, seconds.max(1)) {
            Ok(leg) => self.dial(Dial::one(leg), because, fails),
            Err((ending, why)) => self.cannot(ending, why, fails),
        }
    }

    fn dial(&mut self, dial: Dial, because: Reason, fails: Fails) -> Next {
        let Some(step) = self.draft.reserve(Action::Dial(dial), because) else {
            return self.full(fails);
        };
        let mut exits = Vec::with_capacity(3);
        for cause in Cause::ALL.into_iter().filter(|cause| cause.has_failover()) {
            let next = self.after(cause, fails);
            exits.push(Exit { when: When::Failed(cause), next });
        }
        self.draft.exits(step, exits);
        Next::Step(step)
    }

    fn group(
        &mut self,
        account: AccountId,
        id: ObjectId,
        group: &RingGroup,
        because: Reason,
        fails: Fails,
    ) -> Next {
        let mut legs: Vec<Leg> = Vec::with_capacity(group.members.len());
        for member in &group.members {
            match self.leg(&member.to, member.seconds.max(1)) {
                Ok(leg) => legs.push(Leg { press_one: member.press_one, ..leg }),
                Err((_, why)) => self.note(true, || format!("member {}: {why}", member.to)),
            }
        }
        let fails = self.group_mailbox(account, id, group).map_or(fails, Fails::All);
        if legs.is_empty() {
            return self.cannot(Ending::Unreachable, Reason::EmptyGroup(id), fails);
        }
        let announcement = group.announcement.map(Sound::Recording);
        let music = group.music.map(|music| music.word().to_owned()).unwrap_or_default();
        self.dial(Dial { legs, announcement, music }, because, fails)
    }

    fn group_mailbox(
        &mut self,
        account: AccountId,
        id: ObjectId,
        group: &RingGroup,
    ) -> Option<Next> {
        let mailbox = group.voicemail?;
        if self.book.object(account, ObjectKind::Voicemail, mailbox).is_none() {
            let gone = Reason::Gone(ObjectKind::Voicemail, mailbox.to_string());
            self.note(true, || gone.to_string());
            return None;
        }
        let because = Reason::GroupMailbox(id, mailbox.to_string());
        self.mailbox(mailbox.to_string(), because)
    }

    fn menu(
        &mut self,
        to: &Destination,
        id: ObjectId,
        ivr: &Ivr,
        because: Reason,
        way: Way<'_>,
    ) -> Next {
        let menu = Menu {
            id,
            sound: Some(Sound::Recording(ivr.recording)),
            wait_seconds: ivr.timeout_seconds,
            language: ivr.language.code().to_owned(),
        };
        let Some(step) = self.draft.reserve(Action::Menu(menu), because) else {
            return self.full(way.fails);
        };
        let been = Been { to, menu: Some(step), before: way.from };
        let onwards = Way { fails: way.fails, from: Some(&been), by_keys: true };
        let mut exits = Vec::with_capacity(ivr.choices.len() + 1);
        for choice in &ivr.choices {
            let Some(keys) = Keys::new(&choice.keys) else { continue };
            let next = self.place(&choice.to, Reason::Pressed(id, keys), onwards);
            exits.push(Exit { when: When::Keys(keys), next });
        }
        if ivr.voicemail == VoicemailSetup::Account
            && let Some(mailbox) = self.own_mailbox()
            && let Some(next) = self.mailbox(mailbox, Reason::PressedNothing(id))
        {
            exits.push(Exit { when: When::TimedOut, next });
        }
        self.draft.exits(step, exits);
        Next::Step(step)
    }
}
