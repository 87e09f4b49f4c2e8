//! `/metrics`: what a node has done and how it stands, in the text form that Prometheus reads.

mod census;
mod form;
mod names;

use std::sync::Arc;

use tandem_gateway::Meter;
use tandem_store::BATCH_BARS;

use crate::pulse::Pulse;
use crate::server::Tally;
pub use census::Census;
use form::{Page, seconds};

/// The form of the page.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Whatever the page is made from.
#[derive(Clone)]
pub struct Sources {
    /// How the node is.
    pub pulse: Pulse,
    /// What was answered.
    pub gateway: Arc<Meter>,
    /// What was counted in the database.
    pub census: Census,
    /// What became of SIP messages.
    pub sip: Arc<Tally>,
}

/// The page as it stands now. Times are in seconds, as the form has it.
pub fn page(sources: &Sources) -> String {
    let mut page = Page::new();
    let pulse = &sources.pulse;
    page.one(&names::READY, if pulse.trouble().is_none() { 1.0 } else { 0.0 });
    doors(&mut page, sources);
    stock(&mut page, sources);
    store(&mut page, pulse);
    page.one(&names::PROCESS_MEMORY, resident_bytes().unwrap_or_default());
    page.one(&names::PROCESS_FILES, open_files().unwrap_or_default());
    page.finish()
}

/// What came in and what became of it.
fn doors(page: &mut Page, sources: &Sources) {
    let gateway = &sources.gateway;
    let statuses: Vec<_> = gateway.answers().into_iter().collect();
    let statuses: Vec<_> = statuses
        .iter()
        .map(|((d, o, status), count)| (*d, *o, status.to_string(), *count))
        .collect();
    let answers = statuses.iter().map(|(dialect, operation, status, count)| {
        (vec![*dialect, *operation, status.as_str()], *count as f64)
    });
    page.each(&names::HTTP_REQUESTS, answers);
    page.times(&names::HTTP_SECONDS, gateway.times());
    let turned_away = gateway.all_turned_away().into_iter();
    page.each(&names::AUTH_FAILURES, turned_away.map(|(why, count)| (vec![why], count as f64)));
    page.one(&names::CALLS_UNCLAIMED, gateway.all_unclaimed() as f64);
    let fates = sources.sip.counts();
    page.each(&names::SIP_MESSAGES, fates.map(|(fate, count)| (vec![fate.word()], count as f64)));

    let meter = sources.pulse.engine().meter();
    let commands = meter.commands();
    let outcomes = commands.iter().flat_map(|(command, figures)| {
        let done = std::iter::once(("done", figures.done));
        let refused = figures.refused.iter().map(|(word, count)| (word.as_str(), *count));
        done.chain(refused).map(|(outcome, count)| (vec![*command, outcome], count as f64))
    });
    page.each(&names::COMMANDS, outcomes);
    let times = commands.iter().map(|(command, figures)| (*command, figures.times.clone()));
    page.times(&names::COMMAND_SECONDS, times);
    let answers = meter.supplier_answers().into_iter();
    page.each(&names::SUPPLIER_ANSWERS, answers.map(|(word, count)| (vec![word], count as f64)));
}

/// What there is, in the database and in memory.
fn stock(page: &mut Page, sources: &Sources) {
    let (engine, counted) = (sources.pulse.engine(), sources.census.last());
    let purchases = counted.purchases.iter();
    page.each(
        &names::PURCHASES_OPEN,
        purchases.map(|(state, count)| (vec![state.as_str()], *count as f64)),
    );
    let numbers = counted.numbers.iter();
    page.each(&names::NUMBERS, numbers.map(|(state, count)| (vec![*state], *count as f64)));
    let due = counted.due.map_or(0, |due| (engine.now().0 - due.0).max(0));
    page.one(&names::NUMBERS_OVERDUE, seconds(due));
    page.one(&names::STOCK_NUMBERS, engine.mirrors().stock.total() as f64);
    page.one(&names::FEED_LAG, seconds(sources.pulse.lag_micros()));
    let routes = &engine.mirrors().routes;
    page.one(&names::ROUTED_NUMBERS, routes.numbers() as f64);
    page.one(&names::ROUTES_AGE, seconds((engine.now().0 - routes.current_at().0).max(0)));
}

/// What the writers do.
fn store(page: &mut Page, pulse: &Pulse) {
    let figures = pulse.engine().figures();
    let waiting = ["order", "bulk"].into_iter().zip(figures.waiting);
    page.each(&names::STORE_WAITING, waiting.map(|(lane, count)| (vec![lane], count as f64)));
    let ends: Vec<String> = (0..BATCH_BARS).map(|bar| (1_u64 << bar).to_string()).collect();
    let batches = ends.iter().zip(figures.batches);
    page.each(
        &names::STORE_BATCHES,
        batches.map(|(end, count)| (vec![end.as_str()], count as f64)),
    );
    page.one(&names::STORE_COMMANDS, figures.runs as f64);
    page.one(&names::STORE_COMMITS, figures.commits as f64);
    page.one(&names::STORE_DISCARDED, figures.discarded as f64);
    page.one(&names::STORE_ALONE, figures.alone as f64);
    page.one(&names::STORE_BUSY, figures.busy_micros as f64 / 1e6);
}

/// From the kernel's own account of us, where it keeps one.
fn resident_bytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024.0)
}

fn open_files() -> Option<f64> {
    Some(std::fs::read_dir("/proc/self/fd").ok()?.count() as f64)
}
