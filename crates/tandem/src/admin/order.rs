//! `tandem admin order`.

use clap::{Args, Subcommand};
use tandem_domain::{AccountId, AccountRef, Actor, BackorderId, Criteria, LineOutcome, OrderId};
use tandem_engine::{
    Ask, BackorderCancel, BackorderList, Engine, LIST_ORDERS_MAX, OrderFind, OrderGet, OrderList,
    OrderSettle, SupplierAnswer, SupplyReview, SupplySpare,
};

use super::{number, operate};
use crate::failure::Failure;
use crate::naming;
use crate::voice::say;

/// What to do with an order.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// Show an order, number by number.
    Show {
        #[command(flatten)]
        order: Named,
    },
    /// List the orders of a customer, the latest first: the number that statements name each by, its id, when it
    /// was placed, who has its numbers, and for how many suppliers it waits.
    List {
        /// The customer, by its id or a name such as voipms:100001.
        #[arg(value_parser = naming::account)]
        account: AccountRef,
        /// Only those before this one: the next page.
        #[arg(long, value_name = "NUMBER", default_value_t = i64::MAX)]
        before: i64,
    },
    /// List the numbers whose supplier was called and has not clearly answered.
    Waiting,
    /// List the numbers that suppliers sold for orders which came to nothing: whoever buys one next has it at once.
    Spare,
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
        #[command(flatten)]
        order: Named,
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

/// An order, as whoever looks for it knows it.
#[derive(Clone, Debug, Args)]
pub struct Named {
    /// The order: its id, or with --account its number there, such as the 32 of "order 32" on a statement.
    order: i64,
    /// The customer whose order it is.
    #[arg(long, value_parser = naming::account)]
    account: Option<AccountRef>,
}

impl Named {
    async fn id(self, engine: &Engine) -> Result<OrderId, Failure> {
        match self.account {
            None => Ok(OrderId(self.order)),
            Some(account) => {
                let customer = naming::id(engine, &account).await?;
                let find = OrderFind { customer, serial: self.order };
                operate(engine, find).await
            }
        }
    }
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    match what {
        What::Show { order } => {
            let order = OrderGet { order: order.id(engine).await? };
            let order = operate(engine, order).await?;
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
        What::List { account, before } => {
            list(engine, naming::id(engine, &account).await?, before).await
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
        What::Spare => {
            for spare in operate(engine, SupplySpare).await? {
                say!("{}\t{}\tfor order {}", spare.did, spare.supplier, spare.order);
            }
            Ok(())
        }
        What::Backorders => backorders(engine).await,
        What::CancelBackorder { id } => {
            let given_up = operate(engine, BackorderCancel { backorder: BackorderId(id) }).await?;
            say!("back-order {id} is given up: it waits for {given_up} numbers no longer");
            Ok(())
        }
        What::Settle { order, did, refused, declined } => {
            let order = order.id(engine).await?;
            let did = number::read(engine, &did).await?;
            let answer = declined.map_or(SupplierAnswer::Sold, SupplierAnswer::Declined);
            let answer = refused.map_or(answer, SupplierAnswer::Refused);
            let customer = 0;
            let settle = OrderSettle { order, customer, did, answer };
            Ok(engine.execute(Ask::new(Actor::operator(), settle)).await?)
        }
    }
}

async fn list(engine: &Engine, customer: AccountId, before: i64) -> Result<(), Failure> {
    let page = operate(engine, OrderList { customer, before }).await?;
    for order in &page {
        let waits = match order.waiting {
            0 => String::new(),
            waiting => format!("\twaits for {waiting}"),
        };
        say!(
            "order {}\t{}\tplaced {}\tfor {}{waits}",
            order.serial,
            order.order,
            order.placed,
            order.owner
        );
    }
    if page.len() as i64 >= LIST_ORDERS_MAX
        && let Some(last) = page.last()
    {
        eprintln!("there may be more: --before {} goes on from here", last.serial);
    }
    Ok(())
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
