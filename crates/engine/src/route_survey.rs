//! Every number and where it rings, in one go: for whoever has to write that down.

use std::collections::BTreeMap;
use std::sync::Arc;

use tandem_domain::route::{Allowance, Channels, DependsOn, RoutePlan, decide_with};
use tandem_domain::{AccountId, CallLimits, Money, Timestamp};
use tandem_mirror::{Charged, Follower, Routes, SnapshotBook};
use tandem_numbering::Did;
use tandem_store::{ReadLimit, StoreError, Tx, account};

use crate::{EXPORT_ROWS, Engine, RouteAsk};

/// Where a number rings, whoever calls it now.
#[derive(Clone, Debug)]
pub struct Surveyed {
    /// The plan for a caller who shows no number.
    pub plan: RoutePlan,
    /// What besides the number led there.
    pub depends: DependsOn,
    /// Whether a minute of a call costs anybody anything, by whichever way it goes, so that a balance decides.
    pub costs: bool,
    /// Whether calls have to be counted: at once, in a minute, or what they cost in an hour.
    pub counted: bool,
}

/// Everything that decides where calls go, read once.
struct Survey {
    routes: Routes,
    limits: BTreeMap<AccountId, Arc<CallLimits>>,
}

impl Engine {
    /// Looks where every number rings that somebody has, in the order of the numbers. All that decides it is read once,
    /// page by page, in one state of the database; then nothing more is asked.
    pub async fn survey_routes(&self, mut see: impl FnMut(Surveyed)) -> Result<(), StoreError> {
        let inner = Arc::clone(&self.inner);
        let survey = self.reading(ReadLimit::None, move |tx| {
            let routes = Routes::default();
            routes.load(tx)?;
            let end = inner.store.feed_end(tx)?;
            let last = inner.store.feed_last(tx, end)?;
            routes.begin_at(last.map_or(0, |(cursor, _)| cursor.parts()[0]));
            Ok(Survey { routes, limits: limits(tx)? })
        });
        let Survey { routes, limits } = survey.await?;
        let (rules, now) = (&self.inner.rules, self.now());
        routes.look(rules, self.inner.domains(), |book| {
            for number in book.numbers() {
                if let Some(surveyed) = surveyed(book, number, &limits, (rules, now)) {
                    see(surveyed);
                }
            }
        });
        Ok(())
    }
}

fn surveyed(
    book: &SnapshotBook<'_>,
    number: Did,
    limits: &BTreeMap<AccountId, Arc<CallLimits>>,
    (rules, now): (&tandem_numbering::Rules, Timestamp),
) -> Option<Surveyed> {
    let charged = book.charged(number)?;
    let of = |account| limits.get(&account).cloned().unwrap_or_default();
    let counts = |account| of(account).counts();
    let counted = charged.terms.channels.is_some()
        || counts(charged.account)
        || charged.client.is_some_and(|(client, _)| counts(client));
    let limits = of(charged.account);
    let channels = charged.terms.channels.map(|most| Channels { most });
    let allowance = Allowance { channels, ..Allowance::at_any_time(limits) };
    let ask = RouteAsk::to(number);
    let (plan, depends) = decide_with(&ask.call(rules, (now, 0), allowance), book);
    let costs = costs(&charged, &plan);
    Some(Surveyed { plan, depends, costs, counted })
}

/// Whether a minute of a call by a plan costs anybody anything, from wherever it may come.
fn costs(charged: &Charged<'_>, plan: &RoutePlan) -> bool {
    let some = |minute: Money| minute > Money::ZERO;
    some(charged.minute)
        || charged.client.is_some_and(|(_, minute)| some(minute))
        || charged.terms.origins.iter().any(|origin| some(origin.minute))
        || some(charged.terms.way_out(plan))
}

/// How much each account may call that has a limit of its own.
fn limits(tx: &mut dyn Tx) -> Result<BTreeMap<AccountId, Arc<CallLimits>>, StoreError> {
    let mut limits = BTreeMap::new();
    let mut after = AccountId(i64::MIN);
    loop {
        let page = account::page(tx, after, EXPORT_ROWS)?;
        let Some(last) = page.last() else { return Ok(limits) };
        after = last.id;
        let own = page.into_iter().filter(|account| !account.profile.calls.is_usual());
        limits.extend(own.map(|account| (account.id, account.profile.calls.into())));
    }
}
