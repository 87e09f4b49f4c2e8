//! Earlier versions of what calls are routed by, as they are told to customers: one may go back to any of them, all of
//! it or nothing. What was changed or removed is as it was; what came since stays.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, DAY, Group, Model, Page, Record};
use crate::simulator::deed::{Asker, Who};

/// How many versions of each customer are remembered here.
const VERSIONS: usize = 12;
/// For how long one may go back.
const KEPT: i64 = 90 * DAY;

/// The latest versions of each customer, by the number of the last event in each.
pub type Pasts = BTreeMap<Who, BTreeMap<i64, Past>>;

/// What a customer's calls were routed by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    at: i64,
    forwardings: BTreeMap<i64, String>,
    groups: BTreeMap<i64, Group>,
    records: BTreeMap<i64, Record>,
    boxes: BTreeMap<i64, ()>,
    entries: BTreeMap<i64, Page>,
    pages: BTreeMap<i64, Page>,
    /// Where numbers rang.
    rings: BTreeMap<u64, String>,
}

impl Model {
    /// Takes note of the versions that have come about.
    pub(super) fn note_pasts(&mut self) {
        for who in 0..self.accounts.len() {
            let (root, events) = (self.accounts[who].root, self.accounts[who].events);
            let known = self.pasts.get(&who).is_some_and(|pasts| pasts.contains_key(&events));
            if root != who || events == 0 || known {
                continue;
            }
            let past = self.past(who);
            let pasts = self.pasts.entry(who).or_default();
            pasts.insert(events, past);
            while pasts.len() > VERSIONS {
                pasts.pop_first();
            }
        }
    }

    fn past(&self, who: Who) -> Past {
        let rings = self.numbers.iter().filter_map(|(digits, number)| {
            let held = number.tenure.as_ref().filter(|held| held.payer == who)?;
            Some((*digits, held.ring.clone()))
        });
        let forwardings = self.objects.iter().filter(|(_, (owner, ..))| *owner == who);
        let boxes = self.voices.boxes.iter().filter(|(_, (owner, _))| *owner == who);
        Past {
            at: self.now,
            forwardings: forwardings.map(|(id, (_, name, _))| (*id, name.clone())).collect(),
            groups: of(&self.groups, |group| group.who == who),
            records: of(&self.records, |record| record.who == who),
            boxes: boxes.map(|(id, _)| (*id, ())).collect(),
            entries: of(&self.book.entries, |page| page.who == who),
            pages: of(&self.book.groups, |page| page.who == who),
            rings: rings.collect(),
        }
    }

    pub(super) fn roll_back(&mut self, by: Asker, to: i64) -> Answer {
        let who = self.admits_owner(by)?;
        let known = self.pasts.get(&who).and_then(|pasts| pasts.get(&to)).cloned();
        let past =
            known.filter(|past| past.at >= self.now - KEPT).ok_or("route_version_unknown")?;
        let now = self.past(who);
        let left = since(&past.forwardings, &now.forwardings)
            + since(&past.groups, &now.groups)
            + since(&past.records, &now.records)
            + since(&past.boxes, &now.boxes)
            + since(&past.entries, &now.entries)
            + since(&past.pages, &now.pages);
        let forwardings = otherwise(&past.forwardings, &now.forwardings, |a, b| a == b);
        let groups = otherwise(&past.groups, &now.groups, |a, b| {
            (&a.name, &a.members) == (&b.name, &b.members)
        });
        let records =
            otherwise(&past.records, &now.records, |a, b| (&a.name, a.sound) == (&b.name, b.sound));
        let boxes = otherwise(&past.boxes, &now.boxes, |(), ()| true);
        let is_page = |a: &Page, b: &Page| (&a.name, &a.members) == (&b.name, &b.members);
        let entries = otherwise(&past.entries, &now.entries, is_page);
        let pages = otherwise(&past.pages, &now.pages, is_page);

        // An id that has been given to somebody else meanwhile is gone for good.
        let is_taken = forwardings
            .iter()
            .any(|(id, _)| has_other(&self.objects, *id, |o| o.0 != who))
            || groups.iter().any(|(id, _)| has_other(&self.groups, *id, |group| group.who != who))
            || records
                .iter()
                .any(|(id, _)| has_other(&self.records, *id, |known| known.who != who))
            || boxes.iter().any(|(id, ())| has_other(&self.voices.boxes, *id, |b| b.0 != who))
            || entries.iter().any(|(id, _)| has_other(&self.book.entries, *id, |p| p.who != who))
            || pages.iter().any(|(id, _)| has_other(&self.book.groups, *id, |p| p.who != who));
        if is_taken {
            return Err("object_taken");
        }
        // And so is a sound that no recording has kept: those that change give theirs up one after the other.
        let mut sounds = self.sounds();
        let changed = forwardings.len()
            + groups.len()
            + records.len()
            + boxes.len()
            + entries.len()
            + pages.len();
        for (id, name) in forwardings {
            let version = self.objects.get(&id).map_or(self.now, |(.., version)| *version) + 1;
            self.objects.insert(id, (who, name, version));
        }
        for (id, group) in groups {
            let version = self.groups.get(&id).map_or(self.now, |known| known.version) + 1;
            self.groups.insert(id, Group { version, ..group });
        }
        let mut is_silent = false;
        for (id, record) in records {
            let known = self.records.get(&id).cloned();
            let before = known.as_ref().map(|known| known.sound);
            if before != Some(record.sound) {
                is_silent |= sounds.get(&(who, record.sound)).is_none_or(|count| *count == 0);
                *sounds.entry((who, record.sound)).or_default() += 1;
                if let Some(before) = before {
                    *sounds.entry((who, before)).or_default() -= 1;
                }
            }
            let version = known.map_or(self.now, |known| known.version) + 1;
            self.records.insert(id, Record { version, ..record });
        }
        for (id, ()) in boxes {
            self.voices.boxes.insert(id, (who, self.now + 1));
        }
        for (is_group, some) in [(false, entries), (true, pages)] {
            let pages = if is_group { &mut self.book.groups } else { &mut self.book.entries };
            for (id, page) in some {
                let version = pages.get(&id).map_or(self.now, |known| known.version) + 1;
                pages.insert(id, Page { version, ..page });
            }
        }
        if !self.is_distinct(who) {
            return Err("object_taken");
        }
        if is_silent {
            return Err("object_invalid");
        }
        let rung = self.ring_again(who, &past)?;
        let changed = changed + rung;
        self.accounts[who].events += i64::try_from(changed).unwrap_or(0);
        Ok(format!("changed={changed} left={left}"))
    }

