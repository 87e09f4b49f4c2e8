//! A dialect's table: from the name on the wire to the operation.

use crate::{Coverage, Entry, Spec, Status};

/// A section of the provider's documents, with the names of those of its operations that are known
/// and not supported yet.
pub type Section = (&'static str, &'static [&'static str]);

/// Everything that a provider has: what works, and what is known by name only.
pub struct Table<S: 'static> {
    works: &'static [Entry<S>],
    others: &'static [Section],
}

/// What a name leads to.
pub enum Found<S: 'static> {
    /// It works.
    Works(&'static Entry<S>),
    /// The provider has an operation of this name; the dialect has not, yet.
    NotSupported(&'static str),
}

impl<S> Found<S> {
    /// Its name, as the provider spells it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Works(entry) => entry.spec.name,
            Self::NotSupported(name) => name,
        }
    }
}

impl<S: Send + 'static> Table<S> {
    /// The table of these operations.
    pub const fn new(works: &'static [Entry<S>], others: &'static [Section]) -> Self {
        Self { works, others }
    }

    /// The operation of that name, in any case.
    pub fn find(&self, name: &str) -> Option<Found<S>> {
        let works = self.works.iter().find(|entry| entry.spec.name.eq_ignore_ascii_case(name));
        let others = || self.others.iter().flat_map(|(_, names)| *names);
        works.map(Found::Works).or_else(|| {
            others()
                .find(|known| known.eq_ignore_ascii_case(name))
                .copied()
                .map(Found::NotSupported)
        })
    }

    /// All of it, and how far each is done.
    pub fn coverage(&self) -> Vec<Coverage> {
        let works =
            self.works.iter().map(|entry| Coverage { spec: *entry.spec, status: entry.status });
        let others = self.others.iter().flat_map(|(section, names)| {
            names.iter().map(|name| Coverage {
                spec: Spec { name, section, about: "", params: &[] },
                status: Status::NotSupported,
            })
        });
        works.chain(others).collect()
    }
}
