//! What the provider has and this dialect has not. Such a call is recognised, and told so.

use tandem_gateway::Lacking;

use crate::teleapi;

/// The operations, in the provider's sections and order; a part in braces stands for any text.
#[rustfmt::skip]
pub(crate) static UNSUPPORTED: &[Lacking] = &[
    Lacking {
        section: "Call APIs",
        names: &[
            "/call/2012-04-24/Accounts/{account}/Calls",
            "/call/2012-04-24/Accounts/{account}/Calls/{call}",
            "/call/2012-04-24/Accounts/{account}/Calls/{call}/Recordings",
            "/call/2012-04-24/Accounts/{account}/ListCalls",
            "/call/2012-04-24/Accounts/{account}/ListCalls/{call}",
            "/call/2012-04-24/Accounts/{account}/Recordings",
            "/call/2012-04-24/Accounts/{account}/Recordings/{recording}",
        ],
        what: "calls that pages lead",
    },
    // Its clients know the path and nothing that stands behind it.
    Lacking {
        section: teleapi::SECTION,
        names: &["/fax/emails/{action}"],
        what: "published names of its actions and arguments",
    },
];

/// The operation whose parts in braces a path fills. The Call API lets any part of its path end in
/// `.json`.
pub(crate) fn pattern(path: &str) -> Option<&'static str> {
    let names = UNSUPPORTED.iter().flat_map(|lacking| lacking.names);
    names.copied().filter(|name| name.contains('{')).find(|name| covers(name, path))
}

fn covers(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut found) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some(wanted), Some(found)) if fits(wanted, found) => {}
            _ => return false,
        }
    }
}

fn fits(wanted: &str, found: &str) -> bool {
    if wanted.starts_with('{') {
        return !found.is_empty();
    }
    wanted == found.strip_suffix(".json").unwrap_or(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_call_api_is_known_in_all_its_spellings() {
        for (path, name) in [
            ("Calls.json", "Calls"),
            ("Calls", "Calls"),
            ("Calls/ID1-CA2.json", "Calls/{call}"),
            ("Calls.json/ID1-CA2", "Calls/{call}"),
            ("Recordings/RE1.wav", "Recordings/{recording}"),
            ("ListCalls", "ListCalls"),
        ] {
            let found = pattern(&format!("/call/2012-04-24/Accounts/AC1/{path}"));
            let name = format!("/call/2012-04-24/Accounts/{{account}}/{name}");
            assert_eq!(found, Some(name.as_str()), "{path}");
        }
        assert!(pattern("/call/2012-04-24/Accounts//Calls").is_none());
        assert!(pattern("/call/2012-04-24/Accounts/AC1/Calls/").is_none());
    }
}
