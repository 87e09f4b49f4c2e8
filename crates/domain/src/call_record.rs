//! What a call leaves behind: the record that a switch sends once a leg of it is over.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use crate::Timestamp;
use crate::route::Cause;

/// The longest name of a call, a leg or a switch, in bytes. A Call-ID of RFC 3261 has no bound of its
/// own; those that telephones make have less than half of this.
pub const CALL_NAME_BYTES_MAX: usize = 255;
/// The longest number, address or name of a side that is kept, in characters.
pub const CALL_SIDE_CHARS_MAX: usize = 128;
/// The longest code for the end of a call, in bytes: `486`, `Q.850 17`.
pub const CALL_CODE_BYTES_MAX: usize = 32;
/// The longest that a call may have lasted, in seconds. No plan lets one last as long; what says so
/// comes from a switch whose clock was set meanwhile.
pub const CALL_RECORD_SECONDS_MAX: i64 = 24 * 60 * 60;
/// How far ahead of ours the clock of a switch may be, in seconds.
pub const CALL_CLOCK_SECONDS_MAX: i64 = 5 * 60;

/// Which way a leg went, as the number sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallDirection {
    /// Somebody called the number.
    #[default]
    Inbound,
    /// The number called somebody: it was shown, or the call was forwarded in its name.
    Outbound,
}

impl CallDirection {
    /// Whether somebody called the number.
    pub const fn is_inbound(&self) -> bool {
        matches!(self, Self::Inbound)
    }

    /// The word it is stored under.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
        }
    }

    /// The direction that a stored word means.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Inbound, Self::Outbound].into_iter().find(|direction| direction.word() == word)
    }
}

/// One leg of a call that is over. Switch, call and leg are its name: the same record may come as often
/// as the switch likes, and counts once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRecord {
    /// The name of the switch.
    pub switch: String,
    /// What the switch calls the call: the Call-ID, or a unique id of its own.
    pub call: String,
    /// Which leg of it; empty where a call has but one.
    #[serde(default)]
    pub leg: String,
    /// Which way it went.
    pub direction: CallDirection,
    /// Our number.
    pub did: Did,
    /// The other side's number or address, as the switch had it; empty if it kept that back.
    #[serde(default)]
    pub other: String,
    /// The other side's name, if one was sent.
    #[serde(default)]
    pub name: String,
    /// Who answered: a number, a login, an address; empty if nobody did, or the switch does not say.
    #[serde(default)]
    pub answered_by: String,
    /// When it began.
    pub started: Timestamp,
    /// When it was answered, if it was.
    pub answered: Option<Timestamp>,
    /// When it ended.
    pub ended: Timestamp,
    /// Why it was not answered; `None` if it was.
    pub cause: Option<Cause>,
    /// What the switch says of its end, in its own code: `486`, `Q.850 17`.
    #[serde(default)]
    pub code: String,
}

/// What is wrong with a record. No repetition of it will be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallFault {
    /// The field.
    pub field: &'static str,
    /// What is wrong and what would be right, to be read behind the field's name.
    pub why: &'static str,
}

impl CallRecord {
    /// For how long both sides were connected, in seconds, a begun second counting as a whole one.
    pub fn seconds(&self) -> u32 {
        let Some(answered) = self.answered else { return 0 };
        let micros = self.ended.0.saturating_sub(answered.0).max(0);
        u32::try_from(micros.div_euclid(1_000_000) + i64::from(micros % 1_000_000 > 0))
            .unwrap_or(u32::MAX)
    }

    /// Whether it can be believed, at this time.
    ///
    /// # Errors
    ///
    /// It names no call, says nothing that is possible, or more than is kept.
    pub fn check(&self, now: Timestamp) -> Result<(), CallFault> {
        let fault = |field, why| Err(CallFault { field, why });
        let is_name = |text: &str| text.len() <= CALL_NAME_BYTES_MAX && is_printed(text);
        let is_side = |text: &str| text.chars().count() <= CALL_SIDE_CHARS_MAX && is_printed(text);
        if self.switch.is_empty() || !is_name(&self.switch) {
            return fault("switch", "must be a name of 1 to 255 bytes");
        }
        if self.call.is_empty() || !is_name(&self.call) {
            return fault("call", "must be a name of 1 to 255 bytes");
        }
        if !is_name(&self.leg) {
            return fault("leg", "must be a name of at most 255 bytes");
        }
        for (field, text) in
            [("other", &self.other), ("name", &self.name), ("answered_by", &self.answered_by)]
        {
            if !is_side(text) {
                return fault(field, "must be at most 128 printable characters");
            }
        }
        if self.code.len() > CALL_CODE_BYTES_MAX || !is_printed(&self.code) {
            return fault("code", "must be at most 32 printable bytes");
        }
        if self.answered.is_some() == self.cause.is_some() {
            return fault("cause", "must be there if the call was not answered, and only then");
        }
        if self.answered.is_some_and(|answered| answered < self.started) {
            return fault("answered", "must not be before the call began");
        }
        if self.ended < self.answered.unwrap_or(self.started) {
            return fault("ended", "must not be before the call began or was answered");
        }
        if self.ended > self.started.plus_seconds(CALL_RECORD_SECONDS_MAX) {
            return fault("ended", "must not be more than a day after the call began");
        }
        if self.started.0 <= 0 {
            return fault("started", "must be after 1970");
        }
        if self.ended > now.plus_seconds(CALL_CLOCK_SECONDS_MAX) {
            return fault("ended", "must not lie in the future; is the clock of the switch right?");
        }
        Ok(())
    }
}

fn is_printed(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_764_489_600_000_000);

    fn record() -> CallRecord {
        CallRecord {
            switch: "edge".to_owned(),
            call: "a84b4c76e66710@pc33".to_owned(),
            leg: String::new(),
            direction: CallDirection::Inbound,
            did: Did::new(13_055_550_100).expect("a literal of this file"),
            other: "+12125550100".to_owned(),
            name: "Bob".to_owned(),
            answered_by: "sip:desk@10.0.0.1".to_owned(),
            started: NOW.plus_seconds(-70),
            answered: Some(NOW.plus_seconds(-60)),
            ended: NOW,
            cause: None,
            code: "200".to_owned(),
        }
    }

    #[test]
    fn a_begun_second_is_a_whole_one() {
        let mut record = record();
        assert_eq!((record.seconds(), record.check(NOW)), (60, Ok(())));
        record.ended.0 += 1;
        assert_eq!(record.seconds(), 61);
        record.answered = None;
        assert_eq!(record.seconds(), 0);
    }

    #[test]
    fn what_cannot_have_been_is_not_believed() {
        let wrong = |change: fn(&mut CallRecord)| {
            let mut record = record();
            change(&mut record);
            record.check(NOW).expect_err("a fault").field
        };
        assert_eq!(wrong(|record| record.call.clear()), "call");
        assert_eq!(wrong(|record| record.switch = "a\nb".to_owned()), "switch");
        assert_eq!(wrong(|record| record.other = "1".repeat(129)), "other");
        assert_eq!(wrong(|record| record.answered = None), "cause");
        assert_eq!(wrong(|record| record.cause = Some(Cause::Busy)), "cause");
        assert_eq!(wrong(|record| record.started = NOW), "answered");
        assert_eq!(wrong(|record| record.ended = NOW.plus_seconds(-61)), "ended");
        assert_eq!(wrong(|record| record.ended = NOW.plus_seconds(301)), "ended");
        assert_eq!(wrong(|record| record.started = NOW.plus_seconds(-86_401)), "ended");
    }
}
