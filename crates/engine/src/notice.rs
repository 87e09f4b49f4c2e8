//! What customers are written to about, and in which words.
//!
//! A webhook is told everything; a person is written to only about what they would want to know
//! while they are elsewhere.

use tandem_domain::{
    AccountStatus, EventBody, NumberMove, NumberState, PortField, PortId, PortOutState, PortStep,
    PortedNumber, Timestamp,
};
use tandem_numbering::Did;

/// How many numbers one letter lists.
const NUMBERS_MAX: usize = 50;

/// A letter before anybody knows to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    /// The kind of event it tells of, as webhooks are told it.
    pub(crate) kind: &'static str,
    /// What it is about, in a line.
    pub(crate) subject: String,
    /// What it says.
    pub(crate) text: String,
}

/// What an account's own address is written to about an event of its own.
pub(crate) fn notice(body: &EventBody) -> Option<Notice> {
    if let EventBody::BackorderFilled { backorder, order, waiting, .. } = body {
        let rest = match waiting {
            0 => "That was all of it.".to_owned(),
            waiting => format!("It still waits for {waiting}."),
        };
        return Some(Notice {
            kind: "backorder.filled",
            subject: "Numbers you were waiting for have arrived".to_owned(),
            text: format!("Order {order} has numbers for your back-order {backorder}. {rest}\n"),
        });
    }
    if let EventBody::BackorderShort { backorder, why, .. } = body {
        return Some(Notice {
            kind: "backorder.short",
            subject: "A number you were waiting for could not be yours".to_owned(),
            text: format!(
                "There was a number for your back-order {backorder}, and you could not have it: \
                 {why}. The back-order keeps its place.\n"
            ),
        });
    }
    if let EventBody::NumbersUnpaid { numbers, until } = body {
        return Some(Notice {
            kind: "numbers.unpaid",
            subject: "Your balance does not cover the month of your numbers".to_owned(),
            text: format!(
                "The next month of these numbers is not paid. They are suspended on {until} unless \
                 your balance covers it by then:\n{}",
                listed(numbers.iter().copied())
            ),
        });
    }
    if let EventBody::NumbersMoved { moves, why } = body {
        return moved(moves, why);
    }
    if let EventBody::PortSet { port, numbers, .. } = body {
        return coming(*port, numbers);
    }
    if let EventBody::PortOutSet { did, state, field, foc, .. } = body {
        return Some(leaving(*did, *state, *field, *foc));
    }
    if let EventBody::AccountChanged { status: AccountStatus::Suspended } = body {
        return Some(Notice {
            kind: "account.changed",
            subject: "Your account is suspended".to_owned(),
            text: "Your account may look at what is its own, and buy nothing, until it is opened \
                   again.\n"
                .to_owned(),
        });
    }
    None
}

/// Numbers in service that stopped, came back, or were lost for good.
fn moved(moves: &[NumberMove], why: &str) -> Option<Notice> {
    let first = moves.first()?;
    let subject = match (first.from, first.to) {
        (_, NumberState::Suspended) => "Numbers of yours are suspended",
        (NumberState::Suspended, NumberState::Active) => "Numbers of yours are in service again",
        (NumberState::Suspended, NumberState::Released) => "Numbers of yours were given back",
        _ => return None,
    };
    let text = format!("Why: {why}.\n{}", listed(moves.iter().map(|step| step.did)));
    Some(Notice { kind: "numbers.moved", subject: subject.to_owned(), text })
}

/// Numbers that were to come from another carrier: what it said. What the customer did itself needs no
/// letter.
fn coming(port: PortId, numbers: &[PortedNumber]) -> Option<Notice> {
    let first = numbers.first()?;
    let (subject, about) = match first.step {
        PortStep::Rejected => {
            let field = first.field.map_or("something", PortField::word);
            let about = format!(
                "The carrier that has these numbers did not let them go: {field} is wrong. Correct \
                 port request {port} and send it off again"
            );
            ("Your port request has to be corrected", about)
        }
        PortStep::Scheduled => {
            let day = first.foc.map(|foc| foc.to_string()).unwrap_or_default();
            (
                "There is a day for your numbers",
                format!("They come by port request {port} on {day}"),
            )
        }
        PortStep::Active => (
            "Your numbers are here",
            format!("They came by port request {port} and are in service"),
        ),
        PortStep::Draft | PortStep::Waiting | PortStep::Cancelled => return None,
    };
    let text = format!("{about}:\n{}", listed(numbers.iter().map(|number| number.did)));
    Some(Notice { kind: "port.set", subject: subject.to_owned(), text })
}

/// Another carrier wants a number: its owner is told whatever comes of it, for it may be somebody else's
/// doing.
fn leaving(
    did: Did,
    state: PortOutState,
    field: Option<PortField>,
    foc: Option<Timestamp>,
) -> Notice {
    let day = foc.map(|foc| foc.to_string()).unwrap_or_default();
    let (subject, text) = match state {
        PortOutState::Rejected => {
            let field = field.map_or("something", PortField::word);
            let text = format!(
                "Another carrier asked for {did} in your name and did not know your {field}. \
                 Nothing changed. If it was you, tell it what is right.\n"
            );
            ("A request for your number was rejected", text)
        }
        PortOutState::Scheduled => {
            let text = format!(
                "Another carrier asked for {did} in your name, and knew what it had to. The number \
                 goes on {day}. If it was not you, write to us before that.\n"
            );
            ("Your number is about to leave", text)
        }
        PortOutState::Completed => {
            let text = format!("Another carrier has {did} now. It is charged no more.\n");
            ("Your number has left", text)
        }
        PortOutState::Withdrawn => {
            let text = format!("{did} stays: the other carrier wants it no more.\n");
            ("Your number stays", text)
        }
    };
    Notice { kind: "port_out.set", subject: subject.to_owned(), text }
}

/// Numbers, a line each, as many as one letter lists.
fn listed(numbers: impl ExactSizeIterator<Item = Did>) -> String {
    let rest = numbers.len().saturating_sub(NUMBERS_MAX);
    let mut lines: String = numbers.take(NUMBERS_MAX).map(|did| format!("  {did}\n")).collect();
    if rest > 0 {
        lines.push_str(&format!("  and {rest} more\n"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TOLD_KINDS;

    #[test]
    fn a_letter_lists_so_many_numbers_and_no_more() {
        let numbers = (0..60).filter_map(|last| Did::new(12_125_550_100 + last));
        let numbers: Vec<Did> = numbers.collect();
        let text = listed(numbers.iter().copied());
        assert_eq!(text.lines().count(), NUMBERS_MAX + 1);
        assert!(text.ends_with("  and 10 more\n"));
    }

    #[test]
    fn a_letter_is_of_a_kind_that_webhooks_are_told_too() {
        let suspended = EventBody::AccountChanged { status: AccountStatus::Suspended };
        let letter = notice(&suspended).expect("a letter");
        assert!(TOLD_KINDS.iter().any(|(kind, _)| *kind == letter.kind));
        assert_eq!(notice(&EventBody::AccountChanged { status: AccountStatus::Open }), None);
    }
}
