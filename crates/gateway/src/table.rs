//! A dialect's table: from the name on the wire to the operation.

use crate::{Coverage, Entry, Spec, Status};

/// A section of the provider's documents, with the names of those of its operations that are known
/// and not supported yet.
pub type Section = (&'static str, &'static [&'static str]);

/// Operations that are known and not supported because something is not there.
pub struct Lacking {
    /// The section of the provider's documents that they stand in.
    pub section: &'static str,
    /// Their names.
    pub names: &'static [&'static str],
    /// What there is not: "there are no …".
    pub what: &'static str,
}

/// Everything that a provider has: what works, and what is known by name only.
pub struct Table<S: 'static> {
    works: &'static [Entry<S>],
    others: &'static [Section],
    lacking: &'static [Lacking],
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
        Self { works, others, lacking: &[] }
    }

    /// The same with operations of which it is said why they are not supported.
    #[must_use]
    pub const fn without(self, lacking: &'static [Lacking]) -> Self {
        Self { lacking, ..self }
    }

    /// What there is not, so that the operation of that name is not supported, as far as that is said.
    pub fn lacks(&self, name: &str) -> Option<&'static str> {
        let lacking = self.lacking.iter().find(|lacking| lacking.names.contains(&name));
        lacking.map(|lacking| lacking.what)
    }

    /// What is not supported, by the sections of the provider's documents.
    fn unsupported(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let others = self.others.iter().map(|(section, names)| (*section, *names));
        let lacking = self.lacking.iter().map(|lacking| (lacking.section, lacking.names));
        others
            .chain(lacking)
            .flat_map(|(section, names)| names.iter().map(move |name| (section, *name)))
    }

    /// The operation of that name, in any case.
    pub fn find(&self, name: &str) -> Option<Found<S>> {
        let works = self.works.iter().find(|entry| entry.spec.name.eq_ignore_ascii_case(name));
        works.map(Found::Works).or_else(|| {
            let mut known = self.unsupported().map(|(_, known)| known);
            known.find(|known| known.eq_ignore_ascii_case(name)).map(Found::NotSupported)
        })
    }

    /// All of it, and how far each is done.
    pub fn coverage(&self) -> Vec<Coverage> {
        let works = self.works.iter().map(|entry| Coverage {
            spec: *entry.spec,
            status: entry.status,
            lacks: None,
        });
        let others = self.unsupported().map(|(section, name)| Coverage {
            spec: Spec { name, section, about: "", params: &[] },
            status: Status::NotSupported,
            lacks: self.lacks(name),
        });
        works.chain(others).collect()
    }
}
