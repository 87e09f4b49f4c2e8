//! What was told, and what could not be.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, DeliveryId, DeliveryState, HookId, Scope, Timestamp};
use tandem_store::delivery::{self, Delivery, Shown, Try};

use crate::{Command, Cx, Halt, LIST_DELIVERIES_MAX, Mode};

/// How many tries of one delivery are shown.
const TRIES_MAX: i64 = 1000;

/// Looks at deliveries, newest first, a page at a time. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeliveryList {
    /// Those of this account.
    pub account: Option<AccountId>,
    /// Those of this hook.
    pub hook: Option<HookId>,
    /// Those in this state.
    pub state: Option<DeliveryState>,
    /// Mails rather than calls of hooks.
    pub mail: bool,
    /// Only those with an id below this one.
    pub before: DeliveryId,
}

/// A delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryView {
    /// Its id.
    pub id: DeliveryId,
    /// The hook it is for; `None`: it goes by mail.
    pub hook: Option<HookId>,
    /// The account whose event it tells.
    pub account: AccountId,
    /// The number of that event.
    pub seq: i64,
    /// Its kind.
    pub kind: String,
    /// What is sent.
    pub payload: String,
    /// How far it has come.
    pub state: DeliveryState,
    /// When it is tried next, if it waits.
    pub due: Option<Timestamp>,
    /// How often it was begun.
    pub tries: i64,
    /// What came of the last try.
    pub last: Option<TryView>,
}

/// A try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TryView {
    /// The how-manieth.
    pub nth: i64,
    /// When it ended.
    pub at: Timestamp,
    /// The HTTP status that came back, if one did.
    pub status: Option<i64>,
    /// What went wrong; empty if nothing did.
    pub error: String,
    /// How long it took, in microseconds.
    pub micros: i64,
}

impl Command for DeliveryList {
    const NAME: &'static str = "delivery.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<DeliveryView>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<DeliveryView>, Halt> {
        cx.require_operator()?;
        let shown =
            Shown { account: self.account, hook: self.hook, state: self.state, mail: self.mail };
        let found = delivery::list(cx.tx, &shown, self.before, LIST_DELIVERIES_MAX)?;
        Ok(found.into_iter().map(|(found, last)| view(found, last)).collect())
    }
}

fn view(found: Delivery, last: Option<Try>) -> DeliveryView {
    DeliveryView {
        id: found.id,
        hook: found.hook,
        account: found.account,
        seq: found.seq,
        kind: found.kind,
        payload: found.payload,
        state: found.state,
        due: found.due,
        tries: found.tries,
        last: last.map(view_of_try),
    }
}

fn view_of_try(tried: Try) -> TryView {
    TryView {
        nth: tried.nth,
        at: tried.at,
        status: tried.status,
        error: tried.error,
        micros: tried.micros,
    }
}

/// Looks at the tries of one delivery, first to last. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TryList {
    /// The delivery.
    pub id: DeliveryId,
}

impl Command for TryList {
    const NAME: &'static str = "try.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<TryView>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<TryView>, Halt> {
        cx.require_operator()?;
        let tries = delivery::tries(cx.tx, self.id, TRIES_MAX)?;
        Ok(tries.into_iter().map(view_of_try).collect())
    }
}
