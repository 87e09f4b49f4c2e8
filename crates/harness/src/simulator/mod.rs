//! The simulator: two nodes, one database in memory, a clock moved by hand, and chance.
//!
//! A history is a list of [`Action`]s. Commands come alone or several at once, under keys or not;
//! statements fail, the database gives up, commits take effect unseen, replies go astray, nodes die
//! and come back with old or empty mirrors, events arrive late, twice and in another order. After
//! each step an oracle that shares no code with the engine says what should have been answered and
//! what should now stand in the database. A history that fails is shrunk to the actions that
//! matter and printed, one per line, with the seed that made it.
//!
//! One seed makes one history: there are no threads and no other clock in here.

mod audit;
mod deed;
mod generate;
mod model;
mod words;
mod world;

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;
use std::sync::Arc;

use futures_executor::block_on;
use futures_util::future::FutureExt;
use tandem_domain::{AccountId, Event, OrderId, Rng, Timestamp};
use tandem_engine::{Clock, Engine};
use tandem_mirror::Follower;
use tandem_numbering::Rules;
use tandem_store::{FeedCursor, MemoryDatabase, Store, args, event};

pub use deed::{Action, Deed, Fault};
use generate::{Generator, NODES, opening};
use model::{Model, Saw};
use words::{Ids, Reply};
use world::World;

use crate::HandClock;

/// When every history begins.
const BEGINNING: Timestamp = Timestamp(1_769_872_144_000_000);
/// How many events that were delivered may be delivered again.
const RECENT_MAX: usize = 64;
/// How many times a command may be sent round for other candidates, and then some.
const ROUNDS_MAX: usize = 10;
/// How many histories shrinking may try.
const SHRINK_TRIALS_MAX: usize = 600;

/// What a history did, and what is wrong with it if anything is.
#[derive(Debug, Default)]
pub struct Report {
    /// Every command and its answer, every other action, one per line.
    pub lines: Vec<String>,
    /// What the oracle says.
    pub wrong: Option<String>,
    /// How often each command was carried out, and how often with success.
    pub deeds: BTreeMap<&'static str, (u64, u64)>,
}

/// Makes a history of so many actions and lives through it. `Err` holds a failing history, shrunk
/// and ready to print.
pub fn live(seed: u64, actions: usize) -> Result<Report, String> {
    let mut simulation = Simulation::new();
    let mut generator = Generator::seeded(seed);
    let mut history: Vec<Action> = Vec::with_capacity(actions);
    let mut opening = opening().into_iter();
    while history.len() < actions {
        let action = match opening.next() {
            Some(action) => action,
            None if history.len() + 1 == actions => Action::Audit,
            None => generator.next(&simulation.model),
        };
        history.push(action.clone());
        if simulation.step(&action).is_err() {
            let history = shrink(history);
            let report = replay(&history);
            let mut text = format!("seed {seed} fails; what is left of it when shrunk:\n");
            for line in &report.lines {
                // Writing to a String cannot fail.
                let _ = writeln!(text, "{line}");
            }
            let _ = write!(text, "{}", report.wrong.unwrap_or_default());
            return Err(text);
        }
    }
    Ok(simulation.report)
}

/// Lives through a given history, until something is wrong or it ends.
pub fn replay(history: &[Action]) -> Report {
    let mut simulation = Simulation::new();
    for action in history {
        if simulation.step(action).is_err() {
            break;
        }
    }
    simulation.report
}

/// Drops actions for as long as what is left still fails.
fn shrink(mut history: Vec<Action>) -> Vec<Action> {
    let mut trials = 0;
    let mut size = history.len().div_ceil(2);
    while size > 0 {
        let mut from = 0;
        while from < history.len() && trials < SHRINK_TRIALS_MAX {
            trials += 1;
            let mut shorter = history.clone();
            shorter.drain(from..(from + size).min(history.len()));
            if replay(&shorter).wrong.is_some() {
                history = shorter;
            } else {
                from += size;
            }
        }
        size /= 2;
    }
    history
}

/// One process of the product.
struct Node {
    engine: Engine,
    /// Events that have not reached it yet, in order for each account.
    coming: BTreeMap<AccountId, VecDeque<Event>>,
    /// Events that have, and may come once more.
    recent: VecDeque<Event>,
    /// Whether its mirrors have seen everything, apart from what is still coming.
    is_complete: bool,
}

/// The oracle says that something is wrong; the report has the words.
struct Stop;

