//! Calls that somebody asks us to make, and what a call flow is told beforehand.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use super::check;
use super::{Body, Flaw, Key, ObjectBody, ObjectKind, Reference};
use crate::{ObjectId, Timestamp};

/// How long a call may be put off, in minutes: sixty days.
pub const DIAL_DELAY_MINUTES_MAX: u32 = 86_400;
/// The longest that a call may be asked to last, in minutes: a day.
pub const DIAL_MINUTES_MAX: u32 = 1440;
/// The most values that a call flow is told.
pub const VARIABLES_MAX: usize = 50;
/// The longest of them, in characters.
const VARIABLE_CHARS_MAX: usize = 1000;
/// The longest note of a call, in characters.
const MEMO_CHARS_MAX: usize = 255;
/// The most numbers of which one is to answer.
pub const DIAL_NUMBERS_MAX: usize = 20;
/// The most digits of a code that somebody is asked for.
pub const CODE_DIGITS_MAX: usize = 10;

/// A call that is to be made: to a number, and from there to somebody else or through a call flow. It is kept
/// as it was asked for and waits for the day on which calls can be made from here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DialRequest {
    /// The number that is called first.
    pub number: Did,
    /// What it is joined with.
    pub then: DialThen,
    /// The number that is shown; `None`: the account's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_id: Option<Did>,
    /// The number that is shown to whom it is joined with; `None`: likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then_caller_id: Option<Did>,
    /// How many minutes after it was asked for it is to be made.
    #[serde(default)]
    pub delay_minutes: u32,
    /// A note.
    #[serde(default)]
    pub memo: String,
    /// A code for whoever sorts bills.
    #[serde(default)]
    pub billing_code: String,
    /// When it was asked for.
    #[serde(default)]
    pub asked: Timestamp,
}

/// What a call that is made leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DialThen {
    /// Another number is called, and the two talk.
    Number {
        /// That number.
        number: Did,
        /// For how long at most, in minutes.
        minutes_max: Option<u32>,
    },
    /// A call flow goes on with it.
    Flow {
        /// The call flow.
        flow: ObjectId,
        /// What it is told, by name.
        variables: BTreeMap<String, String>,
    },
    /// Other numbers are called one after the other, until one of them answers.
    OneOf {
        /// Those numbers.
        numbers: Vec<Did>,
    },
    /// A menu, or something else of the account's, goes on with it.
    Object {
        /// What that is.
        kind: ObjectKind,
        /// Which one.
        id: ObjectId,
    },
    /// Whoever answers speaks the greeting of a mailbox.
    Greeting {
        /// The mailbox.
        mailbox: ObjectId,
        /// Which of its greetings, in the customer's word.
        which: String,
    },
    /// Whoever answers enters a code that was shown elsewhere, and so proves to be at that telephone.
    Code {
        /// What the code is for, by the customer's number for it.
        purpose: i64,
        /// The code.
        code: String,
    },
}

/// What a call flow is told at its next calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowVariables {
    /// The call flow.
    pub flow: ObjectId,
    /// What it is told, by name.
    pub variables: BTreeMap<String, String>,
}

impl Body for DialRequest {
    const KIND: ObjectKind = ObjectKind::DialRequest;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::DialRequest(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        &self.memo
    }

    /// Two may be the same.
    fn keys(&self) -> Vec<Key> {
        Vec::new()
    }

