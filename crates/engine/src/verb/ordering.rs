//! A number that was ordered becomes the buyer's, or goes back: what both do to it, its tenure and its price,
//! which waits in suspense until then.

use tandem_domain::{
    Money, NumberMove, NumberState, Posting, PostingId, REVENUE, Reason, Refusal, SUSPENSE,
};
use tandem_numbering::Did;
use tandem_store::number::Number;
use tandem_store::order::Order;
use tandem_store::tenure::Tenure;
use tandem_store::{number, tenure};

use super::renewal::waive;
use super::resale::Waived;
use super::tenure_page::NOT_BOUGHT;
use crate::{Cx, Halt};

/// Why nothing is asked for months that went by meanwhile.
const NOT_KNOWN: &str = "its supplier had not said whether it sold it";

impl Cx<'_> {
    /// The number is the buyer's, and its price ours.
    pub(super) fn hand_out(&mut self, order: &Order, did: Did) -> Result<NumberMove, Halt> {
        let (waiting, mut held) = self.ordered(did)?;
        let price = suspended(&held)?;
        let earned = self.suspense_posting(order, &held, price)?;
        self.post(earned)?;
        if held.next_billing <= self.now {
            // Months went by while nobody knew whose it was.
            let next_billing = waive(self, &held, NOT_KNOWN.to_owned())?;
            let paid = Tenure { next_billing, due: next_billing, ..held.clone() };
            tenure::advance(self.tx, &held, &paid)?;
            held = Tenure { version: held.version + 1, ..paid };
        }
        if let Some(terms) = held.settings.resale
            && held.owner != held.payer
        {
            self.begin_resale(&mut held, terms, None, Waived::default())?;
            tenure::hand_over(self.tx, &held)?;
            // It was bought for the client, and paid for when it was ordered.
            self.begin_client_term(&held, held.began)?;
        }
        self.advance(&waiting, Number { state: NumberState::Active, ..waiting })
    }

    /// The number goes to where it is nobody's, and its price back to the buyer, which is told as well;
    /// `note` stands on the statement.
    pub(super) fn take_back(
        &mut self,
        order: &Order,
        did: Did,
        to: NumberState,
        note: &str,
    ) -> Result<(NumberMove, Money), Halt> {
        let (waiting, held) = self.ordered(did)?;
        let price = suspended(&held)?;
        let returned = Posting {
            credit: order.account,
            reason: Reason::Reversal,
            note: note.to_owned(),
            ..self.suspense_posting(order, &held, price)?
        };
        self.post(returned)?;
        self.end_tenure(&held, NOT_BOUGHT)?;
        self.undo_slot(&held)?;
        let step = self.advance(&waiting, Number { state: to, owner: None, ..waiting })?;
        Ok((step, price))
    }

    /// The number, locked, with the tenure that begins once it is bought.
    fn ordered(&mut self, did: Did) -> Result<(Number, Tenure), Halt> {
        let waiting = number::lock(self.tx, did)?.ok_or(Refusal::OrderNotWaiting)?;
        let held = tenure::current(self.tx, did)?.ok_or(Refusal::OrderNotWaiting)?;
        Ok((waiting, held))
    }

    /// What was paid for the number becomes ours.
    fn suspense_posting(
        &mut self,
        order: &Order,
        held: &Tenure,
        amount: Money,
    ) -> Result<Posting, Halt> {
        Ok(Posting {
            id: PostingId(self.id()),
            at: self.now,
            debit: SUSPENSE,
            credit: REVENUE,
            amount,
            currency: self.account(order.account)?.currency,
            reason: Reason::Settled,
            did: Some(held.did),
            order: Some(order.id),
            plan: Some(held.plan),
            period: None,
            reverses: None,
            note: String::new(),
        })
    }
}

/// What was paid for the number when it was ordered.
fn suspended(held: &Tenure) -> Result<Money, Refusal> {
    let amount = held.price.setup.plus(held.price.monthly);
    let amount = amount.and_then(|sum| sum.plus(held.slot_fee.unwrap_or_default()));
    amount.ok_or(Refusal::AmountInvalid)
}
