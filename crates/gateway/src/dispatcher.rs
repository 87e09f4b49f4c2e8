//! Where a call that waits at a switch goes, in the time that a call can wait.

use std::time::Duration;

use tandem_domain::Refusal;
use tandem_domain::route::RoutePlan;
use tandem_engine::{Engine, RouteAsk};

use crate::Timer;

/// How long a call waits for news about its number to be read.
const ROUTE_PATIENCE: Duration = Duration::from_millis(50);

/// Answers switches that have a call waiting, by whichever way they ask.
#[derive(Clone)]
pub struct Dispatcher {
    engine: Engine,
    timer: Timer,
}

impl Dispatcher {
    /// One that asks an engine.
    pub const fn new(engine: Engine, timer: Timer) -> Self {
        Self { engine, timer }
    }

    /// The engine.
    pub const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The plan for a call, and how old what it was made from may be, in whole seconds.
    ///
    /// # Errors
    ///
    /// Nothing is in memory, and the database does not answer.
    pub async fn route(&self, ask: RouteAsk) -> Result<(RoutePlan, i64), Refusal> {
        let enough = (self.timer)(ROUTE_PATIENCE);
        self.engine.route_within(ask, enough).await.map_err(|_| Refusal::Unavailable)
    }
}
