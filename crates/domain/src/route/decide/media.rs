//! What a switch with media does: menus, queues, conferences, second dial tones.

use super::super::{
    Action, Agent, Conference, Ending, Exit, Keys, Menu, Next, Queue, Reason, RouteBook, Sound,
    When,
};
use super::Decision;
use super::failover::Fails;
use super::place::{Been, Way};
use crate::object::{self, Callback, Disa, Ivr, ObjectBody, QueueExit, VoicemailSetup};
use crate::{AccountId, Destination, ObjectId, ObjectKind};

impl<B: RouteBook> Decision<'_, B> {
    pub(super) fn menu(
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
    /// Lets the caller wait for an agent. A way out for which the queue has no failover ends the call.
    pub(super) fn queue(
        &mut self,
        account: AccountId,
        (to, id): (&Destination, ObjectId),
        queue: &object::Queue,
        because: Reason,
        way: Way<'_>,
    ) -> Next {
        let agents = self.agents(account, id, queue);
        let settings = object::Queue { password: String::new(), ..queue.clone() };
        let action = Action::Queue(Box::new(Queue { id, agents, settings }));
        let Some(step) = self.draft.reserve(action, because) else {
            return self.full(way.fails);
        };
        let been = Been { to, menu: None, before: way.from };
        let onwards = Way { fails: way.fails, from: Some(&been), by_keys: false };
        let mut exits = Vec::with_capacity(queue.failover.len());
        for (exit, to) in queue.failover.iter().filter(|(_, to)| !to.is_none()) {
            if exits.iter().any(|known: &Exit| known.when == when(*exit)) {
                continue;
            }
            // Those that lead to the same destination share its steps.
            let same = queue.failover.iter().filter(|(_, other)| *other == to);
            let same: Vec<QueueExit> = same.map(|(exit, _)| *exit).collect();
            let next = self.place(to, Reason::LeftQueue(id, same.clone()), onwards);
            exits.extend(same.into_iter().map(|exit| Exit { when: when(exit), next }));
        }
        self.draft.exits(step, exits);
        Next::Step(step)
    }

    fn agents(&mut self, account: AccountId, id: ObjectId, queue: &object::Queue) -> Vec<Agent> {
        let mut agents = Vec::new();
        for (_, member) in self.book.agents(account, id) {
            let prefix = Some(queue.caller_id_prefix.as_str()).filter(|prefix| !prefix.is_empty());
            match self.login(account, &member.login, queue.ring_seconds, prefix) {
                Ok(leg) => {
                    let (name, penalty) = (member.name.clone(), member.penalty);
                    agents.push(Agent { name, penalty, leg });
                }
                Err((_, why)) => self.note(true, || format!("agent {}: {why}", member.name)),
            }
        }
        agents
    }

    /// Lets the caller join a room.
    pub(super) fn conference(
        &mut self,
        account: AccountId,
        id: ObjectId,
        conference: &object::Conference,
        because: Reason,
        fails: Fails,
    ) -> Next {
        let mut guests = Vec::with_capacity(conference.members.len());
        for member in &conference.members {
            let body = self.book.object(account, ObjectKind::ConferenceMember, *member);
            match body.as_deref() {
                Some(ObjectBody::ConferenceMember(guest)) => guests.push(guest.clone()),
                _ => {
                    let gone = Reason::Gone(ObjectKind::ConferenceMember, member.to_string());
                    self.note(true, || gone.to_string());
                }
            }
        }
        // A room of which nobody is left who may come in is not open to everybody for that.
        if guests.is_empty() && !conference.members.is_empty() {
            return self.cannot(Ending::Unreachable, Reason::EmptyRoom(id), fails);
        }
        let settings = conference.clone();
        self.play(Action::Conference(Box::new(Conference { id, guests, settings })), because, fails)
    }

    /// Gives a dial tone to who knows the PIN.
    pub(super) fn disa(
        &mut self,
        account: AccountId,
        id: ObjectId,
        disa: &Disa,
        because: Reason,
        fails: Fails,
    ) -> Next {
        let shown = self.may_show(account, disa.caller_id);
        let action = Action::Disa {
            id,
            pin: disa.pin.clone(),
            digit_seconds: disa.digit_seconds,
            shown: shown.map_or(self.call.to, |(own, _)| own).e164(),
            language: disa.language.code().to_owned(),
        };
        self.play(action, because, fails)
    }

    /// Hangs up and calls a number.
    pub(super) fn call_back(
        &mut self,
        account: AccountId,
        id: ObjectId,
        callback: &Callback,
        because: Reason,
        fails: Fails,
    ) -> Next {
        if let Err((ending, why)) = self.may_ring(account, callback.number) {
            return self.cannot(ending, why, fails);
        }
        let shown = self.may_show(account, callback.caller_id);
        let action = Action::CallBack {
            id,
            number: callback.number,
            delay_seconds: callback.delay_seconds,
            answer_seconds: callback.response_seconds,
            digit_seconds: callback.digit_seconds,
            shown: shown.map_or(self.call.to, |(own, _)| own).e164(),
        };
        self.play(action, because, fails)
    }

    /// A step after which nothing follows.
    fn play(&mut self, action: Action, because: Reason, fails: Fails) -> Next {
        match self.draft.reserve(action, because) {
            Some(step) => Next::Step(step),
            None => self.full(fails),
        }
    }
}

/// How a step comes out when a queue lets a caller go.
const fn when(exit: QueueExit) -> When {
    match exit {
        QueueExit::Timeout => When::TimedOut,
        QueueExit::Full => When::Full,
        QueueExit::JoinEmpty => When::JoinEmpty,
        QueueExit::LeaveEmpty => When::LeaveEmpty,
        QueueExit::JoinUnavailable => When::JoinUnavailable,
        QueueExit::LeaveUnavailable => When::LeaveUnavailable,
    }
}
