//! An operator at the command line: the binary as it is typed.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use crate::product::directory;

/// An operator with a directory to work in.
pub struct Operator {
    pub directory: PathBuf,
}

impl Operator {
    pub fn new() -> Self {
        Self { directory: directory() }
    }

    /// The binary, in the operator's directory.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
        command.current_dir(&self.directory).args(words);
        command.env_remove("TANDEM_DATABASE").env_remove("TANDEM_DATA");
        command
    }

    /// Types a command, whatever comes of it.
    pub fn tries(&self, words: &[&str]) -> Output {
        self.command(words).output().expect("the binary runs")
    }

    /// Types a command that works; returns what it prints.
    pub fn types(&self, words: &[&str]) -> String {
        let output = self.tries(words);
        let (said, complained) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{words:?}: {said}{complained}");
        said.trim().to_owned()
    }

    /// Types `tandem admin` on the data in `data`.
    pub fn acts(&self, words: &[&str]) -> String {
        self.types(&[&["admin", "--data", "data"], words].concat())
    }

    /// Puts a file in the directory.
    pub fn writes(&self, name: &str, text: &str) {
        std::fs::write(self.directory.join(name), text).expect("a file of the operator's");
    }

    /// Whether it is in the directory.
    pub fn has(&self, path: impl AsRef<Path>) -> bool {
        self.directory.join(path).exists()
    }

    /// Serves the data in `data`, on a port that is free.
    pub fn serves(&self) -> Server {
        self.serves_as(&["--data", "data"])
    }

    /// Serves as these words say.
    pub fn serves_as(&self, words: &[&str]) -> Server {
        let mut command = self.command(&[&["serve", "--listen", "127.0.0.1:0"], words].concat());
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the binary runs");
        let mut greeting = String::new();
        let stdout = child.stdout.take().expect("its output");
        BufReader::new(stdout).read_line(&mut greeting).expect("a greeting");
        let address = greeting.split("http://").nth(1).and_then(|rest| rest.split(' ').next());
        let address = address.and_then(|address| address.parse().ok());
        Server { child, address: address.unwrap_or_else(|| panic!("no address in {greeting}")) }
    }
}

impl Drop for Operator {
    fn drop(&mut self) {
        // A leftover in the temporary directory is the system's to clean.
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// A server that is running.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already; either way it is gone afterwards.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Bytes that a process printed.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
