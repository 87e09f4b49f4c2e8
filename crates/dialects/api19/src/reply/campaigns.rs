//! Campaigns, as they are shown.

use tandem_domain::{Campaign, ObjectId, Standing};
use tandem_wire::php::{Map, Value};

use super::{data, ok};

/// One that is to be looked at.
pub fn submitted(id: ObjectId) -> Value {
    ok().with("campaign_id", id.to_string()).into()
}

/// What came of them.
pub fn list(campaigns: &[(ObjectId, Campaign)]) -> Value {
    data(Value::list(campaigns.iter().map(|(id, campaign)| {
        let shown = Map::new()
            .with("campaign_id", id.to_string())
            .with("did", campaign.number.national())
            .with("businessname", &campaign.business)
            .with("usecase", &campaign.use_case)
            .with("status", campaign.standing.word());
        match &campaign.standing {
            Standing::Rejected { why } => shown.with("reason", why),
            Standing::Submitted | Standing::Approved => shown,
        }
    })))
}