    /// Lets numbers that the customer has had all the time ring where they did; says how many that changes.
    fn ring_again(&mut self, who: Who, past: &Past) -> Result<usize, &'static str> {
        let mut rung = 0;
        for (digits, ring) in &past.rings {
            let held = self.numbers.get(digits).and_then(|number| number.tenure.as_ref());
            let held = held.filter(|held| held.payer == who && held.began <= past.at);
            if held.is_none_or(|held| held.ring == *ring) {
                continue;
            }
            if self.ring_now(who, ring) != *ring {
                return Err("object_unknown");
            }
            let number = self.numbers.get_mut(digits).and_then(|number| number.tenure.as_mut());
            if let Some(held) = number {
                held.ring.clone_from(ring);
                rung += 1;
            }
        }
        Ok(rung)
    }

    /// Whether no two things of a customer's have what only one may.
    fn is_distinct(&self, who: Who) -> bool {
        let now = self.past(who);
        let names = |pages: &BTreeMap<i64, Page>| {
            pages.values().map(|page| page.name.clone()).collect::<Vec<String>>()
        };
        are_distinct(now.forwardings.values())
            && are_distinct(now.groups.values().map(|group| &group.name))
            && are_distinct(names(&now.entries))
            && are_distinct(names(&now.pages))
            && are_distinct(now.pages.values().flat_map(|page| &page.members))
    }
}

fn are_distinct<T: Ord>(all: impl IntoIterator<Item = T>) -> bool {
    let mut known = BTreeSet::new();
    all.into_iter().all(|one| known.insert(one))
}

fn of<T: Clone>(all: &BTreeMap<i64, T>, is_of: impl Fn(&T) -> bool) -> BTreeMap<i64, T> {
    let some = all.iter().filter(|(_, thing)| is_of(thing));
    some.map(|(id, thing)| (*id, thing.clone())).collect()
}

/// How many are there now and were not then.
fn since<T>(then: &BTreeMap<i64, T>, now: &BTreeMap<i64, T>) -> usize {
    now.keys().filter(|id| !then.contains_key(id)).count()
}

/// Those that were there then and are gone, or other than they were.
fn otherwise<T: Clone>(
    then: &BTreeMap<i64, T>,
    now: &BTreeMap<i64, T>,
    is_same: impl Fn(&T, &T) -> bool,
) -> Vec<(i64, T)> {
    let changed = then.iter().filter(|(id, was)| now.get(id).is_none_or(|is| !is_same(was, is)));
    changed.map(|(id, was)| (*id, was.clone())).collect()
}

fn has_other<T>(all: &BTreeMap<i64, T>, id: i64, is_others: impl Fn(&T) -> bool) -> bool {
    all.get(&id).is_some_and(is_others)
}
