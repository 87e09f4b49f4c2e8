//! What the nodes stand on.

use std::sync::{Arc, mpsc};

use futures_executor::block_on;
use futures_util::future::{BoxFuture, FutureExt};
use tandem_store::{Backend, DatabaseUrl, ReadLimit, Store, StoreError, Tx};

use super::deed::Fault;
use super::reply::Reply;
use super::world::World;
use crate::{Database, Kind};

/// How many times a command may be sent round for other candidates, and then some.
const ROUNDS_MAX: usize = 10;

/// What the nodes stand on.
pub struct Ground {
    kind: On,
    /// Through which the oracle looks.
    reader: Store,
}

enum On {
    /// A database in memory, all of whose misfortunes are ours to choose.
    Memory(Arc<World>),
    /// A real database with its threads. Commands are carried out one after the other; replies and
    /// nodes are lost here too, but statements do not fail at our word.
    Real(Database),
}

/// A command on its way, and its answer if that was given at once.
pub struct Asked {
    ask: BoxFuture<'static, Reply>,
    reply: Option<Reply>,
}

/// What a node answered to commands that came together.
#[derive(Default)]
pub struct Answers {
    /// Each answer; none where nobody was left to give one.
    pub replies: Vec<Option<Reply>>,
    /// Whether the fault came to pass.
    pub hit: bool,
}

impl Ground {
    /// A database in memory, or a real one; `None` when there is no server for that.
    pub fn new(kind: Option<Kind>) -> Option<Self> {
        let Some(kind) = kind else {
            let world = World::new();
            let reader = Store::over(Arc::clone(&world) as Arc<dyn Backend>);
            return Some(Self { kind: On::Memory(world), reader });
        };
        let database = Database::fresh(kind)?;
        let reader = Store::open(&database.url).expect("a fresh database");
        Some(Self { kind: On::Real(database), reader })
    }

    /// A store for one more node.
    pub fn store(&self) -> Store {
        match &self.kind {
            On::Memory(_) => self.reader.clone(),
            On::Real(database) => Store::open(&database.url).expect("a database that was opened"),
        }
    }

    /// Whether commands can come together and statements fail at our word.
    pub const fn is_memory(&self) -> bool {
        matches!(self.kind, On::Memory(_))
    }

    /// Whether the feed shows what is committed as soon as it is: with PostgreSQL, whatever else is
    /// going on at the server may hold it up.
    pub const fn tells_at_once(&self) -> bool {
        !matches!(&self.kind, On::Real(Database { url: DatabaseUrl::Postgres(_), .. }))
    }

    /// Looks into the database.
    pub fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut dyn Tx) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        let (tell, told) = mpsc::channel();
        let job = move |tx: Result<&mut dyn Tx, StoreError>| {
            // Whoever looks waits for it.
            let _ = tell.send(tx.and_then(look));
        };
        self.reader.read(ReadLimit::None, Box::new(job));
        told.recv().expect("a look that ends").expect("a readable database")
    }

    /// The store through which the oracle looks.
    pub const fn reader(&self) -> &Store {
        &self.reader
    }

    /// Sends a command on its way, at this time of the clock.
    pub fn send(&self, mut ask: BoxFuture<'static, Reply>) -> Asked {
        let reply = self.is_memory().then(|| (&mut ask).now_or_never()).flatten();
        Asked { ask, reply }
    }

    /// Has commands that were sent carried out.
    pub fn carry_out(&self, asked: Vec<Asked>, fault: Fault) -> Answers {
        let On::Memory(world) = &self.kind else {
            let answer = |asked: Asked| Some(block_on(asked.ask));
            return Answers { replies: asked.into_iter().map(answer).collect(), hit: false };
        };
        let (mut asked, replies): (Vec<_>, _) =
            asked.into_iter().map(|asked| (asked.ask, asked.reply)).unzip();
        let mut answers = Answers { replies, hit: false };
        for round in 0..ROUNDS_MAX {
            if answers.replies.iter().all(Option::is_some) {
                break;
            }
            answers.hit |= world.carry_out(if round == 0 { fault } else { Fault::Nothing });
            for (ask, reply) in asked.iter_mut().zip(&mut answers.replies) {
                if reply.is_none() {
                    *reply = ask.now_or_never();
                }
            }
        }
        answers
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        self.reader.close();
    }
}
