//! Filling the snapshot from the store, and reading what was heard of.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use tandem_domain::route::RouteSettings;
use tandem_domain::{
    AccountId, CallTerms, Event, Money, NumberSettings, ObjectBody, ObjectId, ObjectKind, PlanId,
};
use tandem_numbering::Did;
use tandem_store::route::{self, ROUTED_AT_ONCE, Routed};
use tandem_store::{StoreError, Tx, account, object, plan};

use super::Routes;
use super::account::{Account, Object};
use super::news::{Item, Wanted};
use super::price::CallPrice;
use super::table::{Number, Shared, Table, share, short};
use crate::Follower;

/// How many rows one statement reads when everything is read.
const PAGE: i64 = 20_000;
/// How many different texts of settings are remembered while everything is read: numbers of one customer
/// mostly have the same, and need not be understood again.
const TEXTS_MAX: usize = 10_000;
/// The most things that one [`Routes::refresh`] reads, which keeps it short.
const REFRESHED_MAX: usize = 4096;

impl Routes {
    /// Reads what was heard of, or as much of it as is read in one go. Nobody who looks something up waits
    /// for the reading.
    pub fn refresh(&self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        let _alone = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = self.news().first(REFRESHED_MAX);
        self.read(tx, &wanted)
    }

    /// Reads what was heard of that may concern calls to a number, and leaves the rest to [`Routes::refresh`]:
    /// a call does not wait for what others have changed.
    pub fn refresh_for(&self, tx: &mut dyn Tx, number: Did) -> Result<(), StoreError> {
        let _alone = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let account = {
            let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
            table.account_of(number)
        };
        let wanted = self.news().concerning(number, account, REFRESHED_MAX);
        self.read(tx, &wanted)
    }

    fn read(&self, tx: &mut dyn Tx, wanted: &Wanted) -> Result<(), StoreError> {
        let mut found = Found::default();
        found.read(tx, &wanted.items)?;
        found.read_terms(tx, self)?;
        {
            let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
            found.put_into(&mut table);
            if let Some(reached) = wanted.reached {
                table.version = table.version.max(reached);
            }
        }
        self.news().read(&wanted.items);
        Ok(())
    }

    /// Takes note of the place in the feed that everything was loaded at.
    pub fn begin_at(&self, version: i64) {
        self.table.write().unwrap_or_else(PoisonError::into_inner).version = version;
    }
}

/// What was read, before anybody sees it.
#[derive(Default)]
struct Found {
    /// Numbers that were asked for, and those of them that somebody has.
    asked: Vec<Did>,
    numbers: Vec<(Did, Number)>,
    objects: Vec<(AccountId, ObjectKind, ObjectId, Option<Object>)>,
    /// The logins of accounts, each under whom it was said to be.
    logins: Vec<((AccountId, AccountId), Vec<route::Login>)>,
    /// The time zones of accounts; empty for the usual one.
    zones: Vec<(AccountId, String)>,
    /// Whether prices have changed that hold for numbers which were sold before.
    terms_changed: bool,
    /// How calls are charged by plans that were not known yet, or have changed.
    terms: BTreeMap<PlanId, CallTerms>,
}

impl Found {
    fn read(&mut self, tx: &mut dyn Tx, wanted: &[(Item, u64)]) -> Result<(), StoreError> {
        for (item, _) in wanted {
            match *item {
                Item::Number(did) => self.asked.push(did),
                Item::Object(account, kind, id) => {
                    let stored = object::get(tx, account, kind, id)?;
                    let known = stored.map(understood).transpose()?.flatten();
                    self.objects.push((account, kind, id, known.map(|(_, object)| object)));
                }
                Item::Terms => self.terms_changed = true,
                Item::Zone(id) => {
                    let known = account::get(tx, id)?;
                    self.zones
                        .push((id, known.map(|known| known.profile.zone).unwrap_or_default()));
                }
                Item::Logins(under, account) => {
                    self.logins.push(((under, account), route::logins_of(tx, account)?));
                }
            }
        }
        for some in self.asked.chunks(ROUTED_AT_ONCE) {
            for routed in route::some(tx, some)? {
                let (settings, minute) = understood_settings(&routed.settings)?;
                self.numbers.push((routed.did, number(&routed, Arc::new(settings), minute)));
            }
        }
        Ok(())
    }

    /// Reads how calls are charged by plans that nobody has met yet; by all, if one has changed.
    fn read_terms(&mut self, tx: &mut dyn Tx, routes: &Routes) -> Result<(), StoreError> {
        let unknown: BTreeSet<PlanId> = {
            let table = routes.table.read().unwrap_or_else(PoisonError::into_inner);
            let plans = self.numbers.iter().map(|(_, number)| number.price.plan);
            let new = plans.filter(|plan| table.terms(*plan).is_none());
            let known = table.all_terms().keys().copied().filter(|_| self.terms_changed);
            new.chain(known).collect()
        };
        for id in unknown {
            self.terms.insert(id, terms_of(tx, id)?);
        }
        Ok(())
    }

