//! Ports, as they are told to customers.
//!
//! A number that somebody asks for is on its way until it comes or is given up, and nobody else can ask for
//! it; there must be enough for everything that is on its way. It comes when its carrier said when, and is charged
//! then, whatever there is to pay with. What nobody hears of for thirty days is given up, and papers are let go of
//! two years and a day after numbers came, or thirty days after none did. A number that another carrier asks for
//! goes, if the carrier knows whose it is.

use std::collections::{BTreeMap, BTreeSet};

use super::calendar::{day_of, month_later};
use super::{Answer, Model, Number, OFFERS, Placed, Prices, REVENUE, State, Tenure, VIRTUAL};
use crate::simulator::deed::{Asker, Ring, Who};
use crate::simulator::port::{CarrierSays, LookDeed, PortDeed};
use crate::simulator::text::TextsWanted;

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    pub customer: Who,
    pub owner: Who,
    code: String,
    prices: (i64, i64, i64, usize),
    /// How each number stands, and where it is to ring.
    pub lines: BTreeMap<u64, (&'static str, String)>,
    pub papers: u64,
    /// When the other carrier was asked first, or heard last.
    heard: Option<i64>,
    /// When anything last happened to it.
    changed: i64,
    /// Whether its papers were let go of.
    pub forgotten: bool,
}

/// How many papers may belong to a request.
const PAPERS_MAX: u64 = 20;
/// A day, in microseconds.
const DAY: i64 = 86_400 * 1_000_000;

impl Port {
    /// How all of it stands: what the customer has to do first, then what others have to.
    pub fn state(&self) -> &'static str {
        let order = [
            ("draft", "draft"),
            ("rejected", "rejected"),
            ("waiting", "submitted"),
            ("scheduled", "scheduled"),
            ("active", "completed"),
        ];
        let is_any = |step: &str| self.lines.values().any(|line| line.0 == step);
        order.iter().find(|(step, _)| is_any(step)).map_or("cancelled", |(_, state)| state)
    }
}

pub(super) fn is_coming(step: &str) -> bool {
    ["waiting", "rejected", "scheduled"].contains(&step)
}

/// Under which of the offers a number stands that came from elsewhere: the place is that of its neighbours.
fn offer_of(region: &str) -> usize {
    match region {
        "FL" => 7,
        "NY" => 8,
        "TX" => 9,
        _ => 10,
    }
}

impl Model {
    pub(super) fn port(&mut self, by: Asker, deed: &PortDeed) -> Answer {
        match deed {
            PortDeed::Put { port, numbers, plan, ring, submit, papers } => {
                let papers = u64::from(*papers);
                self.put_port(by, (*port, numbers), plan.as_deref(), ring, (*submit, papers))
            }
            PortDeed::Cancel { port, numbers } => self.cancel_port(by, *port, numbers),
            PortDeed::Route { port, numbers, ring } => self.route_port(by, *port, numbers, ring),
            PortDeed::Attach { port, .. } => {
                self.may_port(by, *port)?;
                let asked = &mut self.ports[*port];
                if ["completed", "cancelled"].contains(&asked.state()) {
                    return Err("port_standing");
                }
                if asked.papers >= PAPERS_MAX {
                    return Err("port_invalid");
                }
                asked.papers += 1;
                asked.changed = self.now;
                let customer = asked.customer;
                self.accounts[customer].events += 1;
                Ok(String::new())
            }
            PortDeed::Answer { port, numbers, says } => self.answer_port(*port, numbers, *says),
            PortDeed::Tend { port } => Ok(self.tend_port(*port).to_owned()),
            PortDeed::Ask { number, knows } => self.ask_out(*number, *knows),
        }
    }

    /// What is known of somebody's number costs its fee, and what is not costs nothing.
    pub(super) fn look(&mut self, by: Asker, deed: &LookDeed) -> Answer {
        let (number, carrier, name) = match deed {
            LookDeed::Load { carriers, names, covered, answered } => {
                self.looked.0.extend(carriers);
                self.looked.1.extend(names);
                self.answered.extend(answered.iter().map(|number| (*number, self.now)));
                if let Some((number, can)) = covered {
                    self.covered.insert(number / 10_000, *can);
                }
                return Ok(String::new());
            }
            LookDeed::Look { number, carrier, name } => (number, *carrier, *name),
        };
        let customer = self.admits_buyer(by)?;
        // What somebody outside said is good for thirty days.
        let is_answered = self.answered.get(number).is_some_and(|at| self.now < at + 30 * DAY);
        let has_carrier = carrier && (self.looked.0.contains(number) || is_answered);
        let has_name = name && self.looked.1.contains(number);
        let code = self.accounts[customer].plan.clone();
        let Prices { slot, .. } = self.prices(&code, customer)?;
        let charged = i64::from(has_carrier) * (slot % 3) + i64::from(has_name) * (slot % 4);
        if charged > 0 {
            if charged > self.spendable(customer) {
                return Err("insufficient_funds");
            }
            self.accounts[customer].balance -= charged;
            self.accounts[customer].events += 1;
            self.houses[REVENUE] += charged;
        }
        Ok(format!("carrier={has_carrier} name={has_name} charged={charged}"))
    }

