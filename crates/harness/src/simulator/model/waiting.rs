//! Back-orders: what cannot be had now is waited for.

use std::collections::BTreeSet;

use super::buying::Buying;
use super::choosing::Means;
use super::{Answer, Model, Number, OFFERS, Prices, SECOND, Saw, State, Wrong};
use crate::simulator::deed::{Asker, Order, Pick, Who};
use crate::simulator::reply::{Choice, turn_text};

/// For how long a supplier rests that would not sell just then.
const SUPPLIER_PAUSE: i64 = 900 * SECOND;

/// Somebody waits.
#[derive(Clone, Debug)]
pub struct Backorder {
    pub customer: Who,
    pub owner: Who,
    pub quantity: u32,
    pub waiting: u32,
    pub filled: u32,
    pub given_up: u32,
    pub whole: bool,
    pub cancelled: bool,
    /// Why there was something that could not be had.
    pub short: Option<&'static str>,
    regions: Vec<String>,
    /// For these a supplier was asked on its behalf.
    tried: BTreeSet<u64>,
    /// When a supplier said last that it would not sell just then.
    declined: Option<i64>,
    code: String,
    prices: Prices,
    /// Where its numbers will ring; that stays as long as it waits.
    pub ring: String,
    slots: Option<bool>,
    terms: Option<(i64, i64)>,
}

impl Backorder {
    pub fn state(&self) -> &'static str {
        match self {
            Self { cancelled: true, .. } => "cancelled",
            Self { waiting: 0, .. } => "filled",
            Self { short: Some(_), .. } => "short",
            _ => "waiting",
        }
    }

    fn fits(&self, number: &Number) -> bool {
        self.regions.iter().any(|region| region == OFFERS[number.offer].region)
    }

    fn buying(&self) -> Buying {
        Buying {
            who: self.owner,
            customer: self.customer,
            owner: self.owner,
            code: self.code.clone(),
            prices: self.prices,
            ring: self.ring.clone(),
            slots: self.slots,
            terms: self.terms,
            charged: 0,
            lines: Vec::new(),
            together: false,
            sent_for: Vec::new(),
        }
    }
}

impl Buying {
    /// The same terms, for what could not be had.
    pub(super) fn rest(&self) -> Self {
        let (code, ring) = (self.code.clone(), self.ring.clone());
        let (lines, sent_for) = (Vec::new(), Vec::new());
        Self { code, ring, lines, sent_for, charged: 0, together: false, ..*self }
    }
}

impl Model {
    /// Whether a node may keep the number for somebody who waits for such numbers. One that does not
    /// know everything may not have heard that they wait no more.
    pub(super) fn may_be_kept(&self, number: &Number, knew_all: bool) -> bool {
        let waits = |placed: &&Backorder| placed.waiting > 0 || !knew_all;
        self.backorders.iter().filter(waits).any(|placed| placed.fits(number))
    }

    pub(super) fn place_backorder(&mut self, order: &Order) -> Answer {
        let Pick::Any(regions, quantity) = &order.pick else { return Err("amount_invalid") };
        let buying = self.prepare(order)?;
        match quantity {
            0 | 10_001.. => return Err("too_many"),
            _ => {}
        }
        if buying.code == "SU" && !regions.iter().any(|region| region == "FL") {
            return Err("plan_not_offered");
        }
        let Means { each, .. } = self.means(&buying);
        if each * i64::from(*quantity) > self.spendable(buying.customer) {
            return Err("insufficient_funds");
        }
        let Prices { setup, monthly, .. } = buying.prices;
        self.wait(buying, regions, *quantity, !order.partial);
        Ok(format!("waits={quantity} at={setup}+{monthly}"))
    }

    /// Somebody stands at the end of the queue.
    pub(super) fn wait(&mut self, terms: Buying, regions: &[String], quantity: u32, whole: bool) {
        self.accounts[terms.customer].events += 1;
        self.backorders.push(Backorder {
            customer: terms.customer,
            owner: terms.owner,
            quantity,
            waiting: quantity,
            filled: 0,
            given_up: 0,
            whole,
            cancelled: false,
            short: None,
            regions: regions.to_vec(),
            tried: BTreeSet::new(),
            declined: None,
            code: terms.code,
            prices: terms.prices,
            ring: terms.ring,
            slots: terms.slots,
            terms: terms.terms,
        });
    }

    pub(super) fn give_up(&mut self, by: Asker, index: usize) -> Answer {
        let customer = if by.who == 0 { self.backorders[index].customer } else { self.admits(by)? };
        let placed = &mut self.backorders[index];
        let own = by.who == 0 || by.who == customer || by.who == placed.owner;
        if placed.customer != customer || !own {
            return Err("order_unknown");
        }
        if placed.waiting == 0 {
            return Err("order_not_waiting");
        }
        let given_up = std::mem::take(&mut placed.waiting);
        placed.given_up += given_up;
        (placed.cancelled, placed.short) = (true, None);
        self.accounts[customer].events += 1;
        Ok(given_up.to_string())
    }

