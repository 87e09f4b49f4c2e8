//! The oracle: what should happen, in plain maps and integers.
//!
//! It knows the rules of the business from their description and shares no code with the engine.
//! For each deed it predicts the answer and what changes. Only the choice among numbers that fit
//! equally is the engine's own; it is judged and then taken over.

use std::collections::{BTreeMap, BTreeSet};

use super::deed::{Asker, Deed, Order, Pick, Ring, Says, Who};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// What an offer of the simulation is: region, ours or not, bought from a supplier or not.
pub struct Terms {
    pub region: &'static str,
    pub returns: bool,
    pub supplied: bool,
}

/// The offers of the simulation.
pub const OFFERS: &[Terms] = &[
    Terms { region: "FL", returns: false, supplied: false },
    Terms { region: "NY", returns: false, supplied: false },
    Terms { region: "NY", returns: true, supplied: true },
    Terms { region: "TX", returns: true, supplied: false },
    Terms { region: "", returns: true, supplied: false },
    Terms { region: "FL", returns: false, supplied: false },
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Available = 1,
    Held = 2,
    Ordering = 3,
    Active = 4,
    Released = 5,
    Ageing = 6,
    Reserved = 7,
    PortingOut = 10,
    PortedOut = 11,
    Blocked = 12,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub name: String,
    pub root: Who,
    pub is_sub: bool,
    pub open: bool,
    pub plan: String,
    pub balance: i64,
    pub epoch: i64,
    pub orders: i64,
    pub events: i64,
}

/// Somebody has the number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenure {
    pub owner: Who,
    pub payer: Who,
    pub setup: i64,
    pub monthly: i64,
    pub slot: bool,
    pub ring: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    pub state: State,
    pub owner: Option<Who>,
    pub until: Option<i64>,
    pub offer: usize,
    pub tenure: Option<Tenure>,
}

#[derive(Clone, Copy, Debug)]
struct Prices {
    setup: i64,
    monthly: i64,
    slot: i64,
}

#[derive(Clone, Debug)]
pub struct Placed {
    pub customer: Who,
    pub serial: i64,
    pub lines: Vec<(u64, &'static str)>,
    pub supply: BTreeMap<u64, &'static str>,
}

impl Placed {
    pub fn waiting(&self) -> i64 {
        self.lines.iter().filter(|(_, word)| *word == "ordering").count() as i64
    }
}

#[derive(Clone, Debug)]
struct Attempt {
    at: i64,
    key: Option<(Who, u32)>,
    deed: Deed,
    answer: String,
}

/// The whole world as it should be.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub now: i64,
    pub accounts: Vec<Account>,
    pub numbers: BTreeMap<u64, Number>,
    pub carts: BTreeMap<Who, Vec<(u64, i64)>>,
    pub orders: Vec<Placed>,
    pub slots: BTreeMap<Who, (i64, i64)>,
    pub objects: BTreeMap<i64, (Who, String, i64)>,
    pub credentials: BTreeMap<String, Who>,
    /// What the house accounts hold: revenue, suspense, cash.
    pub houses: [i64; 3],
    plans: BTreeMap<(String, Option<Who>), Prices>,
    attempts: Vec<Attempt>,
}

const REVENUE: usize = 0;
const SUSPENSE: usize = 1;
const CASH: usize = 2;

type Answer = Result<String, &'static str>;

/// Refusals that may be different a moment later are not remembered.
fn is_remembered(refusal: &str) -> bool {
    !["unavailable", "credential_revoked", "forbidden", "insufficient_funds"].contains(&refusal)
}

impl Model {
    /// How many attempts are remembered.
    pub fn attempts(&self) -> usize {
        self.attempts.len()
    }

    /// The deeds that were answered under a key, newest last.
    pub fn keyed(&self) -> Vec<(Deed, u32)> {
        let keyed = self.attempts.iter().filter_map(|attempt| {
            attempt.key.map(|(_, key)| (attempt.deed.clone(), key))
        });
        keyed.collect()
    }

