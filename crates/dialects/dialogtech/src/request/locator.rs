//! Branches of store locators: from parameters to what they say.

use tandem_domain::{
    BRANCH_SECONDS_DEFAULT, BRANCH_SECONDS_MAX, Branch, BranchChange, Destination, FlowMember,
    Telephone,
};
use tandem_gateway::{Fault, Reader};
use tandem_wire::json;

use super::{people, vmail};
use crate::operations::kind_of;

/// The longest line of an address, in characters.
pub(crate) const LINE_CHARS_MAX: usize = 128;
/// How many digits a ZIP code has.
pub(crate) const ZIP_CHARS: usize = 5;
/// The longest destination, in characters.
pub(crate) const DESTINATION_CHARS_MAX: usize = 512;
/// What a branch is called that nobody gave a name.
const NAME_DEFAULT: &str = "New Location";

/// What is said of a branch; what is not said stays as it is.
pub(crate) fn change(args: &Reader<'_>) -> Result<BranchChange, Fault> {
    let text = |name, most| {
        let text = args.short_text(name, most)?;
        Ok::<_, Fault>((!text.is_empty()).then_some(text))
    };
    let line = |name| text(name, LINE_CHARS_MAX);
    let seconds = args.integer("location_call_timeout", 1, i64::from(BRANCH_SECONDS_MAX))?;
    Ok(BranchChange {
        name: text("location_name", people::NAME_CHARS_MAX)?,
        rings: args.text("location_destination").map(|json| rings(args, json)).transpose()?,
        zip: text("location_zipcode", ZIP_CHARS)?,
        street: line("location_address")?,
        city: line("location_city")?,
        state: line("location_state")?,
        email: text("location_email_address", vmail::EMAIL_CHARS_MAX)?,
        seconds: seconds.and_then(|seconds| u32::try_from(seconds).ok()),
    })
}

/// A new branch.
pub(crate) fn branch(args: &Reader<'_>) -> Result<Branch, Fault> {
    let said = change(args)?;
    let missing = |param| Fault::Missing { param };
    Ok(Branch {
        name: said.name.unwrap_or_else(|| NAME_DEFAULT.to_owned()),
        rings: said.rings.ok_or_else(|| missing("location_destination"))?,
        zip: said.zip.ok_or_else(|| missing("location_zipcode"))?,
        street: said.street.unwrap_or_default(),
        city: said.city.unwrap_or_default(),
        state: said.state.unwrap_or_default(),
        email: said.email.unwrap_or_default(),
        seconds: said.seconds.unwrap_or(BRANCH_SECONDS_DEFAULT),
    })
}

/// `{"cmd":"transfer","parameter":"3055550101"}`; the commands are those of `routing_type`.
fn rings(args: &Reader<'_>, text: &str) -> Result<FlowMember, Fault> {
    const PARAM: &str = "location_destination";
    let wrong =
        || Fault::invalid(PARAM, r#"must be JSON such as {"cmd":"findme","parameter":"12"}"#);
    let said = json::args(text.as_bytes()).map_err(|_| wrong())?;
    let part = |name| said.get(name).map(str::trim).filter(|text| !text.is_empty());
    let (command, to) = (part("cmd").ok_or_else(wrong)?, part("parameter").ok_or_else(wrong)?);
    let command = command.to_ascii_lowercase();
    if command == super::routing::TRANSFER {
        return Ok(FlowMember::Telephone(Telephone::Number(args.as_did(PARAM, to)?)));
    }
    let kind = kind_of(&command).ok_or_else(|| {
        let why = "must have the cmd transfer, findme, vmail or virtual_receptionist; others are not supported yet";
        Fault::invalid(PARAM, why)
    })?;
    Ok(FlowMember::Named(Destination::object(kind, to)))
}

/// A destination as it was said.
pub(crate) fn spelt(rings: &FlowMember) -> String {
    let (command, to) = match rings {
        FlowMember::Telephone(Telephone::Number(number)) => {
            (super::routing::TRANSFER, number.national())
        }
        FlowMember::Telephone(Telephone::Address(address)) => {
            (super::routing::TRANSFER, address.clone())
        }
        FlowMember::Named(Destination::Object { kind, record }) => {
            let known = crate::words::BLOCKS.iter().find(|(known, _)| known == kind);
            (known.map_or("", |(_, word)| *word), record.clone())
        }
        FlowMember::Named(to) => ("", to.to_string()),
    };
    // Neither holds a character that JSON would have to escape: they are digits, ids and addresses.
    format!(r#"{{"cmd":"{command}","parameter":"{to}"}}"#)
}
