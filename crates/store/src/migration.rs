//! The schema: numbered texts, each applied once and remembered by its checksum.
//!
//! Binaries of two releases may serve one database while it is brought up to date: a step only
//! *expands*, so that whoever does not know it is not in its way. A step that *contracts*, by taking
//! away what an older binary still uses, says which step a binary must know to go on; an older one
//! then refuses to open the database.

use sha2::{Digest, Sha256};
use tandem_domain::hex;

use crate::StoreError;

/// One step of the schema's history. A text never changes once it has been released; what changes
/// is added as a new step.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its number. Steps are applied in the order of their numbers.
    pub version: i64,
    /// Its statements, one text for both databases.
    pub text: &'static str,
}

/// Every step, oldest first.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, text: include_str!("../migrations/0001_foundation.sql") },
    Migration { version: 2, text: include_str!("../migrations/0002_months.sql") },
    Migration { version: 3, text: include_str!("../migrations/0003_backorders.sql") },
    Migration { version: 4, text: include_str!("../migrations/0004_resale.sql") },
    Migration { version: 5, text: include_str!("../migrations/0005_hooks.sql") },
    Migration { version: 7, text: include_str!("../migrations/0007_node.sql") },
    Migration { version: 8, text: include_str!("../migrations/0008_objects.sql") },
    Migration { version: 9, text: include_str!("../migrations/0009_plans_and_logins.sql") },
    Migration { version: 10, text: include_str!("../migrations/0010_message.sql") },
    Migration { version: 11, text: include_str!("../migrations/0011_statements.sql") },
    Migration { version: 12, text: include_str!("../migrations/0012_audio.sql") },
    Migration { version: 14, text: include_str!("../migrations/0014_call_record.sql") },
    Migration { version: 15, text: include_str!("../migrations/0015_login_uses.sql") },
    Migration { version: 16, text: include_str!("../migrations/0016_client_term.sql") },
    Migration {
        version: 17,
        text: include_str!("../migrations/0017_registrations_and_number_uses.sql"),
    },
    Migration { version: 19, text: include_str!("../migrations/0019_past.sql") },
    Migration { version: 24, text: include_str!("../migrations/0024_call_finding.sql") },
    Migration { version: 25, text: include_str!("../migrations/0025_ports.sql") },
    Migration { version: 26, text: include_str!("../migrations/0026_lookups.sql") },
    Migration { version: 28, text: include_str!("../migrations/0028_voice_message.sql") },
    Migration { version: 30, text: include_str!("../migrations/0030_media_and_pages.sql") },
    Migration { version: 31, text: include_str!("../migrations/0031_put_off_and_withdrawn.sql") },
    Migration { version: 32, text: include_str!("../migrations/0032_whole_orders.sql") },
    Migration { version: 36, text: include_str!("../migrations/0036_voice_rest.sql") },
    Migration { version: 40, text: include_str!("../migrations/0040_port_promises.sql") },
    Migration { version: 41, text: include_str!("../migrations/0041_port_coverage.sql") },
    Migration { version: 44, text: include_str!("../migrations/0044_awaited_uses.sql") },
    Migration { version: 45, text: include_str!("../migrations/0045_receipt_pages.sql") },
    Migration { version: 46, text: include_str!("../migrations/0046_lookup_answers.sql") },
    Migration { version: 47, text: include_str!("../migrations/0047_call_route.sql") },
    Migration { version: 48, text: include_str!("../migrations/0048_message_logins.sql") },
];

/// The steps that contract, each with the step that a binary must know to serve a database that has
/// it.
pub(crate) const CONTRACTIONS: &[(i64, i64)] = &[];

/// What a database remembers, oldest first: of each step its number and its [stamp](Schema::stamp).
pub(crate) const APPLIED: &str = "SELECT version, checksum FROM migration ORDER BY version";

pub(crate) const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration \
    (version BIGINT NOT NULL PRIMARY KEY, checksum TEXT NOT NULL)";

