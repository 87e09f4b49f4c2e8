//! Text messages, as they are told to customers: a number that can carry them and has them turned on
//! sends to another such number. Both sides pay by their plans. Whoever says STOP to a number is not
//! written to by it any more, for as long as its owner has it. What is passed on is a message of the
//! number's own, and is passed on once.

use super::{Answer, Model, REVENUE, SECOND, State, Tenure, VIRTUAL};
use crate::simulator::deed::{Asker, Who};
use crate::simulator::text::{Says, TextDeed, TextsWanted};

/// How many messages a customer of the simulation may send in a day …
pub const A_DAY: usize = 6;
/// … which is this long.
const DAY: i64 = 86_400 * SECOND;
/// How many parts a message may have.
const PARTS_MAX: usize = 10;

/// A message on one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub who: Who,
    pub serial: i64,
    pub owner: Who,
    pub number: u64,
    pub contact: u64,
    pub sent: bool,
    pub why: Option<&'static str>,
    pub at: i64,
    pub text: String,
    pub charged: i64,
    pub forwarded: bool,
    pub removed: bool,
}

impl Model {
    pub(super) fn text(&mut self, by: Asker, deed: &TextDeed) -> Answer {
        match *deed {
            TextDeed::Set { number, wanted } => self.set_messaging(by, number, wanted),
            TextDeed::Send { from, to, says } => self.send_text(by, from, to, says),
            TextDeed::Remove { serial } => {
                let root = self.admits(by)?;
                let mine = |text: &&mut Text| {
                    (text.who, text.serial) == (root, serial)
                        && !text.removed
                        && (by.who == root || by.who == text.owner)
                };
                let text = self.texts.iter_mut().find(mine).ok_or("message_unknown")?;
                text.text.clear();
                text.removed = true;
                self.accounts[root].events += 1;
                Ok(String::new())
            }
            TextDeed::MoveIn { who, number, contact, serial, sent, at, says } => {
                let held = self.numbers.get(&number).and_then(|number| number.tenure.as_ref());
                let held = held.filter(|held| held.payer == who).ok_or("number_not_owned")?;
                let owner = held.owner;
                fit(says)?;
                if at > self.now || serial <= 0 {
                    return Err("message_unknown");
                }
                if self.texts.iter().any(|text| (text.who, text.serial) == (who, serial)) {
                    return Ok("0".to_owned());
                }
                self.texts.push(Text {
                    who,
                    serial,
                    owner,
                    number,
                    contact,
                    sent,
                    why: None,
                    at,
                    text: says.text(),
                    charged: 0,
                    forwarded: false,
                    removed: false,
                });
                self.accounts[who].events += 1;
                Ok("1".to_owned())
            }
        }
    }