    /// A supplier would not sell what had come, and it lay not with the number: that may come again, once
    /// the supplier has had its rest.
    pub(super) fn rest(&mut self, index: usize, digits: u64) {
        let placed = &mut self.backorders[index];
        placed.tried.remove(&digits);
        placed.declined = Some(self.now);
    }

    /// A supplier would not sell what had come.
    pub(super) fn resume(&mut self, index: usize) {
        let placed = &mut self.backorders[index];
        placed.filled -= 1;
        if placed.cancelled {
            placed.given_up += 1;
            return;
        }
        let (customer, kept_nothing) = (placed.customer, placed.waiting == 0);
        placed.waiting += 1;
        placed.short = None;
        self.accounts[customer].events += 1;
        if kept_nothing {
            let ring = self.ring_now(customer, &self.backorders[index].ring);
            self.backorders[index].ring = ring;
        }
    }

    /// A back-order has its turn. Which numbers it gets is the engine's choice, and a node that does
    /// not know the whole shelf may find fewer.
    pub(super) fn fill(&mut self, index: usize, saw: &Saw<'_>) -> Result<Answer, Wrong> {
        let placed = self.backorders[index].clone();
        if placed.waiting == 0 {
            return Ok(Err("order_not_waiting"));
        }
        let Saw::Chose { choice: Choice { numbers: chosen, short, .. }, knew_all } = saw else {
            return Err(Wrong("a turn came to nothing".to_owned()));
        };
        let mut buying = placed.buying();
        buying.ring = self.ring_now(placed.customer, &buying.ring);
        let Means { affordable, slots, .. } = self.means(&buying);
        let rests = placed.declined.is_some_and(|at| at + SUPPLIER_PAUSE > self.now);
        let offered =
            |number: &Number| placed.fits(number) && !(rests && OFFERS[number.offer].supplied);
        let there = self.numbers.iter().filter(|(digits, number)| {
            number.state == State::Available
                && offered(number)
                && self.price(&buying, number).is_some()
                && !placed.tried.contains(digits)
        });
        let there = there.count();
        // A node that has not heard of a hold offers the number still, and once that has lapsed it is
        // for sale.
        let perhaps = self.numbers.iter().filter(|(digits, number)| {
            self.is_for_sale(number, placed.owner)
                && offered(number)
                && self.price(&buying, number).is_some()
                && !placed.tried.contains(digits)
        });
        let perhaps = perhaps.count();
        let wanted = placed.waiting as usize;
        let is_open = |who: Who| self.accounts[who].open;
        let is_suspended = !(is_open(placed.customer) && is_open(placed.owner));
        // What it would get if so many were there.
        let of = |there: usize| {
            if is_suspended {
                return (0, (there > 0).then_some("account_suspended"));
            }
            if placed.whole && there < wanted {
                return (0, None);
            }
            let means = affordable.min(slots);
            let wish = wanted.min(there);
            let broke = affordable <= slots || placed.whole && affordable < wish;
            let why = if broke { "insufficient_funds" } else { "slots_short" };
            let most = if placed.whole && means < wish { 0 } else { wish.min(means) };
            (most, (means < wish).then_some(why))
        };
        let (most, because) = of(there);
        let count = chosen.len();
        let exact = count == most && because.is_none();
        let (fair, why) = match short {
            None => (exact || !knew_all && count <= perhaps.min(wanted), None),
            // Whoever was offered what may be for sale is told of what it lacks for that.
            Some(short) => {
                let same = |(many, why): &(usize, Option<&'static str>)| {
                    *many == count && *why == Some(short.as_str())
                };
                let found = (there..=perhaps.max(there)).map(of).find(same);
                (found.is_some(), found.and_then(|(_, why)| why))
            }
        };
        if !fair || (placed.whole && count > 0 && count < wanted) {
            return Err(Wrong(format!(
                "got {count} short {short:?}, of {wanted} with {there} there: {most}"
            )));
        }
        for digits in chosen {
            if !self.numbers.get(digits).is_some_and(|number| placed.fits(number)) {
                return Err(Wrong(format!("{digits} does not fit")));
            }
            if let Err(refusal) = self.take(&mut buying, *digits) {
                return Err(Wrong(format!("got {digits}: {refusal}")));
            }
        }
        self.write_turn(index, buying, why);
        let waiting = self.backorders[index].waiting;
        Ok(Ok(turn_text(chosen, waiting, why)))
    }

    fn write_turn(&mut self, index: usize, buying: Buying, short: Option<&'static str>) {
        let (customer, lines) = (buying.customer, buying.lines.clone());
        if !lines.is_empty() {
            self.write_order(buying);
            if let Some(order) = self.orders.last_mut() {
                order.fills = Some(index);
            }
            self.accounts[customer].events += 1;
        }
        let placed = &mut self.backorders[index];
        let count = u32::try_from(lines.len()).unwrap_or(0);
        placed.waiting -= count;
        placed.filled += count;
        placed.tried.extend(lines.iter().filter(|line| line.1 == "ordering").map(|line| line.0));
        if count > 0 {
            placed.short = None;
        }
        if short.is_some() && placed.short != short {
            placed.short = short;
            self.accounts[customer].events += 1;
        }
    }
}
