//! An order while it is being filled: one number after the other is judged and laid by, until it is
//! known what the order comes to; then all of them are paid for and assigned.

use std::collections::BTreeSet;
use std::sync::Arc;

use tandem_domain::{
    AccountId, Criteria, EventBody, Line, LineOutcome, Money, NumberMove, NumberSettings,
    NumberState, Offer, OrderId, Period, PlanId, Posting, PostingId, Price, REVENUE, RatePlan,
    Reason, Refusal, SUSPENSE, SlotUse, TenureId, month_after,
};
use tandem_numbering::Did;
use tandem_store::number::Number;
use tandem_store::tenure::Tenure;
use tandem_store::{cart, hold, number, order, supply};

use super::backordering::Placing;
use super::resale::{Waived, first_charge};
use super::terms::Terms;
use super::{BoughtNumber, OrderPlaced, Waiting};
use crate::{Cx, Halt};

/// An order while it is being filled.
pub(super) struct Purchase<'c> {
    pub(super) order: OrderId,
    /// What its numbers must fit; empty when the buyer named them.
    pub(super) tiers: &'c [Criteria],
    pub(super) customer: AccountId,
    pub(super) owner: AccountId,
    /// The account whose cart it is.
    pub(super) holder: AccountId,
    pub(super) plan_id: PlanId,
    pub(super) plan: Arc<RatePlan>,
    pub(super) settings: NumberSettings,
    pub(super) slots: Option<SlotUse>,
    /// Why the one-time fee is asked.
    pub(super) once: Reason,
    pub(super) charged: Money,
    pub(super) lines: Vec<Line>,
    pub(super) bought: Vec<BoughtNumber>,
    pub(super) moves: Vec<NumberMove>,
    /// Whether its numbers become the buyer's together or not at all.
    pub(super) whole: bool,
    /// What the lines that are filled came to, in their order: written down when the order is.
    pub(super) laid_by: Vec<LaidBy>,
    /// The numbers of these.
    pub(super) taken: BTreeSet<Did>,
    /// How many of it wait, and whether for all of them at once.
    pub(super) waits: Option<Waits>,
    /// Stands with each charge.
    pub(super) note: String,
    pub(super) rehearsal: bool,
}

/// The part of an order that becomes a back-order.
#[derive(Clone, Copy)]
pub(super) struct Waits {
    pub(super) quantity: u32,
    pub(super) whole: bool,
}

/// A number that the order is to have.
pub(super) struct LaidBy {
    stored: Number,
    price: Price,
    slot_fee: Option<Money>,
    /// How it is set up.
    settings: NumberSettings,
    /// The supplier that it has to be bought from first.
    supplier: Option<String>,
}

/// A number that could be bought, money and slots aside.
pub(super) struct Judged {
    offer: Arc<Offer>,
    price: Price,
    slot_fee: Option<Money>,
    /// What it costs in all.
    pub(super) needed: Money,
}

impl<'c> Purchase<'c> {
    /// An order of nothing so far, by whoever acts.
    pub(super) fn begin(cx: &Cx<'_>, terms: Terms, tiers: &'c [Criteria]) -> Self {
        Self {
            order: OrderId(cx.id()),
            tiers,
            customer: terms.customer,
            owner: terms.owner,
            holder: cx.actor.account,
            plan_id: terms.plan_id,
            plan: terms.plan,
            settings: terms.settings,
            slots: None,
            once: Reason::Setup,
            charged: Money::ZERO,
            lines: Vec::new(),
            bought: Vec::new(),
            moves: Vec::new(),
            whole: false,
            laid_by: Vec::new(),
            taken: BTreeSet::new(),
            waits: None,
            note: String::new(),
            rehearsal: false,
        }
    }
}

