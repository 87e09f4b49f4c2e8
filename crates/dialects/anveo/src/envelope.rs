//! The two forms that a request comes in.

use std::collections::BTreeMap;

use tandem_gateway::{Call, IDEMPOTENCY_KEY};
use tandem_wire::xml::Element;
use tandem_wire::{Args, WireFault, body, xml};

/// What a request says, whichever form it came in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Envelope {
    /// The USERKEY; empty if there is none.
    pub(crate) user_key: String,
    /// The action; empty if there is none.
    pub(crate) action: String,
    /// The parameters by their names.
    pub(crate) params: Args,
}

/// What stands before the name of a variable of a call flow.
const VARIABLE: &str = "var";

/// The variables of a call flow among the parameters, by their names.
pub(crate) fn variables(params: &Args) -> BTreeMap<String, String> {
    let variable = |(name, value): (&str, &str)| {
        let (var, name) = name.strip_suffix(']')?.split_once('[')?;
        (var == VARIABLE).then(|| (name.to_owned(), value.to_owned()))
    };
    params.iter().filter_map(variable).collect()
}

/// Whether the body is a document rather than a form. Clients that post with a library's defaults
/// declare a form and send a document.
pub(crate) fn is_document(body: &[u8]) -> bool {
    let text = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    text.trim_ascii_start().starts_with(b"<")
}

/// The arguments of a query string or form, as they came.
pub(crate) fn form(call: &Call) -> Result<Args, WireFault> {
    body::read_args(call.content_type(), call.query.as_deref(), &call.body)
}

impl Envelope {
    /// Reads a document. What is wrong with it is said in words that repeat none of its values.
    pub(crate) fn of_document(bytes: &[u8]) -> Result<Self, String> {
        let root = xml::read(bytes).map_err(|fault| fault.to_string())?;
        if root.name != "REQUEST" {
            return Err("its root must be REQUEST".to_owned());
        }
        let mut actions = root.children_named("ACTION");
        let action = actions.next().ok_or("it has no ACTION")?;
        if actions.next().is_some() {
            return Err("it has more than one ACTION".to_owned());
        }
        let key = root.child("USERTOKEN").and_then(|token| token.child("USERKEY"));
        let named = |param: &Element| {
            let name = match param.attribute("VARIABLENAME") {
                // Of a VARIABLE the query form has a name of its own, which no parameter of ours has.
                Some(variable) => format!("{VARIABLE}[{}]", variable.trim()),
                None => param.attribute("NAME")?.trim().to_owned(),
            };
            Some((name, param.text.clone()))
        };
        Ok(Self {
            user_key: key.map_or("", Element::text_trimmed).to_owned(),
            action: action.attribute("NAME").unwrap_or_default().trim().to_owned(),
            params: action.children_named("PARAMETER").filter_map(named).collect(),
        })
    }

    /// Reads a query string or form: `param[NAME]` is a parameter.
    pub(crate) fn of_form(args: &Args) -> Self {
        let text = |name| args.get_nocase(name).unwrap_or_default().trim().to_owned();
        let param = |(name, value): (&str, &str)| {
            let (param, inner) = name.strip_suffix(']')?.split_once('[')?;
            if param.eq_ignore_ascii_case(VARIABLE) {
                return Some((format!("{VARIABLE}[{}]", inner.trim()), value.to_owned()));
            }
            param.eq_ignore_ascii_case("param").then(|| (inner.to_owned(), value.to_owned()))
        };
        let mut params: Args = args.iter().filter_map(param).collect();
        if let Some(key) = args.get_nocase(IDEMPOTENCY_KEY) {
            params.push(IDEMPOTENCY_KEY, key);
        }
        Self { user_key: text("userkey"), action: text("action"), params }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tandem_wire::form as wire;

    fn params(pairs: &[(&str, &str)]) -> Args {
        pairs.iter().copied().collect()
    }

    #[test]
    fn both_forms_say_the_same() {
        let document = b"\xEF\xBB\xBF<?xml version=\"1.0\" standalone=\"no\" ?>\n<REQUEST>\
            <USERTOKEN><USERKEY> K </USERKEY></USERTOKEN><ACTION NAME=\"DID.ORDER\">\
            <PARAMETER NAME=\"TITLE\">A &amp; B</PARAMETER><PARAMETER NAME=\"QUANTITY\">2</PARAMETER>\
            <PARAMETER NAME=\"VARIABLE\" VARIABLENAME=\"x\">1</PARAMETER></ACTION></REQUEST>";
        assert!(is_document(document));
        let read = Envelope::of_document(document).expect("a request");
        let query =
            b"action=DID.ORDER&PARAM%5bTITLE%5D=A+%26 B&param[QUANTITY]=2&UserKey=K&var[x]=1";
        assert_eq!(Envelope::of_form(&wire::parse(query).expect("a form")), read);
        assert_eq!(read.user_key, "K");
        let said = [("TITLE", "A & B"), ("QUANTITY", "2"), ("var[x]", "1")];
        assert_eq!(read.params, params(&said));
        assert_eq!(variables(&read.params), [("x".to_owned(), "1".to_owned())].into());
    }

    #[test]
    fn hostile_documents_are_refused() {
        let deep = "<REQUEST>".repeat(100_000);
        for document in [
            "<!DOCTYPE R [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><REQUEST>&b;</REQUEST>",
            "<!DOCTYPE R SYSTEM \"http://127.0.0.1:1/x.dtd\"><REQUEST/>",
            "<!DOCTYPE R [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><REQUEST>&x;</REQUEST>",
            "<REQUEST><ACTION NAME=\"A\">&undeclared;</ACTION></REQUEST>",
            "<REQUEST/>",
            "<request><ACTION NAME=\"A\"/></request>",
            "<REQUEST><ACTION NAME=\"A\"/><ACTION NAME=\"B\"/></REQUEST>",
            "<REQUEST><ACTION NAME=\"A\"></REQUEST>",
            "<",
            deep.as_str(),
        ] {
            assert!(Envelope::of_document(document.as_bytes()).is_err(), "{document:.60}");
        }
        assert!(Envelope::of_document(b"<REQUEST>\xFF</REQUEST>").is_err());
        assert!(Envelope::of_document("<R\u{0}/>".as_bytes()).is_err());
    }

    #[test]
    fn brackets_that_are_no_parameters() {
        let args = params(&[("param[]", "1"), ("param[A", "2"), ("xparam[B]", "3"), ("C", "4")]);
        assert_eq!(Envelope::of_form(&args).params, params(&[("", "1")]));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            text in "<REQUEST>(<[A-Z]{1,9}( NAME=\"[A-Z.]{0,9}\")?>|</[A-Z]{1,9}>|[a-z&;]{0,9}){0,9}",
            query in "(param\\[?|[a-z]{0,9}|[\\]=&%+]){0,30}",
        ) {
            let _ = Envelope::of_document(&bytes);
            let _ = Envelope::of_document(text.as_bytes());
            if let Ok(args) = wire::parse(query.as_bytes()) {
                let _ = Envelope::of_form(&args);
            }
        }
    }
}
