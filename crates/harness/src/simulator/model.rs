//! The oracle: what should happen, in plain maps and integers.
//!
//! It knows the rules of the business from their description and shares no code with the engine.
//! For each deed it predicts the answer and what changes. Only the choice among numbers that fit
//! equally is the engine's own; it is judged and then taken over.

mod accounts;
mod book;
mod buying;
mod calendar;
mod calls;
mod carts;
mod choosing;
mod circles;
mod clients;
mod logins;
mod months;
mod moving;
mod objects;
mod papers;
mod pasts;
mod ports;
mod records;
mod registered;
mod setting;
mod shelf;
mod telling;
mod texts;
mod voices;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};

use super::deed::{Deed, Who};
use super::reply::Choice;
use super::text::TextsWanted;
pub use book::{Book, Page};
pub use calls::{Minutes, client_minute, minutes, steps};
pub use objects::Group;
pub use ports::Port;
pub use records::Record;
pub use telling::{Delivery, Hook, Kind};
pub use texts::{A_DAY, Text};
pub use voices::{Voice, Voices};
pub use waiting::Backorder;

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
    // What virtual numbers are.
    Terms { region: "", returns: true, supplied: false },
    // What numbers are that come from other carriers.
    Terms { region: "FL", returns: true, supplied: false },
    Terms { region: "NY", returns: true, supplied: false },
    Terms { region: "TX", returns: true, supplied: false },
    Terms { region: "", returns: true, supplied: false },
];

/// The offer of virtual numbers.
pub const VIRTUAL: usize = 6;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Available = 1,
    Held = 2,
    Ordering = 3,
    Active = 4,
    Released = 5,
    Ageing = 6,
    Reserved = 7,
    Suspended = 8,
    PortingIn = 9,
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
    /// How far a client may fall, if its reseller says so.
    pub limit: Option<i64>,
    pub credit: i64,
    pub epoch: i64,
    pub orders: i64,
    /// It was closed.
    pub gone: bool,
    pub events: i64,
}

/// Somebody has the number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenure {
    pub owner: Who,
    pub payer: Who,
    /// The code of the plan it is charged by.
    pub plan: String,
    pub setup: i64,
    pub monthly: i64,
    /// The dearest price of the month that is paid up to then, where its plan was changed.
    pub paid_at: Option<(i64, i64)>,
    pub slot: bool,
    /// What was paid for the slot, if it was bought with the number.
    pub slot_fee: Option<i64>,
    pub ring: String,
    /// What a client is to pay, set-up and month.
    pub terms: Option<(i64, i64)>,
    /// Up to when a client was charged, and the day of the month on which it is.
    pub client: Option<(i64, i64)>,
    /// The order that began it; none has the number that stands for "it came along".
    pub order: usize,
    pub began: i64,
    /// Until when it is paid.
    pub next: i64,
    /// The day of the month on which it is charged.
    pub anchor: i64,
    /// When it is looked at.
    pub due: i64,
    /// When its not being paid leads to the next step.
    pub deadline: Option<i64>,
    /// The end of what it owes, when it is suspended.
    pub owed_to: Option<i64>,
    /// What a part of a message costs that is sent, and that is received.
    pub message: (i64, i64),
    /// How calls are charged.
    pub minutes: Minutes,
    /// What is done with messages.
    pub messaging: TextsWanted,
}

/// A line of somebody's statement about a number.
#[derive(Clone, Debug)]
pub struct Charge {
    pub at: i64,
    pub payer: Who,
    pub order: usize,
    pub digits: u64,
    pub reason: &'static str,
    pub amount: i64,
    pub month: Option<(i64, i64)>,
    /// It was paid into suspense.
    pub pending: bool,
    pub refunded: i64,
}

impl Tenure {
    fn price(&self) -> i64 {
        self.setup + self.monthly + self.slot_fee.unwrap_or(0)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    pub state: State,
    pub owner: Option<Who>,
    pub until: Option<i64>,
    pub offer: usize,
    pub tenure: Option<Tenure>,
    /// Whoever had it last.
    pub past: Option<Tenure>,
}

#[derive(Clone, Copy, Debug)]
struct Prices {
    setup: i64,
    monthly: i64,
    slot: i64,
    /// Which plan this is, whatever it said before.
    series: usize,
}

impl Prices {
    /// What a part of a message costs that is sent, and that is received: the plans of the simulation
    /// say so by their slots.
    const fn message(self) -> (i64, i64) {
        (self.slot % 7, self.slot % 5)
    }

