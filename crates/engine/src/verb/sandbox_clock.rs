//! The time of a sandbox, which can be moved.

use serde::{Deserialize, Serialize};
use tandem_domain::Scope;
use tandem_store::{Lane, sandbox};

use crate::{Command, Cx, Halt, Mode};

/// Looks how far the time is ahead of the wall's, in microseconds. The operator's command.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ClockGet;

impl Command for ClockGet {
    const NAME: &'static str = "clock.get";
    const MODE: Mode = Mode::Read;
    type Outcome = i64;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<i64, Halt> {
        cx.require_operator()?;
        Ok(sandbox::ahead(cx.tx)?)
    }
}

/// Remembers how far the time is ahead of the wall's, for when the sandbox is started again. It
/// never shrinks: time does not go back. The operator's command.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ClockSet {
    /// How far, in microseconds.
    pub ahead: i64,
}

impl Command for ClockSet {
    const NAME: &'static str = "clock.set";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    /// How far it is now.
    type Outcome = i64;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<i64, Halt> {
        cx.require_operator()?;
        sandbox::set_ahead(cx.tx, self.ahead.max(0))?;
        Ok(sandbox::ahead(cx.tx)?)
    }
}
