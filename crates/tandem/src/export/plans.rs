//! `tandem export plans`: the rate plans in force, a row for each rule.

use std::io::Write;

use tandem_domain::{AccountId, PlanRule, RatePlan};
use tandem_engine::{Engine, PlanPage};

use super::look;
use super::sheet::Sheet;
use crate::failure::Failure;
use crate::import::PLAN_COLUMNS;
use crate::import::cells::write_several;

/// Writes every plan in force.
pub async fn plans(engine: &Engine, out: &mut dyn Write) -> Result<(), Failure> {
    let mut sheet = Sheet::new(out, &PLAN_COLUMNS)?;
    let mut after = (String::new(), None);
    loop {
        let page = look(engine, PlanPage { after: after.0, account: after.1 }).await?;
        let Some((account, last)) = page.last() else { break };
        after = (last.code.clone(), *account);
        for (account, plan) in page {
            if plan.rules.is_empty() {
                write(&mut sheet, account, &plan, None)?;
            }
            for rule in &plan.rules {
                write(&mut sheet, account, &plan, Some(rule))?;
            }
        }
    }
    sheet.finish()
}

fn write(
    sheet: &mut Sheet<'_>,
    account: Option<AccountId>,
    plan: &RatePlan,
    rule: Option<&PlanRule>,
) -> Result<(), Failure> {
    let numbers = rule.map(|rule| rule.numbers.clone()).unwrap_or_default();
    let price = |of: fn(&PlanRule) -> tandem_domain::Money| {
        rule.map(|rule| of(rule).to_string()).unwrap_or_default()
    };
    sheet.row([
        ("code", plan.code.clone()),
        ("account", account.map(|account| account.to_string()).unwrap_or_default()),
        ("name", plan.name.clone()),
        ("currency", plan.currency.as_str().to_owned()),
        ("slot", plan.slot.to_string()),
        ("message_sent", plan.message.sent.to_string()),
        ("message_received", plan.message.received.to_string()),
        ("steps", plan.call.steps.to_string()),
        ("origins", write_several(plan.call.origins.iter().map(ToString::to_string))),
        ("outward", write_several(plan.call.outward.iter().map(ToString::to_string))),
        ("channels", plan.call.channels.map(|most| most.to_string()).unwrap_or_default()),
        ("port_in", plan.fees.port_in.to_string()),
        ("carrier_lookup", plan.fees.carrier_lookup.to_string()),
        ("cnam_lookup", plan.fees.cnam_lookup.to_string()),
        ("kind", numbers.kind.map(|kind| kind.to_string()).unwrap_or_default()),
        ("country", numbers.country.unwrap_or_default()),
        ("state", numbers.region.unwrap_or_default()),
        ("area_code", numbers.npa.map(|npa| npa.get().to_string()).unwrap_or_default()),
        ("rate_center", numbers.rate_centre.unwrap_or_default()),
        ("setup", price(|rule| rule.price.setup)),
        ("monthly", price(|rule| rule.price.monthly)),
        ("minute", price(|rule| rule.price.minute)),
    ])
}
