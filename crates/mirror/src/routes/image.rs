//! The routes as bytes: what a node writes down so that it can answer switches when it starts and its database is gone.
//!
//! All integers are little-endian. In this order: a magic and a version; when it was current and at which place in the
//! feed; the settings that numbers have, each once, as JSON; the numbers; the accounts with their objects and logins; a
//! SHA-256 of all of it. Whatever does not add up to the last byte is refused.
//!
//! It is no way to start sooner: a node that reaches its database reads the tables, which take seconds. So it needs no
//! proof that it belongs to one. It says how old it is, and so does every answer from it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use sha2::{Digest, Sha256};
use tandem_domain::route::RouteSettings;
use tandem_domain::{
    AccountId, NumberSettings, NumberState, ObjectBody, ObjectId, ObjectKind, Timestamp,
};
use tandem_numbering::Did;

use super::Routes;
use super::account::{Account, Object};
use super::table::{Number, Table, share};

/// How every image begins.
const MAGIC: &[u8; 12] = b"TANDEM-ROUTE";
/// The version of what follows.
const VERSION: u32 = 1;
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

impl Routes {
    /// Draws the routes, some numbers at a time, so that nobody waits for more than that. Each number and each object is
    /// as it was committed; what changes meanwhile may be in the drawing or not.
    pub fn draw(&self) -> Vec<u8> {
        let read = || self.table.read().unwrap_or_else(PoisonError::into_inner);
        let mut out = MAGIC.to_vec();
        out.put(VERSION.to_le_bytes());
        out.put(self.current_at().0.to_le_bytes());
        out.put(read().version.to_le_bytes());
        let mut places: BTreeMap<Arc<RouteSettings>, u32> = BTreeMap::new();
        let (mut settings, mut numbers, mut count) = (Vec::new(), Vec::new(), 0_usize);
        let mut after = None;
        loop {
            let table = read();
            let mut last = None;
            for (did, number) in table.numbers_after(after).take(NUMBERS_AT_ONCE) {
                let next = places.len() as u32;
                let place = *places.entry(Arc::clone(&number.settings)).or_insert_with(|| {
                    let all = NumberSettings::from((*number.settings).clone());
                    settings.bytes(&serde_json::to_vec(&all).unwrap_or_default());
                    next
                });
                numbers.put(did.digits().to_le_bytes());
                numbers.put(number.account.0.to_le_bytes());
                numbers.put(place.to_le_bytes());
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
        out.count(places.len());
        out.append(&mut settings);
        out.count(count);
        out.append(&mut numbers);
        let table = read();
        out.count(table.accounts().count());
        for (id, account) in table.accounts() {
            out.put(id.0.to_le_bytes());
            account.draw(&mut out);
        }
        drop(table);
        let digest = Sha256::digest(&out);
        out.extend(digest);
        out
    }

    /// Fills the routes from an image; says when it was current.
    ///
    /// # Errors
    ///
    /// It is none. Nothing has changed.
    pub fn restore(&self, bytes: &[u8]) -> Result<Timestamp, RoutesDamaged> {
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
        let (mut alike, mut settings) = (BTreeSet::new(), Vec::new());
        for _ in 0..rest.u32()? {
            let all: NumberSettings =
                serde_json::from_slice(rest.bytes()?).map_err(|_| RoutesDamaged)?;
            settings.push(share(&mut alike, Arc::new(all.into())));
        }
        let mut numbers = Vec::new();
        for _ in 0..rest.u32()? {
            let did = Did::new(rest.i64()?.cast_unsigned()).ok_or(RoutesDamaged)?;
            let account = AccountId(rest.i64()?);
            let place = usize::try_from(rest.u32()?).map_err(|_| RoutesDamaged)?;
            let settings = settings.get(place).cloned().ok_or(RoutesDamaged)?;
            let (version, tenure_version) = (rest.u32()?, rest.u32()?);
            let state = NumberState::from_code(rest.i64()?).ok_or(RoutesDamaged)?;
            numbers.push((did, Number { account, settings, version, tenure_version, state }));
        }
        let mut accounts = BTreeMap::new();
        for _ in 0..rest.u32()? {
            let id = AccountId(rest.i64()?);
            accounts.insert(id, Account::restore(&mut rest)?);
        }
        if !rest.0.is_empty() {
            return Err(RoutesDamaged);
        }
        let table = Table::of(numbers.into_iter().collect(), accounts, alike, version);
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
    }

    fn restore(rest: &mut Rest<'_>) -> Result<Self, RoutesDamaged> {
        let mut account = Self::default();
        for _ in 0..rest.u32()? {
            let kind = ObjectKind::from_header(rest.text()?).ok_or(RoutesDamaged)?;
            let (id, version) = (ObjectId(rest.i64()?), rest.i64()?);
            let body = ObjectBody::from_doc(kind, rest.text()?).ok().flatten();
            account.put(id, Object { version, body: body.ok_or(RoutesDamaged)? });
        }
        for _ in 0..rest.u32()? {
            let name = rest.text()?.to_owned();
            account.add_login(&name, AccountId(rest.i64()?));
        }
        Ok(account)
    }
}

/// Writing.
trait Put {
    fn put<const N: usize>(&mut self, bytes: [u8; N]);
    fn count(&mut self, count: usize);
    fn bytes(&mut self, bytes: &[u8]);
}

impl Put for Vec<u8> {
    fn put<const N: usize>(&mut self, bytes: [u8; N]) {
        self.extend(bytes);
    }

    fn count(&mut self, count: usize) {
        self.put((count as u32).to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.extend(bytes);
    }
}

/// What has not been read yet.
struct Rest<'b>(&'b [u8]);

impl<'b> Rest<'b> {
    fn take(&mut self, count: usize) -> Result<&'b [u8], RoutesDamaged> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(RoutesDamaged)?;
        self.0 = rest;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<u32, RoutesDamaged> {
        let bytes = self.take(4)?.try_into().map_err(|_| RoutesDamaged)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn i64(&mut self) -> Result<i64, RoutesDamaged> {
        let bytes = self.take(8)?.try_into().map_err(|_| RoutesDamaged)?;
        Ok(i64::from_le_bytes(bytes))
    }

    fn bytes(&mut self) -> Result<&'b [u8], RoutesDamaged> {
        let count = usize::try_from(self.u32()?).map_err(|_| RoutesDamaged)?;
        self.take(count)
    }

    fn text(&mut self) -> Result<&'b str, RoutesDamaged> {
        std::str::from_utf8(self.bytes()?).map_err(|_| RoutesDamaged)
    }
}
