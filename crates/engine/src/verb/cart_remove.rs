//! Carts: a number is put back. Emits `holds_ended`.

use serde::{Deserialize, Serialize};
use tandem_domain::{EventBody, NumberState, Refusal};
use tandem_numbering::Did;
use tandem_store::{Lane, cart, number};

use crate::{Command, Cx, Halt, Mode};

/// Takes one number out of the actor's cart.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CartRemove {
    /// The number.
    pub did: Did,
}

impl Command for CartRemove {
    const NAME: &'static str = "cart.remove";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        let customer = cx.lock_customer()?;
        let holder = cx.actor.account;
        if !cart::delete(cx.tx, holder, self.did)? {
            return Err(Refusal::NumberNotInCart { did: self.did }.into());
        }
        let held = number::lock(cx.tx, self.did)?
            .filter(|held| held.state == NumberState::Held && held.owner == Some(holder));
        let moves = match held {
            Some(held) => vec![cx.unhold(customer, &held)?],
            None => Vec::new(),
        };
        cx.emit(customer, EventBody::HoldsEnded { moves })
    }
}
