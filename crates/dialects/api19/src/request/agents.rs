//! Companies and registered agents: from arguments to what is asked for.

use tandem_gateway::{Fault, Reader};
use tandem_numbering::region;

use super::require;

/// The longest name of a company or state, in characters.
pub const NAME_CHARS_MAX: usize = 255;
/// The longest id, in characters.
pub const ID_CHARS_MAX: usize = 64;
/// The most states that one request may name: there are not many more.
const STATES_MAX: usize = 60;

/// A company as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyWish {
    /// What it is called.
    pub name: String,
    /// The state it was founded in, by its two letters.
    pub home: String,
    /// What it is.
    pub form: String,
}

/// `/ra/company/create`.
pub fn company(args: &Reader<'_>) -> Result<CompanyWish, Fault> {
    require(args)?;
    Ok(CompanyWish {
        name: args.short_text("name", NAME_CHARS_MAX)?,
        home: state("home_state", args.required("home_state")?)?.to_owned(),
        form: args.short_text("entity_type", NAME_CHARS_MAX)?,
    })
}

/// `/ra/registered_agent/create`: the states, each once, and whether it goes on after a year.
pub fn asked(args: &Reader<'_>) -> Result<(Vec<&'static str>, bool), Fault> {
    const NAME: &str = "jurisdictions";
    let auto_renew = yes(args, "auto_renew")?;
    let mut states: Vec<&'static str> = Vec::new();
    for name in listed(args, NAME)? {
        let code = state(NAME, &name)?;
        if !states.contains(&code) {
            states.push(code);
        }
        if states.len() > STATES_MAX {
            return Err(Fault::invalid(NAME, format!("names more than {STATES_MAX} states")));
        }
    }
    if states.is_empty() { Err(Fault::Missing { param: NAME }) } else { Ok((states, auto_renew)) }
}

/// Yes or no, which must be said.
pub fn yes(args: &Reader<'_>, name: &'static str) -> Result<bool, Fault> {
    let said = args.flag(name).map_err(|_| Fault::invalid(name, "must be yes or no"))?;
    said.ok_or(Fault::Missing { param: name })
}

/// A state by its name or its two letters.
fn state(param: &'static str, name: &str) -> Result<&'static str, Fault> {
    let is_meant = |region: &&region::Region| {
        region.name.eq_ignore_ascii_case(name) || region.code.eq_ignore_ascii_case(name)
    };
    let found = region::of_country("US").find(is_meant).map(|region| region.code);
    found.ok_or_else(|| Fault::invalid(param, "must be states such as Colorado"))
}

/// Texts in every form in which lists are sent: `["a","b"]`, `name[]=a&name[]=b`, one of them.
fn listed(args: &Reader<'_>, name: &'static str) -> Result<Vec<String>, Fault> {
    let mut found = Vec::new();
    for value in super::numbers::values(args, name) {
        if value.starts_with('[') {
            let why = |_| Fault::invalid(name, "must be a JSON array of texts");
            found.extend(serde_json::from_str::<Vec<String>>(value).map_err(why)?);
        } else {
            found.push(value.to_owned());
        }
        if found.len() > STATES_MAX {
            return Err(Fault::invalid(name, format!("names more than {STATES_MAX} states")));
        }
    }
    found.retain(|text| !text.trim().is_empty());
    Ok(found.into_iter().map(|text| text.trim().to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use super::*;

    #[test]
    fn states_come_in_a_list_or_alone() {
        let asked = |query: &str| read("/ra/registered_agent/create", query, asked);
        for (query, expected) in [
            ("jurisdictions=[\"Colorado\",\"Nebraska\"]&auto_renew=yes", &["CO", "NE"][..]),
            ("jurisdictions=New York&auto_renew=yes", &["NY"]),
            ("jurisdictions[]=co&jurisdictions[]=Colorado&auto_renew=yes", &["CO"]),
            ("jurisdiction=Texas&auto_renew=1", &["TX"]),
        ] {
            assert_eq!(asked(query), Ok((expected.to_vec(), true)), "{query}");
        }
        for (query, param) in [
            ("jurisdictions=Ontario&auto_renew=yes", "jurisdictions"),
            ("jurisdictions=[1]&auto_renew=yes", "jurisdictions"),
            ("jurisdictions=&auto_renew=yes", "jurisdictions"),
            ("jurisdictions=Texas", "auto_renew"),
            ("jurisdictions=Texas&auto_renew=perhaps", "auto_renew"),
        ] {
            assert_eq!(asked(query).expect_err(query).param(), param, "{query}");
        }
    }
}
