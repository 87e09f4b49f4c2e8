//! Objects: what names them is what is written down of it, and what must be unique is.

use std::collections::{BTreeMap, BTreeSet};

use tandem_domain::{AccountId, Named, ObjectId, ObjectKind, ObjectUser};
use tandem_store::backorder::Backorder;
use tandem_store::login::Login;
use tandem_store::number_use::NumberUse;
use tandem_store::object_key::Taken;
use tandem_store::object_use::ObjectUse;
use tandem_store::port::Numbered;
use tandem_store::tenure::Tenure;
use tandem_store::{StoreError, Tx, account, number_use, object, object_key, object_use};

use super::audio::Sounds;
use super::{Findings, PAGE};
use crate::verb::{LOGINS, read_body};

/// The invariant: a call is routed by what is configured.
const INVARIANT: u8 = 5;

/// What objects and numbers name.
#[derive(Default)]
pub(super) struct Objects {
    there: BTreeMap<(ObjectKind, ObjectId), AccountId>,
    /// Sub-accounts by customer and login.
    logins: BTreeMap<(AccountId, String), AccountId>,
    uses: BTreeSet<ObjectUse>,
    about: BTreeSet<NumberUse>,
    keys: BTreeSet<Taken>,
    sounds: Sounds,
}

impl Objects {
    /// Reads what there is that can be named, and what objects name.
    pub(super) fn read(tx: &mut dyn Tx, findings: &mut Findings) -> Result<Self, StoreError> {
        let mut known = Self::knowing_logins(tx)?;
        known.read_objects(tx, findings)?;
        Ok(known)
    }

    /// Reads which logins there are.
    fn knowing_logins(tx: &mut dyn Tx) -> Result<Self, StoreError> {
        let mut known = Self::default();
        let mut after = String::new();
        loop {
            let page = account::alias_page(tx, LOGINS, &after, PAGE)?;
            let Some((last, ..)) = page.last() else { return Ok(known) };
            after.clone_from(last);
            for (name, id, customer) in page.into_iter().filter(|(_, id, root)| id != root) {
                known.there.insert((ObjectKind::Account, ObjectId(id.0)), customer);
                known.logins.insert((customer, name), id);
            }
        }
    }

    /// Takes note of a number that somebody has.
    pub(super) fn hear_tenure(&mut self, held: &Tenure) {
        self.hear(ObjectUser::Number(held.did), held.payer, &held.settings.named());
    }

    /// Takes note of a login.
    pub(super) fn hear_login(&mut self, login: &Login) {
        self.hear(ObjectUser::Login(login.id), login.customer, &login.profile.named());
    }

    /// Takes note of a back-order.
    pub(super) fn hear_backorder(&mut self, waits: &Backorder) {
        if waits.state.is_open() {
            let by = ObjectUser::Backorder(waits.id);
            self.hear_awaited(by, waits.account, &waits.wish.settings.named());
        }
    }

    /// Takes note of a number that a customer asked another carrier for.
    pub(super) fn hear_ported(&mut self, account: AccountId, number: &Numbered) {
        if number.step.is_under_way() {
            self.hear_awaited(ObjectUser::Number(number.did), account, &number.settings.named());
        }
    }

    /// Of what has waited since before it kept anything, something may be gone.
    fn hear_awaited(&mut self, by: ObjectUser, account: AccountId, named: &Named) {
        let mut there = named.clone();
        there.objects.retain(|named| self.there.get(named) == Some(&account));
        self.hear(by, account, &there);
    }

    fn hear(&mut self, by: ObjectUser, account: AccountId, named: &Named) {
        let logins = named.logins.iter().filter_map(|login| {
            let id = self.logins.get(&(account, login.clone()))?;
            Some((ObjectKind::Account, ObjectId(id.0)))
        });
        let named = named.objects.iter().copied().chain(logins);
        self.uses.extend(named.map(|(kind, id)| ObjectUse { kind, id, by, account }));
    }

