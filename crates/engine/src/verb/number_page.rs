//! Every number there is, page by page: what exports walk through.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, NumberState, Offer, Scope, Timestamp};
use tandem_numbering::Did;
use tandem_store::number;

use crate::{Command, Cx, EXPORT_ROWS, Halt, Mode};

/// Looks at the numbers after one, in their order. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NumberPage {
    /// The last that was seen before.
    pub after: Option<Did>,
}

/// A number, wherever it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NumberWhole {
    /// The number.
    pub did: Did,
    /// Where it stands.
    pub state: NumberState,
    /// Who has it, holds it, or may still restore it.
    pub owner: Option<AccountId>,
    /// When its state ends by itself.
    pub until: Option<Timestamp>,
    /// What it is and at what terms it sells.
    pub offer: Arc<Offer>,
}

impl Command for NumberPage {
    const NAME: &'static str = "number.page";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<NumberWhole>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<NumberWhole>, Halt> {
        cx.require_operator()?;
        let after = self.after.map_or(0, |did| i64::try_from(did.digits()).unwrap_or(i64::MAX));
        let page = number::page(cx.tx, after, EXPORT_ROWS)?;
        let view = |number: number::Number| {
            Ok(NumberWhole {
                did: number.did,
                state: number.state,
                owner: number.owner,
                until: number.until,
                offer: cx.offer(number.offer)?,
            })
        };
        page.into_iter().map(view).collect()
    }
}