impl Purchase<'_> {
    /// One number: is it for sale, what does it cost, is there money, is there a slot; then it is
    /// laid by for the buyer.
    pub(super) fn take(&mut self, cx: &mut Cx<'_>, did: Did) -> Result<Result<(), Refusal>, Halt> {
        match number::lock(cx.tx, did)? {
            Some(stored) => self.take_locked(cx, &stored),
            None => Ok(Err(Refusal::NumberUnknown { did })),
        }
    }

    pub(super) fn take_locked(
        &mut self,
        cx: &mut Cx<'_>,
        stored: &Number,
    ) -> Result<Result<(), Refusal>, Halt> {
        match self.judge(cx, stored)? {
            Ok(judged) => self.buy(cx, stored, judged),
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// A number that was judged: is there money, is there a slot; then it is the buyer's.
    pub(super) fn buy(
        &mut self,
        cx: &mut Cx<'_>,
        stored: &Number,
        judged: Judged,
    ) -> Result<Result<(), Refusal>, Halt> {
        let did = stored.did;
        let Judged { offer, price, slot_fee, needed } = judged;
        let balance = cx.account(self.customer)?.spendable();
        let balance = balance.minus(self.charged).ok_or(Refusal::AmountInvalid)?;
        if needed > balance {
            return Ok(Err(Refusal::InsufficientFunds { needed, balance }));
        }
        if let Err(refusal) = self.client_affords(cx, self.laid_by.len() + 1)? {
            return Ok(Err(refusal));
        }
        if let Some(SlotUse { kind, buy }) = self.slots
            && !cx.use_slot(self.customer, kind, buy)?
        {
            return Ok(Err(Refusal::SlotsShort { slot: kind }));
        }
        if stored.state == NumberState::Held && stored.owner == Some(self.holder) {
            // Bought out of the cart by name: it is not to be bought again with the rest.
            cart::delete(cx.tx, self.holder, did)?;
            hold::delete(cx.tx, self.customer, did)?;
        }
        let supplier = match &offer.supplier {
            // What was bought there for an order that came to nothing is here already.
            Some(supplier) if !supply::take_spare(cx.tx, did)? => Some(supplier.clone()),
            Some(_) | None => None,
        };
        self.lay_by(stored, Judged { offer, price, slot_fee, needed }, supplier)?;
        Ok(Ok(()))
    }

    /// The number is the order's, unless the order comes to nothing.
    fn lay_by(
        &mut self,
        stored: &Number,
        judged: Judged,
        supplier: Option<String>,
    ) -> Result<(), Refusal> {
        let (did, Judged { offer, price, slot_fee, needed }) = (stored.did, judged);
        self.charged = self.charged.plus(needed).ok_or(Refusal::AmountInvalid)?;
        let outcome = match supplier {
            Some(_) => LineOutcome::Ordering(price),
            None => LineOutcome::Bought(price),
        };
        self.lines.push(Line { did, outcome });
        self.taken.insert(did);
        let mut settings = self.settings.clone();
        // An order may ask that its numbers carry messages; one that cannot does not.
        settings.messaging.enabled &= offer.capabilities.sms;
        self.laid_by.push(LaidBy { stored: *stored, price, slot_fee, settings, supplier });
        self.bought.push(BoughtNumber { did, offer, price });
        Ok(())
    }

    /// A locked number that has come from another carrier. It is here, and its customer's: nobody else could
    /// have it, so that it is not kept out of service for want of money. What the balance does not cover
    /// is owed.
    pub(super) fn receive(
        &mut self,
        cx: &mut Cx<'_>,
        stored: &Number,
    ) -> Result<Result<(), Refusal>, Halt> {
        let Judged { offer, price, .. } = match self.appraise(cx, stored)? {
            Ok(judged) => judged,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let price = Price { setup: self.plan.fees.port_in, ..price };
        let needed = price.setup.plus(price.monthly).ok_or(Refusal::AmountInvalid)?;
        self.lay_by(stored, Judged { offer, price, slot_fee: None, needed }, None)?;
        Ok(Ok(()))
    }

    /// Whether a reseller buys for a client of its own.
    pub(super) fn is_resold(&self) -> bool {
        self.settings.resale.is_some() && self.owner != self.customer
    }

    /// Whether the client for whom a reseller buys can pay for so many numbers.
    pub(super) fn client_affords(
        &self,
        cx: &mut Cx<'_>,
        many: usize,
    ) -> Result<Result<(), Refusal>, Halt> {
        let Some(terms) = self.settings.resale.filter(|_| self.is_resold()) else {
            return Ok(Ok(()));
        };
        let many = i64::try_from(many).unwrap_or(i64::MAX);
        let each = first_charge(terms, Waived::default())?;
        let needed = each.0.checked_mul(many).map(Money).ok_or(Refusal::AmountInvalid)?;
        cx.client_pays(self.owner, needed)
    }

    /// Whether a locked number is for sale to this buyer, and what it costs. Nothing is written.
    pub(super) fn judge(
        &self,
        cx: &mut Cx<'_>,
        stored: &Number,
    ) -> Result<Result<Judged, Refusal>, Halt> {
        if self.taken.contains(&stored.did) {
            return Ok(Err(Refusal::NumberAlreadyOwned { did: stored.did }));
        }
        if !stored.is_for_sale(self.holder, cx.now) {
            return Ok(Err(cx.not_for_sale(stored, self.owner)));
        }
        self.appraise(cx, stored)
    }

    /// What a locked number costs this buyer, if its plan sells it. Nothing is written.
    pub(super) fn appraise(
        &self,
        cx: &mut Cx<'_>,
        stored: &Number,
    ) -> Result<Result<Judged, Refusal>, Halt> {
        let did = stored.did;
        let offer = cx.offer(stored.offer)?;
        if !self.tiers.is_empty() && cx.stock.withholds(&offer) {
            // The choice was left to us, and nobody could buy this one.
            return Ok(Err(Refusal::NumberNotForSale { did, state: stored.state }));
        }
        let Some(price) = self.plan.price(did, &offer) else {
            return Ok(Err(Refusal::PlanNotOffered { code: self.plan.code.clone() }));
        };
        if !self.fits(did, &offer, price) {
            // It was proposed under terms that have changed since, or costs more than was asked for.
            return Ok(Err(Refusal::NumberNotForSale { did, state: stored.state }));
        }
        let slot_fee = self.slots.filter(|slots| slots.buy).map(|_| self.plan.slot);
        let needed = price.setup.plus(price.monthly);
        let needed = needed.and_then(|sum| sum.plus(slot_fee.unwrap_or_default()));
        let needed = needed.ok_or(Refusal::AmountInvalid)?;
        Ok(Ok(Judged { offer, price, slot_fee, needed }))
    }

    fn fits(&self, did: Did, offer: &Offer, price: Price) -> bool {
        let fits =
            |tier: &Criteria| tier.fits_offer(offer) && tier.fits_did(did) && tier.affords(price);
        self.tiers.is_empty() || self.tiers.iter().any(fits)
    }

    /// Gives the numbers to their buyer, or sends for them. Of an order that is to be had whole nothing is the
    /// buyer's before the last supplier has sold. Says how many suppliers have to answer.
    fn assign_all(&mut self, cx: &mut Cx<'_>) -> Result<usize, Halt> {
        let laid_by = std::mem::take(&mut self.laid_by);
        let asked = laid_by.iter().filter(|number| number.supplier.is_some()).count();
        self.whole &= asked > 0 && laid_by.len() > 1;
        for number in &laid_by {
            self.assign(cx, number, self.whole || number.supplier.is_some())?;
        }
        if self.whole {
            for line in &mut self.lines {
                if let LineOutcome::Bought(price) = line.outcome {
                    line.outcome = LineOutcome::Ordering(price);
                }
            }
        }
        self.laid_by = laid_by;
        Ok(asked)
    }

    /// Gives one number to its buyer; or, if that `waits` for a supplier, keeps it and its price.
    fn assign(&mut self, cx: &mut Cx<'_>, number: &LaidBy, waits: bool) -> Result<(), Halt> {
        let LaidBy { stored, price, slot_fee, settings, .. } = number;
        let did = stored.did;
        let (state, house) = match waits {
            true => (NumberState::Ordering, SUSPENSE),
            false => (NumberState::Active, REVENUE),
        };
        let taken = Number { state, owner: Some(self.owner), until: None, ..*stored };
        self.moves.push(cx.advance(stored, taken)?);
        let anchor = cx.now.day_of_month();
        let month = Period { from: cx.now, to: month_after(cx.now, anchor) };
        let mut begun = Tenure {
            id: TenureId(cx.id()),
            did,
            owner: self.owner,
            payer: self.customer,
            order: self.order,
            plan: self.plan_id,
            price: *price,
            began: cx.now,
            next_billing: month.to,
            due: month.to,
            deadline: None,
            owed_to: None,
            anchor_day: i64::from(anchor),
            slot: self.slots.map(|slots| slots.kind),
            slot_fee: *slot_fee,
            settings: settings.clone(),
            version: 1,
            resale: None,
        };
        // A number that is still being bought is the client's, and is charged to it, once it is ours.
        let is_clients = self.owner != self.customer;
        if let Some(terms) = settings.resale.filter(|_| is_clients && !waits) {
            cx.begin_resale(&mut begun, terms, None, Waived::default())?;
        }
        cx.begin_tenure(&begun)?;
        let setup = self.posting(cx, house, price.setup, self.once, did, None);
        cx.post(setup)?;
        let first = self.posting(cx, house, price.monthly, Reason::Month, did, Some(month));
        cx.post(first)?;
        let slot = slot_fee.unwrap_or_default();
        let slot = self.posting(cx, house, slot, Reason::Slot, did, None);
        cx.post(slot)?;
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
            reverses: None,
            note: self.note.clone(),
        }
    }

    /// Whether nothing was bought and nothing waits.
    pub(super) fn came_to_nothing(&self) -> bool {
        self.waits.is_none() && !self.lines.iter().any(Line::is_filled)
    }

    /// What is told of an order that came to nothing: it is not written down.
    pub(super) fn unkept(self, plan: String) -> OrderPlaced {
        OrderPlaced {
            order: self.order,
            serial: 0,
            lines: self.lines,
            bought: self.bought,
            plan,
            charged: self.charged,
            settings: self.settings,
            waits: None,
            rehearsal: self.rehearsal,
        }
    }

    /// Writes the order down.
    pub(super) fn close(mut self, cx: &mut Cx<'_>, plan: String) -> Result<OrderPlaced, Halt> {
        let asked = self.assign_all(cx)?;
        let mut serial = 0;
        cx.change(self.customer, |account| {
            account.order_serial += 1;
            serial = account.order_serial;
        })?;
        let mut placed = OrderPlaced {
            order: self.order,
            serial,
            lines: self.lines,
            bought: self.bought,
            plan,
            charged: self.charged,
            settings: self.settings,
            waits: None,
            rehearsal: self.rehearsal,
        };
        let doc = serde_json::to_string(&placed.lines)
            .map_err(|_| tandem_store::StoreError::Shape("orders.doc"))?;
        let stored = order::Order {
            id: self.order,
            account: self.customer,
            owner: self.owner,
            serial,
            waiting: i64::try_from(asked).unwrap_or(i64::MAX),
            placed: cx.now,
            whole: self.whole,
        };
        order::insert(cx.tx, &stored, &doc)?;
        for LaidBy { stored, supplier, .. } in &self.laid_by {
            if let Some(supplier) = supplier {
                supply::insert(cx.tx, self.order, stored.did, supplier, cx.now)?;
            }
        }
        let body = EventBody::OrderPlaced {
            order: self.order,
            owner: self.owner,
            charged: self.charged,
            moves: self.moves,
        };
        cx.emit(self.customer, body)?;
        if let Some(Waits { quantity, whole }) = self.waits {
            let (backorder, price) = cx.place_backorder(&Placing {
                customer: self.customer,
                owner: self.owner,
                order: Some(self.order),
                plan_id: self.plan_id,
                plan: &self.plan,
                tiers: self.tiers,
                quantity,
                whole,
                settings: &placed.settings,
                slots: self.slots,
            })?;
            placed.waits = Some(Waiting { backorder, quantity, price });
        }
        Ok(placed)
    }
}
