//! A customer's statement: each line with its reason, and the balance after it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_domain::{
    AccountId, AccountRef, CLIENT_OPENING, CallDirection, CallRecord, Money, Posting, PostingId,
    RESALE, Reason, Refusal, Timestamp,
};
use tandem_store::{StoreError, Tx, account, call_record, posting};

use crate::{Command, Cx, Halt, Mode};

/// How many lines one page shows.
const PAGE_MAX: usize = 1000;

/// Looks at a statement, oldest line first; the operator may look at anybody's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct StatementList {
    /// Whose; `None`: the actor's own.
    pub customer: Option<AccountId>,
    /// Only lines of this instant or later.
    pub from: Option<Timestamp>,
    /// Only lines before this instant.
    pub to: Option<Timestamp>,
    /// Where the page before ended; `None`: the first page.
    pub after: Option<PageEnd>,
}

/// Where a page of a statement ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageEnd {
    /// When its last line was written …
    pub at: Timestamp,
    /// … and that line.
    pub line: PostingId,
    /// The balance after it.
    pub balance: Money,
}

/// A page of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The balance before its first line.
    pub opening: Money,
    /// The lines.
    pub lines: Vec<StatementLine>,
    /// Where to go on, if there may be more.
    pub next: Option<PageEnd>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLine {
    /// What moved: when, for which number and order, under which plan, for which time.
    pub posting: Posting,
    /// How much the balance changed; negative when it shrank.
    pub change: Money,
    /// The balance after it.
    pub balance: Money,
    /// The code of the plan it was charged by.
    pub plan: Option<String>,
    /// The order's number among the customer's orders.
    pub order_serial: Option<i64>,
    /// Why, in words a customer reads.
    pub why: String,
}

impl Command for StatementList {
    const NAME: &'static str = "statement.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Statement;

    fn adds_up(&self) -> bool {
        // What the balance was then is what it is now, less all that came since.
        self.after.is_none() && self.from.is_some()
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Statement, Halt> {
        let customer = self.customer.unwrap_or(cx.actor.account);
        // A customer sees its own and its clients'; a client sees its own.
        if !cx.actor.is_operator() && cx.own_account(&AccountRef::Id(customer)).is_err() {
            return Err(Refusal::Forbidden.into());
        }
        // The house's own accounts have lines and no row.
        if cx.actor.is_operator() && customer > CLIENT_OPENING {
            cx.account(customer)?;
        }
        let opening = match (self.after, self.from) {
            (Some(end), _) => end.balance,
            (None, None) => Money::ZERO,
            // Mostly it is the latest weeks that are asked for, and not the years before.
            (None, Some(from)) => {
                let now = account::get(cx.tx, customer)?.map_or(Money::ZERO, |found| found.balance);
                Money(now.0.saturating_sub(posting::gained_since(cx.tx, customer, from)?.0))
            }
        };
        let begin = (self.from.unwrap_or(Timestamp(i64::MIN)), PostingId(i64::MIN));
        let after = self.after.map_or(begin, |end| (end.at, end.line));
        let limit = i64::try_from(PAGE_MAX).unwrap_or(i64::MAX);
        let found = posting::of_account(cx.tx, customer, after, self.to, limit)?;
        let full = found.len() >= PAGE_MAX;
        let calls = calls(cx.tx, found.iter().map(|(posting, _)| posting))?;
        let mut balance = opening;
        let mut lines = Vec::new();
        for (posting, order_serial) in found {
            let plan = match posting.plan {
                Some(plan) => Some(cx.plan(plan)?.code.clone()),
                None => None,
            };
            let sign = if posting.credit == customer { 1 } else { -1 };
            let change = Money(posting.amount.0 * sign);
            // A balance that is stored fits, and so did each before it.
            balance = Money(balance.0.saturating_add(change.0));
            let call = calls.get(&posting.id);
            let why = why(&posting, plan.as_deref(), order_serial, call);
            lines.push(StatementLine { posting, change, balance, plan, order_serial, why });
        }
        let end = lines.last().map(|last| &last.posting);
        let end = end.map(|last| PageEnd { at: last.at, line: last.id, balance });
        Ok(Statement { opening, lines, next: end.filter(|_| full) })
    }
}

/// The calls that postings charge for, as far as there are records of them: who called whom is not in the ledger.
fn calls<'p>(
    tx: &mut dyn Tx,
    postings: impl Iterator<Item = &'p Posting>,
) -> Result<BTreeMap<PostingId, CallRecord>, StoreError> {
    let of_calls = postings.filter(|posting| posting.reason == Reason::Call);
    let (clients, customers): (Vec<&Posting>, Vec<&Posting>) =
        of_calls.partition(|posting| posting.credit == RESALE);
    let mut calls = BTreeMap::new();
    for (postings, is_client) in [(customers, false), (clients, true)] {
        let ids: Vec<PostingId> = postings.iter().map(|posting| posting.id).collect();
        for some in ids.chunks(call_record::POSTINGS_AT_ONCE) {
            for kept in call_record::of_postings(tx, some, is_client)? {
                let rate = kept.rate.ok_or(StoreError::Shape("call_record.posting"))?;
                let charge = if is_client { rate.client } else { Some(rate.customer) };
                calls.extend(charge.and_then(|charge| charge.posting).map(|id| (id, kept.record)));
            }
        }
    }
    Ok(calls)
}

