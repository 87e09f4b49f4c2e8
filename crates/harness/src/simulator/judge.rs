//! Whether an answer is the one that the oracle gives, also where nobody heard it.

use std::collections::BTreeSet;

use tandem_domain::{AccountId, BackorderId, CredentialId, OrderId, PortId, PostingId};
use tandem_store::{args, credential};

use super::deed::{Deed, Fault};
use super::model::{Kind, Saw};
use super::reply::{Choice, Reply};
use super::tell::{self, Tell};
use super::words;
use super::{Simulation, Stop};

/// More credentials than there ever are.
const CREDENTIALS_MAX: i64 = 1000;

impl Simulation {
    /// Whether the answer is the one that the oracle gives.
    pub(super) fn judge(
        &mut self,
        asked: Asked<'_>,
        reply: Reply,
        fault: Fault,
        failed: bool,
    ) -> Result<(), Stop> {
        let Asked { deed, key, knew_all } = asked;
        let unheard = matches!(fault, Fault::LostReply | Fault::CrashBefore | Fault::CrashAfter);
        if fault == Fault::CrashBefore {
            return Ok(());
        }
        if failed {
            if reply.text == "refused unavailable" {
                return Ok(());
            }
            return Err(self.wrong(format!("{} although a statement failed", reply.text)));
        }
        let known = self.model.is_known(deed, key);
        let seen = if deed.is_free_choice() && !known {
            if unheard { self.peek(deed) } else { Some(Seen::of(&reply)) }
        } else {
            Some(Seen::Nothing)
        };
        // A choice that was never made, or of which nothing could be kept, has changed nothing.
        let Some(seen) = seen else { return Ok(()) };
        if matches!(deed, Deed::Tell(Tell::Write)) {
            self.read_chronicle();
            self.model.remember_ahead(deed, reply.choice.ahead);
        }
        let expected = match self.model.answer(deed, key, &seen.as_saw(knew_all)) {
            Ok(expected) => expected,
            Err(why) => return Err(self.wrong(why)),
        };
        let count = self.report.deeds.entry(deed.name()).or_default();
        count.0 += 1;
        count.1 += u64::from(expected.starts_with("ok"));
        self.learn()?;
        if unheard {
            return Ok(());
        }
        if reply.text != expected {
            return Err(self.wrong(format!("it should have been: {expected}")));
        }
        if let Some(key) = key.filter(|_| !deed.is_rehearsal()) {
            let place = (deed.asker().who, key);
            let is_same = reply.refusal() != Some("key_reused");
            let before = is_same.then(|| self.answered.get(&place)).flatten();
            if known && before.is_some_and(|before| *before != reply.whole) {
                return Err(self.wrong(format!("asked again, it was {}", reply.whole)));
            }
            if is_same {
                self.answered.insert(place, reply.whole);
            }
        }
        Ok(())
    }

    /// What became of a choice whose reply nobody heard.
    pub(super) fn peek(&self, deed: &Deed) -> Option<Seen> {
        if deed.is_rehearsal() {
            return None;
        }
        let now = self.model.now;
        let outcome = self.ground.look(move |tx| {
            let rows = tx.rows("SELECT outcome FROM attempt WHERE at = $1", args![now])?;
            rows.first().map(|row| row.text(0, "outcome").map(str::to_owned)).transpose()
        });
        // What may be different a moment later is not kept, and has changed nothing.
        let outcome = outcome?;
        let value: serde_json::Value = serde_json::from_str(&outcome).unwrap_or_default();
        if let Some(refusal) = value["refused"]["refusal"].as_str() {
            return Some(Seen::Refused(refusal.to_owned()));
        }
        let done = value["done"].clone();
        Some(Seen::Chose(match deed {
            Deed::BackorderFill { .. } => Choice::of_turn(&serde_json::from_value(done).ok()?),
            Deed::NumberSet { .. } => Choice::of_setting(&serde_json::from_value(done).ok()?),
            Deed::ObjectSet { .. } | Deed::Paper { .. } | Deed::Record { .. } => {
                Choice::of_object(&serde_json::from_value(done).ok()?)
            }
            _ => Choice::of_order(&serde_json::from_value(done).ok()?),
        }))
    }