    fn may_port(&self, by: Asker, port: usize) -> Result<(), &'static str> {
        let customer = if by.who == 0 { 0 } else { self.admits(by)? };
        let asked = &self.ports[port];
        let own = asked.customer == customer && (by.who == customer || by.who == asked.owner);
        if by.who == 0 || own { Ok(()) } else { Err("port_unknown") }
    }

    fn put_port(
        &mut self,
        by: Asker,
        (port, numbers): (Option<usize>, &[u64]),
        plan: Option<&str>,
        ring: &Ring,
        (submit, papers): (bool, u64),
    ) -> Answer {
        let customer = self.admits_buyer(by)?;
        let code = plan.map_or_else(|| self.accounts[customer].plan.clone(), str::to_owned);
        let Prices { setup: _, monthly, slot, series } = self.prices(&code, customer)?;
        let ring = self.where_to(customer, ring)?;
        let terms = (slot % 11, monthly, slot, series);
        let wanted: BTreeSet<u64> = numbers.iter().copied().collect();
        let draft = |wanted: BTreeSet<u64>| Port {
            customer,
            owner: by.who,
            code: code.clone(),
            prices: terms,
            lines: wanted.into_iter().map(|digits| (digits, ("draft", ring.clone()))).collect(),
            papers: 0,
            heard: None,
            changed: self.now,
            forgotten: false,
        };
        let mut asked = match port {
            None => draft(checked(wanted)?),
            Some(port) => {
                self.may_port(by, port)?;
                let known = self.ports[port].clone();
                match known.state() {
                    "draft" => {
                        let has = |(digits, line): (&u64, &(&str, String))| {
                            (line.0 == "draft").then_some(*digits)
                        };
                        let own = || known.lines.iter().filter_map(has).collect();
                        let wanted = if wanted.is_empty() { own() } else { wanted };
                        Port { papers: known.papers, ..draft(checked(wanted)?) }
                    }
                    "rejected" => {
                        if !wanted.iter().all(|digits| known.lines.contains_key(digits)) {
                            return Err("port_invalid");
                        }
                        known
                    }
                    _ => return Err("port_standing"),
                }
            }
        };
        asked.papers += papers;
        asked.changed = self.now;
        if asked.papers > PAPERS_MAX {
            return Err("port_invalid");
        }
        let mut price = 0;
        let mut offers = BTreeMap::new();
        for digits in asked.lines.iter().filter(|line| line.1.0 == "draft").map(|line| *line.0) {
            offers.insert(digits, self.may_come(digits)?);
        }
        for offer in offers.values() {
            if asked.code == "SU" && OFFERS[*offer].region != "FL" {
                return Err("plan_not_offered");
            }
            price += asked.prices.0 + asked.prices.1;
        }
        if submit {
            let needed = self.promised_to(customer) + price;
            if needed > 0 && needed > self.spendable(customer) {
                return Err("insufficient_funds");
            }
            asked.heard = asked.heard.or(Some(self.now));
            for (digits, line) in &mut asked.lines {
                if let Some(offer) = offers.get(digits) {
                    let past = self.numbers.get(digits).and_then(|number| number.past.clone());
                    let coming = Number {
                        state: State::PortingIn,
                        owner: Some(asked.owner),
                        until: None,
                        offer: *offer,
                        tenure: None,
                        past,
                    };
                    self.numbers.insert(*digits, coming);
                }
                if ["draft", "rejected"].contains(&line.0) {
                    line.0 = "waiting";
                }
            }
        }
        self.accounts[customer].events += 1;
        let text = format!("{} price={price}", asked.state());
        match port {
            None => self.ports.push(asked),
            Some(port) => self.ports[port] = asked,
        }
        Ok(text)
    }

    /// What everything will cost that is on its way to a customer.
    fn promised_to(&self, customer: Who) -> i64 {
        let own = self.ports.iter().filter(|port| port.customer == customer);
        own.map(|port| {
            let coming = port.lines.values().filter(|line| is_coming(line.0)).count();
            i64::try_from(coming).unwrap_or(i64::MAX) * (port.prices.0 + port.prices.1)
        })
        .sum()
    }

    /// Whether the time of a request is up.
    pub fn is_port_due(&self, port: usize) -> bool {
        let asked = &self.ports[port];
        let is_past = |at: i64, days: i64| self.now - at >= days * DAY;
        match asked.state() {
            "submitted" | "rejected" => asked.heard.is_some_and(|heard| is_past(heard, 30)),
            "completed" => !asked.forgotten && is_past(asked.changed, 731),
            "cancelled" => !asked.forgotten && is_past(asked.changed, 30),
            _ => false,
        }
    }

    fn tend_port(&mut self, port: usize) -> &'static str {
        if !self.is_port_due(port) {
            return "nothing";
        }
        let is_open = ["submitted", "rejected"].contains(&self.ports[port].state());
        if is_open {
            let lines = self.ports[port].lines.iter();
            let open = lines.filter(|line| ["waiting", "rejected"].contains(&line.1.0));
            let open: Vec<u64> = open.map(|line| *line.0).collect();
            self.leave_ports(port, open);
        } else {
            self.ports[port].forgotten = true;
        }
        let asked = &mut self.ports[port];
        asked.changed = self.now;
        self.accounts[asked.customer].events += 1;
        if is_open { "lapsed" } else { "forgotten" }
    }

    /// Numbers stay with the carrier that has them.
    fn leave_ports(&mut self, port: usize, numbers: Vec<u64>) {
        for digits in numbers {
            let asked = &mut self.ports[port];
            let Some(line) = asked.lines.get_mut(&digits) else { continue };
            if is_coming(line.0)
                && let Some(number) = self.numbers.get_mut(&digits)
            {
                (number.state, number.owner) = (State::PortedOut, None);
            }
            line.0 = "cancelled";
        }
    }

    /// Under which offer the number will stand, if it can come.
    fn may_come(&self, digits: u64) -> Result<usize, &'static str> {
        let elsewhere = |number: &Number| match number.state {
            State::PortedOut => true,
            State::Blocked => [3, 7, 8, 9, 10].contains(&number.offer),
            _ => false,
        };
        if self.numbers.get(&digits).is_some_and(|number| !elsewhere(number)) {
            return Err("number_not_portable");
        }
        // Where anything is said of an area code, it is said of every exchange from which numbers come.
        let area = digits / 10_000_000;
        let is_spoken_of = self.covered.keys().any(|exchange| exchange / 1_000 == area);
        if is_spoken_of && self.covered.get(&(digits / 10_000)) != Some(&true) {
            return Err("number_not_portable");
        }
        let exchange = digits / 10_000 * 10_000;
        let mut near = self.numbers.range(exchange..exchange + 10_000);
        let near = near.find(|(known, _)| **known != digits);
        near.map(|(_, near)| offer_of(OFFERS[near.offer].region)).ok_or("number_not_portable")
    }

    fn meant(
        &self,
        port: usize,
        numbers: &[u64],
        fits: impl Fn(&str) -> bool,
    ) -> Result<Vec<u64>, &'static str> {
        let asked = &self.ports[port];
        if numbers.is_empty() {
            let fit = asked.lines.iter().filter(|line| fits(line.1.0)).map(|line| *line.0);
            let fit: Vec<u64> = fit.collect();
            return if fit.is_empty() { Err("port_standing") } else { Ok(fit) };
        }
        for digits in numbers {
            let line = asked.lines.get(digits).ok_or("port_unknown")?;
            if !fits(line.0) {
                return Err("port_standing");
            }
        }
        let mut meant = numbers.to_vec();
        let mut seen = BTreeSet::new();
        meant.retain(|digits| seen.insert(*digits));
        Ok(meant)
    }

    fn cancel_port(&mut self, by: Asker, port: usize, numbers: &[u64]) -> Answer {
        self.may_port(by, port)?;
        let meant = self.meant(port, numbers, |step| step == "draft" || is_coming(step))?;
        self.leave_ports(port, meant);
        let asked = &mut self.ports[port];
        asked.changed = self.now;
        self.accounts[asked.customer].events += 1;
        Ok(asked.state().to_owned())
    }

    fn route_port(&mut self, by: Asker, port: usize, numbers: &[u64], ring: &Ring) -> Answer {
        self.may_port(by, port)?;
        let meant = self.meant(port, numbers, |step| step == "draft" || is_coming(step))?;
        let customer = self.ports[port].customer;
        let ring = self.where_to(customer, ring)?;
        for digits in meant {
            if let Some(line) = self.ports[port].lines.get_mut(&digits) {
                line.1.clone_from(&ring);
            }
        }
        self.ports[port].changed = self.now;
        self.accounts[customer].events += 1;
        Ok(String::new())
    }

    fn answer_port(&mut self, port: usize, numbers: &[u64], says: CarrierSays) -> Answer {
        let customer = self.ports[port].customer;
        let (fits, next): (&[&str], _) = match says {
            CarrierSays::No => (&["waiting", "scheduled"], "rejected"),
            CarrierSays::Yes => (&["waiting", "scheduled"], "scheduled"),
            CarrierSays::Gone => (&["scheduled"], "active"),
            CarrierSays::Something => {
                self.hear(port);
                self.accounts[customer].events += 1;
                return Ok(self.ports[port].state().to_owned());
            }
        };
        let meant = self.meant(port, numbers, |step| fits.contains(&step))?;
        if says == CarrierSays::Gone {
            self.come(port, &meant)?;
        }
        for digits in meant {
            if let Some(line) = self.ports[port].lines.get_mut(&digits) {
                line.0 = next;
            }
        }
        self.hear(port);
        self.accounts[customer].events += 1;
        Ok(self.ports[port].state().to_owned())
    }

    fn hear(&mut self, port: usize) {
        let asked = &mut self.ports[port];
        (asked.heard, asked.changed) = (Some(self.now), self.now);
    }

    /// The numbers are here, in one order.
    fn come(&mut self, port: usize, numbers: &[u64]) -> Result<(), &'static str> {
        let asked = self.ports[port].clone();
        let Port { customer, owner, .. } = asked;
        let (fee, monthly, slot, series) = asked.prices;
        let prices = Prices { setup: fee, monthly, slot, series };
        let (began, anchor, order) = (self.now, day_of(self.now), self.orders.len());
        let next = month_later(began, anchor);
        for digits in numbers {
            let ring = self.ring_now(customer, &asked.lines[digits].1);
            let known = self.numbers.get(digits).ok_or("number_unknown")?.clone();
            let held = Tenure {
                owner,
                payer: customer,
                plan: asked.code.clone(),
                setup: fee,
                monthly,
                paid_at: None,
                slot: false,
                slot_fee: None,
                ring,
                terms: None,
                client: None,
                order,
                began,
                next,
                anchor,
                due: next,
                deadline: None,
                owed_to: None,
                message: prices.message(),
                minutes: prices.minutes(),
                messaging: TextsWanted::default(),
            };
            self.accounts[customer].balance -= fee + monthly;
            self.houses[REVENUE] += fee + monthly;
            self.line(*digits, &held, "port_in", fee, None, false);
            self.line(*digits, &held, "month", monthly, Some((began, next)), false);
            let here = Number { state: State::Active, tenure: Some(held), ..known };
            self.numbers.insert(*digits, here);
        }
        let account = &mut self.accounts[customer];
        account.orders += 1;
        account.events += 1;
        let lines = numbers.iter().map(|digits| (*digits, "bought")).collect();
        let serial = account.orders;
        self.orders.push(Placed {
            customer,
            serial,
            lines,
            supply: BTreeMap::new(),
            whole: false,
            fills: None,
        });
        Ok(())
    }

    fn ask_out(&mut self, digits: u64, knows: bool) -> Answer {
        let number = self.numbers.get_mut(&digits).ok_or("number_not_owned")?;
        let tenure = number.tenure.clone().ok_or("number_not_owned")?;
        let in_service = [State::Active, State::Suspended, State::PortingOut];
        let is_promised = self.promised.contains(&digits);
        if !in_service.contains(&number.state) || is_promised || number.offer == VIRTUAL {
            return Err("number_state");
        }
        if knows {
            number.state = State::PortingOut;
            self.promised.insert(digits);
        }
        self.accounts[tenure.payer].events += 1;
        Ok(if knows { "-" } else { "account_number" }.to_owned())
    }
}

/// Numbers that may stand in one request.
fn checked(numbers: BTreeSet<u64>) -> Result<BTreeSet<u64>, &'static str> {
    let toll_free = numbers.iter().filter(|digits| *digits / 10_000_000 == 1800).count();
    if numbers.is_empty() {
        return Err("too_many");
    }
    let is_mixed = toll_free > 0 && toll_free < numbers.len();
    if is_mixed { Err("port_invalid") } else { Ok(numbers) }
}
