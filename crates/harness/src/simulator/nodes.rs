//! The processes of the product, and the events that reach them.

use std::collections::{BTreeMap, VecDeque};

use futures_executor::block_on;
use tandem_domain::{AccountId, Event, Rng};
use tandem_engine::Engine;
use tandem_mirror::Follower;
use tandem_numbering::Rules;
use tandem_store::{FeedCursor, event};

use super::Simulation;
use super::generate::IMAGES_MAX;

/// How many events that were delivered may be delivered again.
const RECENT_MAX: usize = 64;

/// One process of the product.
pub(super) struct Node {
    pub(super) engine: Engine,
    /// Events that have not reached it yet, in order for each account.
    pub(super) coming: BTreeMap<AccountId, VecDeque<Event>>,
    /// Events that have, and may come once more.
    pub(super) recent: VecDeque<Event>,
    /// Whether its mirrors have seen everything, apart from what is still coming.
    pub(super) is_complete: bool,
}

impl Simulation {
    pub(super) fn start(&mut self, number: usize, loaded: bool) -> Node {
        self.births += 1;
        // A process takes longer to start than the ids of one millisecond last.
        self.clock.pass_micros(2000);
        let store = self.ground.store();
        let clock = Box::new(self.clock.clone());
        let number = u8::try_from(number).unwrap_or(0);
        let engine = Engine::new(store, Rules::new(), clock, self.births, number);
        if loaded {
            block_on(engine.load()).expect("mirrors that load");
        }
        Node { engine, coming: BTreeMap::new(), recent: VecDeque::new(), is_complete: loaded }
    }

    pub(super) fn restart(&mut self, number: usize, loaded: bool) {
        self.nodes[number].engine.close();
        self.nodes[number] = self.start(number, loaded);
    }

    /// A node draws its shelf. Where a transaction of somebody else is open that an image has to wait
    /// for, there is none this time.
    pub(super) fn draw(&mut self, node: usize) {
        let engine = &self.nodes[node].engine;
        let draft = block_on(engine.draw_image()).expect("a drawing");
        if let Some(image) = block_on(engine.prove_image(&draft)).expect("a readable database") {
            self.images.push_front(image);
            self.images.truncate(IMAGES_MAX);
        }
    }

    /// Starts a node again from an image; from the tables, if there is none.
    pub(super) fn revive(&mut self, number: usize, image: usize) {
        let Some(image) = self.images.get(image).cloned() else {
            return self.restart(number, true);
        };
        self.restart(number, false);
        let node = &mut self.nodes[number];
        block_on(node.engine.load_image(&image)).expect("an image of this very database");
        node.is_complete = true;
    }

    /// What was committed is on its way to every node, also to the one that did it: it may have
    /// died before it could tell itself.
    pub(super) fn harvest(&mut self) {
        let after = self.feed;
        let reader = self.ground.reader().clone();
        let found = self.ground.look(move |tx| {
            let rows = reader.feed_after(tx, after, 10_000)?;
            rows.into_iter().map(|(cursor, row)| Ok((cursor, event::read(&row)?))).collect()
        });
        let found: Vec<(FeedCursor, Event)> = found;
        for (cursor, event) in found {
            self.feed = cursor;
            for node in &mut self.nodes {
                node.coming.entry(event.account).or_default().push_back(event.clone());
            }
        }
    }

    pub(super) fn deliver(&mut self, node: usize, events: usize, seed: u64) {
        let mut rng = Rng::seeded(seed);
        let node = &mut self.nodes[node];
        for _ in 0..events {
            let again = rng.below(5) == 0 && !node.recent.is_empty();
            if again {
                let index = usize::try_from(rng.below(node.recent.len() as u64)).unwrap_or(0);
                node.engine.mirrors().apply(&node.recent[index]);
                continue;
            }
            node.coming.retain(|_, events| !events.is_empty());
            if node.coming.is_empty() {
                break;
            }
            let chosen = usize::try_from(rng.below(node.coming.len() as u64)).unwrap_or(0);
            let events = node.coming.values_mut().nth(chosen);
            if let Some(event) = events.and_then(VecDeque::pop_front) {
                node.engine.mirrors().apply(&event);
                node.recent.push_back(event);
                if node.recent.len() > RECENT_MAX {
                    node.recent.pop_front();
                }
            }
        }
    }

    pub(super) fn follow(&mut self, node: usize) {
        let node = &mut self.nodes[node];
        while block_on(node.engine.follow()).expect("a feed") > 0 {}
        node.coming.clear();
        // What the feed has passed does not come again, so that it may be forgotten.
        node.recent.clear();
        node.is_complete = true;
    }
}
