//! The statement of `tandem admin account statement`, for whoever asks why a line is what it is.

use tandem_domain::{AccountId, Money, PostingId, Timestamp};
use tandem_engine::{Engine, StatementList};

use super::operate;
use crate::failure::Failure;
use crate::voice::say;

/// Prints the lines of a time, oldest first.
pub(super) async fn print(
    engine: &Engine,
    customer: AccountId,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
) -> Result<(), Failure> {
    let mut list = StatementList { customer: Some(customer), from, to, after: None };
    let mut closing = None;
    loop {
        let page = operate(engine, list.clone()).await?;
        if list.after.is_none() {
            row("time", "line", "change", "balance", "what for");
            row("", "", "", &amount(page.opening), "opening balance");
        }
        let mut balance = closing.unwrap_or(page.opening);
        for line in &page.lines {
            let (at, PostingId(id)) = (line.posting.at.to_string(), line.posting.id);
            row(&at, &id.to_string(), &amount(line.change), &amount(line.balance), &line.why);
            balance = line.balance;
        }
        closing = Some(balance);
        list.after = page.next;
        if list.after.is_none() {
            row("", "", "", &amount(balance), "closing balance");
            return Ok(());
        }
    }
}

/// To the cent, or as finely as it is.
fn amount(amount: Money) -> String {
    amount.decimal(2)
}

fn row(at: &str, line: &str, change: &str, balance: &str, what_for: &str) {
    say!("{at:<20}  {line:>19}  {change:>12}  {balance:>12}  {what_for}");
}
