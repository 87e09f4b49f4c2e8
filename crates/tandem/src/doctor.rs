//! `tandem doctor`.

use crate::cli::{self, Failure};
use crate::config;
use crate::node;

/// Looks at everything and says what does not hold.
pub async fn run(options: cli::Doctor) -> Result<(), Failure> {
    let url = options.database.url(cli::DATA_DIRECTORY)?;
    let engine = node::open(&url, config::rules(&[])?, 63).await?;
    let findings = engine.examine().await?;
    println!(
        "looked at {} numbers, {} postings, {} accounts and {} events in {url}",
        findings.numbers, findings.postings, findings.accounts, findings.events
    );
    for finding in &findings.listed {
        println!(
            "invariant {} is broken: {}",
            finding.invariant, finding.what
        );
    }
    engine.close();
    if findings.broken == 0 {
        println!("everything that must hold, holds");
        return Ok(());
    }
    Err(Failure::Refused(format!("{} findings", findings.broken)))
}
