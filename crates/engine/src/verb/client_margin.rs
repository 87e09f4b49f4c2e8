//! What a reseller earns by a client: number by number, what the client was charged and what the
//! reseller paid for the same number in the same time, minutes included as switches report them.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountRef, Money, Period};
use tandem_numbering::Did;
use tandem_store::posting;

use crate::{Command, Cx, Halt, Mode};

/// How many numbers one page shows: the charges of the whole period are read for each.
const PAGE_MAX: i64 = 10_000;

/// Looks at what was charged in a period, by number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientMargin {
    /// The client: an account of the reseller's own.
    pub client: AccountRef,
    /// When the charges were made.
    pub period: Period,
    /// The last number that was seen before.
    pub after: Option<Did>,
}

/// One number of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Margin {
    /// The number.
    pub did: Did,
    /// What the client was charged for it.
    pub sold: Money,
    /// What the reseller was charged for it.
    pub cost: Money,
}

impl Margin {
    /// What is left to the reseller; negative when it lost by the number.
    pub const fn earned(&self) -> Money {
        Money(self.sold.0.saturating_sub(self.cost.0))
    }
}

impl Command for ClientMargin {
    const NAME: &'static str = "client.margin";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<Margin>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<Margin>, Halt> {
        let reseller = cx.require_reseller()?;
        let client = cx.own_account(&self.client)?.id;
        let sold = posting::by_number(cx.tx, client, self.period, self.after, None, PAGE_MAX)?;
        let Some(last) = sold.last().map(|(did, _)| *did) else { return Ok(Vec::new()) };
        let cost =
            posting::by_number(cx.tx, reseller, self.period, self.after, Some(last), i64::MAX)?;
        let cost: std::collections::BTreeMap<Did, Money> = cost.into_iter().collect();
        let margin =
            |(did, sold)| Margin { did, sold, cost: cost.get(&did).copied().unwrap_or_default() };
        Ok(sold.into_iter().map(margin).collect())
    }
}
