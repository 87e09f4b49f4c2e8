//! A connection, and what it takes to make one.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, NoTls, Statement};

use crate::StoreError;

/// How long a connection may take to be made.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(5);
/// How long the database may fall silent before its connection counts as lost.
const SILENCE_MAX: Duration = Duration::from_secs(10);
/// What our sessions call themselves in the database's own lists.
pub(crate) const APPLICATION: &str = "tandem";

/// Reads an address. A database that falls silent must not keep its threads for ever.
pub(crate) fn read(url: &str) -> Result<Config, StoreError> {
    let mut config: Config = url
        .parse()
        .map_err(|error| StoreError::Unavailable(format!("not a PostgreSQL address: {error}")))?;
    config.connect_timeout(CONNECT_TIME_MAX).tcp_user_timeout(SILENCE_MAX);
    require_private(&config)?;
    config.keepalives(true).keepalives_idle(SILENCE_MAX).application_name(APPLICATION);
    Ok(config)
}

/// What we say to the database is not encrypted. To another machine that is only done if the address says so.
fn require_private(config: &Config) -> Result<(), StoreError> {
    if config.get_ssl_mode() == SslMode::Disable {
        return Ok(());
    }
    let is_here = |host: &&Host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        Host::Unix(_) => true,
    };
    let named = config.get_hosts().iter().find(|host| !is_here(host));
    let addressed = config.get_hostaddrs().iter().any(|address| !address.is_loopback());
    if named.is_none() && !addressed {
        return Ok(());
    }
    Err(StoreError::Unavailable(
        "the connection to a PostgreSQL on another machine would not be encrypted: go through a tunnel, or \
         say sslmode=disable in the address (postgres://…?sslmode=disable) where the network is private"
            .to_owned(),
    ))
}

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
    pub(crate) fn open(config: &Config) -> Result<Self, StoreError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let (client, connection) = runtime.block_on(config.connect(NoTls)).map_err(fault)?;
        // The task ends with the connection; the client then reports that it is closed.
        runtime.spawn(async move {
            let _ = connection.await;
        });
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
        None => StoreError::Unavailable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_machine_is_spoken_to_in_the_clear_only_if_the_address_says_so() {
        for here in
            ["postgres://u@localhost/x", "postgres://u@127.0.0.1:5433/x", "postgres://u@[::1]/x"]
        {
            assert!(read(here).is_ok(), "{here}");
        }
        assert!(read("postgresql:///x?host=/run/postgresql").is_ok());
        let refused = read("postgres://u:secret@db.example.com/x").expect_err("in the clear");
        assert!(refused.to_string().contains("sslmode=disable"), "{refused}");
        assert!(!refused.to_string().contains("secret"));
        assert!(read("postgres://u@localhost,10.0.0.1/x").is_err());
        assert!(read("postgres://u@db.example.com/x?sslmode=disable").is_ok());
    }
}
