//! Which numbers outside may be called at all.

use tandem_numbering::{Did, NumberKind, Rules};

use super::RouteBook;
use crate::{AccountId, CallLimits, Permit};

/// The countries to which calls are not calls abroad.
const HOME: [&str; 2] = ["US", "CA"];

/// Whether calls of an account may go to a number outside: by its own limits, or else as for everybody; if not, why not, in
/// words that read on behind the number.
///
/// # Errors
///
/// They may not.
pub fn may_call_out(
    limits: &CallLimits,
    book: &impl RouteBook,
    account: AccountId,
    number: Did,
) -> Result<(), &'static str> {
    match limits.permit(number) {
        Permit::Allowed => Ok(()),
        Permit::Forbidden => Err("numbers that begin so are forbidden on this account"),
        Permit::AsUsual => book.may_call(account, number),
    }
}

/// Whether calls may go to a number outside; if not, why not, in words that read on behind the number.
/// Calling code 1 is no pass: behind it are islands with prices of their own.
///
/// # Errors
///
/// They may not.
pub fn may_call(rules: &Rules, number: Did) -> Result<(), &'static str> {
    if rules.kind(number) == Some(NumberKind::TollFree) {
        return Ok(());
    }
    match rules.country(number) {
        Some(country) if HOME.contains(&country.iso) => Ok(()),
        Some(_) => Err("calls abroad are not allowed on this account"),
        // Area codes without a place: premium rate, personal numbers, carriers' own.
        None => Err("calls to numbers of that kind are not allowed on this account"),
    }
}
