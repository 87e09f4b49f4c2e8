//! What is delivered in a try that has begun.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, DeliveryId, HookId, Refusal, Scope};
use tandem_store::Ahead;
use tandem_store::due::{self, Parcel};

use crate::{Begun, Command, Cx, DELIVERIES_BEGUN_MAX, Halt, Mode};

/// Looks at all that is needed to deliver what was begun. The operator's job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeliveryGet {
    /// The tries.
    pub of: Vec<Begun>,
}

/// Something to deliver, and all that is needed for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToDeliver {
    /// The delivery.
    pub id: DeliveryId,
    /// The how-manieth try this is.
    pub nth: i64,
    /// The account whose event it tells.
    pub account: AccountId,
    /// The kind of that event.
    pub kind: String,
    /// What is sent.
    pub payload: String,
    /// The hook that is called; `None`: it goes by mail.
    pub hook: Option<HookId>,
    /// Where it is called; empty for a mail.
    pub url: String,
    /// What the call is signed with; empty for a mail.
    pub secret: String,
}

impl Command for DeliveryGet {
    const NAME: &'static str = "delivery.get";
    const MODE: Mode = Mode::Read;
    /// Those that are still under way: not what was settled, or begun again by somebody else.
    type Outcome = Vec<ToDeliver>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<ToDeliver>, Halt> {
        cx.require_operator()?;
        if self.of.len() > DELIVERIES_BEGUN_MAX {
            let max = u32::try_from(DELIVERIES_BEGUN_MAX).unwrap_or(u32::MAX);
            return Err(Refusal::TooMany { wanted: self.of.len() as u64, max }.into());
        }
        for begun in &self.of {
            // All of it in one journey: an answer to a look ahead is none yet.
            let _ = due::parcel(&mut Ahead(cx.tx), begun.id, begun.nth);
        }
        let mut found = Vec::new();
        for begun in &self.of {
            let parcel = due::parcel(cx.tx, begun.id, begun.nth)?;
            found.extend(parcel.map(|parcel| to_deliver(*begun, parcel)));
        }
        Ok(found)
    }
}

fn to_deliver(begun: Begun, parcel: Parcel) -> ToDeliver {
    ToDeliver {
        id: begun.id,
        nth: begun.nth,
        account: parcel.account,
        kind: parcel.kind,
        payload: parcel.payload,
        hook: parcel.hook,
        url: parcel.url,
        secret: parcel.secret,
    }
}
