//! What the provider has and this dialect has not yet. Such a call is recognised, and told so.

use tandem_gateway::Spec;

/// An operation by its name on the wire; a part in braces stands for any text.
struct Unsupported {
    spec: Spec,
    /// Other paths it is known under.
    also: &'static [&'static str],
}

const fn at(name: &'static str, section: &'static str, about: &'static str) -> Unsupported {
    Unsupported {
        spec: Spec {
            name,
            section,
            about,
            params: &[],
        },
        also: &[],
    }
}

impl Unsupported {
    const fn or(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }
}

/// Every operation that is not supported yet.
pub(crate) fn all() -> impl Iterator<Item = &'static Spec> {
    TABLE.iter().map(|row| &row.spec)
}

/// The operation behind a path. The Call API lets any part of its path end in `.json`.
pub(crate) fn find(path: &str) -> Option<&'static Spec> {
    let fits = |row: &&Unsupported| {
        covers(row.spec.name, path) || row.also.iter().any(|also| covers(also, path))
    };
    TABLE.iter().find(fits).map(|row| &row.spec)
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

const ORDERING: &str = "Numbers / Ordering";
const INVENTORY: &str = "My Inventory";
const MESSAGES: &str = "SMS/MMS";
const CALLS: &str = "Call APIs";
const LOOKUPS: &str = "Lookups";
const PORTING: &str = "Number Portability";
const FAX: &str = "Faxing";
const AGENTS: &str = "Registered Agent";
const LEGACY: &str = "TeleAPI, the predecessor";

