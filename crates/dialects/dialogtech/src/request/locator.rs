//! Branches of store locators: from parameters to what they say.

use tandem_domain::{
    BRANCH_SECONDS_DEFAULT, BRANCH_SECONDS_MAX, Branch, Destination, FlowMember, Telephone,
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
pub(crate) struct Said {
    rings: Option<FlowMember>,
    zip: Option<String>,
    name: Option<String>,
    lines: [Option<String>; 3],
    email: Option<String>,
    seconds: Option<u32>,
}

impl Said {
    pub(crate) fn read(args: &Reader<'_>) -> Result<Self, Fault> {
        let text = |name, most| {
            let text = args.short_text(name, most)?;
            Ok::<_, Fault>((!text.is_empty()).then_some(text))
        };
        let line = |name| text(name, LINE_CHARS_MAX);
        let seconds = args.integer("location_call_timeout", 1, i64::from(BRANCH_SECONDS_MAX))?;
        Ok(Self {
            rings: args.text("location_destination").map(|json| rings(args, json)).transpose()?,
            zip: text("location_zipcode", ZIP_CHARS)?,
            name: text("location_name", people::NAME_CHARS_MAX)?,
            lines: [line("location_address")?, line("location_city")?, line("location_state")?],
            email: text("location_email_address", vmail::EMAIL_CHARS_MAX)?,
            seconds: seconds.and_then(|seconds| u32::try_from(seconds).ok()),
        })
    }

    /// A new branch.
    pub(crate) fn branch(self) -> Result<Branch, Fault> {
        let missing = |param| Fault::Missing { param };
        let [street, city, state] = self.lines.map(Option::unwrap_or_default);
        Ok(Branch {
            name: self.name.unwrap_or_else(|| NAME_DEFAULT.to_owned()),
            rings: self.rings.ok_or_else(|| missing("location_destination"))?,
            zip: self.zip.ok_or_else(|| missing("location_zipcode"))?,
            street,
            city,
            state,
            email: self.email.unwrap_or_default(),
            seconds: self.seconds.unwrap_or(BRANCH_SECONDS_DEFAULT),
        })
    }

    /// The branch as it is afterwards.
    pub(crate) fn apply(self, branch: &mut Branch) {
        fn put<T>(place: &mut T, said: Option<T>) {
            if let Some(said) = said {
                *place = said;
            }
        }
        let [street, city, state] = self.lines;
        put(&mut branch.name, self.name);
        put(&mut branch.rings, self.rings);
        put(&mut branch.zip, self.zip);
        put(&mut branch.street, street);
        put(&mut branch.city, city);
        put(&mut branch.state, state);
        put(&mut branch.email, self.email);
        put(&mut branch.seconds, self.seconds);
    }
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
