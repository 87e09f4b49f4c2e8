//! A PostgreSQL of a test's own: what the test does to it, others would feel.

use std::path::Path;
use std::process::Command;

use crate::Directory;

/// A PostgreSQL cluster that goes when this does.
pub(crate) struct Cluster(Directory);

impl Cluster {
    /// `None` where the tests have no PostgreSQL at all.
    pub(crate) fn start() -> Option<(Self, String)> {
        Self::start_with(&[])
    }

    /// One that speaks TLS and nothing else, with `server.crt` and `server.key` of a directory.
    pub(crate) fn start_encrypted(files: &Directory) -> Option<(Self, String)> {
        Self::start_with(&[("PG_TLS", files.file(""))])
    }

    fn start_with(environment: &[(&str, String)]) -> Option<(Self, String)> {
        std::env::var("TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty())?;
        let cluster = Self(Directory::new());
        let url = cluster.script("start", environment);
        Some((cluster, url.trim().to_owned()))
    }

    fn script(&self, verb: &str, environment: &[(&str, String)]) -> String {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/pg");
        let mut command = Command::new(script);
        command.args([verb, &self.0.file("pg")]);
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        let ran = command.output().expect("scripts/pg runs");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8_lossy(&ran.stdout).into_owned()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.script("stop", &[]);
    }
}
