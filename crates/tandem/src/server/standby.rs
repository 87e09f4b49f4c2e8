//! A node that starts while its database is gone answers switches from the routes that it wrote down, until the
//! database is there: calls ring where they last rang, and nothing else is sold, changed or charged.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, StatusCode, header};
use tandem_domain::Timestamp;
use tandem_engine::Engine;
use tandem_gateway::{Answer, BoxFuture, Call, Coverage, Dialect, Gate, respond};
use tandem_store::{Absent, DatabaseUrl, Store, StoreError};

use super::{entrance, interrupted, listen, run_behind};
use crate::clock::NodeClock;
use crate::config::Config;
use crate::failure::Failure;
use crate::node::{self, Node};

/// How often the database is looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// When customers are told to come again, in seconds.
const AGAIN_SECONDS: &str = "5";

/// What became of standing by.
pub enum Stood {
    /// The database is there.
    Found,
    /// The process is to end.
    Ended,
}

/// Whether a database is gone. One whose schema is not ours is there.
pub async fn is_gone(database: &DatabaseUrl) -> bool {
    // A file is there or it is not; only a server goes and comes.
    if matches!(database, DatabaseUrl::Sqlite(_)) {
        return false;
    }
    let url = database.clone();
    let looked = tokio::task::spawn_blocking(move || Store::is_made(&url)).await;
    matches!(looked, Ok(Err(StoreError::Unavailable(_))))
}

/// Answers switches from the image of the routes, if there is one, until the database is there.
pub async fn stand_by(config: &Config) -> Result<Option<Stood>, Failure> {
    let Some(image) = &config.image else { return Ok(None) };
    let clock = NodeClock::default();
    let store = Store::over(Arc::new(Absent));
    let engine = Engine::new(store, config.rules.clone(), Box::new(clock), 0, config.node);
    let Some(current_at) = image.load_routes(&engine) else { return Ok(None) };
    engine.answer_at(config.switches.domains());
    say_so(&engine, current_at);
    let dialects: Vec<Box<dyn Dialect>> = vec![Box::new(config.switches.door()), Box::new(Closed)];
    let realms = config.sip_realms.clone();
    let networks = config.webhook_networks.clone();
    let gateway =
        node::gateway(engine.clone(), config.calls_per_minute, realms, networks, dialects)?;
    let listener = listen(config.listen).await?;
    let address = listener.local_addr().unwrap_or(config.listen);
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    // Whoever started it may not care to be told.
    let _ = writeln!(
        std::io::stdout(),
        "tandem stands by on {scheme}://{address} until {} is there",
        config.database
    );
    let entrance = entrance(config, &engine).await?;
    let node = Node::idle(engine);
    let (found, told) = tokio::sync::oneshot::channel();
    let stop = async {
        let stood = tokio::select! {
            () = interrupted() => Stood::Ended,
            () = appears(&config.database) => Stood::Found,
        };
        // Whoever waits for it is below.
        let _ = found.send(stood);
    };
    run_behind(entrance, listener, gateway, node, stop).await;
    Ok(Some(told.await.unwrap_or(Stood::Ended)))
}

fn say_so(engine: &Engine, current_at: Timestamp) {
    let (numbers, seconds) =
        (engine.mirrors().routes.numbers(), engine.now().seconds() - current_at.seconds());
    tracing::error!(
        numbers,
        seconds,
        "the database is gone: calls are routed as they were so many seconds ago, and nothing else is done"
    );
}

async fn appears(database: &DatabaseUrl) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        if !is_gone(database).await {
            return;
        }
    }
}

/// What is answered to customers meanwhile.
struct Closed;

impl Dialect for Closed {
    fn name(&self) -> &'static str {
        "closed"
    }

    fn mounts(&self) -> &'static [&'static str] {
        &["/"]
    }

    fn coverage(&self) -> Vec<Coverage> {
        Vec::new()
    }

    fn serve<'a>(&'a self, _: &'a Gate, _: Call) -> BoxFuture<'a, Answer> {
        let why = "the database does not answer; calls are routed, and nothing else is done\n";
        let mut answer = respond(StatusCode::SERVICE_UNAVAILABLE, "text/plain; charset=utf-8", why);
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(AGAIN_SECONDS));
        Box::pin(async { answer })
    }
}
