//! Companies and registered agents, as they are shown.

use tandem_domain::{
    Company, CompanyDocument, ObjectId, ObjectKind, RegisteredAgent, Standing, Timestamp,
};
use tandem_numbering::region::{self, Region};
use tandem_wire::php::{Map, Value};

use super::records::plain_uuid;
use super::{data, yes_no};

/// The id under which something is shown.
pub fn shown_id(kind: ObjectKind, id: ObjectId) -> String {
    plain_uuid(&format!("{}:{id}", kind.header()))
}

/// The account's companies.
pub fn companies<'k>(known: impl Iterator<Item = &'k (ObjectId, Company)>) -> Value {
    data(Value::list(known.map(company)))
}

/// A company that was made known.
pub fn company_made(made: &(ObjectId, Company)) -> Value {
    data(company(made))
}

fn company((id, company): &(ObjectId, Company)) -> Map {
    Map::new()
        .with("id", shown_id(ObjectKind::Company, *id))
        .with("name", &company.name)
        .with("home_state", state(&company.home))
        .with("entity_type", &company.form)
        .with("created_at", date(company.made))
        .with("updated_at", date(company.changed))
}

/// Who stands for companies, and who is to.
pub fn agents<'k>(
    known: impl Iterator<Item = &'k (ObjectId, RegisteredAgent)>,
    companies: &[(ObjectId, Company)],
) -> Value {
    data(Value::list(known.map(|agent| shown(agent, companies))))
}

/// One of them.
pub fn agent(agent: &(ObjectId, RegisteredAgent), companies: &[(ObjectId, Company)]) -> Value {
    data(shown(agent, companies))
}

fn shown((id, agent): &(ObjectId, RegisteredAgent), companies: &[(ObjectId, Company)]) -> Map {
    let company = companies.iter().find(|(id, _)| *id == agent.company);
    let (status, why) = match &agent.standing {
        Standing::Submitted => ("pending", None),
        Standing::Approved => ("active", None),
        Standing::Rejected { why } => ("rejected", Some(why)),
    };
    let who = agent.agent.as_ref().map(|who| {
        let address = Map::new()
            .with("line1", &who.address.line1)
            .with("line2", &who.address.line2)
            .with("state_province_region", &who.address.region)
            .with("city", &who.address.city)
            .with("zip_postal_code", &who.address.postal_code);
        Map::new().with("name", &who.name).with("address", address)
    });
    let jurisdiction = plain_uuid(&format!("jurisdiction:{}", agent.jurisdiction));
    let row = Map::new()
        .with("id", shown_id(ObjectKind::RegisteredAgent, *id))
        .with("type", "registered-agent")
        .with("status", status)
        .with("company_id", shown_id(ObjectKind::Company, agent.company))
        .with("created_at", date(agent.made))
        .with("updated_at", date(agent.changed))
        .with("jurisdiction", state(&agent.jurisdiction))
        .with("jurisdiction_id", jurisdiction)
        .with("company", company.map_or("", |(_, company)| company.name.as_str()))
        .with("registered_agent", who)
        .with("service_info", Value::List(Vec::new()))
        .with("auto_renew", yes_no(agent.auto_renew));
    match why {
        Some(why) => row.with("reason", why),
        None => row,
    }
}

/// What was sent to companies.
pub fn documents<'k>(known: impl Iterator<Item = &'k (ObjectId, CompanyDocument)>) -> Value {
    data(Value::list(known.map(|(id, document)| {
        Map::new()
            .with("id", shown_id(ObjectKind::CompanyDocument, *id))
            .with("company_id", shown_id(ObjectKind::Company, document.company))
            .with("title", &document.title)
            .with("type", document.file.format.media_type())
            .with("jurisdiction", state(&document.jurisdiction))
            .with("status", "available")
            .with("created_at", date(document.made))
    })))
}

/// A state by its name.
fn state(code: &str) -> String {
    region::find(Some("US"), code).map_or_else(String::new, Region::title)
}

fn date(at: Timestamp) -> String {
    let civil = at.civil();
    format!(
        "{}.{:03}+00:00",
        civil.strftime("%Y-%m-%dT%H:%M:%S"),
        at.0.rem_euclid(1_000_000) / 1000
    )
}
