//! Numbers that were to come are not wanted any more: all of a request, or some of it. The carrier that has
//! them keeps them. Emits `port_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{PortId, PortState, PortStep};
use tandem_numbering::Did;
use tandem_store::{Lane, port};

use super::porting::meant;
use crate::{Command, Cx, Halt, Mode};

/// Gives numbers of a request up that have not come yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortCancel {
    /// The request.
    pub port: PortId,
    /// Which of its numbers; none: all that have not come.
    pub numbers: Vec<Did>,
}

impl Command for PortCancel {
    const NAME: &'static str = "port.cancel";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = PortState;

    fn run(&self, cx: &mut Cx<'_>) -> Result<PortState, Halt> {
        let stored = cx.lock_port(self.port)?;
        let mut numbers = port::numbers(cx.tx, self.port)?;
        let may_go = |step: PortStep| step == PortStep::Draft || step.is_under_way();
        let places = meant(&numbers, &self.numbers, |number| may_go(number.step))?;
        let (changed, moves) = cx.give_up_ports(stored.account, &mut numbers, &places)?;
        cx.note_port(self.port, "Given up.")?;
        cx.settle_port(stored, &numbers, changed, moves)
    }
}
