//! Kamailio as a redirect server, in its own process, answering from where it is told to look.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::process::{Child, Command};

use crate::proc;

/// How long it may take to come up: it may have a million rows to read.
const START: Duration = Duration::from_secs(120);
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Where it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source<'s> {
    /// Its own memory, which it fills from a database of PostgreSQL.
    Htable(&'s str),
    /// A database of PostgreSQL, by `sqlops`.
    Sql(&'s str),
    /// Tandem, at that address.
    Tandem(&'s str),
}

impl Source<'_> {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Htable(_) => "Kamailio, htable",
            Self::Sql(_) => "Kamailio, sqlops, PostgreSQL",
            Self::Tandem(_) => "Kamailio, Tandem over HTTP",
        }
    }

    fn definitions(self) -> [String; 2] {
        match self {
            Self::Htable(url) => ["FROM_HTABLE".to_owned(), format!("PEER=\"{url}\"")],
            Self::Sql(url) => ["FROM_SQL".to_owned(), format!("PEER=\"peer=>{url}\"")],
            Self::Tandem(address) => {
                ["FROM_TANDEM".to_owned(), format!("TANDEM=\"tandem=>http://{address}\"")]
            }
        }
    }
}

/// A Kamailio.
pub struct Proxy {
    child: Child,
    pid: u32,
}

impl Proxy {
    /// Starts one and waits until it has its socket.
    pub async fn start(source: Source<'_>, at: SocketAddr, work: &Path) -> anyhow::Result<Self> {
        let configuration = Path::new(env!("CARGO_MANIFEST_DIR")).join("kamailio/redirect.cfg");
        let log = std::fs::File::create(work.join("kamailio.log"))?;
        let mut command = Command::new("kamailio");
        command.args(["-DD", "-E", "-m", "1024", "-M", "16", "-f"]).arg(configuration);
        command.arg("-w").arg(work).arg("-Y").arg(work).arg("-P").arg(work.join("kamailio.pid"));
        command.args(["-A", &format!("LISTEN=udp:{at}")]);
        for definition in source.definitions() {
            command.args(["-A", &definition]);
        }
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
        let child = command.spawn().context("no kamailio")?;
        let pid = child.id().context("kamailio has ended")?;
        let mut proxy = Self { child, pid };
        let started = tokio::time::timeout(START, async {
            while !is_bound(at.port()) && proxy.child.try_wait()?.is_none() {
                tokio::time::sleep(LOOK_EVERY).await;
            }
            // It opens its socket before its workers are there.
            tokio::time::sleep(START / 60).await;
            anyhow::Ok(())
        });
        started.await.context("kamailio does not come up")??;
        let is_up = proxy.child.try_wait()?.is_none();
        ensure!(is_up, "kamailio: {}", std::fs::read_to_string(work.join("kamailio.log"))?);
        Ok(proxy)
    }

    /// The CPU that it has used, in microseconds.
    pub fn cpu_micros(&self) -> u64 {
        proc::family_cpu_micros(self.pid)
    }

    /// Ends it.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        // Its children end when it is asked to; killed, it would leave them behind.
        Command::new("kill").args(["-TERM", &self.pid.to_string()]).status().await?;
        self.child.wait().await?;
        Ok(())
    }
}

/// Whether somebody on this machine has the UDP port.
fn is_bound(port: u16) -> bool {
    let rows = std::fs::read_to_string("/proc/net/udp").unwrap_or_default();
    let wanted = format!(":{port:04X}");
    let mut locals = rows.lines().skip(1).filter_map(|row| row.split_whitespace().nth(1));
    locals.any(|local| local.ends_with(&wanted))
}
