//! Numbers come on the shelf, are put aside, and leave.

use std::collections::BTreeSet;

use super::{Answer, DAY, Model, Number, OFFERS, State, VIRTUAL};
use crate::simulator::deed::{Asker, Keep, Who};

impl Model {
    pub(super) fn stock(&mut self, first: u64, count: u64, offer: usize, reserved: bool) -> Answer {
        if count > 8000 {
            return Err("too_many");
        }
        let (mut added, mut updated, mut unchanged, mut in_use) = (0, 0, 0, 0);
        for digits in first..first + count {
            match self.numbers.get_mut(&digits) {
                None => {
                    let state = if reserved { State::Reserved } else { State::Available };
                    let fresh =
                        Number { state, owner: None, until: None, offer, tenure: None, past: None };
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

    pub(super) fn sweep(&mut self) -> Answer {
        let now = self.now;
        let mut moved = 0;
        let mut reasons = BTreeSet::new();
        for (digits, number) in &mut self.numbers {
            let Some(until) = number.until.filter(|until| *until <= now) else { continue };
            moved += 1;
            // One event for each reason; numbers that leave do so for where they came from.
            let leaves = number.state == State::Released && OFFERS[number.offer].returns;
            reasons.insert((number.state as i64, leaves.then(|| whither(*digits, number.offer))));
            (number.owner, number.until) = (None, None);
            number.state = match number.state {
                State::Released if OFFERS[number.offer].returns => {
                    if OFFERS[number.offer].supplied {
                        self.withdrawn.insert(*digits);
                    }
                    State::Blocked
                }
                State::Released => {
                    number.until = Some(until + 60 * DAY);
                    State::Ageing
                }
                _ => State::Available,
            };
        }
        self.accounts[0].events += i64::try_from(reasons.len()).unwrap_or(0);
        Ok(format!("moved={moved}"))
    }

    /// Whether `who` may take the number now.
    pub(super) fn is_for_sale(&self, number: &Number, who: Who) -> bool {
        let over = number.until.is_some_and(|until| until <= self.now);
        match number.state {
            State::Available => true,
            State::Held => over || number.owner == Some(who),
            State::Ageing => over,
            _ => false,
        }
    }

    pub(super) fn why_not(number: &Number, who: Who) -> &'static str {
        let served = [State::Active, State::Suspended, State::PortingOut, State::Ordering]
            .contains(&number.state);
        let own = served && number.owner == Some(who);
        if own { "number_already_owned" } else { "number_not_for_sale" }
    }

    pub(super) fn reserve(&mut self, digits: u64, keep: Keep) -> Answer {
        let number = self.numbers.get_mut(&digits).ok_or("number_unknown")?;
        if number.offer == VIRTUAL {
            return Err("number_state");
        }
        let to = match (number.state, keep) {
            (State::Available | State::Blocked, Keep::Back) => State::Reserved,
            (State::Reserved | State::Blocked, Keep::ForSale) => State::Available,
            (
                State::Available | State::Reserved | State::Held | State::Released | State::Ageing,
                Keep::Off,
            ) => State::Blocked,
            // What its supplier withdrew, the operator may want off the shelf whatever comes.
            (State::Blocked, Keep::Off) if self.withdrawn.contains(&digits) => State::Blocked,
            _ => return Err("number_state"),
        };
        self.withdrawn.remove(&digits);
        (number.state, number.owner, number.until) = (to, None, None);
        self.accounts[0].events += 1;
        Ok(String::new())
    }

    pub(super) fn release(
        &mut self,
        by: Asker,
        digits: u64,
        owner: Option<Who>,
        port_out: bool,
    ) -> Answer {
        let customer = self.admits(by)?;
        let now = self.now;
        let number = self.numbers.get_mut(&digits).ok_or("number_not_owned")?;
        let tenure = number.tenure.clone().ok_or("number_not_owned")?;
        if tenure.payer != customer || (by.who != customer && by.who != tenure.owner) {
            return Err("number_not_owned");
        }
        if let Some(owner) = owner {
            let within = self.accounts[owner].root == customer && !self.accounts[owner].gone;
            if !within || (by.who != customer && by.who != owner) {
                return Err("account_unknown");
            }
            if owner != tenure.owner {
                return Err("number_not_owned");
            }
        }
        let is_promised = self.promised.contains(&digits);
        let may_go = match number.state {
            State::Active => !port_out || number.offer != VIRTUAL,
            State::Suspended => !port_out,
            State::PortingOut => !port_out && !is_promised,
            _ => false,
        };
        if !may_go {
            return Err("number_state");
        }
        self.accounts[customer].events += 1;
        if port_out {
            number.state = State::PortingOut;
            return Ok("porting_out".to_owned());
        }
        let before = self.accounts[customer].balance;
        let number_state = self.numbers[&digits].state;
        let tenure = match number_state {
            State::Suspended => tenure,
            _ => self.charge_begun(digits, tenure),
        };
        let charged = before - self.accounts[customer].balance;
        let number = self.numbers.get_mut(&digits).expect("a number just looked at");
        number.tenure = Some(tenure.clone());
        let until = now + 30 * DAY;
        (number.state, number.until) = (State::Released, Some(until));
        number.past = number.tenure.take();
        self.free_slot(&tenure);
        Ok(format!("released until={until} charged={charged}"))
    }

    pub(super) fn depart(&mut self, digits: u64, completed: bool, asked: bool) -> Answer {
        let number = self.numbers.get_mut(&digits).ok_or("number_not_owned")?;
        let tenure = number.tenure.clone().ok_or("number_not_owned")?;
        if number.state != State::PortingOut {
            return Err("number_state");
        }
        if asked && !self.promised.contains(&digits) {
            return Err("port_unknown");
        }
        self.promised.remove(&digits);
        self.accounts[tenure.payer].events += 1;
        if completed {
            (number.state, number.owner) = (State::PortedOut, None);
            number.past = number.tenure.take();
            self.free_slot(&tenure);
        } else {
            let owes = tenure.owed_to.is_some();
            number.state = if owes { State::Suspended } else { State::Active };
        }
        Ok(String::new())
    }
}

/// To whom a number goes back, by the offer that stands for them: those that came from other carriers go where
/// others of their kind go.
const fn whither(digits: u64, offer: usize) -> usize {
    match offer {
        7..=10 if digits / 10_000_000 == 1800 => 4,
        7..=10 => 3,
        offer => offer,
    }
}
