//! `tandem admin number`.

use clap::Subcommand;
use tandem_domain::{Actor, NumberState, Refusal, TenureId, Timestamp};
use tandem_engine::{
    Ask, CancellationPage, Departure, Engine, Keep, NumberDepart, NumberReserve, NumberRestore,
    NumberShow, NumberSweep, NumberView, RESTORE_DAYS,
};
use tandem_numbering::Did;

use super::operate;
use crate::failure::Failure;
use crate::voice::say;

/// What to do with a number.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// Show where a number stands, who has and had it, and what happened to it of late.
    Show {
        /// The number, country code first.
        did: String,
    },
    /// Keep a number back: it is not for sale until `unreserve`.
    Reserve {
        /// The number, country code first.
        did: String,
    },
    /// Put a number on the shelf that was kept back or blocked.
    Unreserve {
        /// The number, country code first.
        did: String,
    },
    /// Take a number off the shelf; nobody may have it at this moment.
    Block {
        /// The number, country code first.
        did: String,
    },
    /// A port-out ends: the other carrier has the number, whether or not it asked for it here.
    PortedOut {
        /// The number, country code first.
        did: String,
    },
    /// A port-out ends: the other carrier withdrew, the number stays.
    Stays {
        /// The number, country code first.
        did: String,
    },
    /// Give a released number back to whoever had it, for as long as that may be.
    Restore {
        /// The number, country code first.
        did: String,
    },
    /// Move on every number whose time is up, now rather than at the next second.
    Sweep,
    /// List the numbers of suppliers that nobody here has any more, with the day since when they can be
    /// restored no longer: each is paid for at its supplier until somebody cancels it there.
    /// `tandem export cancellations` writes the same to a file.
    Cancellations {
        /// Only those of that day or later, such as 2026-11-30.
        #[arg(long, value_name = "DAY", value_parser = read_day)]
        since: Option<Timestamp>,
    },
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    let depart = async |text: &str, departure| {
        let did = read(engine, text).await?;
        operate(engine, NumberDepart { did, departure, asked: false }).await
    };
    let keep = async |text: &str, keep| {
        let did = read(engine, text).await?;
        operate(engine, NumberReserve { did, keep }).await
    };
    match what {
        What::Show { did } => {
            let did = read(engine, &did).await?;
            show(&operate(engine, NumberShow { did }).await?);
            Ok(())
        }
        What::Reserve { did } => keep(&did, Keep::Reserved).await,
        What::Unreserve { did } => keep(&did, Keep::ForSale).await,
        What::Block { did } => keep(&did, Keep::Blocked).await,
        What::PortedOut { did } => depart(&did, Departure::Completed).await,
        What::Stays { did } => depart(&did, Departure::Withdrawn).await,
        What::Restore { did } => {
            let did = read(engine, &did).await?;
            let state = operate(engine, NumberShow { did }).await?.state;
            if state != NumberState::Released {
                let state = state.word();
                return Err(Failure::Refused(format!(
                    "{did} is {state}: only a number that was given back can be restored, for \
                     {RESTORE_DAYS} days"
                )));
            }
            let restored = operate(engine, NumberRestore { did }).await?;
            say!("charged {}, paid until {}", restored.charged, restored.next_billing);
            for role in restored.fell_back {
                say!(
                    "what its {} named was removed: the account's default is in its place",
                    role.word()
                );
            }
            Ok(())
        }
        What::Sweep => loop {
            let swept = operate(engine, NumberSweep).await?;
            say!("{} moved on", swept.moved);
            if !swept.more {
                return Ok(());
            }
        },
        What::Cancellations { since } => {
            cancellations(engine, since.unwrap_or(Timestamp(i64::MIN))).await
        }
    }
}

/// What is to be cancelled at suppliers, page by page.
async fn cancellations(engine: &Engine, since: Timestamp) -> Result<(), Failure> {
    let (mut after, mut listed) = (TenureId(i64::MIN), 0_u64);
    loop {
        let seen = operate(engine, CancellationPage { since, after }).await?;
        for number in &seen.numbers {
            say!("{}\t{}\tsince {}", number.did, number.supplier, number.day());
            listed += 1;
        }
        match seen.last {
            Some(last) => after = last,
            None => break,
        }
    }
    if listed == 0 {
        eprintln!("there is nothing to cancel at any supplier");
    }
    Ok(())
}

fn read_day(text: &str) -> Result<Timestamp, &'static str> {
    Timestamp::parse(text).ok_or("must be a day such as 2026-11-30")
}

fn show(number: &NumberView) {
    let did = number.did;
    let place = [&number.offer.rate_centre, &number.offer.region, &number.offer.country];
    let place: Vec<&str> =
        place.into_iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    say!("{did}\t{}\t{}", number.state.word(), place.join(", "));
    if let Some(owner) = number.owner {
        say!("owner\t{owner}");
    }
    if let Some(until) = number.until {
        say!("until\t{until}");
    }
    if let Some(supplier) = &number.offer.supplier {
        say!("supplier\t{supplier}");
    }
    for term in &number.terms {
        let ended = match &term.ended {
            None => "now".to_owned(),
            Some((at, how)) => format!("{at}\t{how}"),
        };
        let (owner, payer) = (term.owner, term.payer);
        let how = match term.order {
            order if order.is_moved_in() => "moved in".to_owned(),
            order => format!("order {order}"),
        };
        say!("had by {owner}\tpaid by {payer}\t{how}\t{} to {ended}", term.began);
    }
    for step in &number.events {
        let from = step.from.map_or("nowhere", |from| from.word());
        let (at, by, to) = (step.at, step.by, step.to.word());
        say!("{at}\t{from} -> {to}\tby {by}\t{}", step.what);
    }
}

/// Reads a number that is here. One that is not is left to be refused.
pub(super) async fn read(engine: &Engine, text: &str) -> Result<Did, Failure> {
    let did = engine.rules().read(text);
    let did = did.map_err(|fault| Failure::Usage(format!("{text}: {fault}")))?;
    match engine.execute(Ask::new(Actor::operator(), NumberShow { did })).await {
        Ok(number) => Ok(number.did),
        Err(Refusal::NumberUnknown { .. }) => Ok(did),
        Err(refusal) => Err(refusal.into()),
    }
}