    fn put_into(self, table: &mut Table) {
        for (plan, terms) in self.terms {
            table.learn_terms(plan, terms);
        }
        let mut gone: BTreeSet<Did> = self.asked.into_iter().collect();
        for (did, number) in self.numbers {
            gone.remove(&did);
            table.put_number(did, number);
        }
        for did in gone {
            table.remove_number(did);
        }
        for (account, kind, id, object) in self.objects {
            let account = table.account_mut(account);
            match object {
                Some(object) => account.put(id, object),
                None => account.remove(kind, id),
            }
        }
        for (account, zone) in self.zones {
            table.account_mut(account).set_zone(&zone);
        }
        for ((under, account), logins) in self.logins {
            let root = logins.first().map_or(under, |login| login.root);
            table.account_mut(root).remove_logins(account);
            for login in logins {
                table.account_mut(login.root).add_login(&login.name, login.account);
            }
        }
    }
}

impl Follower for Routes {
    fn load(&self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        self.news().begin_anew();
        let numbers = load_numbers(tx);
        let accounts = load_accounts(tx);
        let read = numbers.and_then(|numbers| Ok((numbers, accounts?)));
        let _alone = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let ((numbers, shared), accounts) = match read {
            Ok(read) => read,
            Err(error) => {
                // What was there stays, and so does what it lacks.
                self.news().give_up_anew();
                return Err(error);
            }
        };
        {
            let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
            *table = Table::of(numbers, accounts, shared, table.version);
        }
        self.news().end_anew();
        self.is_loaded.store(true, Ordering::Release);
        Ok(())
    }

    fn apply(&self, event: &Event) {
        let mut news = self.news();
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        news.hear(event, &table);
    }
}

type Numbers = (BTreeMap<Did, Number>, Shared);

fn load_numbers(tx: &mut dyn Tx) -> Result<Numbers, StoreError> {
    let mut shared = Shared::default();
    let mut texts: BTreeMap<String, Understood> = BTreeMap::new();
    let mut numbers: Vec<(Did, Number)> = Vec::new();
    loop {
        let after = numbers.last().map_or(0, |(did, _)| did.digits().cast_signed());
        let page = route::page(tx, after, PAGE)?;
        if page.is_empty() {
            // They come in their order, and are packed as tightly as a tree can be.
            return Ok((numbers.into_iter().collect(), shared));
        }
        for routed in page {
            let (known, minute) = match texts.get(&routed.settings) {
                Some(known) => known.clone(),
                None => {
                    let (settings, minute) = understood_settings(&routed.settings)?;
                    let read = (share(&mut shared.alike, Arc::new(settings)), minute);
                    if texts.len() >= TEXTS_MAX {
                        texts.clear();
                    }
                    texts.insert(routed.settings.clone(), read.clone());
                    read
                }
            };
            let mut number = number(&routed, known, minute);
            number.price = share(&mut shared.prices, number.price);
            if let Entry::Vacant(place) = shared.terms.entry(number.price.plan) {
                place.insert(terms_of(tx, routed.plan)?);
            }
            numbers.push((routed.did, number));
        }
    }
}

fn load_accounts(tx: &mut dyn Tx) -> Result<BTreeMap<AccountId, Account>, StoreError> {
    let mut accounts: BTreeMap<AccountId, Account> = BTreeMap::new();
    let mut after = (String::new(), i64::MIN);
    loop {
        let page = object::page(tx, (&after.0, after.1), PAGE)?;
        let Some(last) = page.last() else { break };
        after = (last.kind.header().to_owned(), last.id.0);
        for stored in page {
            let account = stored.account;
            if let Some((id, object)) = understood(stored)? {
                accounts.entry(account).or_default().put(id, object);
            }
        }
    }
    let mut after = String::new();
    loop {
        let page = route::logins(tx, &after, PAGE)?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.name);
        for login in page {
            accounts.entry(login.root).or_default().add_login(&login.name, login.account);
        }
    }
    let mut after = AccountId(i64::MIN);
    loop {
        let page = account::zones(tx, after, PAGE)?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        for (id, zone) in page {
            accounts.entry(id).or_default().set_zone(&zone);
        }
    }
    Ok(accounts)
}

/// `client_minute` is what a client is to pay for a minute, if one has the number.
fn number(routed: &Routed, settings: Arc<RouteSettings>, client_minute: Option<Money>) -> Number {
    let client = routed.client.zip(client_minute);
    Number {
        price: Arc::new(CallPrice { plan: routed.plan, minute: routed.minute, client }),
        account: routed.payer,
        settings,
        version: short(routed.version),
        tenure_version: short(routed.tenure_version),
        state: routed.state,
    }
}

/// Where a number rings, and what a reseller asks of its client for a minute.
type Understood = (Arc<RouteSettings>, Option<Money>);

fn understood_settings(text: &str) -> Result<(RouteSettings, Option<Money>), StoreError> {
    let settings: NumberSettings =
        serde_json::from_str(text).map_err(|_| StoreError::Shape("tenure.settings"))?;
    let minute = settings.resale.as_ref().map(|resale| resale.minute);
    Ok((settings.into(), minute))
}

fn terms_of(tx: &mut dyn Tx, id: PlanId) -> Result<CallTerms, StoreError> {
    plan::call_terms(tx, id)?.ok_or(StoreError::Shape("tenure.plan"))
}

/// What a stored object says, unless no call can meet it: its kind has nothing to do with calls, or it is a
/// document from before its kind had a body.
fn understood(stored: object::Object) -> Result<Option<(ObjectId, Object)>, StoreError> {
    if stored.kind.is_paper() {
        return Ok(None);
    }
    let body = ObjectBody::from_doc(stored.kind, &stored.doc);
    let body = body.map_err(|_| StoreError::Shape("object.doc"))?;
    Ok(body.map(|body| (stored.id, Object { version: stored.version, body })))
}
