//! Words that stand for one of several things, as the lists of choices have them.

use tandem_gateway::{Fault, Reader};

use super::unless_zero;

/// One of several things, its word, and what the lists say about it.
pub(crate) type Wording<T> = (T, &'static str, &'static str);

/// The thing that a parameter's word means.
pub(crate) fn one_of<T: Copy>(
    args: &Reader<'_>,
    name: &'static str,
    choices: &[Wording<T>],
) -> Result<Option<T>, Fault> {
    let Some(text) = unless_zero(args, name) else { return Ok(None) };
    let found = choices.iter().find(|(_, word, _)| word.eq_ignore_ascii_case(text));
    let words = || choices.iter().map(|(_, word, _)| *word).collect::<Vec<_>>().join(", ");
    let unknown = || Fault::invalid(name, format!("must be one of {}", words()));
    found.map(|(meant, ..)| Some(*meant)).ok_or_else(unknown)
}

/// The word of a thing.
pub(crate) fn word_of<T: PartialEq>(choices: &[Wording<T>], chosen: &T) -> &'static str {
    choices.iter().find(|(choice, ..)| choice == chosen).map_or("", |(_, word, _)| word)
}
