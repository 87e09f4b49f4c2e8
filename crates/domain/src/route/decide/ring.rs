//! Whoever is rung: one, several at once, several one after the other.

use super::super::{Action, Cause, Dial, Ending, Exit, Leg, Next, Reason, RouteBook, Sound, When};
use super::Decision;
use super::failover::Fails;
use crate::object::{CallHunting, HuntOrder, RingGroup};
use crate::{AccountId, Destination, ObjectId, ObjectKind, Rng};

impl<B: RouteBook> Decision<'_, B> {
    /// Rings one telephone for as long as the number rings.
    pub(super) fn ring_one(&mut self, to: &Destination, because: Reason, fails: Fails) -> Next {
        let seconds = self.number.as_ref().map_or(0, |number| number.settings.dial_seconds);
        match self.leg(to, seconds.max(1)) {
            Ok(leg) => self.dial(Dial::one(leg), because, fails),
            Err((ending, why)) => self.cannot(ending, why, fails),
        }
    }

    pub(super) fn dial(&mut self, dial: Dial, because: Reason, fails: Fails) -> Next {
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

    pub(super) fn group(
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

    /// Rings the members one after the other. Whatever a member fails by, the next is rung; behind the last
    /// stands what stands behind the hunt.
    pub(super) fn hunt(
        &mut self,
        id: ObjectId,
        hunt: &CallHunting,
        because: Reason,
        fails: Fails,
    ) -> Next {
        let mut legs: Vec<(usize, Leg)> = Vec::with_capacity(hunt.members.len());
        for (place, member) in (1..).zip(&hunt.members).filter(|(_, member)| !member.to.is_none()) {
            match self.leg(&member.to, member.seconds.max(1)) {
                Ok(leg) => legs.push((place, Leg { press_one: member.press_one, ..leg })),
                Err((_, why)) => {
                    self.note(true, || format!("member {place}, {}: {why}", member.to));
                }
            }
        }
        if hunt.order == HuntOrder::Random && legs.len() > 1 {
            self.note(true, || format!("call hunt {id} rings its members in any order"));
            shuffle(&mut legs, &mut Rng::seeded(self.call.chance));
        }
        let mut first = Some(because);
        let mut next = None;
        let most = legs.len();
        for (turn, (place, leg)) in (1..=most).rev().zip(legs.into_iter().rev()) {
            let announcement = hunt.announcement.filter(|_| turn == 1).map(Sound::Recording);
            let music = hunt.music.word().to_owned();
            let because = match first.take_if(|_| turn == 1) {
                Some(because) => because,
                None => Reason::Hunted(id, place),
            };
            let dial = Dial { legs: vec![leg], announcement, music };
            next = Some(self.dial(dial, because, next.map_or(fails, Fails::All)));
        }
        next.unwrap_or_else(|| self.cannot(Ending::Unreachable, Reason::EmptyHunt(id), fails))
    }
}

/// Every order is as likely as any other (Fisher and Yates).
fn shuffle<T>(list: &mut [T], rng: &mut Rng) {
    for (place, rest) in (1..list.len()).rev().zip((2..=list.len() as u64).rev()) {
        let other = usize::try_from(rng.below(rest)).unwrap_or(0);
        list.swap(place, other);
    }
}
