//! Rows on their way into commands that let them move in.

use tandem_domain::Actor;
use tandem_engine::{Ask, Command, Engine, MOVE_ROWS_MAX, MovedIn};

use super::report::Faults;
use super::sheet::Sheet;
use crate::failure::Failure;

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
}

/// Sends the rows of a file, many to a command; without an engine, only reads them.
pub(super) async fn move_in<T: Send + 'static, C: Command<Outcome = MovedIn>>(
    mut sheet: Sheet<T>,
    engine: Option<&Engine>,
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
    async fn send<T: Send + 'static, C: Command<Outcome = MovedIn>>(
        &mut self,
        sheet: &Sheet<T>,
        engine: Option<&Engine>,
        command: C,
        lines: &[u64],
    ) -> Result<(), Failure> {
        let Some(engine) = engine else { return Ok(()) };
        let came = engine.execute(Ask::new(Actor::operator(), command)).await?;
        self.done += came.done;
        self.already += came.already;
        for misfit in came.refused {
            let line = lines.get(misfit.place).copied().unwrap_or_default();
            self.faults.add(sheet.bar(), line, &format_args!("{}: {}", misfit.field, misfit.why));
        }
        tokio::time::sleep(super::PAUSE).await;
        Ok(())
    }
}