    /// Learns the ids of what the oracle says has come to be.
    pub(super) fn learn(&mut self) -> Result<(), Stop> {
        while self.ids.accounts.len() < self.model.accounts.len() {
            let account = &self.model.accounts[self.ids.accounts.len()];
            let (name, root) = (account.name.clone(), account.root);
            let alias = name.clone();
            let id = match self.ids.accounts.len() {
                0 => Some(AccountId::OPERATOR),
                _ => self
                    .ground
                    .look(move |tx| tandem_store::account::by_alias(tx, words::SCHEME, &alias)),
            };
            let Some(id) = id else {
                return Err(self.wrong(format!("there is no account {name}")));
            };
            self.ids.accounts.push(id);
            self.ids.names.push(name);
            self.ids.roots.push(root);
        }
        self.ids.credentials.retain(|handle, _| self.model.credentials.contains_key(handle));
        let unknown = |handle: &String| !self.ids.credentials.contains_key(handle);
        let unknown = self.model.credentials.keys().filter(|handle| unknown(handle)).cloned();
        for handle in unknown.collect::<Vec<String>>() {
            let page = self
                .ground
                .look(move |tx| credential::page(tx, CredentialId(i64::MIN), CREDENTIALS_MAX));
            // What came with it may have revoked it again; that it is there, the audit makes sure of.
            if let Some(found) = page.into_iter().find(|found| found.handle == handle) {
                self.ids.credentials.insert(handle, found.id);
            }
        }
        while self.ids.logins.len() < self.model.logins.len() {
            let account = self.ids.accounts[self.model.logins[self.ids.logins.len()].who];
            let found = self.ground.look(move |tx| {
                let login = tandem_store::login::of_account(tx, account)?;
                Ok(login.map(|login| login.id))
            });
            let Some(id) = found else { return Err(self.wrong("a login is not there")) };
            self.ids.logins.push(id);
        }
        let unknown = |name: &u64| !self.ids.hooks.contains_key(name);
        let unknown: Vec<u64> = self.model.hooks.keys().copied().filter(unknown).collect();
        for name in unknown {
            let url = tell::url(name);
            let found = self.ground.look(move |tx| {
                let rows = tx.rows("SELECT id FROM hook WHERE url = $1", args![&url])?;
                rows.first().map(|row| row.int(0, "hook.id")).transpose()
            });
            let Some(id) = found else {
                return Err(self.wrong(format!("there is no hook {name}")));
            };
            self.ids.hooks.insert(name, tandem_domain::HookId(id));
        }
        let unknown = |name: &u64| !self.ids.voices.contains_key(name);
        let names = self.model.voices.messages.keys().copied();
        for name in names.filter(unknown).collect::<Vec<u64>>() {
            let found = self
                .ground
                .look(move |tx| tandem_store::voice_message::named(tx, "edge", &name.to_string()));
            let Some(kept) = found else {
                return Err(self.wrong(format!("there is no voice message {name}")));
            };
            self.ids.voices.insert(name, kept.id);
        }
        if self.ids.backorders.len() < self.model.backorders.len() {
            let known: BTreeSet<BackorderId> =
                self.ids.backorders.iter().map(|(id, _)| *id).collect();
            let found = self.ground.look(move |tx| {
                let page = tandem_store::backorder::page(tx, BackorderId(i64::MIN), 100_000)?;
                Ok(page.into_iter().map(|found| (found.id, found.account)).collect::<Vec<_>>())
            });
            // Those of one batch are placed in the order of their ids.
            let lacking = self.model.backorders.len() - self.ids.backorders.len();
            let fresh = found.into_iter().filter(|(id, _)| !known.contains(id));
            self.ids.backorders.extend(fresh.take(lacking));
            if self.ids.backorders.len() < self.model.backorders.len() {
                return Err(self.wrong("a back-order is not there"));
            }
        }
        if self.ids.ports.len() < self.model.ports.len() {
            let known: BTreeSet<PortId> = self.ids.ports.iter().map(|(id, _)| *id).collect();
            let found = self.ground.look(|tx| {
                let page = tandem_store::port::page(tx, PortId(i64::MIN), 100_000)?;
                Ok(page.into_iter().map(|found| (found.id, found.account)).collect::<Vec<_>>())
            });
            let lacking = self.model.ports.len() - self.ids.ports.len();
            let fresh = found.into_iter().filter(|(id, _)| !known.contains(id));
            self.ids.ports.extend(fresh.take(lacking));
            if self.ids.ports.len() < self.model.ports.len() {
                return Err(self.wrong("a port request is not there"));
            }
        }
        self.ids.epochs = self.model.accounts.iter().map(|account| account.epoch).collect();
        while self.ids.orders.len() < self.model.orders.len() {
            let placed = &self.model.orders[self.ids.orders.len()];
            let (customer, serial) = (self.ids.accounts[placed.customer], placed.serial);
            let Some(stored) = self.stored_order(customer, serial) else {
                return Err(self.wrong(format!("there is no order {serial} of {customer}")));
            };
            self.ids.orders.push((stored.id, customer));
        }
        self.learn_charges()
    }

    /// A charge is known by who paid when, for which number and why, and for which month.
    fn learn_charges(&mut self) -> Result<(), Stop> {
        while self.ids.charges.len() < self.model.charges.len() {
            let charge = self.model.charges[self.ids.charges.len()].clone();
            let payer = self.ids.accounts[charge.payer];
            let digits = i64::try_from(charge.digits).unwrap_or(0);
            let id = self.ground.look(move |tx| {
                let rows = tx.rows(
                    "SELECT id FROM posting WHERE debit = $1 AND debit >= 1000 AND did = $2 \
                     AND at = $3 AND reason = $4 AND amount = $5 \
                     AND COALESCE(period_from, 0) = $6 AND COALESCE(period_to, 0) = $7",
                    args![
                        payer.0,
                        digits,
                        charge.at,
                        charge.reason,
                        charge.amount,
                        charge.month.map_or(0, |month| month.0),
                        charge.month.map_or(0, |month| month.1)
                    ],
                )?;
                rows.first().map(|row| row.int(0, "id").map(PostingId)).transpose()
            });
            let Some(id) = id else {
                let charge = &self.model.charges[self.ids.charges.len()];
                return Err(self.wrong(format!("there is no line for {charge:?}")));
            };
            self.ids.charges.push((payer, id));
        }
        Ok(())
    }

