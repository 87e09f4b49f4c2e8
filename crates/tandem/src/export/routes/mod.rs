//! `tandem export routes`: where numbers ring, for a Kamailio that asks nobody.
//!
//! One look at everything that decides where calls go ([`Engine::survey_routes`]), then all tables, in a directory that takes
//! its place when it is whole. What a list cannot say is counted, and left to whoever `--ask` names.

mod directory;
mod lists;
mod tables;

use std::collections::BTreeMap;

use tandem_domain::route::Domains;
use tandem_switch::Site;
use tandem_switch::listing::{Asks, Listed, listed};

use self::directory::Directory;
use self::lists::Lists;
use crate::cli::RouteLists;
use crate::failure::Failure;
use crate::voice::say;
use crate::{config, node};

/// The longest address that the tables of Kamailio take, in bytes (`dr_gateways.address`).
const ADDRESS_BYTES_MAX: usize = 128;

/// Writes the tables.
pub async fn routes(options: RouteLists) -> Result<(), Failure> {
    for (name, host) in [("--ask", &options.ask), ("--domain", &options.domain)] {
        require_host(name, host)?;
    }
    let directory = Directory::make(&options.directory, options.replace)?;
    let engine = node::open_to_look(&options.database.url()?, config::rules(&[])?).await?;
    let own = std::iter::once(options.domain.clone()).chain(options.aliases.clone());
    engine.answer_at(Domains::new(own).with_carriers(options.carriers.clone()));
    let site = Site { domain: options.domain.clone(), carrier: None, media: None };
    let mut lists = Lists::default();
    let (mut asked, mut silent) = (BTreeMap::<Asks, u64>::new(), 0_u64);
    let surveyed = engine.survey_routes(|surveyed| {
        let number = surveyed.plan.to;
        match listed(&surveyed, &site, options.without_balances) {
            Listed::Rings(turns) => lists.ring(number, turns),
            Listed::Asks(why) => {
                lists.ask(number);
                *asked.entry(why).or_default() += 1;
            }
            Listed::Silent => silent += 1,
        }
    });
    let surveyed = surveyed.await;
    engine.close();
    surveyed?;
    tables::write(&directory, &lists, &options.ask)?;
    directory.finish()?;
    report(&lists, &asked, silent, &options.ask);
    Ok(())
}

fn report(lists: &Lists, asked: &BTreeMap<Asks, u64>, silent: u64, ask: &str) {
    say!("{} numbers are listed", lists.numbers().len());
    if lists.beyond() > 0 {
        say!(
            "  {} of them for dispatcher alone: drouting has no room for more addresses",
            lists.beyond()
        );
    }
    say!("{} numbers are asked about at {ask}", asked.values().sum::<u64>());
    for (why, count) in asked {
        say!("  {count} {why}");
    }
    say!("{silent} numbers are not in service, or are called only from within, and are left out");
}

/// Refuses what is no host, or does not fit where it has to stand.
fn require_host(option: &str, host: &str) -> Result<(), Failure> {
    let is_host = |host: &str| {
        host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte))
    };
    if host.is_empty() || host.len() > ADDRESS_BYTES_MAX || !is_host(host) {
        return Err(Failure::Usage(format!("{option} must be a host, with its port if need be")));
    }
    Ok(())
}
