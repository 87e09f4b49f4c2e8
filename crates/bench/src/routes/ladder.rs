//! Calls by sipp, more and more of them in a second, until whoever answers them no longer keeps up.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};
use serde::Serialize;
use tokio::process::Command;

use super::layout;

/// How many calls a second are tried, one after the other.
const RUNGS: [u64; 15] = [
    500, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000, 12_000, 14_000, 17_000,
    20_000,
];
/// How often a rung is tried before it counts as too high.
const TRIES: usize = 2;
/// How many different numbers are called.
const CALLED: u64 = 50_000;
/// How many seconds more than it should take, and than three times that, sipp is given.
const PATIENCE_SECONDS: u64 = 20;

/// What sipp saw at one rung.
#[derive(Clone, Debug, Serialize)]
pub struct Rung {
    /// Calls offered in a second.
    pub rate: u64,
    /// Calls that were redirected.
    pub done: u64,
    /// Calls that were not.
    pub failed: u64,
    /// Messages that had to be sent again.
    pub sent_again: u64,
    /// CPU of whoever was measured, in microseconds for each call.
    pub cpu_micros: f64,
}

impl Rung {
    /// Whether all was answered at the first time of asking.
    pub const fn is_sound(&self) -> bool {
        self.failed == 0 && self.sent_again == 0
    }
}

/// A caller: sipp with its scenario and the numbers that it calls.
pub struct Caller {
    directory: PathBuf,
    port: u16,
    seconds: u64,
}

impl Caller {
    /// Lays out the files of a caller who calls some of so many numbers.
    pub fn new(directory: &Path, port: u16, seconds: u64, numbers: u64) -> anyhow::Result<Self> {
        let step = (numbers / CALLED).max(1);
        let mut called = "RANDOM\n".to_owned();
        for place in (0..numbers).step_by(usize::try_from(step)?) {
            called.push_str(&format!("{};\n", layout::number(place)));
        }
        std::fs::write(directory.join("called.csv"), called)?;
        std::fs::write(directory.join("caller.xml"), include_str!("../../kamailio/caller.xml"))?;
        Ok(Self { directory: directory.to_owned(), port, seconds })
    }

    /// Climbs until a rung is too high; every rung that was tried, the last of which may not hold. `cpu`: what those
    /// who are measured have used so far, in microseconds.
    pub async fn climb(&self, at: SocketAddr, cpu: impl Fn() -> u64) -> anyhow::Result<Vec<Rung>> {
        let mut rungs = Vec::new();
        for rate in RUNGS {
            let mut rung = self.stand(at, rate, &cpu).await?;
            for _ in 1..TRIES {
                if !rung.is_sound() {
                    rung = self.stand(at, rate, &cpu).await?;
                }
            }
            let is_sound = rung.is_sound();
            rungs.push(rung);
            if !is_sound {
                break;
            }
        }
        Ok(rungs)
    }

    async fn stand(
        &self,
        at: SocketAddr,
        rate: u64,
        cpu: &impl Fn() -> u64,
    ) -> anyhow::Result<Rung> {
        let counts = self.directory.join("counts.csv");
        // What the rung before left.
        let _ = std::fs::remove_file(&counts);
        let calls = rate * self.seconds;
        let before = cpu();
        let seconds = self.seconds * 3 + PATIENCE_SECONDS;
        let mut sipp = Command::new("sipp");
        sipp.current_dir(&self.directory)
            .args(["-sf", "caller.xml", "-inf", "called.csv", "-i", "127.0.0.1"])
            .args(["-p", &self.port.to_string(), "-r", &rate.to_string(), "-m", &calls.to_string()])
            .args(["-l", &(rate * 4).to_string(), "-timeout", &format!("{seconds}s")])
            .args(["-nostdin", "-trace_stat", "-stf", "counts.csv", "-fd", "1"])
            .args(["-buff_size", "4194304", &at.to_string()])
            .kill_on_drop(true);
        // It ends badly when a call failed, and its counts say so.
        let done = tokio::time::timeout(Duration::from_secs(seconds * 2), sipp.output()).await;
        let said = done.context("sipp did not end")??;
        let used = cpu().saturating_sub(before);
        let text = std::fs::read_to_string(&counts).with_context(|| {
            format!("sipp did not count: {}", String::from_utf8_lossy(&said.stderr))
        })?;
        let count = |name: &str| last_count(&text, name);
        let (done, failed) = (count("SuccessfulCall(C)")?, count("FailedCall(C)")?);
        let sent_again = count("Retransmissions(C)")?;
        ensure!(done + failed > 0, "sipp placed no call");
        let missed = calls.saturating_sub(done + failed);
        let cpu_micros = used as f64 / done.max(1) as f64;
        Ok(Rung { rate, done, failed: failed + missed, sent_again, cpu_micros })
    }
}

/// The last value of a column of sipp's counts.
fn last_count(text: &str, name: &str) -> anyhow::Result<u64> {
    let mut lines = text.lines();
    let place = lines.next().and_then(|head| head.split(';').position(|column| column == name));
    let value = place.and_then(|place| lines.next_back()?.split(';').nth(place));
    value.and_then(|value| value.trim().parse().ok()).with_context(|| format!("no {name}"))
}