/// What stands in a stamp between the checksum and the step that must be known.
const NEEDS: &str = " needs ";

/// What a database remembers of a step: its number and its stamp.
pub type Applied = (i64, String);

impl Migration {
    fn checksum(&self) -> String {
        hex(Sha256::digest(self.text))
    }

    /// The text as SQLite takes it: typed strictly, keyed tables kept in key order.
    pub(crate) fn sqlite(&self) -> String {
        self.with_fields(|document, field| format!("json_extract({document}, '$.{field}')"))
            .replace(") /* clustered */;", ") STRICT, WITHOUT ROWID;")
            .replace("\n);", "\n) STRICT;")
            .replace("BIGINT NOT NULL PRIMARY KEY", "INTEGER NOT NULL PRIMARY KEY")
            .replace("BIGINT", "INTEGER")
    }

    /// The text as PostgreSQL takes it. Events are stamped with the transaction that wrote them.
    pub(crate) fn postgres(&self) -> String {
        let stamp = "feed    BIGINT NOT NULL DEFAULT 0";
        let transaction = "feed    BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)";
        let text =
            self.with_fields(|document, field| format!("(CAST({document} AS json) ->> '{field}')"));
        let mut text = text.replace(stamp, transaction);
        if self.version == 1 {
            text.push_str("CREATE INDEX event_feed ON event (feed, account, seq);\n");
        }
        text
    }

    /// The text with each `JSON_TEXT(document, 'field')` in a database's own words: no words for it are both databases'.
    fn with_fields(&self, words: impl Fn(&str, &str) -> String) -> String {
        let mut parts = self.text.split("JSON_TEXT(");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let named = part.split_once(", '").and_then(|(document, rest)| {
                rest.split_once("')").map(|(field, rest)| (document, field, rest))
            });
            match named {
                Some((document, field, rest)) => {
                    text.push_str(&words(document, field));
                    text.push_str(rest);
                }
                // No database takes it, so that no test passes over it.
                None => text.push_str(part),
            }
        }
        text
    }

    /// The views that it makes, in their order.
    fn views(&self) -> impl Iterator<Item = &'static str> {
        let made = self.text.lines().filter_map(|line| line.strip_prefix("CREATE VIEW "));
        made.filter_map(|rest| rest.split([' ', '(']).next())
    }

    /// The tables that it makes, in their order.
    fn tables(&self) -> impl Iterator<Item = &'static str> {
        let made = self.text.lines().filter_map(|line| line.strip_prefix("CREATE TABLE "));
        made.filter_map(|rest| rest.split([' ', '(']).next())
    }
}

/// The schema as a binary knows it.
#[derive(Clone, Debug)]
pub struct Schema {
    steps: Vec<Migration>,
    contractions: Vec<(i64, i64)>,
}

impl Schema {
    /// As this binary knows it.
    pub fn ours() -> Self {
        Self { steps: MIGRATIONS.to_vec(), contractions: CONTRACTIONS.to_vec() }
    }

    /// As far as a step: what a binary knew that knows nothing younger.
    #[must_use]
    pub fn up_to(mut self, version: i64) -> Self {
        self.steps.retain(|step| step.version <= version);
        self
    }

    /// With one more step: what a binary will know that is still to come. `needs` is the step that
    /// others must know once this one contracts.
    #[must_use]
    pub fn and(mut self, step: Migration, needs: Option<i64>) -> Self {
        self.contractions.extend(needs.map(|needs| (step.version, needs)));
        self.steps.push(step);
        self
    }

    /// The number of the youngest step.
    pub fn version(&self) -> i64 {
        self.steps.last().map_or(0, |step| step.version)
    }

