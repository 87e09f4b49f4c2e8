//! Mailboxes and their messages, as they are told to customers: a message belongs to whoever had the number when
//! it was left, is kept once however often it is brought, keeps its number wherever it is moved, and once
//! removed does not come back for thirty days at least. With a mailbox goes what is in it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, Model, SECOND};
use crate::simulator::deed::{Asker, Who};
use crate::simulator::voice::VoiceDeed;

/// A message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voice {
    pub who: Who,
    pub mailbox: i64,
    pub num: i64,
    pub number: u64,
    pub at: i64,
    pub sound: u8,
    pub folder: u8,
    pub urgent: bool,
    pub listened: bool,
    /// When it was removed, if it was.
    pub removed: Option<i64>,
}

/// What is known of mailboxes.
#[derive(Clone, Debug, Default)]
pub struct Voices {
    /// Each with whose it is and its version.
    pub boxes: BTreeMap<i64, (Who, i64)>,
    /// By the number that names them.
    pub messages: BTreeMap<u64, Voice>,
    /// What was sent by letter: by account and event.
    pub mailed: BTreeSet<(Who, i64)>,
}

impl Model {
    pub(super) fn voice(&mut self, by: Asker, deed: &VoiceDeed) -> Answer {
        match *deed {
            VoiceDeed::Open { who, id } => self.open_box(who, id),
            VoiceDeed::Close { id } => {
                let who = self.admits_owner(by)?;
                self.has_box(who, id)?;
                self.voices.boxes.remove(&id);
                let all = self.names(who, id, |_| true);
                self.erase_voices(who, &all);
                self.accounts[who].events += 1;
                Ok(String::new())
            }
            VoiceDeed::Left { name, number, mailbox, at, sound } => {
                self.leave_voice(name, number, mailbox, at, sound)
            }
            VoiceDeed::Set { mailbox, num, folder, urgent, listened } => {
                let who = self.admits_owner(by)?;
                let name = self.voice_at(who, mailbox, num)?;
                let known = self.voices.messages[&name];
                let now = Voice {
                    folder: folder.unwrap_or(known.folder),
                    urgent: urgent.unwrap_or(known.urgent),
                    listened: listened.unwrap_or(known.listened),
                    ..known
                };
                if now != known {
                    self.voices.messages.insert(name, now);
                    self.accounts[who].events += 1;
                }
                Ok(format!("folder={} urgent={} listened={}", now.folder, now.urgent, now.listened))
            }
            VoiceDeed::Remove { mailbox, folder, num } => {
                let who = self.admits_owner(by)?;
                let is_there = |voice: &Voice| folder.is_none_or(|wanted| wanted == voice.folder);
                let gone = match num {
                    Some(num) => {
                        let name = self.voice_at(who, mailbox, num)?;
                        if !is_there(&self.voices.messages[&name]) {
                            return Err("message_unknown");
                        }
                        vec![name]
                    }
                    None => {
                        self.has_box(who, mailbox)?;
                        self.names(who, mailbox, is_there)
                    }
                };
                self.erase_voices(who, &gone);
                Ok(gone.len().to_string())
            }
            VoiceDeed::Mail { mailbox, num } => {
                let who = self.admits_owner(by)?;
                self.voice_at(who, mailbox, num)?;
                self.accounts[who].events += 1;
                self.voices.mailed.insert((who, self.accounts[who].events));
                Ok(String::new())
            }
            VoiceDeed::Forget { name } => {
                if let Some(voice) =
                    self.voices.messages.get(&name).filter(|known| known.removed.is_none())
                {
                    let who = voice.who;
                    self.erase_voices(who, &[name]);
                }
                Ok(String::new())
            }
        }
    }

    fn open_box(&mut self, who: Who, id: i64) -> Answer {
        match self.voices.boxes.get(&id) {
            Some((owner, _)) if *owner != who => return Err("object_unknown"),
            Some(_) => {}
            None => {
                self.voices.boxes.insert(id, (who, self.now));
                self.accounts[who].events += 1;
            }
        }
        Ok(id.to_string())
    }

    fn leave_voice(&mut self, name: u64, number: u64, mailbox: i64, at: i64, sound: u8) -> Answer {
        if at <= 0 || at > self.now + 300 * SECOND {
            return Err("call_invalid");
        }
        if let Some(known) = self.voices.messages.get(&name) {
            let is_same = (known.number, known.sound) == (number, sound);
            return if is_same { Ok(format!("num={}", known.num)) } else { Err("key_reused") };
        }
        let who = self.payer_at(number, at).ok_or("call_invalid")?;
        self.has_box(who, mailbox)?;
        let of_box = self.voices.messages.values();
        let nums = of_box.filter(|known| (known.who, known.mailbox) == (who, mailbox));
        let num = nums.map(|known| known.num).max().unwrap_or(0) + 1;
        let left = Voice {
            who,
            mailbox,
            num,
            number,
            at,
            sound,
            folder: 0,
            urgent: false,
            listened: false,
            removed: None,
        };
        self.voices.messages.insert(name, left);
        self.forget_voices(who, mailbox, num);
        self.accounts[who].events += 1;
        Ok(format!("num={num}"))
    }

    /// Of what was removed from a mailbox more than thirty days ago the sixteen oldest are forgotten when another comes.
    fn forget_voices(&mut self, who: Who, mailbox: i64, latest: i64) {
        let long_ago = self.now - 30 * 86_400 * SECOND;
        let of_box = self.voices.messages.iter();
        let mut gone: Vec<(i64, u64)> = of_box
            .filter(|(_, known)| (known.who, known.mailbox) == (who, mailbox))
            .filter(|(_, known)| known.removed.is_some_and(|at| at < long_ago))
            .filter(|(_, known)| known.num < latest)
            .map(|(name, known)| (known.num, *name))
            .collect();
        gone.sort_unstable();
        for (_, name) in gone.into_iter().take(16) {
            self.voices.messages.remove(&name);
        }
    }

    fn has_box(&self, who: Who, id: i64) -> Result<(), &'static str> {
        let known = self.voices.boxes.get(&id).is_some_and(|(owner, _)| *owner == who);
        if known { Ok(()) } else { Err("object_unknown") }
    }

    /// The name of the message that is there.
    fn voice_at(&self, who: Who, mailbox: i64, num: i64) -> Result<u64, &'static str> {
        self.has_box(who, mailbox)?;
        let found = self.names(who, mailbox, |voice| voice.num == num);
        found.first().copied().ok_or("message_unknown")
    }

    fn names(&self, who: Who, mailbox: i64, is_it: impl Fn(&Voice) -> bool) -> Vec<u64> {
        let all = self.voices.messages.iter();
        let there = all.filter(|(_, voice)| {
            voice.removed.is_none() && (voice.who, voice.mailbox) == (who, mailbox) && is_it(voice)
        });
        there.map(|(name, _)| *name).collect()
    }

    fn erase_voices(&mut self, who: Who, gone: &[u64]) {
        for name in gone {
            if let Some(voice) = self.voices.messages.get_mut(name) {
                voice.removed = Some(self.now);
            }
        }
        self.accounts[who].events += i64::from(!gone.is_empty());
    }
}
