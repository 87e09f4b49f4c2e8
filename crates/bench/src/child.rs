//! The server and the clients of a run, each a process of its own.

use std::process::Stdio;

use anyhow::{Context, ensure};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::load::{Request, Seen};

/// A process of ours. It ends when this is dropped.
struct Process {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Process {
    fn start(arguments: &[String]) -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        Ok(Self { child, lines })
    }

    /// The next line it prints; a process that ended instead has said why on stderr.
    async fn line(&mut self) -> anyhow::Result<String> {
        self.lines.next_line().await?.context("a process of the run has failed")
    }
}

/// A server.
pub struct Server {
    process: Process,
    /// Where it listens.
    pub address: String,
    /// Its process.
    pub pid: u32,
}

impl Server {
    /// Starts one over a database and waits until it listens.
    pub async fn start(database: &str) -> anyhow::Result<Self> {
        Self::start_with(database, &[]).await
    }

    /// Starts one as [`Server::start`] does, which is told more.
    pub async fn start_with(database: &str, more: &[&str]) -> anyhow::Result<Self> {
        let words: Vec<String> =
            ["serve", "--database", database].iter().chain(more).map(ToString::to_string).collect();
        let mut process = Process::start(&words)?;
        let address = process.line().await?;
        let pid = process.child.id().context("the server has ended")?;
        Ok(Self { process, address, pid })
    }

    /// Lets it finish what is under way and close its database.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        drop(self.process.child.stdin.take());
        ensure!(self.process.child.wait().await?.success(), "the server ended badly");
        Ok(())
    }
}

/// The clients of a run.
pub struct Clients(Process);

impl Clients {
    /// Starts them against a server from whose shelf so many numbers were ordered, and waits until they
    /// are warm.
    pub async fn start(
        server: &Server,
        request: Request,
        connections: u64,
        customers: u64,
        seconds: u64,
        ordered: u64,
    ) -> anyhow::Result<Self> {
        let named = [
            ("--server", server.address.clone()),
            ("--request", request.word().to_owned()),
            ("--connections", connections.to_string()),
            ("--customers", customers.to_string()),
            ("--seconds", seconds.to_string()),
            ("--ordered", ordered.to_string()),
        ];
        let mut words = vec!["load".to_owned()];
        words.extend(named.into_iter().flat_map(|(name, value)| [name.to_owned(), value]));
        Self::start_as(&words).await
    }

    /// Starts some that ask about the first so many of the numbers that ring.
    pub async fn of_numbers(
        server: &Server,
        request: Request,
        connections: u64,
        seconds: u64,
        numbers: u64,
    ) -> anyhow::Result<Self> {
        let named = [
            ("--server", server.address.clone()),
            ("--request", request.word().to_owned()),
            ("--connections", connections.to_string()),
            ("--customers", "1".to_owned()),
            ("--seconds", seconds.to_string()),
            ("--numbers", numbers.to_string()),
        ];
        let mut words = vec!["load".to_owned()];
        words.extend(named.into_iter().flat_map(|(name, value)| [name.to_owned(), value]));
        Self::start_as(&words).await
    }

    async fn start_as(words: &[String]) -> anyhow::Result<Self> {
        let mut process = Process::start(words)?;
        process.line().await?;
        Ok(Self(process))
    }

    /// Waits until they are done.
    pub async fn seen(mut self) -> anyhow::Result<Seen> {
        let seen = serde_json::from_str(&self.0.line().await?)?;
        self.0.child.wait().await?;
        Ok(seen)
    }
}
