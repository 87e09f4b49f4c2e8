//! What numbers ring at: forwardings, and groups of them.

use super::ports::is_coming;
use super::{Account, Answer, Model, Saw, Wrong};
use crate::simulator::deed::{Asker, Who};

/// Several forwardings that ring together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub who: Who,
    pub name: String,
    pub version: i64,
    pub members: Vec<i64>,
}

impl Model {
    pub(super) fn put_object(&mut self, who: Who, id: Option<i64>, name: &str) -> Answer {
        let fresh = self.objects.keys().next_back().copied().unwrap_or(0).max(1000) + 1;
        let id = id.unwrap_or(fresh);
        if self.objects.get(&id).is_some_and(|(owner, ..)| *owner != who) {
            return Err("object_unknown");
        }
        let is_so = self.objects.get(&id).is_some_and(|(_, known, _)| known == name);
        // One that was made on the way is kept from now on.
        if is_so && !self.passing.contains(&id) {
            return Ok(id.to_string());
        }
        self.write_forwarding(who, id, name)
    }

    pub(super) fn set_object(
        &mut self,
        by: Asker,
        id: Option<i64>,
        name: &str,
        members: Option<&[i64]>,
        saw: &Saw<'_>,
    ) -> Result<Answer, Wrong> {
        if let Err(refusal) = self.may_set(by, id, name, members) {
            return Ok(Err(refusal));
        }
        let (who, is_new) = (by.who, id.is_none());
        let id = match (id, saw) {
            (Some(id), _) => id,
            (None, Saw::Chose { choice, .. }) => {
                choice.object.ok_or_else(|| Wrong("it got no id".to_owned()))?
            }
            (None, Saw::Refused { word, .. }) => {
                return Err(Wrong(format!("it was refused: {word}")));
            }
            (None, Saw::Nothing) => return Err(Wrong("nothing was seen of its id".to_owned())),
        };
        let Some(members) = members else {
            if is_new && self.objects.contains_key(&id) {
                return Err(Wrong(format!("the id {id} is another's")));
            }
            return Ok(self.write_forwarding(who, id, name));
        };
        if is_new && self.groups.contains_key(&id) {
            return Err(Wrong(format!("the id {id} is another's")));
        }
        let version = self.groups.get(&id).map_or(self.now, |known| known.version + 1);
        let (name, members) = (name.to_owned(), members.to_vec());
        self.groups.insert(id, Group { who, name, version, members });
        self.accounts[who].events += 1;
        Ok(Ok(id.to_string()))
    }

