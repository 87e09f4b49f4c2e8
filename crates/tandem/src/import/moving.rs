//! Rows on their way into commands that let them move in.

use std::collections::BTreeMap;

use tandem_domain::Actor;
use tandem_engine::{Ask, Command, Engine, MOVE_ROWS_MAX, MovedIn, ObjectWritten};

use super::report::Faults;
use super::sheet::Sheet;
use crate::failure::{self, Failure};

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
    let (mut rows, mut lines, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        let parcel = sheet.next().await;
        let is_last = parcel.is_none();
        for line in parcel.unwrap_or_default() {
            moved.rows += 1;
            match line.row {
                Err(why) => faults.push((line.number, why.to_string())),
                Ok(row) => {
                    rows.push(row);
                    lines.push(line.number);
                }
            }
            // What is wrong with lines is kept until those before them were sent, and not without end.
            if rows.len().max(faults.len()) >= MOVE_ROWS_MAX && !rows.is_empty() {
                let sent = command(std::mem::take(&mut rows));
                faults.extend(moved.send(&sheet, engine, sent, &std::mem::take(&mut lines)).await?);
            }
            if rows.is_empty() {
                moved.tell(&sheet, &mut faults);
            }
        }
        sheet.bar().set_message(format!("{} rows", moved.rows));
        if is_last {
            break;
        }
    }
    if !rows.is_empty() {
        faults.extend(moved.send(&sheet, engine, command(rows), &lines).await?);
    }
    moved.tell(&sheet, &mut faults);
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

    /// Says what is wrong with lines, in their order, whether it was seen at once or when they were sent.
    fn tell<T: Send + 'static>(&mut self, sheet: &Sheet<T>, faults: &mut Vec<(u64, String)>) {
        faults.sort();
        for (line, why) in faults.drain(..) {
            self.faults.add(sheet.bar(), line, &why);
        }
    }

    /// Sends some rows; returns what is wrong with those that could not be used.
    async fn send<T: Send + 'static, C: Command<Outcome = MovedIn>>(
        &mut self,
        sheet: &Sheet<T>,
        engine: &Engine,
        command: C,
        lines: &[u64],
    ) -> Result<Vec<(u64, String)>, Failure> {
        let came = engine.execute(Ask::new(Actor::operator(), command)).await?;
        self.done += came.done;
        self.already += came.already;
        let line_of = |place: usize| lines.get(place).copied().unwrap_or_default();
        let refused = came.refused.into_iter().map(|misfit| {
            let why = failure::words(&misfit.why);
            (line_of(misfit.place), format!("{}: {why}", misfit.field))
        });
        let refused = refused.collect();
        for carried in came.carried {
            let line = line_of(carried.place);
            self.carried += 1;
            if self.carried <= CARRIED_LISTED_MAX {
                let next = carried.next_billing;
                sheet.bar().suspend(|| {
                    eprintln!("line {line}: next_billing: that month is over; the next is charged on {next}");
                });
            }
        }
        tokio::time::sleep(super::PAUSE).await;
        Ok(refused)
    }
}
