//! Any command, only tried.

use serde::{Deserialize, Serialize};
use tandem_domain::{Actor, Scope};

use crate::{Command, Cx, Halt, Mode, Wanted};

/// Does everything that a command does, and keeps nothing of it: whoever wants to know whether it would
/// be carried out is told what would come of it. A command that can be rehearsed by itself needs this no
/// more than one that only looks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tried<C>(pub C);

impl<C: Command> Command for Tried<C> {
    const NAME: &'static str = C::NAME;
    const MODE: Mode = C::MODE;
    type Outcome = C::Outcome;

    fn scope(&self) -> Scope {
        match self.0.scope() {
            Scope::Operate => Scope::Operate,
            Scope::Read | Scope::Write => Scope::Read,
        }
    }

    fn is_rehearsal(&self) -> bool {
        true
    }

    fn shard(&self, actor: &Actor) -> i64 {
        self.0.shard(actor)
    }

    fn wants(&self) -> Option<Wanted<'_>> {
        self.0.wants()
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<C::Outcome, Halt> {
        self.0.run(cx)
    }
}
