//! The routes as bytes: what a node writes down so that it can answer switches when it starts and its database is gone.
//!
//! All integers are little-endian. In this order: a magic and a version; when it was current and at which place in the
//! feed; how calls are charged by each plan; the settings and the prices that numbers have, each once; the numbers; the
//! accounts with their objects and logins; how customers stand ([`Calls`]); a SHA-256 of all of it. Whatever does not add
//! up to the last byte is refused.
//!
//! It is no way to start sooner: a node that reaches its database reads the tables, which take seconds. So it needs no
//! proof that it belongs to one. It says how old it is, and so does every answer from it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use sha2::{Digest, Sha256};
use tandem_domain::{
    AccountId, CallTerms, Money, NumberSettings, NumberState, ObjectBody, ObjectId, ObjectKind,
    PlanId, Timestamp,
};
use tandem_numbering::Did;

use super::Routes;
use super::account::{Account, Object};
use super::price::CallPrice;
use super::table::{Number, Shared, Table, share};
use crate::bytes::{Damaged, Put, Rest};
use crate::calls::{Calls, Stands};

/// How every image begins.
const MAGIC: &[u8; 12] = b"TANDEM-ROUTE";
/// The version of what follows.
const VERSION: u32 = 3;
/// How long a SHA-256 is.
const DIGEST: usize = 32;
/// How many numbers are drawn while nobody may write.
const NUMBERS_AT_ONCE: usize = 10_000;

/// Why bytes are no image of routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoutesDamaged;

impl fmt::Display for RoutesDamaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is no image of routes of this version, or damaged")
    }
}

impl std::error::Error for RoutesDamaged {}

impl From<Damaged> for RoutesDamaged {
    fn from(Damaged: Damaged) -> Self {
        Self
    }
}

impl Routes {
    /// Draws the routes, some numbers at a time, so that nobody waits for more than that. Each number and each object is
    /// as it was committed; what changes meanwhile may be in the drawing or not.
    pub fn draw(&self, calls: &Calls) -> Vec<u8> {
        let read = || self.table.read().unwrap_or_else(PoisonError::into_inner);
        let mut out = MAGIC.to_vec();
        out.put(VERSION.to_le_bytes());
        out.put(self.current_at().0.to_le_bytes());
        out.put(read().version.to_le_bytes());
        let (mut settings, mut prices) = (Places::default(), Places::default());
        let (mut numbers, mut count) = (Vec::new(), 0_usize);
        let mut after = None;
        loop {
            let table = read();
            let mut last = None;
            for (did, number) in table.numbers_after(after).take(NUMBERS_AT_ONCE) {
                let rings = settings.of(&number.settings, |settings, out| {
                    let all = NumberSettings::from(settings.clone());
                    out.bytes(&serde_json::to_vec(&all).unwrap_or_default());
                });
                let costs = prices.of(&number.price, CallPrice::draw);
                numbers.put(did.digits().to_le_bytes());
                numbers.put(number.account.0.to_le_bytes());
                numbers.put(rings.to_le_bytes());
                numbers.put(costs.to_le_bytes());
                numbers.put(number.version.to_le_bytes());
                numbers.put(number.tenure_version.to_le_bytes());
                numbers.put(number.state.code().to_le_bytes());
                count += 1;
                last = Some(did);
            }
            if last.is_none() {
                break;
            }
            after = last;
        }
        let table = read();
        // Behind the numbers: the plans of all that were drawn are known by now.
        out.count(table.all_terms().len());
        for (plan, terms) in table.all_terms() {
            out.put(plan.0.to_le_bytes());
            out.bytes(&serde_json::to_vec(terms).unwrap_or_default());
        }
        settings.put_into(&mut out);
        prices.put_into(&mut out);
        out.count(count);
        out.append(&mut numbers);
        out.count(table.accounts().count());
        for (id, account) in table.accounts() {
            out.put(id.0.to_le_bytes());
            account.draw(&mut out);
        }
        drop(table);
        calls.draw(&mut out);
        let digest = Sha256::digest(&out);
        out.extend(digest);
        out
    }

