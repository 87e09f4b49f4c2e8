//! What calls cost in the last hour, minute by minute: a minute that has passed need not be read again.

use std::collections::BTreeMap;

use tandem_domain::{Money, Timestamp};

/// What a minute is, in microseconds.
pub(super) const MINUTE_MICROS: i64 = 60_000_000;
/// How many of them an hour has.
const MINUTES: i64 = 60;
/// For how long after its time a charge may come into the tables, in microseconds: as long as a command may take from when
/// it looks at the clock to its commit.
const LATE_MICROS: i64 = 2 * MINUTE_MICROS;

/// What calls of an account cost in the last hour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hour {
    /// By the minute, counted from 1970; those in which nothing was spent are left out.
    minutes: BTreeMap<i64, Money>,
    /// When the tables were read, in microseconds; 0: never.
    read_at: i64,
    /// What was heard to be charged and may not have been read.
    heard: Money,
    /// Whether something was heard since the tables were read.
    is_stale: bool,
}

impl Hour {
    /// One in which so much was spent, nobody knows when.
    pub(super) fn of(spent: Money, at: Timestamp) -> Self {
        let minutes = BTreeMap::from([(at.0.div_euclid(MINUTE_MICROS), spent)]);
        Self { minutes, ..Self::default() }
    }

    /// All of it, and when it was read.
    pub(super) fn all(&self) -> (Money, Timestamp) {
        let minutes = self.minutes.values().map(|spent| spent.0);
        (Money(minutes.fold(self.heard.0, i64::saturating_add)), Timestamp(self.read_at))
    }

    /// What was spent in the hour before now.
    pub(super) fn spent(&self, now: Timestamp) -> Money {
        let first = now.0.div_euclid(MINUTE_MICROS) - MINUTES + 1;
        let minutes = self.minutes.range(first..).map(|(_, spent)| spent.0);
        Money(minutes.fold(self.heard.0, i64::saturating_add))
    }

    /// Something was charged, or may have been.
    pub(super) fn hear(&mut self, charged: Money) {
        self.heard = Money(self.heard.0.saturating_add(charged.0));
        self.is_stale = true;
    }

    /// From when on the tables have to be read, in microseconds at the beginning of a minute; `None`: nothing was heard
    /// since they were read.
    pub(super) fn due(&self, now: Timestamp) -> Option<i64> {
        let hour = now.0 - (MINUTES - 1) * MINUTE_MICROS;
        let since = hour.max(self.read_at.saturating_sub(LATE_MICROS));
        (self.is_stale || self.read_at == 0)
            .then(|| since.div_euclid(MINUTE_MICROS) * MINUTE_MICROS)
    }

    /// Whether it has never been read.
    pub(super) const fn is_new(&self) -> bool {
        self.read_at == 0
    }

    /// What had been heard before the tables were read: it is in what is read.
    pub(super) const fn heard(&self) -> Money {
        self.heard
    }

    /// Takes note of what the tables say of the minutes from one on. `heard`: what had been heard before they were read.
    pub(super) fn set(
        &mut self,
        since: i64,
        minutes: impl IntoIterator<Item = (i64, Money)>,
        heard: Money,
        now: Timestamp,
    ) {
        self.minutes.retain(|minute, _| {
            let kept = now.0.div_euclid(MINUTE_MICROS) - MINUTES;
            (kept..since.div_euclid(MINUTE_MICROS)).contains(minute)
        });
        self.minutes.extend(minutes);
        self.heard = Money(self.heard.0 - heard.0);
        self.is_stale = self.heard != Money::ZERO;
        self.read_at = now.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp(1_764_504_000_000_000);
    const CENT: Money = Money::cents(1);

    fn minute(at: Timestamp) -> i64 {
        at.0.div_euclid(MINUTE_MICROS)
    }

    #[test]
    fn an_hour_passes_minute_by_minute() {
        let mut hour = Hour::default();
        let since = hour.due(NOON).expect("it was never read");
        assert_eq!(since, NOON.0 - 59 * MINUTE_MICROS);
        let spent = [(minute(NOON) - 59, CENT), (minute(NOON), Money::cents(2))];
        hour.set(since, spent, Money::ZERO, NOON);
        assert_eq!((hour.spent(NOON), hour.due(NOON)), (Money::cents(3), None));
        assert_eq!(hour.spent(NOON.plus_seconds(60)), Money::cents(2));
        assert_eq!(hour.spent(NOON.plus_seconds(3600)), Money::ZERO);
    }

    #[test]
    fn what_is_heard_counts_until_it_is_read() {
        let mut hour = Hour::default();
        hour.set(0, [], Money::ZERO, NOON);
        hour.hear(CENT);
        assert_eq!(hour.spent(NOON), CENT);
        let (since, heard) = (hour.due(NOON).expect("something was heard"), hour.heard());
        assert_eq!(since, NOON.0 - LATE_MICROS);
        // This one comes while the tables are read.
        hour.hear(CENT);
        hour.set(since, [(minute(NOON), CENT)], heard, NOON);
        assert_eq!(hour.spent(NOON), Money::cents(2));
        assert!(hour.due(NOON).is_some());
    }
}
