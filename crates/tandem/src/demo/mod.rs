//! `tandem demo`: a stocked shop on this machine, for whoever wants to try it or to integrate with
//! one of the dialects. Everything in it is made up, except that the area codes, the exchanges and
//! the places are where they are.

mod calls;
mod greeting;
mod lookups;
mod marker;
mod messages;
mod objects;
mod outreach;
mod people;
mod rooms;
mod sandbox;
mod shelf;
mod sounds;
mod tenures;

use std::fs::{File, TryLockError};
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use tandem_anveo::Area;
use tandem_couriers::faults::Faults;
use tandem_couriers::rehearsed::{Moody, Rehearsed};
use tandem_couriers::{Supplier, Suppliers};
use tandem_domain::Money;
use tandem_engine::Engine;
use tandem_gateway::{Dialect, REALM};
use tandem_native::{Native, Sandbox};
use tandem_numbering::Npa;
use tandem_store::DatabaseUrl;

use crate::cli;
use crate::clock::NodeClock;
use crate::failure::Failure;
use crate::lease::Lease;
use crate::node::{self, Node, Outward};
use crate::server::Entrance;
use crate::switches::{EvapiTable, SwitchesTable};
use crate::voice::say;
use crate::{config, server};
use marker::Stage;
pub use sandbox::DemoSandbox;

/// The area code that the seed documents use as an example: declared fictional, so that they work
/// as printed.
pub const FICTIONAL: u16 = 555;
/// What is said to whoever points the demo at something dear.
const FOREIGN: &str = "this database holds what no demo put there, so the demo leaves it alone; give \
                       it another with --data or --database";
/// This machine's own addresses.
const LOOPBACK: [&str; 2] = ["127.0.0.0/8", "::1/128"];
/// The least that a customer of the demo begins with: the numbers that it has cost almost as much.
const BALANCE_MIN: Money = Money::cents(1300);
/// How long the slow supplier takes.
const SLOW: Duration = Duration::from_secs(3);

/// `tandem demo`.
pub async fn run(options: cli::Demo) -> Result<(), Failure> {
    for (name, address) in [
        ("--listen", Some(options.listen)),
        ("--sip", options.sip),
        ("--agi", options.agi),
        ("--evapi", options.evapi),
    ] {
        if let Some(address) = address.filter(|address| !address.ip().is_loopback()) {
            return Err(Failure::Usage(format!(
                "{name} {address}: the demo's credentials are public, so it listens on loopback \
                 only, such as 127.0.0.1:{}",
                address.port()
            )));
        }
    }
    let balance = Money::parse(&options.balance)
        .ok()
        .filter(|balance| balance.is_positive())
        .ok_or_else(|| Failure::Usage("--balance: must be an amount such as 1000.00".to_owned()))?;
    if balance < BALANCE_MIN {
        return Err(Failure::Usage(format!(
            "--balance: must be at least {BALANCE_MIN}: the demo's customers pay for their numbers with it"
        )));
    }
    let url = options.database.url();
    // Before anything is thrown away: where another demo listens, that demo has its database.
    let listener = server::listen(options.listen).await?;
    let _alone = claim(&url)?;
    if options.fresh {
        start_over(&url).await?;
    }
    let started = std::time::Instant::now();
    let clock = NodeClock::default();
    let engine = node::open_by(&url, config::rules(&[FICTIONAL])?, &clock).await?;
    let lease = Lease::take(engine.store().clone(), 0).await?;
    stock(&engine, options.numbers, balance).await?;
    node::warn_of_unsettled(&engine).await?;
    let faults = Arc::new(Faults::default());
    let node = Node::start(engine.clone(), outward(&clock, &faults)).holding(lease);
    let sandbox = Arc::new(DemoSandbox::new(engine.clone(), clock, faults));
    let mut switches = SwitchesTable::demo(loopback(), options.sip, options.agi);
    switches.evapi = options.evapi.map(|address| EvapiTable { connect: vec![address] });
    switches.domain = options.registrar;
    switches.call_outside_at(&options.carrier);
    engine.answer_at(switches.domains());
    let dialects = dialects_beside(Some(sandbox), &switches);
    let gateway = node::gateway(engine.clone(), 0, vec![REALM.to_owned()], loopback(), dialects)?;
    let (redirect, agi) = switches.open(&engine).await?;
    let events = switches.events(&engine);
    let entrance = Entrance { redirect, agi, events, ..Entrance::default() };
    let address = listener.local_addr().unwrap_or(options.listen);
    greeting::print(address, &url, &engine, started.elapsed());
    let more = entrance.said();
    if !more.is_empty() {
        say!("It also {}.", more.trim_start_matches(", "));
    }
    server::run_behind(entrance, listener, gateway, node, server::interrupted()).await;
    Ok(())
}

/// Fills an empty database; leaves one that a demo filled before as it is; touches no other.
pub async fn stock(engine: &Engine, numbers: u64, balance: Money) -> Result<(), Failure> {
    match marker::stage(engine).await? {
        Stage::Stocked => Ok(()),
        Stage::Empty => {
            marker::begin(engine).await?;
            let demo = people::settle(engine, balance).await?;
            shelf::fill(engine, numbers).await?;
            people::furnish(engine, &demo).await?;
            marker::finish(engine).await
        }
        Stage::Begun => Err(Failure::Refused(
            "an earlier demo was stopped while it stocked this database; start over with --fresh \
             (SQLite), or give the demo an empty database"
                .to_owned(),
        )),
        Stage::Foreign => Err(Failure::Refused(FOREIGN.to_owned())),
    }
}