    /// Whether the answer to this was given before.
    pub fn is_known(&self, deed: &Deed, key: Option<u32>) -> bool {
        let key = key.map(|key| (deed.asker().who, key));
        key.is_some() && self.attempts.iter().any(|known| known.key == key)
    }

    /// What should be answered, and does it. `saw` is what the engine did, for free choices.
    pub fn answer(&mut self, deed: &Deed, key: Option<u32>, saw: &Saw<'_>) -> Result<String, String> {
        let asker = deed.asker().who;
        let key = key.map(|key| (asker, key));
        if let Some(known) = self.attempts.iter().find(|known| key.is_some() && known.key == key) {
            let same = known.deed == *deed;
            return Ok(if same { known.answer.clone() } else { "refused key_reused".to_owned() });
        }
        // What only grows is moved along rather than copied: a refused deed has not touched it.
        let (attempts, orders) = (std::mem::take(&mut self.attempts), std::mem::take(&mut self.orders));
        let placed = orders.len();
        let mut next = Self { attempts, orders, ..self.clone() };
        let answer = next.carry_out(deed, saw);
        let kept = matches!(answer, Ok(Ok(_))) && !deed.is_rehearsal();
        if kept {
            *self = next;
        } else {
            next.orders.truncate(placed);
            (self.attempts, self.orders) = (next.attempts, next.orders);
        }
        let answer = answer.map_err(|Wrong(why)| why)?;
        let remembered = answer.as_ref().err().is_none_or(|refusal| is_remembered(refusal));
        let answer = match answer {
            Ok(facts) => format!("ok {facts}").trim_end().to_owned(),
            Err(refusal) => format!("refused {refusal}"),
        };
        if remembered && !deed.is_rehearsal() {
            let (deed, answer) = (deed.clone(), answer.clone());
            self.attempts.push(Attempt { at: self.now, key, deed, answer });
        }
        Ok(answer)
    }

    fn carry_out(&mut self, deed: &Deed, saw: &Saw<'_>) -> Result<Answer, Wrong> {
        Ok(match deed {
            Deed::OrderPlace(order) => return self.order(order, saw),
            Deed::OperatorOpen => self.open_operator(),
            Deed::AccountOpen { parent, name } => self.open_account(*parent, name),
            Deed::AccountSet { who, open, plan } => self.set_account(*who, *open, plan),
            Deed::AttemptExpire => self.expire(),
            Deed::CartAdd { by, numbers } => self.put_aside(*by, numbers),
            Deed::CartRemove { by, number } => self.put_back(*by, *number),
            Deed::CredentialIssue { who, handle } => self.issue(*who, handle),
            Deed::CredentialRevoke { who } => self.revoke(*who),
            Deed::FundsPost { who, units, adjustment } => self.post(*who, *units, *adjustment),
            Deed::NumberDepart { number, completed } => self.depart(*number, *completed),
            Deed::NumberRelease { by, number, port_out, .. } => {
                self.release(*by, *number, *port_out)
            }
            Deed::NumberStock { first, count, offer, reserved } => {
                self.stock(*first, *count, *offer, *reserved)
            }
            Deed::NumberSweep => self.sweep(),
            Deed::ObjectPut { who, id, name } => self.put_object(*who, *id, name),
            Deed::OrderSettle { order, number, says } => self.settle(*order, *number, *says),
            Deed::PlanPut { code, only, setup, monthly, slot } => {
                let prices = Prices { setup: *setup, monthly: *monthly, slot: *slot };
                self.put_plan(code, *only, prices)
            }
            Deed::SlotBuy { who, quantity } => self.give_slots(*who, *quantity),
            Deed::SupplyCall { order, number } => self.call(*order, *number),
        })
    }

    // Accounts.

    fn open_operator(&mut self) -> Answer {
        if self.accounts.is_empty() {
            self.accounts.push(Account {
                name: "the operator".to_owned(),
                root: 0,
                is_sub: false,
                open: true,
                plan: String::new(),
                balance: 0,
                epoch: 0,
                orders: 0,
                events: 1,
            });
        }
        Ok(String::new())
    }

