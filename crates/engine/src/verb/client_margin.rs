//! What a reseller earns by a client: number by number, what the client was charged and what the
//! reseller was charged for the same number while the client had it, minutes included as switches report
//! them. Each charge falls to one client or to none, by its time, so that the months of a year add up to
//! the year and the clients to all that was resold.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountRef, Money, Period, Refusal};
use tandem_numbering::Did;
use tandem_store::client_term;

use super::resale::is_client;
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
    /// What the reseller was charged for it while the client had it.
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

    fn adds_up(&self) -> bool {
        true
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<Margin>, Halt> {
        let reseller = cx.require_reseller()?;
        let client = cx.own_account(&self.client)?;
        if !is_client(&client) {
            return Err(Refusal::AccountUnknown { name: self.client.name(cx.actor) }.into());
        }
        let between = (client.id, reseller);
        let margin = client_term::margin(cx.tx, between, self.period, self.after, PAGE_MAX)?;
        Ok(margin.into_iter().map(|(did, sold, cost)| Margin { did, sold, cost }).collect())
    }
}
