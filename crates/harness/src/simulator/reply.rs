//! Commands on their way, and the engine's answers in plain words.

use futures_util::future::{BoxFuture, FutureExt};
use tandem_domain::{Actor, ObjectId};
use tandem_engine::{
    Ask, BackorderFill, BackorderTurn, Command, Engine, NumberSet, ObjectSet, OrderPlace,
    OrderPlaced, OrderVirtual, PaperKeep, RecordingSet, Replanned,
};
use tandem_numbering::Did;

use super::words::{line_word, word};

/// What the engine answered.
#[derive(Clone, Debug)]
pub struct Reply {
    /// In the words of the oracle.
    pub text: String,
    /// As a dialect would get it, for comparison with a repetition.
    pub whole: String,
    /// What it chose, where the choice was its own.
    pub choice: Choice,
}

/// What the engine chose.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// The numbers that were bought.
    pub numbers: Vec<u64>,
    /// How many of an order wait.
    pub waits: Option<u32>,
    /// Why a back-order could not have more.
    pub short: Option<String>,
    /// The id of a new object.
    pub object: Option<i64>,
    /// How many commands of its kind it sent ahead, because one does not hold all that there was to do.
    pub ahead: usize,
}

impl Reply {
    /// The word of a refusal.
    pub fn refusal(&self) -> Option<&str> {
        self.text.strip_prefix("refused ")
    }
}

fn placed_text(placed: &OrderPlaced) -> String {
    let lines: Vec<String> = placed
        .lines
        .iter()
        .map(|line| format!("{}:{}", line.did.digits(), line_word(&line.outcome)))
        .collect();
    let waits = placed.waits.map(|waits| format!(" waits={}", waits.quantity)).unwrap_or_default();
    let (serial, charged) = (placed.serial, placed.charged.0);
    format!("serial={serial} charged={charged} lines={}{waits}", lines.join(","))
}

/// What a change of a number cost, as the oracle says it.
pub fn replanned_text(done: &Replanned) -> String {
    format!("charged={} next={}", done.charged.0, done.next_billing.0)
}

/// A back-order's turn, as the oracle says it.
pub fn turn_text(numbers: &[u64], waiting: u32, short: Option<&str>) -> String {
    let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
    format!("numbers={} waiting={waiting} short={}", numbers.join(","), short.unwrap_or("-"))
}

impl Choice {
    /// What an order got.
    pub fn of_order(placed: &OrderPlaced) -> Self {
        let numbers = placed.filled().map(Did::digits).collect();
        Self { numbers, waits: placed.waits.map(|waits| waits.quantity), ..Self::default() }
    }

    /// Under which id an object was made.
    pub fn of_object(id: &ObjectId) -> Self {
        Self { object: Some(id.0), ..Self::default() }
    }

    /// Under which id an object was made for a number.
    pub fn of_setting(done: &Replanned) -> Self {
        Self { object: done.made.map(|id| id.0), ..Self::default() }
    }

    /// What a back-order got in its turn.
    pub fn of_turn(turn: &BackorderTurn) -> Self {
        let numbers = turn.numbers.iter().map(|did| did.digits()).collect();
        Self { numbers, short: turn.short.as_ref().map(word), ..Self::default() }
    }
}

/// Whoever sends a command.
pub struct Sender {
    pub(super) engine: Engine,
    actor: Actor,
    key: Option<String>,
}

impl Sender {
    pub fn new(engine: &Engine, actor: Actor, key: Option<u32>) -> Self {
        Self { engine: engine.clone(), actor, key: key.map(|key| format!("key-{key}")) }
    }

    pub fn send<C: Command>(
        self,
        command: C,
        text: fn(&C::Outcome) -> String,
    ) -> BoxFuture<'static, Reply> {
        self.ask(command, text, |_| Choice::default())
    }

    pub fn send_order(self, place: OrderPlace) -> BoxFuture<'static, Reply> {
        self.ask(place, placed_text, Choice::of_order)
    }

    pub fn send_virtual(self, order: OrderVirtual) -> BoxFuture<'static, Reply> {
        self.ask(order, placed_text, Choice::of_order)
    }

    pub fn send_turn(self, fill: BackorderFill) -> BoxFuture<'static, Reply> {
        let text = |turn: &BackorderTurn| {
            let Choice { numbers, short, .. } = Choice::of_turn(turn);
            turn_text(&numbers, turn.waiting, short.as_deref())
        };
        self.ask(fill, text, Choice::of_turn)
    }

    pub fn send_object(self, set: ObjectSet) -> BoxFuture<'static, Reply> {
        self.ask(set, ObjectId::to_string, Choice::of_object)
    }

    pub fn send_recording(self, set: RecordingSet) -> BoxFuture<'static, Reply> {
        self.ask(set, ObjectId::to_string, Choice::of_object)
    }

    pub fn send_paper(self, keep: PaperKeep) -> BoxFuture<'static, Reply> {
        self.ask(keep, ObjectId::to_string, Choice::of_object)
    }

    pub fn send_setting(self, set: NumberSet) -> BoxFuture<'static, Reply> {
        self.ask(set, replanned_text, Choice::of_setting)
    }

    fn ask<C: Command>(
        self,
        command: C,
        text: fn(&C::Outcome) -> String,
        choice: fn(&C::Outcome) -> Choice,
    ) -> BoxFuture<'static, Reply> {
        async move {
            let ask = Ask { actor: self.actor, command, key: self.key };
            match self.engine.execute(ask).await {
                Ok(outcome) => Reply {
                    text: format!("ok {}", text(&outcome)).trim_end().to_owned(),
                    whole: serde_json::to_string(&outcome).unwrap_or_default(),
                    choice: choice(&outcome),
                },
                Err(refusal) => Reply {
                    text: format!("refused {}", word(&refusal)),
                    whole: refusal.to_string(),
                    choice: Choice::default(),
                },
            }
        }
        .boxed()
    }
}