    fn open_account(&mut self, parent: Option<Who>, name: &str) -> Answer {
        if self.accounts.iter().any(|account| account.name == name) {
            return Err("name_taken");
        }
        let root = parent.map_or(self.accounts.len(), |parent| self.accounts[parent].root);
        self.accounts.push(Account {
            name: name.to_owned(),
            root,
            is_sub: parent.is_some(),
            open: true,
            plan: "STANDARD".to_owned(),
            balance: 0,
            epoch: 0,
            orders: 0,
            events: 1,
        });
        Ok(String::new())
    }

    fn set_account(&mut self, who: Who, open: bool, plan: &str) -> Answer {
        let account = &mut self.accounts[who];
        account.open = open;
        plan.clone_into(&mut account.plan);
        Ok(String::new())
    }

    fn issue(&mut self, who: Who, handle: &str) -> Answer {
        if self.credentials.contains_key(handle) {
            return Err("name_taken");
        }
        self.credentials.insert(handle.to_owned(), who);
        self.accounts[who].events += 1;
        Ok(String::new())
    }

    fn revoke(&mut self, who: Who) -> Answer {
        let before = self.credentials.len();
        self.credentials.retain(|_, holder| *holder != who);
        self.accounts[who].epoch += 1;
        self.accounts[who].events += 1;
        Ok((before - self.credentials.len()).to_string())
    }

    fn post(&mut self, who: Who, units: i64, adjustment: bool) -> Answer {
        let fits = if adjustment { units != 0 } else { units > 0 };
        let account = &mut self.accounts[who];
        if !fits || account.is_sub || who == 0 {
            return Err("amount_invalid");
        }
        account.balance += units;
        account.events += 1;
        self.houses[CASH] -= units;
        Ok(format!("balance={}", self.accounts[who].balance))
    }

    fn put_object(&mut self, who: Who, id: Option<i64>, name: &str) -> Answer {
        let fresh = self.objects.keys().next_back().copied().unwrap_or(0).max(1000) + 1;
        let id = id.unwrap_or(fresh);
        match self.objects.get_mut(&id) {
            Some((owner, ..)) if *owner != who => return Err("object_unknown"),
            Some((_, known, version)) => {
                name.clone_into(known);
                *version += 1;
            }
            None => {
                self.objects.insert(id, (who, name.to_owned(), 1));
            }
        }
        self.accounts[who].events += 1;
        Ok(id.to_string())
    }

    fn put_plan(&mut self, code: &str, only: Option<Who>, prices: Prices) -> Answer {
        if prices.setup < 0 || prices.monthly < 0 || prices.slot < 0 {
            return Err("amount_invalid");
        }
        self.plans.insert((code.to_owned(), only), prices);
        self.accounts[0].events += 1;
        Ok(String::new())
    }

    fn give_slots(&mut self, who: Who, quantity: u32) -> Answer {
        self.slots.entry(who).or_default().0 += i64::from(quantity);
        self.accounts[who].events += 1;
        Ok(String::new())
    }

    fn expire(&mut self) -> Answer {
        let now = self.now;
        let mut old: Vec<i64> = self.attempts.iter().map(|attempt| attempt.at).collect();
        old.retain(|at| *at < now - DAY);
        old.sort_unstable();
        old.truncate(500);
        if let Some(last) = old.last() {
            self.attempts.retain(|attempt| attempt.at > *last);
        }
        Ok(old.len().to_string())
    }

