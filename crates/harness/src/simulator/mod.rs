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
mod book;
mod call;
mod circle;
mod deed;
mod generate;
mod ground;
mod judge;
mod model;
mod nodes;
mod paper;
mod port;
mod record;
mod register;
mod reply;
mod routes;
mod tell;
mod text;
mod voice;
mod words;
mod world;

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;

use tandem_domain::Timestamp;
use tandem_engine::Clock;
use tandem_store::{FeedCursor, Store};

use book::BookDeed;
use circle::CircleDeed;
pub use deed::{Action, Deed, Fault};
use deed::{ClientDeed, LoginDeed};
use generate::{Generator, NODES, opening};
use ground::{Answers, Ground};
use judge::Asked;
use model::Model;
use nodes::Node;
use paper::PaperDeed;
use record::RecordDeed;
use tell::Tell;
use text::TextDeed;
use voice::VoiceDeed;
use words::Ids;

use crate::{HandClock, Kind};

/// A store in memory that carries out each command as it comes: for histories that are long and in
/// which nothing goes wrong.
pub fn memory_store() -> Store {
    Store::over(world::World::at_once())
}

/// When every history begins.
const BEGINNING: Timestamp = Timestamp(1_769_872_144_000_000);
/// How many lines of a failing history are printed where it is not shrunk.
const LINES_MAX: usize = 60;
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
    live_on(None, seed, actions)
}

