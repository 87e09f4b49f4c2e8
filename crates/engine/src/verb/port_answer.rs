//! What the carrier says that has the numbers.
//!
//! This is the one door for the other side of a request, as [`crate::OrderSettle`] is for suppliers. The
//! operator writes down what came by mail or from a clearing house; a program that speaks with one sends
//! the same. Numbers of a request are answered for together or one by one. Emits `port_set`, and
//! `order_placed` for numbers that came.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    Actor, NumberState, PortField, PortId, PortState, PortStep, Reason, Refusal, Scope, Timestamp,
};
use tandem_numbering::Did;
use tandem_store::port::{self, Numbered, Port};
use tandem_store::{Lane, StoreError, number};

use super::porting::{meant, told};
use super::purchase::Purchase;
use super::terms::Terms;
use crate::{Command, Cx, Halt, Mode};

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortAnswered {
    /// No, for what this field of the request says.
    Rejected(PortField),
    /// Yes, on that day (FOC). A day that was confirmed may be moved.
    Confirmed(Timestamp),
    /// It let go: calls come here from now on.
    Activated,
    /// Nothing that changes anything; a note says what.
    Noted,
}

/// Writes down what the other carrier said of numbers of a request. The operator's command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortAnswer {
    /// The request.
    pub port: PortId,
    /// The customer who pays: the queue the command belongs in.
    pub customer: i64,
    /// Which of its numbers; none: all that the answer can be about.
    pub numbers: Vec<Did>,
    /// The answer.
    pub answer: PortAnswered,
    /// In words, for the customer.
    pub note: String,
}

impl Command for PortAnswer {
    const NAME: &'static str = "port.answer";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = PortState;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn shard(&self, _: &Actor) -> i64 {
        self.customer
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<PortState, Halt> {
        cx.require_operator()?;
        let stored = Port { heard: Some(cx.now), ..cx.lock_port(self.port)? };
        let mut numbers = port::numbers(cx.tx, self.port)?;
        match self.answer {
            PortAnswered::Noted => {}
            PortAnswered::Rejected(field) => {
                cx.note_port(self.port, &format!("Rejected: {} is wrong.", field.word()))?;
            }
            PortAnswered::Confirmed(foc) => {
                cx.note_port(self.port, &format!("Confirmed for {foc}."))?;
            }
            PortAnswered::Activated => cx.note_port(self.port, "Here.")?,
        }
        cx.note_port(self.port, &self.note)?;
        if self.answer == PortAnswered::Noted {
            return cx.settle_port(stored, &numbers, Vec::new(), Vec::new());
        }
        let places = meant(&numbers, &self.numbers, |number| self.may_be_about(number.step))?;
        if self.answer == PortAnswered::Activated {
            arrive(cx, &stored, &mut numbers, &places)?;
        }
        let mut changed = Vec::with_capacity(places.len());
        for place in places {
            let number = &mut numbers[place];
            (number.step, number.field, number.foc) = match self.answer {
                PortAnswered::Rejected(field) => (PortStep::Rejected, Some(field), None),
                PortAnswered::Confirmed(foc) => (PortStep::Scheduled, None, Some(foc)),
                PortAnswered::Activated => (PortStep::Active, None, number.foc),
                PortAnswered::Noted => continue,
            };
            port::number_set(cx.tx, number)?;
            changed.push(told(number));
        }
        cx.settle_port(stored, &numbers, changed, Vec::new())
    }
}

impl PortAnswer {
    /// Whether a number that stands so can be meant. Even what was confirmed is now and then taken back,
    /// and what comes was confirmed before.
    fn may_be_about(&self, step: PortStep) -> bool {
        match self.answer {
            PortAnswered::Rejected(_) | PortAnswered::Confirmed(_) => {
                matches!(step, PortStep::Waiting | PortStep::Scheduled)
            }
            PortAnswered::Activated => step == PortStep::Scheduled,
            PortAnswered::Noted => true,
        }
    }
}

/// The numbers are here: they are their owner's, ring where that was said, and are charged for, in one
/// order.
fn arrive(
    cx: &mut Cx<'_>,
    stored: &Port,
    numbers: &mut [Numbered],
    places: &[usize],
) -> Result<(), Halt> {
    let plan = cx.plan(stored.plan)?;
    let code = plan.code.clone();
    let terms = Terms {
        customer: stored.account,
        owner: stored.owner,
        code: code.clone(),
        plan_id: stored.plan,
        plan,
        settings: numbers[places[0]].settings.clone(),
    };
    let mut purchase = Purchase {
        holder: stored.owner,
        once: Reason::PortIn,
        note: format!("port request {}", stored.id),
        ..Purchase::begin(cx, terms, &[])
    };
    for place in places {
        let coming = &mut numbers[*place];
        let did = coming.did;
        let waiting = number::lock(cx.tx, did)?;
        let waiting = waiting.filter(|waiting| waiting.state == NumberState::PortingIn);
        let waiting = waiting.ok_or(StoreError::Shape("port_number.did"))?;
        // From now on it is its tenure that names them.
        cx.let_expected_go(stored.account, coming)?;
        purchase.settings = cx.settings_now(stored.account, &coming.settings)?.0;
        let received = purchase.receive(cx, &waiting)?;
        received.map_err(|refusal| match refusal {
            // What it was when it was asked for, it is no more.
            Refusal::NumberNotForSale { did, state } => Refusal::NumberState { did, state },
            refusal => refusal,
        })?;
        coming.order = Some(purchase.order);
    }
    purchase.close(cx, code)?;
    Ok(())
}
