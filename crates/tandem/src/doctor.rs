//! `tandem doctor`: looks, and writes nothing. A database that is not there, or whose schema is
//! not this binary's, is refused; bringing one up to date is for `serve`, `demo` and `import`.

use tandem_store::DatabaseUrl;

use crate::cli;
use crate::config;
use crate::failure::Failure;
use crate::node;
use crate::voice::say;

/// `tandem doctor`: looks at everything and says what does not hold.
pub async fn run(options: cli::Doctor) -> Result<(), Failure> {
    examine(&options.database.url()?).await
}

/// Looks at everything in a database and says what does not hold.
pub async fn examine(url: &DatabaseUrl) -> Result<(), Failure> {
    let engine = node::open_to_look(url, config::rules(&[])?).await?;
    let findings = engine.examine().await?;
    say!(
        "looked at {} numbers, {} postings, {} accounts and {} events in {url}",
        findings.numbers,
        findings.postings,
        findings.accounts,
        findings.events
    );
    for finding in &findings.listed {
        say!("invariant {} is broken: {}", finding.invariant, finding.what);
    }
    engine.close();
    if findings.broken == 0 {
        say!("everything that must hold, holds");
        return Ok(());
    }
    Err(Failure::Refused(format!("{} findings", findings.broken)))
}
