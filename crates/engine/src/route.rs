//! Where a call goes: the routing decision over what is in memory, or over what the database holds.
//!
//! No customer asks for this, but the operator's switches; so it is no command, and nobody is
//! charged or refused. A node answers from memory, and goes on answering when its database is gone. A
//! process without mirrors, such as the command line's, asks the database.

use std::borrow::Cow;
use std::pin::pin;

use futures_util::future::select;
use tandem_domain::route::{
    Allowance, Call, Caller, Domains, Explanation, RoutePlan, decide, explain,
};
use tandem_domain::{Attestation, Timestamp};
use tandem_mirror::{SnapshotBook, Wish};
use tandem_numbering::{Did, Rules};
use tandem_store::{ReadLimit, StoreError, Tx};

use crate::allowing::allowance_by_tables;
use crate::inner::Inner;
use crate::route_book::StoreBook;
use crate::{Engine, call_name};

/// A call that a switch, or somebody who wants to know, asks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteAsk {
    /// The number that was called.
    pub to: Did,
    /// What was sent as the caller's number; empty from an anonymous caller.
    pub from: String,
    /// The caller's name, if one was sent.
    pub name: String,
    /// The login that the switch has made sure of as the caller; empty for everybody else.
    pub login: String,
    /// When; `None`: now.
    pub at: Option<Timestamp>,
    /// The numbers that the call was forwarded by, the last first.
    pub diversions: Vec<Did>,
    /// How far the caller's carrier vouches for the caller, if the switch has verified that.
    pub attested: Option<Attestation>,
    /// What decides where chance is to decide: the same whenever the same call is asked about again.
    /// `None`: drawn here.
    pub chance: Option<u64>,
    /// What the switch calls the call, and will call it when it is over ([`RouteAsk::named`]). Empty: nobody will say when
    /// it is over, so that nothing is set aside for it.
    pub call: String,
    /// Whether the switch has asked about the call before, and goes on with it.
    pub goes_on: bool,
}

impl RouteAsk {
    /// A call from an anonymous caller, now.
    pub const fn to(to: Did) -> Self {
        Self {
            to,
            from: String::new(),
            name: String::new(),
            login: String::new(),
            at: None,
            diversions: Vec::new(),
            attested: None,
            chance: None,
            call: String::new(),
            goes_on: false,
        }
    }

    /// The same, of the call that its switch calls so. `goes_on`: it has asked about it before, and goes on with it.
    #[must_use]
    pub fn named(self, call: &str, goes_on: bool) -> Self {
        Self { call: call_name(call).into_owned(), goes_on, ..self }
    }
}

/// How often what concerns a number is read before a call to it is answered. News may keep coming; a call
/// does not wait for the last of it.
const REFRESHES_MAX: usize = 3;

impl Engine {
    /// The plan for a call, from memory where there is one, once what was heard about its number has been
    /// read.
    pub async fn route(&self, ask: RouteAsk) -> Result<RoutePlan, StoreError> {
        self.freshen(&ask).await;
        match self.route_now(&ask) {
            Some(plan) => Ok(plan),
            None => self.route_by_tables(ask).await,
        }
    }

    /// The plan for a call, and how old what it was made from may be, in whole seconds. A call waits a moment
    /// for what was heard about its number and has not been read yet, and no longer than `enough`: if
    /// the database does not answer, what is in memory does.
    pub async fn route_within(
        &self,
        ask: RouteAsk,
        enough: impl Future<Output = ()>,
    ) -> Result<(RoutePlan, i64), StoreError> {
        if self.is_stale_for(&ask) {
            select(pin!(self.freshen(&ask)), pin!(enough)).await;
        }
        match self.route_now(&ask) {
            Some(plan) => {
                let age = self.now().seconds() - self.routes_current_at().seconds();
                Ok((plan, age.max(0)))
            }
            None => Ok((self.route_by_tables(ask).await?, 0)),
        }
    }

    /// Says by which hosts our own numbers and logins are addressed, once.
    pub fn answer_at(&self, domains: Domains) {
        // Whoever said it first was right.
        let _ = self.inner.domains.set(domains);
    }

