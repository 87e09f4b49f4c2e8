//! What a node does again and again by itself, all of it, for as long as it runs.
//!
//! Every node runs every loop. Only one is leased, so that one node at a time does it:
//!
//! - [`renew`] goes from payer to payer, each a command that locks all of what the payer pays for. Two nodes at the
//!   same payers would wait for each other at each of them and charge nothing sooner.
//!
//! The others need no lease, because what two nodes do at once is done once:
//!
//! - [`follow`] and the image of the shelf are a node's own memory; nobody else could keep them.
//! - [`sweep`] moves on only numbers that nobody has in hand, and only from the version that it saw.
//! - [`forget`] deletes what is too old, a bounded piece at a time; whoever comes second finds other rows or none.
//! - [`renew_clients`] reads each number again under its reseller's lock.
//! - [`fill`] begins with the oldest back-order; whoever comes second to one finds it locked until it was served.
//! - [`tend_ports`] reads each request again under its customer's lock, and finds nothing to do where another node was.
//! - [`tell_of_guards`] names what it tells by account, rule and hour: the second time is a repetition.
//! - `supply::run` writes down that it is going to call, which one node can; `hooks::run` and `mail::run` likewise.
//! - `hooks::follow` moves its place in the feed in the transaction that writes the deliveries, if the place is the
//!   one that it read from.

use std::time::Duration;

use tandem_couriers::http::Caller;
use tandem_couriers::{hooks, mail, supply};
use tandem_domain::{Actor, Refusal};
use tandem_engine::{
    Ask, AttemptDue, AttemptExpire, Command, Engine, Followed, NumberDue, NumberSweep,
};
use tokio::task::JoinHandle;

use crate::node::Outward;
use crate::pulse::Pulse;

mod guards;
mod months;
mod ports;

use guards::tell_of_guards;
pub use months::renew_due;
use months::{renew, renew_all};
use ports::{tend_all, tend_ports};

/// How often the feed is asked for what other processes committed.
const FOLLOW_EVERY: Duration = Duration::from_millis(50);
/// How often numbers whose time is up are moved on, and clients charged for their months.
const SWEEP_EVERY: Duration = Duration::from_secs(1);
/// How often the queue of back-orders is asked whether anything came for it.
const FILL_EVERY: Duration = Duration::from_millis(50);
/// How often it is looked whether anything is to be forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(60);

/// Starts all of them.
pub fn start(engine: &Engine, pulse: &Pulse, outward: Outward) -> Vec<JoinHandle<()>> {
    let engine = || engine.clone();
    let caller = Caller::new(outward.webhook_networks).but_for(outward.uncalled);
    let mut loops = vec![
        tokio::spawn(follow(engine(), pulse.clone())),
        tokio::spawn(sweep(engine())),
        tokio::spawn(forget(engine())),
        tokio::spawn(renew(engine())),
        tokio::spawn(renew_clients(engine())),
        tokio::spawn(fill(engine())),
        tokio::spawn(tend_ports(engine())),
        tokio::spawn(tell_of_guards(engine())),
        tokio::spawn(supply::run(engine(), outward.suppliers)),
        tokio::spawn(hooks::follow(engine())),
        tokio::spawn(hooks::run(engine(), caller, outward.faults)),
        tokio::spawn(hooks::expire(engine())),
    ];
    loops.extend(outward.postman.map(|postman| tokio::spawn(mail::run(engine(), postman))));
    loops
}

/// Does everything that the loops would do by the clock, once nothing more of it is due. Every such
/// job has its turn here: a sandbox whose time is moved calls this at each step.
pub async fn catch_up(engine: &Engine) {
    while is_due(engine).await && move_on(engine).await {}
    renew_all(engine).await;
    tend_all(engine).await;
    while charge_clients(engine).await {}
    fill_once(engine).await;
}

async fn follow(engine: Engine, pulse: Pulse) {
    loop {
        let asked = engine.now();
        let found = engine.follow_feed().await;
        pulse.followed(asked, &found);
        match found {
            Ok(Followed { is_all: false, .. }) => continue,
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the feed cannot be read"),
        }
        tokio::time::sleep(FOLLOW_EVERY).await;
    }
}

async fn sweep(engine: Engine) {
    loop {
        if !is_due(&engine).await || !move_on(&engine).await {
            tokio::time::sleep(SWEEP_EVERY).await;
        }
    }
}

/// Whether the time of any number is up.
async fn is_due(engine: &Engine) -> bool {
    or_nothing("number.due", operate(engine, NumberDue).await)
}

/// Sweeps once; says whether there may be more to do.
async fn move_on(engine: &Engine) -> bool {
    or_nothing("number.sweep", operate(engine, NumberSweep).await.map(|swept| swept.more))
}

async fn renew_clients(engine: Engine) {
    loop {
        if !charge_clients(&engine).await {
            tokio::time::sleep(SWEEP_EVERY).await;
        }
    }
}

/// Charges whoever is due; says whether anybody was charged, so that more may be due.
async fn charge_clients(engine: &Engine) -> bool {
    or_nothing("client.renew", engine.renew_clients().await)
}

async fn fill(engine: Engine) {
    loop {
        fill_once(&engine).await;
        tokio::time::sleep(FILL_EVERY).await;
    }
}

async fn fill_once(engine: &Engine) {
    or_nothing("backorder.fill", engine.fill_backorders().await);
}

async fn forget(engine: Engine) {
    loop {
        let due = or_nothing("attempt.due", operate(&engine, AttemptDue).await);
        if !due || !forget_some(&engine).await {
            tokio::time::sleep(FORGET_EVERY).await;
        }
    }
}

/// Forgets once; says whether there may be more to forget.
async fn forget_some(engine: &Engine) -> bool {
    let forgotten = operate(engine, AttemptExpire).await;
    or_nothing("attempt.expire", forgotten.map(|forgotten| forgotten.more))
}

async fn operate<C: Command>(engine: &Engine, command: C) -> Result<C::Outcome, Refusal> {
    engine.execute(Ask::new(Actor::operator(), command)).await
}

/// What a job found; nothing, if it had no turn this time, and then the log says why.
fn or_nothing<T: Default>(command: &'static str, end: Result<T, Refusal>) -> T {
    end.unwrap_or_else(|refusal| {
        tracing::warn!(command, %refusal, "a job did not have its turn");
        T::default()
    })
}