    /// The credential must not have been revoked since it was verified.
    fn admits(&self, by: Asker) -> Result<Who, &'static str> {
        if by.stale { Err("credential_revoked") } else { Ok(self.accounts[by.who].root) }
    }

    fn admits_buyer(&self, by: Asker) -> Result<Who, &'static str> {
        let customer = self.admits(by)?;
        let open = self.accounts[customer].open && self.accounts[by.who].open;
        if open { Ok(customer) } else { Err("account_suspended") }
    }

    // The shelf.

    fn stock(&mut self, first: u64, count: u64, offer: usize, reserved: bool) -> Answer {
        if count > 1000 {
            return Err("too_many");
        }
        let (mut added, mut updated, mut unchanged, mut in_use) = (0, 0, 0, 0);
        for digits in first..first + count {
            match self.numbers.get_mut(&digits) {
                None => {
                    let state = if reserved { State::Reserved } else { State::Available };
                    let fresh = Number { state, owner: None, until: None, offer, tenure: None };
                    self.numbers.insert(digits, fresh);
                    added += 1;
                }
                Some(known) if known.owner.is_some() => in_use += 1,
                Some(known) if known.offer == offer => unchanged += 1,
                Some(known) => {
                    known.offer = offer;
                    updated += 1;
                }
            }
        }
        if added + updated > 0 {
            self.accounts[0].events += 1;
        }
        Ok(format!("added={added} updated={updated} unchanged={unchanged} in_use={in_use}"))
    }

    fn sweep(&mut self) -> Answer {
        let now = self.now;
        let mut moved = 0;
        for number in self.numbers.values_mut() {
            let Some(until) = number.until.filter(|until| *until <= now) else { continue };
            moved += 1;
            (number.owner, number.until) = (None, None);
            number.state = match number.state {
                State::Released if OFFERS[number.offer].returns => State::Blocked,
                State::Released => {
                    number.until = Some(until + 60 * DAY);
                    State::Ageing
                }
                _ => State::Available,
            };
        }
        if moved > 0 {
            self.accounts[0].events += 1;
        }
        Ok(format!("moved={moved}"))
    }

    /// Whether `who` may take the number now.
    fn is_for_sale(&self, number: &Number, who: Who) -> bool {
        let over = number.until.is_some_and(|until| until <= self.now);
        match number.state {
            State::Available => true,
            State::Held => over || number.owner == Some(who),
            State::Ageing => over,
            _ => false,
        }
    }

    fn why_not(number: &Number, who: Who) -> &'static str {
        let served = [State::Active, State::PortingOut, State::Ordering].contains(&number.state);
        let own = served && number.owner == Some(who);
        if own { "number_already_owned" } else { "number_not_for_sale" }
    }

    // Carts.

    fn put_aside(&mut self, by: Asker, numbers: &[u64]) -> Answer {
        let customer = self.admits_buyer(by)?;
        let (who, now) = (by.who, self.now);
        for digits in numbers {
            let number = self.numbers.get(digits).ok_or("number_unknown")?;
            let mine = number.state == State::Held && number.owner == Some(who);
            let kept = mine && number.until.is_some_and(|until| until > now);
            let cart = self.carts.entry(who).or_default();
            if kept && cart.iter().any(|(known, _)| known == digits) {
                return Err("number_in_cart");
            }
            let number = &self.numbers[digits];
            if !self.is_for_sale(number, who) {
                return Err(Self::why_not(number, who));
            }
            self.hold(*digits, who, now);
            let cart = self.carts.entry(who).or_default();
            cart.retain(|(known, _)| known != digits);
            cart.push((*digits, now));
        }
        for (digits, since) in self.carts.get(&who).cloned().unwrap_or_default() {
            let number = &self.numbers[&digits];
            let mine = number.state == State::Held && number.owner == Some(who);
            let kept = mine && number.until.is_some_and(|until| until > now);
            if kept && !numbers.contains(&digits) {
                self.hold(digits, who, since);
            }
        }
        self.accounts[customer].events += 1;
        Ok(String::new())
    }

    fn hold(&mut self, digits: u64, who: Who, since: i64) {
        let until = (self.now + 15 * 60 * SECOND).min(since + 2 * 3600 * SECOND);
        let number = self.numbers.get_mut(&digits).expect("a number just looked at");
        (number.state, number.owner, number.until) = (State::Held, Some(who), Some(until));
    }

    fn end_hold(&mut self, digits: u64, who: Who) {
        if let Some(number) = self.numbers.get_mut(&digits)
            && (number.state, number.owner) == (State::Held, Some(who))
        {
            (number.state, number.owner, number.until) = (State::Available, None, None);
        }
    }

    fn put_back(&mut self, by: Asker, digits: u64) -> Answer {
        let customer = self.admits(by)?;
        let cart = self.carts.entry(by.who).or_default();
        let before = cart.len();
        cart.retain(|(known, _)| *known != digits);
        if cart.len() == before {
            return Err("number_not_in_cart");
        }
        self.end_hold(digits, by.who);
        self.accounts[customer].events += 1;
        Ok(String::new())
    }

    // Orders.

    fn order(&mut self, order: &Order, saw: &Saw<'_>) -> Result<Answer, Wrong> {
        let mut buying = match self.prepare(order) {
            Ok(buying) => buying,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let refused = match &order.pick {
            Pick::These(numbers) => self.buy_these(&mut buying, numbers, order.partial),
            Pick::Cart => self.buy_cart(&mut buying, order.partial),
            Pick::Any(regions, quantity) => {
                return self.buy_any(buying, regions, *quantity, order.partial, saw);
            }
        };
        Ok(match refused {
            Err(refusal) => Err(refusal),
            Ok(()) => Ok(self.write_order(buying)),
        })
    }

    fn prepare(&self, order: &Order) -> Result<Buying, &'static str> {
        let who = order.by.who;
        let customer = self.admits_buyer(order.by)?;
        let owner = order.owner.unwrap_or(who);
        let within = self.accounts[owner].root == customer && (who == customer || who == owner);
        if !within {
            return Err("account_unknown");
        }
        let code = order.plan.clone().unwrap_or_else(|| self.accounts[customer].plan.clone());
        let own = self.plans.get(&(code.clone(), Some(customer)));
        let prices = own.or_else(|| self.plans.get(&(code.clone(), None)));
        let prices = *prices.ok_or("plan_unknown")?;
        let ring = match &order.ring {
            Ring::Default => "none:".to_owned(),
            Ring::Id(id) => match self.objects.get(id) {
                Some((holder, ..)) if *holder == customer => format!("fwd:{id}"),
                _ => return Err("object_unknown"),
            },
            Ring::Name(name) => {
                let mut objects = self.objects.iter();
                let found = objects.find(|(_, (holder, known, _))| (*holder, known) == (customer, name));
                format!("fwd:{}", found.ok_or("object_unknown")?.0)
            }
        };
        let lines = Vec::new();
        let slots = order.slots;
        Ok(Buying { who, customer, owner, code, prices, ring, slots, charged: 0, lines })
    }

    fn price(&self, buying: &Buying, number: &Number) -> Option<(i64, i64)> {
        // The plan SU is for Florida.
        let sold = buying.code != "SU" || OFFERS[number.offer].region == "FL";
        sold.then_some((buying.prices.setup, buying.prices.monthly))
    }

    fn take(&mut self, buying: &mut Buying, digits: u64) -> Result<(), &'static str> {
        let number = self.numbers.get(&digits).ok_or("number_unknown")?.clone();
        if !self.is_for_sale(&number, buying.who) {
            return Err(Self::why_not(&number, buying.owner));
        }
        let (setup, monthly) = self.price(buying, &number).ok_or("plan_not_offered")?;
        let slot = if buying.slots == Some(true) { buying.prices.slot } else { 0 };
        let needed = setup + monthly + slot;
        if needed > self.accounts[buying.customer].balance {
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
        self.houses[REVENUE] += slot;
        let supplied = OFFERS[number.offer].supplied;
        self.houses[if supplied { SUSPENSE } else { REVENUE }] += setup + monthly;
        buying.charged += needed;
        buying.lines.push((digits, if supplied { "ordering" } else { "bought" }));
        if number.state == State::Held && number.owner == Some(buying.who) {
            let cart = self.carts.entry(buying.who).or_default();
            cart.retain(|(known, _)| *known != digits);
        }
        let (owner, payer, ring) = (buying.owner, buying.customer, buying.ring.clone());
        let slot = buying.slots.is_some();
        let taken = Number {
            state: if supplied { State::Ordering } else { State::Active },
            owner: Some(owner),
            until: None,
            offer: number.offer,
            tenure: Some(Tenure { owner, payer, setup, monthly, slot, ring }),
        };
        self.numbers.insert(digits, taken);
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
            let taken = if is_broke { Err("insufficient_funds") } else { self.take(buying, *digits) };
            let Err(refusal) = taken else { continue };
            if !partial {
                return Err(refusal);
            }
            is_broke |= refusal == "insufficient_funds";
            buying.lines.push((*digits, refusal));
        }
        Ok(())
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

    /// The engine may choose among what fits; what it chose must be allowed, and it may say that
    /// there is not enough only when there is not.
    fn buy_any(
        &mut self,
        mut buying: Buying,
        regions: &[String],
        quantity: u32,
        partial: bool,
        saw: &Saw<'_>,
    ) -> Result<Answer, Wrong> {
        if quantity > 10_000 {
            return Ok(Err("too_many"));
        }
        let fits = |number: &Number| regions.iter().any(|region| region == OFFERS[number.offer].region);
        let fitting = || self.numbers.values().filter(|number| fits(number));
        let shelf = |number: &&Number| number.state == State::Available;
        let sold = fitting().filter(shelf).filter(|number| self.price(&buying, number).is_some());
        let sold = sold.count();
        let unsold = fitting().any(|number| self.price(&buying, number).is_none());
        let slot = if buying.slots == Some(true) { buying.prices.slot } else { 0 };
        let each = buying.prices.setup + buying.prices.monthly + slot;
        let balance = self.accounts[buying.customer].balance;
        let affordable = if each > balance {
            0
        } else if each == 0 {
            usize::MAX
        } else {
            usize::try_from(balance / each).unwrap_or(0)
        };
        let slots = match buying.slots {
            Some(false) => {
                let (bought, used) = self.slots.get(&buying.customer).copied().unwrap_or_default();
                usize::try_from(bought - used).unwrap_or(0)
            }
            _ => usize::MAX,
        };
        let wanted = quantity as usize;
        let at_least = wanted.min(sold).min(affordable).min(slots);
        let mut allowed = BTreeSet::new();
        if sold < wanted {
            allowed.insert("no_stock");
        }
        if affordable < wanted {
            allowed.insert("insufficient_funds");
        }
        if slots < wanted {
            allowed.insert("slots_short");
        }
        if unsold {
            allowed.insert("plan_not_offered");
        }
        match saw {
            Saw::Refused(refusal) => {
                let fair = at_least < wanted && (!partial || at_least == 0);
                match allowed.into_iter().find(|allowed| allowed == refusal) {
                    Some(refusal) if fair => Ok(Err(refusal)),
                    _ => Err(Wrong(format!(
                        "refused {refusal}, though {at_least} of {wanted} could be had"
                    ))),
                }
            }
            Saw::Chose { numbers: chosen, knew_all } => {
                let enough = if partial { at_least } else { wanted };
                if chosen.len() < enough || chosen.len() > wanted {
                    let count = chosen.len();
                    return Err(Wrong(format!("chose {count} of {wanted}, {at_least} could be had")));
                }
                if *knew_all {
                    self.prefers(&buying, regions, chosen)?;
                }
                for digits in *chosen {
                    if !self.numbers.get(digits).is_some_and(fits) {
                        return Err(Wrong(format!("{digits} does not fit")));
                    }
                    if let Err(refusal) = self.take(&mut buying, *digits) {
                        return Err(Wrong(format!("chose {digits}: {refusal}")));
                    }
                }
                Ok(Ok(self.write_order(buying)))
            }
            Saw::Nothing => Err(Wrong("an order by criteria went unseen".to_owned())),
        }
    }

    /// A node that knows the whole shelf takes a number of a later tier only when it takes all of
    /// the earlier ones.
    fn prefers(&self, buying: &Buying, regions: &[String], chosen: &[u64]) -> Result<(), Wrong> {
        let tier_of = |number: &Number| {
            regions.iter().position(|region| region == OFFERS[number.offer].region)
        };
        let last = chosen.iter().filter_map(|digits| tier_of(self.numbers.get(digits)?)).max();
        let passed_over = self.numbers.iter().find(|(digits, number)| {
            number.state == State::Available
                && tier_of(number).is_some_and(|tier| Some(tier) < last)
                && self.price(buying, number).is_some()
                && !chosen.contains(digits)
        });
        match passed_over {
            Some((digits, _)) => Err(Wrong(format!("{digits} of an earlier tier was passed over"))),
            None => Ok(()),
        }
    }

    fn write_order(&mut self, buying: Buying) -> String {
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
        self.orders.push(Placed { customer, serial, lines, supply });
        text
    }

    fn call(&mut self, order: usize, digits: u64) -> Answer {
        match self.orders[order].supply.get_mut(&digits) {
            Some(state) if *state == "wanted" => {
                *state = "called";
                Ok(String::new())
            }
            _ => Err("order_not_waiting"),
        }
    }

    fn settle(&mut self, order: usize, digits: u64, says: Says) -> Answer {
        let placed = &mut self.orders[order];
        let customer = placed.customer;
        let state = placed.supply.get_mut(&digits).ok_or("order_not_waiting")?;
        if ["sold", "refused"].contains(state) {
            return Err("order_not_waiting");
        }
        let word;
        (*state, word) = match says {
            Says::Sold => ("sold", "bought"),
            Says::Refused => ("refused", "supplier_refused"),
            Says::Unclear => ("unclear", "ordering"),
        };
        for line in placed.lines.iter_mut().filter(|line| line.0 == digits && line.1 == "ordering") {
            line.1 = word;
        }
        if says == Says::Unclear {
            return Ok(String::new());
        }
        let number = self.numbers.get_mut(&digits).expect("a number being bought");
        let tenure = number.tenure.clone().expect("somebody for whom it is bought");
        let price = tenure.setup + tenure.monthly;
        self.houses[SUSPENSE] -= price;
        if says == Says::Sold {
            number.state = State::Active;
            self.houses[REVENUE] += price;
        } else {
            (number.state, number.owner, number.tenure) = (State::Blocked, None, None);
            self.accounts[customer].balance += price;
            self.free_slot(&tenure);
        }
        self.accounts[customer].events += 1;
        Ok(String::new())
    }

    fn free_slot(&mut self, tenure: &Tenure) {
        if tenure.slot {
            self.slots.entry(tenure.payer).or_default().1 -= 1;
        }
    }

    // Leaving.

    fn release(&mut self, by: Asker, digits: u64, port_out: bool) -> Answer {
        let customer = self.admits(by)?;
        let now = self.now;
        let number = self.numbers.get_mut(&digits).ok_or("number_not_owned")?;
        let tenure = number.tenure.clone().ok_or("number_not_owned")?;
        if tenure.payer != customer || (by.who != customer && by.who != tenure.owner) {
            return Err("number_not_owned");
        }
        if number.state != State::Active {
            return Err("number_state");
        }
        self.accounts[customer].events += 1;
        if port_out {
            number.state = State::PortingOut;
            return Ok("porting_out".to_owned());
        }
        let until = now + 30 * DAY;
        (number.state, number.until, number.tenure) = (State::Released, Some(until), None);
        self.free_slot(&tenure);
        Ok(format!("released until={until}"))
    }

    fn depart(&mut self, digits: u64, completed: bool) -> Answer {
        let number = self.numbers.get_mut(&digits).ok_or("number_not_owned")?;
        let tenure = number.tenure.clone().ok_or("number_not_owned")?;
        if number.state != State::PortingOut {
            return Err("number_state");
        }
        self.accounts[tenure.payer].events += 1;
        if completed {
            (number.state, number.owner, number.tenure) = (State::PortedOut, None, None);
            self.free_slot(&tenure);
        } else {
            number.state = State::Active;
        }
        Ok(String::new())
    }
}

/// An order while it is being filled.
struct Buying {
    who: Who,
    customer: Who,
    owner: Who,
    code: String,
    prices: Prices,
    ring: String,
    slots: Option<bool>,
    charged: i64,
    lines: Vec<(u64, &'static str)>,
}

/// What the engine did where the choice was its own.
pub enum Saw<'a> {
    /// It had no choice.
    Nothing,
    /// It bought these; `knew_all` when its shelf in memory was up to date.
    Chose { numbers: &'a [u64], knew_all: bool },
    /// It refused, in this word.
    Refused(&'a str),
}

/// The engine did what is not allowed.
struct Wrong(String);
