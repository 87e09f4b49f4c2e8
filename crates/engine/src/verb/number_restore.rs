//! A number that was given back, or taken back because it was not paid for, is its former owner's
//! again. Emits `numbers_restored`, and `numbers_renewed` where months were owed.

use serde::{Deserialize, Serialize};
use tandem_domain::{
    EventBody, Money, NumberState, Period, Reason, Refusal, Role, TenureId, Timestamp, month_after,
};
use tandem_numbering::Did;
use tandem_store::number::Number;
use tandem_store::tenure::Tenure;
use tandem_store::{Lane, StoreError, number, tenure};

use super::renewal::month_posting;
use super::resale::Waived;
use crate::{Command, Cx, Halt, Mode};

/// Gives a released number back to whoever had it, for as long as its restore window lasts, on the
/// same terms and set up as before. Months that had begun and were not paid when it was given back are
/// charged first. A paid month that still runs is good for it; otherwise a new month begins now and is
/// charged. What its settings named and was removed since gives way to the account's default. The former
/// owner's command, or the operator's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NumberRestore {
    /// The number.
    pub did: Did,
}

/// A number that was restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// What was charged for it.
    pub charged: Money,
    /// When the next month is charged.
    pub next_billing: Timestamp,
    /// Which of its settings gave way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fell_back: Vec<Role>,
}

impl Command for NumberRestore {
    const NAME: &'static str = "number.restore";
    const MODE: Mode = Mode::Write(Lane::Order);
    type Outcome = Restored;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Restored, Halt> {
        let past = self.past(cx)?;
        let did = self.did;
        let stored = number::lock(cx.tx, did)?.ok_or(Refusal::NumberUnknown { did })?;
        let lasts = stored.until.is_some_and(|until| until > cx.now);
        if stored.state != NumberState::Released || !lasts {
            return Err(Refusal::RestoreOver { did }.into());
        }
        if let Some(slot) = past.slot
            && !cx.use_slot(past.payer, slot, false)?
        {
            return Err(Refusal::SlotsShort { slot }.into());
        }
        let (past, mut charged) = cx.charge_arrears(past)?;
        // What was given back keeps nothing.
        let (settings, fell_back) = cx.settings_now(past.payer, &past.settings)?;
        let mut again = Tenure {
            settings,
            id: TenureId(cx.id()),
            began: cx.now,
            slot_fee: None,
            deadline: None,
            owed_to: None,
            version: 1,
            ..past
        };
        let mut month_charged = Money::ZERO;
        if again.next_billing <= cx.now {
            let anchor = cx.now.day_of_month();
            let month = Period { from: cx.now, to: month_after(cx.now, anchor) };
            (again.anchor_day, again.next_billing) = (i64::from(anchor), month.to);
            month_charged = self.charge(cx, &again, month)?;
        }
        charged = charged.plus(month_charged).ok_or(Refusal::AmountInvalid)?;
        again.due = again.next_billing;
        if cx.account(again.owner)?.profile.closed {
            // Whoever had it is no more: it goes to who paid for it.
            again.owner = again.payer;
            (again.resale, again.settings.resale) = (None, None);
        }
        // A client whose reseller has the number back for it begins a month of its own, unless the one
        // it was charged for still runs.
        if let (Some(term), Some(terms)) = (again.resale, again.settings.resale)
            && term.next <= cx.now
        {
            let waived = Waived { setup: true, month: false };
            cx.begin_resale(&mut again, terms, None, waived)?;
        }
        cx.begin_tenure(&again)?;
        let owner = Some(again.owner);
        let active = Number { state: NumberState::Active, owner, until: None, ..stored };
        let moves = vec![cx.advance(&stored, active)?];
        let body = EventBody::NumbersRestored {
            moves,
            charged: month_charged,
            fell_back: fell_back.clone(),
        };
        cx.emit(again.payer, body)?;
        Ok(Restored { charged, next_billing: again.next_billing, fell_back })
    }
}

impl NumberRestore {
    /// The tenure that ended last, if it was the actor's; whoever pays for it is locked.
    fn past(&self, cx: &mut Cx<'_>) -> Result<Tenure, Halt> {
        let not_owned = || Refusal::NumberNotOwned { did: self.did };
        let past = if cx.actor.is_operator() {
            let (seen, _) = tenure::last(cx.tx, self.did)?.ok_or_else(not_owned)?;
            cx.lock(seen.payer)?;
            // Read again: only now can it not change under us.
            let (past, _) = tenure::last(cx.tx, self.did)?.ok_or_else(not_owned)?;
            if past.id != seen.id {
                return Err(StoreError::Contended.into());
            }
            past
        } else {
            let customer = cx.lock_customer()?;
            cx.require_open(customer)?;
            let (past, _) = tenure::last(cx.tx, self.did)?.ok_or_else(not_owned)?;
            let actor = cx.actor;
            let mine = past.payer == actor.root
                && (actor.account == actor.root || actor.account == past.owner);
            if !mine {
                return Err(not_owned().into());
            }
            past
        };
        match tenure::current(cx.tx, self.did)? {
            None => Ok(past),
            Some(held) if held.payer == past.payer => {
                Err(Refusal::NumberAlreadyOwned { did: self.did }.into())
            }
            Some(_) => Err(not_owned().into()),
        }
    }

    fn charge(&self, cx: &mut Cx<'_>, again: &Tenure, month: Period) -> Result<Money, Halt> {
        let (needed, balance) = (again.price.monthly, cx.account(again.payer)?.spendable());
        if needed.is_positive() && needed > balance {
            return Err(Refusal::InsufficientFunds { needed, balance }.into());
        }
        let posting = month_posting(cx, again, month, needed, Reason::Month)?;
        cx.post(posting)?;
        Ok(needed)
    }
}
