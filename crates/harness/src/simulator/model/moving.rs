//! Accounts and numbers come along from another system, and a supplier changes its mind.

use std::collections::BTreeSet;

use super::calendar::{day_of, month_later};
use super::{
    Account, Answer, CLIENT_OPENING, Minutes, Model, Number, OFFERS, OPENING, Prices, State,
    Tenure, VIRTUAL,
};
use crate::simulator::deed::{Coming, Ring, Who};
use crate::simulator::text::TextsWanted;

/// In place of an order's index: no order is the last of so many.
const CAME_ALONG: usize = usize::MAX;

/// The field at fault, and why.
type Misfit = (&'static str, &'static str);

impl Model {
    pub(super) fn move_account_in(
        &mut self,
        parent: Option<Who>,
        name: &str,
        units: i64,
        open: bool,
        slots: u32,
    ) -> Answer {
        if self.accounts.iter().any(|account| account.name == name) {
            return Ok("done=0 already=1 refused=".to_owned());
        }
        if parent.is_some_and(|parent| self.accounts[parent].gone) {
            return Ok("done=0 already=0 refused=0:parent:account_unknown".to_owned());
        }
        let who = self.accounts.len();
        let told = [true, !open, units != 0, slots > 0];
        self.accounts.push(Account {
            name: name.to_owned(),
            root: parent.map_or(who, |parent| self.accounts[parent].root),
            is_sub: parent.is_some(),
            open,
            plan: "STANDARD".to_owned(),
            balance: units,
            limit: None,
            credit: 0,
            epoch: 0,
            orders: 0,
            gone: false,
            events: told.iter().filter(|told| **told).count() as i64,
        });
        self.houses[if parent.is_some() { CLIENT_OPENING } else { OPENING }] -= units;
        if slots > 0 {
            self.slots.insert(who, (i64::from(slots), 0));
        }
        Ok("done=1 already=0 refused=".to_owned())
    }

    pub(super) fn move_numbers_in(&mut self, numbers: &[Coming], arrears: bool) -> Answer {
        let (mut done, mut already, mut refused) = (0, 0, Vec::new());
        let mut payers = BTreeSet::new();
        for (place, coming) in numbers.iter().enumerate() {
            match self.move_number_in(coming, arrears) {
                Ok(true) => {
                    done += 1;
                    payers.insert(self.accounts[coming.owner].root);
                }
                Ok(false) => already += 1,
                Err((field, why)) => refused.push(format!("{place}:{field}:{why}")),
            }
        }
        for payer in payers {
            self.accounts[payer].events += 1;
        }
        Ok(format!("done={done} already={already} refused={}", refused.join(",")))
    }

    fn move_number_in(&mut self, coming: &Coming, arrears: bool) -> Result<bool, Misfit> {
        let owner = coming.owner;
        let payer = self.accounts[owner].root;
        if self.accounts[owner].gone {
            return Err(("owner", "account_unknown"));
        }
        let number = self.numbers.get(&coming.number).ok_or(("number", "number_unknown"))?.clone();
        if number.tenure.as_ref().is_some_and(|held| held.owner == owner) {
            return Ok(false);
        }
        // A virtual number comes along with whoever alone can have it.
        let is_virtual = number.offer == VIRTUAL;
        if is_virtual && self.account_number(payer) != Some(coming.number / 1000 % 1_000_000) {
            return Err(("number", "number_unknown"));
        }
        let is_kept = match is_virtual {
            true => matches!(number.state, State::Blocked | State::Released),
            false => number.state == State::Reserved,
        };
        if !is_kept && !self.is_for_sale(&number, owner) {
            return Err(("number", Self::why_not(&number, owner)));
        }
        let (setup, monthly, message, minutes) = self.kept_price(coming, &number, payer)?;
        let ring = self.kept_ring(&coming.ring, payer)?;
        if coming.slot {
            let slots = self.slots.get_mut(&payer).ok_or(("slot", "slots_short"))?;
            if slots.1 >= slots.0 {
                return Err(("slot", "slots_short"));
            }
            slots.1 += 1;
        }
        if number.owner == Some(owner)
            && let Some(cart) = self.carts.get_mut(&owner)
        {
            cart.retain(|(digits, _)| *digits != coming.number);
        }
        let paid = self.charges.iter().filter(|charge| {
            (charge.digits, charge.payer) == (coming.number, payer)
                && ["month", "waived"].contains(&charge.reason)
        });
        // What was paid for in advance is not charged again.
        let next = paid.filter_map(|charge| charge.month).map(|(_, to)| to).max();
        let anchor = day_of(coming.next);
        // Months that were over are forgiven, if the first of them was.
        let mut first = coming.next;
        if !arrears && month_later(first, anchor) <= self.now {
            while first <= self.now {
                first = month_later(first, anchor);
            }
        }
        let next = next.unwrap_or(first).max(first);
        let tenure = Tenure {
            owner,
            payer,
            plan: coming.plan.clone().unwrap_or_else(|| self.accounts[payer].plan.clone()),
            setup,
            monthly,
            paid_at: None,
            slot: coming.slot,
            slot_fee: None,
            ring,
            terms: None,
            client: None,
            order: CAME_ALONG,
            began: self.now.min(coming.next),
            next,
            anchor,
            due: next,
            deadline: None,
            owed_to: None,
            message,
            minutes,
            messaging: TextsWanted::default(),
        };
        let taken = Number {
            state: State::Active,
            owner: Some(owner),
            until: None,
            offer: number.offer,
            tenure: Some(tenure),
            past: number.past,
        };
        self.numbers.insert(coming.number, taken);
        Ok(true)
    }

