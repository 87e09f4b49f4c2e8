//! PostgreSQL for a run: a server, a database that is filled once, and a copy of it for each figure.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, anyhow, ensure};
use tandem::node;
use tandem_numbering::Rules;
use tandem_store::DatabaseUrl;
use tokio_postgres::{Client, NoTls};

use crate::{proc, shelf};

/// The database that is filled.
const FILLED: &str = "tandem_bench_filled";
/// The copy of it that a figure is measured on.
const RUN: &str = "tandem_bench_run";

/// How far a server's write-ahead log has come.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wal {
    /// In bytes.
    pub bytes: u64,
    /// Syncs.
    pub syncs: u64,
}

/// A server to measure on.
pub struct Cluster {
    client: Client,
    /// Its address up to the name of the database.
    base: String,
    /// Its first process, when it runs on this machine.
    postmaster: u32,
    /// Where `scripts/pg` made it, if it did.
    made_in: Option<PathBuf>,
}

impl Cluster {
    /// Connects to the server that was named, or starts one in the directory.
    pub async fn open(url: Option<&str>, directory: &Path) -> anyhow::Result<Self> {
        let (url, made_in) = match url {
            Some(url) => (url.to_owned(), None),
            None => {
                let made_in = directory.join("pg");
                (script("start", &made_in)?, Some(made_in))
            }
        };
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
        tokio::spawn(connection);
        let row = client.query_one("SELECT pg_backend_pid()", &[]).await?;
        let backend = u32::try_from(row.get::<_, i32>(0))?;
        let postmaster = proc::parent(backend).unwrap_or_default();
        let (base, _) = url.rsplit_once('/').context("an address without a database")?;
        Ok(Self { client, base: base.to_owned(), postmaster, made_in })
    }

    /// The version of the server and the settings that decide what a commit costs.
    pub async fn about(&self) -> anyhow::Result<String> {
        let text = "SELECT 'PostgreSQL ' || current_setting('server_version') \
             || ', fsync ' || current_setting('fsync') \
             || ', synchronous_commit ' || current_setting('synchronous_commit') \
             || ', shared_buffers ' || current_setting('shared_buffers')";
        Ok(self.client.query_one(text, &[]).await?.get(0))
    }

    /// Fills a database.
    pub async fn fill(&self) -> anyhow::Result<()> {
        self.drop_databases().await?;
        self.client.batch_execute(&format!("CREATE DATABASE {FILLED}")).await?;
        let url = DatabaseUrl::Postgres(self.url(FILLED));
        let engine = node::open(&url, Rules::new(), 0).await.map_err(|error| anyhow!("{error}"))?;
        shelf::fill(&engine).await?;
        tokio::task::spawn_blocking(move || engine.close()).await?;
        execute(&self.url(FILLED), "VACUUM ANALYZE").await
    }

    /// A fresh copy of what was filled; its address.
    pub async fn copy(&self) -> anyhow::Result<String> {
        let drop = format!("DROP DATABASE IF EXISTS {RUN} WITH (FORCE)");
        self.client.batch_execute(&drop).await?;
        self.client.batch_execute(&format!("CREATE DATABASE {RUN} TEMPLATE {FILLED}")).await?;
        // Everybody starts with an empty log and clean pages.
        self.client.batch_execute("CHECKPOINT").await?;
        Ok(self.url(RUN))
    }

    /// A database that is empty; its address.
    pub async fn fresh(&self, name: &str) -> anyhow::Result<String> {
        self.forget(name).await?;
        self.client.batch_execute(&format!("CREATE DATABASE {name}")).await?;
        Ok(self.url(name))
    }

    /// Removes a database.
    pub async fn forget(&self, name: &str) -> anyhow::Result<()> {
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        Ok(self.client.batch_execute(&drop).await?)
    }

    /// The CPU that the server has used, in microseconds.
    pub fn cpu_micros(&self) -> u64 {
        proc::family_cpu_micros(self.postmaster)
    }

    /// How far its log has come.
    pub async fn wal(&self) -> anyhow::Result<Wal> {
        let text = "SELECT CAST(pg_current_wal_lsn() - '0/0' AS BIGINT), wal_sync FROM pg_stat_wal";
        let row = self.client.query_one(text, &[]).await?;
        Ok(Wal {
            bytes: u64::try_from(row.get::<_, i64>(0))?,
            syncs: u64::try_from(row.get::<_, i64>(1))?,
        })
    }

    /// Removes what the run made.
    pub async fn close(self) -> anyhow::Result<()> {
        self.drop_databases().await?;
        if let Some(made_in) = &self.made_in {
            script("stop", made_in)?;
        }
        Ok(())
    }

    fn url(&self, database: &str) -> String {
        format!("{}/{database}", self.base)
    }

    async fn drop_databases(&self) -> anyhow::Result<()> {
        for database in [RUN, FILLED] {
            let drop = format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)");
            self.client.batch_execute(&drop).await?;
        }
        Ok(())
    }
}

/// Carries out statements in a database, and leaves it.
pub async fn execute(url: &str, statements: &str) -> anyhow::Result<()> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let connection = tokio::spawn(connection);
    client.batch_execute(statements).await?;
    drop(client);
    Ok(connection.await??)
}

/// One number out of a database.
pub async fn number(url: &str, query: &str) -> anyhow::Result<i64> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let connection = tokio::spawn(connection);
    let number = client.query_one(query, &[]).await?.get(0);
    drop(client);
    connection.await??;
    Ok(number)
}

/// Runs `scripts/pg`.
fn script(verb: &str, directory: &Path) -> anyhow::Result<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/pg");
    let done = Command::new(path).arg(verb).arg(directory).output()?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr).trim());
    Ok(String::from_utf8(done.stdout)?.trim().to_owned())
}
