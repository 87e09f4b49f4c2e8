//! Numbers that are waited for.

use tandem_engine::BackorderView;
use tandem_wire::php::Map;

use super::{Reply, billing_type, or_zero, wall_clock};
use crate::words::Word;

/// The back-orders, and how many numbers are waited for in all. One that is asked for by its id
/// must be there.
pub fn backorders(found: &[BackorderView], by_id: bool) -> Reply {
    if found.is_empty() {
        return Reply::Word(match by_id {
            true => Word::of("invalid_id"),
            false => Word::saying("no_did", "there are no back-orders"),
        });
    }
    let waiting: u64 = found.iter().map(|wait| u64::from(wait.waiting)).sum();
    let rows: Vec<Map> = found.iter().map(row).collect();
    Reply::Success(Map::new().with("quantity", waiting.to_string()).with("back_orders", rows))
}

fn row(wait: &BackorderView) -> Map {
    let settings = &wait.settings;
    let routing = settings.routing.clone().unwrap_or_default();
    Map::new()
        .with("id", wait.backorder.0.to_string())
        .with("description", place(wait))
        .with("routing", routing.to_string())
        .with("failover_busy", settings.failover_busy.to_string())
        .with("failover_unreachable", settings.failover_unreachable.to_string())
        .with("failover_noanswer", settings.failover_no_answer.to_string())
        .with("voicemail", or_zero(&settings.voicemail))
        .with("pop", or_zero(&settings.pop))
        .with("dialtime", settings.dial_seconds.to_string())
        .with("cnam", if settings.cnam { "1" } else { "0" })
        .with("billing_type", billing_type(&wait.plan, wait.price))
        .with("order_date", wall_clock(wait.placed))
}

/// `MIAMI, FL`, as far as what is waited for says so.
fn place(wait: &BackorderView) -> String {
    let wanted = wait.tiers.first();
    let parts = wanted.map(|wanted| [wanted.rate_centre.as_deref(), wanted.region.as_deref()]);
    parts.into_iter().flatten().flatten().collect::<Vec<_>>().join(", ")
}
