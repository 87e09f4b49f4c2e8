//! `tandem export disconnects`: numbers that were disconnected for good, and the day. In the US they
//! are reported each month, so that nobody calls a number's former owner under it
//! (47 CFR 64.1200(l)).

use std::io::Write;

use tandem_domain::{TenureId, Timestamp};
use tandem_engine::{DisconnectPage, Engine};

use super::look;
use super::sheet::Sheet;
use crate::failure::Failure;

const COLUMNS: [&str; 2] = ["number", "disconnected"];

/// Writes the numbers whose service ended for good on that day or later.
pub async fn disconnects(
    engine: &Engine,
    since: Timestamp,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut sheet = Sheet::new(out, &COLUMNS)?;
    let mut after = TenureId(i64::MIN);
    loop {
        let seen = look(engine, DisconnectPage { since, after }).await?;
        for (did, ended) in seen.numbers {
            let day = ended.to_string().split('T').next().unwrap_or_default().to_owned();
            sheet.row([("number", did.e164()), ("disconnected", day)])?;
        }
        match seen.last {
            Some(last) => after = last,
            None => return sheet.finish(),
        }
    }
}