    /// Reads what the chains hold. Which events customers are told of, the oracle knows by itself.
    fn read_chronicle(&mut self) {
        let known = self.model.chronicle.len();
        let events = self.ground.look(|tx| {
            let rows =
                tx.rows("SELECT account, seq, body FROM event ORDER BY account, seq", &[])?;
            let read = |row: &tandem_store::Row| {
                let body: serde_json::Value =
                    serde_json::from_str(row.text(2, "body")?).unwrap_or_default();
                Ok((row.int(0, "account")?, row.int(1, "seq")?, body))
            };
            rows.iter().map(read).collect::<Result<Vec<_>, tandem_store::StoreError>>()
        });
        for (account, seq, body) in events {
            let who = self.ids.accounts.iter().position(|known| known.0 == account);
            let kind = match body["kind"].as_str().unwrap_or_default() {
                "numbers_held" | "holds_ended" | "numbers_stocked" | "plan_set"
                | "account_opened" => Kind::Silent,
                "order_placed" => Kind::Order,
                "hook_tested" => {
                    let hook = body["hook"].as_i64().unwrap_or_default();
                    let name = self.ids.hooks.iter().find(|(_, id)| id.0 == hook);
                    Kind::Test(name.map_or(u64::MAX, |(name, _)| *name))
                }
                _ => Kind::Told,
            };
            if let Some(who) = who {
                self.model.chronicle.insert((who, seq), kind);
            }
        }
        debug_assert!(self.model.chronicle.len() >= known);
    }

    pub(super) fn stored_order(&self, customer: AccountId, serial: i64) -> Option<StoredOrder> {
        self.ground.look(move |tx| {
            let rows = tx.rows(
                "SELECT id, waiting, doc, whole FROM orders WHERE account = $1 AND serial = $2",
                args![customer.0, serial],
            )?;
            let Some(row) = rows.first() else { return Ok(None) };
            let lines: Vec<tandem_domain::Line> =
                serde_json::from_str(row.text(2, "doc")?).unwrap_or_default();
            // What suppliers answered stands beside the order, unless its numbers hang together.
            let apart = "SELECT did, state FROM supply WHERE order_id = $1 AND CAST($2 AS BIGINT) = 0 \
                         AND state IN ('sold', 'refused')";
            let answered = tx.rows(apart, args![row.int(0, "id")?, row.int(3, "whole")?])?;
            let answered: std::collections::BTreeMap<i64, String> = answered
                .iter()
                .map(|row| Ok((row.int(0, "did")?, row.text(1, "state")?.to_owned())))
                .collect::<Result<_, tandem_store::StoreError>>()?;
            let lines = lines.iter().map(|line| {
                let digits = line.did.digits();
                let answer = answered.get(&digits.cast_signed()).map(String::as_str);
                let word = match (words::line_word(&line.outcome).as_str(), answer) {
                    ("ordering", Some("sold")) => "bought".to_owned(),
                    ("ordering", Some(_)) => "supplier_refused".to_owned(),
                    (word, _) => word.to_owned(),
                };
                (digits, word)
            });
            let id = OrderId(row.int(0, "id")?);
            let waiting = row.int(1, "waiting")?;
            Ok(Some(StoredOrder { id, waiting, lines: lines.collect() }))
        })
    }
}

/// What was asked, of a node that may have known the whole shelf.
pub(super) struct Asked<'d> {
    pub(super) deed: &'d Deed,
    pub(super) key: Option<u32>,
    pub(super) knew_all: bool,
}

pub(super) struct StoredOrder {
    pub(super) id: OrderId,
    pub(super) waiting: i64,
    pub(super) lines: Vec<(u64, String)>,
}

/// What the engine was seen to do where the choice was its own.
pub(super) enum Seen {
    Nothing,
    Chose(Choice),
    Refused(String),
}

impl Seen {
    fn of(reply: &Reply) -> Self {
        match reply.refusal() {
            Some(refusal) => Self::Refused(refusal.to_owned()),
            None => Self::Chose(reply.choice.clone()),
        }
    }

    fn as_saw(&self, knew_all: bool) -> Saw<'_> {
        match self {
            Self::Nothing => Saw::Nothing,
            Self::Chose(choice) => Saw::Chose { choice, knew_all },
            Self::Refused(word) => Saw::Refused { word, knew_all },
        }
    }
}
