//! How arguments of objects are read.

use tandem_domain::{Destination, Language, Music, ObjectId, is_service_code};
use tandem_gateway::{Fault, Reader};
use tandem_numbering::Did;

use super::param::{ID_MAX, TEXT_CHARS_MAX};
use crate::request::{self, one_of, unless_zero};

/// The object that the function is about: its first parameter.
pub(super) fn named(args: &Reader<'_>) -> Result<Option<ObjectId>, Fault> {
    match args.spec().params.first() {
        Some(param) => object(args, param.name),
        None => Ok(None),
    }
}

/// The id of an object; `0` is none, but `000` is meant to be one.
pub(super) fn object(args: &Reader<'_>, name: &'static str) -> Result<Option<ObjectId>, Fault> {
    match unless_zero(args, name) {
        Some(_) => Ok(args.integer(name, 1, ID_MAX)?.map(ObjectId)),
        None => Ok(None),
    }
}

/// The same where `none` is none too.
pub(super) fn object_or_none(
    args: &Reader<'_>,
    name: &'static str,
) -> Result<Option<ObjectId>, Fault> {
    if args.text(name) == Some("none") { Ok(None) } else { object(args, name) }
}

/// The ids of other objects, with semicolons between them.
pub(super) fn objects(args: &Reader<'_>, name: &'static str) -> Result<Vec<ObjectId>, Fault> {
    let listed = unless_zero(args, name).unwrap_or_default().split(';').map(str::trim);
    let id = |text: &str| text.parse().ok().filter(|id| (1..=ID_MAX).contains(id)).map(ObjectId);
    let wrong = || Fault::invalid(name, "must be ids with semicolons between them");
    listed.filter(|text| !text.is_empty()).map(|text| id(text).ok_or_else(wrong)).collect()
}

/// The same as it is printed.
pub(super) fn joined(ids: &[ObjectId]) -> String {
    ids.iter().map(ObjectId::to_string).collect::<Vec<_>>().join(";")
}

/// A count; a word stands for none, and so does nothing. What is allowed, the object says.
pub(super) fn count(
    args: &Reader<'_>,
    name: &'static str,
    none: &str,
) -> Result<Option<u32>, Fault> {
    match args.text(name) {
        Some(text) if text == none => Ok(None),
        _ => seconds(args, name),
    }
}

/// A text; how long it may be, the object says.
pub(super) fn text(args: &Reader<'_>, name: &'static str) -> Result<String, Fault> {
    args.short_text(name, TEXT_CHARS_MAX)
}

/// How long something lasts, in seconds. What is allowed, the object says.
pub(super) fn seconds(args: &Reader<'_>, name: &'static str) -> Result<Option<u32>, Fault> {
    let Some(text) = args.text(name) else { return Ok(None) };
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::invalid(name, "must be a whole number"));
    }
    // Less than nothing is as far out of bounds as anything: the object names its bounds.
    Ok(Some(text.parse().unwrap_or(u32::MAX)))
}

/// A number that calls are sent on to.
pub(super) fn callee(args: &Reader<'_>, name: &'static str) -> Result<Did, Fault> {
    let text = args.required(name)?;
    if is_service_code(text) {
        return Err(Fault::invalid(
            name,
            "is an emergency or service number: it is dialled, not forwarded to",
        ));
    }
    args.as_did(name, text)
}

/// A number that is shown; `0` and `-1` stand for none.
pub(super) fn caller_id(args: &Reader<'_>, name: &'static str) -> Result<Option<Did>, Fault> {
    let found = unless_zero(args, name).filter(|text| *text != "-1");
    found.map(|text| args.as_did(name, text)).transpose()
}

/// A destination that must be there.
pub(super) fn destination(args: &Reader<'_>, name: &'static str) -> Result<Destination, Fault> {
    request::destination(args, name)?.ok_or(Fault::Missing { param: name })
}

/// The language of the prompts; English where nothing is said.
pub(super) fn language(args: &Reader<'_>, name: &'static str) -> Result<Language, Fault> {
    one_of(args, name, &Language::WORDS).map(Option::unwrap_or_default)
}

/// Music for whoever waits.
pub(super) fn music(args: &Reader<'_>, name: &'static str) -> Result<Option<Music>, Fault> {
    one_of(args, name, &Music::WORDS)
}
