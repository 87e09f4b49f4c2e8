//! Campaigns: what a toll-free number writes to people, and how these agreed to it.

use serde::{Deserialize, Serialize};
use tandem_numbering::{Did, area};

use super::check;
use super::{Body, Flaw, Key, ObjectBody, ObjectKind, Reference, Referent, Standing};
use crate::{Target, is_email};

/// The longest text of a campaign that is more than a name, in characters.
const TEXT_CHARS_MAX: usize = 2000;
/// The most links to pictures of how people agreed.
const EVIDENCE_MAX: usize = 2;

/// What a toll-free number is to be used for when it writes to people. The carriers of North America take
/// messages of such a number only once this was looked at and approved; between numbers of this platform
/// they need not be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// The number.
    pub number: Did,
    /// The business that writes.
    pub business: String,
    /// Whom to ask.
    pub contact: Box<CampaignContact>,
    /// Its page on the web.
    pub website: String,
    /// Where it is.
    pub address: Box<PostalAddress>,
    /// What the messages are for.
    pub use_case: String,
    /// How people agree to be written to.
    pub consent: String,
    /// What a message says, for example.
    pub sample: String,
    /// Where the number is made known.
    pub published: String,
    /// How many messages it is to send in a day, as the customer puts it.
    pub volume: String,
    /// What else is said of the messages.
    pub says: CampaignContent,
    /// Links to pictures of how people agreed.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// What came of it.
    #[serde(default)]
    pub standing: Standing,
}

/// Whom to ask about a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignContact {
    /// First name.
    pub first: String,
    /// Last name.
    pub last: String,
    /// Where letters reach them.
    pub email: String,
    /// Where they can be called, as it was written.
    pub phone: String,
}

/// Where somebody is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostalAddress {
    /// Street and house.
    pub line1: String,
    /// What else is needed to find it.
    #[serde(default)]
    pub line2: String,
    /// Town.
    pub city: String,
    /// State or province.
    pub region: String,
    /// ZIP or postal code.
    pub postal_code: String,
}

/// What the messages of a campaign hold, and who is behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CampaignContent {
    /// Addresses of web pages.
    pub links: bool,
    /// Telephone numbers.
    pub numbers: bool,
    /// They go to Canada too.
    pub canada: bool,
    /// They advertise.
    pub advertising: bool,
    /// The business is one of the five hundred largest of the country.
    pub fortune_500: bool,
    /// They ask for donations.
    pub donations: bool,
    /// For whom: a tax number or a page.
    pub donations_for: String,
}

impl Body for Campaign {
    const KIND: ObjectKind = ObjectKind::Campaign;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::Campaign(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.business
    }

    /// One for each number.
    fn keys(&self) -> Vec<Key> {
        vec![Key::number(self.number)]
    }

    fn check(&self) -> Result<(), Flaw> {
        let is_toll_free = self.number.nanp().is_some_and(|parts| area::toll_free(parts.npa));
        if !is_toll_free {
            return Err(Flaw::new("number", "must be toll-free"));
        }
        let (contact, address) = (&self.contact, &self.address);
        for (field, said) in [
            ("business", &self.business),
            ("first", &contact.first),
            ("last", &contact.last),
            ("phone", &contact.phone),
            ("line1", &address.line1),
            ("city", &address.city),
            ("region", &address.region),
            ("postal_code", &address.postal_code),
            ("volume", &self.volume),
        ] {
            check::said(field, said, check::TEXT_CHARS_MAX)?;
        }
        check::text("line2", &address.line2, check::TEXT_CHARS_MAX)?;
        for (field, said) in [
            ("use_case", &self.use_case),
            ("consent", &self.consent),
            ("sample", &self.sample),
            ("published", &self.published),
        ] {
            check::prose(field, said, TEXT_CHARS_MAX)?;
        }
        check::text("donations_for", &self.says.donations_for, check::TEXT_CHARS_MAX)?;
        check::text("website", &self.website, check::TEXT_CHARS_MAX)?;
        if self.website.is_empty() {
            return Err(Flaw::new("website", "must not be empty"));
        }
        if !is_email(&contact.email) {
            return Err(Flaw::new("email", "must be an address that letters reach"));
        }
        if self.evidence.len() > EVIDENCE_MAX {
            return Err(Flaw::new("evidence", format!("must be at most {EVIDENCE_MAX} links")));
        }
        let unsound = self.evidence.iter().find_map(|link| Target::parse(link).err());
        unsound.map_or(Ok(()), |why| Err(Flaw::new("evidence", why.to_string())))
    }

    fn references(&self) -> Vec<Reference> {
        vec![Reference { field: "number", to: Referent::Number(self.number) }]
    }

    fn standing(&self) -> Option<&Standing> {
        Some(&self.standing)
    }

    fn judged(self, standing: Standing) -> Self {
        Self { standing, ..self }
    }
}
