//! Emergency calls: what is asked for is looked at, although it is refused.

use tandem_gateway::{Fault, Reader};
use tandem_numbering::Did;

use super::{own_did, require};

/// The longest answer to one question, in characters.
pub const E911_TEXT_CHARS_MAX: usize = 100;

/// The parts of buildings that an address can name: the secondary unit designators of USPS Publication 28.
pub const ADDRESS_TYPES: [&str; 24] = [
    "Apartment",
    "Basement",
    "Building",
    "Department",
    "Floor",
    "Front",
    "Hanger",
    "Key",
    "Lobby",
    "Lot",
    "Lower",
    "Office",
    "Penthouse",
    "Pier",
    "Rear",
    "Room",
    "Side",
    "Slip",
    "Space",
    "Stop",
    "Suite",
    "Trailer",
    "Unit",
    "Upper",
];

/// A part of a building that is named, if one is.
pub fn address_type(args: &Reader<'_>, name: &'static str) -> Result<Option<&'static str>, Fault> {
    let Some(word) = args.text(name) else { return Ok(None) };
    let known = ADDRESS_TYPES.into_iter().find(|known| known.eq_ignore_ascii_case(word));
    known.map(Some).ok_or_else(|| Fault::invalid(name, "must be one of e911AddressTypes"))
}

/// The number that it is about, if all that is said about it can be so.
pub fn emergency(args: &Reader<'_>) -> Result<Did, Fault> {
    require(args)?;
    let has = |name| args.spec().params.iter().any(|param| param.name == name);
    if has("city") {
        for name in ["full_name", "street_name", "city", "zip_code", "address_number", "other_info"]
        {
            args.short_text(name, E911_TEXT_CHARS_MAX)?;
        }
        args.integer("street_number", 1, 999_999)?;
        address_type(args, "address_type")?;
        for (name, known) in [("country", &["US", "CA"][..]), ("language", &["EN", "FR", "ES"][..])]
        {
            let said = args.text(name);
            if said.is_some_and(|word| !known.iter().any(|known| known.eq_ignore_ascii_case(word)))
            {
                return Err(Fault::invalid(name, format!("must be one of {}", known.join(", "))));
            }
        }
        if args.text("state").is_some_and(|state| state.len() != 2) {
            return Err(Fault::invalid("state", "must be two letters"));
        }
        if args.text("email").is_some_and(|email| !email.contains('@')) {
            return Err(Fault::invalid("email", "must be an address of mail"));
        }
    }
    own_did(args, "did")
}
