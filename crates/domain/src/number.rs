//! The life of a number: its states, and the one table of moves between them.

use serde::{Deserialize, Serialize};
use tandem_numbering::NumberKind;

use crate::Origin;

/// Where a number stands in its life. The integer is what the databases store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(i64)]
pub enum NumberState {
    /// On the shelf: anyone may order it.
    Available = 1,
    /// In somebody's cart until a stated time, then back on the shelf by itself.
    Held = 2,
    /// Sold, and being bought from its supplier at this moment.
    Ordering = 3,
    /// In service. It stays so when a customer hands it to another account of its own.
    Active = 4,
    /// Given back; its former owner may still restore it.
    Released = 5,
    /// Resting before it may be sold again (47 CFR 52.15(f): at least 45 days in the US).
    Ageing = 6,
    /// Kept back by the operator.
    Reserved = 7,
    /// In service but switched off, for instance because its renewal was not paid.
    Suspended = 8,
    /// Arriving from another carrier.
    PortingIn = 9,
    /// Leaving for another carrier; still in service here.
    PortingOut = 10,
    /// With another carrier. Never sold here again.
    PortedOut = 11,
    /// Not sellable: refused by its supplier, returned upstream, or withdrawn.
    Blocked = 12,
}

/// A move that the life of a number does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransitionFault {
    /// Where the number stands.
    pub from: NumberState,
    /// Where it was asked to go.
    pub to: NumberState,
}

use NumberState::{
    Active, Ageing, Available, Blocked, Held, Ordering, PortedOut, PortingIn, PortingOut, Released,
    Reserved, Suspended,
};

/// Every move there is. A move that is not in this table does not happen.
const TRANSITIONS: &[(NumberState, &[NumberState])] = &[
    (Available, &[Held, Ordering, Active, Reserved, Blocked]),
    (Held, &[Available, Held, Ordering, Active, Blocked]),
    (Ordering, &[Active, Available, Blocked]),
    (Active, &[Active, Released, Suspended, PortingOut]),
    (Released, &[Active, Ageing, Blocked]),
    (Ageing, &[Available, Held, Ordering, Active, Blocked]),
    (Reserved, &[Available, Active, Blocked]),
    (Suspended, &[Active, Released, PortingOut]),
    (PortingIn, &[Active, PortedOut]),
    (PortingOut, &[Active, Released, Suspended, PortedOut]),
    (PortedOut, &[PortingIn]),
    // A virtual number is ordered anew by the one account that can have it; a number that went back to
    // where it came from may come again.
    (Blocked, &[Available, Reserved, Active, PortingIn]),
];

impl NumberState {
    /// Every state, in the order of its stored integer.
    pub const ALL: [Self; 12] = [
        Available, Held, Ordering, Active, Released, Ageing, Reserved, Suspended, PortingIn,
        PortingOut, PortedOut, Blocked,
    ];

    /// The integer the databases store.
    pub const fn code(self) -> i64 {
        self as i64
    }

    /// The state that a stored integer means.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The word used in events, tables and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Available => "available",
            Held => "held",
            Ordering => "ordering",
            Active => "active",
            Released => "released",
            Ageing => "ageing",
            Reserved => "reserved",
            Suspended => "suspended",
            PortingIn => "porting_in",
            PortingOut => "porting_out",
            PortedOut => "ported_out",
            Blocked => "blocked",
        }
    }

    /// Whether a number may move from here to `to`.
    pub fn may_become(self, to: Self) -> bool {
        TRANSITIONS.iter().any(|(from, tos)| *from == self && tos.contains(&to))
    }

    /// Allows the move, or names the move that does not exist.
    pub fn become_(self, to: Self) -> Result<Self, TransitionFault> {
        if self.may_become(to) { Ok(to) } else { Err(TransitionFault { from: self, to }) }
    }

    /// Whether an account has the number in this state, so that it is billed and routed.
    pub const fn is_in_service(self) -> bool {
        matches!(self, Active | Suspended | PortingOut)
    }

    /// Whether a number in this state is somebody's, so that calls to it are more than "not in service".
    pub const fn is_somebodys(self) -> bool {
        match self {
            Ordering | Active | Suspended | PortingIn | PortingOut => true,
            Available | Held | Released | Ageing | Reserved | PortedOut | Blocked => false,
        }
    }

    /// Whether the state ends by itself at the time stored beside it.
    pub const fn is_timed(self) -> bool {
        matches!(self, Held | Released | Ageing)
    }
}

/// What becomes of a number once its former owner can no longer restore it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReleaseTo {
    /// It rests, then goes back on the shelf: it is from a block of our own.
    Ageing,
    /// It leaves our shelf for good; the word says where to.
    Gone(&'static str),
}

impl ReleaseTo {
    /// What release does depends on where the number came from: only our own blocks may be sold
    /// again by us.
    pub const fn of(origin: Origin, kind: NumberKind) -> Self {
        match (kind, origin) {
            (NumberKind::TollFree, _) => Self::Gone("returned to the RespOrg's spare pool"),
            (NumberKind::Virtual, _) => Self::Gone("its account alone may order it anew"),
            (_, Origin::Own) => Self::Ageing,
            (_, Origin::Supplier) => Self::Gone("cancelled with its supplier"),
            (_, Origin::PortedIn) => Self::Gone("returned to its code holder"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_row_and_its_code() {
        for (index, state) in NumberState::ALL.into_iter().enumerate() {
            assert_eq!(TRANSITIONS[index].0, state);
            assert_eq!(NumberState::from_code(state.code()), Some(state));
        }
        assert_eq!(NumberState::from_code(0), None);
        assert_eq!(NumberState::from_code(13), None);
    }

    #[test]
    fn a_number_in_service_never_goes_straight_back_to_the_shelf() {
        for state in NumberState::ALL.into_iter().filter(|state| state.is_in_service()) {
            assert!(!state.may_become(Available), "{state:?}");
            assert!(!state.may_become(Held), "{state:?}");
        }
        assert!(!PortedOut.may_become(Available));
    }

    #[test]
    fn every_state_can_be_reached_and_left() {
        for state in NumberState::ALL {
            let reached = TRANSITIONS.iter().any(|(_, tos)| tos.contains(&state));
            assert!(reached, "{state:?} is never reached");
            assert!(NumberState::ALL.into_iter().any(|to| state.may_become(to)), "{state:?}");
        }
    }
}
