//! Groups of contacts, as they are told to customers: whoever comes gets a number that nobody before had, and what
//! two change at the same time is changed by both.

use std::collections::BTreeSet;

use super::{Answer, Model};
use crate::simulator::circle::{CircleDeed, CircleEdit};
use crate::simulator::deed::{Asker, Who};

/// A group of contacts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circle {
    pub who: Who,
    pub name: String,
    pub version: i64,
    /// The number that was given last.
    pub last: u32,
    /// Who is in it, by their numbers.
    pub rows: BTreeSet<u32>,
}

impl Model {
    pub(super) fn circle(&mut self, by: Asker, deed: &CircleDeed) -> Answer {
        match deed {
            CircleDeed::Put { who, id, name } => self.put_circle(*who, *id, name),
            CircleDeed::Edit { id, edit } => self.edit_circle(by, *id, edit),
            CircleDeed::Remove { id } => {
                let customer = self.admits_owner(by)?;
                self.own_circle(customer, *id)?;
                self.circles.remove(id);
                self.accounts[customer].events += 1;
                Ok(String::new())
            }
        }
    }

    fn put_circle(&mut self, who: Who, id: i64, name: &str) -> Answer {
        let known = self.circles.get(&id);
        if known.is_some_and(|known| known.who != who) {
            return Err("object_unknown");
        }
        let version = known.map_or(self.now, |known| known.version + 1);
        let (name, rows) = (name.to_owned(), BTreeSet::new());
        let circle = Circle { who, name, version, last: 0, rows };
        if known.is_some_and(|known| *known == Circle { version: known.version, ..circle.clone() })
        {
            return Ok(id.to_string());
        }
        self.require_free(id, &circle)?;
        self.circles.insert(id, circle);
        self.accounts[who].events += 1;
        Ok(id.to_string())
    }

    fn edit_circle(&mut self, by: Asker, id: i64, edit: &CircleEdit) -> Answer {
        let customer = self.admits_owner(by)?;
        let known = self.own_circle(customer, id)?;
        let mut circle = known.clone();
        let mut came = Vec::new();
        match edit {
            CircleEdit::Name(name) => circle.name.clone_from(name),
            CircleEdit::Add(count) => {
                for _ in 0..*count {
                    circle.last += 1;
                    circle.rows.insert(circle.last);
                    came.push(circle.last.to_string());
                }
            }
            CircleEdit::Remove(row) if !circle.rows.remove(row) => return Err("object_invalid"),
            CircleEdit::Remove(_) => {}
            CircleEdit::Clear => circle.rows.clear(),
        }
        if circle != known {
            self.require_free(id, &circle)?;
            circle.version += 1;
            self.circles.insert(id, circle);
            self.accounts[customer].events += 1;
        }
        Ok(came.join(" "))
    }

    fn own_circle(&self, customer: Who, id: i64) -> Result<Circle, &'static str> {
        let known = self.circles.get(&id).filter(|known| known.who == customer);
        known.cloned().ok_or("object_unknown")
    }

    /// No other of the customer's is called so.
    fn require_free(&self, id: i64, circle: &Circle) -> Result<(), &'static str> {
        let mut others = self.circles.iter().filter(|(known, _)| **known != id);
        let is_so = |other: &Circle| other.who == circle.who && other.name == circle.name;
        if others.any(|(_, other)| is_so(other)) { Err("object_taken") } else { Ok(()) }
    }
}