    /// The tables that there are, in the order in which they were made: none refers to a later one.
    pub(crate) fn tables(&self) -> Vec<&'static str> {
        self.steps.iter().flat_map(Migration::tables).collect()
    }

    /// The views that there are, in the order in which they were made. They stand on the tables.
    pub(crate) fn views(&self) -> Vec<&'static str> {
        self.steps.iter().flat_map(Migration::views).collect()
    }

    /// What a database remembers of a step: its checksum and, if it contracts, what must be known.
    pub(crate) fn stamp(&self, step: &Migration) -> String {
        let needs = self.contractions.iter().find(|(version, _)| *version == step.version);
        needs.map_or_else(
            || step.checksum(),
            |(_, needs)| format!("{}{NEEDS}{needs}", step.checksum()),
        )
    }

    /// Which steps are missing, given what a database remembers. A database that has another text
    /// under a known number is refused, and so is one that was contracted beyond what is known here.
    pub(crate) fn missing(&self, applied: &[Applied]) -> Result<Vec<Migration>, StoreError> {
        let mut missing = self.steps.clone();
        for (version, stamp) in applied {
            let (checksum, needs) = stamp.split_once(NEEDS).unwrap_or((stamp, "0"));
            match self.steps.iter().find(|step| step.version == *version) {
                Some(known) if known.checksum() != checksum => {
                    return Err(StoreError::Unavailable(format!(
                        "schema version {version} was made from another text than this binary's"
                    )));
                }
                Some(_) => missing.retain(|step| step.version != *version),
                None if needs.parse().is_ok_and(|needs: i64| needs <= self.version()) => {}
                None => {
                    return Err(StoreError::Unavailable(format!(
                        "its schema is at version {version}, which only binaries can serve that know \
                         version {needs}; this one knows version {}: run a newer one",
                        self.version()
                    )));
                }
            }
        }
        Ok(missing)
    }

    /// Refuses a database that lacks steps, of which the most may be all.
    pub(crate) fn up_to_date(&self, applied: &[Applied]) -> Result<(), StoreError> {
        if self.missing(applied)?.is_empty() {
            return Ok(());
        }
        let what = if applied.is_empty() {
            "it is no database of Tandem's"
        } else {
            "its schema is older than this binary; `tandem serve` or `tandem import` brings it up to \
             date"
        };
        Err(StoreError::Unavailable(what.to_owned()))
    }

    /// Whether every step that a database remembers is known here.
    pub(crate) fn knows(&self, applied: &[Applied]) -> bool {
        applied.iter().all(|(version, _)| self.steps.iter().any(|step| step.version == *version))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(schema: &Schema) -> Vec<Applied> {
        schema.steps.iter().map(|step| (step.version, schema.stamp(step))).collect()
    }

    #[test]
    fn the_steps_are_numbered_in_their_order() {
        assert!(MIGRATIONS.is_sorted_by(|one, next| one.version < next.version));
        for (version, needs) in CONTRACTIONS {
            assert!(needs <= version && MIGRATIONS.iter().any(|step| step.version == *version));
        }
    }

    #[test]
    fn a_database_must_be_ours_and_up_to_date() {
        let ours = Schema::ours();
        assert!(ours.up_to_date(&history(&ours)).is_ok());
        assert!(ours.up_to_date(&[]).is_err());
        let mut altered = history(&ours);
        altered[0].1 = "another".to_owned();
        assert!(ours.missing(&altered).is_err());
    }

    #[test]
    fn a_younger_schema_is_served_until_it_contracts() {
        let ours = Schema::ours();
        let expands = Migration { version: 90, text: "CREATE TABLE later (id BIGINT)" };
        let contracts = Migration { version: 91, text: "DROP TABLE slot" };
        let later = ours.clone().and(expands, None);
        assert!(ours.up_to_date(&history(&later)).is_ok());
        assert!(!ours.knows(&history(&later)));
        let latest = later.clone().and(contracts, Some(90));
        assert!(ours.missing(&history(&latest)).is_err());
        assert!(later.up_to_date(&history(&latest)).is_ok());
    }
}
