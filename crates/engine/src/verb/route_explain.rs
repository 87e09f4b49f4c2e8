//! Where a call to one of a customer's numbers goes, went at an earlier version, or would go by a draft.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tandem_domain::route::{Allowance, BookOtherwise, CallsUp, Drawing, Explanation, explain};
use tandem_domain::{AccountId, Refusal, Timestamp};
use tandem_numbering::Did;
use tandem_store::{StoreError, account, tenure};

use super::LOGINS;
use super::past_reading::{AsOf, RouteDraft, RouteVersion};
use crate::allowing::allowance_by_tables;
use crate::route_book::StoreBook;
use crate::{Command, Cx, Halt, Mode, RouteAsk};

/// Explains a call: each rule that was looked at, and every step that may follow. The operator may ask about
/// anybody's number, and is told what its owner would be, or would have been.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RouteExplain {
    /// The number that is called.
    pub to: Did,
    /// What is sent as the caller's number; empty from an anonymous caller.
    pub from: String,
    /// The login whose telephone calls; empty: the call comes from outside.
    #[serde(default)]
    pub login: String,
    /// When; `None`: now, or then, if it is explained as of a time or of a version.
    pub at: Option<Timestamp>,
    /// By which version; `None`: by the one that is in force.
    pub as_of: Option<AsOf>,
    /// What would be otherwise.
    #[serde(default)]
    pub draft: RouteDraft,
    /// What the node that is asked knows of calls that are up ([`crate::Engine::calls_up`]).
    #[serde(default)]
    pub up: Option<CallsUp>,
}

/// An explanation in each of the forms in which it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RouteExplained {
    /// The version that it was made by; `None` if the number is nobody's.
    pub version: Option<RouteVersion>,
    /// The call, what was found, and the plan with its reasons.
    pub document: Value,
    /// The same as text.
    pub text: String,
    /// The same as a drawing, SVG.
    pub drawing: String,
}

impl Command for RouteExplain {
    const NAME: &'static str = "route.explain";
    const MODE: Mode = Mode::Read;
    type Outcome = RouteExplained;

    fn run(&self, cx: &mut Cx<'_>) -> Result<RouteExplained, Halt> {
        self.require_login(cx)?;
        let Some(customer) = self.customer(cx)? else {
            return self.explained(cx, None, |book, ask| explain(ask, book));
        };
        let version = match self.as_of {
            Some(wanted) => cx.version(customer, wanted)?,
            None => cx.version_now(customer)?,
        };
        let mut otherwise = match self.as_of {
            Some(_) => cx.otherwise_at(customer, version, &[self.to])?,
            None => Default::default(),
        };
        let not_owned = Refusal::NumberNotOwned { did: self.to };
        if self.as_of.is_some() && otherwise.numbers.get(&self.to).is_none_or(Option::is_none) {
            return Err(not_owned.into());
        }
        cx.draft(customer, &self.draft, &mut otherwise)?;
        self.explained(cx, Some(version), |book, call| {
            explain(call, &BookOtherwise::new(book, customer, &otherwise))
        })
    }
}

impl RouteExplain {
    /// A call that is explained as it would be routed now.
    pub fn now(to: Did, from: impl Into<String>) -> Self {
        let (from, login) = (from.into(), String::new());
        Self { to, from, login, at: None, as_of: None, draft: RouteDraft::default(), up: None }
    }

    /// The login that calls must be there, and one of the customer's own, unless the operator asks.
    fn require_login(&self, cx: &mut Cx<'_>) -> Result<(), Halt> {
        if self.login.is_empty() {
            return Ok(());
        }
        let known = match account::by_alias(cx.tx, LOGINS, &self.login)? {
            Some(id) => account::get(cx.tx, id)?,
            None => None,
        };
        if known.is_some_and(|known| cx.actor.is_operator() || known.root == cx.actor.root) {
            return Ok(());
        }
        Err(Refusal::AccountUnknown { name: self.login.clone() }.into())
    }

    /// Whose routing it is: the actor's, or that of whoever has or had the number, if the operator asks.
    fn customer(&self, cx: &mut Cx<'_>) -> Result<Option<AccountId>, Halt> {
        let held = match self.as_of {
            Some(AsOf::Time(at)) => tenure::at(cx.tx, self.to, at)?.map(|(held, _)| held),
            Some(AsOf::Version(_)) | None => tenure::current(cx.tx, self.to)?,
        };
        let payer = held.map(|held| held.payer);
        if cx.actor.is_operator() {
            return match payer {
                // A version is somebody's: that of whoever has the number now, or had it last.
                None if self.as_of.is_some() => self.last_payer(cx),
                payer => Ok(payer),
            };
        }
        let customer = cx.route_customer()?;
        // Who had it once may still ask how it rang then.
        if payer == Some(customer) || self.as_of.is_some() {
            return Ok(Some(customer));
        }
        Err(Refusal::NumberNotOwned { did: self.to }.into())
    }

    /// Who pays for the number, or did last.
    fn last_payer(&self, cx: &mut Cx<'_>) -> Result<Option<AccountId>, Halt> {
        if let Some(held) = tenure::current(cx.tx, self.to)? {
            return Ok(Some(held.payer));
        }
        Ok(tenure::past(cx.tx, self.to, 1)?.first().map(|term| term.payer))
    }

    fn explained(
        &self,
        cx: &mut Cx<'_>,
        version: Option<RouteVersion>,
        how: impl FnOnce(&StoreBook<'_>, &tandem_domain::route::Call<'_>) -> Explanation,
    ) -> Result<RouteExplained, Halt> {
        let then = match self.as_of {
            Some(AsOf::Time(at)) => Some(at),
            Some(AsOf::Version(_)) => version.map(|version| version.at),
            None => None,
        };
        let at = self.at.or(then).unwrap_or(cx.now);
        let ask = RouteAsk {
            from: self.from.clone(),
            login: self.login.clone(),
            ..RouteAsk::to(self.to)
        };
        let drawn = (at, cx.rng.below(u64::MAX));
        let now = allowance_by_tables(
            cx.tx,
            (cx.rules, cx.domains),
            &ask,
            drawn,
            cx.now,
            self.up.as_ref(),
        )?;
        let allowance = match self.as_of {
            None => now,
            // What there was to spend then nobody knows any more.
            Some(_) => Allowance::at_any_time(now.limits),
        };
        let call = ask.call(cx.rules, drawn, allowance);
        let number = version.map_or(0, |version| version.number);
        let book = StoreBook::new(cx.tx, cx.rules, cx.domains, number);
        let explained = how(&book, &call);
        if let Some(fault) = book.fault() {
            return Err(fault.into());
        }
        let document =
            serde_json::to_value(&explained).map_err(|_| StoreError::Shape("explanation"))?;
        let (text, drawing) = (explained.to_string(), Drawing(&explained).to_string());
        Ok(RouteExplained { version, document, text, drawing })
    }
}
