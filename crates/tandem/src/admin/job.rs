//! `tandem admin job`.

use clap::Subcommand;
use tandem_engine::Engine;

use crate::failure::Failure;
use crate::loops;
use crate::voice::say;

/// Which job to do now rather than when a node comes to it.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// Charge every number whose month is over the next one.
    Renewal,
}

pub(super) async fn run(engine: &Engine, what: What) -> Result<(), Failure> {
    match what {
        What::Renewal => {
            let tell = |payer, renewed: &tandem_engine::Renewed| {
                say!(
                    "customer {payer}\t{} months for {}\t{} unpaid\t{} suspended\t{} resumed\t{} \
                     released",
                    renewed.months,
                    renewed.charged,
                    renewed.unpaid,
                    renewed.suspended,
                    renewed.resumed,
                    renewed.released
                );
            };
            while loops::renew_due(engine, tell).await? {}
            Ok(())
        }
    }
}
