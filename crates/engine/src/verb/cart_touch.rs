//! Carts: whoever still means to buy keeps the numbers a little longer. Emits `numbers_held`.

use serde::{Deserialize, Serialize};
use tandem_domain::{EventBody, Refusal, Timestamp};
use tandem_numbering::Did;
use tandem_store::{Lane, cart, number};

use super::holding::{Holds, is_kept};
use crate::{Command, Cx, Halt, Mode};

/// Extends the holds of numbers in the actor's cart: a quarter of an hour from now, as far as the two
/// hours in all allow. A hold that has lapsed stays lapsed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartTouch {
    /// The numbers; none: all that lie in the cart.
    pub numbers: Vec<Did>,
}

/// How long a number in a cart is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartHold {
    /// The number.
    pub did: Did,
    /// Until when it is kept from others; `None` once that has lapsed.
    pub kept_until: Option<Timestamp>,
}

impl Command for CartTouch {
    const NAME: &'static str = "cart.touch";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = Vec<CartHold>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<CartHold>, Halt> {
        let customer = cx.lock_customer()?;
        cx.require_open(customer)?;
        let holder = cx.actor.account;
        let items: Vec<Did> = cart::list(cx.tx, holder)?.iter().map(|item| item.did).collect();
        if items.is_empty() {
            return Err(Refusal::CartEmpty.into());
        }
        if let Some(did) = self.numbers.iter().find(|did| !items.contains(did)) {
            return Err(Refusal::NumberNotInCart { did: *did }.into());
        }
        let mut holds = Holds::of(cx, customer, &items)?;
        cx.lock_in_order(&items)?;
        let mut touched = Vec::new();
        let mut moves = Vec::new();
        for did in items {
            if !self.numbers.is_empty() && !self.numbers.contains(&did) {
                continue;
            }
            let stored = number::lock(cx.tx, did)?;
            let kept = stored.filter(|stored| is_kept(stored, holder, cx.now));
            if let Some(stored) = &kept {
                moves.push(holds.keep(cx, stored, holder)?.0);
            }
            let kept_until = kept.and_then(|_| holds.until(did));
            touched.push(CartHold { did, kept_until });
        }
        if !moves.is_empty() {
            cx.emit(customer, EventBody::NumbersHeld { moves })?;
        }
        Ok(touched)
    }
}