    /// Compares it all with what is stored.
    pub(super) fn judge(
        mut self,
        tx: &mut dyn Tx,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        for named in &self.uses {
            if self.there.get(&(named.kind, named.id)) != Some(&named.account) {
                let what = format!("{} names {}, which is not there", named.by, name(named));
                findings.add(INVARIANT, what);
            }
        }
        self.judge_uses(tx, findings)?;
        self.judge_about(tx, findings)?;
        self.judge_keys(tx, findings)?;
        self.sounds.judge(tx, findings)
    }

    fn read_objects(&mut self, tx: &mut dyn Tx, findings: &mut Findings) -> Result<(), StoreError> {
        let mut after = ("", 0);
        loop {
            let page = object::page(tx, after, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = (last.kind.header(), last.id.0);
            for found in &page {
                let (kind, id, account) = (found.kind, found.id, found.account);
                self.there.insert((kind, id), account);
                let Ok(body) = read_body(found) else {
                    findings.add(INVARIANT, format!("{}:{id} cannot be read", kind.header()));
                    continue;
                };
                let Some(body) = body else { continue };
                let by = ObjectUser::Object(kind, id);
                self.hear(by, account, &body.named());
                self.about.extend(body.about().map(|did| NumberUse { did, kind, id, account }));
                self.keys.extend(body.keys().into_iter().map(|key| Taken {
                    account: account.0,
                    kind: kind.header().to_owned(),
                    field: key.field.to_owned(),
                    value: key.value,
                    id: id.0,
                }));
                self.sounds.hear(account, &body);
            }
        }
    }

    fn judge_uses(&mut self, tx: &mut dyn Tx, findings: &mut Findings) -> Result<(), StoreError> {
        let mut last = None;
        loop {
            let page = object_use::page(tx, last.as_ref(), PAGE)?;
            if page.is_empty() {
                break;
            }
            for noted in &page {
                if !self.uses.remove(noted) {
                    let what = format!("{} is said to be named by {}", name(noted), noted.by);
                    findings.add(INVARIANT, what);
                }
            }
            last = page.last().copied();
        }
        for lacking in &self.uses {
            let what = format!("{} is not said to be named by {}", name(lacking), lacking.by);
            findings.add(INVARIANT, what);
        }
        Ok(())
    }

    fn judge_about(&mut self, tx: &mut dyn Tx, findings: &mut Findings) -> Result<(), StoreError> {
        let mut last = None;
        loop {
            let page = number_use::page(tx, last.as_ref(), PAGE)?;
            if page.is_empty() {
                break;
            }
            for noted in &page {
                if !self.about.remove(noted) {
                    let NumberUse { did, kind, id, .. } = noted;
                    let what = format!("{}:{id} is said to be about {did}", kind.header());
                    findings.add(INVARIANT, what);
                }
            }
            last = page.last().copied();
        }
        for NumberUse { did, kind, id, .. } in &self.about {
            let what = format!("{}:{id} is not said to be about {did}", kind.header());
            findings.add(INVARIANT, what);
        }
        Ok(())
    }

    fn judge_keys(&mut self, tx: &mut dyn Tx, findings: &mut Findings) -> Result<(), StoreError> {
        let mut last: Option<Taken> = None;
        loop {
            let page = object_key::page(tx, last.as_ref(), PAGE)?;
            if page.is_empty() {
                break;
            }
            for taken in &page {
                if !self.keys.remove(taken) {
                    let Taken { kind, field, id, .. } = taken;
                    findings.add(INVARIANT, format!("{kind}:{id} keeps a {field} it has not"));
                }
            }
            last = page.last().cloned();
        }
        for Taken { kind, field, id, .. } in &self.keys {
            findings.add(INVARIANT, format!("{kind}:{id} has a {field} that it does not keep"));
        }
        Ok(())
    }
}

fn name(noted: &ObjectUse) -> String {
    format!("{}:{}", noted.kind.header(), noted.id)
}
