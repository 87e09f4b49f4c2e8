//! Numbers that other carriers asked for.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, PortField, PortOutId, PortOutState, Timestamp};
use tandem_numbering::Did;
use tandem_store::port::{self, Leaving};

use crate::{Command, Cx, Halt, Mode, PORTS_LISTED_MAX};

/// Looks at requests of other carriers, the latest first: for numbers of the actor's family, or for any, if
/// the operator asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortOutList {
    /// The last one that was seen before.
    pub seen: Option<PortOutId>,
}

/// A request of another carrier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortOutView {
    /// Its id.
    pub id: PortOutId,
    /// The number.
    pub did: Did,
    /// Who pays for it.
    pub customer: AccountId,
    /// The other carrier.
    pub carrier: String,
    /// How it stands.
    pub state: PortOutState,
    /// What the other carrier had wrong.
    pub field: Option<PortField>,
    /// When the number goes.
    pub foc: Option<Timestamp>,
    /// When it came.
    pub asked: Timestamp,
    /// When it came to its end.
    pub ended: Option<Timestamp>,
}

impl Command for PortOutList {
    const NAME: &'static str = "port_out.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<PortOutView>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<PortOutView>, Halt> {
        let (before, limit) = (self.seen.unwrap_or(PortOutId(i64::MAX)), PORTS_LISTED_MAX);
        let actor = cx.actor;
        let mut found = match actor.is_operator() {
            true => port::leaving_page(cx.tx, before, limit)?,
            false => port::leaving_of(cx.tx, actor.root, before, limit)?,
        };
        let is_own = |found: &Leaving| {
            actor.account == actor.root || actor.account == found.owner || actor.is_operator()
        };
        found.retain(is_own);
        let view = |found: Leaving| PortOutView {
            id: found.id,
            did: found.did,
            customer: found.account,
            carrier: found.carrier,
            state: found.state,
            field: found.field,
            foc: found.foc,
            asked: found.asked,
            ended: found.ended,
        };
        Ok(found.into_iter().map(view).collect())
    }
}