    /// How calls are charged: likewise.
    const fn minutes(self) -> Minutes {
        Minutes { series: self.series, ..minutes(self.slot) }
    }
}

#[derive(Clone, Debug)]
pub struct Placed {
    pub customer: Who,
    pub serial: i64,
    pub lines: Vec<(u64, &'static str)>,
    pub supply: BTreeMap<u64, &'static str>,
    /// Whether it is all of it or nothing, and suppliers have a say.
    pub whole: bool,
    /// The back-order that it fills.
    pub fills: Option<usize>,
}

impl Placed {
    /// For how many suppliers it waits.
    pub fn waiting(&self) -> i64 {
        let waits = |(digits, word): &&(u64, &str)| {
            let asked = self.supply.get(digits);
            *word == "ordering"
                && asked.is_some_and(|state| ["wanted", "called", "unclear"].contains(state))
        };
        self.lines.iter().filter(waits).count() as i64
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
    /// What left the shelf because its supplier lists it no longer.
    pub withdrawn: BTreeSet<u64>,
    pub carts: BTreeMap<Who, Vec<(u64, i64)>>,
    /// Since when a customer has kept a number, and when that ended.
    pub holds: BTreeMap<(Who, u64), (i64, i64)>,
    pub orders: Vec<Placed>,
    /// Numbers that suppliers sold for orders that came to nothing.
    pub spares: BTreeSet<u64>,
    pub backorders: Vec<Backorder>,
    pub charges: Vec<Charge>,
    pub slots: BTreeMap<Who, (i64, i64)>,
    /// Forwardings: whose, how they are called, in which version.
    pub objects: BTreeMap<i64, (Who, String, i64)>,
    /// Those of them that were made on the way, for a number. They lead where one with their name would, and
    /// are called nothing.
    pub passing: BTreeSet<i64>,
    /// Groups of forwardings.
    pub groups: BTreeMap<i64, Group>,
    pub credentials: BTreeMap<String, Who>,
    pub logins: Vec<logins::Login>,
    /// Until when the one address from which guesses come is locked out of which handle.
    pub lockouts: BTreeMap<String, i64>,
    /// What the house accounts hold: revenue, suspense, cash, and the books of resellers: what their
    /// clients were charged, what they paid; and at the end, balances that came along.
    pub houses: [i64; 9],
    /// Webhooks, by the number that names them.
    pub hooks: BTreeMap<u64, Hook>,
    /// What is or was to be told, by hook and event.
    pub deliveries: BTreeMap<(u64, i64), Delivery>,
    /// What the chains hold, as far as it matters to whom is told.
    pub chronicle: BTreeMap<(Who, i64), Kind>,
    /// How far each chain was told; nothing is before somebody has begun.
    told_until: Option<Vec<i64>>,
    /// Requests to bring numbers along.
    pub ports: Vec<Port>,
    /// Numbers of which the carrier is known, and of which the name.
    pub looked: (BTreeSet<u64>, BTreeSet<u64>),
    /// Numbers of which somebody outside named the carrier, and when last.
    pub answered: BTreeMap<u64, i64>,
    /// Whether numbers can be brought from an exchange, by its digits, where anything was said of it.
    pub covered: BTreeMap<u64, bool>,
    /// Numbers that another carrier asked for and that are leaving.
    pub promised: BTreeSet<u64>,
    /// Phonebooks.
    pub book: Book,
    /// Groups of contacts.
    pub circles: BTreeMap<i64, circles::Circle>,
    /// What others decide of, and pages for all messages.
    pub papers: papers::Papers,
    /// Recordings.
    pub records: BTreeMap<i64, Record>,
    /// Text messages, each side by itself.
    pub texts: Vec<Text>,
    /// Who is not to be written to: by which number, since when its owner has it, and whom.
    pub stops: BTreeSet<(u64, i64, u64)>,
    /// Mailboxes and what is in them.
    pub voices: Voices,
    /// Calls that switches reported.
    pub calls: calls::Calls,
    /// Who is logged in from where: by switch and address, what was said last.
    pub registered: BTreeMap<Who, BTreeMap<(u8, u8), registered::Word>>,
    /// Messages that are told, by account and event: by letter (0), to a page (1), to whoever sent them (2).
    pub told_texts: BTreeSet<(Who, i64, i64)>,
    /// What calls were routed by at the latest versions of each customer.
    pub pasts: pasts::Pasts,
    ahead: i64,
    pub leases: BTreeMap<u8, (i64, i64)>,
    plans: BTreeMap<(String, Option<Who>), Prices>,
    /// What each plan says by now, by its slot.
    series: Vec<i64>,
    attempts: Vec<Attempt>,
}

const REVENUE: usize = 0;
const SUSPENSE: usize = 1;
const CASH: usize = 2;
const RESALE: usize = 3;
const CLIENT_CASH: usize = 4;
const OPENING: usize = 7;
const CLIENT_OPENING: usize = 8;

type Answer = Result<String, &'static str>;

/// Refusals that may be different a moment later are not remembered.
fn is_remembered(refusal: &str) -> bool {
    let passing = [
        "unavailable",
        "credential_revoked",
        "forbidden",
        "insufficient_funds",
        "lease_lost",
        "message_undeliverable",
        "messages_too_many",
    ];
    !passing.contains(&refusal)
}

impl Model {
    /// How many attempts are remembered.
    pub fn attempts(&self) -> usize {
        self.attempts.len()
    }

