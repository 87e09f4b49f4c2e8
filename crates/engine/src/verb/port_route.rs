//! Where numbers ring once they have come. It may be said at any time before that, and holds from the
//! moment in which they are in service. What a number names that is on its way stays until it has come. Emits
//! `port_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{NumberSettings, PortId, PortStep};
use tandem_numbering::Did;
use tandem_store::Lane;
use tandem_store::port;

use super::porting::{meant, told};
use crate::{Command, Cx, Halt, Mode};

/// Sets up numbers of a request that have not come yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PortRoute {
    /// The request.
    pub port: PortId,
    /// Which of its numbers; none: all that have not come.
    pub numbers: Vec<Did>,
    /// How they are set up.
    pub settings: NumberSettings,
}

impl Command for PortRoute {
    const NAME: &'static str = "port.route";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        let stored = cx.lock_port(self.port)?;
        let mut numbers = port::numbers(cx.tx, self.port)?;
        let may_be = |step: PortStep| step == PortStep::Draft || step.is_under_way();
        let places = meant(&numbers, &self.numbers, |number| may_be(number.step))?;
        let default = cx.account(stored.account)?.profile.default_routing;
        let settings = cx.resolve_settings(stored.account, &self.settings, &default)?;
        let mut changed = Vec::new();
        for place in places {
            let number = &mut numbers[place];
            let is_under_way = number.step.is_under_way();
            if is_under_way {
                cx.let_expected_go(stored.account, number)?;
            }
            number.settings = settings.clone();
            if is_under_way {
                cx.keep_expected(stored.account, number)?;
            }
            port::number_set(cx.tx, number)?;
            changed.push(told(number));
        }
        cx.settle_port(stored, &numbers, changed, Vec::new())?;
        Ok(())
    }
}
