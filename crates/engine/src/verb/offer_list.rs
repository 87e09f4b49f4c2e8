//! What the numbers of an exchange are.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tandem_domain::{Offer, Prefix};
use tandem_numbering::Did;
use tandem_store::number;

use crate::{Command, Cx, Halt, Mode};

/// How many offers are shown. An exchange serves a handful of places on a handful of terms.
const OFFERS_MAX: i64 = 100;

/// Looks at what the numbers with these first digits are, whether they are for sale or not: an
/// exchange that is sold out is where it was. Meant for exchanges; all their numbers are looked at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OfferList {
    /// The first digits.
    pub begins: Prefix,
}

impl Command for OfferList {
    const NAME: &'static str = "offer.list";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<Arc<Offer>>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<Arc<Offer>>, Halt> {
        let (first, last) = self.begins.range();
        let Some((first, last)) = Did::new(first).zip(Did::new(last)) else {
            return Ok(Vec::new());
        };
        let found = number::offers_between(cx.tx, first, last, OFFERS_MAX)?;
        found.into_iter().map(|offer| cx.offer(offer)).collect()
    }
}
