//! What a dialect calls the customer that somebody acts for.

use serde::{Deserialize, Serialize};
use tandem_store::account;

use crate::{Command, Cx, Halt, Mode};

/// Looks the name up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountName {
    /// The dialect.
    pub scheme: String,
}

impl Command for AccountName {
    const NAME: &'static str = "account.name";
    const MODE: Mode = Mode::Read;
    /// The first, if it has several; nothing if it has none.
    type Outcome = Option<String>;

    fn run(&self, cx: &mut Cx<'_>) -> Result<Option<String>, Halt> {
        Ok(account::aliases_of(cx.tx, &self.scheme, cx.actor.root)?.into_iter().next())
    }
}
