//! What others decide of, pages for all messages, clients that are opened, numbers that are set up together.
//!
//! Told to customers: what they ask for is submitted until the operator says what was decided; asked for anew,
//! it is submitted again. Numbers that are set up together are set up all, or none.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, Model, Saw, Wrong};
use crate::simulator::deed::{Asker, Set, Who};
use crate::simulator::paper::{LETTER, PaperDeed, company_name, state};

/// Somebody who stands for a company, or is to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    pub who: Who,
    pub company: i64,
    pub second: bool,
    /// What was decided.
    pub good: Option<bool>,
    pub version: i64,
}

/// Everything of this kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Papers {
    /// Who has a page for messages that arrive, and who for what became of those that were sent.
    pub pages: BTreeSet<(Who, bool)>,
    /// Whose a company is.
    pub companies: BTreeMap<i64, (Who, i64)>,
    pub agents: BTreeMap<i64, Agent>,
    /// Whose a letter to a company is, when it came, and how long it is.
    pub letters: BTreeMap<i64, (Who, i64, u8)>,
}

impl Papers {
    /// All objects of this kind: id, whose, name, version.
    pub fn objects(&self) -> impl Iterator<Item = (i64, Who, String, i64)> {
        let companies = self
            .companies
            .iter()
            .map(|(id, (who, version))| (*id, *who, company_name(*id), *version));
        let agents = self
            .agents
            .iter()
            .map(|(id, agent)| (*id, agent.who, state(agent.second).to_owned(), agent.version));
        let letters = self
            .letters
            .iter()
            .map(|(id, (who, version, _))| (*id, *who, LETTER.to_owned(), *version));
        companies.chain(agents).chain(letters)
    }

    /// How many letters of each customer are so long.
    pub fn files(&self) -> BTreeMap<(Who, u8), i64> {
        let mut files = BTreeMap::new();
        for (who, _, file) in self.letters.values() {
            *files.entry((*who, *file)).or_default() += 1;
        }
        files
    }
}

impl Model {
    pub(super) fn paper(
        &mut self,
        by: Asker,
        deed: &PaperDeed,
        saw: &Saw<'_>,
    ) -> Result<Answer, Wrong> {
        Ok(match deed {
            PaperDeed::Page { receipts, on, inside } => self.set_page(by, *receipts, *on, *inside),
            PaperDeed::Company { who, id } => self.put_company(*who, *id),
            PaperDeed::Agent { who, id, company, second } => {
                self.put_agent(*who, *id, *company, *second)
            }
            PaperDeed::Keep { who, company, file } => {
                return self.keep_letter(*who, *company, *file, saw);
            }
            PaperDeed::Judge { id, good } => self.judge_agent(*id, *good),
            PaperDeed::Client { name } => self.open_client(by, name),
            PaperDeed::Several { numbers, ring } => {
                if let Err(refusal) = self.admits(by) {
                    return Ok(Err(refusal));
                }
                let set = Set { ring: Some(ring.clone()), at: None, plan: None };
                for number in numbers {
                    if let Err(refusal) = self.set_number(by, *number, &set, saw)? {
                        return Ok(Err(refusal));
                    }
                }
                Ok(numbers.len().to_string())
            }
        })
    }

    fn set_page(&mut self, by: Asker, receipts: bool, on: bool, inside: bool) -> Answer {
        let customer = self.admits(by)?;
        if by.who != customer {
            return Err("forbidden");
        }
        if on && inside {
            return Err("hook_invalid");
        }
        let page = (customer, receipts);
        if on {
            self.papers.pages.insert(page);
        } else if !self.papers.pages.remove(&page) {
            return Ok(String::new());
        }
        self.accounts[customer].events += 1;
        Ok(String::new())
    }

    fn put_company(&mut self, who: Who, id: i64) -> Answer {
        match self.papers.companies.get(&id) {
            Some((owner, _)) if *owner != who => return Err("object_unknown"),
            Some(_) => {}
            None => {
                self.papers.companies.insert(id, (who, self.now));
                self.accounts[who].events += 1;
            }
        }
        Ok(id.to_string())
    }

    fn put_agent(&mut self, who: Who, id: i64, company: i64, second: bool) -> Answer {
        let agents = &self.papers.agents;
        let known = agents.get(&id).filter(|known| known.who == who);
        let is_same =
            |known: &&Agent| (known.company, known.second, known.good) == (company, second, None);
        if known.filter(is_same).is_some() {
            return Ok(id.to_string());
        }
        if self.papers.companies.get(&company).is_none_or(|(owner, _)| *owner != who) {
            return Err("reference_unknown");
        }
        if agents.get(&id).is_some_and(|known| known.who != who) {
            return Err("object_unknown");
        }
        let stands = |(other, known): (&i64, &Agent)| {
            *other != id && known.who == who && (known.company, known.second) == (company, second)
        };
        if agents.iter().any(stands) {
            return Err("object_taken");
        }
        let version = known.map_or(self.now, |known| known.version + 1);
        self.papers.agents.insert(id, Agent { who, company, second, good: None, version });
        self.accounts[who].events += 1;
        Ok(id.to_string())
    }

    fn keep_letter(
        &mut self,
        who: Who,
        company: i64,
        file: u8,
        saw: &Saw<'_>,
    ) -> Result<Answer, Wrong> {
        if self.papers.companies.get(&company).is_none_or(|(owner, _)| *owner != who) {
            return Ok(Err("reference_unknown"));
        }
        let id = match saw {
            Saw::Chose { choice, .. } => {
                choice.object.ok_or_else(|| Wrong("it got no id".to_owned()))?
            }
            Saw::Refused { word, .. } => return Err(Wrong(format!("it was refused: {word}"))),
            Saw::Nothing => return Err(Wrong("nothing was seen of its id".to_owned())),
        };
        if self.papers.letters.insert(id, (who, self.now, file)).is_some() {
            return Err(Wrong(format!("the id {id} is another's")));
        }
        self.accounts[who].events += 1;
        Ok(Ok(id.to_string()))
    }

    fn judge_agent(&mut self, id: i64, good: bool) -> Answer {
        let agent = self.papers.agents.get_mut(&id).ok_or("object_unknown")?;
        if agent.good != Some(good) {
            agent.good = Some(good);
            agent.version += 1;
            self.accounts[agent.who].events += 1;
        }
        Ok(String::new())
    }

    fn open_client(&mut self, by: Asker, name: &str) -> Answer {
        let customer = self.admits(by)?;
        if by.who != customer {
            return Err("forbidden");
        }
        if !self.accounts[customer].open {
            return Err("account_suspended");
        }
        self.open_account(Some(customer), name)?;
        let plan = self.accounts[customer].plan.clone();
        if let Some(opened) = self.accounts.last_mut() {
            opened.plan = plan;
        }
        Ok(name.to_owned())
    }
}
