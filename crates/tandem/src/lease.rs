//! The number of a node, held for as long as the node runs.
//!
//! Ids are drawn apart by the numbers of their nodes, so no two nodes of one database may have the
//! same. A node holds its number by a row that it renews every few seconds; who finds the row gone to
//! another stops. A node that died is followed at once by the next on its machine, and by one on
//! another machine after [`LEASE`].

use std::path::Path;
use std::time::Duration;

use tandem_engine::Clock;
use tandem_store::node::{self, Held};
use tandem_store::{Fate, Lane, Store, StoreError, Tx, Verdict, Work};
use tokio::sync::oneshot;

use crate::clock::NodeClock;
use crate::failure::Failure;

/// For how long a number is held without being renewed. Clocks of nodes may differ by less than this.
const LEASE: Duration = Duration::from_secs(15);
/// How often it is renewed.
const RENEW_EVERY: Duration = Duration::from_secs(3);
/// How often a number that somebody holds is looked at again.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// A number that this process holds.
#[derive(Clone)]
pub struct Lease {
    store: Store,
    id: u8,
    holder: String,
}

impl Lease {
    /// Takes the number, waiting for one whose holder no longer renews it; refused if its holder does.
    pub async fn take(store: Store, id: u8) -> Result<Self, Failure> {
        let secret = getrandom::u64()
            .map_err(|error| Failure::Unreachable(format!("no source of chance: {error}")))?;
        let lease = Self { store, id, holder: format!("{secret:016x}") };
        let first = lease.held().await?;
        let mut seen = first.clone();
        loop {
            let now = NodeClock::default().now().0;
            let is_free = seen.as_ref().is_none_or(|held| held.until <= now || is_gone(held));
            if is_free && lease.claim(seen.clone(), now).await? {
                return Ok(lease);
            }
            if let Some(held) = &seen
                && (is_here(held) && !is_gone(held) || is_renewed(first.as_ref(), held))
            {
                return Err(Failure::Refused(format!(
                    "node {id} is {}; give this one another number (`node` in tandem.toml)",
                    held.about
                )));
            }
            tokio::time::sleep(LOOK_EVERY).await;
            seen = lease.held().await?;
        }
    }

    /// Renews it for as long as it is polled; resolves when somebody else has taken it.
    pub async fn keep(&self) {
        loop {
            tokio::time::sleep(RENEW_EVERY).await;
            let (id, holder) = (self.id, self.holder.clone());
            let until = until(NodeClock::default().now().0);
            match self.work(move |tx| node::renew(tx, id, &holder, until)).await {
                Ok(true) => {}
                Ok(false) => {
                    tracing::error!(node = id, "another node has taken our number; stopping");
                    return;
                }
                // Nobody can take it either, or has; the next time tells.
                Err(_) => tracing::warn!(node = id, "our number could not be renewed"),
            }
        }
    }

    /// Gives it back. What cannot be given back lapses.
    pub fn leave(&self) {
        let (id, holder) = (self.id, self.holder.clone());
        let _ = self.submit(move |tx| node::leave(tx, id, &holder)).blocking_recv();
    }

    async fn held(&self) -> Result<Option<Held>, Failure> {
        let id = self.id;
        self.work(move |tx| node::get(tx, id)).await
    }

    async fn claim(&self, before: Option<Held>, now: i64) -> Result<bool, Failure> {
        let (id, holder, about) = (self.id, self.holder.clone(), about());
        let held = Held { holder, about, until: until(now) };
        self.work(move |tx| node::take(tx, id, before.as_ref(), now, &held)).await
    }

    async fn work<T: Send + 'static>(
        &self,
        body: impl Fn(&mut dyn Tx) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Failure> {
        let unavailable = || Failure::Unreachable("the database is unavailable".to_owned());
        self.submit(body).await.ok().flatten().ok_or_else(unavailable)
    }

    fn submit<T: Send + 'static>(
        &self,
        body: impl Fn(&mut dyn Tx) -> Result<T, StoreError> + Send + 'static,
    ) -> oneshot::Receiver<Option<T>> {
        let (tell, told) = oneshot::channel();
        let errand = Errand { body, found: None, tell };
        self.store.submit(Lane::Order, i64::from(self.id), Box::new(errand));
        told
    }
}

/// A few statements of ours among everybody's commands.
struct Errand<T, F> {
    body: F,
    found: Option<T>,
    tell: oneshot::Sender<Option<T>>,
}

impl<T, F> Work for Errand<T, F>
where
    T: Send,
    F: Fn(&mut dyn Tx) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, tx: &mut dyn Tx) -> Verdict {
        self.found = (self.body)(tx).ok();
        if self.found.is_some() { Verdict::Keep } else { Verdict::Alone }
    }

    fn record(&mut self, _: &mut dyn Tx) -> Result<(), StoreError> {
        Ok(())
    }

    fn settle(self: Box<Self>, fate: Fate) {
        // Whoever asked may have gone.
        let _ = self.tell.send(self.found.filter(|_| fate == Fate::Committed));
    }
}

fn until(now: i64) -> i64 {
    now.saturating_add(i64::try_from(LEASE.as_micros()).unwrap_or(i64::MAX))
}

/// Whether its holder has renewed it since it was first seen, or is another by now.
fn is_renewed(first: Option<&Held>, held: &Held) -> bool {
    first.is_none_or(|first| first.holder != held.holder || first.until != held.until)
}

/// What a process says of itself: where and which it is. The namespace tells containers apart.
fn about() -> String {
    format!("process {} of {}", std::process::id(), machine())
}

fn machine() -> String {
    let word = |path: &str| std::fs::read_to_string(path).map(|text| text.trim().to_owned());
    let host = word("/proc/sys/kernel/hostname").unwrap_or_default();
    let boot = word("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let space = std::fs::read_link("/proc/self/ns/pid").unwrap_or_default();
    format!("{host} (boot {boot}, {})", space.display())
}

/// Whether the holder is, or was, a process that we would see.
fn is_here(held: &Held) -> bool {
    held.about.split_once(" of ").is_some_and(|(_, place)| place == machine())
}

/// Whether there is such a process, and more of it than a line in its parent's books: one that has
/// ended stays there, as a zombie, until its parent asks after it.
fn is_alive(process: &str) -> bool {
    let stat = std::fs::read_to_string(Path::new("/proc").join(process).join("stat"));
    // The state follows the name, which stands in brackets and may hold brackets itself.
    let state =
        |stat: &str| stat.rsplit_once(')').and_then(|(_, rest)| rest.trim_start().chars().next());
    stat.is_ok_and(|stat| !matches!(state(&stat), Some('Z' | 'X' | 'x')))
}

/// Whether the holder was a process of this machine and is none any more. Whoever had the number of
/// this process here is gone: in a container it is the same after each start.
fn is_gone(held: &Held) -> bool {
    let process = held.about.strip_prefix("process ").and_then(|rest| rest.split(' ').next());
    let own = std::process::id().to_string();
    is_here(held) && process.is_some_and(|process| process == own || !is_alive(process))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_ended_is_gone_before_its_parent_asks() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().expect("a process");
        let process = child.id().to_string();
        assert!(is_alive(&process));
        child.kill().expect("a process of ours");
        let began = std::time::Instant::now();
        while is_alive(&process) && began.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(Path::new("/proc").join(&process).exists(), "it is a zombie");
        assert!(!is_alive(&process));
        child.wait().expect("a process of ours");
    }
}
