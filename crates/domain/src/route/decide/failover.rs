//! Where a call goes on when nobody took it.

use super::super::{Action, Cause, Next, Reason, RouteBook, Sound};
use super::Decision;
use super::place::Way;
use crate::object::{Instructions, ObjectBody};
use crate::{Destination, ObjectId, ObjectKind};

/// Which failovers have had their turn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Used(u8);

impl Used {
    /// None is left.
    const ALL: Self = Self(u8::MAX);

    fn has(self, cause: Cause) -> bool {
        self.0 & (1 << cause as u8) != 0
    }

    const fn with(self, cause: Cause) -> Self {
        Self(self.0 | (1 << cause as u8))
    }
}

/// What is to happen when nobody takes the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fails {
    /// The failover for the cause, unless it has had its turn; then the number's mailbox.
    Number(Used),
    /// The same whatever the cause, as in a call hunt.
    All(Next),
}

impl<B: RouteBook> Decision<'_, B> {
    /// Where the call goes after that cause. A declined call goes nowhere.
    pub(super) fn after(&mut self, cause: Cause, fails: Fails) -> Next {
        if !cause.has_failover() {
            return Next::End(cause.into());
        }
        let used = match fails {
            Fails::All(next) => return next,
            Fails::Number(used) => used,
        };
        let to = self.failover(cause, used);
        // What nothing follows is the same wherever it is come from, and stands in the plan once.
        let used = match &to {
            None => Used::ALL,
            Some(to) if self.is_last(to) => Used::default(),
            Some(_) => used,
        };
        let known = self.placed.iter().find(|(u, c, _)| (*u, *c) == (used, cause));
        if let Some((.., next)) = known {
            return *next;
        }
        let next = match to {
            None => self.number_mailbox(cause),
            Some(to) => {
                let because = match &self.filter {
                    Some((id, _)) => Reason::FilterFailover(*id, cause, to.clone()),
                    None => Reason::Failover(cause, to.clone()),
                };
                self.note(true, || because.to_string());
                self.place(&to, because, Way::begin(Fails::Number(used.with(cause))))
            }
        };
        self.placed.push((used, cause, next));
        next
    }

    /// The failover for a cause, if there is one that has not had its turn: of the filter that caught the
    /// call, or else of the number.
    fn failover(&self, cause: Cause, used: Used) -> Option<Destination> {
        let (busy, no_answer, unreachable) = match (&self.filter, &self.number) {
            (Some((_, filter)), _) => {
                (&filter.failover_busy, &filter.failover_no_answer, &filter.failover_unreachable)
            }
            (None, Some(number)) => {
                let set = &number.settings;
                (&set.failover_busy, &set.failover_no_answer, &set.failover_unreachable)
            }
            (None, None) => return None,
        };
        let to = match cause {
            Cause::Busy => busy,
            Cause::NoAnswer => no_answer,
            Cause::Unreachable => unreachable,
            Cause::Declined | Cause::Looped => return None,
        };
        (!used.has(cause) && !to.is_none()).then(|| to.clone())
    }

    /// Whether a destination takes the call in any case, so that no failover follows it.
    fn is_last(&self, to: &Destination) -> bool {
        match to {
            Destination::System(_) => true,
            Destination::None => false,
            Destination::Object { kind: ObjectKind::Recording | ObjectKind::Voicemail, .. } => {
                let account = self.number.as_ref().map(|number| number.account);
                account.zip(to.named()).is_some_and(|(account, (kind, id))| {
                    self.book.object(account, kind, id).is_some()
                })
            }
            Destination::Object { .. } => false,
        }
    }

    /// The mailbox of the number, or the end.
    fn number_mailbox(&mut self, cause: Cause) -> Next {
        let Some(mailbox) = self.own_mailbox() else {
            self.note(false, || Reason::NothingLeft(cause).to_string());
            return Next::End(cause.into());
        };
        let because = Reason::NumberMailbox(cause, mailbox.clone());
        self.note(true, || because.to_string());
        self.mailbox(mailbox, because).unwrap_or(Next::End(cause.into()))
    }

    /// The number's mailbox, if it has one that is still there.
    pub(super) fn own_mailbox(&mut self) -> Option<String> {
        let number = self.number.as_ref()?;
        let account = number.account;
        let mailbox = number.settings.voicemail.to_string();
        if mailbox.is_empty() {
            return None;
        }
        let id = mailbox.parse().ok().map(ObjectId);
        if id.is_some_and(|id| self.book.object(account, ObjectKind::Voicemail, id).is_some()) {
            return Some(mailbox);
        }
        self.note(true, || Reason::Gone(ObjectKind::Voicemail, mailbox).to_string());
        None
    }

    /// A step that takes a message; `None` if the plan is full.
    pub(super) fn mailbox(&mut self, mailbox: String, because: Reason) -> Option<Next> {
        let account = self.number.as_ref().map(|number| number.account);
        let id = mailbox.parse().ok().map(ObjectId);
        let body = account.zip(id).and_then(|(account, id)| {
            self.book.object(account, ObjectKind::Voicemail, id).map(|body| (account, body))
        });
        let (mut greeting, mut brief) = (None, false);
        if let Some((account, ObjectBody::Voicemail(set))) =
            body.as_ref().map(|(account, body)| (*account, &**body))
        {
            brief = set.instructions == Instructions::Skipped;
            let kept = set.greeting.filter(|greeting| {
                self.book.object(account, ObjectKind::Recording, *greeting).is_some()
            });
            greeting = kept.map(Sound::Recording);
        }
        self.draft.reserve(Action::Voicemail { mailbox, greeting, brief }, because).map(Next::Step)
    }
}
