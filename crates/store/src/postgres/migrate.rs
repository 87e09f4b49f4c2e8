//! How the schema is brought up to date while others work with it.

use std::time::Duration;

use tokio_postgres::types::ToSql;

use super::{Address, Session, aside, fault};
use crate::migration::{self, Applied};
use crate::{Migration, Schema, StoreError};

/// Two nodes that start together must not migrate together: one waits for the other, however long
/// that takes. A step itself waits for nobody longer than customers can bear.
const MIGRATION_LOCK: &str = "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; \
    SELECT pg_advisory_xact_lock(7268246349); SET LOCAL lock_timeout = '2s'";
/// How often a step that finds a table in use is tried again …
const MIGRATION_TIMES_MAX: u32 = 60;
/// … and how long after the time before.
const MIGRATE_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Brings the schema up to date. A step that finds a table in use gives way and tries again: those
/// who wait for a table behind it would otherwise wait as long as it does.
pub(super) fn migrate(address: &Address, schema: &Schema) -> Result<(), StoreError> {
    aside(|| {
        let mut session = Session::open(address)?;
        let mut tries = 0;
        loop {
            match session.take_step(schema) {
                Ok(true) => tries = 0,
                Ok(false) => return Ok(()),
                Err(StoreError::Contended) if tries < MIGRATION_TIMES_MAX => {
                    tries += 1;
                    session.simple("ROLLBACK")?;
                    std::thread::sleep(MIGRATE_AGAIN_AFTER);
                }
                Err(error) => return Err(error),
            }
        }
    })
}

/// The steps that a database remembers; none, if it is not one of ours. Nothing is written.
pub(crate) fn applied(url: &str) -> Result<Vec<Applied>, StoreError> {
    let address = Address::read(url)?;
    aside(|| Session::open(&address)?.applied())
}

impl Session {
    /// Takes the next step that is missing, with its line in the table of steps; says whether there
    /// was one. Each step is a transaction: the tables that it changes are free again before the
    /// next begins, and what was done stays done if that has to wait.
    fn take_step(&mut self, schema: &Schema) -> Result<bool, StoreError> {
        self.simple("BEGIN")?;
        let missing = self.missing(schema)?;
        if let Some(step) = missing.first() {
            self.take(schema, step)?;
        }
        self.simple("COMMIT")?;
        Ok(!missing.is_empty())
    }

    /// Takes all the steps that are missing, in the transaction that is open.
    pub(crate) fn migrate_within(&mut self, schema: &Schema) -> Result<(), StoreError> {
        for step in self.missing(schema)? {
            self.take(schema, &step)?;
        }
        Ok(())
    }

    /// The steps that are missing. Until the transaction ends nobody else takes any.
    fn missing(&mut self, schema: &Schema) -> Result<Vec<Migration>, StoreError> {
        self.simple(MIGRATION_LOCK)?;
        self.simple(migration::TABLE)?;
        schema.missing(&self.remembered()?)
    }

    fn take(&mut self, schema: &Schema, step: &Migration) -> Result<(), StoreError> {
        self.simple(&step.postgres())?;
        let insert = "INSERT INTO migration VALUES ($1, $2)";
        let (version, stamp) = (step.version, schema.stamp(step));
        let params: [&(dyn ToSql + Sync); 2] = [&version, &stamp];
        self.runtime.block_on(self.client.execute(insert, &params)).map_err(fault)?;
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
