//! The figures of a run, as the tables of BENCHMARKS.md.

use std::fmt::Write;

use super::ladder::Rung;
use super::weigh::Weighed;
use super::{Climbed, Dips, Found};

/// All tables, and how each goal was met. What was not measured is not in them.
pub fn tables(found: &Found) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_all(&mut text, found);
    text
}

fn write_all(text: &mut String, found: &Found) -> std::fmt::Result {
    writeln!(
        text,
        "| start | seconds | bytes a number | decisions/s, one core | median µs | p99 µs | worst µs |"
    )?;
    writeln!(text, "|---|---:|---:|---:|---:|---:|---:|")?;
    for (from, weighed) in [("tables", &found.from_tables), ("image", &found.from_image)] {
        if let Some(weighed) = weighed {
            weight(text, from, weighed)?;
        }
    }
    writeln!(
        text,
        "\n| over HTTP | clients | per second | of the constant | median ms | p99 ms |"
    )?;
    writeln!(text, "|---|---:|---:|---:|---:|---:|")?;
    let constant = |clients| {
        let of = |dips: &&Dips| dips.what == "constant" && dips.clients == clients;
        found.dips.iter().find(of).map_or(f64::NAN, |dips| dips.rate)
    };
    for dips in &found.dips {
        row(text, dips, &format!("{:.0} %", 100.0 * dips.rate / constant(dips.clients)))?;
    }
    writeln!(text, "\n| redirects | calls/s without one sent twice | CPU µs a call there |")?;
    writeln!(text, "|---|---:|---:|")?;
    for climbed in &found.climbed {
        let best = best(climbed);
        let (rate, cpu) = best.map_or((0, 0.0), |rung| (rung.rate, rung.cpu_micros));
        writeln!(text, "| {} | {rate} | {cpu:.0} |", climbed.who)?;
    }
    writeln!(text, "\n| line to the database | clients | answers/s | | median ms | p99 ms |")?;
    writeln!(text, "|---|---:|---:|---|---:|---:|")?;
    for dips in &found.behind {
        row(text, dips, "")?;
    }
    goals(text, found)
}

fn weight(text: &mut String, from: &str, weighed: &Weighed) -> std::fmt::Result {
    let each = weighed.bytes as f64 / weighed.numbers as f64;
    let micros = |nanos: u64| nanos as f64 / 1000.0;
    writeln!(
        text,
        "| from {from} | {:.1} | {each:.0} | {:.0} | {:.1} | {:.1} | {:.0} |",
        weighed.start_seconds,
        weighed.decisions_a_second,
        micros(weighed.median_nanos),
        micros(weighed.late_nanos),
        micros(weighed.worst_nanos),
    )
}

fn row(text: &mut String, dips: &Dips, share: &str) -> std::fmt::Result {
    let millis = |micros: u32| f64::from(micros) / 1000.0;
    writeln!(
        text,
        "| {} | {} | {:.0} | {share} | {:.2} | {:.2} |",
        dips.what,
        dips.clients,
        dips.rate,
        millis(dips.median_micros),
        millis(dips.late_micros),
    )
}

/// The highest rung that held.
fn best(climbed: &Climbed) -> Option<&Rung> {
    climbed.rungs.iter().rfind(|rung| rung.is_sound())
}

fn goals(text: &mut String, found: &Found) -> std::fmt::Result {
    writeln!(text, "\n| goal | wanted | found |\n|---|---:|---:|")?;
    if let Some(weighed) = &found.from_tables {
        let each = weighed.bytes as f64 / weighed.numbers as f64;
        writeln!(text, "| decisions/s | 200000 | {:.0} |", weighed.decisions_a_second)?;
        writeln!(
            text,
            "| p99 of a decision, µs | < 50 | {:.1} |",
            weighed.late_nanos as f64 / 1e3
        )?;
        writeln!(text, "| bytes a number | <= 500 | {each:.0} |")?;
    }
    for pair in found.dips.chunks(2) {
        if let [constant, dip] = pair {
            let (clients, share) = (dip.clients, dip.rate / constant.rate);
            writeln!(text, "| answers of the constant, {clients} clients | 0.60 | {share:.2} |")?;
        }
    }
    let rate = |who: &str| {
        let climbed = found.climbed.iter().find(|climbed| climbed.who.contains(who))?;
        best(climbed).map(|rung| rung.rate as f64)
    };
    let ratios = [
        ("Tandem through Kamailio, of htable", "over HTTP", "htable", 0.8),
        ("Tandem through Kamailio, of sqlops", "over HTTP", "sqlops", 2.5),
        ("Tandem's own 302, of htable", "own 302", "htable", 1.0),
    ];
    for (what, ours, theirs, wanted) in ratios {
        if let (Some(ours), Some(theirs)) = (rate(ours), rate(theirs)) {
            writeln!(text, "| {what} | {wanted:.2} | {:.2} |", ours / theirs)?;
        }
    }
    Ok(())
}
