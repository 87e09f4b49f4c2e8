//! A supplier that does what it is told to, so that every way in which a purchase can end may be
//! rehearsed.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tandem_engine::{Clock, SupplierAnswer};
use tandem_numbering::Did;

use crate::Supplier;
use crate::faults::{Faults, Mishap};

/// How a rehearsed supplier behaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rehearsed {
    /// It sells.
    Sells,
    /// It refuses, in these words.
    Refuses(&'static str),
    /// It sells after a while.
    Slow(Duration),
    /// It sells nothing just now, for this reason.
    Declines(&'static str),
    /// It answers so that nobody knows.
    Unclear,
}

/// How long a supplier takes that has been made slow.
const SLOW: Duration = Duration::from_secs(3);

/// A rehearsed supplier that behaves otherwise when something is to go wrong.
pub struct Moody {
    /// How it behaves when nothing is.
    pub usual: Rehearsed,
    /// What is to go wrong.
    pub faults: Arc<Faults>,
    /// The time.
    pub clock: Box<dyn Clock>,
}

impl Supplier for Moody {
    fn buy(&self, did: Did) -> BoxFuture<'_, SupplierAnswer> {
        Box::pin(async move {
            let now = self.clock.now();
            let otherwise = [
                (Mishap::SupplierRefuses, Rehearsed::Refuses("a rehearsed refusal")),
                (Mishap::SupplierSlow, Rehearsed::Slow(SLOW)),
                (Mishap::SupplierUnclear, Rehearsed::Unclear),
            ];
            let strikes = |(mishap, _): &(Mishap, Rehearsed)| self.faults.strikes(*mishap, now);
            match otherwise.into_iter().find(strikes) {
                Some((_, rehearsed)) => rehearsed.buy(did).await,
                None => self.usual.buy(did).await,
            }
        })
    }
}

impl Supplier for Rehearsed {
    fn buy(&self, _: Did) -> BoxFuture<'_, SupplierAnswer> {
        Box::pin(async move {
            match self {
                Self::Sells => SupplierAnswer::Sold,
                Self::Refuses(why) => SupplierAnswer::Refused((*why).to_owned()),
                Self::Slow(delay) => {
                    tokio::time::sleep(*delay).await;
                    SupplierAnswer::Sold
                }
                Self::Declines(why) => SupplierAnswer::Declined((*why).to_owned()),
                Self::Unclear => SupplierAnswer::Unclear("the line broke".to_owned()),
            }
        })
    }
}
