//! Another carrier asks for a number of a customer's.
//!
//! It must know the customer's account with us, the ZIP code if we know it, and the PIN of the number if it
//! has one; then the number goes on the day that is confirmed, and its owner is told. What the customer owes
//! is no reason to hold a number back (FCC 10-85, §52.35): nobody looks. The number works and is billed
//! until the other carrier has it ([`crate::NumberDepart`]). Emits `port_out_set`.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    EventBody, NumberState, PortField, PortOutId, PortOutProof, PortOutState, PortOutTruth,
    Refusal, Scope, Timestamp,
};
use tandem_numbering::{Did, VirtualNumber};
use tandem_store::number::Number;
use tandem_store::port::{self, Leaving};
use tandem_store::tenure::Tenure;
use tandem_store::{Lane, StoreError, account, number, tenure};

use crate::{Command, Cx, Halt, Mode};

/// The longest name of a carrier that is kept, in characters.
const CARRIER_CHARS_MAX: usize = 100;

/// Writes down that another carrier asks for a number. The operator's command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortOutAsk {
    /// The number.
    pub did: Did,
    /// The other carrier.
    pub carrier: String,
    /// What it knows of the customer.
    pub proof: PortOutProof,
    /// When the number goes, if what it knows is so.
    pub foc: Timestamp,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortOutAsked {
    /// The request.
    pub port_out: PortOutId,
    /// What was not so; `None`: the number goes.
    pub flaw: Option<PortField>,
}

impl Command for PortOutAsk {
    const NAME: &'static str = "port_out.ask";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = PortOutAsked;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<PortOutAsked, Halt> {
        cx.require_operator()?;
        let did = self.did;
        let seen = tenure::current(cx.tx, did)?.ok_or(Refusal::NumberNotOwned { did })?;
        cx.lock(seen.payer)?;
        let stored = number::lock(cx.tx, did)?.ok_or(Refusal::NumberUnknown { did })?;
        // Read again: only now can it not change under us.
        let held = tenure::current(cx.tx, did)?.filter(|held| held.id == seen.id);
        let held = held.ok_or(StoreError::Contended)?;
        // Its owner may have told us before the other carrier did.
        let is_promised = cx.is_promised(did)?;
        if !stored.state.is_in_service() || is_promised || VirtualNumber::of(did).is_some() {
            return Err(Refusal::NumberState { did, state: stored.state }.into());
        }
        let flaw = self.proof.flaw(&truth(cx, &held)?);
        let mut moves = Vec::new();
        if flaw.is_none() && stored.state != NumberState::PortingOut {
            let leaving = Number { state: NumberState::PortingOut, ..stored };
            moves.push(cx.advance(&stored, leaving)?);
        }
        let state = match flaw {
            Some(_) => PortOutState::Rejected,
            None => PortOutState::Scheduled,
        };
        let leaving = Leaving {
            id: PortOutId(cx.id()),
            did,
            account: held.payer,
            owner: held.owner,
            carrier: self.carrier.trim().chars().take(CARRIER_CHARS_MAX).collect(),
            state,
            field: flaw,
            foc: flaw.is_none().then_some(self.foc),
            asked: cx.now,
            ended: flaw.map(|_| cx.now),
        };
        port::leaving_insert(cx.tx, &leaving)?;
        let Leaving { id: port_out, field, foc, .. } = leaving;
        cx.emit(held.payer, EventBody::PortOutSet { port_out, did, state, field, foc, moves })?;
        Ok(PortOutAsked { port_out, flaw })
    }
}

/// What the other carrier must know.
fn truth(cx: &mut Cx<'_>, held: &Tenure) -> Result<PortOutTruth, Halt> {
    let mut accounts = Vec::new();
    for id in [held.owner, held.payer] {
        accounts.push(id.to_string());
        accounts.extend(account::names(cx.tx, id, id)?.into_iter().map(|name| name.name));
    }
    let postal_code = cx.account(held.payer)?.profile.postal_code;
    Ok(PortOutTruth { accounts, pin: held.settings.port_out_pin.clone(), postal_code })
}