    /// So many commands like this were carried out ahead of it, and are remembered as it is.
    pub fn remember_ahead(&mut self, deed: &Deed, count: usize) {
        let attempt = || Attempt {
            at: self.now,
            key: None,
            deed: deed.clone(),
            answer: "ok true".to_owned(),
        };
        let ahead: Vec<Attempt> = std::iter::repeat_with(attempt).take(count).collect();
        self.attempts.extend(ahead);
    }

    /// The deeds that were answered under a key, newest last.
    pub fn keyed(&self) -> Vec<(Deed, u32)> {
        let keyed = self
            .attempts
            .iter()
            .filter_map(|attempt| attempt.key.map(|(_, key)| (attempt.deed.clone(), key)));
        keyed.collect()
    }

    /// Whether the answer to this was given before.
    pub fn is_known(&self, deed: &Deed, key: Option<u32>) -> bool {
        let key = key.map(|key| (deed.asker().who, key));
        key.is_some() && self.attempts.iter().any(|known| known.key == key)
    }

    /// What should be answered, and does it. `saw` is what the engine did, for free choices.
    pub fn answer(
        &mut self,
        deed: &Deed,
        key: Option<u32>,
        saw: &Saw<'_>,
    ) -> Result<String, String> {
        let asker = deed.asker().who;
        let key = key.map(|key| (asker, key));
        if let Some(known) = self.attempts.iter().find(|known| key.is_some() && known.key == key) {
            let same = known.deed == *deed;
            return Ok(if same { known.answer.clone() } else { "refused key_reused".to_owned() });
        }
        // What only grows is moved along rather than copied: a refused deed has not touched it.
        let (attempts, orders) =
            (std::mem::take(&mut self.attempts), std::mem::take(&mut self.orders));
        let chronicle = std::mem::take(&mut self.chronicle);
        let charges = std::mem::take(&mut self.charges);
        let (placed, charged) = (orders.len(), charges.len());
        let pasts = std::mem::take(&mut self.pasts);
        let mut next = Self { attempts, orders, chronicle, charges, pasts, ..self.clone() };
        let answer = next.carry_out(deed, saw);
        let kept = matches!(answer, Ok(Ok(_))) && !deed.is_rehearsal();
        if kept {
            *self = next;
            self.note_tenures();
            self.note_pasts();
        } else {
            next.orders.truncate(placed);
            next.charges.truncate(charged);
            (self.attempts, self.orders) = (next.attempts, next.orders);
            (self.chronicle, self.charges) = (next.chronicle, next.charges);
            self.pasts = next.pasts;
        }
        let answer = answer.map_err(|Wrong(why)| why)?;
        let remembered = answer.as_ref().err().is_none_or(|refusal| is_remembered(refusal));
        let answer = match answer {
            Ok(facts) => format!("ok {facts}").trim_end().to_owned(),
            Err(refusal) => format!("refused {refusal}"),
        };
        // Neither is what came to nothing, unless its sender asks again under a key.
        let nothing = ["ok serial=0 ", "ok numbers= "].iter().any(|word| answer.starts_with(word));
        let nothing = nothing && (!answer.contains(" short=") || answer.ends_with(" short=-"));
        if remembered && !deed.is_rehearsal() && (key.is_some() || !nothing) {
            let (deed, answer) = (deed.clone(), answer.clone());
            self.attempts.push(Attempt { at: self.now, key, deed, answer });
        }
        Ok(answer)
    }

