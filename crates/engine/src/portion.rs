//! How many events one reading of the feed takes.

/// The most that one reading takes. An event of an import may be a megabyte.
const EVENTS_MAX: i64 = 256;

/// Half as many after a reading that failed, since large events may not come through in the time that a reading has;
/// twice as many after one that went well.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Portion(i64);

impl Default for Portion {
    fn default() -> Self {
        Self(EVENTS_MAX)
    }
}

impl Portion {
    /// How many the next reading takes.
    pub(crate) const fn events(self) -> i64 {
        self.0
    }

    /// Whether so many are as many as there may be at once: then there may be more.
    pub(crate) fn is_full(self, events: usize) -> bool {
        i64::try_from(events).unwrap_or(i64::MAX) >= self.0
    }

    /// The portion after a reading that went well, or did not.
    #[must_use]
    pub(crate) fn after(self, went_well: bool) -> Self {
        Self(if went_well { (self.0 * 2).min(EVENTS_MAX) } else { (self.0 / 2).max(1) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_is_tried_with_less_down_to_one() {
        let mut portion = Portion::default();
        for _ in 0..20 {
            portion = portion.after(false);
        }
        assert_eq!(portion.events(), 1);
        assert!(portion.is_full(1) && !portion.is_full(0));
        for _ in 0..20 {
            portion = portion.after(true);
        }
        assert_eq!(portion.events(), EVENTS_MAX);
    }
}