    fn check(&self) -> Result<(), Flaw> {
        check::callee("number", self.number)?;
        check::text("memo", &self.memo, MEMO_CHARS_MAX)?;
        check::text("billing_code", &self.billing_code, MEMO_CHARS_MAX)?;
        check::between("delay", self.delay_minutes, 0, DIAL_DELAY_MINUTES_MAX, "minutes")?;
        match &self.then {
            DialThen::Number { number, minutes_max } => {
                check::callee("then", *number)?;
                let minutes = minutes_max.unwrap_or(1);
                check::between("minutes_max", minutes, 1, DIAL_MINUTES_MAX, "minutes")
            }
            DialThen::Flow { variables, .. } => self::variables(variables),
            DialThen::OneOf { numbers } => {
                if numbers.is_empty() || numbers.len() > DIAL_NUMBERS_MAX {
                    let why = format!("must be 1 to {DIAL_NUMBERS_MAX} telephone numbers");
                    return Err(Flaw::new("numbers", why));
                }
                numbers.iter().try_for_each(|number| check::callee("then", *number))
            }
            DialThen::Object { kind, .. } if !kind.can_ring() => Err(Flaw::new(
                "then",
                format!("must be something that calls go to, not a {}", kind.word()),
            )),
            DialThen::Object { .. } => Ok(()),
            DialThen::Greeting { which, .. } => check::text("which", which, check::NAME_CHARS_MAX),
            DialThen::Code { code, .. } => self::code(code),
        }
    }

    /// What it leads to is looked for when the call is made: one that waits keeps nothing from being removed.
    fn references(&self) -> Vec<Reference> {
        let shown = [self.caller_id, self.then_caller_id];
        shown.into_iter().flat_map(Reference::caller_id).collect()
    }

    fn dated(self, before: Option<&Self>, now: Timestamp) -> Self {
        Self { asked: before.map_or(now, |before| before.asked), ..self }
    }
}

impl Body for FlowVariables {
    const KIND: ObjectKind = ObjectKind::FlowVariables;

    fn of(body: ObjectBody) -> Option<Self> {
        if let ObjectBody::FlowVariables(body) = body { Some(body) } else { None }
    }

    fn name(&self) -> &str {
        ""
    }

    /// One set for each call flow.
    fn keys(&self) -> Vec<Key> {
        vec![Key { field: "flow", value: self.flow.to_string() }]
    }

    fn check(&self) -> Result<(), Flaw> {
        variables(&self.variables)
    }

    fn references(&self) -> Vec<Reference> {
        let flow = Reference::object("flow", ObjectKind::CallFlow, Some(self.flow));
        flow.into_iter().collect()
    }
}

fn code(code: &str) -> Result<(), Flaw> {
    let is_digits = code.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits && (1..=CODE_DIGITS_MAX).contains(&code.len()) {
        return Ok(());
    }
    Err(Flaw::new("code", format!("must be 1 to {CODE_DIGITS_MAX} digits")))
}

fn variables(variables: &BTreeMap<String, String>) -> Result<(), Flaw> {
    if variables.len() > VARIABLES_MAX {
        return Err(Flaw::new("variables", format!("must be at most {VARIABLES_MAX}")));
    }
    variables.iter().try_for_each(|(name, value)| {
        check::said("variables", name, check::NAME_CHARS_MAX)?;
        check::prose_or_none("variables", value, VARIABLE_CHARS_MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_leads_where_calls_may_go() {
        let of = |then: &str| {
            let doc = format!(r#"{{"number":13055550101,"then":{then}}}"#);
            let asked: DialRequest = serde_json::from_str(&doc).expect("a request");
            asked.check().map_err(|flaw| flaw.field)
        };
        for (then, flaw) in [
            (r#"{"one_of":{"numbers":[13055550102,13055550103]}}"#, None),
            (r#"{"one_of":{"numbers":[]}}"#, Some("numbers")),
            (r#"{"one_of":{"numbers":[19115551234]}}"#, Some("then")),
            (r#"{"object":{"kind":"ivr","id":1}}"#, None),
            (r#"{"object":{"kind":"fax","id":1}}"#, Some("then")),
            (r#"{"greeting":{"mailbox":101,"which":"busy"}}"#, None),
            (r#"{"code":{"purpose":1,"code":"0123456789"}}"#, None),
            (r#"{"code":{"purpose":1,"code":"01234567890"}}"#, Some("code")),
            (r#"{"code":{"purpose":1,"code":""}}"#, Some("code")),
            (r#"{"code":{"purpose":1,"code":"12a"}}"#, Some("code")),
        ] {
            assert_eq!(of(then).err(), flaw, "{then}");
        }
    }
}
