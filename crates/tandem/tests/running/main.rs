//! What an operator does with the real binary: backups, and more than one node.

mod backup;
mod calls;
mod cluster;
mod encrypted;
mod listening;
mod nodes;
mod package;
mod redirect;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

pub(crate) fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_tandem"))
}

/// Types a command; returns what came of it.
pub(crate) fn tries(words: &[&str]) -> Output {
    let mut command = Command::new(binary());
    command.args(words).env_remove("TANDEM_DATABASE").env_remove("TANDEM_DATA");
    command.output().expect("the binary runs")
}

/// Types a command that works; returns what it prints.
pub(crate) fn types(words: &[&str]) -> String {
    let output = tries(words);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {said}{complained}");
    said
}

/// A directory that goes when this does.
pub(crate) struct Directory(PathBuf);

impl Directory {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("tandem-running-{}-{count}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a directory for a test");
        Self(path)
    }

    pub(crate) fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("a plain path").to_owned()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // What is left in the temporary directory harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A `tandem serve` of a test. It is killed when this value goes.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts it and waits until it says where it listens.
    pub(crate) fn start(words: &[&str]) -> Self {
        let mut command = Command::new(binary());
        command.args(["serve", "--init"]).args(words).stdout(Stdio::piped());
        command.env_remove("TANDEM_DATABASE").env_remove("TANDEM_DATA");
        let mut child = command.spawn().expect("the binary runs");
        let mut greeting = String::new();
        let stdout = child.stdout.take().expect("its output");
        BufReader::new(stdout).read_line(&mut greeting).expect("a greeting");
        let address = greeting.split("://").nth(1).and_then(|rest| rest.split(' ').next());
        let address = address.and_then(|address| address.parse().ok());
        Self { child, address: address.unwrap_or_else(|| panic!("no address in {greeting}")) }
    }

    /// How much of it is in memory, in KiB.
    pub(crate) fn memory_kib(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).expect("what the kernel says of it");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.split_whitespace().next().and_then(|text| text.parse().ok()).expect("a number")
    }

    /// Sends it a signal, by its name.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status().expect("kill runs");
        assert!(sent.success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already; either way it is gone afterwards.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks over a connection that is kept; returns head and body.
pub(crate) fn ask(
    stream: &mut (impl Read + Write),
    target: &str,
    headers: &str,
) -> std::io::Result<String> {
    let request = format!("GET {target} HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    loop {
        let mut some = [0; 4096];
        let read = stream.read(&mut some)?;
        answer.extend_from_slice(&some[..read]);
        let text = String::from_utf8_lossy(&answer).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or_default();
            if body.len() >= length {
                return Ok(text);
            }
        }
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}