/// The dialects as the demo mounts them: what a provider would insist on is not required here.
pub fn dialects(sandbox: Option<Arc<dyn Sandbox>>) -> Vec<Box<dyn Dialect>> {
    dialects_beside(sandbox, &SwitchesTable::demo(loopback(), None, None))
}

/// The same, with the door for these switches.
fn dialects_beside(
    sandbox: Option<Arc<dyn Sandbox>>,
    switches: &SwitchesTable,
) -> Vec<Box<dyn Dialect>> {
    // The AREA_ID that Anveo's document prints, and what it prints as ordered from there.
    let printed = "123.123.123.123.123.123.123.123.123".to_owned();
    let new_york = Npa::new(212).and_then(|npa| Area::geographic("US", "NY", npa));
    let areas = new_york.map(|area| (printed, area)).into_iter().collect();
    let (door, clock) = (switches.door(), sandbox.clone());
    let door = door.ahead_by(move || clock.as_ref().map_or(0, |clock| clock.ahead()));
    vec![
        Box::new(tandem_voipms::VoipMs::new()),
        Box::new(tandem_anveo::Anveo::new(areas, false)),
        Box::new(tandem_api19::Api19::new()),
        Box::new(tandem_dialogtech::Dialogtech::new()),
        Box::new(Native::new(sandbox)),
        Box::new(door),
    ]
}

/// Where pages of the demo may be besides the public internet: on this machine.
pub fn loopback() -> Vec<IpNet> {
    LOOPBACK.iter().filter_map(|network| network.parse().ok()).collect()
}

/// Whom the demo calls: suppliers of its own, and webhooks, on this machine too; nobody whose name the
/// documents merely print.
pub fn outward(clock: &NodeClock, faults: &Arc<Faults>) -> Outward {
    let webhook_networks = loopback();
    let suppliers = suppliers(clock, faults);
    let uncalled = messages::PRINTED_HOSTS.map(str::to_owned).to_vec();
    Outward { suppliers, webhook_networks, postman: None, uncalled, faults: Arc::clone(faults) }
}

/// The suppliers that the demo's shelf names, one for each way in which a purchase can end.
fn suppliers(clock: &NodeClock, faults: &Arc<Faults>) -> Suppliers {
    let suppliers: [(&str, Rehearsed); 5] = [
        ("demo-sells", Rehearsed::Sells),
        ("demo-refuses", Rehearsed::Refuses("failed p data check")),
        ("demo-slow", Rehearsed::Slow(SLOW)),
        ("demo-unclear", Rehearsed::Unclear),
        ("demo-closed", Rehearsed::Declines("closed for stocktaking")),
    ];
    suppliers
        .into_iter()
        .map(|(name, usual)| {
            let (clock, faults) = (Box::new(clock.clone()), Arc::clone(faults));
            let supplier: Arc<dyn Supplier> = Arc::new(Moody { usual, faults, clock });
            (name.to_owned(), supplier)
        })
        .collect()
}

/// Makes sure that no other demo uses this SQLite database for as long as the file lives: one that
/// started over would take the database from under the other.
fn claim(url: &DatabaseUrl) -> Result<Option<File>, Failure> {
    let DatabaseUrl::Sqlite(path) = url else { return Ok(None) };
    let unusable = |error: &dyn std::fmt::Display| {
        Failure::Unreachable(format!("cannot use {}: {error}", path.display()))
    };
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory).map_err(|error| unusable(&error))?;
    }
    let lock = File::create(path.with_extension("lock")).map_err(|error| unusable(&error))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => {
            let taken = format!("another demo runs on {url}; give this one another --data");
            Err(Failure::Refused(taken))
        }
        Err(TryLockError::Error(error)) => Err(unusable(&error)),
    }
}

/// Throws a demo's database away; anybody else's is refused.
async fn start_over(url: &DatabaseUrl) -> Result<(), Failure> {
    let DatabaseUrl::Sqlite(path) = url else {
        return Err(Failure::Usage(
            "--fresh: a PostgreSQL database is yours to empty; give the demo an empty one"
                .to_owned(),
        ));
    };
    if !path.exists() {
        return Ok(());
    }
    if !marker::is_of_a_demo(url).await? {
        let engine = node::open_to_look(url, config::rules(&[FICTIONAL])?).await?;
        let stage = marker::stage(&engine).await;
        engine.close();
        if stage? == Stage::Foreign {
            return Err(Failure::Refused(FOREIGN.to_owned()));
        }
    }
    for suffix in ["", "-wal", "-shm"] {
        let mut file = path.clone().into_os_string();
        file.push(suffix);
        match std::fs::remove_file(&file) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                return Err(Failure::Unreachable(format!(
                    "cannot remove {}: {error}",
                    file.to_string_lossy()
                )));
            }
        }
    }
    Ok(())
}
