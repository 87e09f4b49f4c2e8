//! An order, as it stands.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, Line, LineOutcome, Money, OrderId, Price, Refusal, Resale, Timestamp,
};
use tandem_numbering::Did;
use tandem_store::supply::Supply;
use tandem_store::{Ahead, order, tenure};

use super::order_lines;
use super::resale::is_client;
use crate::{Command, Cx, Halt, Mode};

/// What a client is shown that its reseller asks nothing of.
const NOTHING: Price = Price { setup: Money::ZERO, monthly: Money::ZERO, minute: Money::ZERO };

/// Looks at one order of the actor's own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrderGet {
    /// The order.
    pub order: OrderId,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderView {
    /// Its id.
    pub order: OrderId,
    /// Its number among the customer's orders.
    pub serial: i64,
    /// Who has the numbers.
    pub owner: AccountId,
    /// When it was placed.
    pub placed: Timestamp,
    /// How many numbers still wait for their suppliers.
    pub waiting: i64,
    /// Each number and what became of it. A reseller's client is shown what its reseller asks for
    /// a number, and of one that it has no more, nothing.
    pub lines: Vec<Line>,
    /// What suppliers said of its numbers, in their own words or in those of whoever settled it. For the
    /// operator alone: it may be between us and them.
    #[serde(default)]
    pub answers: Vec<SupplierWords>,
}

/// What a supplier said of a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierWords {
    /// The number.
    pub did: Did,
    /// The supplier.
    pub supplier: String,
    /// Its words.
    pub words: String,
}

impl Command for OrderGet {
    const NAME: &'static str = "order.get";
    const MODE: Mode = Mode::Read;
    type Outcome = OrderView;

    fn run(&self, cx: &mut Cx<'_>) -> Result<OrderView, Halt> {
        let stored = order::get(cx.tx, self.order)?;
        let mine = |stored: &order::Order| {
            cx.actor.is_operator()
                || stored.account == cx.actor.root
                    && (cx.actor.account == cx.actor.root || cx.actor.account == stored.owner)
        };
        let stored = stored.filter(mine).ok_or(Refusal::OrderUnknown)?;
        let (lines, purchases) = order_lines::lines(cx.tx, &stored)?;
        let lines =
            if cx.is_for_client(&stored)? { as_client(cx, stored.id, lines)? } else { lines };
        let answers = if cx.actor.is_operator() { answers(purchases) } else { Vec::new() };
        Ok(OrderView {
            order: stored.id,
            serial: stored.serial,
            owner: stored.owner,
            placed: stored.placed,
            waiting: stored.waiting,
            lines,
            answers,
        })
    }
}

impl Cx<'_> {
    /// Whether an order is looked at by the client of a reseller: what it was charged is the
    /// reseller's business.
    fn is_for_client(&mut self, stored: &order::Order) -> Result<bool, Halt> {
        Ok(self.actor.account != self.actor.root
            && self.actor.account == stored.owner
            && is_client(&self.account(stored.owner)?))
    }
}

/// What was heard of suppliers about the numbers of an order.
fn answers(purchases: Vec<Supply>) -> Vec<SupplierWords> {
    let heard = purchases.into_iter().filter(|one| !one.reason.is_empty());
    let words =
        |one: Supply| SupplierWords { did: one.did, supplier: one.supplier, words: one.reason };
    heard.map(words).collect()
}

/// The lines of an order as a client sees them.
fn as_client(cx: &mut Cx<'_>, order: OrderId, lines: Vec<Line>) -> Result<Vec<Line>, Halt> {
    for line in lines.iter().filter(|line| line.is_filled()) {
        // All of it in one journey: an answer to a look ahead is none yet.
        let _ = tenure::current(&mut Ahead(cx.tx), line.did);
    }
    let mut seen = Vec::with_capacity(lines.len());
    for Line { did, outcome } in lines {
        let mut own = |charged: Price| -> Result<Price, Halt> {
            let mine = cx.actor.account;
            let held = tenure::current(cx.tx, did)?;
            let held = held.filter(|held| held.order == order && held.owner == mine);
            Ok(match held {
                // What a sub-account of no reseller's orders, it knows the price of.
                Some(held) if held.resale.is_none() && held.settings.resale.is_none() => charged,
                Some(held) => held.settings.resale.map_or(NOTHING, Resale::price),
                None => NOTHING,
            })
        };
        let outcome = match outcome {
            LineOutcome::Bought(charged) => LineOutcome::Bought(own(charged)?),
            LineOutcome::Ordering(charged) => LineOutcome::Ordering(own(charged)?),
            LineOutcome::Refused(why) => LineOutcome::Refused(why),
        };
        seen.push(Line { did, outcome });
    }
    Ok(seen)
}
