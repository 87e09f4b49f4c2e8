//! The real binary: started, waited for, killed.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tandem_store::DatabaseUrl;

use crate::http::Client;

/// How long a process may take until it is ready.
const READY_TIME_MAX: Duration = Duration::from_secs(60);

/// A process of the product. It is killed when this value goes.
pub struct Process {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Process {
    /// Starts `tandem demo` on a database, on a port of its own, and waits until it is ready.
    /// `options` stand behind those that say where.
    pub fn demo(binary: &Path, database: &DatabaseUrl, options: &[&str]) -> Self {
        let address = free_address();
        let child = Command::new(binary)
            .args(["demo", "--listen", &address.to_string(), "--database", &text(database)])
            .args(options)
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", binary.display()));
        let mut process = Self { child, address };
        process.wait_until_ready();
        process
    }

    fn wait_until_ready(&mut self) {
        let started = Instant::now();
        while started.elapsed() < READY_TIME_MAX {
            if matches!(Client::of(self.address).get("/readyz"), Ok((200, _))) {
                return;
            }
            let ended = self.child.try_wait().expect("a process of ours");
            assert!(ended.is_none(), "it ended before it was ready: {ended:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it was not ready within {READY_TIME_MAX:?}");
    }

    /// Kills it with SIGKILL: nothing is flushed, closed or said.
    pub fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // It may have ended already; either way it is gone afterwards.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// Runs `tandem doctor` on a database and returns what it said.
pub fn doctor(binary: &Path, database: &DatabaseUrl) -> Output {
    Command::new(binary)
        .args(["doctor", "--database", &text(database)])
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}", binary.display()))
}

/// A database as the command line takes it. (Its `Display` hides the password.)
fn text(database: &DatabaseUrl) -> String {
    match database {
        DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DatabaseUrl::Postgres(url) => url.clone(),
    }
}

/// An address on loopback that nobody listens on at this moment.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("the address of a socket")
}
