//! The courier of webhooks.
//!
//! What is to be told is written down first, by [`follow`], which turns the account's events into
//! deliveries. [`run`] then calls: that somebody begins is committed before the call, what came of
//! it after. Whoever dies in between has begun; somebody begins again half a minute later. So each
//! delivery is made at least once, and a receiver tells a repetition by its id.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use tandem_domain::{Actor, HookId, Refusal, Target, Timestamp};
use tandem_engine::{
    Ask, DELIVERIES_EXPIRED_MAX, DeliveryBegin, DeliveryExpire, DeliveryGet, DeliverySettle,
    DeliveryStale, DueDelivery, Engine, HookDue, HooksDue, MESSAGE_CALLBACK, MESSAGE_RECEIPT, News,
    ToDeliver,
};

use crate::faults::{Faults, Mishap};
use crate::http::{Call, Caller};
use crate::signature::signature;
use crate::turns::{Turns, host_of};
use crate::{page, post};

/// How often the feed is asked for news.
const FOLLOW_EVERY: Duration = Duration::from_millis(100);
/// For how long whoever found that another node is following leaves it to that one.
const STEP_BACK: Duration = Duration::from_secs(2);
/// How often what is due is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How often what is to be forgotten is looked for.
const EXPIRE_EVERY: Duration = Duration::from_secs(60);
/// How often what came of a call is offered to a store that is unavailable …
const SETTLE_TRIES_MAX: u32 = 5;
/// … and how long after the time before.
const SETTLE_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Turns events into deliveries for as long as it is polled. Any number of nodes may do so: what
/// one has written down no other writes again.
pub async fn follow(engine: Engine) {
    let mut news = News::default();
    loop {
        let pause = match step(&engine, &mut news).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::warn!(%error, "the news cannot be read");
                STEP_BACK
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// Reads on and writes down what it finds; returns after how long to read on.
async fn step(engine: &Engine, news: &mut News) -> Result<Duration, String> {
    let looked = engine.news(news).await.map_err(|error| error.to_string())?;
    let quick = if looked.more { Duration::ZERO } else { FOLLOW_EVERY };
    let Some(write) = looked.write else { return Ok(quick) };
    match operate(engine, write.clone()).await {
        Ok(ours) => {
            news.written(&write, ours);
            Ok(if ours { quick } else { STEP_BACK })
        }
        Err(refusal) => {
            // It may be written or not: where the database says that the feed was read up to, it is.
            news.written(&write, false);
            Err(refusal.to_string())
        }
    }
}

/// Forgets what was settled long ago, for as long as it is polled.
pub async fn expire(engine: Engine) {
    loop {
        let stale = operate(&engine, DeliveryStale).await;
        let gone = match stale {
            Ok(true) => operate(&engine, DeliveryExpire).await,
            Ok(false) => Ok(0),
            Err(refusal) => Err(refusal),
        };
        let gone = gone.unwrap_or_else(|refusal| {
            tracing::warn!(%refusal, "old deliveries could not be forgotten");
            0
        });
        if gone < DELIVERIES_EXPIRED_MAX {
            tokio::time::sleep(EXPIRE_EVERY).await;
        }
    }
}

/// Calls webhooks for as long as it is polled. A receiver that is slow holds up nobody but itself.
pub async fn run(engine: Engine, caller: Caller, faults: Arc<Faults>) {
    let mut turns = Turns::default();
    let mut steps: FuturesUnordered<BoxFuture<'_, Step>> = FuturesUnordered::new();
    steps.push(Box::pin(look(&engine, None)));
    while let Some(step) = steps.next().await {
        match step {
            Step::Looked(hooks) => {
                let chosen = turns.choose(hooks);
                if chosen.is_empty() {
                    steps.push(Box::pin(look(&engine, turns.after())));
                } else {
                    steps.push(Box::pin(begin(&engine, chosen)));
                }
            }
            Step::Begun(begun) => {
                for begun in begun {
                    turns.begin(&begun.url);
                    steps.push(Box::pin(deliver(&engine, &caller, &faults, begun)));
                }
                steps.push(Box::pin(look(&engine, turns.after())));
            }
            Step::Delivered(host) => turns.end(&host),
        }
    }
}

/// What happened next.
enum Step {
    /// These hooks have something waiting.
    Looked(Vec<HookDue>),
    /// These were begun.
    Begun(Vec<ToDeliver>),
    /// A call to this host has ended.
    Delivered(String),
}

async fn look(engine: &Engine, after: Option<HookId>) -> Step {
    tokio::time::sleep(LOOK_EVERY).await;
    match operate(engine, HooksDue { after }).await {
        Ok(hooks) => Step::Looked(hooks),
        Err(refusal) => {
            tracing::warn!(%refusal, "what is due to webhooks cannot be read");
            tokio::time::sleep(STEP_BACK).await;
            Step::Looked(Vec::new())
        }
    }
}

async fn begin(engine: &Engine, chosen: Vec<DueDelivery>) -> Step {
    match begin_all(engine, &chosen).await {
        Ok(begun) => Step::Begun(begun),
        Err(refusal) => {
            tracing::warn!(%refusal, "deliveries could not be begun; they are due still or again");
            tokio::time::sleep(STEP_BACK).await;
            Step::Begun(Vec::new())
        }
    }
}

/// Begins what was seen to be due, as far as nobody was quicker, and reads what it takes.
pub(crate) async fn begin_all(
    engine: &Engine,
    due: &[DueDelivery],
) -> Result<Vec<ToDeliver>, Refusal> {
    let of = due.iter().map(|due| (due.id, due.due)).collect();
    let of = operate(engine, DeliveryBegin { of }).await?;
    operate(engine, DeliveryGet { of }).await
}

async fn deliver(engine: &Engine, caller: &Caller, faults: &Faults, begun: ToDeliver) -> Step {
    let host = host_of(&begun.url);
    let began = Instant::now();
    let (status, error) = if faults.strikes(Mishap::WebhookFails, engine.now()) {
        (None, "a rehearsed failure: nobody was called".to_owned())
    } else {
        match begun.kind.as_str() {
            MESSAGE_CALLBACK => match post::arrival(&begun) {
                Some(arrival) if !arrival.form.is_query() => {
                    post::hand_over(caller, &begun, &arrival).await
                }
                _ => page::call(caller, &begun).await,
            },
            MESSAGE_RECEIPT => match post::told(&begun) {
                Some(receipt) if !receipt.form.is_query() => {
                    post::receipt(caller, &begun, &receipt).await
                }
                _ => page::call(caller, &begun).await,
            },
            _ => call(caller, &begun, engine.now()).await,
        }
    };
    let micros = i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX);
    settle(engine, &begun, status, error, micros).await;
    Step::Delivered(host)
}

/// Calls; returns the status and what went wrong.
async fn call(caller: &Caller, begun: &ToDeliver, now: Timestamp) -> (Option<u16>, String) {
    let target = match Target::parse(&begun.url) {
        Ok(target) => target,
        Err(fault) => return (None, format!("its address {fault}")),
    };
    let headers = headers(begun, now);
    let body = Bytes::from(begun.payload.clone());
    match caller.call(Call { target, method: Method::POST, headers, body }).await {
        Ok(reply) if (200..300).contains(&reply.status) => (Some(reply.status), String::new()),
        Ok(reply) => (Some(reply.status), reply.complaint()),
        Err(fault) => (None, fault.to_string()),
    }
}

fn headers(begun: &ToDeliver, now: Timestamp) -> HeaderMap {
    let (id, seconds) = (begun.id.to_string(), now.seconds());
    let signature = signature(&begun.secret, &id, seconds, &begun.payload);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::USER_AGENT, HeaderValue::from_static("tandem-webhooks/1"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    for (name, value) in [
        ("webhook-id", id),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", signature),
    ] {
        // Digits and base64 are fit for a header.
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    headers
}

pub(crate) async fn settle(
    engine: &Engine,
    begun: &ToDeliver,
    status: Option<u16>,
    error: String,
    micros: i64,
) {
    let (id, account, nth) = (begun.id, begun.account, begun.nth);
    let settle = DeliverySettle { id, account, nth, status, error, micros };
    for _ in 0..SETTLE_TRIES_MAX {
        let key = Some(format!("delivery:{id}:{nth}"));
        let ask = Ask { actor: Actor::operator(), command: settle.clone(), key };
        match engine.execute(ask).await {
            Ok(()) => return,
            Err(Refusal::Unavailable) => tokio::time::sleep(SETTLE_AGAIN_AFTER).await,
            Err(refusal) => {
                tracing::error!(%refusal, delivery = %id, "what came of a call was refused");
                return;
            }
        }
    }
    tracing::warn!(delivery = %id, "what came of a call could not be written down; it is made again");
}

pub(crate) async fn operate<C: tandem_engine::Command>(
    engine: &Engine,
    command: C,
) -> Result<C::Outcome, Refusal> {
    engine.execute(Ask::new(Actor::operator(), command)).await
}
