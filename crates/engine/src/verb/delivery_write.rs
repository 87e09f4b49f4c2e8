//! What is to be told is written down, once.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tandem_domain::{AccountId, DeliveryId, DeliveryState, HookId, Refusal, Scope, Timestamp};
use tandem_store::delivery::{self, Delivery};
use tandem_store::{FeedCursor, Lane, StoreError, account, follower};

use crate::{Command, Cx, DELIVERIES_WRITTEN_MAX, DELIVERY_SECONDS_MAX, Halt, Mode};

/// The follower of the feed whose place this is about.
pub(crate) const FOLLOWER: &str = "deliveries";

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToTell {
    /// The hook it is for; `None`: it goes by mail.
    pub hook: Option<HookId>,
    /// The account whose event it tells.
    pub account: AccountId,
    /// The number of that event.
    pub seq: i64,
    /// Its kind, as it is told.
    pub kind: String,
    /// What is sent.
    pub payload: String,
}

/// Writes down what is to be told of the events between two places in the feed. Of several that
/// have read the same, one writes; the others are told so. The operator's job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeliveryWrite {
    /// Where the feed was read up to before; `None`: nobody has begun.
    pub from: Option<FeedCursor>,
    /// Where it was read up to now.
    pub to: FeedCursor,
    /// What is to be told of what lies between.
    pub told: Vec<ToTell>,
}

impl Command for DeliveryWrite {
    const NAME: &'static str = "delivery.write";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    /// Whether it was written by this command.
    type Outcome = bool;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<bool, Halt> {
        cx.require_operator()?;
        if self.told.len() > DELIVERIES_WRITTEN_MAX {
            let max = u32::try_from(DELIVERIES_WRITTEN_MAX).unwrap_or(u32::MAX);
            return Err(Refusal::TooMany { wanted: self.told.len() as u64, max }.into());
        }
        let ours = match self.from {
            None => follower::begin(cx.tx, FOLLOWER, self.to)?,
            Some(from) => follower::advance(cx.tx, FOLLOWER, from, self.to)?,
        };
        if !ours {
            return Ok(false);
        }
        let give_up = cx.now.plus_seconds(DELIVERY_SECONDS_MAX);
        for (place, told) in (0..).zip(&self.told) {
            let payload = match told.hook {
                Some(_) => told.payload.clone(),
                // Who has no address is not written to.
                None => match addressed(cx, told)? {
                    Some(letter) => letter,
                    None => continue,
                },
            };
            let delivery = Delivery {
                id: DeliveryId(cx.id()),
                hook: told.hook,
                account: told.account,
                seq: told.seq,
                kind: told.kind.clone(),
                payload,
                state: DeliveryState::Waiting,
                // A microsecond apart: they are told in the order in which they happened, as far as
                // nothing fails.
                due: Some(Timestamp(cx.now.0 + place)),
                tries: 0,
                give_up,
            };
            delivery::insert(cx.tx, &delivery)?;
        }
        Ok(true)
    }
}

/// A letter with the address of its account; nothing if that has none.
fn addressed(cx: &mut Cx<'_>, told: &ToTell) -> Result<Option<String>, Halt> {
    let account = account::get(cx.tx, told.account)?;
    let Some(email) = account.map(|account| account.profile.email).filter(|to| !to.is_empty())
    else {
        return Ok(None);
    };
    let mut letter: Value =
        serde_json::from_str(&told.payload).map_err(|_| StoreError::Shape("delivery.payload"))?;
    letter["to"] = email.into();
    Ok(Some(letter.to_string()))
}