    /// A number of the asker's, and where it stands.
    pub(super) fn own(&self, by: Asker, number: u64) -> Result<(State, Tenure), &'static str> {
        let root = self.accounts[by.who].root;
        let known = self.numbers.get(&number).ok_or("number_not_owned")?;
        let held = known.tenure.clone().ok_or("number_not_owned")?;
        let mine = held.payer == root && (by.who == root || by.who == held.owner);
        let there = matches!(
            known.state,
            State::Active | State::Suspended | State::PortingOut | State::Ordering
        );
        if mine && there { Ok((known.state, held)) } else { Err("number_not_owned") }
    }

    fn set_messaging(&mut self, by: Asker, number: u64, wanted: TextsWanted) -> Answer {
        let root = self.admits(by)?;
        self.own(by, number)?;
        if wanted.forward == Some(number) {
            return Err("messaging_invalid");
        }
        if wanted.on && self.numbers[&number].offer == VIRTUAL {
            return Err("messaging_off");
        }
        let held = self.numbers.get_mut(&number).and_then(|number| number.tenure.as_mut());
        held.expect("a number just looked at").messaging = wanted;
        self.accounts[root].events += 1;
        Ok(String::new())
    }

    fn send_text(&mut self, by: Asker, from: u64, to: u64, says: Says) -> Answer {
        let root = self.admits_buyer(by)?;
        let (state, held) = self.own(by, from)?;
        if !matches!(state, State::Active | State::PortingOut) {
            return Err("number_state");
        }
        if !held.messaging.on {
            return Err("messaging_off");
        }
        let parts = fit(says)?;
        let since = self.now - DAY;
        let of_today =
            |text: &&Text| text.who == root && text.sent && !text.forwarded && text.at > since;
        if self.texts.iter().filter(of_today).count() >= A_DAY {
            return Err("messages_too_many");
        }
        let receiver = self.reached(&held, from, to).map_err(|_| "message_undeliverable")?;
        let price = held.message.0 * parts as i64;
        if price > 0 && price > self.spendable(root) {
            return Err("insufficient_funds");
        }
        self.client_may_write(&held, price)?;
        if !self.can_receive(&held, price, &receiver, parts) {
            return Err("message_undeliverable");
        }
        let text = says.text();
        let serial = self.hand_over_text((&held, from), (&receiver, to), &text, parts, false);
        match says {
            Says::Stop => {
                self.stops.insert((to, receiver.began, from));
            }
            Says::Start => {
                self.stops.remove(&(to, receiver.began, from));
            }
            Says::Letters(_) | Says::Foreign(_) => {}
        }
        self.pass_on(&receiver, (from, to), says);
        Ok(format!("serial={serial} segments={parts} charged={price}"))
    }

    /// Whoever has the number, if it takes messages from the other.
    fn reached(&self, sender: &Tenure, from: u64, to: u64) -> Result<Tenure, &'static str> {
        if from == to {
            return Err("itself");
        }
        if self.stops.contains(&(from, sender.began, to)) {
            return Err("opted_out");
        }
        // Toll-free numbers may not write beyond the platform until somebody allows it, and nobody does.
        let beyond = if from / 10_000_000 == 1800 { "unverified" } else { "no_carrier" };
        let known = self.numbers.get(&to).ok_or(beyond)?;
        let works = matches!(known.state, State::Active | State::PortingOut);
        match &known.tenure {
            None if matches!(known.state, State::PortedOut | State::PortingIn) => Err(beyond),
            Some(held) if works && held.messaging.on => Ok(held.clone()),
            _ => Err("not_receiving"),
        }
    }

    /// A client whom its reseller lets fall no further sends nothing more.
    fn client_may_write(&self, held: &Tenure, price: i64) -> Result<(), &'static str> {
        if held.client.is_none() || price == 0 {
            return Ok(());
        }
        if !self.accounts[held.owner].open {
            return Err("account_suspended");
        }
        if self.client_can_pay(held.owner, price) { Ok(()) } else { Err("insufficient_funds") }
    }

    fn can_receive(&self, sender: &Tenure, sent: i64, receiver: &Tenure, parts: usize) -> bool {
        let price = receiver.message.1 * parts as i64;
        let spent = if sender.payer == receiver.payer { sent } else { 0 };
        price == 0 || price <= self.spendable(receiver.payer) - spent
    }

    /// Both sides pay and have the message; the receiver is told.
    fn hand_over_text(
        &mut self,
        (sender, from): (&Tenure, u64),
        (receiver, to): (&Tenure, u64),
        text: &str,
        parts: usize,
        forwarded: bool,
    ) -> i64 {
        let sent = sender.message.0 * parts as i64;
        let serial = self.note_text((sender, from), to, true, (text, None, sent), forwarded);
        let is_told =
            sender.messaging.receipts || self.papers.pages.contains(&(sender.payer, true));
        if !forwarded && is_told {
            let seq = self.accounts[sender.payer].events;
            self.told_texts.insert((sender.payer, seq, 2));
        }
        let received = receiver.message.1 * parts as i64;
        self.note_text((receiver, to), from, false, (text, None, received), false);
        let (who, seq) = (receiver.payer, self.accounts[receiver.payer].events);
        if receiver.messaging.letters {
            self.told_texts.insert((who, seq, 0));
        }
        if receiver.messaging.page || self.papers.pages.contains(&(who, false)) {
            self.told_texts.insert((who, seq, 1));
        }
        serial
    }

    fn note_text(
        &mut self,
        (held, number): (&Tenure, u64),
        contact: u64,
        sent: bool,
        (text, why, charged): (&str, Option<&'static str>, i64),
        forwarded: bool,
    ) -> i64 {
        let who = held.payer;
        let of_it = self.texts.iter().filter(|text| text.who == who);
        let serial = of_it.map(|text| text.serial).max().unwrap_or(0) + 1;
        self.accounts[who].balance -= charged;
        self.accounts[who].events += 1;
        self.houses[REVENUE] += charged;
        // A reseller's client pays what its reseller pays.
        if held.client.is_some() {
            self.charge_client(held.owner, charged);
        }
        let (owner, at, text) = (held.owner, self.now, text.to_owned());
        let removed = false;
        self.texts.push(Text {
            who,
            serial,
            owner,
            number,
            contact,
            sent,
            why,
            at,
            text,
            charged,
            forwarded,
            removed,
        });
        serial
    }

    fn pass_on(&mut self, via: &Tenure, (from, to): (u64, u64), says: Says) {
        let Some(next) = via.messaging.forward else { return };
        let text = format!("+{from}: {}", says.text());
        let parts = match says {
            Says::Foreign(count) => parts(count + 14, 70, 67),
            _ => parts(text.len(), 160, 153),
        };
        let price = via.message.0 * parts as i64;
        let receiver = match self.reached(via, to, next) {
            _ if parts > PARTS_MAX => Err("too_long"),
            Err(why) => Err(why),
            Ok(_) if price > 0 && price > self.spendable(via.payer) => Err("funds"),
            Ok(_) if self.client_may_write(via, price).is_err() => Err("funds"),
            Ok(receiver) if !self.can_receive(via, price, &receiver, parts) => Err("not_receiving"),
            Ok(receiver) => Ok(receiver),
        };
        match receiver {
            Ok(receiver) => {
                self.hand_over_text((via, to), (&receiver, next), &text, parts, true);
            }
            Err(why) => {
                self.note_text((via, to), next, true, (&text, Some(why), 0), true);
            }
        }
    }
}

/// How many parts a message has, if it has neither none nor too many.
fn fit(says: Says) -> Result<usize, &'static str> {
    let count = match says {
        Says::Letters(count) => parts(count, 160, 153),
        Says::Foreign(count) => parts(count, 70, 67),
        Says::Stop | Says::Start => 1,
    };
    match count {
        0 => Err("message_empty"),
        count if count > PARTS_MAX => Err("message_too_long"),
        count => Ok(count),
    }
}

fn parts(letters: usize, alone: usize, each: usize) -> usize {
    if letters <= alone { usize::from(letters > 0) } else { letters.div_ceil(each) }
}
