//! Orders: numbers become somebody's.
//!
//! For each number the order pays the setup fee and the first month in advance, from the balance of
//! the customer; the number then rings where its settings say. A number that must first be bought
//! from its supplier is paid into suspense and waits ([`crate::OrderSettle`]). Emits
//! `order_placed`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, AccountRef, Criteria, EventBody, FillPolicy, Line, LineOutcome, Money, NumberMove,
    NumberSettings, NumberState, Offer, OrderId, Period, PlanId, Posting, PostingId, Price,
    REVENUE, RatePlan, Reason, Refusal, SUSPENSE, Scope, Selection, SlotUse, TenureId, month_after,
};
use tandem_numbering::Did;
use tandem_store::number::Number;
use tandem_store::supply::Supply;
use tandem_store::tenure::Tenure;
use tandem_store::{Lane, cart, number, order, slot, supply, tenure};

use super::shelf_walk::ShelfWalk;
use crate::{Command, Cx, Halt, Mode, ORDER_NUMBERS_MAX, Wanted};

/// Buys numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderPlace {
    /// Which numbers.
    pub selection: Selection,
    /// What to do when not all of them can be had.
    pub fill: FillPolicy,
    /// The code of the rate plan; `None`: the customer's own.
    pub plan: Option<String>,
    /// Who is to have them; `None`: the account that orders.
    pub owner: Option<AccountRef>,
    /// How they are set up.
    pub settings: NumberSettings,
    /// Which slots they use, where the dialect counts slots.
    pub slots: Option<SlotUse>,
    /// Do everything, keep nothing.
    pub rehearsal: bool,
}

/// What became of an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderPlaced {
    /// The order.
    pub order: OrderId,
    /// Its number among the customer's orders.
    pub serial: i64,
    /// Each number and what became of it, in the order in which it was chosen.
    pub lines: Vec<Line>,
    /// The numbers that became the buyer's, with what a dialect shows of them.
    pub bought: Vec<BoughtNumber>,
    /// The code of the plan they are charged by.
    pub plan: String,
    /// What was taken from the balance.
    pub charged: Money,
    /// How the numbers are set up, with names resolved.
    pub settings: NumberSettings,
}

impl OrderPlaced {
    /// How many numbers still wait for their suppliers.
    pub fn waiting(&self) -> usize {
        self.lines
            .iter()
            .filter(|line| matches!(line.outcome, LineOutcome::Ordering(_)))
            .count()
    }

    /// Why the order came to nothing, if each of its numbers was refused in the end.
    pub fn refused_whole(&self) -> Option<&Refusal> {
        if self.lines.iter().any(Line::is_filled) {
            return None;
        }
        self.lines.iter().find_map(|line| match &line.outcome {
            LineOutcome::Refused(refusal) => Some(refusal),
            LineOutcome::Bought(_) | LineOutcome::Ordering(_) => None,
        })
    }

    /// The numbers that are the buyer's, or are about to be.
    pub fn filled(&self) -> impl Iterator<Item = Did> + '_ {
        self.lines
            .iter()
            .filter(|line| line.is_filled())
            .map(|line| line.did)
    }
}

/// A number that an order bought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoughtNumber {
    /// The number.
    pub did: Did,
    /// What it is.
    pub offer: Arc<Offer>,
    /// What it costs.
    pub price: Price,
}

impl Command for OrderPlace {
    const NAME: &'static str = "order.place";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = OrderPlaced;

    fn scope(&self) -> Scope {
        if self.rehearsal {
            Scope::Read
        } else {
            Scope::Write
        }
    }

    fn is_rehearsal(&self) -> bool {
        self.rehearsal
    }

    fn wants(&self) -> Option<Wanted<'_>> {
        match &self.selection {
            Selection::Criteria { tiers, quantity } => Some(Wanted {
                tiers,
                quantity: (*quantity).min(ORDER_NUMBERS_MAX),
            }),
            Selection::Numbers(_) | Selection::Cart => None,
        }
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<OrderPlaced, Halt> {
        let customer = cx.lock_customer()?;
        let payer = cx.require_open(customer)?;
        let owner = match &self.owner {
            Some(named) => cx.own_account(named)?,
            None => cx.account(cx.actor.account)?,
        };
        let code = self.plan.as_ref().unwrap_or(&payer.profile.plan).clone();
        let (plan_id, plan) = cx.plan_in_force(&code, customer)?;
        if plan.currency != payer.currency {
            return Err(Refusal::CurrencyMismatch.into());
        }
        let settings =
            cx.resolve_settings(customer, &self.settings, &payer.profile.default_routing)?;
        let mut purchase = Purchase {
            order: OrderId(cx.id()),
            tiers: self.selection.tiers(),
            customer,
            owner: owner.id,
            holder: cx.actor.account,
            plan_id,
            plan,
            settings,
            slots: self.slots,
            charged: Money::ZERO,
            lines: Vec::new(),
            bought: Vec::new(),
            moves: Vec::new(),
            wanted: Vec::new(),
        };
        match &self.selection {
            Selection::Numbers(numbers) => purchase.explicit(cx, numbers, self.fill)?,
            Selection::Criteria { tiers, quantity } => {
                purchase.by_criteria(cx, tiers, *quantity, self.fill)?;
            }
            Selection::Cart => purchase.cart(cx, self.fill)?,
        }
        purchase.close(cx, code)
    }
}

