//! What the owner of a number wants done with text messages.

use serde::{Deserialize, Serialize};
use tandem_numbering::Did;

use crate::{Target, TargetFault};

/// The longest address that letters are sent to, in bytes (RFC 5321, 4.5.3.1.3).
const EMAIL_BYTES_MAX: usize = 254;

/// Whether a number carries messages, and where those that arrive go besides the owner's list. Each
/// way keeps its address while it is off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Messaging {
    /// Whether it sends and receives.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub enabled: bool,
    /// The address that letters go to; empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// Whether they do.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub email_enabled: bool,
    /// The number that messages are passed on to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forward: Option<Did>,
    /// Whether they are.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub forward_enabled: bool,
    /// The page that is called; empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub callback: String,
    /// Whether it is.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub callback_enabled: bool,
    /// Whether it is called again until it says `ok`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub callback_retry: bool,
    /// How a message is handed to it.
    #[serde(skip_serializing_if = "PageForm::is_query")]
    pub callback_form: PageForm,
    /// The page that hears what became of messages that the number sent; empty: the account's, if it has one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub receipts: String,
    /// How it is told.
    #[serde(skip_serializing_if = "PageForm::is_query")]
    pub receipts_form: PageForm,
    /// The login whose telephones messages are handed to; empty for none. It is kept for the day on
    /// which a switch takes messages: until then they are handed to no telephone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub login: String,
    /// Whether they are to be.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub login_enabled: bool,
}

impl Messaging {
    /// Whether nothing is said at all.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The address that letters go to, if they do.
    pub fn letters_to(&self) -> Option<&str> {
        Some(self.email.as_str()).filter(|to| self.email_enabled && !to.is_empty())
    }

    /// The number that messages are passed on to, if they are.
    pub fn forwards_to(&self) -> Option<Did> {
        self.forward.filter(|_| self.forward_enabled)
    }

    /// The page that is called, if it is.
    pub fn calls_back(&self) -> Option<&str> {
        Some(self.callback.as_str()).filter(|url| self.callback_enabled && !url.is_empty())
    }

    /// The page of its own that hears what became of messages, if there is one.
    pub fn tells_receipts(&self) -> Option<&str> {
        Some(self.receipts.as_str()).filter(|url| !url.is_empty())
    }
}

/// How a message is handed to a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageForm {
    /// By GET, in the places that the page's address names ([`PageTemplate`]).
    #[default]
    Query,
    /// By POST, as a form.
    Form,
    /// By POST, as JSON.
    Json,
}

impl PageForm {
    /// Every form with the word it is stored under.
    const WORDS: [(Self, &'static str); 3] =
        [(Self::Query, "query"), (Self::Form, "form"), (Self::Json, "json")];

    /// The word it is stored under.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(form, _)| *form == self).map_or("?", |(_, word)| word)
    }

    /// The form that a stored word means.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(form, _)| *form)
    }

    /// Whether it is the usual one.
    pub fn is_query(&self) -> bool {
        *self == Self::Query
    }
}

/// The most links to pictures and the like that one message may have.
pub const MEDIA_MAX: usize = 10;

/// Makes sure that what a message shows can be fetched by whoever reads it: links to the web, few enough.
/// Nobody fetches them here.
pub fn check_media(links: &[String]) -> Result<(), String> {
    if links.len() > MEDIA_MAX {
        return Err(format!("must be at most {MEDIA_MAX} links"));
    }
    links.iter().try_for_each(|link| Target::parse(link).map(|_| ()).map_err(|why| why.to_string()))
}

/// Whether letters can be sent there, as far as can be seen: a name, one `@`, a domain.
pub fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"@<>(),;:\\\"[]".contains(c);
    text.len() <= EMAIL_BYTES_MAX
        && !name.is_empty()
        && domain.contains('.')
        && domain.split('.').all(|label| !label.is_empty())
        && text.chars().all(|c| c == '@' || plain(c))
        && !domain.contains('@')
}

/// The address of a page with places in braces that a message fills: `{FROM}`, `{MESSAGE}` and so
/// on, in any case. What it does not know is left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageTemplate<'t>(pub &'t str);

impl PageTemplate<'_> {
    /// Makes sure that it leads somewhere, whatever is filled in: nothing that a message says may
    /// decide which host is called.
    pub fn check(self) -> Result<(), TargetFault> {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        if rest[..end].contains('{') {
            return Err(TargetFault::named("must name its host outright"));
        }
        self.target(&[]).map(|_| ())
    }

    /// The address with its places filled, each value escaped.
    pub fn target(self, values: &[(&str, &str)]) -> Result<Target, TargetFault> {
        Target::parse(&self.filled(values))
    }

    fn filled(self, values: &[(&str, &str)]) -> String {
        let mut filled = String::with_capacity(self.0.len());
        let mut rest = self.0;
        while let Some((before, opened)) = rest.split_once('{') {
            filled.push_str(before);
            let (name, after) = opened.split_once('}').unwrap_or((opened, ""));
            let closed = name.len() < opened.len();
            match values.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
                Some((_, value)) if closed => escape(value, &mut filled),
                _ => {
                    filled.push_str("%7B");
                    filled.push_str(name);
                    filled.push_str(if closed { "%7D" } else { "" });
                }
            }
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

/// Writes a value so that it is one value in a query, whatever it says (RFC 3986, 2.3).
fn escape(value: &str, out: &mut String) {
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_message_says_is_one_value() {
        let page = PageTemplate("http://example.com/in?from={FROM}&text={message}&x={OTHER}");
        assert_eq!(page.check(), Ok(()));
        let values = [("FROM", "8574884828"), ("MESSAGE", "a&b={FROM} ü#")];
        let target = page.target(&values).expect("an address");
        let expected = "/in?from=8574884828&text=a%26b%3D%7BFROM%7D%20%C3%BC%23&x=%7BOTHER%7D";
        assert_eq!((target.host.as_str(), target.path.as_str()), ("example.com", expected));
    }

    #[test]
    fn a_message_does_not_choose_the_host() {
        for url in ["http://{FROM}.example.com/", "http://{MESSAGE}", "ftp://example.com/", ""] {
            assert!(PageTemplate(url).check().is_err(), "{url}");
        }
        assert_eq!(PageTemplate("http://example.com?m={MESSAGE").check(), Ok(()));
    }

    #[test]
    fn letters_go_to_addresses() {
        for email in ["john.doe@example.com", "a+b@x.example.com"] {
            assert!(is_email(email), "{email}");
        }
        for none in
            ["", "john", "@example.com", "a@b", "a@b@c.com", "a b@c.com", "a@c..com", "<a@c.d>"]
        {
            assert!(!is_email(none), "{none}");
        }
    }
}
