//! The versions of a customer's routing: the events that changed it.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, EventBody, ObjectBody, ObjectKind};
use tandem_numbering::Did;
use tandem_store::event;

use super::past_reading::RouteVersion;
use crate::{Command, Cx, EVENTS_LOOKED_AT_MAX, Halt, Mode};

/// Looks at the versions of the customer's routing, the latest first. A look goes through so many events and no more;
/// where it ends, the next begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteVersionList {
    /// Only those before this one.
    pub before: Option<i64>,
}

/// The versions among some events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteVersions {
    /// The versions, the latest first.
    pub versions: Vec<RouteVersionView>,
    /// Where the next look begins; `None` when there is nothing before.
    pub before: Option<i64>,
}

/// A version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteVersionView {
    /// Which.
    pub version: RouteVersion,
    /// Who made it.
    pub by: AccountId,
    /// What was changed: `did:13055550100`, `fwd:1026`.
    pub changed: Vec<String>,
}

impl Command for RouteVersionList {
    const NAME: &'static str = "route_version.list";
    const MODE: Mode = Mode::Read;
    type Outcome = RouteVersions;

    fn run(&self, cx: &mut Cx<'_>) -> Result<RouteVersions, Halt> {
        let customer = cx.route_customer()?;
        cx.account(customer)?;
        let before = self.before.unwrap_or(i64::MAX);
        let rows = event::before(cx.tx, customer, before, EVENTS_LOOKED_AT_MAX)?;
        let mut versions = Vec::new();
        let mut last = None;
        for row in &rows {
            let event = event::read(row)?;
            last = Some(event.seq).filter(|seq| *seq > 1);
            let changed = changed(&event.body);
            if !changed.is_empty() {
                let version = RouteVersion { number: event.seq, at: event.at };
                versions.push(RouteVersionView { version, by: event.by, changed });
            }
        }
        Ok(RouteVersions { versions, before: last })
    }
}

/// What an event changed of what calls are routed by.
fn changed(body: &EventBody) -> Vec<String> {
    let number = |did: Did| format!("did:{did}");
    let mut changed: Vec<String> = body.moves().iter().map(|step| number(step.did)).collect();
    // What happens to money, to carts and to credentials routes no call.
    match body {
        EventBody::NumberSet { did, .. } => changed.push(number(*did)),
        EventBody::ObjectSet { object, .. } | EventBody::ObjectRemoved { object, .. } => {
            let kind =
                object.split_once(':').and_then(|(header, _)| ObjectKind::from_header(header));
            let routes = |kind: &ObjectKind| ObjectBody::is_of(*kind) && !kind.is_paper();
            changed.extend(kind.filter(routes).map(|_| object.clone()));
        }
        EventBody::NumbersHeld { .. } | EventBody::HoldsEnded { .. } => changed.clear(),
        _ => {}
    }
    changed
}
