//! Requests for numbers of other carriers whose time is up: those about which nobody says anything lapse, and the
//! papers of those that are at their end are let go of. Emits `port_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Actor, PortId, PortState, PortStep, Scope};
use tandem_store::port::{self, Port};
use tandem_store::{Lane, StoreError};

use super::porting::meant;
use crate::{
    Command, Cx, Halt, Mode, PORT_PAPERS_DAYS, PORT_PAPERS_VAIN_DAYS, PORT_SILENCE_DAYS,
    PORTS_DUE_MAX,
};

/// For how long the papers of requests that ended so are kept, in days.
const ENDS: [(PortState, i64); 2] =
    [(PortState::Completed, PORT_PAPERS_DAYS), (PortState::Cancelled, PORT_PAPERS_VAIN_DAYS)];

/// Looks which requests there is something to do about. The operator's job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PortDue;

impl Command for PortDue {
    const NAME: &'static str = "port.due";
    const MODE: Mode = Mode::Read;
    /// Some of them, each with the customer who pays.
    type Outcome = Vec<(PortId, AccountId)>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Self::Outcome, Halt> {
        cx.require_operator()?;
        let since = cx.now.plus_days(-PORT_SILENCE_DAYS);
        let mut due = port::unheard(cx.tx, since, PORTS_DUE_MAX)?;
        for (state, days) in ENDS {
            due.extend(port::ended(cx.tx, state, cx.now.plus_days(-days), PORTS_DUE_MAX)?);
        }
        Ok(due)
    }
}

/// Does what is due about one request. The operator's job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortTend {
    /// The request.
    pub port: PortId,
    /// The customer who pays: the queue the command belongs in.
    pub customer: i64,
}

/// What was done about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortTended {
    /// Nothing: its time is not up, or somebody was faster.
    Nothing,
    /// Nothing was heard of it for so long that what was not confirmed was given up.
    Lapsed,
    /// It was at its end for so long that its papers went.
    Forgotten,
}

impl Command for PortTend {
    const NAME: &'static str = "port.tend";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = PortTended;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn shard(&self, _: &Actor) -> i64 {
        self.customer
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<PortTended, Halt> {
        cx.require_operator()?;
        let stored = cx.lock_port(self.port)?;
        let now = cx.now;
        let is_past = |days: i64, at| now.plus_days(-days) >= at;
        match stored.state {
            PortState::Submitted | PortState::Rejected
                if stored.heard.is_some_and(|heard| is_past(PORT_SILENCE_DAYS, heard)) =>
            {
                lapse(cx, stored)?;
                Ok(PortTended::Lapsed)
            }
            state => {
                let kept = ENDS.iter().find(|(end, _)| *end == state).map(|(_, days)| *days);
                let is_kept = |days| stored.forgotten.is_some() || !is_past(days, stored.changed);
                if kept.is_none_or(is_kept) {
                    return Ok(PortTended::Nothing);
                }
                forget(cx, stored)?;
                Ok(PortTended::Forgotten)
            }
        }
    }
}

/// What has a day comes all the same; everything else is as if nobody had asked.
fn lapse(cx: &mut Cx<'_>, stored: Port) -> Result<(), Halt> {
    let mut numbers = port::numbers(cx.tx, stored.id)?;
    let is_open = |step| matches!(step, PortStep::Waiting | PortStep::Rejected);
    let places = meant(&numbers, &[], |number| is_open(number.step));
    let places = places.map_err(|_| StoreError::Shape("port.state"))?;
    let (changed, moves) = cx.give_up_ports(stored.account, &mut numbers, &places)?;
    let note = format!("Given up: nothing was heard of it for {PORT_SILENCE_DAYS} days.");
    cx.note_port(stored.id, &note)?;
    cx.settle_port(stored, &numbers, changed, moves)?;
    Ok(())
}

/// What the request was about stays, and the digests of its papers.
fn forget(cx: &mut Cx<'_>, mut stored: Port) -> Result<(), Halt> {
    port::documents_forget(cx.tx, stored.id)?;
    stored.holder.account_number.clear();
    stored.forgotten = Some(cx.now);
    let numbers = port::numbers(cx.tx, stored.id)?;
    cx.settle_port(stored, &numbers, Vec::new(), Vec::new())?;
    Ok(())
}
