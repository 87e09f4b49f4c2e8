//! Numbers are given back, or leave for another carrier.
//!
//! Giving back ends billing and routing at once. For thirty days the former owner may restore the
//! number; what happens then depends on where it came from ([`crate::NumberSweep`]).
//!
//! A number that is being ported out stays in service, and is billed, until the other carrier has it
//! ([`crate::NumberDepart`]). Once that carrier has asked for it ([`crate::PortOutAsk`]) it is promised, and
//! nobody here takes it back. Its owner's word alone promises nothing: it may still be given back, and is a
//! number like any other when its next month begins. Emits `numbers_released` or `numbers_moved`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountRef, EventBody, Money, NumberState, Refusal, Scope, Timestamp};
use tandem_numbering::{Did, VirtualNumber};
use tandem_store::number::Number;
use tandem_store::{Lane, tenure};

use crate::{Command, Cx, Halt, Mode, RESTORE_DAYS};

/// The longest comment that is kept, in characters.
const COMMENT_CHARS_MAX: usize = 500;

/// Gives one number back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NumberRelease {
    /// The number.
    pub did: Did,
    /// The account that must have it; `None`: any of the caller's family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<AccountRef>,
    /// What its owner says about it; kept with the history.
    pub comment: String,
    /// It is not given back but is to go to another carrier, who has yet to ask for it. A number that is suspended
    /// does not begin to work by that.
    pub port_out: bool,
    /// Check everything, change nothing.
    pub rehearsal: bool,
}

/// What became of the number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    /// Where it stands now.
    pub state: NumberState,
    /// Until when its former owner may have it back; `None` for a port-out.
    pub restorable_until: Option<Timestamp>,
    /// What was charged for months that had begun and had not been charged yet.
    #[serde(default)]
    pub charged: Money,
    /// Whether it was only a rehearsal.
    #[serde(default)]
    pub rehearsal: bool,
}

impl NumberRelease {
    /// Gives back a number of the caller's family, without a word.
    pub const fn of(did: Did) -> Self {
        Self { did, owner: None, comment: String::new(), port_out: false, rehearsal: false }
    }
}

impl Command for NumberRelease {
    const NAME: &'static str = "number.release";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = Released;

    fn scope(&self) -> Scope {
        if self.rehearsal { Scope::Read } else { Scope::Write }
    }

    fn is_rehearsal(&self) -> bool {
        self.rehearsal
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Released, Halt> {
        let customer = cx.lock_customer()?;
        let (stored, held) = cx.own_number(self.did)?;
        if let Some(named) = &self.owner
            && cx.own_account(named)?.id != held.owner
        {
            return Err(Refusal::NumberNotOwned { did: self.did }.into());
        }
        let comment: String = self.comment.chars().take(COMMENT_CHARS_MAX).collect();
        // No other carrier could have a virtual one.
        let may_leave =
            stored.state == NumberState::Active && VirtualNumber::of(self.did).is_none();
        if self.port_out && !may_leave {
            let (did, state) = (self.did, stored.state);
            return Err(Refusal::NumberState { did, state }.into());
        }
        if self.port_out {
            let leaving = Number { state: NumberState::PortingOut, ..stored };
            let moves = vec![cx.advance(&stored, leaving)?];
            tenure::remark(cx.tx, held.id, &comment)?;
            let why = "its owner is porting it out".to_owned();
            cx.emit(customer, EventBody::NumbersMoved { moves, why })?;
            return Ok(Released {
                state: NumberState::PortingOut,
                restorable_until: None,
                charged: Money::ZERO,
                rehearsal: self.rehearsal,
            });
        }
        if stored.state == NumberState::PortingOut && cx.is_promised(stored.did)? {
            let (did, state) = (stored.did, stored.state);
            return Err(Refusal::NumberState { did, state }.into());
        }
        let until = cx.now.plus_days(RESTORE_DAYS);
        let released = Number { state: NumberState::Released, until: Some(until), ..stored };
        let moves = vec![cx.advance(&stored, released)?];
        // Whoever had nothing of it while it was suspended owes nothing for that.
        let charged = match stored.state {
            NumberState::Suspended => Money::ZERO,
            _ => cx.charge_begun_months(&held)?,
        };
        // What the owner says stays with the tenure, which can be erased; events cannot.
        let ending = if comment.is_empty() { "released" } else { &comment };
        cx.end_tenure(&held, ending)?;
        cx.free_slot(&held)?;
        cx.emit(customer, EventBody::NumbersReleased { moves })?;
        Ok(Released {
            state: NumberState::Released,
            restorable_until: Some(until),
            charged,
            rehearsal: self.rehearsal,
        })
    }
}
