//! Parameters that several kinds have, each described once.

use tandem_gateway::{Kind, Param};

/// The highest id of an object. A mailbox has the number of its account before its own.
pub(super) const ID_MAX: i64 = 999_999_999_999_999;
/// The longest text that an object takes, in characters. How long it may be, the object says.
pub(super) const TEXT_CHARS_MAX: usize = 1000;
/// The longest list, in characters.
pub(super) const LIST_CHARS_MAX: usize = 10_000;
/// How many seconds any duration may be.
pub(super) const SECONDS_MAX: i64 = 86_400;

/// The id of the object that a function is about, which may be left out.
pub(super) const fn id(name: &'static str, about: &'static str) -> Param {
    Param::optional(name, Kind::Integer(1, ID_MAX), about)
}

/// The id of another object; `0` means none.
pub(super) const fn other(name: &'static str, about: &'static str) -> Param {
    Param::optional(name, Kind::Integer(0, ID_MAX), about)
}

/// A text.
pub(super) const fn text(name: &'static str, about: &'static str) -> Param {
    Param::optional(name, Kind::Text(TEXT_CHARS_MAX), about)
}

/// A list with semicolons.
pub(super) const fn list(name: &'static str, about: &'static str) -> Param {
    Param::optional(name, Kind::Text(LIST_CHARS_MAX), about)
}

/// How long something lasts, in seconds.
pub(super) const fn seconds(name: &'static str, about: &'static str) -> Param {
    Param::optional(name, Kind::Integer(0, SECONDS_MAX), about)
}

pub(super) const NAME: Param = text("name", "its name");
pub(super) const DESCRIPTION: Param = text("description", "its name");
pub(super) const CALLER_ID_OVERRIDE: Param =
    Param::optional("callerid_override", Kind::Number, "the number shown, one of your own");
pub(super) const LANGUAGE: Param = text("language", "the language of the prompts, such as en");
