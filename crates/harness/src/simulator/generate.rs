//! Chance: what happens next.

mod book;
mod calls;
mod circles;
mod clients;
mod logins;
mod months;
mod objects;
mod papers;
mod ports;
mod record;
mod registered;
mod texts;
mod voices;

use std::collections::VecDeque;

use tandem_domain::Rng;

use super::deed::{Action, Asker, Coming, Deed, Fault, Keep, Order, Pick, Ring, Says, Who};
use super::model::{Model, OFFERS, State};
use super::tell::Tell;

/// The first number of each offer of the simulation; [`PER_OFFER`] stand behind each.
pub const FIRST: [u64; 6] =
    [13055550100, 12125550100, 12125550200, 15125550100, 18005550100, 13055550200];
/// How many numbers there can be of each offer.
pub const PER_OFFER: u64 = 8;
/// To one of how many versions a customer goes back. The oracle remembers twice as many: what comes before in the same
/// batch makes new ones.
const VERSIONS: usize = 6;
/// How many customers and sub-accounts there can be.
const ACCOUNTS_MAX: usize = 10;
/// How many images are kept; an older one is as good as the latest.
pub const IMAGES_MAX: usize = 4;
/// How many nodes there are.
pub const NODES: usize = 2;

/// Chooses what happens next, with an eye on what could go wrong.
pub struct Generator {
    rng: Rng,
    keys: u32,
    /// How many hooks there have been.
    hooks: u64,
    /// What is going to happen in any case: chance alone would hardly ever do it.
    planned: VecDeque<Action>,
}

/// How every history begins.
pub fn opening() -> Vec<Action> {
    let mut deeds = vec![Deed::OperatorOpen];
    for (code, setup, monthly) in [("STANDARD", 40, 25), ("SU", 249, 149)] {
        let code = code.to_owned();
        deeds.push(Deed::PlanPut { code, only: None, setup, monthly, slot: 10 });
    }
    // The first two have numbers of their own, and with them virtual ones.
    for name in ["100001", "200002", "c"] {
        deeds.push(Deed::AccountOpen { parent: None, name: name.to_owned() });
    }
    for (name, parent) in [("a1", 1), ("b1", 2)] {
        deeds.push(Deed::AccountOpen { parent: Some(parent), name: name.to_owned() });
    }
    for (who, units) in [(1, 100_000), (2, 1000), (3, 300)] {
        deeds.push(Deed::FundsPost { who, units, adjustment: false });
    }
    for (offer, first) in FIRST.iter().enumerate().take(5) {
        deeds.push(Deed::NumberStock {
            first: *first,
            count: PER_OFFER / 2,
            offer,
            reserved: false,
        });
    }
    let alone = |deed| Action::Do { node: 0, deeds: vec![(deed, None)], fault: Fault::Nothing };
    deeds.into_iter().map(alone).collect()
}

