//! A draft tried against calls that were made: which of them would have gone elsewhere.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tandem_domain::route::{
    Allowance, BookOtherwise, Call, Otherwise, RouteBook, RoutePlan, decide,
};
use tandem_domain::{AccountId, CallDirection, CallId, CallLimits, CallRecord, Timestamp};
use tandem_store::call_record::{self, Shown};

use super::past_reading::{AsOf, RouteDraft};
use crate::route_book::StoreBook;
use crate::{Command, Cx, Halt, Mode, ROUTES_SHOWN_MAX, ROUTES_TRIED_MAX, RouteAsk};

/// Routes calls that were made to the customer's numbers twice: as they would be now, and as they would be by a
/// draft, or by an earlier version. The latest calls of the time are taken, so many and no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RouteTry {
    /// What would be otherwise.
    pub draft: RouteDraft,
    /// By which version the draft is tried; `None`: by the one in force.
    pub as_of: Option<AsOf>,
    /// Calls that began at this instant or later …
    pub from: Timestamp,
    /// … and before this one.
    pub to: Timestamp,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteTrial {
    /// How many calls were tried.
    pub tried: usize,
    /// How many of them would have gone elsewhere, or on in another way.
    pub changed: usize,
    /// Whether there were more calls in that time than were tried.
    pub more: bool,
    /// The first of those that would have changed, the latest call first.
    pub shown: Vec<TriedCall>,
}

/// A call that would have gone another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriedCall {
    /// The call.
    pub record: CallRecord,
    /// Where it goes now, step by step.
    pub before: Vec<String>,
    /// Where it would go.
    pub after: Vec<String>,
}

impl Command for RouteTry {
    const NAME: &'static str = "route.try";
    const MODE: Mode = Mode::Read;
    type Outcome = RouteTrial;

    fn run(&self, cx: &mut Cx<'_>) -> Result<RouteTrial, Halt> {
        let customer = cx.route_customer()?;
        let (calls, more) = self.calls(cx, customer)?;
        let called: BTreeSet<_> = calls.iter().map(|call| call.did).collect();
        let mut otherwise = Otherwise::default();
        if let Some(wanted) = self.as_of {
            let version = cx.version(customer, wanted)?;
            let called: Vec<_> = called.iter().copied().collect();
            otherwise = cx.otherwise_at(customer, version, &called)?;
            // A number that came later rings as it does now.
            otherwise.numbers.retain(|_, number| number.is_some());
        }
        cx.draft(customer, &self.draft, &mut otherwise)?;
        let seed = cx.rng.below(u64::MAX);
        let asks = calls.iter().map(|call| RouteAsk {
            from: call.other.clone(),
            name: call.name.clone(),
            ..RouteAsk::to(call.did)
        });
        let asks: Vec<RouteAsk> = asks.collect();
        let limits: Arc<CallLimits> = cx.account(customer)?.profile.calls.into();
        let (rules, domains) = (cx.rules, cx.domains);
        let calls: Vec<(CallRecord, Call<'_>)> = calls
            .into_iter()
            .zip(&asks)
            .map(|(record, ask)| {
                let drawn = (record.started, seed);
                (record, ask.call(rules, drawn, Allowance::at_any_time(Arc::clone(&limits))))
            })
            .collect();
        // What is in memory answers thousands of calls while the tables answer one.
        let is_known = !called.iter().any(|did| cx.routes.is_stale_for(*did));
        let mut trial = if cx.routes.is_loaded() && is_known {
            cx.routes.look(rules, domains, |book| tried(&calls, book, customer, &otherwise))
        } else {
            let book = StoreBook::new(cx.tx, rules, domains, 0);
            let trial = tried(&calls, &book, customer, &otherwise);
            book.fault().map_or(Ok(trial), Err)?
        };
        trial.more = more;
        Ok(trial)
    }
}

impl RouteTry {
    /// The latest calls of the time, and whether there were more.
    fn calls(&self, cx: &mut Cx<'_>, customer: AccountId) -> Result<(Vec<CallRecord>, bool), Halt> {
        let shown = Shown {
            account: customer,
            owner: None,
            did: None,
            direction: Some(CallDirection::Inbound),
            ends: [true; 4],
            charged: None,
            to_client: false,
            from: self.from,
            before: (self.to, CallId(0)),
        };
        let limit = i64::try_from(ROUTES_TRIED_MAX).unwrap_or(i64::MAX);
        let mut kept = call_record::list(cx.tx, &shown, limit + 1)?;
        let more = kept.len() > ROUTES_TRIED_MAX;
        kept.truncate(ROUTES_TRIED_MAX);
        // A call that was transferred has several legs.
        let mut known = BTreeSet::new();
        kept.retain(|kept| known.insert((kept.record.switch.clone(), kept.record.call.clone())));
        Ok((kept.into_iter().map(|kept| kept.record).collect(), more))
    }
}

fn tried(
    calls: &[(CallRecord, Call<'_>)],
    book: &impl RouteBook,
    customer: AccountId,
    otherwise: &Otherwise,
) -> RouteTrial {
    let other = BookOtherwise::new(book, customer, otherwise);
    let mut trial = RouteTrial { tried: calls.len(), changed: 0, more: false, shown: Vec::new() };
    for (record, call) in calls {
        let (before, after) = (decide(call, book), decide(call, &other));
        if is_same(&before, &after) {
            continue;
        }
        trial.changed += 1;
        if trial.shown.len() < ROUTES_SHOWN_MAX {
            let (record, before, after) = (record.clone(), before.told(), after.told());
            trial.shown.push(TriedCall { record, before, after });
        }
    }
    trial
}

/// Whether a call is the same by both: what is done, and where it goes on. Why is not asked.
fn is_same(one: &RoutePlan, other: &RoutePlan) -> bool {
    let does = |plan: &RoutePlan| -> Vec<_> {
        plan.steps.iter().map(|step| (step.action.clone(), step.exits.clone())).collect()
    };
    one.max_seconds == other.max_seconds && does(one) == does(other)
}
