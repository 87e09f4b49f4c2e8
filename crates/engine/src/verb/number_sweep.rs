//! Numbers whose time is up move on by themselves: a lapsed hold goes back on the shelf; a number
//! that can no longer be restored rests, or leaves for where it came from; a rested number is for
//! sale again. Emits `numbers_moved`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, EventBody, NumberMove, NumberState, ReleaseTo, Scope};
use tandem_numbering::NumberKind;
use tandem_store::number::Number;
use tandem_store::{Lane, number};

use crate::{AGEING_DAYS, Command, Cx, Halt, Mode, RESTORE_DAYS, SWEEP_NUMBERS_MAX};

/// Looks whether any number's time is up, so that an idle shop writes nothing. The operator's job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NumberDue;

impl Command for NumberDue {
    const NAME: &'static str = "number.due";
    const MODE: Mode = Mode::Read;
    type Outcome = bool;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<bool, Halt> {
        cx.require_operator()?;
        Ok(!number::overdue(cx.tx, cx.now, 1)?.is_empty())
    }
}

/// Moves on the numbers that are longest overdue, a bounded number of them. The operator's job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NumberSweep;

/// What a sweep did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swept {
    /// How many numbers moved on.
    pub moved: usize,
    /// Whether there were as many as one sweep moves, so that there may be more.
    pub more: bool,
}

impl Command for NumberSweep {
    const NAME: &'static str = "number.sweep";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = Swept;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Swept, Halt> {
        cx.require_operator()?;
        cx.lock(AccountId::OPERATOR)?;
        let overdue = number::overdue(cx.tx, cx.now, SWEEP_NUMBERS_MAX)?;
        let more = overdue.len() >= usize::try_from(SWEEP_NUMBERS_MAX).unwrap_or(usize::MAX);
        if overdue.is_empty() {
            return Ok(Swept { moved: 0, more });
        }
        let mut moves = Vec::new();
        for seen in overdue {
            // It may have been ordered, restored or held anew since it was read.
            let stored =
                number::lock(cx.tx, seen.did)?.filter(|stored| stored.version == seen.version);
            if let Some(stored) = stored {
                moves.push(self.move_on(cx, &stored)?);
            }
        }
        let moved = moves.len();
        let why = "its time was up".to_owned();
        cx.emit(AccountId::OPERATOR, EventBody::NumbersMoved { moves, why })?;
        Ok(Swept { moved, more })
    }
}

impl NumberSweep {
    fn move_on(&self, cx: &mut Cx<'_>, stored: &Number) -> Result<NumberMove, Halt> {
        let shelf = Number {
            state: NumberState::Available,
            owner: None,
            until: None,
            ..*stored
        };
        let next = match stored.state {
            NumberState::Released => {
                let offer = cx.offer(stored.offer)?;
                let toll_free = offer.kind == NumberKind::TollFree;
                match ReleaseTo::of(offer.origin, toll_free) {
                    ReleaseTo::Ageing => {
                        let rest = AGEING_DAYS - RESTORE_DAYS;
                        let until = stored.until.unwrap_or(cx.now).plus_days(rest);
                        let (state, until) = (NumberState::Ageing, Some(until));
                        Number {
                            state,
                            until,
                            ..shelf
                        }
                    }
                    ReleaseTo::Gone(_) => Number {
                        state: NumberState::Blocked,
                        ..shelf
                    },
                }
            }
            _ => shelf,
        };
        cx.advance(stored, next)
    }
}
