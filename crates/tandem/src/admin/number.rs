//! `tandem admin number`.

use clap::Subcommand;
use tandem_engine::{Departure, Engine, NumberDepart, NumberSweep};
use tandem_numbering::Did;

use super::operate;
use crate::cli::Failure;

/// What to do with a number.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// A port-out ends: the other carrier has the number.
    PortedOut {
        /// The number, country code first.
        did: String,
    },
    /// A port-out ends: the other carrier withdrew, the number stays.
    Stays {
        /// The number, country code first.
        did: String,
    },
    /// Move on every number whose time is up, now rather than at the next second.
    Sweep,
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    let depart = |text: &str, departure| {
        read(engine, text).map(|did| operate(engine, NumberDepart { did, departure }))
    };
    match what {
        What::PortedOut { did } => depart(&did, Departure::Completed)?.await,
        What::Stays { did } => depart(&did, Departure::Withdrawn)?.await,
        What::Sweep => loop {
            let swept = operate(engine, NumberSweep).await?;
            println!("{} moved on", swept.moved);
            if !swept.more {
                return Ok(());
            }
        },
    }
}

fn read(engine: &Engine, text: &str) -> Result<Did, Failure> {
    engine.rules().read(text).map_err(|fault| Failure::Usage(format!("{text}: {fault}")))
}
