//! `tandem admin order`.

use clap::Subcommand;
use tandem_domain::{Actor, BackorderId, Criteria, LineOutcome, OrderId};
use tandem_engine::{
    Ask, BackorderCancel, BackorderList, Engine, OrderGet, OrderSettle, SupplierAnswer,
    SupplyReview,
};

use super::{number, operate};
use crate::failure::Failure;
use crate::voice::say;

/// What to do with an order.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// Show an order, number by number.
    Show {
        /// The order.
        id: i64,
    },
    /// List the numbers whose supplier was called and has not clearly answered.
    Waiting,
    /// List the queue of back-orders, the oldest first: who waits for what, and why if there was
    /// something.
    Backorders,
    /// Give up what a back-order still waits for. Numbers that have come already stay with its customer.
    CancelBackorder {
        /// The back-order, as `backorders` shows it.
        id: i64,
    },
    /// Say what a supplier did about a number whose purchase was left unclear.
    Settle {
        /// The order.
        id: i64,
        /// The number, country code first.
        did: String,
        /// The supplier did not sell it, and this is why; without it: it did.
        #[arg(long, value_name = "WHY", conflicts_with = "declined")]
        refused: Option<String>,
        /// The supplier did not sell it for a reason that lies not with the number, and this is why:
        /// the number stays for sale.
        #[arg(long, value_name = "WHY")]
        declined: Option<String>,
    },
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    match what {
        What::Show { id } => {
            let order = operate(engine, OrderGet { order: OrderId(id) }).await?;
            say!("order {} ({}) placed {}", order.order, order.serial, order.placed);
            for line in order.lines {
                let outcome = match line.outcome {
                    LineOutcome::Bought(price) => {
                        format!("bought for {} and {} a month", price.setup, price.monthly)
                    }
                    LineOutcome::Ordering(_) => "waits for its supplier".to_owned(),
                    LineOutcome::Refused(refusal) => format!("refused: {refusal}"),
                };
                let heard = order.answers.iter().find(|answer| answer.did == line.did);
                let heard = heard.map(|answer| format!("\t{}: {}", answer.supplier, answer.words));
                say!("{}\t{outcome}{}", line.did, heard.unwrap_or_default());
            }
            Ok(())
        }
        What::Waiting => {
            for open in operate(engine, SupplyReview).await? {
                say!(
                    "order {}\tcustomer {}\tplaced {}\t{}\t{}\t{}\t{}",
                    open.order,
                    open.customer,
                    open.placed,
                    open.did,
                    open.supplier,
                    open.state,
                    open.reason
                );
            }
            Ok(())
        }
        What::Backorders => backorders(engine).await,
        What::CancelBackorder { id } => {
            let given_up = operate(engine, BackorderCancel { backorder: BackorderId(id) }).await?;
            say!("back-order {id} is given up: it waits for {given_up} numbers no longer");
            Ok(())
        }
        What::Settle { id, did, refused, declined } => {
            let did = number::read(engine, &did).await?;
            let answer = declined.map_or(SupplierAnswer::Sold, SupplierAnswer::Declined);
            let answer = refused.map_or(answer, SupplierAnswer::Refused);
            let order = OrderId(id);
            let customer = 0;
            let settle = OrderSettle { order, customer, did, answer };
            Ok(engine.execute(Ask::new(Actor::operator(), settle)).await?)
        }
    }
}

/// The whole queue, page by page.
async fn backorders(engine: &Engine) -> Result<(), Failure> {
    let mut look = BackorderList::open();
    loop {
        let page = operate(engine, look.clone()).await?;
        let Some(last) = page.last() else { return Ok(()) };
        look.after = last.backorder;
        for waiting in page {
            let tiers: Vec<String> = waiting.tiers.iter().map(wish).collect();
            let why = waiting.why.map(|why| format!("\t{why}")).unwrap_or_default();
            say!(
                "back-order {}\tcustomer {}\tplaced {}\t{} of {} wait{}\t{}\tplan {}{why}",
                waiting.backorder,
                waiting.customer,
                waiting.placed,
                waiting.waiting,
                waiting.quantity,
                if waiting.whole { ", all at once" } else { "" },
                tiers.join(" or "),
                waiting.plan,
            );
        }
    }
}

/// What somebody waits for, in a few words; all of it is in the database.
fn wish(criteria: &Criteria) -> String {
    let mut words: Vec<String> = criteria
        .prefixes
        .iter()
        .map(|prefix| match prefix.office() {
            Some(office) => format!("{}-{}", prefix.area_code().get(), office.get()),
            None => prefix.area_code().get().to_string(),
        })
        .collect();
    let places = [&criteria.rate_centre, &criteria.locality, &criteria.region, &criteria.country];
    words.extend(places.into_iter().flatten().cloned());
    if words.is_empty() { "anything".to_owned() } else { words.join(" ") }
}
