//! A month that could not be charged, through no fault of who pays it, is tried again later, so that it keeps no
//! other waiting.
//!
//! Nothing becomes of the number meanwhile, and what was not charged is not forgiven: months begin when they
//! began. That it happened at all is for a person, who finds it in the log and among the figures of commands.

use serde::{Deserialize, Serialize};
use tandem_domain::{AccountId, Actor, Scope};
use tandem_numbering::Did;
use tandem_store::{Lane, tenure};

use crate::{Command, Cx, Halt, Mode, RENEWAL_AGAIN_SECONDS};

/// Whose month it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhoseMonth {
    /// The customer's, who pays us.
    Customer,
    /// Its client's, who pays it.
    Client,
}

/// Puts a due number off by [`RENEWAL_AGAIN_SECONDS`]. The operator's job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthPutOff {
    /// Who pays us for the number.
    pub payer: AccountId,
    /// The number.
    pub did: Did,
    /// Whose month could not be charged.
    pub whose: WhoseMonth,
}

impl Command for MonthPutOff {
    const NAME: &'static str = "month.put_off";
    const MODE: Mode = Mode::Write(Lane::Bulk);
    /// Whether it was due still.
    type Outcome = bool;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn shard(&self, _: &Actor) -> i64 {
        self.payer.0
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<bool, Halt> {
        cx.require_operator()?;
        cx.lock(self.payer)?;
        let until = cx.now.plus_seconds(RENEWAL_AGAIN_SECONDS);
        let put_off = match self.whose {
            WhoseMonth::Customer => tenure::put_off,
            WhoseMonth::Client => tenure::put_off_resale,
        };
        Ok(put_off(cx.tx, self.payer, self.did, cx.now, until)?)
    }
}