    /// Fills the routes, and what is known of those who pay for calls, from an image; says when it was current.
    ///
    /// # Errors
    ///
    /// It is none. Nothing has changed.
    pub fn restore(&self, bytes: &[u8], calls: &Calls) -> Result<Timestamp, RoutesDamaged> {
        let split = bytes.len().checked_sub(DIGEST).ok_or(RoutesDamaged)?;
        let (bytes, digest) = bytes.split_at(split);
        if Sha256::digest(bytes).as_slice() != digest {
            return Err(RoutesDamaged);
        }
        let mut rest = Rest(bytes);
        if rest.take(MAGIC.len())? != MAGIC || rest.u32()? != VERSION {
            return Err(RoutesDamaged);
        }
        let (current_at, version) = (Timestamp(rest.i64()?), rest.i64()?);
        let mut shared = Shared::default();
        for _ in 0..rest.u32()? {
            let (plan, terms): (_, CallTerms) = (PlanId(rest.i64()?), rest.json()?);
            shared.terms.insert(plan, terms);
        }
        let mut settings = Vec::new();
        for _ in 0..rest.u32()? {
            let all: NumberSettings = rest.json()?;
            settings.push(share(&mut shared.alike, Arc::new(all.into())));
        }
        let mut prices = Vec::new();
        for _ in 0..rest.u32()? {
            let price = CallPrice::read(&mut rest)?;
            if !shared.terms.contains_key(&price.plan) {
                return Err(RoutesDamaged);
            }
            prices.push(share(&mut shared.prices, Arc::new(price)));
        }
        let mut numbers = Vec::new();
        for _ in 0..rest.u32()? {
            let did = Did::new(rest.i64()?.cast_unsigned()).ok_or(RoutesDamaged)?;
            let account = AccountId(rest.i64()?);
            let settings = of(&settings, rest.u32()?)?;
            let price = of(&prices, rest.u32()?)?;
            let (version, tenure_version) = (rest.u32()?, rest.u32()?);
            let state = NumberState::from_code(rest.i64()?).ok_or(RoutesDamaged)?;
            numbers
                .push((did, Number { account, settings, version, tenure_version, state, price }));
        }
        let mut accounts = BTreeMap::new();
        for _ in 0..rest.u32()? {
            let id = AccountId(rest.i64()?);
            accounts.insert(id, Account::restore(&mut rest)?);
        }
        let stands = Stands::read(&mut rest)?;
        if !rest.0.is_empty() {
            return Err(RoutesDamaged);
        }
        calls.restore(stands);
        let table = Table::of(numbers.into_iter().collect(), accounts, shared, version);
        *self.table.write().unwrap_or_else(PoisonError::into_inner) = table;
        self.be_current(current_at);
        self.is_loaded.store(true, Ordering::Release);
        Ok(current_at)
    }
}

impl Account {
    fn draw(&self, out: &mut Vec<u8>) {
        out.count(self.objects().count());
        for (id, object) in self.objects() {
            out.bytes(object.body.kind().header().as_bytes());
            out.put(id.0.to_le_bytes());
            out.put(object.version.to_le_bytes());
            out.bytes(object.body.to_doc().unwrap_or_default().as_bytes());
        }
        out.count(self.logins().count());
        for (name, of) in self.logins() {
            out.bytes(name.as_bytes());
            out.put(of.0.to_le_bytes());
        }
        out.bytes(self.zone().unwrap_or_default().as_bytes());
    }

    fn restore(rest: &mut Rest<'_>) -> Result<Self, Damaged> {
        let mut account = Self::default();
        for _ in 0..rest.u32()? {
            let kind = ObjectKind::from_header(rest.text()?).ok_or(Damaged)?;
            let (id, version) = (ObjectId(rest.i64()?), rest.i64()?);
            let body = ObjectBody::from_doc(kind, rest.text()?).ok().flatten();
            account.put(id, Object { version, body: body.ok_or(Damaged)? });
        }
        for _ in 0..rest.u32()? {
            let name = rest.text()?.to_owned();
            account.add_login(&name, AccountId(rest.i64()?));
        }
        account.set_zone(rest.text()?);
        Ok(account)
    }
}

impl CallPrice {
    fn draw(&self, out: &mut Vec<u8>) {
        out.put(self.plan.0.to_le_bytes());
        out.put(self.minute.0.to_le_bytes());
        out.count(usize::from(self.client.is_some()));
        if let Some((client, minute)) = self.client {
            out.put(client.0.to_le_bytes());
            out.put(minute.0.to_le_bytes());
        }
    }

    fn read(rest: &mut Rest<'_>) -> Result<Self, Damaged> {
        let (plan, minute) = (PlanId(rest.i64()?), Money(rest.i64()?));
        let client = match rest.u32()? {
            0 => None,
            1 => Some((AccountId(rest.i64()?), Money(rest.i64()?))),
            _ => return Err(Damaged),
        };
        Ok(Self { plan, minute, client })
    }
}

/// What numbers share, each drawn once: a number names its place.
struct Places<T> {
    places: BTreeMap<Arc<T>, u32>,
    drawn: Vec<u8>,
}

impl<T: Ord> Default for Places<T> {
    fn default() -> Self {
        Self { places: BTreeMap::new(), drawn: Vec::new() }
    }
}

impl<T: Ord> Places<T> {
    fn of(&mut self, one: &Arc<T>, draw: impl FnOnce(&T, &mut Vec<u8>)) -> u32 {
        let next = self.places.len() as u32;
        *self.places.entry(Arc::clone(one)).or_insert_with(|| {
            draw(one, &mut self.drawn);
            next
        })
    }

    fn put_into(mut self, out: &mut Vec<u8>) {
        out.count(self.places.len());
        out.append(&mut self.drawn);
    }
}

/// What is at such a place.
fn of<T>(all: &[Arc<T>], place: u32) -> Result<Arc<T>, Damaged> {
    usize::try_from(place).ok().and_then(|place| all.get(place)).cloned().ok_or(Damaged)
}
