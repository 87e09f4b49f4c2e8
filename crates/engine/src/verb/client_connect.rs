//! A reseller hands a number of its own to a client, or takes it back.
//!
//! The reseller goes on paying for the number. Its client is charged what the two agreed, on a ledger
//! of their own, and sees of the number what happens from now on. Emits `numbers_handed_over`.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, AccountRef, EventBody, NumberState, Refusal, Resale, Timestamp};
use tandem_numbering::Did;
use tandem_store::number::Number;
use tandem_store::{Lane, tenure};

use super::resale::{Waived, first_charge, is_client};
use crate::{Command, Cx, Halt, Mode};

/// Connects a number to a client. A number that the client has already gets other prices, from its
/// next month on; nothing is charged for that, and when that month begins stays as it was: another
/// date is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientConnect {
    /// The number.
    pub did: Did,
    /// The client: an account of the reseller's own.
    pub client: AccountRef,
    /// What the client pays.
    pub terms: Resale,
    /// When its second month begins; `None`: a month from now.
    pub next_billing: Option<Timestamp>,
    /// The set-up is not charged.
    pub waive_setup: bool,
    /// The first month is not charged.
    pub waive_month: bool,
}

impl Command for ClientConnect {
    const NAME: &'static str = "client.connect";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        let reseller = cx.lock_customer()?;
        cx.require_reseller()?;
        cx.require_open(reseller)?;
        let client = cx.own_account(&self.client)?;
        if !is_client(&client) {
            return Err(Refusal::AccountUnknown { name: self.client.name(cx.actor) }.into());
        }
        if !self.terms.is_sound() {
            return Err(Refusal::AmountInvalid.into());
        }
        if let Some(at) = self.next_billing.filter(|at| *at <= cx.now) {
            return Err(Refusal::DatePast { at }.into());
        }
        cx.lock(client.id)?;
        let (stored, mut held) = cx.own_number(self.did)?;
        let is_same = held.owner == client.id && held.resale.is_some();
        if let (true, Some(term), Some(wanted)) = (is_same, held.resale, self.next_billing)
            && term.next != wanted
        {
            return Err(Refusal::DateSettled { did: held.did, at: term.next }.into());
        }
        held.settings.resale = Some(self.terms);
        if is_same {
            tenure::hand_over(cx.tx, &held)?;
        } else {
            let waived = Waived { setup: self.waive_setup, month: self.waive_month };
            cx.client_pays(client.id, first_charge(self.terms, waived)?)??;
            cx.end_client_term(&held)?;
            held.owner = client.id;
            cx.begin_resale(&mut held, self.terms, self.next_billing, waived)?;
            tenure::hand_over(cx.tx, &held)?;
            cx.begin_client_term(&held, cx.now)?;
        }
        hand_over(cx, &stored, client.id, reseller)
    }
}

/// Takes a number back from a client. What the client paid is not given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientDisconnect {
    /// The number.
    pub did: Did,
}

impl Command for ClientDisconnect {
    const NAME: &'static str = "client.disconnect";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = ();

    fn run(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        let reseller = cx.lock_customer()?;
        cx.require_reseller()?;
        let (stored, mut held) = cx.own_number(self.did)?;
        // It may be a client's without any terms: ordered for it, or handed on to it.
        if held.resale.is_none() && held.owner == reseller {
            return Err(Refusal::NumberNotConnected { did: self.did }.into());
        }
        cx.end_client_term(&held)?;
        held.owner = reseller;
        (held.resale, held.settings.resale) = (None, None);
        tenure::hand_over(cx.tx, &held)?;
        hand_over(cx, &stored, reseller, reseller)
    }
}

/// Writes the new owner into the number's row and into the reseller's chain.
pub(super) fn hand_over(
    cx: &mut Cx<'_>,
    stored: &Number,
    owner: AccountId,
    reseller: AccountId,
) -> Result<(), Halt> {
    if stored.state != NumberState::Active {
        return Err(Refusal::NumberState { did: stored.did, state: stored.state }.into());
    }
    let moves = vec![cx.advance(stored, Number { owner: Some(owner), ..*stored })?];
    cx.emit(reseller, EventBody::NumbersHandedOver { owner, moves })
}
