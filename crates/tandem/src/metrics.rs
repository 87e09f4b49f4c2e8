//! `/metrics`: what a node has done and how it stands, in the text form that Prometheus reads.

use std::fmt::Write;

use crate::node::Pulse;

/// The page as it stands now. Times are in seconds, as the form has it.
pub fn page(pulse: &Pulse) -> String {
    let (engine, figures) = (pulse.engine(), pulse.engine().figures());
    let mut page = String::with_capacity(2048);
    let mut put = |name: &str, kind: &str, about: &str, value: f64| {
        // Writing to a String cannot fail.
        let _ = write!(page, "# HELP {name} {about}\n# TYPE {name} {kind}\n{name} {value}\n");
    };
    let mut count = |name: &str, about: &str, value: u64| put(name, "counter", about, value as f64);
    count("tandem_store_commands_total", "Commands run by writers.", figures.runs);
    count("tandem_store_commits_total", "Transactions committed.", figures.commits);
    count("tandem_store_discarded_total", "Commands whose writes were undone.", figures.discarded);
    count("tandem_store_alone_total", "Commands that ran again alone.", figures.alone);
    let busy = figures.busy_micros as f64 / 1e6;
    put("tandem_store_busy_seconds_total", "counter", "Time that writers were busy.", busy);
    let stock = engine.mirrors().stock.total() as f64;
    put("tandem_stock_numbers", "gauge", "Numbers for sale.", stock);
    let lag = pulse.lag_micros() as f64 / 1e6;
    put("tandem_feed_lag_seconds", "gauge", "Age of the mirrors.", lag);
    page
}
