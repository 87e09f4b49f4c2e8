//! Looking for a call, whosever it is.

use serde::{Deserialize, Serialize};
use tandem_domain::{Scope, Timestamp};
use tandem_numbering::Did;
use tandem_store::call_record::{self, Sought};

use super::call_page::{CallWhole, whole};
use crate::{CALLS_FOUND_MAX, Command, Cx, Halt, Mode};

/// Looks for calls, the latest first and [`CALLS_FOUND_MAX`] at most. The operator's command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallFind {
    /// What they are looked for by.
    pub by: CallSought,
    /// Only those that began before this instant.
    pub before: Option<Timestamp>,
}

/// What calls are looked for by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallSought {
    /// What the switch calls it, such as its Call-ID: all its legs.
    Name(String),
    /// Our number.
    Number(Did),
    /// The other side, as it was reported; a number also as others write it.
    Other(String),
    /// That nobody had the number: it was reported, and charged to nobody.
    Nobody,
}

impl Command for CallFind {
    const NAME: &'static str = "call.find";
    const MODE: Mode = Mode::Read;
    type Outcome = Vec<CallWhole>;

    fn scope(&self) -> Scope {
        Scope::Operate
    }

    fn run(&self, cx: &mut Cx<'_>) -> Result<Vec<CallWhole>, Halt> {
        cx.require_operator()?;
        let sought = match &self.by {
            CallSought::Name(name) => Sought::Name(name.clone()),
            CallSought::Number(did) => Sought::Number(*did),
            CallSought::Other(written) => Sought::Other(match cx.rules.read(written) {
                Ok(did) => [did.e164(), did.digits().to_string(), did.national()],
                Err(_) => [written.clone(), written.clone(), written.clone()],
            }),
            CallSought::Nobody => Sought::Nobody,
        };
        let before = self.before.unwrap_or(Timestamp(i64::MAX));
        let found = call_record::find(cx.tx, &sought, before, CALLS_FOUND_MAX)?;
        Ok(found.into_iter().map(whole).collect())
    }
}