impl Generator {
    pub const fn seeded(seed: u64) -> Self {
        Self { rng: Rng::seeded(seed), keys: 0, hooks: 0, planned: VecDeque::new() }
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.rng.below(bound)
    }

    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.rng.below(length as u64)).unwrap_or(0)
    }

    /// True once in so many times.
    fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// The next step.
    pub fn next(&mut self, model: &Model) -> Action {
        if let Some(planned) = self.planned.pop_front() {
            return planned;
        }
        let node = self.index(NODES);
        if self.once_in(200) {
            self.plan_long_choice(node, model);
        }
        match self.below(100) {
            0..=11 => Action::Deliver { node, events: self.index(12), seed: self.rng.next() },
            12 => Action::Draw { node },
            13 => Action::Revive { node, image: self.index(IMAGES_MAX) },
            14 => match self.below(3) {
                0 => Action::Follow { node },
                _ => Action::Turn { node },
            },
            15 => Action::Restart { node, loaded: !self.once_in(3) },
            16..=19 => Action::Pass { micros: self.pause(model) },
            20 => Action::Audit,
            _ => self.commands(node, model),
        }
    }

    fn pause(&mut self, model: &Model) -> i64 {
        let ends: Vec<i64> = model
            .numbers
            .values()
            .flat_map(|number| [number.until, number.tenure.as_ref().map(|held| held.due)])
            .flatten()
            .filter(|until| *until > model.now)
            .collect();
        if self.once_in(2) && !ends.is_empty() {
            // To the edge of somebody's time, and not over it.
            let end = ends[self.index(ends.len())];
            return (end - model.now - [500_000, 3, 2, 1][self.index(4)]).max(0);
        }
        let unit = [1, 60, 3600, 86_400][self.index(4)];
        let many = [1, 16, 25, 70][self.index(4)];
        unit * many * 1_000_000
    }

    /// Somebody keeps a number in the cart and goes on choosing for more than two hours.
    fn plan_long_choice(&mut self, node: usize, model: &Model) {
        let by = Asker { who: self.who(model), stale: false };
        let kept = self.number_in(model, &[State::Available]);
        let other = self.number_in(model, &[State::Available]);
        let alone = |deed| Action::Do { node, deeds: vec![(deed, None)], fault: Fault::Nothing };
        self.planned.push_back(alone(Deed::CartAdd { by, numbers: vec![kept] }));
        for _ in 0..10 {
            self.planned.push_back(Action::Pass { micros: 14 * 60 * 1_000_000 });
            self.planned.push_back(alone(Deed::CartRemove { by, number: other }));
            self.planned.push_back(alone(Deed::CartAdd { by, numbers: vec![other] }));
        }
    }

    fn commands(&mut self, node: usize, model: &Model) -> Action {
        let size = if self.once_in(4) { 2 + self.index(3) } else { 1 };
        let mut deeds = Vec::new();
        while deeds.len() < size {
            let next = self.repeated(model).unwrap_or_else(|| {
                let key = self.key(model);
                (self.deed(model), key)
            });
            // Whoever leaves the choice to the engine may be sent round again, behind the others;
            // and whoever comes together with a revocation was verified before it.
            // What was read first comes alone, and under no key.
            if next.0.is_read_first() {
                if deeds.is_empty() {
                    deeds.push((next.0, None));
                    break;
                }
                continue;
            }
            // What was asked before is asked again for as long as it is remembered.
            let last = next.0.is_free_choice()
                || next.0.shuts_out()
                || matches!(next.0, Deed::AttemptExpire);
            deeds.push(next);
            if last {
                break;
            }
        }
        let of = self.index(deeds.len());
        let nth = u32::try_from(self.below(14)).unwrap_or(0);
        let fault = match self.below(24) {
            0 => Fault::Statement { of, nth },
            1 => Fault::GiveUp { of, nth },
            2 if deeds.len() == 1 => Fault::Doubt,
            3 => Fault::LostReply,
            4 => Fault::CrashBefore,
            5 => Fault::CrashAfter,
            _ => Fault::Nothing,
        };
        Action::Do { node, deeds, fault }
    }

    fn key(&mut self, model: &Model) -> Option<u32> {
        if self.once_in(2) {
            return None;
        }
        let known = model.keyed();
        if self.once_in(40) && !known.is_empty() {
            // Somebody's key for something else.
            return Some(known[self.index(known.len())].1);
        }
        self.keys += 1;
        Some(self.keys)
    }

    /// Something that was asked before, once more under its key.
    fn repeated(&mut self, model: &Model) -> Option<(Deed, Option<u32>)> {
        if !self.once_in(8) {
            return None;
        }
        let known = model.keyed();
        let recent = known.len().min(6);
        if recent == 0 {
            return None;
        }
        let (deed, key) = known[known.len() - 1 - self.index(recent)].clone();
        Some((deed, Some(key)))
    }

    fn number(&mut self) -> u64 {
        FIRST[self.index(FIRST.len())] + self.below(PER_OFFER)
    }

    /// A number that stands where the deed can do something, mostly.
    fn number_in(&mut self, model: &Model, states: &[State]) -> u64 {
        let fit: Vec<u64> = model
            .numbers
            .iter()
            .filter(|(_, number)| states.contains(&number.state))
            .map(|(digits, _)| *digits)
            .collect();
        if fit.is_empty() || self.once_in(6) { self.number() } else { fit[self.index(fit.len())] }
    }

    fn who(&mut self, model: &Model) -> Who {
        1 + self.index(model.accounts.len() - 1)
    }

    fn asker(&mut self, model: &Model) -> Asker {
        Asker { who: self.who(model), stale: self.once_in(30) }
    }

    /// Whoever may do something to the number, mostly.
    fn owner_of(&mut self, model: &Model, digits: u64) -> Asker {
        let owner = model.numbers.get(&digits).and_then(|number| number.owner);
        match owner {
            Some(who) if !self.once_in(5) => {
                let root = model.accounts[who].root;
                let who = if self.once_in(2) { who } else { root };
                Asker { who, stale: self.once_in(30) }
            }
            _ => self.asker(model),
        }
    }

    fn deed(&mut self, model: &Model) -> Deed {
        use State::{Active, Ageing, Available, Held, Ordering, PortingOut, Released, Suspended};
        if self.once_in(10) {
            return Deed::Tell(Tell::draw(&mut self.rng, &mut self.hooks, model));
        }
        if self.once_in(9) {
            return self.text(model);
        }
        if self.once_in(14) {
            return self.paper(model);
        }
        if self.once_in(10) {
            return self.call(model);
        }
        if self.once_in(40) {
            return self.registered(model);
        }
        if self.once_in(14) {
            return self.voice(model);
        }
        if self.once_in(40) {
            return self.look(model);
        }
        if self.once_in(8) {
            return self.port(model);
        }
        match self.below(109) {
            0..=22 => self.order(model),
            23..=26 => self.backorder(model),
            27..=33 => self.month_end(model),
            34..=45 => {
                let numbers = (0..1 + self.below(3))
                    .map(|_| self.number_in(model, &[Available, Held, Ageing]))
                    .collect();
                Deed::CartAdd { by: self.asker(model), numbers }
            }
            46 => {
                let number = self.number_in(model, &[Held]);
                let numbers = if self.once_in(2) { Vec::new() } else { vec![number] };
                Deed::CartTouch { by: self.owner_of(model, number), numbers }
            }
            47..=49 => {
                let number = self.number_in(model, &[Held]);
                Deed::CartRemove { by: self.owner_of(model, number), number }
            }
            50..=51 => {
                let number = self.number_in(model, &[Released]);
                let by = self.owner_of(model, number);
                let by = if self.once_in(6) { Asker { who: 0, stale: false } } else { by };
                Deed::NumberRestore { by, number }
            }
            52..=53 => self.setting(model),
            54..=57 => {
                let number = self.number_in(model, &[Active, Suspended, PortingOut, Released]);
                let by = self.owner_of(model, number);
                let owner = self.once_in(5).then(|| self.who(model));
                let (port_out, rehearsal) = (self.once_in(4), self.once_in(6));
                Deed::NumberRelease { by, number, owner, port_out, rehearsal }
            }
            58..=60 => Deed::NumberDepart {
                number: self.number_in(model, &[PortingOut]),
                completed: self.once_in(2),
                asked: self.once_in(3),
            },
            61..=62 => Deed::NumberSweep,
            63 => self.reshelve(model),
            64..=65 => self.move_in(model),
            66 => Deed::NumberReserve {
                number: self.number_in(model, &[Available, State::Reserved, State::Blocked]),
                keep: [Keep::Back, Keep::ForSale, Keep::ForSale, Keep::Off][self.index(4)],
            },
            67..=73 => self.stock(model),
            74..=80 => {
                // One that is off the shelf may be one whose supplier answers late.
                let state = if self.once_in(6) { State::Blocked } else { Ordering };
                let number = self.number_in(model, &[state]);
                match self.order_of(model, number) {
                    None => self.money(model),
                    Some(order) if self.once_in(3) => Deed::SupplyCall { order, number },
                    Some(order) => {
                        let says = [Says::Sold, Says::Refused, Says::Declined, Says::Unclear];
                        let says = says[self.index(4)];
                        Deed::OrderSettle { order, number, says }
                    }
                }
            }
            81..=82 => self.client(model),
            83..=85 => self.money(model),
            86 => self.plan(model),
            87 => {
                let several = u32::try_from(self.below(4)).unwrap_or(0);
                let quantity = if self.once_in(20) { 10_001 } else { several };
                Deed::SlotPurchase { by: self.asker(model), quantity }
            }
            88 => Deed::SlotGrant {
                who: self.who(model),
                quantity: u32::try_from(self.below(3)).unwrap_or(0),
            },
            89 => match self.once_in(4) {
                true => self.client(model),
                false => self.login(model),
            },
            90 if self.once_in(3) => self.roll_back(model),
            90 => self.object(model),
            91 => Deed::AccountOpen {
                parent: (self.once_in(2) || model.accounts.len() > ACCOUNTS_MAX / 2)
                    .then(|| self.who(model)),
                name: if model.accounts.len() > ACCOUNTS_MAX {
                    "100001".to_owned()
                } else {
                    format!("account{}", self.below(20))
                },
            },
            92..=93 => {
                let who = self.who(model);
                let plan = ["STANDARD", "STANDARD", "SU", "GONE"][self.index(4)].to_owned();
                Deed::AccountSet { who, open: !self.once_in(3), plan }
            }
            94..=95 => {
                let (who, handle) = (self.who(model), format!("handle{}", self.below(8)));
                match model.credentials.get(&handle) {
                    Some(whose) if self.once_in(2) => {
                        let who = if self.once_in(4) { who } else { *whose };
                        Deed::CredentialLock { who, handle }
                    }
                    _ => Deed::CredentialIssue { who, handle },
                }
            }
            96 => Deed::CredentialRevoke { who: self.who(model) },
            97 => Deed::AttemptExpire,
            98 if self.once_in(2) => Deed::OperatorOpen,
            100..=102 => self.book(model),
            103..=105 => self.record(model),
            106.. => self.circle(model),
            _ => self.lease(),
        }
    }

    fn order(&mut self, model: &Model) -> Deed {
        let by = self.asker(model);
        let pick = match self.below(11) {
            10 => Pick::Own(u16::try_from(self.below(3)).unwrap_or(0)),
            0..=4 => {
                let states = [State::Available, State::Held, State::Ageing];
                let some = 1 + self.below(3);
                Pick::These((0..some).map(|_| self.number_in(model, &states)).collect())
            }
            5..=7 => {
                let mut regions = vec!["FL", "NY", "TX"];
                for _ in 0..self.below(3) {
                    let gone = self.index(regions.len());
                    regions.remove(gone);
                }
                let regions = regions.into_iter().map(str::to_owned).collect();
                let quantity = if self.once_in(30) { 1_000_000_000 } else { self.below(6) };
                Pick::Any(regions, u32::try_from(quantity).unwrap_or(0))
            }
            _ => Pick::Cart,
        };
        let ring = match self.below(8) {
            0 => Ring::Id(self.forwarding(model)),
            1 => Ring::Name(format!("object{}", self.below(4))),
            2 => self.ring_at_login(model),
            _ => Ring::Default,
        };
        Deed::OrderPlace(Order {
            by,
            pick,
            partial: self.once_in(2),
            waits: self.once_in(4),
            plan: match self.below(10) {
                0 => Some("SU".to_owned()),
                1 => Some("NONE".to_owned()),
                2 => Some("STANDARD".to_owned()),
                _ => None,
            },
            owner: self.once_in(6).then(|| self.who(model)),
            ring,
            resale: self.once_in(6).then(|| self.terms()),
            slots: self.once_in(4).then(|| self.once_in(2)),
            rehearsal: self.once_in(8),
        })
    }

    /// Somebody waits, gives up, or gets what has come.
    fn backorder(&mut self, model: &Model) -> Deed {
        let open: Vec<usize> = model
            .backorders
            .iter()
            .enumerate()
            .filter(|(_, placed)| placed.waiting > 0)
            .map(|(index, _)| index)
            .collect();
        let all = model.backorders.len();
        let one = |generator: &mut Self| {
            if open.is_empty() || generator.once_in(10) {
                generator.index(all)
            } else {
                open[generator.index(open.len())]
            }
        };
        match self.below(10) {
            0..=3 if all > 0 => Deed::BackorderFill { backorder: one(self) },
            4..=6 if all > 0 => {
                let backorder = one(self);
                let placed = &model.backorders[backorder];
                let who = [placed.owner, placed.customer][self.index(2)];
                let by = if self.once_in(5) {
                    self.asker(model)
                } else {
                    Asker { who, stale: self.once_in(30) }
                };
                Deed::BackorderCancel { by, backorder }
            }
            _ => {
                let Deed::OrderPlace(mut order) = self.order(model) else {
                    return Deed::OperatorOpen;
                };
                let region = ["FL", "NY", "TX", "WA"][self.index(4)].to_owned();
                let quantity = u32::try_from(self.below(4)).unwrap_or(0);
                order.pick = Pick::Any(vec![region], quantity);
                Deed::BackorderPlace(order)
            }
        }
    }

    fn order_of(&mut self, model: &Model, digits: u64) -> Option<usize> {
        let waits = |placed: &super::model::Placed| placed.supply.contains_key(&digits);
        let fit = model.orders.iter().rposition(waits);
        if model.orders.is_empty() || (fit.is_some() && !self.once_in(8)) {
            return fit;
        }
        Some(self.index(model.orders.len()))
    }

    /// Somebody comes along from another system.
    fn move_in(&mut self, model: &Model) -> Deed {
        if self.once_in(5) {
            let is_full = model.accounts.len() > ACCOUNTS_MAX;
            let parent = (self.once_in(2) || model.accounts.len() > ACCOUNTS_MAX / 2)
                .then(|| self.who(model));
            let brings =
                if self.once_in(2) && parent.is_some() { 0 } else { 100 + self.below(500) };
            return Deed::AccountMoveIn {
                parent,
                name: if is_full {
                    "100001".to_owned()
                } else {
                    format!("account{}", self.below(20))
                },
                units: brings.cast_signed() - if self.once_in(3) { 300 } else { 0 },
                open: !self.once_in(3),
                slots: u32::try_from(self.below(3)).unwrap_or(0),
            };
        }
        use State::{Active, Ageing, Available, Held, Reserved};
        let numbers = (0..1 + self.below(3)).map(|_| Coming {
            number: self.number_in(model, &[Reserved, Available, Held, Active, Ageing]),
            owner: self.who(model),
            plan: [None, None, Some("SU"), Some("NONE")][self.index(4)].map(str::to_owned),
            monthly: self.once_in(2).then(|| self.below(40).cast_signed() - 2),
            ring: match self.below(6) {
                0 => Ring::Id(1001 + self.below(8).cast_signed()),
                1 => Ring::Name(format!("object{}", self.below(4))),
                2 => self.ring_at_login(model),
                _ => Ring::Default,
            },
            slot: self.once_in(4),
            next: model.now + (self.below(90).cast_signed() - 55) * 86_400_000_000,
        });
        Deed::NumberMoveIn { numbers: numbers.collect(), arrears: self.once_in(3) }
    }

    /// The supplier no longer lists some numbers, and lists others again.
    fn reshelve(&mut self, model: &Model) -> Deed {
        let some = |this: &mut Self, state| {
            (0..this.below(4))
                .map(|_| match this.once_in(3) {
                    true => this.number_in(model, &[state]),
                    false => FIRST[2] + this.below(PER_OFFER),
                })
                .collect()
        };
        let withdrawn = some(self, State::Available);
        let returned = some(self, State::Blocked);
        Deed::NumberReshelve { withdrawn, returned }
    }

    /// Somebody's routing goes back to what it was.
    fn roll_back(&mut self, model: &Model) -> Deed {
        let by = self.asker(model);
        let versions: Vec<i64> =
            model.pasts.get(&by.who).into_iter().flat_map(|pasts| pasts.keys().copied()).collect();
        let to = match versions.is_empty() || self.once_in(12) {
            // Never had, however much happens before it is asked for.
            true => model.accounts[by.who].events + 1000,
            false => versions[versions.len() - 1 - self.index(versions.len().min(VERSIONS))],
        };
        Deed::RouteRollBack { by, to, rehearsal: self.once_in(4) }
    }

    fn stock(&mut self, _: &Model) -> Deed {
        let place = self.index(FIRST.len());
        let first = FIRST[place] + self.below(PER_OFFER);
        // The terms of local numbers change now and then.
        let offer = if self.once_in(3) { [0, 5, 1][self.index(3)] } else { place };
        let room = FIRST[place] + PER_OFFER - first;
        let count = if self.once_in(40) { 9000 } else { 1 + self.below(room) };
        debug_assert!(offer < OFFERS.len());
        Deed::NumberStock { first, count, offer, reserved: self.once_in(20) }
    }

    fn plan(&mut self, model: &Model) -> Deed {
        let price = |generator: &mut Self| i64::try_from(generator.below(60)).unwrap_or(0);
        Deed::PlanPut {
            code: ["STANDARD", "SU"][self.index(2)].to_owned(),
            only: self.once_in(2).then(|| self.who(model)),
            setup: if self.once_in(10) { -1 } else { price(self) },
            monthly: price(self),
            slot: price(self),
        }
    }
}
