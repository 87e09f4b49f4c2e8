//! Several numbers are set up in one go. Emits what [`NumberSet`] and [`NumberMessagingSet`] emit for each.

use serde::{Deserialize, Serialize};
use tandem_domain::Refusal;
use tandem_store::Lane;

use super::number_messaging_set::NumberMessagingSet;
use super::number_set::NumberSet;
use crate::{Command, Cx, Halt, Mode, NUMBERS_SET_MAX};

/// Sets up where the calls and the messages of numbers go: all of it, or nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NumberSetAll {
    /// Where messages go. They are seen to first: what may be wrong with them is found before any call goes
    /// elsewhere.
    pub messages: Vec<NumberMessagingSet>,
    /// Where calls go, and by which plan.
    pub calls: Vec<NumberSet>,
}

impl Command for NumberSetAll {
    const NAME: &'static str = "number.set_all";
    const MODE: Mode = Mode::Write(Lane::Order);
    /// How many numbers were set up, each counted once for its messages and once for its calls.
    type Outcome = usize;

    fn run(&self, cx: &mut Cx<'_>) -> Result<usize, Halt> {
        cx.lock_customer()?;
        let many = self.messages.len().max(self.calls.len());
        if many > NUMBERS_SET_MAX {
            let max = u32::try_from(NUMBERS_SET_MAX).unwrap_or(u32::MAX);
            return Err(Refusal::TooMany { wanted: many as u64, max }.into());
        }
        for set in &self.messages {
            set.run(cx)?;
        }
        for set in &self.calls {
            set.run(cx)?;
        }
        Ok(self.messages.len() + self.calls.len())
    }
}
