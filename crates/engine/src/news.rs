//! What is new: from the feed of events to what is to be told of them.
//!
//! Whoever keeps a [`News`] reads ahead in memory. That something is to be told is written down
//! together with how far the feed was read ([`DeliveryWrite`]), so that each event is told once to
//! each hook, whoever reads it and however often.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::json;
use tandem_domain::{AccountId, Currency, Event, EventBody, HookId};
use tandem_store::hook::{self, Hook};
use tandem_store::{FeedCursor, ReadLimit, StoreError, Tx, event, follower};

use crate::notice::notice;
use crate::portion::Portion;
use crate::telling::telling;
use crate::{DELIVERIES_WRITTEN_MAX, DeliveryWrite, Engine, FOLLOWER, HOOKS_MAX, ToTell};

/// How many hooks one query reads.
const HOOKS_PAGE: i64 = 1000;
// What one event tells the hooks of its account, and its letter, fits into one command.
const _: () = assert!((HOOKS_MAX as usize) < DELIVERIES_WRITTEN_MAX);
/// After how many events of which nothing is told the place in the feed is written down all the
/// same, so that a restart does not read them again.
const UNTOLD_MAX: usize = 20_000;

/// How far somebody has read, and whom to tell.
#[derive(Debug, Default)]
pub struct News {
    place: Option<Place>,
    portion: Portion,
}

#[derive(Debug)]
struct Place {
    /// Where the follower stands in the database; `None` before it has begun.
    stored: Option<FeedCursor>,
    /// How far was read.
    read: FeedCursor,
    /// How many events that was since.
    untold: usize,
    hooks: BTreeMap<AccountId, Vec<(Hook, Currency)>>,
}

/// What a look found.
#[derive(Debug)]
pub struct Looked {
    /// Something to be written down.
    pub write: Option<DeliveryWrite>,
    /// Whether there may be more to read at once.
    pub more: bool,
}

impl News {
    /// How far was read, to be written down though nothing is to be told of it.
    pub fn place(&self) -> Option<DeliveryWrite> {
        let write =
            |place: &Place| DeliveryWrite { from: place.stored, to: place.read, told: Vec::new() };
        self.place.as_ref().map(write)
    }

    /// What was to be written down is, or somebody else was quicker: then the look begins afresh
    /// from where that other has come.
    pub fn written(&mut self, write: &DeliveryWrite, ours: bool) {
        match &mut self.place {
            Some(place) if ours => {
                place.stored = Some(write.to);
                place.untold = 0;
            }
            _ => self.place = None,
        }
    }
}

impl Engine {
    /// Reads on in the feed. What it finds must be written down before the next look, and
    /// [`News::written`] told of it.
    pub async fn news(&self, news: &mut News) -> Result<Looked, StoreError> {
        let inner = Arc::clone(&self.inner);
        let (place, portion) = (news.place.take(), news.portion);
        let read = self.reading(ReadLimit::Following, move |tx| {
            let mut place = match place {
                Some(place) => place,
                None => {
                    let stored = follower::get(tx, FOLLOWER)?;
                    // What happened before anybody listened is not told.
                    let read = stored.map_or_else(|| inner.store.feed_head(tx), Ok)?;
                    Place { stored, read, untold: 0, hooks: listening(tx)? }
                }
            };
            let rows = inner.store.feed_after(tx, place.read, portion.events())?;
            let events: Vec<Event> =
                rows.iter().map(|(_, row)| event::read(row)).collect::<Result<_, _>>()?;
            let changed = events.iter().filter(|event| changes_hooks(&event.body));
            for account in changed.map(|event| event.account).collect::<BTreeSet<AccountId>>() {
                place.hooks.insert(account, hook::listening_of(tx, account)?);
            }
            let mut more = portion.is_full(rows.len());
            let mut told: Vec<ToTell> = Vec::new();
            for ((cursor, _), event) in rows.iter().zip(&events) {
                let of = place.of(event);
                if told.len() + of.len() > DELIVERIES_WRITTEN_MAX {
                    more = true;
                    break;
                }
                told.extend(of);
                place.read = *cursor;
                place.untold += 1;
            }
            Ok((place, told, more))
        });
        let read = read.await;
        news.portion = portion.after(read.is_ok());
        let (place, told, more) = read?;
        let due = !told.is_empty() || place.stored.is_none() || place.untold >= UNTOLD_MAX;
        let write = due.then_some(DeliveryWrite { from: place.stored, to: place.read, told });
        news.place = Some(place);
        Ok(Looked { write, more })
    }
}

const fn changes_hooks(body: &EventBody) -> bool {
    matches!(body, EventBody::HookSet { .. } | EventBody::HookRemoved { .. })
}

fn listening(tx: &mut dyn Tx) -> Result<BTreeMap<AccountId, Vec<(Hook, Currency)>>, StoreError> {
    let mut hooks: BTreeMap<AccountId, Vec<(Hook, Currency)>> = BTreeMap::new();
    let mut after = HookId(i64::MIN);
    loop {
        let page = hook::listening(tx, after, HOOKS_PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(hooks) };
        after = last.id;
        for (hook, currency) in page {
            hooks.entry(hook.account).or_default().push((hook, currency));
        }
    }
}

impl Place {
    /// Everything that is to be told of one event.
    fn of(&self, event: &Event) -> Vec<ToTell> {
        let letter = notice(&event.body).map(|notice| ToTell {
            hook: None,
            account: event.account,
            seq: event.seq,
            kind: notice.kind.to_owned(),
            payload: json!({ "subject": notice.subject, "text": notice.text }).to_string(),
        });
        let hooks = self.hooks.get(&event.account).map_or(&[][..], Vec::as_slice);
        let wanted = hooks.iter().filter(|(hook, _)| event.seq > hook.since);
        let told = wanted.filter_map(|(hook, currency)| to_tell(event, hook, *currency));
        told.chain(letter).collect()
    }
}

fn to_tell(event: &Event, hook: &Hook, currency: Currency) -> Option<ToTell> {
    let telling = telling(&event.body, currency)?;
    let wanted = match event.body {
        EventBody::HookTested { hook: tested } => tested == hook.id,
        _ => hook.kinds.is_empty() || hook.kinds.iter().any(|kind| kind == telling.kind),
    };
    wanted.then(|| {
        let payload = json!({
            "type": telling.kind,
            "timestamp": event.at.to_string(),
            "account": event.account.to_string(),
            "sequence": event.seq,
            "event": format!("{}:{}", event.account, event.seq),
            "data": telling.data,
        });
        let (account, seq) = (event.account, event.seq);
        let (kind, payload) = (telling.kind.to_owned(), payload.to_string());
        ToTell { hook: Some(hook.id), account, seq, kind, payload }
    })
}
