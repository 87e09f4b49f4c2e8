//! Lines of the log that say the same over and over.
//!
//! While a database is away, everything that looks at it several times a second would complain each time. What is wrong is
//! said when it begins, and again from time to time for as long as it lasts.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Filter};

/// For how long a line is not said again.
const QUIET: Duration = Duration::from_secs(30);
/// The most lines that are remembered; what is beyond is said each time.
const LINES_MAX: usize = 1024;

/// Passes over warnings and errors that were said a moment ago, word by word.
#[derive(Debug, Default)]
pub struct Repeats {
    /// By the digest of a line, when it was said last.
    said: Mutex<BTreeMap<u64, Instant>>,
}

impl Repeats {
    /// Whether a line is to be said now.
    fn is_due(&self, line: u64, now: Instant) -> bool {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let is_quiet = |at: &Instant| now.saturating_duration_since(*at) < QUIET;
        if said.get(&line).is_some_and(is_quiet) {
            return false;
        }
        if said.len() >= LINES_MAX {
            said.retain(|_, at| is_quiet(at));
        }
        if said.len() < LINES_MAX {
            said.insert(line, now);
        }
        true
    }
}

impl<S: Subscriber> Filter<S> for Repeats {
    fn enabled(&self, _: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        true
    }

    fn event_enabled(&self, event: &Event<'_>, _: &Context<'_, S>) -> bool {
        let is_complaint = *event.metadata().level() <= Level::WARN;
        !is_complaint || self.is_due(digest(event), Instant::now())
    }
}

/// What a line says, and who says it.
fn digest(event: &Event<'_>) -> u64 {
    let mut words = Words(DefaultHasher::new());
    (event.metadata().target(), event.metadata().line()).hash(&mut words.0);
    event.record(&mut words);
    words.0.finish()
}

struct Words(DefaultHasher);

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        (field.name(), format!("{value:?}")).hash(&mut self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_said_again_after_a_while() {
        let (repeats, now) = (Repeats::default(), Instant::now());
        assert_eq!([1, 1, 2].map(|line| repeats.is_due(line, now)), [true, false, true]);
        assert!(!repeats.is_due(1, now + QUIET / 2));
        assert!(repeats.is_due(1, now + QUIET));
        assert!(!repeats.is_due(1, now + QUIET));
    }

    #[test]
    fn a_flood_of_different_lines_is_not_remembered() {
        let (repeats, now) = (Repeats::default(), Instant::now());
        let many = u64::try_from(2 * LINES_MAX).expect("a small number");
        assert!((0..many).all(|line| repeats.is_due(line, now)));
        assert_eq!(repeats.said.lock().expect("nobody panicked").len(), LINES_MAX);
    }
}
