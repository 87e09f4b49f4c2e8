//! Whether calls go, by what is in memory, where they go by the tables.

use futures_executor::block_on;
use tandem_domain::route::RoutePlan;
use tandem_engine::{Engine, RouteAsk};
use tandem_numbering::Did;

/// The first of some numbers to which a call goes elsewhere by memory than by the tables, and how.
pub(super) fn astray(engine: &Engine, numbers: impl Iterator<Item = u64>) -> Option<String> {
    // Nobody is kept out by what was heard and not read.
    if let Err(error) = block_on(engine.refresh_calls()) {
        return Some(format!("balances cannot be read: {error}"));
    }
    for did in numbers.filter_map(Did::new) {
        let ask = RouteAsk { from: "3055550100".to_owned(), chance: Some(7), ..RouteAsk::to(did) };
        let held = block_on(engine.route_by_tables(ask.clone()));
        let told = block_on(engine.route(ask));
        let (Ok(held), Ok(told)) = (held, told) else {
            return Some(format!("a call to {did} cannot be decided"));
        };
        // The feed says later than the tables how far both have come.
        let told = RoutePlan { version: held.version, ..told };
        if told != held {
            return Some(format!("a call to {did} goes by {told:?} and not by {held:?}"));
        }
    }
    None
}
