//! Numbers whose time is up move on by themselves: a lapsed hold goes back on the shelf; a number
//! that can no longer be restored rests, or leaves for where it came from; a rested number is for
//! sale again. Emits `numbers_moved`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, EventBody, NumberMove, NumberState, ReleaseTo, Scope};
use tandem_store::number::Number;
use tandem_store::{Lane, number, withdrawn};

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
        let full = overdue.len() >= usize::try_from(SWEEP_NUMBERS_MAX).unwrap_or(usize::MAX);
        let mut moved = 0;
        let mut by_reason: BTreeMap<&str, Vec<NumberMove>> = BTreeMap::new();
        for seen in overdue {
            // It may have been ordered, restored or held anew since it was read, or may be at this
            // moment: then it is not for the sweep, or for the next one.
            let stored = number::lock_if_free(cx.tx, seen.did)?
                .filter(|stored| stored.version == seen.version);
            if let Some(stored) = stored {
                let (next, why) = next_of(cx, &stored)?;
                if next.state == NumberState::Blocked && cx.offer(stored.offer)?.supplier.is_some()
                {
                    // Whoever has it again may list it again.
                    withdrawn::note(cx.tx, stored.did, cx.now)?;
                }
                by_reason.entry(why).or_default().push(cx.advance(&stored, next)?);
                moved += 1;
            }
        }
        for (why, moves) in by_reason {
            let why = why.to_owned();
            cx.emit(AccountId::OPERATOR, EventBody::NumbersMoved { moves, why })?;
        }
        Ok(Swept { moved, more: full && moved > 0 })
    }
}

/// Where a number goes when its time is up, and why.
fn next_of(cx: &mut Cx<'_>, stored: &Number) -> Result<(Number, &'static str), Halt> {
    let shelf = Number { state: NumberState::Available, owner: None, until: None, ..*stored };
    if stored.state == NumberState::Held {
        return Ok((shelf, "its hold lapsed"));
    }
    if stored.state != NumberState::Released {
        return Ok((shelf, "it has rested"));
    }
    let offer = cx.offer(stored.offer)?;
    match ReleaseTo::of(offer.origin, offer.kind) {
        ReleaseTo::Ageing => {
            let until = stored.until.unwrap_or(cx.now).plus_days(AGEING_DAYS - RESTORE_DAYS);
            let resting = Number { state: NumberState::Ageing, until: Some(until), ..shelf };
            Ok((resting, "it can no longer be restored and rests"))
        }
        ReleaseTo::Gone(whither) => Ok((Number { state: NumberState::Blocked, ..shelf }, whither)),
    }
}
