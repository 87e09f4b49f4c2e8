//! Rows on their way into commands that let them move in.

use std::collections::BTreeMap;

use tandem_domain::Actor;
use tandem_engine::{Ask, Command, Engine, MOVE_ROWS_MAX, MovedIn, ObjectWritten};

use super::report::Faults;
use super::sheet::Sheet;
use crate::failure::Failure;

/// Of how many rows it is said that their months are not charged; the rest is only counted.
const CARRIED_LISTED_MAX: u64 = 50;

/// What came of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Rows read.
    pub rows: u64,
    /// Those that moved in.
    pub done: u64,
    /// Those that were here already.
    pub already: u64,
    /// Those that could not be used.
    pub faults: Faults,
    /// Those of which months that were over are not charged.
    pub carried: u64,
    /// The plans that rows name and nobody put in force, each with the first line that does.
    pub unknown_plans: BTreeMap<String, u64>,
}

/// Sends the rows of a file, many to a command.
pub(super) async fn move_in<T: Send + 'static, C: Command<Outcome = MovedIn>>(
    mut sheet: Sheet<T>,
    engine: &Engine,
    command: impl Fn(Vec<T>) -> C,
) -> Result<Moved, Failure> {
    let mut moved = Moved::default();
    let (mut rows, mut lines) = (Vec::new(), Vec::new());
    loop {
        let parcel = sheet.next().await;
        let is_last = parcel.is_none();
        for line in parcel.unwrap_or_default() {
            moved.rows += 1;
            match line.row {
                Err(why) => moved.faults.add(sheet.bar(), line.number, &why),
                Ok(row) => {
                    rows.push(row);
                    lines.push(line.number);
                }
            }
            if rows.len() == MOVE_ROWS_MAX {
                let sent = command(std::mem::take(&mut rows));
                moved.send(&sheet, engine, sent, &std::mem::take(&mut lines)).await?;
            }
        }
        sheet.bar().set_message(format!("{} rows", moved.rows));
        if is_last {
            break;
        }
    }
    if !rows.is_empty() {
        moved.send(&sheet, engine, command(rows), &lines).await?;
    }
    sheet.bar().finish_and_clear();
    Ok(moved)
}

impl Moved {
    /// Counts an object that was put.
    pub(super) const fn count(&mut self, put: ObjectWritten) {
        if put.changed {
            self.done += 1;
        } else {
            self.already += 1;
        }
    }

    async fn send<T: Send + 'static, C: Command<Outcome = MovedIn>>(
        &mut self,
        sheet: &Sheet<T>,
        engine: &Engine,
        command: C,
        lines: &[u64],
    ) -> Result<(), Failure> {
        let came = engine.execute(Ask::new(Actor::operator(), command)).await?;
        self.done += came.done;
        self.already += came.already;
        for misfit in came.refused {
            let line = lines.get(misfit.place).copied().unwrap_or_default();
            self.faults.add(sheet.bar(), line, &format_args!("{}: {}", misfit.field, misfit.why));
        }
        for carried in came.carried {
            let line = lines.get(carried.place).copied().unwrap_or_default();
            self.carried += 1;
            if self.carried <= CARRIED_LISTED_MAX {
                let next = carried.next_billing;
                sheet.bar().suspend(|| {
                    eprintln!("line {line}: next_billing: that month is over; the next is charged on {next}");
                });
            }
        }
        tokio::time::sleep(super::PAUSE).await;
        Ok(())
    }
}
