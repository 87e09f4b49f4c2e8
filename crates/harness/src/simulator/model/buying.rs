//! Orders, and what suppliers say.

use super::calendar::{day_of, month_later};
use super::choosing::Wanted;
use super::{
    Answer, Charge, Model, Number, OFFERS, Placed, Prices, REVENUE, SUSPENSE, Saw, State, Tenure,
    VIRTUAL, Wrong,
};
use crate::simulator::deed::{Order, Pick, Says, Who};
use crate::simulator::text::TextsWanted;

impl Model {
    pub(super) fn order(&mut self, order: &Order, saw: &Saw<'_>) -> Result<Answer, Wrong> {
        let mut buying = match self.prepare(order) {
            Ok(buying) => buying,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let refused = match &order.pick {
            Pick::These(numbers) => self.buy_these(&mut buying, numbers, order.partial),
            Pick::Cart => self.buy_cart(&mut buying, order.partial),
            Pick::Own(line) => self.buy_own(&mut buying, *line),
            Pick::Any(regions, quantity) => {
                let terms = Wanted { regions, quantity: *quantity, order };
                return self.buy_any(buying, &terms, saw);
            }
        };
        Ok(match refused {
            Err(refusal) => Err(refusal),
            Ok(()) if matches!(order.pick, Pick::Cart) => Ok(self.write_order(buying)),
            Ok(()) => Ok(self.keep_order(buying)),
        })
    }

    pub(super) fn prepare(&self, order: &Order) -> Result<Buying, &'static str> {
        let who = order.by.who;
        let customer = self.admits_buyer(order.by)?;
        let owner = order.owner.unwrap_or(who);
        let within = self.accounts[owner].root == customer && (who == customer || who == owner);
        if !within || (order.owner.is_some() && self.accounts[owner].gone) {
            return Err("account_unknown");
        }
        if order.resale.is_some() {
            if who != customer {
                return Err("forbidden");
            }
            if order.owner == Some(customer) {
                return Err("account_unknown");
            }
            if !self.accounts[owner].open {
                return Err("account_suspended");
            }
        }
        let code = order.plan.clone().unwrap_or_else(|| self.accounts[customer].plan.clone());
        let prices = self.prices(&code, customer)?;
        let ring = self.where_to(customer, &order.ring)?;
        let lines = Vec::new();
        let (slots, terms) = (order.slots, order.resale);
        Ok(Buying { who, customer, owner, code, prices, ring, slots, terms, charged: 0, lines })
    }

