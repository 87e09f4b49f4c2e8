//! What the numbering crate promises, told through its public face.

mod places;
mod plan;
mod reading;
mod tables;
mod words;

use tandem_numbering::{Did, Npa, Nxx};

/// An area code that the test knows to be well shaped.
fn npa(code: u16) -> Npa {
    Npa::new(code).unwrap_or_else(|| panic!("{code} is not an area code"))
}

/// An exchange that the test knows to be well shaped.
fn nxx(code: u16) -> Nxx {
    Nxx::new(code).unwrap_or_else(|| panic!("{code} is not an exchange"))
}

/// A number that the test knows to be of a possible length.
fn did(digits: u64) -> Did {
    Did::new(digits).unwrap_or_else(|| panic!("{digits} is not 7 to 15 digits"))
}
