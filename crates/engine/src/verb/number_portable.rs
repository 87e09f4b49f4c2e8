//! Whether somebody's number could come here from another carrier.

use serde::{Deserialize, Serialize};
use tandem_domain::{Criteria, Prefix, Price};
use tandem_numbering::{Did, NumberKind};
use tandem_store::number;

use crate::{Command, Cx, Halt, Mode};

/// Looks whether a number could be ported in: a North American number that may exist, is not here
/// already, and lies in an area code in which the operator has numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberPortable {
    /// The number.
    pub did: Did,
    /// The codes of the plans whose prices are of interest.
    pub plans: Vec<String>,
}

/// What becomes of the number if it comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portable {
    /// Whether numbers of its area code carry texts here.
    pub sms: bool,
    /// What it costs at most under each plan, in the order in which they were named; nothing where a plan
    /// does not sell such numbers.
    pub prices: Vec<Option<Price>>,
}

impl Command for NumberPortable {
    const NAME: &'static str = "number.portable";
    const MODE: Mode = Mode::Read;
    /// Nothing if it cannot come.
    type Outcome = Option<Portable>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Option<Portable>, Halt> {
        let Some(kind) = self.fit_kind(cx) else { return Ok(None) };
        // Whatever number we know here is ours to sell, or has an owner here.
        if number::get(cx.tx, self.did)?.is_some() {
            return Ok(None);
        }
        let Some(npa) = self.did.nanp().map(|nanp| nanp.npa) else { return Ok(None) };
        let area = Prefix::npa(npa);
        let (first, last) = area.range();
        let before = i64::try_from(first).unwrap_or(i64::MAX) - 1;
        let neighbour = number::page(cx.tx, before, 1)?.pop();
        let Some(neighbour) = neighbour.filter(|near| near.did.digits() <= last) else {
            return Ok(None);
        };
        let offer = cx.offer(neighbour.offer)?;
        let wanted = Criteria {
            kind: Some(kind),
            country: Some(offer.country.clone()),
            prefixes: vec![area],
            ..Criteria::default()
        };
        let customer = cx.actor.root;
        let mut prices = Vec::new();
        for code in &self.plans {
            let plan = cx.plan_in_force(code, customer)?.1;
            prices.push(plan.quote(&wanted));
        }
        if prices.iter().all(Option::is_none) {
            return Ok(None);
        }
        Ok(Some(Portable { sms: offer.capabilities.sms, prices }))
    }
}

impl NumberPortable {
    /// Local and toll-free numbers change carriers; others belong to a service.
    fn fit_kind(&self, cx: &Cx<'_>) -> Option<NumberKind> {
        cx.rules.check(self.did).ok()?;
        let kind = cx.rules.kind(self.did)?;
        matches!(kind, NumberKind::Geographic | NumberKind::TollFree).then_some(kind)
    }
}