/// A history while it is lived through.
struct Simulation {
    world: Arc<World>,
    clock: HandClock,
    nodes: Vec<Node>,
    /// How many engines there have been: each draws other chances.
    births: u64,
    ids: Ids,
    model: Model,
    /// What was answered in full under each key.
    answered: BTreeMap<(usize, u32), String>,
    feed: FeedCursor,
    report: Report,
}

impl Simulation {
    fn new() -> Self {
        let mut simulation = Self {
            world: World::new(),
            clock: HandClock::at(BEGINNING),
            nodes: Vec::new(),
            births: 0,
            ids: Ids::default(),
            model: Model::default(),
            answered: BTreeMap::new(),
            feed: FeedCursor::default(),
            report: Report::default(),
        };
        for number in 0..NODES {
            let node = simulation.start(number, true);
            simulation.nodes.push(node);
        }
        simulation
    }

    fn start(&mut self, number: usize, loaded: bool) -> Node {
        self.births += 1;
        // A process takes longer to start than the ids of one millisecond last.
        self.clock.pass_micros(2000);
        let store = Store::over(Arc::clone(&self.world) as Arc<dyn tandem_store::Backend>);
        let clock = Box::new(self.clock.clone());
        let number = u8::try_from(number).unwrap_or(0);
        let engine = Engine::new(store, Rules::new(), clock, self.births, number);
        if loaded {
            block_on(engine.load()).expect("mirrors that load");
        }
        Node { engine, coming: BTreeMap::new(), recent: VecDeque::new(), is_complete: loaded }
    }

    fn restart(&mut self, number: usize, loaded: bool) {
        self.nodes[number] = self.start(number, loaded);
    }

    fn wrong(&mut self, what: impl Into<String>) -> Stop {
        self.report.wrong = Some(what.into());
        Stop
    }

    fn step(&mut self, action: &Action) -> Result<(), Stop> {
        match action {
            Action::Do { node, deeds, fault } => self.carry_out(*node, deeds, *fault)?,
            other => {
                let line = serde_json::to_string(other).unwrap_or_default();
                self.report.lines.push(line);
                match other {
                    Action::Deliver { node, events, seed } => self.deliver(*node, *events, *seed),
                    Action::Follow { node } => self.follow(*node),
                    Action::Restart { node, loaded } => self.restart(*node, *loaded),
                    Action::Pass { micros } => self.clock.pass_micros(*micros),
                    Action::Audit | Action::Do { .. } => self.audit()?,
                }
            }
        }
        self.glance()
    }

    /// Commands arrive together at one node.
    fn carry_out(
        &mut self,
        node: usize,
        deeds: &[(Deed, Option<u32>)],
        fault: Fault,
    ) -> Result<(), Stop> {
        // In a history that was shrunk, what a deed is about may never have come to be.
        let deeds: Vec<_> = deeds.iter().filter(|(deed, _)| self.is_possible(deed)).collect();
        if deeds.is_empty() {
            return Ok(());
        }
        let engine = self.nodes[node].engine.clone();
        let mut replies: Vec<Option<Reply>> = vec![None; deeds.len()];
        let mut times = Vec::new();
        let mut asked = Vec::new();
        let knew_all = self.nodes[node].is_complete
            && self.nodes[node].coming.values().all(VecDeque::is_empty)
            && deeds.len() == 1;
        for (place, (deed, key)) in deeds.iter().enumerate() {
            self.clock.pass_micros(1 + i64::try_from(place).unwrap_or(0));
            times.push(self.clock.now().0);
            let mut ask = words::send(&engine, &self.ids, deed, *key);
            replies[place] = (&mut ask).now_or_never();
            asked.push(ask);
        }
        let mut hit = false;
        for round in 0..ROUNDS_MAX {
            if replies.iter().all(Option::is_some) {
                break;
            }
            hit |= self.world.carry_out(if round == 0 { fault } else { Fault::Nothing });
            for (ask, reply) in asked.iter_mut().zip(&mut replies) {
                if reply.is_none() {
                    *reply = ask.now_or_never();
                }
            }
        }
        drop((asked, engine));
        for (place, (deed, key)) in deeds.into_iter().enumerate() {
            let reply = replies[place].take();
            let line = format!(
                "{} node={node} key={key:?} fault={fault:?} -> {}",
                serde_json::to_string(deed).unwrap_or_default(),
                reply.as_ref().map_or("nothing", |reply| &reply.text),
            );
            self.report.lines.push(line);
            let Some(reply) = reply else { return Err(self.wrong("it was never answered")) };
            self.model.now = times[place];
            let failed = hit && matches!(fault, Fault::Statement { of, .. } if of == place);
            self.judge(Asked { deed, key: *key, knew_all }, reply, fault, failed)?;
        }
        self.harvest();
        if matches!(fault, Fault::CrashBefore | Fault::CrashAfter) {
            self.restart(node, true);
        }
        Ok(())
    }