    /// The plan for a call from what is in memory; `None` if nothing is kept there. It asks no database and
    /// waits for nobody. What it may cost is set aside.
    pub fn route_now(&self, ask: &RouteAsk) -> Option<RoutePlan> {
        let calls = &self.mirrors().calls;
        let mut begun = None;
        let admit = |wish: &Wish<'_>| {
            let (allowance, key) = calls.admit(wish);
            begun = key;
            allowance
        };
        let plan = self.look_now(ask, admit, |call, book| decide(call, book))?;
        self.stand_guard(ask, &plan, begun);
        Some(plan)
    }

    /// The plan for a call from what the database holds now.
    pub async fn route_by_tables(&self, ask: RouteAsk) -> Result<RoutePlan, StoreError> {
        self.look_by_tables(ask, |call, book| decide(call, book)).await
    }

    /// The plan for a call, with every rule that was looked at: from where [`Engine::route`] has it.
    pub async fn explain_route(&self, ask: RouteAsk) -> Result<Explanation, StoreError> {
        self.freshen(&ask).await;
        let calls = &self.mirrors().calls;
        match self.look_now(&ask, |wish| calls.look(wish), |call, book| explain(call, book)) {
            Some(explained) => Ok(explained),
            None => self.look_by_tables(ask, |call, book| explain(call, book)).await,
        }
    }

    /// Reads what was heard about a number and has not been read yet. If the database does not answer, what
    /// is in memory stays as it is.
    pub async fn refresh_route(&self, number: Did) {
        for _ in 0..REFRESHES_MAX {
            if !self.mirrors().routes.is_stale_for(number) {
                return;
            }
            let inner = std::sync::Arc::clone(&self.inner);
            let refresh = move |tx: &mut dyn Tx| inner.mirrors.routes.refresh_for(tx, number);
            if let Err(error) = self.reading(ReadLimit::Following, refresh).await {
                tracing::warn!(%error, "what calls go by cannot be read");
                return;
            }
        }
    }

    /// Reads what was heard of.
    pub(crate) async fn refresh_routes(&self) -> Result<(), StoreError> {
        let inner = std::sync::Arc::clone(&self.inner);
        let refresh = move |tx: &mut dyn Tx| inner.mirrors.routes.refresh(tx);
        self.reading(ReadLimit::Following, refresh).await
    }

    /// Whether calls are answered from memory, so that they are with the database gone.
    pub fn has_routes(&self) -> bool {
        self.mirrors().routes.is_loaded()
    }

    /// Since when calls may be answered by less than was committed.
    pub fn routes_current_at(&self) -> Timestamp {
        self.mirrors().routes.current_at()
    }

    fn look_now<T>(
        &self,
        ask: &RouteAsk,
        allow: impl FnOnce(&Wish<'_>) -> Allowance,
        how: impl FnOnce(&Call<'_>, &SnapshotBook<'_>) -> T,
    ) -> Option<T> {
        let drawn = self.drawn(ask);
        let Inner { rules, mirrors, .. } = &*self.inner;
        let domains = self.inner.domains();
        let look = |book: &SnapshotBook<'_>| {
            let way_out = self.way_out(ask, book, || drawn);
            let allowance = self.wished(ask, book, way_out, allow).unwrap_or_default();
            how(&ask.call(rules, drawn, allowance), book)
        };
        mirrors.routes.is_loaded().then(|| mirrors.routes.look(rules, domains, look))
    }

    async fn look_by_tables<T: Send + 'static>(
        &self,
        ask: RouteAsk,
        how: impl FnOnce(&Call<'_>, &StoreBook<'_>) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let drawn = self.drawn(&ask);
        let now = self.now();
        let inner = std::sync::Arc::clone(&self.inner);
        self.reading(ReadLimit::Second, move |tx: &mut dyn Tx| {
            let end = inner.store.feed_end(tx)?;
            let last = inner.store.feed_last(tx, end)?;
            let version = last.map_or(0, |(cursor, _)| cursor.parts()[0]);
            let rules = &inner.rules;
            let allowance =
                allowance_by_tables(tx, (rules, inner.domains()), &ask, drawn, now, None)?;
            let book = StoreBook::new(tx, rules, inner.domains(), version);
            let decided = how(&ask.call(rules, drawn, allowance), &book);
            book.fault().map_or(Ok(decided), Err)
        })
        .await
    }

    /// What the asker leaves to us: the time, and chance.
    pub(crate) fn drawn(&self, ask: &RouteAsk) -> (Timestamp, u64) {
        let at = ask.at.unwrap_or_else(|| self.now());
        (at, ask.chance.unwrap_or_else(|| self.inner.seed()))
    }
}

impl RouteAsk {
    /// The call, with what was sent as the caller's number read as one if it is one.
    pub(crate) fn call(
        &self,
        rules: &Rules,
        drawn: (Timestamp, u64),
        allowance: Allowance,
    ) -> Call<'_> {
        let number = self.caller(rules);
        let (written, name) = (Cow::Borrowed(self.written()), Cow::Borrowed(&*self.name));
        let from = Caller { number, written, name, login: Cow::Borrowed(&self.login) };
        let diversions = Cow::Borrowed(self.diversions.as_slice());
        let (at, chance) = drawn;
        Call { to: self.to, from, at, diversions, attested: self.attested, chance, allowance }
    }

    /// The caller's number, if what was sent is one.
    pub(crate) fn caller(&self, rules: &Rules) -> Option<Did> {
        rules.read(self.written()).ok().filter(|did| rules.check(*did).is_ok())
    }

    /// What was sent as the caller's number. The user of a SIP address may have parameters, which carriers set and
    /// callers too (RFC 3261 §19.1.1).
    fn written(&self) -> &str {
        self.from.split(';').next().unwrap_or_default().trim()
    }
}
