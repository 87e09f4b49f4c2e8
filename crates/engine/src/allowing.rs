//! What a call may use: the money of whoever pays for it, and the limits that are set, as they stand.

use tandem_domain::route::{
    Action, Allowance, CallsUp, Domains, Reason, RoutePlan, Standing, decide,
};
use tandem_domain::{AccountId, CallRecord, Guard, Money, Timestamp};
use tandem_mirror::{CallKey, Charged, Guarded, LiveCall, SnapshotBook, Way, Wish};
use tandem_numbering::{Did, Rules};
use tandem_store::{StoreError, Tx, account, plan, posting, tenure};

use crate::inner::Inner;
use crate::route_book::StoreBook;
use crate::{Engine, RouteAsk};

/// What an hour is, to those whose calls may cost so much in one.
const HOUR_SECONDS: i64 = 3600;

impl Engine {
    /// Whether a call waits for something to be read: what was heard about its number, or how those stand
    /// whose money would not suffice for it by what was read last.
    pub fn is_stale_for(&self, ask: &RouteAsk) -> bool {
        self.mirrors().routes.is_stale_for(ask.to) || self.is_poor_by_hearsay(ask)
    }

    /// Reads what a call waits for. If the database does not answer, what is in memory stays as it is.
    pub(crate) async fn freshen(&self, ask: &RouteAsk) {
        self.refresh_route(ask.to).await;
        self.read_balances_while(|| self.is_poor_by_hearsay(ask)).await;
    }

    /// Reads balances if that is wanted: one at a time, and who has waited for another's reading looks first whether
    /// anything is left to read. If the database does not answer, what is in memory stays as it is.
    pub(crate) async fn read_balances_while(&self, is_wanted: impl Fn() -> bool) {
        if !is_wanted() {
            return;
        }
        let _alone = self.inner.reading_balances.lock().await;
        if is_wanted()
            && let Err(error) = self.refresh_calls().await
        {
            tracing::warn!(%error, "balances cannot be read");
        }
    }

    /// Reads how those stand of whom something was heard.
    pub async fn refresh_calls(&self) -> Result<(), StoreError> {
        let inner = std::sync::Arc::clone(&self.inner);
        let now = self.now();
        let refresh = move |tx: &mut dyn Tx| inner.mirrors.calls.refresh(tx, now);
        self.reading(tandem_store::ReadLimit::Second, refresh).await
    }

    /// The calls that are up, as far as this node let them in, by customer.
    pub fn live_calls(&self) -> Vec<LiveCall> {
        self.mirrors().calls.live(self.now())
    }

    /// What this node knows of the calls to a number that are up, and of what they take of those who would pay for one more;
    /// `None`: it keeps count of none.
    pub fn calls_up(&self, to: Did) -> Option<CallsUp> {
        let Inner { rules, mirrors, .. } = &*self.inner;
        let payers = |book: &SnapshotBook<'_>| {
            let charged = book.charged(to);
            let of = |of: Charged<'_>| [Some(of.account), of.client.map(|(client, _)| client)];
            charged.map(of).into_iter().flatten().flatten().collect::<Vec<_>>()
        };
        if !mirrors.routes.is_loaded() {
            return None;
        }
        let payers = mirrors.routes.look(rules, self.inner.domains(), payers);
        Some(mirrors.calls.up(to, &payers, self.now()))
    }

    /// Takes note that a call is over whose record cannot be written down now. Whoever reported it says it again, and it
    /// is charged then.
    pub fn call_is_over(&self, record: &CallRecord) {
        let Inner { rules, mirrors, .. } = &*self.inner;
        let customer = |book: &SnapshotBook<'_>| book.charged(record.did).map(|of| of.account);
        let Some(customer) = mirrors.routes.look(rules, self.inner.domains(), customer) else {
            return;
        };
        let now = self.now();
        if record.check(now).is_ok() {
            mirrors.calls.conclude(customer, record, now);
        }
    }

    /// Whether nothing is known of those who pay for a call, or it would be kept out and something was heard
    /// of them since.
    fn is_poor_by_hearsay(&self, ask: &RouteAsk) -> bool {
        let Inner { rules, mirrors, .. } = &*self.inner;
        let calls = &mirrors.calls;
        let poor = |wish: &Wish<'_>| {
            let is_kept_out = || calls.look(wish).refused.is_some();
            calls.is_unknown(wish.payers) || (calls.is_stale_for(wish.payers) && is_kept_out())
        };
        let look = |book: &SnapshotBook<'_>| {
            let way_out = self.way_out(ask, book, || self.drawn(ask));
            self.wished(ask, book, way_out, poor).unwrap_or_default()
        };
        mirrors.routes.is_loaded() && mirrors.routes.look(rules, self.inner.domains(), look)
    }

    /// What a minute costs at most on the way out, if the call may be forwarded outside and its plan has a price for that.
    pub(crate) fn way_out(
        &self,
        ask: &RouteAsk,
        book: &SnapshotBook<'_>,
        drawn: impl FnOnce() -> (Timestamp, u64),
    ) -> Money {
        let Some(charged) = book.charged(ask.to).filter(|of| !of.terms.outward.is_empty()) else {
            return Money::ZERO;
        };
        let allowance = self.wished(ask, book, Money::ZERO, |wish| self.mirrors().calls.look(wish));
        let allowance = Allowance { refused: None, ..allowance.unwrap_or_default() };
        let plan = decide(&ask.call(&self.inner.rules, drawn(), allowance), book);
        charged.terms.way_out(&plan)
    }

    /// What to make of a call that wants to come in; `None` if nobody has its number.
    pub(crate) fn wished<T>(
        &self,
        ask: &RouteAsk,
        book: &SnapshotBook<'_>,
        way_out: Money,
        what: impl FnOnce(&Wish<'_>) -> T,
    ) -> Option<T> {
        let charged = book.charged(ask.to)?;
        let rules = &self.inner.rules;
        let minute = charged.terms.minute(rules, ask.to, charged.minute, ask.caller(rules));
        let customer = (charged.account, Money(minute.0.saturating_add(way_out.0)));
        let wish = |payers: &[(AccountId, Money)]| {
            let (name, terms) = (ask.call.as_str(), charged.terms);
            let way = if ask.goes_on { Way::Onwards } else { Way::In };
            what(&Wish { name, to: ask.to, way, at: self.now(), payers, terms })
        };
        Some(match charged.client {
            Some(client) => wish(&[customer, client]),
            None => wish(&[customer]),
        })
    }

    /// Takes note of what a plan keeps out, and forgets a call that goes nowhere.
    pub(crate) fn stand_guard(&self, ask: &RouteAsk, plan: &RoutePlan, begun: Option<CallKey>) {
        let Some(account) = plan.account else { return };
        let calls = &self.mirrors().calls;
        let goes_nowhere =
            plan.first().is_some_and(|step| matches!(step.action, Action::Hangup { .. }));
        if let Some(begun) = begun.filter(|_| goes_nowhere) {
            calls.withdraw(&begun);
        }
        for guard in plan.steps.iter().filter_map(|step| guard_of(&step.because)) {
            calls.keep_out(Guarded { account, did: ask.to, guard, at: self.now() });
        }
    }
}