    fn is_possible(&self, deed: &Deed) -> bool {
        let known = |who: &usize| *who < self.model.accounts.len();
        let ordered = |order: &usize| *order < self.model.orders.len();
        let asker = matches!(deed, Deed::OperatorOpen) || known(&deed.asker().who);
        asker
            && match deed {
                Deed::AccountOpen { parent, .. } => parent.iter().all(known),
                Deed::AccountSet { who, .. }
                | Deed::CredentialIssue { who, .. }
                | Deed::CredentialRevoke { who }
                | Deed::FundsPost { who, .. }
                | Deed::ObjectPut { who, .. }
                | Deed::SlotBuy { who, .. } => known(who),
                Deed::PlanPut { only, .. } => only.iter().all(known),
                Deed::OrderPlace(order) => order.owner.iter().all(known),
                Deed::OrderSettle { order, .. } | Deed::SupplyCall { order, .. } => ordered(order),
                _ => true,
            }
    }

    /// Whether the answer is the one that the oracle gives.
    fn judge(
        &mut self,
        asked: Asked<'_>,
        reply: Reply,
        fault: Fault,
        failed: bool,
    ) -> Result<(), Stop> {
        let Asked { deed, key, knew_all } = asked;
        let unheard = matches!(fault, Fault::LostReply | Fault::CrashBefore | Fault::CrashAfter);
        if fault == Fault::CrashBefore {
            return Ok(());
        }
        if failed {
            if reply.text == "refused unavailable" {
                return Ok(());
            }
            return Err(self.wrong(format!("{} although a statement failed", reply.text)));
        }
        let known = self.model.is_known(deed, key);
        let seen = if deed.is_free_choice() && !known {
            if unheard { self.peek(deed) } else { Some(Seen::of(&reply)) }
        } else {
            Some(Seen::Nothing)
        };
        // A choice that was never made, or of which nothing could be kept, has changed nothing.
        let Some(seen) = seen else { return Ok(()) };
        let expected = match self.model.answer(deed, key, &seen.as_saw(knew_all)) {
            Ok(expected) => expected,
            Err(why) => return Err(self.wrong(why)),
        };
        let count = self.report.deeds.entry(deed.name()).or_default();
        count.0 += 1;
        count.1 += u64::from(expected.starts_with("ok"));
        self.learn()?;
        if unheard {
            return Ok(());
        }
        if reply.text != expected {
            return Err(self.wrong(format!("it should have been: {expected}")));
        }
        if let Some(key) = key.filter(|_| !deed.is_rehearsal()) {
            let place = (deed.asker().who, key);
            let is_same = reply.refusal() != Some("key_reused");
            let before = is_same.then(|| self.answered.get(&place)).flatten();
            if known && before.is_some_and(|before| *before != reply.whole) {
                return Err(self.wrong(format!("asked again, it was {}", reply.whole)));
            }
            if is_same {
                self.answered.insert(place, reply.whole);
            }
        }
        Ok(())
    }

    /// What became of an order whose reply nobody heard.
    fn peek(&self, deed: &Deed) -> Option<Seen> {
        let Deed::OrderPlace(order) = deed else { return None };
        if order.rehearsal {
            return None;
        }
        let customer = self.model.accounts[order.by.who].root;
        let serial = self.model.accounts[customer].orders + 1;
        if let Some(stored) = self.stored_order(self.ids.accounts[customer], serial) {
            let filled = stored.lines.into_iter().filter(|(_, word)| {
                word == "bought" || word == "ordering"
            });
            return Some(Seen::Chose(filled.map(|(digits, _)| digits).collect()));
        }
        let now = self.model.now;
        let outcome = self.world.look(|tx| {
            let rows = tx.rows("SELECT outcome FROM attempt WHERE at = $1", args![now])?;
            rows.first().map(|row| row.text(0, "outcome").map(str::to_owned)).transpose()
        })?;
        let value: serde_json::Value = serde_json::from_str(&outcome).unwrap_or_default();
        Some(Seen::Refused(value["refused"]["refusal"].as_str().unwrap_or("?").to_owned()))
    }

