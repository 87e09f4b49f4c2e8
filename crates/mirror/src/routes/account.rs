//! What one customer has that calls go to.

use std::collections::BTreeMap;

use tandem_domain::{AccountId, Contact, ObjectBody, ObjectId, ObjectKind};
use tandem_numbering::Did;

/// An object.
pub(super) struct Object {
    /// The version of its row.
    pub(super) version: i64,
    /// What it says.
    pub(super) body: ObjectBody,
}

/// What one customer has, and how it is found.
#[derive(Default)]
pub(super) struct Account {
    objects: BTreeMap<(ObjectKind, ObjectId), Box<Object>>,
    /// The caller-ID filters, the most precise first.
    filters: Vec<ObjectId>,
    /// Who in the phonebook has which number.
    contacts: BTreeMap<Did, ObjectId>,
    /// The agents of each queue, by id.
    agents: BTreeMap<ObjectId, Vec<ObjectId>>,
    /// Each login with the account that it speaks for.
    logins: BTreeMap<Box<str>, AccountId>,
    /// The time zone of its hours that name none, if it is not the usual one.
    zone: Option<Box<str>>,
}

impl Account {
    pub(super) fn object(&self, kind: ObjectKind, id: ObjectId) -> Option<&Object> {
        self.objects.get(&(kind, id)).map(|object| &**object)
    }

    pub(super) fn objects(&self) -> impl Iterator<Item = (ObjectId, &Object)> {
        self.objects.iter().map(|((_, id), object)| (*id, &**object))
    }

    pub(super) fn logins(&self) -> impl Iterator<Item = (&str, AccountId)> {
        self.logins.iter().map(|(name, of)| (&**name, *of))
    }

    pub(super) fn filters(&self) -> &[ObjectId] {
        &self.filters
    }

    pub(super) fn contact(&self, number: Did) -> Option<ObjectId> {
        self.contacts.get(&number).copied()
    }

    pub(super) fn agents(&self, queue: ObjectId) -> &[ObjectId] {
        self.agents.get(&queue).map_or(&[], |agents| agents)
    }

    pub(super) fn has_login(&self, login: &str) -> bool {
        self.logins.contains_key(login)
    }

    pub(super) fn zone(&self) -> Option<&str> {
        self.zone.as_deref()
    }

    /// Its hours that name no time zone are meant by this one; empty for the usual one.
    pub(super) fn set_zone(&mut self, zone: &str) {
        self.zone = Some(zone).filter(|zone| !zone.is_empty()).map(Into::into);
    }

    /// Puts an object in the place of what was there.
    pub(super) fn put(&mut self, id: ObjectId, object: Object) {
        let kind = object.body.kind();
        self.remove(kind, id);
        match &object.body {
            ObjectBody::PhonebookEntry(entry) => {
                if let Contact::Number(number) = entry.contact {
                    self.contacts.insert(number, id);
                }
            }
            ObjectBody::QueueMember(member) => {
                let agents = self.agents.entry(member.queue).or_default();
                let place = agents.partition_point(|agent| *agent < id);
                agents.insert(place, id);
            }
            _ => {}
        }
        self.objects.insert((kind, id), Box::new(object));
        if kind == ObjectKind::CallerIdFilter {
            self.filters.push(id);
            self.sort_filters();
        }
    }

    /// Removes an object.
    pub(super) fn remove(&mut self, kind: ObjectKind, id: ObjectId) {
        let Some(gone) = self.objects.remove(&(kind, id)) else { return };
        match gone.body {
            ObjectBody::PhonebookEntry(entry) => {
                // Somebody else may have the number by now.
                if let Contact::Number(number) = entry.contact
                    && self.contacts.get(&number) == Some(&id)
                {
                    self.contacts.remove(&number);
                }
            }
            ObjectBody::QueueMember(member) => {
                if let Some(agents) = self.agents.get_mut(&member.queue) {
                    agents.retain(|agent| *agent != id);
                }
                self.agents.retain(|_, agents| !agents.is_empty());
            }
            ObjectBody::CallerIdFilter(_) => self.filters.retain(|filter| *filter != id),
            _ => {}
        }
    }

    fn sort_filters(&mut self) {
        let objects = &self.objects;
        self.filters.sort_by_cached_key(|id| {
            let filter = objects.get(&(ObjectKind::CallerIdFilter, *id));
            let precision = filter.and_then(|filter| match &filter.body {
                ObjectBody::CallerIdFilter(filter) => Some(filter.precision()),
                _ => None,
            });
            (precision, *id)
        });
    }

    /// Adds a login.
    pub(super) fn add_login(&mut self, login: &str, of: AccountId) {
        self.logins.insert(login.into(), of);
    }

    /// Removes the logins that speak for an account.
    pub(super) fn remove_logins(&mut self, of: AccountId) {
        self.logins.retain(|_, account| *account != of);
    }
}
