//! Queues, as Asterisk reads them from us when a caller comes in.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tandem_domain::route::Queue;
use tandem_domain::{JoinWhenEmpty, ObjectId};

use crate::Site;
use crate::asterisk::dial::channel;
use crate::asterisk::waiting::strategy;

/// How many queues are kept. When there are more, the one with the lowest id makes room: its next caller
/// brings it back.
pub const QUEUES_MAX: usize = 10_000;

/// The queues that callers were put into lately, each as its last caller's plan had it.
///
/// Asterisk reads how a queue rings, and whom, when a caller comes in (`extconfig.conf`: `queues` and
/// `queue_members` by `curl`). The caller's plan knows both, so they are kept for that one question, which
/// comes at once and to the same node.
#[derive(Clone, Debug, Default)]
pub struct Queues(Arc<Mutex<BTreeMap<ObjectId, Kept>>>);

#[derive(Clone, Debug)]
struct Kept {
    /// How it rings: names of columns and values.
    how: Vec<(&'static str, String)>,
    /// Whom: channel, name, penalty.
    agents: Vec<(String, String, u32)>,
}

impl Queues {
    /// Keeps a queue for the question that is about to come.
    pub(super) fn keep(&self, queue: &Queue, site: &Site) {
        let settings = &queue.settings;
        let how = vec![
            ("strategy", strategy(settings.strategy).to_owned()),
            ("timeout", settings.ring_seconds.to_string()),
            ("maxlen", settings.callers.unwrap_or(0).to_string()),
            ("joinempty", word(settings.join_when_empty)),
            ("leavewhenempty", word(settings.leave_when_empty)),
            ("musicclass", settings.music.unwrap_or_default().word().to_owned()),
        ];
        let mut agents = Vec::new();
        for agent in &queue.agents {
            for channel in channel(&agent.leg.to, site) {
                agents.push((channel, agent.name.clone(), agent.penalty));
            }
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= QUEUES_MAX && !kept.contains_key(&queue.id) {
            kept.pop_first();
        }
        kept.insert(queue.id, Kept { how, agents });
    }

    /// How a queue rings, as Asterisk reads a row.
    pub fn how(&self, name: &str) -> Option<Vec<(&'static str, String)>> {
        let kept = self.kept(name)?;
        Some([vec![("name", name.to_owned())], kept.how].concat())
    }

    /// Whom it rings, a row for each.
    pub fn agents(&self, name: &str) -> Vec<Vec<(&'static str, String)>> {
        let agents = self.kept(name).map(|kept| kept.agents).unwrap_or_default();
        let row = |(place, (channel, agent, penalty)): (usize, (String, String, u32))| {
            vec![
                ("uniqueid", format!("{name}-{place}")),
                ("queue_name", name.to_owned()),
                ("interface", channel),
                ("membername", agent),
                ("penalty", penalty.to_string()),
                ("paused", "0".to_owned()),
            ]
        };
        agents.into_iter().enumerate().map(row).collect()
    }

    fn kept(&self, name: &str) -> Option<Kept> {
        let id = name.parse().ok().map(ObjectId)?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }
}

/// Asterisk's word for when callers may wait though nobody is there.
fn word(of: JoinWhenEmpty) -> String {
    let known = JoinWhenEmpty::WORDS.into_iter().find(|(when, ..)| *when == of);
    known.map_or("yes", |(_, word, _)| word).to_owned()
}
