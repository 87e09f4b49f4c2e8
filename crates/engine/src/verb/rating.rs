//! What a call costs, and whom.
//!
//! A call is charged by what is agreed for the number while its record is written down, and of a number
//! that was given back meanwhile by what was agreed last. Agreed are months and minutes of calls to the number; the
//! way out costs what the plan that the number was sold by says by now. It is charged whatever the balance: it has
//! been made.

use tandem_domain::{
    AccountId, CallDirection, CallRecord, Money, Posting, PostingId, RESALE, REVENUE, RatePlan,
    Reason, Refusal, call_price,
};
use tandem_store::call_record::{Charge, Rate, Whose};
use tandem_store::plan;
use tandem_store::tenure::Tenure;

use crate::{Cx, Halt};

/// A call for which somebody is charged.
struct Billed<'c> {
    held: &'c Tenure,
    plan: &'c RatePlan,
    seconds: u32,
    billed: u32,
}

impl Cx<'_> {
    /// Whose a call was, and what it cost. It is charged here. Whoever pays for the number is locked.
    pub(super) fn rate_call(
        &mut self,
        held: &Tenure,
        record: &CallRecord,
    ) -> Result<(Option<Whose>, Option<Rate>), Halt> {
        let client = client_at(held, record);
        let owner = match held.resale {
            // The client has it since; before that it was its reseller's.
            Some(_) if client.is_none() => held.payer,
            _ => held.owner,
        };
        let whose = Whose { account: held.payer, owner, tenure: held.id };
        if record.answered.is_none() {
            return Ok((Some(whose), None));
        }
        let plan = self.plan(held.plan)?;
        let Some(minute) = self.minute_price(held, &plan, record)? else {
            return Ok((Some(whose), None));
        };
        let seconds = record.seconds();
        let billed = plan.call.steps.billed(seconds);
        let call = Billed { held, plan: &plan, seconds, billed };
        let customer = self.charge_customer(&call, minute)?;
        // What a reseller and its client agreed on is the way in.
        let client = match client.filter(|_| record.direction.is_inbound()) {
            Some(minute) if self.is_open_still(owner)? => {
                self.charge_client_call(&call, owner, minute)?
            }
            Some(_) | None => None,
        };
        Ok((Some(whose), Some(Rate { plan: held.plan, billed, customer, client })))
    }

    /// Whether a client has not been closed meanwhile. The books of one that was are closed with it: a call
    /// whose record comes after that is borne by its reseller.
    fn is_open_still(&mut self, client: AccountId) -> Result<bool, Halt> {
        self.lock(client)?;
        Ok(!self.account(client)?.profile.closed)
    }

    /// What a minute costs whoever pays for the number; `None` if the way out has no price.
    fn minute_price(
        &mut self,
        held: &Tenure,
        plan: &RatePlan,
        record: &CallRecord,
    ) -> Result<Option<Money>, Halt> {
        let other = self.rules.read(&record.other).ok();
        match (record.direction, other) {
            (CallDirection::Inbound, other) => {
                Ok(Some(plan.call.minute(self.rules, held.did, held.price.minute, other)))
            }
            (CallDirection::Outbound, Some(other)) => {
                let terms = plan::call_terms(self.tx, held.plan)?;
                Ok(terms.and_then(|terms| terms.outward_minute(other)))
            }
            (CallDirection::Outbound, None) => Ok(None),
        }
    }

    fn charge_customer(&mut self, call: &Billed<'_>, minute: Money) -> Result<Charge, Halt> {
        let charged = call_price(minute, call.billed).ok_or(Refusal::AmountInvalid)?;
        if charged == Money::ZERO {
            return Ok(Charge { minute, charged, posting: None });
        }
        let charge = self.call_posting(call, (call.held.payer, REVENUE), minute, charged);
        let plan = Some(call.held.plan);
        let posting = self.post(Posting { plan, ..charge })?;
        Ok(Charge { minute, charged, posting: Some(posting) })
    }

    /// What a client is charged; nothing is known of it where its account cannot hold it. Its reseller is
    /// charged all the same.
    fn charge_client_call(
        &mut self,
        call: &Billed<'_>,
        client: AccountId,
        minute: Money,
    ) -> Result<Option<Charge>, Halt> {
        let Some(charged) = call_price(minute, call.billed) else { return Ok(None) };
        if charged == Money::ZERO {
            return Ok(Some(Charge { minute, charged, posting: None }));
        }
        let charge = self.call_posting(call, (client, RESALE), minute, charged);
        let posting = self.post_resale(charge)?;
        Ok(posting.map(|posting| Charge { minute, charged, posting: Some(posting) }))
    }

    fn call_posting(
        &self,
        call: &Billed<'_>,
        (debit, credit): (AccountId, AccountId),
        minute: Money,
        amount: Money,
    ) -> Posting {
        Posting {
            id: PostingId(self.id()),
            at: self.now,
            debit,
            credit,
            amount,
            currency: call.plan.currency,
            reason: Reason::Call,
            did: Some(call.held.did),
            order: None,
            plan: None,
            period: None,
            reverses: None,
            // The ledger is for ever, and who called whom is not.
            note: format!("{} s, {} s at {minute} a minute", call.seconds, call.billed),
        }
    }
}

/// What a minute costs the client who had the number when the call began, if one had it.
fn client_at(held: &Tenure, record: &CallRecord) -> Option<Money> {
    held.resale.filter(|term| term.since <= record.started && held.owner != held.payer)?;
    Some(held.settings.resale?.minute)
}
