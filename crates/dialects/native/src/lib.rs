//! Tandem's own API, as far as it goes: what calls are routed by, and the sandbox of `tandem demo`.
//!
//! JSON in, JSON out, under `/v1/`, with `Authorization: Bearer KEY`. What went wrong is told as
//! `application/problem+json` (RFC 9457) with, where one parameter is at fault, its name in `field`.
//!
//! The sandbox lets time pass and things go wrong, so that a month, a supplier's refusal or a
//! receiver that is down can be rehearsed by anyone. It is mounted by the demo alone; `serve` has
//! nothing at its paths.

pub mod operations;
mod reply;
mod request;
mod routes;
mod routing;
mod sandbox;
mod words;

use std::sync::Arc;

use tandem_gateway::{Answer, BoxFuture, Call, Coverage, Dialect, Gate};

pub use sandbox::{Day, Passed, Sandbox, Spell};

/// What keys of this dialect are stored under.
pub const SCHEME: &str = "native";

/// The native dialect.
pub struct Native {
    sandbox: Option<Arc<dyn Sandbox>>,
}

impl Native {
    /// The dialect; where there is no sandbox, nothing is at the paths of one.
    pub fn new(sandbox: Option<Arc<dyn Sandbox>>) -> Self {
        Self { sandbox }
    }
}

impl Dialect for Native {
    fn name(&self) -> &'static str {
        SCHEME
    }

    fn mounts(&self) -> &'static [&'static str] {
        &[routes::ROOT]
    }

    fn coverage(&self) -> Vec<Coverage> {
        operations::coverage()
    }

    fn serve<'a>(&'a self, gate: &'a Gate, call: Call) -> BoxFuture<'a, Answer> {
        Box::pin(routes::serve(self.sandbox.as_deref(), gate, call))
    }
}