    fn carry_out(&mut self, deed: &Deed, saw: &Saw<'_>) -> Result<Answer, Wrong> {
        Ok(match deed {
            Deed::OrderPlace(order) => return self.order(order, saw),
            Deed::BackorderFill { backorder } => return self.fill(*backorder, saw),
            Deed::BackorderPlace(order) => self.place_backorder(order),
            Deed::BackorderCancel { by, backorder } => self.give_up(*by, *backorder),
            Deed::OperatorOpen => self.open_operator(),
            Deed::AccountMoveIn { parent, name, units, open, slots } => {
                self.move_account_in(*parent, name, *units, *open, *slots)
            }
            Deed::NumberMoveIn { numbers, arrears } => self.move_numbers_in(numbers, *arrears),
            Deed::NumberReshelve { withdrawn, returned } => self.reshelve(withdrawn, returned),
            Deed::AccountOpen { parent, name } => self.open_account(*parent, name),
            Deed::AccountSet { who, open, plan } => self.set_account(*who, *open, plan),
            Deed::AttemptExpire => self.expire(),
            Deed::CallOver(said) => self.call_over(said),
            Deed::CallKept { who, .. } => self.call_kept(*who),
            Deed::CartAdd { by, numbers } => self.put_aside(*by, numbers),
            Deed::CartTouch { by, numbers } => self.touch(*by, numbers),
            Deed::NumberReserve { number, keep } => self.reserve(*number, *keep),
            Deed::CartRemove { by, number } => self.put_back(*by, *number),
            Deed::Client { by, does } => self.client(*by, does),
            Deed::ClientRenew { reseller, numbers } => self.renew_clients(*reseller, numbers),
            Deed::CredentialIssue { who, handle } => self.issue(*who, handle),
            Deed::CredentialLock { who, handle } => Ok(self.lock_out(*who, handle).to_string()),
            Deed::CredentialRevoke { who } => self.revoke(*who),
            Deed::FundsPost { who, units, adjustment } => self.post(*who, *units, *adjustment),
            Deed::AccountCredit { who, units } => self.set_credit(*who, *units),
            Deed::FundsRefund { charge, units } => self.refund(*charge, *units),
            Deed::NumberRestore { by, number } => self.restore(*by, *number),
            Deed::Registered { reports } => self.registered(reports),
            Deed::MonthPutOff { who, number, client } => self.put_off(*who, *number, *client),
            Deed::RenewalRun { who, only, holder } => self.renew(*who, *only, *holder),
            Deed::JobEnd { job, holder } => self.end_lease(*job, *holder),
            Deed::JobTake { job, holder, seconds } => self.take_lease(*job, *holder, *seconds),
            Deed::NumberDepart { number, completed, asked } => {
                self.depart(*number, *completed, *asked)
            }
            Deed::NumberRelease { by, number, owner, port_out, .. } => {
                self.release(*by, *number, *owner, *port_out)
            }
            Deed::NumberStock { first, count, offer, reserved } => {
                self.stock(*first, *count, *offer, *reserved)
            }
            Deed::NumberSet { by, number, set } => {
                return self.set_number(*by, *number, set, saw);
            }
            Deed::Login { by, does } => self.login(*by, does),
            Deed::NumberSweep => self.sweep(),
            Deed::ObjectPut { who, id, name } => self.put_object(*who, *id, name),
            Deed::ObjectSet { by, id, name, members } => {
                return self.set_object(*by, *id, name, members.as_deref(), saw);
            }
            Deed::ObjectRemove { by, group, id } => self.remove_object(*by, *group, *id),
            Deed::OrderSettle { order, number, says } => self.settle(*order, *number, *says),
            Deed::PlanPut { code, only, setup, monthly, slot } => {
                let prices = Prices { setup: *setup, monthly: *monthly, slot: *slot, series: 0 };
                self.put_plan(code, *only, prices)
            }
            Deed::RouteRollBack { by, to, .. } => self.roll_back(*by, *to),
            Deed::SlotGrant { who, quantity } => self.give_slots(*who, *quantity),
            Deed::SlotPurchase { by, quantity } => self.buy_slots(*by, *quantity),
            Deed::SupplyCall { order, number } => self.call(*order, *number),
            Deed::Tell(tell) => self.tell(tell),
            Deed::Book { by, does } => self.book(*by, does),
            Deed::Circle { by, does } => self.circle(*by, does),
            Deed::Look { by, does } => self.look(*by, does),
            Deed::Port { by, does } => self.port(*by, does),
            Deed::Paper { by, does } => return self.paper(*by, does, saw),
            Deed::Record { by, does } => return self.record(*by, does, saw),
            Deed::Text { by, does } => self.text(*by, does),
            Deed::Voice { by, does } => self.voice(*by, does),
        })
    }
}

/// What the engine did where the choice was its own.
pub enum Saw<'a> {
    /// It had no choice.
    Nothing,
    /// It chose this; `knew_all` when its shelf in memory was up to date.
    Chose { choice: &'a Choice, knew_all: bool },
    /// It refused, in this word.
    Refused { word: &'a str, knew_all: bool },
}

/// The engine did what is not allowed.
struct Wrong(String);
