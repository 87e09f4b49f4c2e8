//! What became of SIP messages.

use std::sync::atomic::{AtomicU64, Ordering};

/// What became of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was answered as it wished: redirected, or told that we are here.
    Answered,
    /// It was answered otherwise.
    Refused,
    /// There was nothing to say to it.
    PassedOver,
    /// It was no SIP.
    Unreadable,
    /// It came from somebody who is not listed, and was not read.
    Stranger,
    /// Its sender sends too many, and it was not read.
    TooOften,
    /// As many wait for the database as may.
    Crowded,
}

impl Fate {
    /// Every fate.
    pub const ALL: [Self; 7] = [
        Self::Answered,
        Self::Refused,
        Self::PassedOver,
        Self::Unreadable,
        Self::Stranger,
        Self::TooOften,
        Self::Crowded,
    ];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Refused => "refused",
            Self::PassedOver => "passed_over",
            Self::Unreadable => "unreadable",
            Self::Stranger => "stranger",
            Self::TooOften => "too_often",
            Self::Crowded => "crowded",
        }
    }
}

/// How many messages had which fate since the process began.
#[derive(Debug, Default)]
pub struct Tally([AtomicU64; Fate::ALL.len()]);

impl Tally {
    pub(super) fn add(&self, fate: Fate) {
        // The places are those of `ALL`, in which the fates stand as they are declared.
        if let Some(count) = self.0.get(fate as usize) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Each fate with its count.
    pub fn counts(&self) -> impl Iterator<Item = (Fate, u64)> {
        Fate::ALL.into_iter().zip(self.0.iter().map(|count| count.load(Ordering::Relaxed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fate_is_counted_as_itself() {
        for fate in Fate::ALL {
            let tally = Tally::default();
            tally.add(fate);
            for (known, count) in tally.counts() {
                assert_eq!(count, u64::from(known == fate), "{fate:?}");
            }
        }
    }
}
