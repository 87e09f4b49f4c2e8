//! Carts: a number is put aside. It is kept from others for a quarter of an hour, and for longer
//! when it is touched or put aside again, up to two hours in all. Emits `numbers_held`.

use serde::{Deserialize, Serialize};
use tandem_domain::{EventBody, Refusal};
use tandem_numbering::Did;
use tandem_store::{Lane, cart, number};

use super::holding::{Holds, is_kept};
use crate::{CART_NUMBERS_MAX, Command, Cx, Halt, Mode};

/// Puts numbers into the actor's cart: all of them, or none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CartAdd {
    /// The numbers.
    pub numbers: Vec<Did>,
}

impl Command for CartAdd {
    const NAME: &'static str = "cart.add";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        let customer = cx.lock_customer()?;
        cx.require_open(customer)?;
        let holder = cx.actor.account;
        let mut items = cart::list(cx.tx, holder)?;
        if self.numbers.len() > CART_NUMBERS_MAX as usize {
            return Err(Refusal::CartFull { max: CART_NUMBERS_MAX }.into());
        }
        let mut moves = Vec::new();
        let chosen: Vec<Did> =
            self.numbers.iter().copied().chain(items.iter().map(|item| item.did)).collect();
        let mut holds = Holds::of(cx, customer, &chosen)?;
        cx.lock_in_order(&chosen)?;
        for did in &self.numbers {
            let stored = number::lock(cx.tx, *did)?;
            let stored = stored.ok_or(Refusal::NumberUnknown { did: *did })?;
            let known = items.iter().find(|item| item.did == *did);
            if known.is_some() && is_kept(&stored, holder, cx.now) {
                return Err(Refusal::NumberInCart { did: *did }.into());
            }
            if known.is_none() && items.len() >= CART_NUMBERS_MAX as usize {
                return Err(Refusal::CartFull { max: CART_NUMBERS_MAX }.into());
            }
            let (step, since) = holds.keep(cx, &stored, holder)?;
            moves.push(step);
            cart::delete(cx.tx, holder, *did)?;
            cart::insert(cx.tx, holder, *did, since)?;
            items.retain(|item| item.did != *did);
            items.push(cart::CartItem { did: *did, since });
        }
        // Whoever goes on choosing keeps what was chosen before.
        for item in items.iter().filter(|item| !self.numbers.contains(&item.did)) {
            let stored = number::lock(cx.tx, item.did)?;
            if let Some(stored) = stored.filter(|stored| is_kept(stored, holder, cx.now)) {
                moves.push(holds.keep(cx, &stored, holder)?.0);
            }
        }
        cx.emit(customer, EventBody::NumbersHeld { moves })
    }
}