    /// Objects are the customer's own, and what they name and are called must be so too.
    fn may_set(
        &self,
        by: Asker,
        id: Option<i64>,
        name: &str,
        members: Option<&[i64]>,
    ) -> Result<(), &'static str> {
        let customer = self.admits_owner(by)?;
        let Some(members) = members else {
            if id.is_some_and(|id| !self.has_forwarding(customer, id)) {
                return Err("object_unknown");
            }
            return self.is_name_free(customer, id, name);
        };
        let own = |id: &i64| self.groups.get(id).is_some_and(|known| known.who == customer);
        if id.as_ref().is_some_and(|id| !own(id)) {
            return Err("object_unknown");
        }
        if members.is_empty() {
            return Err("object_invalid");
        }
        if members.iter().any(|member| !self.has_forwarding(customer, *member)) {
            return Err("reference_unknown");
        }
        let mut others = self.groups.iter().filter(|(known, _)| Some(**known) != id);
        if others.any(|(_, group)| (group.who, group.name.as_str()) == (customer, name)) {
            return Err("object_taken");
        }
        Ok(())
    }

    pub(super) fn remove_object(&mut self, by: Asker, group: bool, id: i64) -> Answer {
        let customer = self.admits_owner(by)?;
        if group {
            if self.groups.get(&id).is_none_or(|known| known.who != customer) {
                return Err("object_unknown");
            }
            self.groups.remove(&id);
        } else {
            if !self.has_forwarding(customer, id) {
                return Err("object_unknown");
            }
            if self.is_rung(id) {
                return Err("object_in_use");
            }
            self.objects.remove(&id);
            self.passing.remove(&id);
        }
        self.accounts[customer].events += 1;
        Ok(String::new())
    }

    /// Whether a number or a group rings at a forwarding, or a number that is waited for will.
    fn is_rung(&self, id: i64) -> bool {
        let rings = format!("fwd:{id}");
        let mut held = self.numbers.values().filter_map(|number| number.tenure.as_ref());
        held.any(|held| held.ring == rings)
            || self.groups.values().any(|group| group.members.contains(&id))
            || self.is_awaited_at(None, &rings)
    }

    /// Whether a number is to ring there that a customer, or any, waits for or asked another carrier for.
    pub(super) fn is_awaited_at(&self, customer: Option<Who>, rings: &str) -> bool {
        let is_whose = |who: Who| customer.is_none_or(|customer| customer == who);
        let waits = self.backorders.iter().filter(|placed| placed.waiting > 0);
        let coming = self.ports.iter().flat_map(|port| {
            let rings = port.lines.values().filter(|line| is_coming(line.0)).map(|line| &line.1);
            rings.map(|ring| (port.customer, ring))
        });
        waits
            .map(|placed| (placed.customer, &placed.ring))
            .chain(coming)
            .any(|(who, ring)| is_whose(who) && ring == rings)
    }

    /// The forwarding that leads to a telephone: one that there is, or one under a new id.
    pub(super) fn forwarding_to(
        &mut self,
        by: Asker,
        customer: Who,
        phone: u8,
        saw: &Saw<'_>,
    ) -> Result<Result<i64, &'static str>, Wrong> {
        let name = format!("object{phone}");
        let mut known = self.objects.iter();
        if let Some((id, _)) = known.find(|(_, (who, known, _))| (*who, known) == (customer, &name))
        {
            return Ok(Ok(*id));
        }
        if by.who != customer {
            return Ok(Err("forbidden"));
        }
        let id = match saw {
            Saw::Chose { choice, .. } => choice.object,
            // Refused for another reason, as is still to be seen.
            Saw::Refused { .. } => Some(0),
            Saw::Nothing => None,
        };
        let id = id.ok_or_else(|| Wrong("no forwarding was made".to_owned()))?;
        if self.objects.contains_key(&id) {
            return Err(Wrong(format!("the id {id} is another's")));
        }
        Ok(Ok(id))
    }

    /// A forwarding that was made for a number.
    pub(super) fn pass_through(&mut self, customer: Who, id: i64, phone: u8) {
        self.objects.insert(id, (customer, format!("object{phone}"), self.now));
        self.passing.insert(id);
        self.accounts[customer].events += 1;
    }

    /// A number rings elsewhere: what was made for it goes, if nothing else rings there.
    pub(super) fn let_pass(&mut self, customer: Who, before: &str, now: &str) {
        let id = before.strip_prefix("fwd:").and_then(|id| id.parse().ok());
        let gone = id.filter(|id| before != now && self.passing.contains(id) && !self.is_rung(*id));
        if let Some(id) = gone {
            self.objects.remove(&id);
            self.passing.remove(&id);
            self.accounts[customer].events += 1;
        }
    }

    /// Where a number rings that was to ring there: nowhere, if that is gone.
    pub(super) fn ring_now(&self, customer: Who, ring: &str) -> String {
        let (header, record) = ring.split_once(':').unwrap_or((ring, ""));
        let is_there = match header {
            "fwd" => record.parse().is_ok_and(|id| self.has_forwarding(customer, id)),
            "account" => self.has_login(customer, record),
            _ => true,
        };
        if is_there { ring.to_owned() } else { "none:".to_owned() }
    }

    /// Only the customer itself, none of the accounts under it.
    pub(super) fn admits_owner(&self, by: Asker) -> Result<Who, &'static str> {
        let customer = self.admits(by)?;
        if by.who == customer { Ok(customer) } else { Err("forbidden") }
    }

    fn has_forwarding(&self, customer: Who, id: i64) -> bool {
        self.objects.get(&id).is_some_and(|(owner, ..)| *owner == customer)
    }

    /// Whether an account of the customer's, or its own, is called so.
    pub(super) fn has_login(&self, customer: Who, name: &str) -> bool {
        let named =
            |account: &Account| !account.gone && account.root == customer && account.name == name;
        self.accounts.iter().any(named)
    }

    fn is_name_free(&self, who: Who, id: Option<i64>, name: &str) -> Result<(), &'static str> {
        let mut others = self.objects.iter().filter(|(known, _)| Some(**known) != id);
        let taken = others.any(|(_, (owner, known, _))| (*owner, known.as_str()) == (who, name));
        if taken { Err("object_taken") } else { Ok(()) }
    }

    fn write_forwarding(&mut self, who: Who, id: i64, name: &str) -> Answer {
        self.is_name_free(who, Some(id), name)?;
        let version = self.objects.get(&id).map_or(self.now, |(.., version)| version + 1);
        self.objects.insert(id, (who, name.to_owned(), version));
        self.passing.remove(&id);
        self.accounts[who].events += 1;
        Ok(id.to_string())
    }
}
