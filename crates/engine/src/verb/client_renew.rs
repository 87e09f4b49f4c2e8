//! Resellers' clients are charged for another month. Emits `clients_renewed`.
//!
//! A client is charged for each month in which its number is in service on the day the month begins, and
//! what becomes of the number afterwards gives nothing of that back. A month that begins while the number
//! is switched off, because its reseller has not paid for it, is passed over with a line of nothing, also
//! if the reseller pays for that time later. The charge is written down whatever the client's balance: the
//! reseller, who has paid for the number, decides what follows from that.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, Actor, EventBody, Money, NumberState, Period, Reason, Scope, month_after,
};
use tandem_numbering::Did;
use tandem_store::tenure::Tenure;
use tandem_store::{Lane, number, tenure};

use crate::{CLIENT_MONTHS_MAX, Command, Cx, Halt, Mode};

/// Looks whose clients are due. The operator's job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClientDue;

/// The numbers of one reseller whose clients are due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientsDue {
    /// The reseller.
    pub reseller: AccountId,
    /// The numbers, the longest overdue first.
    pub numbers: Vec<Did>,
}

impl Command for ClientDue {
    const NAME: &'static str = "client.due";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<ClientsDue>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<ClientsDue>, Halt> {
        cx.require_operator()?;
        let mut due: BTreeMap<AccountId, Vec<Did>> = BTreeMap::new();
        for (reseller, did) in tenure::resale_due(cx.tx, cx.now, i64::from(CLIENT_MONTHS_MAX))? {
            due.entry(reseller).or_default().push(did);
        }
        let due = due.into_iter().map(|(reseller, numbers)| ClientsDue { reseller, numbers });
        Ok(due.collect())
    }
}

/// Charges the clients of one reseller for the months that have begun, a bounded number of them. The
/// operator's job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRenew {
    /// Whose, and for which numbers.
    pub due: ClientsDue,
}

/// How many months were charged or passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientsRenewed {
    /// So many.
    pub months: u32,
}

impl Command for ClientRenew {
    const NAME: &'static str = "client.renew";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    type Outcome = ClientsRenewed;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn shard(&self, _: &Actor) -> i64 {
        self.due.reseller.0
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<ClientsRenewed, Halt> {
        cx.require_operator()?;
        cx.lock(self.due.reseller)?;
        let mut run = Run::default();
        for did in &self.due.numbers {
            // It may have been taken back or released since it was found due.
            let held = tenure::current(cx.tx, *did)?.filter(|held| held.payer == self.due.reseller);
            if let Some(held) = held {
                run.renew(cx, held)?;
            }
        }
        if !run.numbers.is_empty() {
            let body = EventBody::ClientsRenewed { numbers: run.numbers, charged: run.charged };
            cx.emit(self.due.reseller, body)?;
        }
        Ok(ClientsRenewed { months: run.months })
    }
}

#[derive(Default)]
struct Run {
    numbers: Vec<Did>,
    charged: Money,
    months: u32,
}

impl Run {
    /// Every month of one number that has begun, each with its own line.
    fn renew(&mut self, cx: &mut Cx<'_>, mut held: Tenure) -> Result<(), Halt> {
        let (Some(mut term), Some(terms)) = (held.resale, held.settings.resale) else {
            return Ok(());
        };
        let stored = number::get(cx.tx, held.did)?;
        let serves = stored.is_some_and(|stored| stored.state != NumberState::Suspended);
        let before = term.next;
        while term.next <= cx.now && self.months < CLIENT_MONTHS_MAX {
            let anchor = i8::try_from(term.anchor_day).unwrap_or(1);
            let month = Period { from: term.next, to: month_after(term.next, anchor) };
            if !serves && terms.monthly.is_positive() {
                // Nothing is asked for it, and the statement says so.
                cx.charge_client(&held, Money::ZERO, Reason::Waived, Some(month))?;
            }
            if serves {
                let asked = cx.charge_client(&held, terms.monthly, Reason::Month, Some(month))?;
                self.charged = Money(self.charged.0.saturating_add(asked.0));
            }
            term.next = month.to;
            self.months += 1;
        }
        if term.next != before {
            held.resale = Some(term);
            tenure::hand_over(cx.tx, &held)?;
            self.numbers.push(held.did);
        }
        Ok(())
    }
}
