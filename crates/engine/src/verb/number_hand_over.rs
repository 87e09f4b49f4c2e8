//! A number goes from one account of a customer's to another. Emits `numbers_handed_over`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountRef, Refusal};
use tandem_numbering::Did;
use tandem_store::{Lane, tenure};

use super::client_connect::hand_over;
use crate::{Command, Cx, Halt, Mode};

/// Gives a number of the customer's to another of its accounts, or takes it back. The customer goes on
/// paying for it, and it is set up as it was. What a reseller had agreed with the client that had it is over:
/// a client that is to pay for it is connected to it instead ([`crate::ClientConnect`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberHandOver {
    /// The number.
    pub did: Did,
    /// The account that must have it; `None`: any of the customer's.
    pub from: Option<AccountRef>,
    /// The account that is to have it.
    pub to: AccountRef,
}

impl Command for NumberHandOver {
    const NAME: &'static str = "number.hand_over";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        let customer = cx.lock_customer()?;
        cx.require_reseller()?;
        let to = cx.own_account(&self.to)?.id;
        let (stored, mut held) = cx.own_number(self.did)?;
        if let Some(named) = &self.from
            && cx.own_account(named)?.id != held.owner
        {
            return Err(Refusal::NumberNotOwned { did: self.did }.into());
        }
        if held.owner == to {
            return Ok(());
        }
        cx.end_client_term(&held)?;
        held.owner = to;
        (held.resale, held.settings.resale) = (None, None);
        tenure::hand_over(cx.tx, &held)?;
        hand_over(cx, &stored, to, customer)
    }
}
