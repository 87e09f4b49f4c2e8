//! A letter of authorisation, a bill: files that the other carrier asks for. What a file is, its content
//! says. Emits `port_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{PortDocumentId, PortId, Refusal};
use tandem_store::{Lane, port};

use super::porting::PortPaper;
use crate::{Command, Cx, Halt, Mode};

/// Adds a file to a request that is not at its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortAttach {
    /// The request.
    pub port: PortId,
    /// The file.
    pub paper: PortPaper,
}

impl Command for PortAttach {
    const NAME: &'static str = "port.attach";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = PortDocumentId;

    fn run(&self, cx: &mut Cx<'_>) -> Result<PortDocumentId, Halt> {
        let stored = cx.lock_port(self.port)?;
        if !stored.state.is_open() {
            return Err(Refusal::PortStanding { state: stored.state }.into());
        }
        let document = cx.keep_paper(&stored, &self.paper)?;
        let numbers = port::numbers(cx.tx, self.port)?;
        cx.settle_port(stored, &numbers, Vec::new(), Vec::new())?;
        Ok(document)
    }
}
