//! Calls that somebody asks for: from parameters to what is asked for.

use std::collections::BTreeMap;

use tandem_domain::{DIAL_NUMBERS_MAX, DialRequest, DialThen, ObjectId, ObjectKind, Timestamp};
use tandem_gateway::{Fault, Reader};
use tandem_numbering::Did;

use super::conference::refuse;

/// The longest address of a page with something to click on, in characters.
pub(crate) const PAGE_CHARS_MAX: usize = 255;
/// The longest word that a click is found by, in characters.
pub(crate) const REF_CHARS_MAX: usize = 32;
/// The longest list of numbers, in characters.
pub(crate) const LIST_CHARS_MAX: usize = 1024;
/// What would be done where nobody answers.
const NO_ANSWER: [&str; 4] =
    ["no_answer_email", "no_answer_sms", "no_answer_url", "no_answer_phone"];

/// `clickto.call`: whoever clicked is called first, or the other is.
pub(crate) fn call(args: &Reader<'_>) -> Result<DialRequest, Fault> {
    args.check_required()?;
    let (clicked, other) = (args.did("phone_to_call")?, args.did("id")?);
    let (first, second) = match args.integer("type", 1, 2)? {
        Some(2) => (other, clicked),
        _ => (clicked, other),
    };
    let then_caller_id = did(args, "second_callerid")?;
    let then = DialThen::Number { number: second, minutes_max: None };
    Ok(DialRequest { then_caller_id, ..click(args, first, then)? })
}

/// `clickto.findme`: a list by its id, or the numbers themselves.
pub(crate) fn findme(args: &Reader<'_>) -> Result<DialRequest, Fault> {
    args.check_required()?;
    for name in NO_ANSWER {
        refuse(
            args,
            name,
            "is not supported: nobody is called here yet, so that nobody can answer",
        )?;
    }
    if args.integer("type", 1, 2)? == Some(2) {
        let why = "must be 1: whoever clicked is called first";
        return Err(Fault::invalid("type", why));
    }
    let then = match (args.integer("findme_id", 1, i64::MAX)?, args.text("list")) {
        (Some(id), None) => DialThen::Flow { flow: ObjectId(id), variables: BTreeMap::new() },
        (None, Some(list)) => DialThen::OneOf { numbers: listed(args, list)? },
        (None, None) => return Err(Fault::Missing { param: "findme_id" }),
        (Some(_), Some(_)) => {
            return Err(Fault::invalid("list", "must not be there together with findme_id"));
        }
    };
    click(args, args.did("phone_to_call")?, then)
}

/// `clickto.vr`, and the menu.
pub(crate) fn menu(args: &Reader<'_>) -> Result<(DialRequest, ObjectId), Fault> {
    args.check_required()?;
    let id = args.integer("menu_id", 1, i64::MAX)?.ok_or(Fault::Missing { param: "menu_id" })?;
    let id = ObjectId(id);
    let then = DialThen::Object { kind: ObjectKind::Ivr, id };
    Ok((click(args, args.did("phone_to_call")?, then)?, id))
}

/// A call that is asked for without saying more of it than whom it joins.
pub(crate) const fn plain(number: Did, then: DialThen) -> DialRequest {
    DialRequest {
        number,
        then,
        caller_id: None,
        then_caller_id: None,
        delay_minutes: 0,
        memo: String::new(),
        billing_code: String::new(),
        // The engine says when.
        asked: Timestamp(0),
    }
}

/// A call that somebody clicked for.
pub(crate) fn click(args: &Reader<'_>, number: Did, then: DialThen) -> Result<DialRequest, Fault> {
    Ok(DialRequest {
        caller_id: did(args, "first_callerid")?,
        memo: args.short_text("page", PAGE_CHARS_MAX)?,
        billing_code: args.short_text("ref", REF_CHARS_MAX)?,
        ..plain(number, then)
    })
}

fn did(args: &Reader<'_>, name: &'static str) -> Result<Option<Did>, Fault> {
    args.text(name).map(|text| args.as_did(name, text)).transpose()
}

fn listed(args: &Reader<'_>, list: &str) -> Result<Vec<Did>, Fault> {
    let parts = list.split('|').map(str::trim).filter(|part| !part.is_empty());
    let numbers: Vec<Did> =
        parts.map(|part| args.as_did("list", part)).collect::<Result<_, _>>()?;
    if (1..=DIAL_NUMBERS_MAX).contains(&numbers.len()) {
        return Ok(numbers);
    }
    Err(Fault::invalid("list", format!("must be 1 to {DIAL_NUMBERS_MAX} numbers between bars")))
}