/// Who called or was called, when, and what the switch calls it: by that it is found there.
fn call_in_words(call: &CallRecord) -> String {
    let other = if call.other.is_empty() { "anonymous" } else { &call.other };
    let way = match call.direction {
        CallDirection::Inbound => "from",
        CallDirection::Outbound => "to",
    };
    let at = Timestamp(call.started.seconds() * 1_000_000);
    let leg = if call.leg.is_empty() { String::new() } else { format!(" leg {}", call.leg) };
    format!(" {way} {other}, {at}, Call-ID {}{leg}", call.call)
}

/// The line in words: what it is for, of which number, for which time or call, by which plan, from which
/// order.
fn why(
    posting: &Posting,
    plan: Option<&str>,
    order: Option<i64>,
    call: Option<&CallRecord>,
) -> String {
    use tandem_domain::Reason::{
        Adjustment, Call, Difference, Lookup, Message, Month, Opening, PortIn, Refund, Reversal,
        Settled, Setup, Slot, TopUp, Waived,
    };
    let mut words = match posting.reason {
        Setup => "set-up",
        PortIn => "port-in",
        Month => "month",
        Difference => "difference to a dearer plan",
        Slot if posting.did.is_none() => "slots",
        Slot => "slot",
        Message => "text message",
        Call => "call",
        Lookup => "look-up",
        Reversal => "given back, it could not be had",
        Settled => "bought from its supplier",
        Refund => "refund",
        Waived if posting.note.is_empty() => "suspended, nothing is asked",
        Waived => "nothing is asked",
        TopUp => "top-up",
        Adjustment => "adjustment",
        Opening => "balance brought along from another system",
    }
    .to_owned();
    if let Some(period) = posting.period {
        let day = |at: Timestamp| at.to_string().chars().take(10).collect::<String>();
        words += &format!(" {}..{}", day(period.from), day(period.to));
    }
    if let Some(call) = call {
        words += &call_in_words(call);
    }
    let did = posting.did.map(|did| format!(", number {did}"));
    let agreed = (posting.credit == RESALE).then(|| ", as agreed with your provider".to_owned());
    let plan = plan.map(|plan| format!(", plan {plan}")).or(agreed);
    let order = order.map(|serial| format!(", order {serial}"));
    let charge = posting.reverses.map(|charge| format!(", of charge {charge}"));
    let note = Some(&posting.note).filter(|note| !note.is_empty()).map(|note| format!(": {note}"));
    [did, plan, order, charge, note].into_iter().flatten().fold(words, |words, more| words + &more)
}
