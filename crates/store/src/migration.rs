//! The schema: numbered texts, each applied once and remembered by its checksum.

use sha2::{Digest, Sha256};
use tandem_domain::hex;

use crate::StoreError;

/// One step of the schema's history. A text never changes once it has been released; what changes
/// is added as a new step.
pub(crate) struct Migration {
    pub(crate) version: i64,
    pub(crate) text: &'static str,
}

/// Every step, oldest first.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, text: include_str!("../migrations/0001_foundation.sql") },
    Migration { version: 2, text: include_str!("../migrations/0002_months.sql") },
    Migration { version: 3, text: include_str!("../migrations/0003_backorders.sql") },
    Migration { version: 4, text: include_str!("../migrations/0004_resale.sql") },
    Migration { version: 5, text: include_str!("../migrations/0005_hooks.sql") },
];

/// What a database remembers, oldest first.
pub(crate) const APPLIED: &str = "SELECT version, checksum FROM migration ORDER BY version";

pub(crate) const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration \
    (version BIGINT NOT NULL PRIMARY KEY, checksum TEXT NOT NULL)";

impl Migration {
    pub(crate) fn checksum(&self) -> String {
        hex(Sha256::digest(self.text))
    }

    /// The text as SQLite takes it: typed strictly, keyed tables kept in key order.
    pub(crate) fn sqlite(&self) -> String {
        self.text
            .replace(") /* clustered */;", ") STRICT, WITHOUT ROWID;")
            .replace("\n);", "\n) STRICT;")
            .replace("BIGINT NOT NULL PRIMARY KEY", "INTEGER NOT NULL PRIMARY KEY")
            .replace("BIGINT", "INTEGER")
    }

    /// The text as PostgreSQL takes it. Events are stamped with the transaction that wrote them.
    pub(crate) fn postgres(&self) -> String {
        let stamp = "feed    BIGINT NOT NULL DEFAULT 0";
        let transaction = "feed    BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)";
        let mut text = self.text.replace(stamp, transaction);
        if self.version == 1 {
            text.push_str("CREATE INDEX event_feed ON event (feed, account, seq);\n");
        }
        text
    }
}

/// Which steps are missing, given what a database remembers. A database that remembers what this
/// binary does not know, or another text under a known version, is refused.
pub(crate) fn missing(applied: &[(i64, String)]) -> Result<&'static [Migration], StoreError> {
    for (index, (version, checksum)) in applied.iter().enumerate() {
        let known = MIGRATIONS.get(index).filter(|known| known.version == *version);
        let Some(known) = known else {
            return Err(StoreError::Unavailable(format!(
                "its schema is at version {version}, which this binary does not know; run a newer one"
            )));
        };
        if known.checksum() != *checksum {
            return Err(StoreError::Unavailable(format!(
                "schema version {version} was made from another text than this binary's"
            )));
        }
    }
    Ok(&MIGRATIONS[applied.len()..])
}

/// Refuses a database that lacks steps, of which the most may be all.
pub(crate) fn up_to_date(applied: &[(i64, String)]) -> Result<(), StoreError> {
    if missing(applied)?.is_empty() {
        return Ok(());
    }
    let what = if applied.is_empty() {
        "it is no database of Tandem's"
    } else {
        "its schema is older than this binary; `tandem serve` or `tandem import` brings it up to date"
    };
    Err(StoreError::Unavailable(what.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_of_the_future_is_refused() {
        let ours: Vec<_> = MIGRATIONS.iter().map(|m| (m.version, m.checksum())).collect();
        assert!(missing(&ours).expect("our own history").is_empty());
        assert!(up_to_date(&ours).is_ok());
        assert!(up_to_date(&[]).is_err());
        let mut future = ours.clone();
        future.push((99, "?".to_owned()));
        assert!(missing(&future).is_err());
        let mut altered = ours;
        altered[0].1 = "another".to_owned();
        assert!(missing(&altered).is_err());
    }
}
