//! Phonebooks, as they are told to customers: groups list entries, an entry is in one group at most, and a
//! group goes on without an entry that goes.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, Model};
use crate::simulator::book::BookDeed;
use crate::simulator::deed::{Asker, Who};

/// An entry, or a group of some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub who: Who,
    pub name: String,
    pub version: i64,
    pub members: Vec<i64>,
}

/// Everybody's phonebooks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    pub entries: BTreeMap<i64, Page>,
    pub groups: BTreeMap<i64, Page>,
}

impl Model {
    pub(super) fn book(&mut self, by: Asker, deed: &BookDeed) -> Answer {
        match deed {
            BookDeed::Enter { who, id, name } => {
                let page = (*who, name.as_str());
                self.write_page(false, *id, page, &[])
            }
            BookDeed::Group { who, id, name, members } => {
                let distinct: BTreeSet<&i64> = members.iter().collect();
                if distinct.len() < members.len() {
                    return Err("object_invalid");
                }
                if members.iter().any(|member| !has(&self.book.entries, *who, *member)) {
                    return Err("reference_unknown");
                }
                self.write_page(true, *id, (*who, name), members)
            }
            BookDeed::Enlist { entry, group } => self.enlist(by, *entry, *group),
            BookDeed::Delist { entry, group } => {
                let customer = self.admits_owner(by)?;
                if !has(&self.book.entries, customer, *entry) {
                    return Err("object_unknown");
                }
                if group.is_some_and(|group| !has(&self.book.groups, customer, group)) {
                    return Err("object_unknown");
                }
                match self.leave(*entry, *group) {
                    0 => Err("reference_unknown"),
                    left => {
                        self.accounts[customer].events += left;
                        Ok(String::new())
                    }
                }
            }
            BookDeed::Strike { group, id } => {
                let customer = self.admits_owner(by)?;
                let pages = if *group { &mut self.book.groups } else { &mut self.book.entries };
                if !has(pages, customer, *id) {
                    return Err("object_unknown");
                }
                pages.remove(id);
                let left = if *group { 0 } else { self.leave(*id, None) };
                self.accounts[customer].events += left + 1;
                Ok(String::new())
            }
        }
    }

    fn enlist(&mut self, by: Asker, entry: i64, group: i64) -> Answer {
        let customer = self.admits_owner(by)?;
        if !has(&self.book.entries, customer, entry) || !has(&self.book.groups, customer, group) {
            return Err("object_unknown");
        }
        if self.book.groups.get(&group).is_some_and(|page| page.members.contains(&entry)) {
            return Err("object_taken");
        }
        let left = self.leave(entry, None);
        if let Some(page) = self.book.groups.get_mut(&group) {
            page.members.push(entry);
            page.version += 1;
        }
        self.accounts[customer].events += left + 1;
        Ok(String::new())
    }

    /// Takes an entry out of a group, or of any; says of how many.
    fn leave(&mut self, entry: i64, group: Option<i64>) -> i64 {
        let mut left = 0;
        for (id, page) in &mut self.book.groups {
            if group.is_none_or(|group| group == *id) && page.members.contains(&entry) {
                page.members.retain(|member| *member != entry);
                page.version += 1;
                left += 1;
            }
        }
        left
    }

    fn write_page(
        &mut self,
        group: bool,
        id: i64,
        (who, name): (Who, &str),
        members: &[i64],
    ) -> Answer {
        let pages = if group { &mut self.book.groups } else { &mut self.book.entries };
        if pages.get(&id).is_some_and(|page| page.who != who) {
            return Err("object_unknown");
        }
        let is_so = |page: &Page| page.name == name && page.members == members;
        if pages.get(&id).is_some_and(is_so) {
            return Ok(id.to_string());
        }
        let mut others = pages.iter().filter(|(known, page)| **known != id && page.who == who);
        let clashes = |page: &Page| {
            page.name == name || page.members.iter().any(|member| members.contains(member))
        };
        if others.any(|(_, page)| clashes(page)) {
            return Err("object_taken");
        }
        let version = pages.get(&id).map_or(self.now, |page| page.version + 1);
        let (name, members) = (name.to_owned(), members.to_vec());
        pages.insert(id, Page { who, name, version, members });
        self.accounts[who].events += 1;
        Ok(id.to_string())
    }
}

fn has(pages: &BTreeMap<i64, Page>, who: Who, id: i64) -> bool {
    pages.get(&id).is_some_and(|page| page.who == who)
}