    /// Learns the ids of what the oracle says has come to be.
    fn learn(&mut self) -> Result<(), Stop> {
        while self.ids.accounts.len() < self.model.accounts.len() {
            let account = &self.model.accounts[self.ids.accounts.len()];
            let (name, root) = (account.name.clone(), account.root);
            let id = match self.ids.accounts.len() {
                0 => Some(AccountId::OPERATOR),
                _ => self.world.look(|tx| {
                    tandem_store::account::by_alias(tx, words::SCHEME, &name)
                }),
            };
            let Some(id) = id else { return Err(self.wrong(format!("there is no account {name}"))) };
            self.ids.accounts.push(id);
            self.ids.names.push(name);
            self.ids.roots.push(root);
        }
        self.ids.epochs = self.model.accounts.iter().map(|account| account.epoch).collect();
        while self.ids.orders.len() < self.model.orders.len() {
            let placed = &self.model.orders[self.ids.orders.len()];
            let (customer, serial) = (self.ids.accounts[placed.customer], placed.serial);
            let Some(stored) = self.stored_order(customer, serial) else {
                return Err(self.wrong(format!("there is no order {serial} of {customer}")));
            };
            self.ids.orders.push((stored.id, customer));
        }
        Ok(())
    }

    fn stored_order(&self, customer: AccountId, serial: i64) -> Option<StoredOrder> {
        self.world.look(|tx| {
            let rows = tx.rows(
                "SELECT id, waiting, doc FROM orders WHERE account = $1 AND serial = $2",
                args![customer.0, serial],
            )?;
            let Some(row) = rows.first() else { return Ok(None) };
            let lines: Vec<tandem_domain::Line> =
                serde_json::from_str(row.text(2, "doc")?).unwrap_or_default();
            let lines = lines.iter().map(|line| (line.did.digits(), words::line_word(&line.outcome)));
            let id = OrderId(row.int(0, "id")?);
            let waiting = row.int(1, "waiting")?;
            Ok(Some(StoredOrder { id, waiting, lines: lines.collect() }))
        })
    }

    /// What was committed is on its way to every node, also to the one that did it: it may have
    /// died before it could tell itself.
    fn harvest(&mut self) {
        let after = self.feed;
        let found = self.world.look(|tx| {
            let rows = MemoryDatabase::feed_after(tx, after, 10_000)?;
            rows.into_iter().map(|(cursor, row)| Ok((cursor, event::read(&row)?))).collect()
        });
        let found: Vec<(FeedCursor, Event)> = found;
        for (cursor, event) in found {
            self.feed = cursor;
            for node in &mut self.nodes {
                node.coming.entry(event.account).or_default().push_back(event.clone());
            }
        }
    }

    fn deliver(&mut self, node: usize, events: usize, seed: u64) {
        let mut rng = Rng::seeded(seed);
        let node = &mut self.nodes[node];
        for _ in 0..events {
            let again = rng.below(5) == 0 && !node.recent.is_empty();
            if again {
                let index = usize::try_from(rng.below(node.recent.len() as u64)).unwrap_or(0);
                node.engine.mirrors().apply(&node.recent[index]);
                continue;
            }
            node.coming.retain(|_, events| !events.is_empty());
            if node.coming.is_empty() {
                break;
            }
            let chosen = usize::try_from(rng.below(node.coming.len() as u64)).unwrap_or(0);
            let events = node.coming.values_mut().nth(chosen);
            if let Some(event) = events.and_then(VecDeque::pop_front) {
                node.engine.mirrors().apply(&event);
                node.recent.push_back(event);
                if node.recent.len() > RECENT_MAX {
                    node.recent.pop_front();
                }
            }
        }
    }

    fn follow(&mut self, node: usize) {
        let node = &mut self.nodes[node];
        while block_on(node.engine.follow()).expect("a feed") > 0 {}
        node.coming.clear();
        node.is_complete = true;
    }
}

/// What was asked, of a node that may have known the whole shelf.
struct Asked<'d> {
    deed: &'d Deed,
    key: Option<u32>,
    knew_all: bool,
}

struct StoredOrder {
    id: OrderId,
    waiting: i64,
    lines: Vec<(u64, String)>,
}

/// What the engine was seen to do where the choice was its own.
enum Seen {
    Nothing,
    Chose(Vec<u64>),
    Refused(String),
}

impl Seen {
    fn of(reply: &Reply) -> Self {
        match reply.refusal() {
            Some(refusal) => Self::Refused(refusal.to_owned()),
            None => Self::Chose(reply.chosen.clone()),
        }
    }

    fn as_saw(&self, knew_all: bool) -> Saw<'_> {
        match self {
            Self::Nothing => Saw::Nothing,
            Self::Chose(numbers) => Saw::Chose { numbers, knew_all },
            Self::Refused(refusal) => Saw::Refused(refusal),
        }
    }
}
