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
        let (charged, together, sent_for) = (0, false, Vec::new());
        Ok(Buying {
            who,
            customer,
            owner,
            code,
            prices,
            ring,
            slots,
            terms,
            charged,
            lines,
            together,
            sent_for,
        })
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
        // What the order has taken for the client already and has not charged yet is to be paid as well.
        let unpaid = buying.lines.iter().filter(|(_, word)| *word == "ordering").count() as i64;
        if resold.is_some_and(|(setup, month)| {
            !self.client_can_pay(buying.owner, (setup + month) * (unpaid + 1))
        }) {
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
        let sent_for = OFFERS[number.offer].supplied && !self.spares.remove(&digits);
        if sent_for {
            buying.sent_for.push(digits);
        }
        let supplied = sent_for || buying.together;
        self.houses[if supplied { SUSPENSE } else { REVENUE }] += needed;
        buying.charged += needed;
        buying.lines.push((digits, if supplied { "ordering" } else { "bought" }));
        if number.state == State::Held && number.owner == Some(buying.who) {
            let cart = self.carts.entry(buying.who).or_default();
            cart.retain(|(known, _)| *known != digits);
            self.holds.remove(&(buying.customer, digits));
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

    /// Whether numbers that are to be had all or not at all wait for suppliers.
    pub(super) fn hangs_together(&self, numbers: &[u64]) -> bool {
        let asked = |digits: &u64| {
            let known = self.numbers.get(digits);
            known.is_some_and(|number| OFFERS[number.offer].supplied)
                && !self.spares.contains(digits)
        };
        numbers.len() > 1 && numbers.iter().any(asked)
    }

    fn buy_these(
        &mut self,
        buying: &mut Buying,
        numbers: &[u64],
        partial: bool,
    ) -> Result<(), &'static str> {
        buying.together = !partial && self.hangs_together(numbers);
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
        let supply = buying.sent_for.iter().map(|digits| (*digits, "wanted")).collect();
        let (customer, lines, whole) = (buying.customer, buying.lines, buying.together);
        self.orders.push(Placed { customer, serial, lines, supply, whole, fills: None });
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
        let is_over = placed.waiting() == 0;
        let state = placed.supply.get_mut(&digits).ok_or("order_not_waiting")?;
        if ["sold", "refused"].contains(state) {
            return Err("order_not_waiting");
        }
        *state = match says {
            Says::Sold if is_over => "refused",
            Says::Sold => "sold",
            Says::Refused | Says::Declined => "refused",
            Says::Unclear => "unclear",
        };
        if says == Says::Unclear {
            return Ok(String::new());
        }
        if is_over {
            self.hear_late(digits, says);
            return Ok(String::new());
        }
        let (whole, waits) = (placed.whole, placed.waiting() > 0);
        if whole && says == Says::Sold && waits {
            return Ok(String::new());
        }
        let numbers: Vec<u64> = match whole {
            true => placed.lines.iter().map(|line| line.0).collect(),
            false => vec![digits],
        };
        let word = if says == Says::Sold { "bought" } else { "supplier_refused" };
        for line in &mut placed.lines {
            if numbers.contains(&line.0) && line.1 == "ordering" {
                line.1 = word;
            }
        }
        let customer = placed.customer;
        for one in numbers {
            if says == Says::Sold {
                self.comes(one);
            } else {
                let to = match one == digits {
                    true if says == Says::Refused => State::Blocked,
                    true => State::Available,
                    false => self.let_number_go(order, one),
                };
                self.goes_back(one, to);
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

    /// A number that was ordered is its buyer's.
    fn comes(&mut self, digits: u64) {
        let number = self.numbers.get_mut(&digits).expect("a number being bought");
        let mut tenure = number.tenure.clone().expect("somebody for whom it is bought");
        number.state = State::Active;
        self.houses[SUSPENSE] -= tenure.price();
        self.houses[REVENUE] += tenure.price();
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
    }

    /// A number that was ordered is nobody's after all.
    fn goes_back(&mut self, digits: u64, to: State) {
        let number = self.numbers.get_mut(&digits).expect("a number being bought");
        let tenure = number.tenure.take().expect("somebody for whom it is bought");
        (number.state, number.owner) = (to, None);
        number.past = Some(tenure.clone());
        let price = tenure.price();
        self.houses[SUSPENSE] -= price;
        self.accounts[tenure.payer].balance += price;
        if price > 0 {
            self.wake(tenure.payer);
        }
        self.free_slot(&tenure);
        if tenure.slot_fee.is_some() {
            self.slots.entry(tenure.payer).or_default().0 -= 1;
        }
    }

    /// What becomes of a number whose order comes to nothing because of another.
    fn let_number_go(&mut self, order: usize, digits: u64) -> State {
        let Some(state) = self.orders[order].supply.get_mut(&digits) else {
            return State::Available;
        };
        match *state {
            // Its supplier is being called: nobody knows.
            "called" | "unclear" => State::Blocked,
            before => {
                *state = "refused";
                if before == "sold" {
                    self.spares.insert(digits);
                }
                State::Available
            }
        }
    }

    /// A supplier answers after the order came to nothing.
    fn hear_late(&mut self, digits: u64, says: Says) {
        if says == Says::Sold {
            self.spares.insert(digits);
        }
        let number = self.numbers.get_mut(&digits).expect("a number that was being bought");
        if says != Says::Refused && number.state == State::Blocked {
            number.state = State::Available;
            self.accounts[0].events += 1;
        }
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
    /// Whether all of it waits for suppliers, because it is all of it or nothing.
    pub(super) together: bool,
    /// What suppliers are asked for.
    pub(super) sent_for: Vec<u64>,
}
