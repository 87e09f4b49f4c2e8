//! Somebody outside may have to be asked before a number is looked up.

use serde::{Deserialize, Serialize};
use tandem_store::lookup;

use super::NumberLookup;
use crate::{Command, Cx, Halt, Mode};

/// Asks what they are to be asked: that of which nothing was loaded, and of which they were not asked lately.
/// Whoever could not pay for the answers is refused before anybody is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookupNeed {
    /// What is to be looked up.
    pub look: NumberLookup,
    /// For how long a carrier that they named is believed, in seconds; `None`: nobody is asked for carriers.
    pub carrier_seconds: Option<i64>,
    /// The same of names.
    pub name_seconds: Option<i64>,
}

/// What they are to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needed {
    /// Which carrier has the number.
    pub carrier: bool,
    /// How its owner is called.
    pub name: bool,
}

impl Command for LookupNeed {
    const NAME: &'static str = "lookup.need";
    const MODE: Mode = Mode::Read;
    type Outcome = Needed;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Needed, Halt> {
        let NumberLookup { did, carrier, name } = self.look;
        let carrier = match self.carrier_seconds.filter(|_| carrier) {
            Some(seconds) if lookup::carrier(cx.tx, did)?.is_none() => {
                let answer = lookup::carrier_answer(cx.tx, did)?;
                cx.is_outdated(answer.as_ref(), seconds)
            }
            _ => false,
        };
        let name = match self.name_seconds.filter(|_| name) {
            Some(seconds) if lookup::name(cx.tx, did)?.is_none() => {
                let answer = lookup::name_answer(cx.tx, did)?;
                cx.is_outdated(answer.as_ref(), seconds)
            }
            _ => false,
        };
        if carrier || name {
            let customer = cx.actor.root;
            let (_, plan) = cx.plan_of_looks(customer)?;
            let fees = [(carrier, plan.fees.carrier_lookup), (name, plan.fees.cnam_lookup)];
            let asked = fees.into_iter().filter(|(is_asked, _)| *is_asked);
            cx.price_of_looks(customer, asked.map(|(_, fee)| fee))?;
        }
        Ok(Needed { carrier, name })
    }
}
