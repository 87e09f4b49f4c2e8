//! Numbers abroad.

use tandem_gateway::{Fault, Reader};
use tandem_numbering::Did;

/// The longest list of numbers, in characters.
pub(crate) const LIST_CHARS_MAX: usize = 4000;
/// The most numbers of one.
const NUMBERS_MAX: usize = 200;
/// What is dialled before a number abroad.
const ABROAD: &str = "011";
const PARAM: &str = "phone_list";

/// The numbers of `phone_list` as they stand there.
pub(crate) fn listed<'a>(args: &'a Reader<'_>) -> impl Iterator<Item = &'a str> {
    let list = args.text(PARAM).unwrap_or_default();
    list.split('|').map(str::trim).filter(|number| !number.is_empty())
}

/// The numbers themselves.
pub(crate) fn numbers(args: &Reader<'_>) -> Result<Vec<Did>, Fault> {
    args.check_required()?;
    let why = "must be numbers between bars, each with 011 before it";
    let read = |text: &str| {
        let digits = text.strip_prefix(ABROAD).ok_or_else(|| Fault::invalid(PARAM, why))?;
        args.as_did(PARAM, &format!("+{digits}"))
    };
    let numbers: Vec<Did> = listed(args).map(read).collect::<Result<_, Fault>>()?;
    if (1..=NUMBERS_MAX).contains(&numbers.len()) {
        return Ok(numbers);
    }
    Err(Fault::invalid(PARAM, format!("must be 1 to {NUMBERS_MAX} numbers")))
}