/// An order while it is being filled.
struct Purchase<'c> {
    order: OrderId,
    /// What its numbers must fit; empty when the buyer named them.
    tiers: &'c [Criteria],
    customer: AccountId,
    owner: AccountId,
    /// The account whose cart it is.
    holder: AccountId,
    plan_id: PlanId,
    plan: Arc<RatePlan>,
    settings: NumberSettings,
    slots: Option<SlotUse>,
    charged: Money,
    lines: Vec<Line>,
    bought: Vec<BoughtNumber>,
    moves: Vec<NumberMove>,
    /// What suppliers are to be called for: written down once the order itself is.
    wanted: Vec<Supply>,
}

impl Purchase<'_> {
    /// Exactly these, in their order. Under all-or-nothing the first that cannot be had refuses the
    /// order. Once the money has run out, nothing further is bought, not even something cheaper: the
    /// order of the numbers is the buyer's own.
    fn explicit(
        &mut self,
        cx: &mut Cx<'_>,
        numbers: &[Did],
        fill: FillPolicy,
    ) -> Result<(), Halt> {
        bounded(numbers.len() as u64)?;
        cx.lock_in_order(numbers)?;
        let mut broke: Option<Refusal> = None;
        for did in numbers {
            let taken = match &broke {
                Some(refusal) => Err(refusal.clone()),
                None => self.take(cx, *did)?,
            };
            let Err(refusal) = taken else { continue };
            if fill == FillPolicy::AllOrNothing {
                return Err(refusal.into());
            }
            if matches!(refusal, Refusal::InsufficientFunds { .. }) {
                broke = Some(refusal.clone());
            }
            self.lines.push(Line { did: *did, outcome: LineOutcome::Refused(refusal) });
        }
        Ok(())
    }

    /// What lies in the cart. The cart is empty afterwards; a number that could not be bought is
    /// held no longer.
    fn cart(&mut self, cx: &mut Cx<'_>, fill: FillPolicy) -> Result<(), Halt> {
        let numbers: Vec<Did> = cart::list(cx.tx, self.holder)?
            .into_iter()
            .map(|item| item.did)
            .collect();
        if numbers.is_empty() {
            return Err(Refusal::CartEmpty.into());
        }
        self.explicit(cx, &numbers, fill)?;
        for did in self
            .lines
            .iter()
            .filter(|line| !line.is_filled())
            .map(|line| line.did)
        {
            let held = number::lock(cx.tx, did)?
                .filter(|held| held.state == NumberState::Held && held.owner == Some(self.holder));
            if let Some(held) = held {
                self.moves.push(cx.unhold(&held)?);
            }
        }
        cart::clear(cx.tx, self.holder)?;
        Ok(())
    }

    /// So many that fit. What the shelf proposed may have been taken meanwhile; then more is asked
    /// for, and in the end the database itself is searched.
    fn by_criteria(
        &mut self,
        cx: &mut Cx<'_>,
        tiers: &[Criteria],
        quantity: u32,
        fill: FillPolicy,
    ) -> Result<(), Halt> {
        bounded(u64::from(quantity))?;
        let wanted = quantity as usize;
        let mut short = None;
        match cx.candidates {
            Some(candidates) => {
                self.take_any(cx, candidates, wanted, &mut short)?;
                let in_vain = self.lines.len() < wanted;
                if in_vain && !short.as_ref().is_some_and(Refusal::is_of_the_buyer) {
                    return Err(Halt::NeedMore(candidates.to_vec()));
                }
            }
            None => self.search(cx, tiers, wanted, &mut short)?,
        }
        let found = self.lines.len();
        if found == wanted || fill == FillPolicy::Partial && found > 0 {
            return Ok(());
        }
        let found = u32::try_from(found).unwrap_or(u32::MAX);
        Err(short.unwrap_or(Refusal::NoStock { wanted: quantity, found }).into())
    }

    fn search(
        &mut self,
        cx: &mut Cx<'_>,
        tiers: &[Criteria],
        wanted: usize,
        short: &mut Option<Refusal>,
    ) -> Result<(), Halt> {
        let plan = Arc::clone(&self.plan);
        let mut passed_over = false;
        for tier in tiers {
            let mut walk = ShelfWalk::begin(cx, tier, &plan)?;
            while self.lines.len() < wanted && !short.as_ref().is_some_and(Refusal::is_of_the_buyer)
            {
                let found = walk.next(cx, &plan)?;
                if found.is_empty() {
                    break;
                }
                self.take_any(cx, &found, wanted, short)?;
            }
            passed_over |= walk.passed_over;
        }
        if passed_over && self.lines.is_empty() && short.is_none() {
            *short = Some(Refusal::PlanNotOffered { code: plan.code.clone() });
        }
        Ok(())
    }

    /// Takes candidates until there are enough, or the buyer cannot have any more. A candidate that
    /// somebody else took is passed over; any other refusal is remembered as the reason should there
    /// not be enough.
    fn take_any(
        &mut self,
        cx: &mut Cx<'_>,
        candidates: &[Did],
        wanted: usize,
        short: &mut Option<Refusal>,
    ) -> Result<(), Halt> {
        for did in candidates {
            if self.lines.len() == wanted {
                break;
            }
            // Whoever may choose waits for no number that somebody else has in hand; only the search
            // of the database, which has the last word, does.
            let stored = match cx.candidates {
                Some(_) => number::lock_if_free(cx.tx, *did)?,
                None => number::lock(cx.tx, *did)?,
            };
            let Some(stored) = stored else { continue };
            let Err(refusal) = self.take_locked(cx, &stored)? else { continue };
            let taken = matches!(
                refusal,
                Refusal::NumberNotForSale { .. } | Refusal::NumberAlreadyOwned { .. }
            );
            if taken {
                continue;
            }
            let last = refusal.is_of_the_buyer();
            *short = Some(refusal);
            if last {
                break;
            }
        }
        Ok(())
    }

    /// One number: is it for sale, what does it cost, is there money, is there a slot; then it is
    /// the buyer's. Nothing is written unless all of it holds.
    fn take(&mut self, cx: &mut Cx<'_>, did: Did) -> Result<Result<(), Refusal>, Halt> {
        match number::lock(cx.tx, did)? {
            Some(stored) => self.take_locked(cx, &stored),
            None => Ok(Err(Refusal::NumberUnknown { did })),
        }
    }

    fn take_locked(
        &mut self,
        cx: &mut Cx<'_>,
        stored: &Number,
    ) -> Result<Result<(), Refusal>, Halt> {
        let did = stored.did;
        if !stored.is_for_sale(self.holder, cx.now) {
            return Ok(Err(cx.not_for_sale(stored, self.owner)));
        }
        let offer = cx.offer(stored.offer)?;
        if !self.fits(did, &offer) {
            // It was proposed under terms that have changed since.
            return Ok(Err(Refusal::NumberNotForSale { did, state: stored.state }));
        }
        let Some(price) = self.plan.price(did, &offer) else {
            return Ok(Err(Refusal::PlanNotOffered {
                code: self.plan.code.clone(),
            }));
        };
        let slot_price = match self.slots {
            Some(slots) if slots.buy => self.plan.slot,
            _ => Money::ZERO,
        };
        let needed = price
            .setup
            .plus(price.monthly)
            .and_then(|sum| sum.plus(slot_price));
        let needed = needed.ok_or(Refusal::AmountInvalid)?;
        let balance = cx.account(self.customer)?.balance;
        if needed > balance {
            return Ok(Err(Refusal::InsufficientFunds { needed, balance }));
        }
        if let Err(refusal) = self.use_slot(cx, did, slot_price)? {
            return Ok(Err(refusal));
        }
        self.assign(cx, stored, &offer, price)?;
        if stored.state == NumberState::Held && stored.owner == Some(self.holder) {
            // Bought out of the cart by name: it is not to be bought again with the rest.
            cart::delete(cx.tx, self.holder, did)?;
        }
        self.charged = self.charged.plus(needed).ok_or(Refusal::AmountInvalid)?;
        self.bought.push(BoughtNumber { did, offer, price });
        Ok(Ok(()))
    }

    fn fits(&self, did: Did, offer: &Offer) -> bool {
        let fits = |tier: &Criteria| tier.fits_offer(offer) && tier.fits_did(did);
        self.tiers.is_empty() || self.tiers.iter().any(fits)
    }

    fn use_slot(
        &mut self,
        cx: &mut Cx<'_>,
        did: Did,
        price: Money,
    ) -> Result<Result<(), Refusal>, Halt> {
        let Some(SlotUse { kind, buy }) = self.slots else {
            return Ok(Ok(()));
        };
        let mut slots = slot::get(cx.tx, self.customer, kind)?;
        slots.bought += i64::from(buy);
        if slots.used >= slots.bought {
            return Ok(Err(Refusal::SlotsShort { slot: kind }));
        }
        slots.used += 1;
        slot::put(cx.tx, self.customer, kind, slots)?;
        let posting = self.posting(cx, REVENUE, price, Reason::Slot, did, None);
        cx.post(posting)?;
        Ok(Ok(()))
    }

    /// Gives the number to its buyer, or sends for it.
    fn assign(
        &mut self,
        cx: &mut Cx<'_>,
        stored: &Number,
        offer: &Offer,
        price: Price,
    ) -> Result<(), Halt> {
        let did = stored.did;
        let supplier = offer.supplier.as_ref();
        let (state, outcome, house) = match supplier {
            Some(_) => (
                NumberState::Ordering,
                LineOutcome::Ordering(price),
                SUSPENSE,
            ),
            None => (NumberState::Active, LineOutcome::Bought(price), REVENUE),
        };
        let taken = Number {
            state,
            owner: Some(self.owner),
            until: None,
            ..*stored
        };
        self.moves.push(cx.advance(stored, taken)?);
        let anchor = cx.now.day_of_month();
        let month = Period {
            from: cx.now,
            to: month_after(cx.now, anchor),
        };
        let begun = Tenure {
            id: TenureId(cx.id()),
            did,
            owner: self.owner,
            payer: self.customer,
            order: self.order,
            plan: self.plan_id,
            price,
            began: cx.now,
            next_billing: month.to,
            anchor_day: i64::from(anchor),
            slot: self.slots.map(|slots| slots.kind),
            settings: self.settings.clone(),
            version: 1,
        };
        tenure::insert(cx.tx, &begun)?;
        let setup = self.posting(cx, house, price.setup, Reason::Setup, did, None);
        cx.post(setup)?;
        let first = self.posting(cx, house, price.monthly, Reason::Month, did, Some(month));
        cx.post(first)?;
        if let Some(supplier) = supplier {
            let wanted = Supply {
                order: self.order,
                did,
                supplier: supplier.clone(),
                state: "wanted".to_owned(),
                reason: String::new(),
            };
            self.wanted.push(wanted);
        }
        self.lines.push(Line { did, outcome });
        Ok(())
    }

    fn posting(
        &self,
        cx: &Cx<'_>,
        credit: AccountId,
        amount: Money,
        reason: Reason,
        did: Did,
        period: Option<Period>,
    ) -> Posting {
        Posting {
            id: PostingId(cx.id()),
            at: cx.now,
            debit: self.customer,
            credit,
            amount,
            currency: self.plan.currency,
            reason,
            did: Some(did),
            order: Some(self.order),
            plan: Some(self.plan_id),
            period,
            note: String::new(),
        }
    }

    /// Writes the order down.
    fn close(self, cx: &mut Cx<'_>, plan: String) -> Result<OrderPlaced, Halt> {
        let mut serial = 0;
        cx.change(self.customer, |account| {
            account.order_serial += 1;
            serial = account.order_serial;
        })?;
        let placed = OrderPlaced {
            order: self.order,
            serial,
            lines: self.lines,
            bought: self.bought,
            plan,
            charged: self.charged,
            settings: self.settings,
        };
        let doc = serde_json::to_string(&placed.lines)
            .map_err(|_| tandem_store::StoreError::Shape("orders.doc"))?;
        let stored = order::Order {
            id: self.order,
            account: self.customer,
            owner: self.owner,
            serial,
            waiting: i64::try_from(placed.waiting()).unwrap_or(i64::MAX),
            placed: cx.now,
            doc,
        };
        order::insert(cx.tx, &stored)?;
        for wanted in &self.wanted {
            supply::insert(cx.tx, wanted, cx.now)?;
        }
        let body = EventBody::OrderPlaced {
            order: self.order,
            owner: self.owner,
            charged: self.charged,
            moves: self.moves,
        };
        cx.emit(self.customer, body)?;
        Ok(placed)
    }
}

fn bounded(wanted: u64) -> Result<(), Refusal> {
    if wanted <= u64::from(ORDER_NUMBERS_MAX) {
        return Ok(());
    }
    Err(Refusal::TooMany {
        wanted,
        max: ORDER_NUMBERS_MAX,
    })
}
