//! `tandem export cancellations`: numbers of suppliers that nobody here has any more. They are paid for there
//! until somebody cancels them.

use std::io::Write;

use tandem_domain::{TenureId, Timestamp};
use tandem_engine::{CancellationPage, Engine};

use super::look;
use super::sheet::Sheet;
use crate::failure::Failure;

const COLUMNS: [&str; 3] = ["number", "supplier", "since"];

/// Writes the numbers that their owners can restore no longer since that day or later.
pub async fn cancellations(
    engine: &Engine,
    since: Timestamp,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut sheet = Sheet::new(out, &COLUMNS)?;
    let mut after = TenureId(i64::MIN);
    loop {
        let seen = look(engine, CancellationPage { since, after }).await?;
        for number in seen.numbers {
            let (day, supplier) = (number.day(), number.supplier);
            sheet.row([("number", number.did.e164()), ("supplier", supplier), ("since", day)])?;
        }
        match seen.last {
            Some(last) => after = last,
            None => return sheet.finish(),
        }
    }
}
