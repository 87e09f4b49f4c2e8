//! Logins, for those that register at FreeSWITCH.

use tandem_wire::xml::Writer;

use super::HEAD;

/// One login, as FreeSWITCH needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login<'a> {
    /// Its name.
    pub name: &'a str,
    /// The domain that it registers in.
    pub domain: &'a str,
    /// MD5 of `name:domain:password` (RFC 2617 §3.2.2.2), in hexadecimal; the password itself is
    /// nowhere. `None`: nobody logs in by this answer.
    pub digest: Option<&'a str>,
    /// The number that its calls show; empty for none.
    pub caller_number: &'a str,
    /// The context that its calls begin in.
    pub context: &'a str,
    /// Whether it may call abroad: FreeSWITCH's dialplans go by `toll_allow`.
    pub international: bool,
}

/// How a login is rung, in FreeSWITCH's own words.
const DIAL_STRING: &str = "{sip_invite_domain=${dialed_domain},presence_id=${dialed_user}@${dialed_domain}}\
                           ${sofia_contact(*/${dialed_user}@${dialed_domain})}";

/// The document for one login.
pub fn directory(login: &Login<'_>) -> String {
    let mut out = Writer::new(HEAD);
    out.open("document", &[("type", "freeswitch/xml")]);
    out.open("section", &[("name", "directory")]);
    out.open("domain", &[("name", login.domain)]);
    out.open("user", &[("id", login.name)]);
    out.open("params", &[]);
    if let Some(digest) = login.digest {
        out.empty("param", &[("name", "a1-hash"), ("value", digest)]);
    }
    // By which `user/NAME@DOMAIN` finds the telephones: wherever they have registered here.
    out.empty("param", &[("name", "dial-string"), ("value", DIAL_STRING)]);
    out.close().open("variables", &[]);
    let tolls = if login.international { "domestic,international,local" } else { "domestic,local" };
    out.empty("variable", &[("name", "toll_allow"), ("value", tolls)]);
    out.empty("variable", &[("name", "user_context"), ("value", login.context)]);
    if !login.caller_number.is_empty() {
        let number = ("value", login.caller_number);
        out.empty("variable", &[("name", "effective_caller_id_number"), number]);
    }
    out.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_known_by_its_digest() {
        let login = Login {
            name: "100001_VoIP",
            domain: "sip.tandem.example",
            digest: Some("0123456789abcdef0123456789abcdef"),
            caller_number: "",
            context: "customers",
            international: false,
        };
        assert_eq!(
            directory(&login),
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<document \
             type=\"freeswitch/xml\"><section name=\"directory\"><domain \
             name=\"sip.tandem.example\"><user id=\"100001_VoIP\"><params><param name=\"a1-hash\" \
             value=\"0123456789abcdef0123456789abcdef\"/><param name=\"dial-string\" \
             value=\"{sip_invite_domain=${dialed_domain},presence_id=${dialed_user}@${dialed_domain}}${sofia_contact(*/${dialed_user}@${dialed_domain})}\"/></params><variables><variable \
             name=\"toll_allow\" value=\"domestic,local\"/><variable name=\"user_context\" value=\"customers\"/></variables></user></domain></section>\
             </document>"
        );
    }
}
