//! Who calls, as the account that is called knows them: from its phonebook, and by its caller-ID
//! filters.

use super::super::RouteBook;
use super::Decision;
use crate::object::{Caller, ObjectBody};
use crate::{AccountId, ObjectId, ObjectKind};

/// A caller whom the account has in its phonebook.
pub(super) struct Known {
    /// The entry.
    id: ObjectId,
    /// What it calls the caller.
    name: String,
}

impl<B: RouteBook> Decision<'_, B> {
    /// Looks the caller up in the phonebook and among the filters.
    pub(super) fn recognise(&mut self, account: AccountId) {
        if let Some(number) = self.call.from.number
            && let Some((id, entry)) = self.book.contact(account, number)
        {
            self.note(true, || {
                format!("the phonebook calls the caller {} (entry {id})", entry.name)
            });
            self.known = Some(Known { id, name: entry.name.clone() });
        }
        for (id, filter) in self.book.filters(account, self.call.to) {
            self.keep.any_caller = false;
            if self.catches(account, filter.caller) {
                self.filter = Some((id, filter));
                return;
            }
            self.note(false, || {
                format!("caller-ID filter {id} is for {}, not for this caller", filter.caller)
            });
        }
    }

    /// The caller's name: as the phonebook has it, or else as it was sent.
    pub(super) fn caller_name(&self) -> &str {
        self.known.as_ref().map_or(&self.call.from.name, |known| &known.name)
    }

    fn catches(&self, account: AccountId, whom: Caller) -> bool {
        let from = &self.call.from;
        match whom {
            Caller::Number(number) => from.is(number),
            Caller::Anonymous => from.is_anonymous(),
            Caller::Foreign => from.is_foreign(),
            Caller::Attested(how) => self.call.attested == Some(how),
            Caller::Phonebook => self.known.is_some(),
            Caller::PhonebookGroup(group) => self.known.as_ref().is_some_and(|known| {
                let body = self.book.object(account, ObjectKind::PhonebookGroup, group);
                matches!(body.as_deref(), Some(ObjectBody::PhonebookGroup(group))
                    if group.members.contains(&known.id))
            }),
        }
    }
}
