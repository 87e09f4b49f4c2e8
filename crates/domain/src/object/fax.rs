//! Faxes that are to be sent.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::check;
use super::{Body, Flaw, KeptFile, Key, ObjectBody, ObjectKind, Reference, Referent};
use crate::{Target, Timestamp};

/// The most files of one fax.
pub const FAX_FILES_MAX: usize = 20;

/// A fax as it was handed in: from a number, to a number, one file behind the other. It waits for the day on
/// which something here can send faxes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fax {
    /// The number that it comes from.
    pub source: Did,
    /// The number that it goes to.
    pub destination: Did,
    /// What it shows, in this order.
    pub files: Vec<KeptFile>,
    /// The page that is to hear what became of it; empty for none.
    #[serde(default)]
    pub callback: String,
    /// When it was handed in.
    #[serde(default)]
    pub made: Timestamp,
}

impl Body for Fax {
    const KIND: ObjectKind = ObjectKind::Fax;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::Fax(body) = body { Some(body) } else { None }
    }

    /// Faxes are not called anything.
    fn name(&self) -> &str {
        ""
    }

    /// Two may be the same.
    fn keys(&self) -> Vec<Key> {
        Vec::new()
    }

    fn check(&self) -> Result<(), Flaw> {
        check::callee("destination", self.destination)?;
        if self.files.is_empty() || self.files.len() > FAX_FILES_MAX {
            return Err(Flaw::new("files", format!("must be 1 to {FAX_FILES_MAX} files")));
        }
        self.files.iter().try_for_each(KeptFile::check)?;
        if !self.callback.is_empty() {
            let unsound = |why: crate::TargetFault| Flaw::new("callback", why.to_string());
            Target::parse(&self.callback).map_err(unsound)?;
        }
        Ok(())
    }

    fn references(&self) -> Vec<Reference> {
        vec![Reference { field: "source", to: Referent::Number(self.source) }]
    }

    fn files(&self) -> BTreeSet<(&str, u32)> {
        self.files.iter().map(KeptFile::kept).collect()
    }

    fn dated(self, before: Option<&Self>, now: Timestamp) -> Self {
        Self { made: before.map_or(now, |before| before.made), ..self }
    }
}