/// The same on a real database, with its threads and its disk: what the store does differently there
/// must not be seen. Nothing is lived through where there is no server for it.
pub fn live_on(kind: Option<Kind>, seed: u64, actions: usize) -> Result<Report, String> {
    let Some(mut simulation) = Simulation::new(kind) else { return Ok(Report::default()) };
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
            let (report, how) = match kind {
                None => (replay(&shrink(history)), "what is left of it when shrunk"),
                Some(_) => (simulation.report, "its last lines"),
            };
            let mut text = format!("seed {seed} fails; {how}:\n");
            let first =
                if kind.is_some() { report.lines.len().saturating_sub(LINES_MAX) } else { 0 };
            for line in &report.lines[first..] {
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
    let Some(mut simulation) = Simulation::new(None) else { return Report::default() };
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

/// The oracle says that something is wrong; the report has the words.
struct Stop;

/// A history while it is lived through.
struct Simulation {
    ground: Ground,
    clock: HandClock,
    nodes: Vec<Node>,
    /// How many engines there have been: each draws other chances.
    births: u64,
    ids: Ids,
    model: Model,
    /// What was answered in full under each key.
    answered: BTreeMap<(usize, u32), String>,
    feed: FeedCursor,
    /// What nodes drew of their shelves, the latest first.
    images: VecDeque<Vec<u8>>,
    report: Report,
}

impl Simulation {
    fn new(kind: Option<Kind>) -> Option<Self> {
        let mut simulation = Self {
            ground: Ground::new(kind)?,
            clock: HandClock::at(BEGINNING),
            nodes: Vec::new(),
            births: 0,
            ids: Ids::default(),
            model: Model::default(),
            answered: BTreeMap::new(),
            feed: FeedCursor::default(),
            images: VecDeque::new(),
            report: Report::default(),
        };
        for number in 0..NODES {
            let node = simulation.start(number, true);
            simulation.nodes.push(node);
        }
        Some(simulation)
    }

    fn wrong(&mut self, what: impl Into<String>) -> Stop {
        self.report.wrong = Some(what.into());
        Stop
    }

    fn step(&mut self, action: &Action) -> Result<(), Stop> {
        match action {
            Action::Do { node, deeds, fault } => self.arrive(*node, deeds, *fault)?,
            other => {
                let line = serde_json::to_string(other).unwrap_or_default();
                self.report.lines.push(line);
                match other {
                    Action::Deliver { node, events, seed } => self.deliver(*node, *events, *seed),
                    Action::Turn { node } => self.give_turns(*node)?,
                    Action::Follow { node } => self.follow(*node),
                    Action::Restart { node, loaded } => self.restart(*node, *loaded),
                    Action::Draw { node } => self.draw(*node),
                    Action::Revive { node, image } => self.revive(*node, *image),
                    Action::Pass { micros } => self.clock.pass_micros(*micros),
                    Action::Audit | Action::Do { .. } => self.audit()?,
                }
            }
        }
        self.glance()
    }

    /// Commands arrive together at one node; where threads decide what comes first, one by one.
    fn arrive(
        &mut self,
        node: usize,
        deeds: &[(Deed, Option<u32>)],
        fault: Fault,
    ) -> Result<(), Stop> {
        if self.ground.is_memory() {
            self.carry_out(node, deeds, fault)?;
        } else if fault != Fault::CrashBefore {
            for deed in deeds {
                self.carry_out(node, std::slice::from_ref(deed), fault)?;
            }
        }
        if matches!(fault, Fault::CrashBefore | Fault::CrashAfter) {
            self.restart(node, true);
        }
        Ok(())
    }

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
        let mut times = Vec::new();
        let mut asked = Vec::new();
        let knew_all = self.nodes[node].is_complete
            && self.nodes[node].coming.values().all(VecDeque::is_empty)
            && deeds.len() == 1
            && self.ground.is_memory();
        for (place, (deed, key)) in deeds.iter().enumerate() {
            self.clock.pass_micros(1 + i64::try_from(place).unwrap_or(0));
            times.push(self.clock.now().0);
            asked.push(self.ground.send(words::send(&engine, &self.ids, deed, *key)));
        }
        let Answers { mut replies, hit } = self.ground.carry_out(asked, fault);
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
        Ok(())
    }

    /// The queue of back-orders has its turn at a node, one after the other.
    fn give_turns(&mut self, node: usize) -> Result<(), Stop> {
        let engine = self.nodes[node].engine.clone();
        let queue = &engine.mirrors().queue;
        for due in queue.begin_turn() {
            let known = self.ids.backorders.iter().position(|(id, _)| *id == due);
            let Some(backorder) = known else { return Err(self.wrong("a stranger in the queue")) };
            self.carry_out(node, &[(Deed::BackorderFill { backorder }, None)], Fault::Nothing)?;
        }
        queue.end_turn();
        Ok(())
    }

    fn is_possible(&self, deed: &Deed) -> bool {
        let known = |who: &usize| *who < self.model.accounts.len();
        let ordered = |order: &usize| *order < self.model.orders.len();
        let asker = matches!(deed, Deed::OperatorOpen) || known(&deed.asker().who);
        asker
            && match deed {
                Deed::AccountMoveIn { parent, .. } | Deed::AccountOpen { parent, .. } => {
                    parent.iter().all(known)
                }
                Deed::NumberMoveIn { numbers, .. } => {
                    numbers.iter().all(|coming| known(&coming.owner))
                }
                Deed::AccountSet { who, .. }
                | Deed::AccountCredit { who, .. }
                | Deed::CallKept { who, .. }
                | Deed::MonthPutOff { who, .. }
                | Deed::RenewalRun { who, .. }
                | Deed::CredentialIssue { who, .. }
                | Deed::CredentialLock { who, .. }
                | Deed::CredentialRevoke { who }
                | Deed::FundsPost { who, .. }
                | Deed::ObjectPut { who, .. }
                | Deed::SlotGrant { who, .. } => known(who),
                Deed::Client { does, .. } => match does {
                    ClientDeed::Connect { client, .. }
                    | ClientDeed::Close { client }
                    | ClientDeed::Limit { client, .. }
                    | ClientDeed::Post { client, .. } => known(client),
                    ClientDeed::Move { from, to, .. } => known(to) && from.iter().all(known),
                    ClientDeed::Disconnect { .. } => true,
                },
                Deed::Login { does, .. } => match does {
                    LoginDeed::Open { .. } => true,
                    LoginDeed::Set { login, .. } | LoginDeed::Close { login } => {
                        *login < self.ids.logins.len()
                    }
                },
                Deed::ClientRenew { reseller, .. } => known(reseller),
                Deed::FundsRefund { charge, .. } => *charge < self.model.charges.len(),
                Deed::PlanPut { only, .. } => only.iter().all(known),
                Deed::NumberRelease { owner, .. } => owner.iter().all(known),
                Deed::OrderPlace(order) | Deed::BackorderPlace(order) => {
                    order.owner.iter().all(known)
                }
                Deed::BackorderFill { backorder } | Deed::BackorderCancel { backorder, .. } => {
                    *backorder < self.ids.backorders.len()
                }
                Deed::OrderSettle { order, .. } | Deed::SupplyCall { order, .. } => ordered(order),
                Deed::Tell(Tell::Write) => self.ground.tells_at_once(),
                Deed::Tell(tell) => tell.is_possible(&self.model),
                Deed::Book {
                    does: BookDeed::Enter { who, .. } | BookDeed::Group { who, .. },
                    ..
                } => known(who),
                Deed::Circle { does: CircleDeed::Put { who, .. }, .. } => known(who),
                Deed::Port { does, .. } => {
                    does.about().is_none_or(|port| port < self.ids.ports.len())
                }
                Deed::Record { does: RecordDeed::Put { who, .. }, .. } => known(who),
                Deed::Text { does: TextDeed::MoveIn { who, .. }, .. }
                | Deed::Voice { does: VoiceDeed::Open { who, .. }, .. } => known(who),
                Deed::Voice { does: VoiceDeed::Forget { name }, .. } => {
                    self.ids.voices.contains_key(name)
                }
                Deed::Paper {
                    does:
                        PaperDeed::Company { who, .. }
                        | PaperDeed::Agent { who, .. }
                        | PaperDeed::Keep { who, .. },
                    ..
                } => known(who),
                _ => true,
            }
    }
}