    /// What the customer is asked under a plan.
    pub(super) fn prices(&self, code: &str, customer: Who) -> Result<Prices, &'static str> {
        let own = self.plans.get(&(code.to_owned(), Some(customer)));
        let prices = own.or_else(|| self.plans.get(&(code.to_owned(), None)));
        prices.copied().ok_or("plan_unknown")
    }

    pub(super) fn price(&self, buying: &Buying, number: &Number) -> Option<(i64, i64)> {
        let sold = Self::is_sold(&buying.code, number);
        sold.then_some((buying.prices.setup, buying.prices.monthly))
    }

    /// The plan SU is for Florida.
    pub(super) fn is_sold(code: &str, number: &Number) -> bool {
        code != "SU" || OFFERS[number.offer].region == "FL"
    }

    pub(super) fn take(&mut self, buying: &mut Buying, digits: u64) -> Result<(), &'static str> {
        let number = self.numbers.get(&digits).ok_or("number_unknown")?.clone();
        if !self.is_for_sale(&number, buying.who) {
            return Err(Self::why_not(&number, buying.owner));
        }
        let (setup, monthly) = self.price(buying, &number).ok_or("plan_not_offered")?;
        let slot_fee = (buying.slots == Some(true)).then_some(buying.prices.slot);
        let needed = setup + monthly + slot_fee.unwrap_or(0);
        if needed > self.spendable(buying.customer) {
            return Err("insufficient_funds");
        }
        let resold = buying.terms.filter(|_| buying.owner != buying.customer);
        if resold.is_some_and(|(setup, month)| !self.client_can_pay(buying.owner, setup + month)) {
            return Err("insufficient_funds");
        }
        if let Some(buy) = buying.slots {
            let mut slots = self.slots.get(&buying.customer).copied().unwrap_or_default();
            slots.0 += i64::from(buy);
            if slots.1 >= slots.0 {
                return Err("slots_short");
            }
            slots.1 += 1;
            self.slots.insert(buying.customer, slots);
        }
        self.accounts[buying.customer].balance -= needed;
        let supplied = OFFERS[number.offer].supplied;
        self.houses[if supplied { SUSPENSE } else { REVENUE }] += needed;
        buying.charged += needed;
        buying.lines.push((digits, if supplied { "ordering" } else { "bought" }));
        if number.state == State::Held && number.owner == Some(buying.who) {
            let cart = self.carts.entry(buying.who).or_default();
            cart.retain(|(known, _)| *known != digits);
            self.let_go(buying.customer, digits);
        }
        let (owner, payer, ring) = (buying.owner, buying.customer, buying.ring.clone());
        let slot = buying.slots.is_some();
        let terms = buying.terms;
        // A client has a number, and pays for it, once it is there.
        let client = resold.filter(|_| !supplied).map(|(setup, month)| {
            self.charge_client(owner, setup + month);
            self.first_client_month()
        });
        let taken = Number {
            state: if supplied { State::Ordering } else { State::Active },
            owner: Some(owner),
            until: None,
            offer: number.offer,
            tenure: None,
            past: number.past,
        };
        let (began, anchor, order) = (self.now, day_of(self.now), self.orders.len());
        let next = month_later(began, anchor);
        let held = Tenure {
            owner,
            payer,
            plan: buying.code.clone(),
            setup,
            monthly,
            paid_at: None,
            slot,
            slot_fee,
            ring,
            terms,
            client,
            order,
            began,
            next,
            anchor,
            due: next,
            deadline: None,
            owed_to: None,
            message: buying.prices.message(),
            minutes: buying.prices.minutes(),
            messaging: TextsWanted::default(),
        };
        self.line(digits, &held, "setup", setup, None, supplied);
        self.line(digits, &held, "month", monthly, Some((began, next)), supplied);
        self.line(digits, &held, "slot", slot_fee.unwrap_or(0), None, supplied);
        self.numbers.insert(digits, Number { tenure: Some(held), ..taken });
        Ok(())
    }

    fn buy_these(
        &mut self,
        buying: &mut Buying,
        numbers: &[u64],
        partial: bool,
    ) -> Result<(), &'static str> {
        // Once money was short, nothing further is bought, not even what is cheaper.
        let mut is_broke = false;
        for digits in numbers {
            let taken =
                if is_broke { Err("insufficient_funds") } else { self.take(buying, *digits) };
            let Err(refusal) = taken else { continue };
            if !partial {
                return Err(refusal);
            }
            is_broke |= refusal == "insufficient_funds";
            buying.lines.push((*digits, refusal));
        }
        Ok(())
    }

    /// A virtual number is there for its account alone, and for nobody before it was ordered.
    fn buy_own(&mut self, buying: &mut Buying, line: u16) -> Result<(), &'static str> {
        let number = self.account_number(buying.customer).ok_or("account_unnumbered")?;
        // Of slots it needs none, whatever the order says of them.
        buying.slots = None;
        let digits = 999_000_000_000 + number * 1000 + u64::from(line);
        let never_had = Number {
            state: State::Blocked,
            owner: None,
            until: None,
            offer: VIRTUAL,
            tenure: None,
            past: None,
        };
        let begins = |charge: &Charge| charge.month.is_some_and(|(from, _)| from == self.now);
        let just_paid = self.charges.iter().any(|charge| {
            (charge.digits, charge.payer) == (digits, buying.customer)
                && ["month", "waived"].contains(&charge.reason)
                && begins(charge)
        });
        let known = self.numbers.entry(digits).or_insert(never_had);
        if just_paid || !matches!(known.state, State::Blocked | State::Released) {
            return Err(Self::why_not(known, buying.owner));
        }
        let is_released = known.state == State::Released;
        known.state = State::Available;
        let past = known.past.clone().filter(|past| is_released && past.payer == buying.customer);
        if let Some(mut past) = past {
            self.charge_arrears(digits, &mut past)?;
            self.numbers.get_mut(&digits).expect("a number just looked at").past = Some(past);
        }
        self.take(buying, digits)
    }

    /// The six digits that a customer is called by, if it is.
    pub(super) fn account_number(&self, customer: Who) -> Option<u64> {
        let number = self.accounts[customer].name.parse().ok();
        number.filter(|number| (100_000..1_000_000).contains(number))
    }

    fn buy_cart(&mut self, buying: &mut Buying, partial: bool) -> Result<(), &'static str> {
        let cart = self.carts.get(&buying.who).cloned().unwrap_or_default();
        let numbers: Vec<u64> = cart.into_iter().map(|(digits, _)| digits).collect();
        if numbers.is_empty() {
            return Err("cart_empty");
        }
        self.buy_these(buying, &numbers, partial)?;
        for digits in numbers {
            self.end_hold(digits, buying.who);
        }
        self.carts.remove(&buying.who);
        Ok(())
    }

    /// Writes the order down, unless it came to nothing.
    pub(super) fn keep_order(&mut self, buying: Buying) -> String {
        if buying.lines.iter().any(|(_, word)| ["bought", "ordering"].contains(word)) {
            return self.write_order(buying);
        }
        let words: Vec<String> =
            buying.lines.iter().map(|(digits, word)| format!("{digits}:{word}")).collect();
        format!("serial=0 charged=0 lines={}", words.join(","))
    }

    pub(super) fn write_order(&mut self, buying: Buying) -> String {
        let account = &mut self.accounts[buying.customer];
        account.orders += 1;
        account.events += 1;
        let serial = account.orders;
        let words: Vec<String> =
            buying.lines.iter().map(|(digits, word)| format!("{digits}:{word}")).collect();
        let text = format!("serial={serial} charged={} lines={}", buying.charged, words.join(","));
        let wanted = buying.lines.iter().filter(|(_, word)| *word == "ordering");
        let supply = wanted.map(|(digits, _)| (*digits, "wanted")).collect();
        let (customer, lines) = (buying.customer, buying.lines);
        self.orders.push(Placed { customer, serial, lines, supply, fills: None });
        text
    }

    pub(super) fn call(&mut self, order: usize, digits: u64) -> Answer {
        match self.orders[order].supply.get_mut(&digits) {
            Some(state) if *state == "wanted" => {
                *state = "called";
                Ok(String::new())
            }
            _ => Err("order_not_waiting"),
        }
    }

    pub(super) fn settle(&mut self, order: usize, digits: u64, says: Says) -> Answer {
        let placed = &mut self.orders[order];
        let customer = placed.customer;
        let state = placed.supply.get_mut(&digits).ok_or("order_not_waiting")?;
        if ["sold", "refused"].contains(state) {
            return Err("order_not_waiting");
        }
        let word;
        (*state, word) = match says {
            Says::Sold => ("sold", "bought"),
            Says::Refused | Says::Declined => ("refused", "supplier_refused"),
            Says::Unclear => ("unclear", "ordering"),
        };
        for line in placed.lines.iter_mut().filter(|line| line.0 == digits && line.1 == "ordering")
        {
            line.1 = word;
        }
        if says == Says::Unclear {
            return Ok(String::new());
        }
        let number = self.numbers.get_mut(&digits).expect("a number being bought");
        let mut tenure = number.tenure.clone().expect("somebody for whom it is bought");
        let price = tenure.price();
        self.houses[SUSPENSE] -= price;
        if says == Says::Sold {
            number.state = State::Active;
            self.houses[REVENUE] += price;
            if tenure.next <= self.now {
                self.waive(digits, &mut tenure);
                tenure.due = tenure.next;
                let number = self.numbers.get_mut(&digits).expect("a number just bought");
                number.tenure = Some(tenure.clone());
            }
            if let Some((setup, month)) = tenure.terms.filter(|_| tenure.owner != tenure.payer) {
                self.charge_client(tenure.owner, setup + month);
                let client = Some(self.first_client_month());
                let number = self.numbers.get_mut(&digits).expect("a number just bought");
                number.tenure = Some(Tenure { client, ..tenure });
            }
        } else {
            let is_at_fault = says == Says::Refused;
            number.state = if is_at_fault { State::Blocked } else { State::Available };
            number.owner = None;
            number.past = number.tenure.take();
            self.accounts[customer].balance += price;
            if price > 0 {
                self.wake(customer);
            }
            self.free_slot(&tenure);
            if tenure.slot_fee.is_some() {
                self.slots.entry(tenure.payer).or_default().0 -= 1;
            }
        }
        self.accounts[customer].events += 1;
        if says != Says::Sold
            && let Some(backorder) = self.orders[order].fills
        {
            if says == Says::Declined {
                self.rest(backorder, digits);
            }
            self.resume(backorder);
        }
        Ok(String::new())
    }

    pub(super) fn free_slot(&mut self, tenure: &Tenure) {
        if tenure.slot {
            self.slots.entry(tenure.payer).or_default().1 -= 1;
        }
    }
}

/// An order while it is being filled.
pub(super) struct Buying {
    pub(super) who: Who,
    pub(super) customer: Who,
    pub(super) owner: Who,
    pub(super) code: String,
    pub(super) prices: Prices,
    pub(super) ring: String,
    pub(super) slots: Option<bool>,
    pub(super) terms: Option<(i64, i64)>,
    pub(super) charged: i64,
    pub(super) lines: Vec<(u64, &'static str)>,
}
