//! The operator keeps a number back, puts it on the shelf, or takes it off for good. Emits
//! `numbers_moved`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, EventBody, NumberState, Refusal, Scope};
use tandem_numbering::{Did, VirtualNumber};
use tandem_store::number::Number;
use tandem_store::{Lane, number, withdrawn};

use crate::{Command, Cx, Halt, Mode};

/// Where the operator wants a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// Kept back: it is ours, and not for sale for now.
    Reserved,
    /// On the shelf again, from where it was kept back or blocked.
    ForSale,
    /// Not to be sold. What somebody has cannot be blocked; what its supplier lists no longer can, and does not come
    /// back then when it is listed again.
    Blocked,
}

impl Keep {
    const fn state(self) -> (NumberState, &'static str) {
        match self {
            Self::Reserved => (NumberState::Reserved, "the operator keeps it back"),
            Self::ForSale => (NumberState::Available, "the operator puts it on the shelf"),
            Self::Blocked => (NumberState::Blocked, "the operator takes it off the shelf"),
        }
    }
}

/// Keeps a number back or lets it go. The operator's command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberReserve {
    /// The number.
    pub did: Did,
    /// Where it is to be.
    pub keep: Keep,
}

impl Command for NumberReserve {
    const NAME: &'static str = "number.reserve";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ();

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        cx.require_operator()?;
        cx.lock(AccountId::OPERATOR)?;
        let did = self.did;
        let stored = number::lock(cx.tx, did)?.ok_or(Refusal::NumberUnknown { did })?;
        let (state, why) = self.keep.state();
        // What somebody holds, or what rests until a time, is not put on the shelf by this.
        let is_timed = stored.state.is_timed() && self.keep != Keep::Blocked;
        let is_ordering = stored.state == NumberState::Ordering;
        // What one account alone can have is neither kept back from others nor sold to them.
        let is_virtual = VirtualNumber::of(did).is_some();
        if is_virtual || is_timed || is_ordering || stored.state.is_in_service() {
            return Err(Refusal::NumberState { did, state: stored.state }.into());
        }
        // What its supplier withdrew stands by the operator's word from now on.
        let was_withdrawn = withdrawn::forget(cx.tx, did)?;
        let next = Number { state, owner: None, until: None, ..stored };
        let moves = match self.keep {
            Keep::Blocked if was_withdrawn => Vec::new(),
            _ => vec![cx.advance(&stored, next)?],
        };
        cx.emit(AccountId::OPERATOR, EventBody::NumbersMoved { moves, why: why.to_owned() })
    }
}
