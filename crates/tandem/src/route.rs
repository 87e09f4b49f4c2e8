//! `tandem route`: looks where a call would go, and writes nothing.

use tandem_engine::RouteAsk;

use crate::cli::{Route, RouteExplain};
use crate::config;
use crate::failure::Failure;
use crate::node;
use crate::voice::say;

/// `tandem route`.
pub async fn run(what: Route) -> Result<(), Failure> {
    match what {
        Route::Explain(options) => explain(options).await,
    }
}

async fn explain(options: RouteExplain) -> Result<(), Failure> {
    let engine = node::open_to_look(
        &options.database.url()?,
        config::rules(&options.fictional_area_codes)?,
    )?;
    let to = engine.rules().read(&options.to);
    let to = to.map_err(|fault| Failure::Usage(format!("--to: {fault}")))?;
    let ask = RouteAsk { from: options.from, at: options.at, ..RouteAsk::to(to) };
    let explained = engine.explain_route(ask).await;
    engine.close();
    let explained = explained.map_err(|error| Failure::Unreachable(error.to_string()))?;
    if options.json {
        let text = serde_json::to_string_pretty(&explained);
        say!("{}", text.map_err(|error| Failure::Unreachable(error.to_string()))?);
    } else {
        print!("{explained}");
    }
    Ok(())
}
