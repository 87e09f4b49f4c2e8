//! A supplier that does what it is told to, so that every way in which a purchase can end may be
//! rehearsed.

use std::time::Duration;

use futures_util::future::BoxFuture;
use tandem_engine::SupplierAnswer;
use tandem_numbering::Did;

use crate::Supplier;

/// How a rehearsed supplier behaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rehearsed {
    /// It sells.
    Sells,
    /// It refuses, in these words.
    Refuses(&'static str),
    /// It sells after a while.
    Slow(Duration),
    /// It answers so that nobody knows.
    Unclear,
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
                Self::Unclear => SupplierAnswer::Unclear("the line broke".to_owned()),
            }
        })
    }
}