/// What kept a call from going on, if it was money, a limit or a rule of the house.
const fn guard_of(because: &Reason) -> Option<Guard> {
    match because {
        Reason::Guarded(guard) => Some(*guard),
        Reason::NotAllowed(number, _) => Some(Guard::NotAllowed { number: *number }),
        _ => None,
    }
}

/// The same by the tables, which know of no call that is up but by what a node says.
pub(crate) fn allowance_by_tables(
    tx: &mut dyn Tx,
    (rules, domains): (&Rules, &Domains),
    ask: &RouteAsk,
    drawn: (Timestamp, u64),
    now: Timestamp,
    up: Option<&CallsUp>,
) -> Result<Allowance, StoreError> {
    let Some(held) = tenure::current(tx, ask.to)? else { return Ok(Allowance::default()) };
    let terms = plan::call_terms(tx, held.plan)?.ok_or(StoreError::Shape("tenure.plan"))?;
    let minute = terms.minute(rules, ask.to, held.price.minute, ask.caller(rules));
    let client = held.resale.filter(|_| held.owner != held.payer).and(held.settings.resale);
    let client = client.map(|terms| (held.owner, terms.minute));
    let mut payers = Vec::new();
    for (account, minute) in std::iter::once((held.payer, minute)).chain(client) {
        let stands = standing(tx, account, now)?;
        payers.push((
            minute,
            match up {
                Some(up) => up.of(account, stands),
                None => stands,
            },
        ));
    }
    let of = |payers: &[(Money, Standing)]| {
        let to_number = up.map_or(0, |up| up.to_number);
        let allowance = Allowance::of(&terms, to_number, payers);
        Allowance { counted: allowance.counted.filter(|_| up.is_some()), ..allowance }
    };
    let allowance = of(&payers);
    if terms.outward.is_empty() {
        return Ok(allowance);
    }
    let book = StoreBook::new(tx, rules, domains, 0);
    let plan = decide(&ask.call(rules, drawn, Allowance { refused: None, ..allowance }), &book);
    if let Some(fault) = book.fault() {
        return Err(fault);
    }
    if let Some((minute, _)) = payers.first_mut() {
        *minute = Money(minute.0.saturating_add(terms.way_out(&plan).0));
    }
    Ok(of(&payers))
}

pub(crate) fn standing(
    tx: &mut dyn Tx,
    id: AccountId,
    now: Timestamp,
) -> Result<Standing, StoreError> {
    let found = account::get(tx, id)?.ok_or(StoreError::Shape("tenure.payer"))?;
    let left_of_hour = match found.profile.calls.an_hour {
        Some(most) => {
            let (from, until) = (now.plus_seconds(-HOUR_SECONDS).0, i64::MAX);
            let spent = posting::spent_on_calls(tx, &[id], from, until)?;
            Some(Money(
                spent.iter().fold(most.0, |left, spent| left.saturating_sub(spent.amount.0)),
            ))
        }
        None => None,
    };
    let free = found.for_calls();
    let limits = found.profile.calls.into();
    Ok(Standing { free, left_of_hour, limits, ..Standing::default() })
}
