//! Every call there is a record of, for exports.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, CallId, CallRecord, Money, Scope};
use tandem_store::call_record::{self, Kept};

use crate::{Command, Cx, EXPORT_ROWS, Halt, Mode};

/// Looks at calls, whosever they are, in the order in which they were reported. The operator's command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallPage {
    /// The last that was seen before.
    pub after: CallId,
}

/// A call with all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallWhole {
    /// Its id.
    pub id: CallId,
    /// What the switch said.
    pub record: CallRecord,
    /// Who pays for the number; `None`: nobody had it.
    pub account: Option<AccountId>,
    /// Who had it.
    pub owner: Option<AccountId>,
    /// For how many seconds it was charged.
    pub billed: u32,
    /// What a minute cost, if the call was rated.
    pub minute: Option<Money>,
    /// What it cost.
    pub charged: Money,
    /// What a reseller's client was charged.
    pub client_charged: Money,
}

impl Command for CallPage {
    const NAME: &'static str = "call.page";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<CallWhole>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<CallWhole>, Halt> {
        cx.require_operator()?;
        let page = call_record::page(cx.tx, self.after, EXPORT_ROWS)?;
        Ok(page.into_iter().map(whole).collect())
    }
}

pub(super) fn whole(kept: Kept) -> CallWhole {
    let customer = kept.rate.map(|rate| rate.customer);
    let client = kept.rate.and_then(|rate| rate.client);
    CallWhole {
        id: kept.id,
        record: kept.record,
        account: kept.whose.map(|whose| whose.account),
        owner: kept.whose.map(|whose| whose.owner),
        billed: kept.rate.map_or(0, |rate| rate.billed),
        minute: customer.map(|charge| charge.minute),
        charged: customer.map_or(Money::ZERO, |charge| charge.charged),
        client_charged: client.map_or(Money::ZERO, |charge| charge.charged),
    }
}