    fn kept_price(
        &self,
        coming: &Coming,
        number: &Number,
        payer: Who,
    ) -> Result<(i64, i64, (i64, i64), Minutes), Misfit> {
        let code = coming.plan.clone().unwrap_or_else(|| self.accounts[payer].plan.clone());
        let own = self.plans.get(&(code.clone(), Some(payer)));
        let prices: &Prices = own
            .or_else(|| self.plans.get(&(code.clone(), None)))
            .ok_or(("plan", "plan_unknown"))?;
        // The plan SU is for Florida, and says nothing of the minutes of other numbers either.
        let is_sold = code != "SU" || OFFERS[number.offer].region == "FL";
        if !is_sold {
            let field = if coming.monthly.is_none() { "monthly" } else { "minute" };
            return Err((field, "plan_not_offered"));
        }
        let monthly = coming.monthly.unwrap_or(prices.monthly);
        if monthly < 0 {
            return Err(("monthly", "amount_invalid"));
        }
        Ok((prices.setup, monthly, prices.message(), prices.minutes()))
    }

    fn kept_ring(&self, ring: &Ring, payer: Who) -> Result<String, Misfit> {
        self.where_to(payer, ring).map_err(|word| ("routing", word))
    }

    pub(super) fn reshelve(&mut self, withdrawn: &[u64], returned: &[u64]) -> Answer {
        let now = self.now;
        let (mut gone, mut back, mut in_use) = (0, 0, 0);
        for digits in withdrawn {
            let Some(number) = self.numbers.get_mut(digits) else { continue };
            if !OFFERS[number.offer].supplied {
                continue;
            }
            let is_over = number.until.is_some_and(|until| until <= now);
            match number.state {
                State::Blocked | State::PortedOut => {}
                // It was bought there for an order that came to nothing.
                _ if self.spares.contains(digits) => {
                    in_use += 1;
                    continue;
                }
                State::Available | State::Reserved | State::Ageing => gone += 1,
                State::Held if is_over => gone += 1,
                _ => {
                    in_use += 1;
                    continue;
                }
            }
            if ![State::PortedOut, State::Blocked].contains(&number.state) {
                self.withdrawn.insert(*digits);
            }
            if number.state != State::PortedOut {
                (number.state, number.owner, number.until) = (State::Blocked, None, None);
            }
        }
        for digits in returned {
            if let Some(number) = self.numbers.get_mut(digits)
                && OFFERS[number.offer].supplied
                && number.state == State::Blocked
                && self.withdrawn.remove(digits)
            {
                number.state = State::Available;
                back += 1;
            }
        }
        self.accounts[0].events += i64::from(gone > 0) + i64::from(back > 0);
        Ok(format!("withdrawn={gone} returned={back} in_use={in_use}"))
    }
}
