//! How the schema is brought up to date while others work with it.

use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::types::ToSql;

use super::{Session, aside, fault, read};
use crate::migration::{self, Applied};
use crate::{Schema, StoreError};

/// Two nodes that start together must not migrate together: one waits for the other, however long
/// that takes. A step itself waits for nobody longer than customers can bear.
const MIGRATION_LOCK: &str = "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; \
    SELECT pg_advisory_xact_lock(7268246349); SET LOCAL lock_timeout = '2s'";
/// How often a step that finds a table in use is tried …
const MIGRATION_TIMES_MAX: u32 = 60;
/// … and how long after the time before.
const MIGRATE_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Brings the schema up to date. A step that finds a table in use gives way and tries again: those
/// who wait for a table behind it would otherwise wait as long as it does.
pub(super) fn migrate(config: &Config, schema: &Schema) -> Result<(), StoreError> {
    aside(|| {
        let mut session = Session::open(config)?;
        for _ in 1..MIGRATION_TIMES_MAX {
            match session.migrate(schema) {
                Err(StoreError::Contended) => {
                    session.simple("ROLLBACK")?;
                    std::thread::sleep(MIGRATE_AGAIN_AFTER);
                }
                ended => return ended,
            }
        }
        session.migrate(schema)
    })
}

/// The steps that a database remembers; none, if it is not one of ours. Nothing is written.
pub(crate) fn applied(url: &str) -> Result<Vec<Applied>, StoreError> {
    let config = read(url)?;
    aside(|| Session::open(&config)?.applied())
}

impl Session {
    fn migrate(&mut self, schema: &Schema) -> Result<(), StoreError> {
        self.simple("BEGIN")?;
        self.migrate_within(schema)?;
        self.simple("COMMIT")
    }

    /// Takes the steps that are missing, in the transaction that is open.
    pub(crate) fn migrate_within(&mut self, schema: &Schema) -> Result<(), StoreError> {
        self.simple(MIGRATION_LOCK)?;
        self.simple(migration::TABLE)?;
        for step in schema.missing(&self.remembered()?)? {
            self.simple(&step.postgres())?;
            let insert = "INSERT INTO migration VALUES ($1, $2)";
            let (version, stamp) = (step.version, schema.stamp(&step));
            let params: [&(dyn ToSql + Sync); 2] = [&version, &stamp];
            self.runtime.block_on(self.client.execute(insert, &params)).map_err(fault)?;
        }
        Ok(())
    }

    /// The steps that the database remembers; none, if it is not one of ours.
    pub(crate) fn applied(&self) -> Result<Vec<Applied>, StoreError> {
        let is_ours = self.client.query_one("SELECT to_regclass('migration') IS NOT NULL", &[]);
        let is_ours: bool = self.runtime.block_on(is_ours).map_err(fault)?.get(0);
        if is_ours { self.remembered() } else { Ok(Vec::new()) }
    }

    fn remembered(&self) -> Result<Vec<Applied>, StoreError> {
        let query = self.client.query(migration::APPLIED, &[]);
        let rows = self.runtime.block_on(query).map_err(fault)?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }
}
