//! What is known of numbers, as it is told.

use tandem_engine::LookedUp;
use tandem_numbering::Did;
use tandem_wire::php::{Map, Value};

use super::data;

/// What is known of a number: its name, its carrier. What nobody knows is empty.
pub fn known(known: &LookedUp, with_carrier: bool, with_name: bool) -> Value {
    let mut shown = Map::new().with("number", known.did.national());
    if with_name {
        shown = shown.with("name", known.name.as_deref().unwrap_or_default());
    }
    if !with_carrier {
        return answered(known, shown);
    }
    let record = known.carrier.clone().unwrap_or_default();
    let ported = record.ported.map(|at| at.to_string().chars().take(10).collect::<String>());
    let shown = shown
        .with("lrn", record.lrn.map(Did::national).unwrap_or_default())
        .with("spid", record.spid.as_str())
        .with("spid_name", record.spid_name.as_str())
        .with("ocn", record.ocn.as_str())
        .with("ocn_name", record.ocn_name.as_str())
        .with("ocn_type", record.ocn_type.as_str())
        .with("lata", record.lata.as_str())
        .with("state", record.region.as_str())
        .with("ratecenter", record.rate_centre.as_str())
        .with("city", record.city.as_str())
        .with("port_date", ported.unwrap_or_default());
    answered(known, shown)
}

/// Behind it since when that is known, if somebody outside said it.
fn answered(known: &LookedUp, mut shown: Map) -> Value {
    if let Some(at) = known.answered {
        shown.push("as_of", at.civil().strftime("%Y-%m-%d %H:%M:%S").to_string());
    }
    data(shown)
}
