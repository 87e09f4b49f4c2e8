//! A connection, and what it takes to make one.

use std::collections::BTreeMap;

use tokio::runtime::Runtime;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls, Statement};

use super::address::Address;
use crate::StoreError;

/// What our sessions call themselves in the database's own lists.
pub(crate) const APPLICATION: &str = "tandem";

/// Runs a session on a thread of its own: whoever opens a store may be inside a runtime, where
/// another one cannot be driven.
pub(crate) fn aside<T: Send, E: Send + From<StoreError>>(
    session: impl FnOnce() -> Result<T, E> + Send,
) -> Result<T, E> {
    let ended = std::thread::scope(|scope| scope.spawn(session).join());
    let panicked = "a session of the database panicked";
    ended.unwrap_or_else(|_| Err(StoreError::Broken(panicked.to_owned()).into()))
}

/// A connection with the statements prepared on it.
pub(crate) struct Session {
    pub(crate) runtime: Runtime,
    pub(crate) client: Client,
    statements: BTreeMap<&'static str, Statement>,
}

impl Session {
    pub(crate) fn open(address: &Address) -> Result<Self, StoreError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let Address { config, tls } = address;
        // The task ends with the connection; the client then reports that it is closed.
        let client = match tls.clone() {
            None => {
                let (client, connection) =
                    runtime.block_on(config.connect(NoTls)).map_err(fault)?;
                runtime.spawn(connection);
                client
            }
            Some(tls) => {
                let (client, connection) = runtime.block_on(config.connect(tls)).map_err(fault)?;
                runtime.spawn(connection);
                client
            }
        };
        let mut session = Self { runtime, client, statements: BTreeMap::new() };
        session.simple(
            "SET lock_timeout = '2s'; SET statement_timeout = '30s'; \
             SET default_transaction_isolation = 'read committed'",
        )?;
        Ok(session)
    }

    pub(crate) fn simple(&mut self, sql: &str) -> Result<(), StoreError> {
        self.runtime.block_on(self.client.batch_execute(sql)).map_err(fault)
    }

    pub(super) fn prepared(&mut self, sql: &'static str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.runtime.block_on(self.client.prepare(sql)).map_err(fault)?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }
}

pub(crate) fn fault(error: tokio_postgres::Error) -> StoreError {
    match error.code() {
        Some(code)
            if *code == SqlState::T_R_DEADLOCK_DETECTED
                || *code == SqlState::T_R_SERIALIZATION_FAILURE
                || *code == SqlState::LOCK_NOT_AVAILABLE =>
        {
            StoreError::Contended
        }
        Some(code) if matches!(&code.code()[..2], "08" | "53" | "57" | "58") => {
            StoreError::Unavailable(error.to_string())
        }
        Some(_) => StoreError::Broken(match error.as_db_error() {
            Some(db) => format!("{}: {}", db.code().code(), db.message()),
            None => error.to_string(),
        }),
        None => StoreError::Unavailable(told(&error)),
    }
}

/// An error with what lies behind it, such as why a certificate was not believed.
fn told(error: &tokio_postgres::Error) -> String {
    let mut text = error.to_string();
    let mut behind = std::error::Error::source(error);
    while let Some(cause) = behind {
        let why = cause.to_string();
        if !text.contains(&why) {
            text = format!("{text}: {why}");
        }
        behind = cause.source();
    }
    text
}