static TABLE: &[Unsupported] = &[
    at(
        "/dids/available/areas",
        ORDERING,
        "states, rate centres and exchanges with numbers",
    )
    .or(&[
        "/dids/areas/list",
        "/dids/available/states",
        "/dids/available/ratecenters",
    ]),
    at(
        "/dids/tfoffnet/order",
        ORDERING,
        "orders toll-free numbers of another RespOrg",
    ),
    at("/dids/callforward/change", ORDERING, "forwards a number")
        .or(&["/dids/my/callforward", "/dids/forward/change"]),
    at(
        "/dids/vanity/search",
        ORDERING,
        "toll-free numbers that spell a word",
    )
    .or(&["/dids/tfvanity/search", "/dids/tollfree/vanity"]),
    at(
        "/dids/vanity/order",
        ORDERING,
        "orders toll-free numbers that spell a word",
    )
    .or(&["/dids/tfvanity/order"]),
    at(
        "/dids/callflow/change",
        INVENTORY,
        "gives a number another call flow",
    ),
    at("/dids/callflow/update", INVENTORY, "changes a call flow"),
    at(
        "/cdrs/download/csv",
        INVENTORY,
        "call and message records as CSV",
    ),
    at("/sms/send", MESSAGES, "sends a text message"),
    at("/sms/lookup", MESSAGES, "looks up a text message"),
    at("/mms/send", MESSAGES, "sends a message with media"),
    at(
        "/campaigns/tollfree/submit",
        "Campaigns",
        "submits a toll-free messaging campaign",
    ),
    at(
        "/dids/set/callurl",
        CALLS,
        "sets the URL that incoming calls are controlled by",
    )
    .or(&["/dids/my/callurl"]),
    at(
        "/call/2012-04-24/Accounts/{account}/Calls",
        CALLS,
        "makes a call; lists calls",
    ),
    at(
        "/call/2012-04-24/Accounts/{account}/Calls/{call}",
        CALLS,
        "shows or changes a call",
    ),
    at(
        "/call/2012-04-24/Accounts/{account}/Calls/{call}/Recordings",
        CALLS,
        "a call's recordings",
    ),
    at(
        "/call/2012-04-24/Accounts/{account}/ListCalls",
        CALLS,
        "lists calls",
    ),
    at(
        "/call/2012-04-24/Accounts/{account}/ListCalls/{call}",
        CALLS,
        "shows a call",
    ),
    at(
        "/call/2012-04-24/Accounts/{account}/Recordings",
        CALLS,
        "lists recordings",
    ),
    at(
        "/call/2012-04-24/Accounts/{account}/Recordings/{recording}",
        CALLS,
        "shows, plays or deletes a recording",
    ),
    at(
        "/lookup/number",
        LOOKUPS,
        "carrier and caller name of a number",
    )
    .or(&["/lookup/carrier", "/lookup/cnam"]),
    at(
        "/lnp/portability/check",
        PORTING,
        "whether numbers can be ported in",
    ),
    at(
        "/lnp/portability/lookup",
        PORTING,
        "how a port request stands",
    )
    .or(&["/lnp/portability/status", "/lnp/portability/list"]),
    at(
        "/lnp/portability/submit",
        PORTING,
        "asks for numbers to be ported in",
    ),
    at("/fax/create", FAX, "sends a fax"),
    at("/fax/status", FAX, "how an outgoing fax stands")
        .or(&["/fax/lookup", "/fax/outbound/status"]),
    at("/fax/list", FAX, "lists faxes"),
    at("/fax/download", FAX, "a fax as a file").or(&["/fax/file"]),
    at("/ra/company/list", AGENTS, "lists companies"),
    at(
        "/ra/registered_agent/list",
        AGENTS,
        "lists registered agents",
    ),
    at("/ra/document/list", AGENTS, "lists documents"),
    at("/ra/document/download", AGENTS, "a document as a file"),
    at("/ra/company/create", AGENTS, "makes a company"),
    at("/ra/company/delete", AGENTS, "deletes a company"),
    at(
        "/ra/registered_agent/create",
        AGENTS,
        "appoints registered agents",
    ),
    at(
        "/ra/registered_agent/modify",
        AGENTS,
        "changes a registered agent",
    ),
    at("/dids/states", LEGACY, "states with numbers"),
    at("/dids/ratecenters", LEGACY, "rate centres with numbers"),
    at("/dids/npas", LEGACY, "area codes with numbers"),
    at("/dids/nxxs", LEGACY, "exchanges with numbers"),
    at(
        "/dids/list",
        LEGACY,
        "numbers for sale; here /dids/available/list",
    ),
    at(
        "/dids/order",
        LEGACY,
        "orders a number; here /dids/order/list",
    ),
    at(
        "/dids/cart",
        LEGACY,
        "puts a number into the cart; here /dids/cart/add",
    ),
    at("/dids/cnam/lookup", LEGACY, "the caller name of a number"),
    at(
        "/dids/backorder/count",
        LEGACY,
        "how many numbers can be back-ordered",
    ),
    at(
        "/dids/backorder/cart",
        LEGACY,
        "puts a back-order into the cart",
    ),
    at(
        "/dids/intl/countries/list",
        LEGACY,
        "countries with numbers",
    ),
    at(
        "/dids/intl/states/list",
        LEGACY,
        "regions of a country with numbers",
    ),
    at(
        "/dids/intl/rates.csv",
        LEGACY,
        "prices of international numbers",
    ),
    at(
        "/dids/offnet/check",
        LEGACY,
        "whether a number of another carrier can be had",
    ),
    at(
        "/dids/offnet/submit",
        LEGACY,
        "asks for numbers of another carrier",
    ),
    at("/dids/offnet/status", LEGACY, "how such a request stands"),
    at("/dids/offnet/list", LEGACY, "lists such requests"),
    at(
        "/dids/offnet/jobs/numbers",
        LEGACY,
        "the numbers of such a request",
    ),
    at("/fax/get", LEGACY, "a fax; here /fax/download"),
    at("/fax/send", LEGACY, "sends a fax; here /fax/create"),
    at("/fax/remove", LEGACY, "deletes a fax"),
    at(
        "/fax/emails/{action}",
        LEGACY,
        "addresses that faxes are mailed to",
    ),
    at(
        "/lnp/create",
        LEGACY,
        "asks for numbers to be ported in; here /lnp/portability/submit",
    ),
    at(
        "/lnp/get",
        LEGACY,
        "a port request; here /lnp/portability/lookup",
    ),
    at("/lnp/list", LEGACY, "lists port requests"),
    at(
        "/lnp/check",
        LEGACY,
        "whether a number can be ported in; here /lnp/portability/check",
    ),
    at(
        "/lnp/check/portability/bulk",
        LEGACY,
        "whether numbers can be ported in",
    ),
    at("/lnp/signature/submit", LEGACY, "signs a port request"),
    at("/lnp/request/csv", LEGACY, "port requests as CSV"),
];

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
            let found = find(&format!("/call/2012-04-24/Accounts/AC1/{path}"));
            let name = format!("/call/2012-04-24/Accounts/{{account}}/{name}");
            assert_eq!(found.map(|spec| spec.name), Some(name.as_str()), "{path}");
        }
        assert!(find("/call/2012-04-24/Accounts//Calls").is_none());
        assert!(find("/call/2012-04-24/Accounts/AC1/Calls/").is_none());
    }
}
