//! The calls of an account's numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, AccountRef, CallDirection, CallId, CallRecord, Money, Timestamp};
use tandem_numbering::Did;
use tandem_store::account;
use tandem_store::call_record::{self, Kept, Shown};

use crate::{Command, Cx, Halt, LIST_CALLS_MAX, Mode};

/// Looks at the calls of the actor's numbers and, for a customer, of its sub-accounts', the latest
/// first. Calls that somebody else had who had a number before are not among them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallList {
    /// Only those of this account's numbers, which must be the actor's own or under it.
    pub owner: Option<AccountRef>,
    /// Only those that began at this instant or later …
    pub from: Option<Timestamp>,
    /// … and before this one.
    pub to: Option<Timestamp>,
    /// Only those of this number.
    pub did: Option<Did>,
    /// Only those that went this way.
    pub direction: Option<CallDirection>,
    /// Only those that ended so.
    pub ends: CallEnds,
    /// Only those that cost something, or nothing.
    pub charged: Option<bool>,
    /// Whether they are to be shown as their account sees them, if that is a reseller's client: with what it was
    /// charged for them.
    #[serde(default)]
    pub as_client: bool,
    /// In which dialect the accounts are named.
    pub scheme: String,
    /// Only those after this one in the list: how a page follows another.
    pub after: Option<(Timestamp, CallId)>,
    /// How many.
    pub limit: u32,
}

impl CallList {
    /// The latest so many, whatever they were, with accounts as a dialect names them.
    pub fn latest(scheme: &str, limit: u32) -> Self {
        Self {
            owner: None,
            from: None,
            to: None,
            did: None,
            direction: None,
            ends: CallEnds::ANY,
            charged: None,
            as_client: false,
            scheme: scheme.to_owned(),
            after: None,
            limit,
        }
    }
}

/// How calls may have ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallEnds {
    /// Somebody answered.
    pub answered: bool,
    /// Somebody was on the telephone.
    pub busy: bool,
    /// Nobody came.
    pub no_answer: bool,
    /// Nobody could be asked, or somebody said no.
    pub failed: bool,
}

impl CallEnds {
    /// However they ended.
    pub const ANY: Self = Self { answered: true, busy: true, no_answer: true, failed: true };
}

/// A call, as whoever asks sees it: a client of a reseller sees what it was charged by that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallView {
    /// Its id.
    pub id: CallId,
    /// What the switch said.
    pub record: CallRecord,
    /// The account that had the number.
    pub owner: AccountId,
    /// What that account is called in the dialect asked for.
    pub owner_alias: Option<String>,
    /// The code of the plan by which it was charged; a client of a reseller is told none.
    pub plan: Option<String>,
    /// What a minute cost; `None` if calls of its kind cost nothing, or it was not answered.
    pub minute: Option<Money>,
    /// For how many seconds it was charged.
    pub billed: u32,
    /// What it cost.
    pub charged: Money,
}

impl Command for CallList {
    const NAME: &'static str = "call.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<CallView>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<CallView>, Halt> {
        let customer = cx.actor.root;
        let owner = match &self.owner {
            Some(named) => Some(cx.own_account(named)?.id),
            None if cx.actor.account == customer => None,
            None => Some(cx.actor.account),
        };
        let end = (self.to.unwrap_or(Timestamp(i64::MAX)), CallId(i64::MIN));
        let ends = self.ends;
        let shown = Shown {
            account: customer,
            owner,
            did: self.did.map(|did| cx.meant_of_family(did)).transpose()?,
            direction: self.direction,
            ends: [ends.answered, ends.busy, ends.no_answer, ends.failed],
            charged: self.charged,
            to_client: self.as_client || cx.actor.account != customer,
            from: self.from.unwrap_or(Timestamp(i64::MIN)),
            before: self.after.unwrap_or(end).min(end),
        };
        let found = call_record::list(cx.tx, &shown, i64::from(self.limit.min(LIST_CALLS_MAX)))?;
        let aliases = account::aliases(cx.tx, &self.scheme, customer)?;
        let mut views = Vec::with_capacity(found.len());
        for kept in found {
            views.extend(view(cx, kept, &aliases, self.as_client)?);
        }
        Ok(views)
    }
}

fn view(
    cx: &mut Cx<'_>,
    kept: Kept,
    aliases: &BTreeMap<AccountId, String>,
    as_client: bool,
) -> Result<Option<CallView>, Halt> {
    // What is nobody's stands in nobody's list.
    let Some(whose) = kept.whose else { return Ok(None) };
    let is_client = as_client || cx.actor.account != whose.account;
    let sold = kept.rate.and_then(|rate| rate.client).filter(|_| is_client);
    let charge = sold.or(kept.rate.map(|rate| rate.customer));
    let plan = match kept.rate.filter(|_| sold.is_none()) {
        Some(rate) => Some(cx.plan(rate.plan)?.code.clone()),
        None => None,
    };
    Ok(Some(CallView {
        id: kept.id,
        record: kept.record,
        owner: whose.owner,
        owner_alias: aliases.get(&whose.owner).cloned(),
        plan,
        minute: charge.map(|charge| charge.minute),
        billed: kept.rate.map_or(0, |rate| rate.billed),
        charged: charge.map_or(Money::ZERO, |charge| charge.charged),
    }))
}
