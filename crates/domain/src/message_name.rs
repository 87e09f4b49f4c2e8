//! What a sent message is called where a serial does not do: in the answers and receipts of api19.

use crate::{MessageId, Timestamp, eastern_wall};

/// An odd number, by which every id leads to another and back: a name does not count messages.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
/// What takes the spreading back (modulo 2^64).
const GATHER: u64 = inverse(SPREAD);
/// Another, for the digits that show whether a name was made here.
const CHECK: u64 = 0xbf58_476d_1ce4_e5b9;
/// The groups of a name, in hexadecimal digits.
const GROUPS: [usize; 5] = [4, 4, 4, 4, 12];
/// The digits that hold the id, before those that check it.
const ID_DIGITS: usize = 16;

/// The name of a message that was sent at an instant: `s-`, five groups of digits, and the day in the east
/// of North America.
pub fn sent_message_name(id: MessageId, at: Timestamp) -> String {
    let digits = digits(id);
    let mut rest = digits.as_str();
    let groups = GROUPS.map(|length| {
        let (group, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = behind;
        group
    });
    format!("s-{}-{}", groups.join("-"), eastern_wall(at).strftime("%m%d%Y"))
}

/// The message of a name; `None` if no message has ever been called so.
pub fn message_of_name(name: &str) -> Option<MessageId> {
    let (groups, _day) = name.trim().strip_prefix("s-")?.rsplit_once('-')?;
    let plain: String = groups.chars().filter(|c| *c != '-').collect();
    let spread = u64::from_str_radix(plain.get(..ID_DIGITS)?, 16).ok()?;
    let id = MessageId(spread.wrapping_mul(GATHER).cast_signed());
    (plain.to_lowercase() == digits(id)).then_some(id)
}

fn digits(id: MessageId) -> String {
    let id = id.0.cast_unsigned();
    // The upper bits, where the whole of the id has left its mark.
    format!("{:016x}{:012x}", id.wrapping_mul(SPREAD), id.wrapping_mul(CHECK) >> 16)
}

/// The inverse of an odd number modulo 2^64, by Newton's method: each step doubles the bits that are right.
const fn inverse(odd: u64) -> u64 {
    let mut found = odd;
    let mut step = 0;
    while step < 6 {
        found = found.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(found)));
        step += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_name_leads_back_to_its_message(id: i64) {
            let name = sent_message_name(MessageId(id), Timestamp(0));
            prop_assert_eq!(message_of_name(&name), Some(MessageId(id)));
        }

        #[test]
        fn any_text_is_a_name_or_none(text in ".{0,60}") {
            let _ = message_of_name(&text);
        }
    }

    #[test]
    fn a_name_has_its_groups_and_its_day() {
        let at = Timestamp::parse("2024-02-26T04:30:00Z").expect("an instant");
        let name = sent_message_name(MessageId(7), at);
        let groups: Vec<usize> = name.split('-').map(str::len).collect();
        assert_eq!(groups, [1, 4, 4, 4, 4, 12, 8]);
        assert!(name.starts_with("s-") && name.ends_with("-02252024"), "{name}");
        for none in ["", "s-", "s-1c3b-946b-306a-a068-489a8b9ce6f6-02252024", "m-1-2"] {
            assert_eq!(message_of_name(none), None, "{none}");
        }
    }
}
