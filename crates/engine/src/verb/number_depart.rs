//! A port-out ends: the other carrier has the number, or it stays after all. Emits `numbers_moved`, or
//! `port_out_set` if the other carrier had asked for it here.

use serde::{Deserialize, Serialize};
use tandem_domain::{EventBody, NumberState, PortOutState, Refusal, Scope};
use tandem_numbering::Did;
use tandem_store::number::Number;
use tandem_store::tenure::Tenure;
use tandem_store::{Lane, StoreError, number, port, tenure};

use super::tenure_page::PORTED_OUT;
use crate::{Command, Cx, Halt, Mode};

/// How a port-out ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Departure {
    /// The other carrier has the number. It is never sold here again.
    Completed,
    /// The other carrier withdrew. The number stays with its owner, and is suspended if it was so before and
    /// nobody has paid since.
    Withdrawn,
}

/// Ends a port-out. The operator's command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NumberDepart {
    /// The number.
    pub did: Did,
    /// How it ends.
    pub departure: Departure,
    /// Only if another carrier asked for it here ([`crate::PortOutAsk`]), and not on its owner's word alone.
    #[serde(default)]
    pub asked: bool,
}

impl Command for NumberDepart {
    const NAME: &'static str = "number.depart";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ();

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        cx.require_operator()?;
        let did = self.did;
        let seen = tenure::current(cx.tx, did)?.ok_or(Refusal::NumberNotOwned { did })?;
        cx.lock(seen.payer)?;
        let stored = number::lock(cx.tx, did)?.ok_or(Refusal::NumberUnknown { did })?;
        if stored.state != NumberState::PortingOut {
            return Err(Refusal::NumberState { did, state: stored.state }.into());
        }
        if self.asked && !cx.is_promised(did)? {
            return Err(Refusal::PortUnknown.into());
        }
        // Read again: only now can it not change under us.
        let held = tenure::current(cx.tx, did)?.filter(|held| held.id == seen.id);
        let held = held.ok_or(StoreError::Contended)?;
        let (next, why, state) = match self.departure {
            Departure::Completed => {
                cx.end_tenure(&held, PORTED_OUT)?;
                cx.free_slot(&held)?;
                let gone = Number { state: NumberState::PortedOut, owner: None, ..stored };
                (gone, "the other carrier has it", PortOutState::Completed)
            }
            Departure::Withdrawn => {
                let stays = Number { state: staying(&held), ..stored };
                (stays, "the other carrier withdrew its request", PortOutState::Withdrawn)
            }
        };
        let moves = vec![cx.advance(&stored, next)?];
        let Some(asked) = port::leaving_open(cx.tx, did)? else {
            return cx.emit(held.payer, EventBody::NumbersMoved { moves, why: why.to_owned() });
        };
        port::leaving_end(cx.tx, asked.id, state, cx.now)?;
        let (port_out, field, foc) = (asked.id, None, asked.foc);
        cx.emit(held.payer, EventBody::PortOutSet { port_out, did, state, field, foc, moves })
    }
}

impl Cx<'_> {
    /// Whether another carrier has asked for a number, and knew whose it is.
    pub(super) fn is_promised(&mut self, did: Did) -> Result<bool, Halt> {
        Ok(port::leaving_open(self.tx, did)?.is_some())
    }
}

/// What a number is that was to leave and stays: months that it was suspended for are still owed.
pub(super) const fn staying(held: &Tenure) -> NumberState {
    match held.owed_to {
        Some(_) => NumberState::Suspended,
        None => NumberState::Active,
    }
}
