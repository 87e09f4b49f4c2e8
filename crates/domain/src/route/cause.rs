//! Why a call was not answered: what switches report, and what it means to us.

use serde::{Deserialize, Serialize};

/// Why a call was not answered, as far as routing tells the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Somebody is there and on the telephone.
    Busy,
    /// It rang, or would have, and nobody came.
    NoAnswer,
    /// Nobody could be asked at all.
    Unreachable,
    /// Somebody looked at the call and said no. The caller is told so, and nobody else is rung.
    Declined,
    /// The call came back to where it had been, or has come by too many. Whoever tried elsewhere would send it
    /// round again, twice as often each time, so nobody else is rung.
    Looped,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Self; 5] =
        [Self::Busy, Self::NoAnswer, Self::Unreachable, Self::Declined, Self::Looped];

    /// The word for it in plans.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Busy => "busy",
            Self::NoAnswer => "no_answer",
            Self::Unreachable => "unreachable",
            Self::Declined => "declined",
            Self::Looped => "looped",
        }
    }

    /// Whether a call may go on elsewhere after it.
    pub const fn has_failover(self) -> bool {
        !matches!(self, Self::Declined | Self::Looped)
    }

    /// What a report of a switch means; `None` if it reports no failure.
    pub fn of(signal: Signal) -> Option<Self> {
        let (table, code, rang) = match signal {
            Signal::Unregistered => return Some(Self::Unreachable),
            Signal::TimedOut { rang } => (SIP_CAUSES, 408, rang),
            Signal::Status { code, rang } => (SIP_CAUSES, code, rang),
            Signal::Q850 { code, rang } => (Q850_CAUSES, code.into(), rang),
        };
        let fits = |row: &&Row| {
            (row.from..=row.to).contains(&code) && row.rang.is_none_or(|wanted| wanted == rang)
        };
        table.iter().find(fits).map(|row| row.cause)
    }
}

/// What a switch can report of a destination that did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// A final SIP response.
    Status {
        /// Its code.
        code: u16,
        /// Whether it had rung before (180 or 183).
        rang: bool,
    },
    /// A hangup cause of the telephone network (ITU-T Q.850), as Asterisk and FreeSWITCH report it.
    Q850 {
        /// Its value.
        code: u8,
        /// Whether it had rung before.
        rang: bool,
    },
    /// A timer of the switch's own ran out: of ringing, or of waiting for any sign of life.
    TimedOut {
        /// Whether it had rung.
        rang: bool,
    },
    /// The login has no telephone registered at the moment.
    Unregistered,
}

/// Codes from one to another mean a cause; where `rang` says so, only if it had rung, or had not.
struct Row {
    from: u16,
    to: u16,
    rang: Option<bool>,
    cause: Cause,
}

const fn row(from: u16, to: u16, cause: Cause) -> Row {
    Row { from, to, rang: None, cause }
}

const fn rang(code: u16, rang: bool, cause: Cause) -> Row {
    Row { from: code, to: code, rang: Some(rang), cause }
}

/// SIP response codes (RFC 3261 §21); the first row that fits counts.
///
/// 480 is what a telephone answers when it gave up by itself, so it counts as not answered. 487 is
/// the telephone's word for "you took the call back", which a switch does when the dial time is over.
/// 607 and 608 (RFC 8197, RFC 8688) are refusals of the caller, as 603 is. 482 and 483 say that the call
/// goes round. Whatever else fails says
/// that nobody could be asked.
const SIP_CAUSES: &[Row] = &[
    row(486, 486, Cause::Busy),
    row(600, 600, Cause::Busy),
    row(480, 480, Cause::NoAnswer),
    rang(408, true, Cause::NoAnswer),
    rang(408, false, Cause::Unreachable),
    rang(487, true, Cause::NoAnswer),
    rang(487, false, Cause::Unreachable),
    row(482, 483, Cause::Looped),
    row(603, 603, Cause::Declined),
    row(607, 608, Cause::Declined),
    row(300, 699, Cause::Unreachable),
];

/// Causes of ITU-T Q.850; the first row that fits counts. 17 is busy; 18 says that no telephone
/// responded and 19 that none was picked up; 21 is a refusal by the person called; 25 is what 482 and 483 become
/// (RFC 3398 §8.2.6.1); 16 and 31 are an
/// ordinary end, and 0 is none.
const Q850_CAUSES: &[Row] = &[
    row(17, 17, Cause::Busy),
    rang(18, true, Cause::NoAnswer),
    rang(18, false, Cause::Unreachable),
    row(19, 19, Cause::NoAnswer),
    row(21, 21, Cause::Declined),
    row(25, 25, Cause::Looped),
    rang(16, true, Cause::NoAnswer),
    rang(31, true, Cause::NoAnswer),
    row(1, 127, Cause::Unreachable),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_report_has_its_meaning() {
        let sip = |code, rang| Cause::of(Signal::Status { code, rang });
        for rang in [false, true] {
            assert_eq!(sip(486, rang), Some(Cause::Busy));
            assert_eq!(sip(600, rang), Some(Cause::Busy));
            assert_eq!(sip(480, rang), Some(Cause::NoAnswer));
            assert_eq!(sip(404, rang), Some(Cause::Unreachable));
            assert_eq!(sip(503, rang), Some(Cause::Unreachable));
            assert_eq!(sip(603, rang), Some(Cause::Declined));
            assert_eq!(sip(482, rang), Some(Cause::Looped));
            assert_eq!(sip(483, rang), Some(Cause::Looped));
            assert_eq!(sip(200, rang), None);
            assert_eq!(sip(183, rang), None);
        }
        assert_eq!(sip(408, true), Some(Cause::NoAnswer));
        assert_eq!(sip(408, false), Some(Cause::Unreachable));
        assert_eq!(Cause::of(Signal::TimedOut { rang: true }), Some(Cause::NoAnswer));
        assert_eq!(Cause::of(Signal::TimedOut { rang: false }), Some(Cause::Unreachable));
        assert_eq!(Cause::of(Signal::Unregistered), Some(Cause::Unreachable));
    }

    #[test]
    fn the_telephone_network_means_the_same() {
        let q850 = |code, rang| Cause::of(Signal::Q850 { code, rang });
        assert_eq!(q850(17, false), Some(Cause::Busy));
        assert_eq!(q850(19, true), Some(Cause::NoAnswer));
        assert_eq!(q850(18, false), Some(Cause::Unreachable));
        assert_eq!(q850(20, false), Some(Cause::Unreachable));
        assert_eq!(q850(21, true), Some(Cause::Declined));
        assert_eq!(q850(25, false), Some(Cause::Looped));
        assert_eq!(q850(0, true), None);
    }

    #[test]
    fn every_failure_has_a_cause() {
        for rang in [false, true] {
            for code in 300..700 {
                assert!(Cause::of(Signal::Status { code, rang }).is_some(), "{code}");
            }
            for code in 1..=127 {
                assert!(Cause::of(Signal::Q850 { code, rang }).is_some(), "{code}");
            }
        }
    }
}
