//! The doctor: does what must always hold, hold?

mod audio;
mod backorders;
mod calls;
mod charges;
mod clients;
mod logins;
mod messages;
mod objects;
mod pasts;
mod plans;
mod ports;
mod purchases;
mod slots;
mod told;
mod voices;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use tandem_domain::{
    Account, AccountId, GENESIS_HASH, NumberState, OrderId, Posting, PostingId, RESALE, Reason,
    SUSPENSE, TenureId, Timestamp,
};
use tandem_numbering::VirtualNumber;
use tandem_store::number::Number;
use tandem_store::{ReadLimit, StoreError, Tx, account, event, number, posting, tenure, withdrawn};

use self::charges::Charges;
use self::clients::Clients;
use self::objects::Objects;
use crate::Engine;
use crate::cx::chain_hash;
use slots::Slots;

/// How many rows one read asks for.
const PAGE: i64 = 10_000;
/// How many findings are listed; the rest is only counted.
const FINDINGS_MAX: usize = 100;

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which invariant of the design is broken: 1 ownership, 2 what was acknowledged, 3 money,
    /// 4 tenures, 5 what calls are routed by, 6 events.
    pub invariant: u8,
    /// What was found.
    pub what: String,
}

/// What the doctor looked at and found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// How many numbers, postings, accounts and events were looked at.
    pub numbers: u64,
    /// Postings.
    pub postings: u64,
    /// Accounts.
    pub accounts: u64,
    /// Events.
    pub events: u64,
    /// How many findings there are in all.
    pub broken: u64,
    /// The first of them.
    pub listed: Vec<Finding>,
}

impl Findings {
    fn add(&mut self, invariant: u8, what: String) {
        self.broken += 1;
        if self.listed.len() < FINDINGS_MAX {
            self.listed.push(Finding { invariant, what });
        }
    }
}

impl Engine {
    /// Looks at everything, in one consistent state.
    pub async fn examine(&self) -> Result<Findings, StoreError> {
        self.reading(ReadLimit::None, examine).await
    }
}

/// Looks at everything that the transaction sees.
pub fn examine(tx: &mut dyn Tx) -> Result<Findings, StoreError> {
    let mut findings = Findings::default();
    let mut slots = Slots::default();
    let clients = Clients::read(tx, &mut findings)?;
    let books = books(tx, clients, &mut slots, &mut findings)?;
    let closed = accounts(tx, &books, &mut slots, &mut findings)?;
    let mut objects = Objects::read(tx, &mut findings)?;
    logins::examine(tx, &closed, &mut objects, &mut findings)?;
    ownership(tx, books, &mut slots, &mut objects, &mut findings)?;
    slots.judge(tx, &mut findings)?;
    backorders::examine(tx, &mut objects, &mut findings)?;
    ports::examine(tx, &mut objects, &mut findings)?;
    objects.judge(tx, &mut findings)?;
    purchases::judge(tx, &mut findings)?;
    messages::judge(tx, &mut findings)?;
    calls::judge(tx, &mut findings)?;
    pasts::judge(tx, &mut findings)?;
    told::judge(tx, &mut findings)?;
    voices::judge(tx, &mut findings)?;
    Ok(findings)
}

/// What the postings add up to.
#[derive(Default)]
struct Books {
    balances: BTreeMap<AccountId, i128>,
    charges: Charges,
    /// Which client had which number when.
    clients: Clients,
    /// When each client was charged for a month of each number at last, and up to when.
    resold: BTreeMap<(AccountId, u64), (Timestamp, Timestamp)>,
    /// Who brought a balance along.
    openings: BTreeSet<AccountId>,
}

impl Books {
    /// No client is charged twice for the same time of one term. A number that is connected to it anew begins a
    /// term of its own, even while a month of the one before still runs, and also if its first month is a
    /// present: then there is no line for it.
    fn resold(&mut self, posting: &Posting, findings: &mut Findings) {
        let (Some(did), Some(month)) = (posting.did, posting.period) else { return };
        let key = (posting.debit, did.digits());
        let last = self.resold.insert(key, (posting.at, month.to));
        let begins = month.from == posting.at;
        let is_same_term =
            |at: Timestamp| !begins && !self.clients.began_between(key, at, posting.at);
        if last.is_some_and(|(at, until)| month.from < until && is_same_term(at)) {
            let what = format!("account {} was charged twice for {did}", posting.debit);
            findings.add(3, format!("{what} from {}", month.from));
        }
    }
}

