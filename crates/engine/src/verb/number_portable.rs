//! Whether somebody's numbers could come here from another carrier.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tandem_domain::{Criteria, Prefix, Price, Refusal};
use tandem_numbering::Did;

use super::pricing::Pricing;
use crate::{Command, Cx, Halt, Mode, PORT_NUMBERS_MAX};

/// Looks which numbers could be ported in: North American numbers that may exist, are neither here nor on
/// their way already, and lie where the operator's carriers bring numbers from, or in an area code in which the operator
/// has numbers where nobody said from where they do. There are no more of them than
/// one request may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberPortable {
    /// The numbers.
    pub numbers: Vec<Did>,
    /// The codes of the plans whose prices are of interest.
    pub plans: Vec<String>,
}

/// What becomes of a number if it comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portable {
    /// The number.
    pub did: Did,
    /// Whether numbers of its area code carry texts here.
    pub sms: bool,
    /// What it costs at most under each plan, in the order in which they were named; nothing where a plan
    /// does not sell such numbers.
    pub prices: Vec<Option<Price>>,
}

impl Command for NumberPortable {
    const NAME: &'static str = "number.portable";
    const MODE: Mode = Mode::Read;
    /// Those that can come.
    type Outcome = Vec<Portable>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<Portable>, Halt> {
        let (wanted, max) = (self.numbers.len() as u64, PORT_NUMBERS_MAX);
        if wanted > u64::from(max) {
            return Err(Refusal::TooMany { wanted, max }.into());
        }
        let pricing = Pricing::under(cx, &self.plans)?;
        let numbers: BTreeSet<Did> = self.numbers.iter().copied().collect();
        let found = cx.portable(&numbers)?;
        let portable = found.into_iter().filter_map(|(did, offer)| {
            let offer = offer.ok()?;
            let area = Prefix::npa(did.nanp()?.npa);
            let wanted = Criteria {
                kind: Some(offer.kind),
                country: Some(offer.country),
                prefixes: vec![area],
                ..Criteria::default()
            };
            let prices: Vec<_> = pricing.each(|plan| plan.quote(&wanted)).collect();
            let is_sold = prices.iter().any(Option::is_some);
            is_sold.then_some(Portable { did, sms: offer.capabilities.sms, prices })
        });
        Ok(portable.collect())
    }
}
