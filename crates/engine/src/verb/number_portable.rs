//! Whether somebody's number could come here from another carrier.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tandem_domain::{Criteria, Prefix, Price};
use tandem_numbering::Did;

use super::pricing::Pricing;
use crate::{Command, Cx, Halt, Mode};

/// Looks whether a number could be ported in: a North American number that may exist, is neither here nor
/// on its way already, and lies in an area code in which the operator has numbers.
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
        let mut found = cx.portable(&BTreeSet::from([self.did]))?;
        let Some(Ok(offer)) = found.remove(&self.did) else { return Ok(None) };
        let Some(area) = self.did.nanp().map(|nanp| Prefix::npa(nanp.npa)) else {
            return Ok(None);
        };
        let wanted = Criteria {
            kind: Some(offer.kind),
            country: Some(offer.country.clone()),
            prefixes: vec![area],
            ..Criteria::default()
        };
        let pricing = Pricing::under(cx, &self.plans)?;
        let prices: Vec<Option<Price>> = pricing.each(|plan| plan.quote(&wanted)).collect();
        if prices.iter().all(Option::is_none) {
            return Ok(None);
        }
        Ok(Some(Portable { sms: offer.capabilities.sms, prices }))
    }
}