fn books(
    tx: &mut dyn Tx,
    clients: Clients,
    slots: &mut Slots,
    findings: &mut Findings,
) -> Result<Books, StoreError> {
    let mut books = Books { charges: Charges::read(tx)?, clients, ..Books::default() };
    let mut after = PostingId(i64::MIN);
    loop {
        let page = posting::page(tx, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.id;
        findings.postings += page.len() as u64;
        for posting in page {
            slots.hear_posting(&posting);
            let amount = i128::from(posting.amount.0);
            *books.balances.entry(posting.debit).or_default() -= amount;
            *books.balances.entry(posting.credit).or_default() += amount;
            if posting.credit == RESALE {
                books.resold(&posting, findings);
                continue;
            }
            books.moved_in(&posting, findings);
            books.charges.count(&posting);
        }
    }
    if books.balances.values().sum::<i128>() != 0 {
        findings.add(3, "the ledger does not sum to zero".to_owned());
    }
    for charge in posting::refunded_too_much(tx, PAGE)? {
        findings.add(3, format!("more was given back of charge {charge} than it was"));
    }
    Ok(books)
}

impl Books {
    /// A balance is brought along once, and a number that came along is not paid for again.
    fn moved_in(&mut self, posting: &Posting, findings: &mut Findings) {
        if posting.reason == Reason::Opening {
            let customer = posting.debit.max(posting.credit);
            if !self.openings.insert(customer) {
                findings.add(3, format!("account {customer} brought its balance along twice"));
            }
        }
        if posting.reason == Reason::Setup
            && posting.order.is_some_and(OrderId::is_moved_in)
            && let Some(did) = posting.did
        {
            findings.add(3, format!("{did} came along and was charged for its set-up"));
        }
    }
}

/// Balances are the sums of postings; chains have no gap and no forged link. Returns which accounts were
/// closed.
fn accounts(
    tx: &mut dyn Tx,
    books: &Books,
    slots: &mut Slots,
    findings: &mut Findings,
) -> Result<BTreeSet<AccountId>, StoreError> {
    let mut closed = BTreeSet::new();
    let mut after = AccountId(i64::MIN);
    loop {
        let page = account::page(tx, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.id;
        findings.accounts += page.len() as u64;
        for account in page {
            let sum = books.balances.get(&account.id).copied().unwrap_or_default();
            if sum != i128::from(account.balance.0) {
                findings.add(
                    3,
                    format!(
                        "account {} has a balance of {} units, its postings say {sum}",
                        account.id, account.balance.0
                    ),
                );
            }
            if account.profile.closed {
                closed.insert(account.id);
            }
            chain(tx, &account, slots, findings)?;
        }
    }
    Ok(closed)
}

fn chain(
    tx: &mut dyn Tx,
    account: &Account,
    slots: &mut Slots,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let mut seq = 0;
    let mut hash = GENESIS_HASH.to_owned();
    loop {
        let page = event::after(tx, account.id, seq, PAGE)?;
        if page.is_empty() {
            break;
        }
        for row in &page {
            findings.events += 1;
            let (found, stored) = (row.int(1, "event.seq")?, row.text(5, "event.hash")?);
            if found != seq + 1 {
                findings.add(6, format!("account {} lacks event {}", account.id, seq + 1));
            }
            // A body that cannot even be read was not written by us.
            let genuine = event::read(row).is_ok_and(|event| {
                slots.hear_event(&event);
                row.text(4, "event.body")
                    .is_ok_and(|body| chain_hash(&hash, &event, body) == stored)
            });
            if !genuine {
                findings.add(6, format!("event {found} of account {} was altered", account.id));
            }
            seq = found;
            stored.clone_into(&mut hash);
        }
    }
    if seq != account.event_seq || hash != account.event_hash {
        findings.add(6, format!("account {} does not end at its last event", account.id));
    }
    Ok(())
}

/// What the tenures say, by number and by account.
#[derive(Default)]
struct Tenants {
    owners: BTreeMap<u64, AccountId>,
    prices: BTreeMap<u64, i128>,
    /// Who has virtual numbers under each number of an account.
    holders: BTreeMap<u64, AccountId>,
}

/// Numbers in service have exactly one tenure, with its owner; tenures have their numbers, and both
/// have their charges.
fn ownership(
    tx: &mut dyn Tx,
    books: Books,
    slots: &mut Slots,
    objects: &mut Objects,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let suspense = books.balances.get(&SUSPENSE).copied().unwrap_or_default();
    let mut tenants = tenants(tx, books, slots, objects, findings)?;
    let mut pending = 0;
    let mut after = 0;
    loop {
        let page = number::page(tx, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = i64::try_from(last.did.digits()).unwrap_or(i64::MAX);
        findings.numbers += page.len() as u64;
        for stored in page {
            let digits = stored.did.digits();
            if stored.state == NumberState::Ordering {
                pending += tenants.prices.get(&digits).copied().unwrap_or_default();
            }
            if let Some(what) = disagreement(&stored, tenants.owners.remove(&digits)) {
                findings.add(1, format!("{} {what}", stored.did));
            }
            if let Some(what) = astray(&stored) {
                findings.add(1, format!("{} {what}", stored.did));
            }
        }
    }
    for did in withdrawn::unblocked(tx, PAGE)? {
        findings.add(1, format!("{did} was withdrawn by its supplier and is not off the shelf"));
    }
    for digits in tenants.owners.keys() {
        findings.add(1, format!("+{digits} has a tenure and no row"));
    }
    if suspense != pending {
        let what = "units are in suspense, the numbers being bought cost";
        findings.add(3, format!("{suspense} {what} {pending}"));
    }
    Ok(())
}

fn tenants(
    tx: &mut dyn Tx,
    mut books: Books,
    slots: &mut Slots,
    objects: &mut Objects,
    findings: &mut Findings,
) -> Result<Tenants, StoreError> {
    let mut tenants = Tenants::default();
    let mut after = TenureId(i64::MIN);
    loop {
        let page = tenure::page(tx, after, PAGE)?;
        let Some((last, _)) = page.last() else { break };
        after = last.id;
        for (held, ended) in page {
            let digits = held.did.digits();
            if let Some(made) = VirtualNumber::of(held.did) {
                let holder = *tenants.holders.entry(made.holder()).or_insert(held.payer);
                if holder != held.payer {
                    findings.add(
                        1,
                        format!("{} is virtual, and not of the account {holder}", held.did),
                    );
                }
            }
            let owed = books.charges.judge(&held, ended, findings);
            if ended.is_some() {
                continue;
            }
            if tenants.owners.insert(digits, held.owner).is_some() {
                findings.add(1, format!("{} has two owners", held.did));
            }
            tenants.prices.insert(digits, owed);
            slots.hear_tenure(&held);
            books.clients.hear(&held, findings);
            objects.hear_tenure(&held);
            if let Some(term) = held.resale {
                let key = (held.owner, digits);
                let last = books.resold.get(&key).filter(|(_, until)| *until > term.next);
                let ever = Timestamp(i64::MAX);
                if last.is_some_and(|(at, _)| !books.clients.began_between(key, *at, ever)) {
                    findings.add(3, format!("{}: its client was charged ahead", held.did));
                }
                if held.owner == held.payer || held.settings.resale.is_none() {
                    findings.add(3, format!("{} is resold to nobody or for nothing", held.did));
                }
            }
        }
    }
    books.clients.close(findings);
    books.charges.close(findings);
    Ok(tenants)
}

/// A virtual number is never for sale, and leaves for nowhere.
fn astray(stored: &Number) -> Option<&'static str> {
    let is_virtual = VirtualNumber::of(stored.did).is_some();
    let stands = matches!(
        stored.state,
        NumberState::Active | NumberState::Suspended | NumberState::Released | NumberState::Blocked
    );
    (is_virtual && !stands).then_some("is virtual and stands where others could have it")
}

fn disagreement(stored: &Number, tenant: Option<AccountId>) -> Option<&'static str> {
    let held = stored.state.is_in_service() || stored.state == NumberState::Ordering;
    match (held, tenant) {
        (true, None) => Some("is in service and has no tenure"),
        (false, Some(_)) => Some("has a tenure and is not in service"),
        (true, Some(tenant)) if stored.owner != Some(tenant) => {
            Some("has one owner in its row and another in its tenure")
        }
        _ => None,
    }
}
