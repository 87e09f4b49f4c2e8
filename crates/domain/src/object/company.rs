//! Companies, who stands for them in each state, and what was sent to them there.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tandem_numbering::region;

use super::check;
use super::{
    Body, Flaw, KeptFile, Key, ObjectBody, ObjectKind, PostalAddress, Reference, Standing,
};
use crate::{ObjectId, Timestamp};

/// A company of a customer's that needs somebody in each state whom courts and offices can write to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// What it is called.
    pub name: String,
    /// The state in which it was founded, by its two letters.
    pub home: String,
    /// What it is, such as a limited liability company.
    pub form: String,
    /// When it was made known.
    #[serde(default)]
    pub made: Timestamp,
    /// When what is said of it changed last.
    #[serde(default)]
    pub changed: Timestamp,
}

/// Somebody whom courts and offices of a state can write to in the name of a company: a registered agent.
/// Who that is, and since when, is arranged by people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredAgent {
    /// The company.
    pub company: ObjectId,
    /// The state, by its two letters.
    pub jurisdiction: String,
    /// Whether it goes on after a year without being asked for again.
    pub auto_renew: bool,
    /// When it was asked for.
    #[serde(default)]
    pub made: Timestamp,
    /// When what is said of it changed last.
    #[serde(default)]
    pub changed: Timestamp,
    /// Who it is, once somebody was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentName>,
    /// What came of it.
    #[serde(default)]
    pub standing: Standing,
}

/// Who a registered agent is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentName {
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub address: PostalAddress,
}

/// Something that was sent to a company where somebody stands for it. Whoever stands there hands it on to the
/// operator, who keeps it here for the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyDocument {
    /// The company.
    pub company: ObjectId,
    /// What it is about.
    pub title: String,
    /// The state, by its two letters.
    pub jurisdiction: String,
    /// The document.
    pub file: KeptFile,
    /// When it came.
    #[serde(default)]
    pub made: Timestamp,
}

impl Body for CompanyDocument {
    const KIND: ObjectKind = ObjectKind::CompanyDocument;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::CompanyDocument(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.title
    }

    /// Two may have the same title.
    fn keys(&self) -> Vec<Key> {
        Vec::new()
    }

    fn check(&self) -> Result<(), Flaw> {
        check::said("title", &self.title, check::TEXT_CHARS_MAX)?;
        state("jurisdiction", &self.jurisdiction)?;
        self.file.check()
    }

    fn references(&self) -> Vec<Reference> {
        Reference::object("company", ObjectKind::Company, Some(self.company)).into_iter().collect()
    }

    fn files(&self) -> BTreeSet<(&str, u32)> {
        BTreeSet::from([self.file.kept()])
    }

    fn dated(self, before: Option<&Self>, now: Timestamp) -> Self {
        Self { made: before.map_or(now, |before| before.made), ..self }
    }
}

impl Body for Company {
    const KIND: ObjectKind = ObjectKind::Company;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::Company(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn check(&self) -> Result<(), Flaw> {
        check::said("name", &self.name, check::TEXT_CHARS_MAX)?;
        check::said("form", &self.form, check::NAME_CHARS_MAX)?;
        state("home", &self.home)
    }

    fn references(&self) -> Vec<Reference> {
        Vec::new()
    }

    fn dated(self, before: Option<&Self>, now: Timestamp) -> Self {
        Self { made: before.map_or(now, |before| before.made), changed: now, ..self }
    }
}

impl Body for RegisteredAgent {
    const KIND: ObjectKind = ObjectKind::RegisteredAgent;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::RegisteredAgent(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.jurisdiction
    }

    /// One for each company and state.
    fn keys(&self) -> Vec<Key> {
        let value = format!("{}:{}", self.company, self.jurisdiction);
        vec![Key { field: "jurisdiction", value }]
    }

    fn check(&self) -> Result<(), Flaw> {
        if let Some(agent) = &self.agent {
            check::said("agent", &agent.name, check::TEXT_CHARS_MAX)?;
            let address = &agent.address;
            for line in [&address.line1, &address.city, &address.region, &address.postal_code] {
                check::said("address", line, check::TEXT_CHARS_MAX)?;
            }
            check::text("address", &address.line2, check::TEXT_CHARS_MAX)?;
        } else if self.standing.is_approved() {
            return Err(Flaw::new("agent", "must be somebody, to be approved"));
        }
        state("jurisdiction", &self.jurisdiction)
    }

    fn references(&self) -> Vec<Reference> {
        Reference::object("company", ObjectKind::Company, Some(self.company)).into_iter().collect()
    }

    fn standing(&self) -> Option<&Standing> {
        Some(&self.standing)
    }

    fn judged(self, standing: Standing) -> Self {
        Self { standing, ..self }
    }

    fn dated(self, before: Option<&Self>, now: Timestamp) -> Self {
        Self { made: before.map_or(now, |before| before.made), changed: now, ..self }
    }

    /// Whether it goes on by itself is the customer's to say at any time.
    fn asks_anew(&self, before: &Self) -> bool {
        let (auto_renew, made, changed) = (self.auto_renew, self.made, self.changed);
        *self != Self { auto_renew, made, changed, ..before.clone() }
    }
}

/// A state of the United States, or the capital.
fn state(field: &'static str, letters: &str) -> Result<(), Flaw> {
    let known = region::find(Some("US"), letters).is_some_and(|found| found.code == letters);
    if known { Ok(()) } else { Err(Flaw::new(field, "must be a state, such as CO")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn going_on_by_itself_asks_for_nothing_new() {
        let agent = RegisteredAgent {
            company: ObjectId(1),
            jurisdiction: "CO".to_owned(),
            auto_renew: true,
            made: Timestamp(1),
            changed: Timestamp(1),
            agent: None,
            standing: Standing::Submitted,
        };
        let later = RegisteredAgent { auto_renew: false, changed: Timestamp(2), ..agent.clone() };
        assert!(!later.asks_anew(&agent));
        let elsewhere = RegisteredAgent { jurisdiction: "NE".to_owned(), ..agent.clone() };
        assert!(elsewhere.asks_anew(&agent));
        assert!(agent.clone().judged(Standing::Approved).check().is_err());
        for (letters, is_one) in [("CO", true), ("co", false), ("ON", false), ("Colorado", false)] {
            assert_eq!(state("home", letters).is_ok(), is_one, "{letters}");
        }
    }
}
