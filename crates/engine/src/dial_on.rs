//! Dialling on: whether a caller whom somebody let in may call a number in that somebody's name, and for how long.
//!
//! A second dial tone is how most money is lost to fraud, so whoever dials there is held to all that a forwarding is held
//! to: the account's limits, what it may spend, and where to.

use tandem_domain::route::{Allowance, RouteBook, may_call_out};
use tandem_domain::{AccountId, CallLimits, CallTerms, Guard, Money, is_service_code};
use tandem_mirror::{CallKey, Guarded, SnapshotBook, Way, Wish};
use tandem_numbering::Did;
use tandem_store::{ReadLimit, StoreError, Tx, plan, tenure};

use crate::allowing::standing;
use crate::inner::Inner;
use crate::route_book::StoreBook;
use crate::{Engine, call_name};

/// A number that somebody dialled within a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialOn {
    /// The number that was called, in whose name it goes on.
    pub by: Did,
    /// The number that was dialled.
    pub to: Did,
    /// What the switch calls the call; empty: nothing is set aside.
    pub call: String,
}

/// What may be done with a number that somebody dialled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialled {
    /// It is one of ours: the call goes on here.
    Ours,
    /// It is outside: the call needs a carrier.
    Outside {
        /// How long it may last, in seconds.
        max_seconds: u32,
        /// What was set aside for it, to be given back if nobody answers.
        held: Option<CallKey>,
    },
    /// It may not be called; why not, in words that read on behind the number.
    Not(&'static str),
    /// Money keeps it from being called.
    Guarded(Guard),
}

/// Who pays for what is dialled on, and how.
struct Payer<'t> {
    account: AccountId,
    terms: &'t CallTerms,
}

impl DialOn {
    /// A number dialled within a call that its switch calls so.
    pub fn new(by: Did, to: Did, call: &str) -> Self {
        Self { by, to, call: call_name(call).into_owned() }
    }

    /// Whether it may be called at all; `None`: it may, outside.
    fn judge(
        &self,
        book: &impl RouteBook,
        account: AccountId,
        limits: &CallLimits,
    ) -> Option<Dialled> {
        if is_service_code(&self.to.national()) {
            let why = "emergency and service numbers are not dialled from here";
            return Some(Dialled::Not(why));
        }
        if book.number(self.to).is_some() {
            return Some(Dialled::Ours);
        }
        may_call_out(limits, book, account, self.to).err().map(Dialled::Not)
    }

    /// What a minute of it costs; nothing where the plan has no price for it.
    fn minute(&self, terms: &CallTerms) -> Money {
        terms.outward_minute(self.to).unwrap_or(Money::ZERO)
    }
}

impl Engine {
    /// Whether a caller may go on to a number in the name of whoever has the one that was called. What that may cost is
    /// set aside until the way out is reported, or given back ([`Engine::hang_up`]). `None`: nobody has the number that was
    /// called.
    pub async fn dial_on(&self, dial: &DialOn) -> Result<Option<Dialled>, StoreError> {
        if !self.mirrors().routes.is_loaded() {
            return self.dial_on_by_tables(dial.clone()).await;
        }
        for number in [dial.by, dial.to] {
            self.refresh_route(number).await;
        }
        let calls = &self.mirrors().calls;
        let is_poor = |wish: &Wish<'_>| {
            let kept_out = calls.look(wish).refused.is_some();
            calls.is_unknown(wish.payers) || (kept_out && calls.is_stale_for(wish.payers))
        };
        let is_wanted =
            || self.in_payers_name(dial, |_, _, wish| is_poor(wish)).unwrap_or_default();
        self.read_balances_while(is_wanted).await;
        Ok(self.in_payers_name(dial, |book, payer, wish| {
            let limits = calls.look(wish).limits;
            let keep_out = |guard| {
                let (account, did, at) = (payer.account, dial.by, wish.at);
                calls.keep_out(Guarded { account, did, guard, at });
            };
            if let Some(judged) = dial.judge(book, payer.account, &limits) {
                if let Dialled::Not(_) = judged {
                    keep_out(Guard::NotAllowed { number: dial.to });
                }
                return judged;
            }
            let (allowance, held) = calls.admit(wish);
            allowance.refused.into_iter().for_each(keep_out);
            outside(&allowance, held)
        }))
    }

    /// Nobody answered what was dialled on: what was set aside for it is free again.
    pub fn hang_up(&self, held: &CallKey) {
        self.mirrors().calls.withdraw(held);
    }

    fn in_payers_name<T>(
        &self,
        dial: &DialOn,
        what: impl FnOnce(&SnapshotBook<'_>, &Payer<'_>, &Wish<'_>) -> T,
    ) -> Option<T> {
        let Inner { rules, mirrors, .. } = &*self.inner;
        let look = |book: &SnapshotBook<'_>| {
            let charged = book.charged(dial.by)?;
            let payer = Payer { account: charged.account, terms: charged.terms };
            let payers = [(payer.account, dial.minute(payer.terms))];
            let (name, to, way, at) = (dial.call.as_str(), dial.by, Way::Outward, self.now());
            let wish = Wish { name, to, way, at, payers: &payers, terms: payer.terms };
            Some(what(book, &payer, &wish))
        };
        mirrors.routes.look(rules, self.inner.domains(), look)
    }

    /// The same by the tables, which know of no call that is up.
    async fn dial_on_by_tables(&self, dial: DialOn) -> Result<Option<Dialled>, StoreError> {
        let (inner, now) = (std::sync::Arc::clone(&self.inner), self.now());
        self.reading(ReadLimit::Second, move |tx: &mut dyn Tx| {
            let Some(held) = tenure::current(tx, dial.by)? else { return Ok(None) };
            let terms = plan::call_terms(tx, held.plan)?.ok_or(StoreError::Shape("tenure.plan"))?;
            let stands = standing(tx, held.payer, now)?;
            let book = StoreBook::new(tx, &inner.rules, inner.domains(), 0);
            let judged = dial.judge(&book, held.payer, &stands.limits);
            if let Some(fault) = book.fault() {
                return Err(fault);
            }
            let allowed = || {
                let payers = [(dial.minute(&terms), stands)];
                outside(&Allowance::outward(&terms, &payers), None)
            };
            Ok(Some(judged.unwrap_or_else(allowed)))
        })
        .await
    }
}

fn outside(allowance: &Allowance, held: Option<CallKey>) -> Dialled {
    match allowance.refused {
        Some(guard) => Dialled::Guarded(guard),
        None => Dialled::Outside { max_seconds: allowance.max_seconds(), held },
    }
}
