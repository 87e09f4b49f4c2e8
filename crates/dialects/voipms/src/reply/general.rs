//! Balances, transactions, countries, and numbers that might come.

use tandem_domain::{Money, Period, Reason, Timestamp};
use tandem_engine::{Funds, Portable, StatementLine};
use tandem_wire::php::Map;

use super::{Reply, national};
use crate::clock::{wall_clock, zone};
use crate::words::Word;

/// The balance. The provider prints six digits behind the point, whatever a charge by the day left. Calls are
/// those that were answered.
pub fn balance(funds: &Funds) -> Reply {
    let mut balance = Map::new().with("current_balance", funds.balance.cut_down(6));
    if let Some(spent) = &funds.spent {
        balance = balance
            .with("spent_total", spent.total.decimal(4))
            .with("calls_total", spent.calls)
            .with("time_total", hours(spent.seconds))
            .with("spent_today", spent.since.decimal(4))
            .with("calls_today", spent.calls_since)
            .with("time_today", minutes(spent.seconds_since));
    }
    Reply::Success(Map::new().with("balance", balance))
}

fn hours(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

fn minutes(seconds: i64) -> String {
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}

/// The lines of a statement, and behind them what is not listed one by one: of that there is nothing yet,
/// and the provider says so of names that were looked up.
pub fn transactions(lines: &[StatementLine], days: &Period) -> Reply {
    if lines.is_empty() {
        return Reply::Word(Word::of("no_transactions"));
    }
    let mut rows: Vec<Map> = lines.iter().map(transaction).collect();
    let day = |at: Timestamp| at.civil().to_zoned(zone()).strftime("%Y-%m-%d").to_string();
    let last = Timestamp(days.to.0 - 1);
    rows.push(
        Map::new()
            .with("date", format!("{} to {}", day(days.from), day(last)))
            .with("uniqueid", "n/a")
            .with("type", "CNAM Queries")
            .with("description", "CNAM Queries")
            .with("ammount", Money::ZERO.decimal(4)),
    );
    Reply::Success(Map::new().with("transactions", rows))
}

fn transaction(line: &StatementLine) -> Map {
    let posting = &line.posting;
    let did = national(posting.did);
    let what = match posting.reason {
        Reason::Setup => "DID Setup Fee",
        Reason::PortIn => "DID Porting Fee",
        Reason::Month => "DID Monthly Fee",
        Reason::Difference => "DID Billing Plan Change",
        Reason::Slot => "Slot",
        Reason::Message => "SMS",
        Reason::Call => "DID Minutes",
        Reason::Lookup => "CNAM Queries",
        Reason::Reversal => "DID Not Available",
        Reason::Settled => "DID",
        Reason::Refund => "Refund",
        Reason::Waived if posting.note.is_empty() => "DID Suspended",
        Reason::Waived => "DID Not Charged",
        Reason::TopUp => "Payment",
        Reason::Adjustment => "Adjustment",
        Reason::Opening => "Opening Balance",
    };
    let about = [&did, &posting.note].into_iter().find(|text| !text.is_empty());
    let description = about.map_or_else(|| what.to_owned(), |about| format!("{what}: {about}"));
    let kind = if did.is_empty() { what.to_owned() } else { format!("DID{did}") };
    Map::new()
        .with("date", wall_clock(posting.at))
        .with("uniqueid", posting.id.to_string())
        .with("type", kind)
        .with("description", description)
        .with("ammount", line.change.decimal(2))
}

/// The countries of the world.
pub fn countries_of_the_world(rows: Vec<Map>) -> Reply {
    Reply::list("countries", rows, "unavailable_info")
}

/// Whether a number could come here, and under which plans.
pub fn portability(found: Option<Portable>) -> Reply {
    let yes_or_no = |is_so: bool| if is_so { "yes" } else { "no" };
    let is_portable = found.is_some();
    let (sms, prices) = found.map_or_else(Default::default, |found| (found.sms, found.prices));
    let titles = ["Per Minute Plan", "Monthly Flat Rate Plan"];
    let plans = titles.into_iter().zip(prices).filter_map(|(title, price)| {
        let price = price?;
        let (month, minute) = (price.monthly.decimal(2), price.minute.decimal(2));
        let plan = Map::new().with("title", title);
        Some(plan.with("pricePerMonth", month).with("pricePerMin", minute))
    });
    let plans: Vec<Map> = plans.collect();
    Reply::Success(
        Map::new()
            .with("portable", yes_or_no(is_portable))
            .with("sms", yes_or_no(sms))
            .with("plans", plans),
    )
}
