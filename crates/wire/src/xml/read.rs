//! Bytes → tree.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::{BytesDecl, BytesStart, Event};

use super::grammar::{is_char, is_name, is_space, reference};
use super::{
    ATTRIBUTES_COUNT_MAX, DEPTH_MAX, ELEMENTS_COUNT_MAX, Element, TEXT_BYTES_MAX, XML_BYTES_MAX,
    XML_NAME_BYTES_MAX,
};
use crate::{Problem, WireFault, bounded, without_mark};

/// Reads one document and gives its root.
///
/// The document must be UTF-8; a byte order mark and a declaration may come first. Line ends and
/// attribute values are normalised as the standard says (§2.11, §3.3.3). Comments and processing
/// instructions are passed over. A DOCTYPE is refused whole, and with it every entity but the five
/// named ones. Nesting and sizes are bounded by the constants of [`xml`](super).
///
/// In three points reading is more lenient than the standard: `]]>` in text, `--` in comments, and
/// attributes with no space between them are let through.
pub fn read(bytes: &[u8]) -> Result<Element, WireFault> {
    bounded(bytes, XML_BYTES_MAX)?;
    let text =
        str::from_utf8(without_mark(bytes)).map_err(|_| WireFault::whole(Problem::NotUtf8))?;
    if let Some(c) = text.chars().find(|c| !is_char(*c)) {
        return Err(WireFault::forbidden(format!("the character U+{:04X}", u32::from(c))));
    }
    let text = with_line_feeds(text);
    let mut reader = Reader::from_str(&text);
    let mut tree = Tree::default();
    loop {
        let start = reader.buffer_position();
        match reader.read_event() {
            Ok(Event::Start(tag)) => tree.open(element(&tag)?)?,
            Ok(Event::Empty(tag)) => {
                tree.open(element(&tag)?)?;
                tree.close();
            }
            Ok(Event::End(_)) => tree.close(),
            Ok(Event::Text(text)) => tree.text(&text.into_inner())?,
            Ok(Event::CData(text)) => tree.character_data(&text.into_inner())?,
            Ok(Event::GeneralRef(name)) => {
                let c = reference(&name).ok_or_else(|| tree.blame(bad_reference()))?;
                tree.character_data(c.encode_utf8(&mut [0; 4]))?;
            }
            Ok(Event::Comment(_) | Event::PI(_)) => {}
            Ok(Event::Decl(declaration)) => check_declaration(&declaration, start)?,
            Ok(Event::DocType(_)) => return Err(WireFault::forbidden("a DOCTYPE declaration")),
            Ok(Event::Eof) => return tree.finish(),
            Err(error) => return Err(syntax_fault(&error, reader.error_position())),
        }
    }
}

/// §2.11: a line ends in one line feed, however it was written.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Holds the declaration to its place, and to what it may say here.
fn check_declaration(declaration: &BytesDecl<'_>, start: u64) -> Result<(), WireFault> {
    if start != 0 {
        return Err(WireFault::malformed("<?xml …?> may stand only at the very beginning"));
    }
    if !declaration.version().is_ok_and(|version| version.starts_with("1.")) {
        return Err(WireFault::malformed("the declaration must begin <?xml version=\"1.0\""));
    }
    match declaration.encoding() {
        None => Ok(()),
        Some(Ok(name)) if name.eq_ignore_ascii_case("utf-8") => Ok(()),
        Some(_) => Err(WireFault::forbidden("an encoding other than UTF-8")),
    }
}

/// The element that a start tag begins, with its attributes.
fn element(tag: &BytesStart<'_>) -> Result<Element, WireFault> {
    let name = checked_name(tag.name().as_ref())?;
    let mut element = Element { name, ..Element::default() };
    // The iterator refuses duplicates by comparing with all before; the limit keeps that cheap.
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| {
            WireFault::field(&element.name, Problem::Malformed { why: error.to_string() })
        })?;
        if element.attributes.len() == ATTRIBUTES_COUNT_MAX {
            let problem = Problem::TooMany { what: "attributes", limit: ATTRIBUTES_COUNT_MAX };
            return Err(WireFault::field(&element.name, problem));
        }
        let name = checked_name(attribute.key.as_ref())?;
        let value = attribute_value(&name, &attribute.value)?;
        element.attributes.push((name, value));
    }
    Ok(element)
}

fn checked_name(text: &str) -> Result<String, WireFault> {
    if text.len() > XML_NAME_BYTES_MAX {
        return Err(WireFault::field(text, Problem::TooLarge { limit: XML_NAME_BYTES_MAX }));
    }
    if !is_name(text) {
        let why = "this is no name of an element or attribute".into();
        return Err(WireFault::field(text, Problem::Malformed { why }));
    }
    Ok(text.to_owned())
}

/// The value between an attribute's quotes, with its references resolved. White space written as
/// such becomes spaces (§3.3.3); written as a reference, it stays.
fn attribute_value(name: &str, raw: &str) -> Result<String, WireFault> {
    let fault = |problem| WireFault::field(name, problem);
    if raw.contains('<') {
        let why = "an attribute value must write < as &lt;".into();
        return Err(fault(Problem::Malformed { why }));
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((plain, after)) = rest.split_once('&') {
        push_with_spaces(&mut value, plain);
        let (name, after) = after.split_once(';').ok_or_else(|| fault(bad_reference()))?;
        value.push(reference(name).ok_or_else(|| fault(bad_reference()))?);
        rest = after;
    }
    push_with_spaces(&mut value, rest);
    if value.len() > TEXT_BYTES_MAX {
        return Err(fault(Problem::TooLarge { limit: TEXT_BYTES_MAX }));
    }
    Ok(value)
}

fn push_with_spaces(out: &mut String, text: &str) {
    out.extend(text.chars().map(|c| if is_space(c) { ' ' } else { c }));
}

fn bad_reference() -> Problem {
    Problem::Malformed {
        why: "after & must come amp; lt; gt; quot; apos; or the number of an XML character".into(),
    }
}

/// The document so far: the elements still open, outermost first, or the root once it is closed.
#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
}

impl Tree {
    fn open(&mut self, element: Element) -> Result<(), WireFault> {
        if self.root.is_some() {
            let why = "a document has one root element".into();
            return Err(WireFault::field(&element.name, Problem::Malformed { why }));
        }
        if self.open.len() == DEPTH_MAX {
            let problem = Problem::TooDeep { limit: DEPTH_MAX };
            return Err(WireFault::field(&element.name, problem));
        }
        if self.elements == ELEMENTS_COUNT_MAX {
            let problem = Problem::TooMany { what: "elements", limit: ELEMENTS_COUNT_MAX };
            return Err(WireFault::whole(problem));
        }
        self.elements += 1;
        self.open.push(element);
        Ok(())
    }

    /// Ends the innermost element. The reader has seen to it that there is one, of the right name.
    fn close(&mut self) {
        let Some(element) = self.open.pop() else {
            return;
        };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    /// Adds text as written; outside the root it may be white space only.
    fn text(&mut self, text: &str) -> Result<(), WireFault> {
        if self.open.is_empty() && text.chars().all(is_space) {
            return Ok(());
        }
        self.character_data(text)
    }

    /// Adds text that stands for itself.
    fn character_data(&mut self, text: &str) -> Result<(), WireFault> {
        let Some(element) = self.open.last_mut() else {
            return Err(WireFault::malformed("expected one XML element and no text around it"));
        };
        if element.text.len() + text.len() > TEXT_BYTES_MAX {
            let problem = Problem::TooLarge { limit: TEXT_BYTES_MAX };
            return Err(WireFault::field(&element.name, problem));
        }
        element.text.push_str(text);
        Ok(())
    }

    /// A fault of the innermost element.
    fn blame(&self, problem: Problem) -> WireFault {
        match self.open.last() {
            Some(element) => WireFault::field(&element.name, problem),
            None => WireFault::whole(problem),
        }
    }

    fn finish(self) -> Result<Element, WireFault> {
        if !self.open.is_empty() {
            return Err(self.blame(Problem::Malformed { why: "its end tag is missing".into() }));
        }
        self.root.ok_or_else(|| WireFault::malformed("expected an XML element"))
    }
}

/// What quick-xml found wrong, in words that repeat nothing of the document.
fn syntax_fault(error: &Error, position: u64) -> WireFault {
    let why = match error {
        Error::IllFormed(IllFormedError::MismatchedEndTag { .. }) => {
            "an end tag does not match its start tag".into()
        }
        Error::IllFormed(IllFormedError::UnmatchedEndTag(_)) => {
            "an end tag has no start tag".into()
        }
        Error::Syntax(_) | Error::IllFormed(_) => error.to_string(),
        _ => "it is not XML".into(),
    };
    WireFault::malformed(format!("{why} (at byte {position})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(document: &str) -> Result<String, WireFault> {
        read(document.as_bytes()).map(|root| root.text)
    }

    #[test]
    fn reads_a_request() {
        let root = read(
            b"\xEF\xBB\xBF<?xml version=\"1.0\" standalone=\"no\" ?>\r\n\
              <REQUEST>\n <USERTOKEN><USERKEY>K</USERKEY></USERTOKEN><!-- -->\n\
              <ACTION NAME='DID.ORDER'><PARAMETER NAME=\"V\" VARIABLENAME = 'x'>1</PARAMETER>\
              <PARAMETER NAME=\"TITLE\"/><?pi?></ACTION>\n</REQUEST>\n<!-- end -->\n",
        )
        .unwrap();
        assert_eq!(root.child("USERTOKEN").unwrap().child("USERKEY").unwrap().text, "K");
        let action = root.child("ACTION").unwrap();
        assert_eq!(action.attribute("NAME"), Some("DID.ORDER"));
        let parameters: Vec<_> = action
            .children_named("PARAMETER")
            .map(|p| (p.attribute("NAME"), p.attribute("VARIABLENAME"), p.text.as_str()))
            .collect();
        assert_eq!(parameters, [(Some("V"), Some("x"), "1"), (Some("TITLE"), None, "")]);
    }

    #[test]
    fn text_is_resolved_and_normalised() {
        for (document, text) in [
            ("<a> &lt;&amp;&#65;&#x42;&apos; </a>", " <&AB' "),
            ("<a>1<![CDATA[<&amp;>]]>2</a>", "1<&amp;>2"),
            ("<a>1<b>no</b>2<!-- no -->3</a>", "123"),
            ("<a>1\r\n2\r3&#13;</a>", "1\n2\n3\r"),
            ("<a>７８</a>", "７８"),
            ("<a></a >", ""),
        ] {
            assert_eq!(text_of(document).unwrap(), text, "{document}");
        }
        let root = read(b"<a b=' 1\r\n2\t3&#10;&quot;\"'/>").unwrap();
        assert_eq!(root.attribute("b"), Some(" 1 2 3\n\"\""));
    }

    #[test]
    fn entity_bombs_and_outside_files_are_refused_whole() {
        let bomb = "<!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;&x;\">]>";
        for document in [
            &format!("{bomb}<a>&y;</a>"),
            &format!("<?xml version=\"1.0\"?>\n{bomb}\n<a/>"),
            "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
            "<!DOCTYPE a PUBLIC \"-//x\" \"http://127.0.0.1/\"><a/>",
            "<!doctype a><a/>",
            "<a><!DOCTYPE b></a>",
            "<a/><!DOCTYPE a>",
        ] {
            let fault = read(document.as_bytes()).unwrap_err();
            assert_eq!(fault, WireFault::forbidden("a DOCTYPE declaration"), "{document}");
        }
        assert!(read(b"<!ENTITY x \"y\"><a/>").is_err());
        assert_eq!(text_of("<a>&y;</a>").unwrap_err().field.as_deref(), Some("a"));
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for document in [
            "",
            " ",
            "text",
            "<a>",
            "</a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>text",
            "text<a/>",
            "<a/>&amp;",
            "&amp;<a/>",
            "<a/><![CDATA[ ]]>",
            "<a>&amp</a>",
            "<a>& b</a>",
            "<a>&;</a>",
            "<a>&#0;</a>",
            "<a>&nbsp;</a>",
            "<a b=1/>",
            "<a b/>",
            "<a b='1/>",
            "<a b='1' b='2'/>",
            "<a b='&'/>",
            "<a b='&lt'/>",
            "<a b='<'/>",
            "<1a/>",
            "<a/b/>",
            "<a 1b='1'/>",
            "< a/>",
            "<>",
            "<a><!-- </a>",
            "<a><![CDATA[ </a>",
            "<?xml?><a/>",
            "<?xml version='2.0'?><a/>",
            " <?xml version='1.0'?><a/>",
            "<a><?xml version='1.0'?></a>",
            "<a>\u{1}</a>",
            "<a>\u{FFFF}</a>",
            "<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
        ] {
            assert!(read(document.as_bytes()).is_err(), "{document}");
        }
        for bytes in [&b"<a>\xFF</a>"[..], b"\xFF\xFE<\0a\0/\0>\0"] {
            assert_eq!(read(bytes).unwrap_err().problem, Problem::NotUtf8);
        }
        let unmatched = format!("<{}></b>", "a".repeat(200));
        assert!(read(unmatched.as_bytes()).unwrap_err().to_string().len() < 128);
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |levels| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
        assert!(read(nested(DEPTH_MAX).as_bytes()).is_ok());
        let fault = WireFault::field("a", Problem::TooDeep { limit: DEPTH_MAX });
        assert_eq!(read(nested(DEPTH_MAX + 1).as_bytes()), Err(fault.clone()));
        assert_eq!(read(nested(200_000).as_bytes()), Err(fault.clone()));
        assert_eq!(read("<a>".repeat(200_000).as_bytes()), Err(fault));
    }

    #[test]
    fn counts_and_sizes_are_bounded() {
        let attributes = |count| {
            let list: String = (0..count).map(|n| format!(" a{n}=''")).collect();
            format!("<a{list}/>")
        };
        assert!(read(attributes(ATTRIBUTES_COUNT_MAX).as_bytes()).is_ok());
        for count in [ATTRIBUTES_COUNT_MAX + 1, 500_000] {
            let fault = read(attributes(count).as_bytes()).unwrap_err();
            assert!(matches!(fault.problem, Problem::TooMany { what: "attributes", .. }));
        }
        let elements = |count| format!("<a>{}</a>", "<b/>".repeat(count - 1));
        assert!(read(elements(ELEMENTS_COUNT_MAX).as_bytes()).is_ok());
        let fault = read(elements(ELEMENTS_COUNT_MAX + 1).as_bytes()).unwrap_err();
        assert!(matches!(fault.problem, Problem::TooMany { what: "elements", .. }));

        let name = "n".repeat(XML_NAME_BYTES_MAX + 1);
        for document in [format!("<{name}/>"), format!("<a {name}='1'/>")] {
            let fault = read(document.as_bytes()).unwrap_err();
            assert_eq!(fault.problem, Problem::TooLarge { limit: XML_NAME_BYTES_MAX });
        }
        let text = "t".repeat(TEXT_BYTES_MAX);
        assert!(text_of(&format!("<a>{text}</a>")).is_ok());
        for document in [format!("<a>{text}<b/>!</a>"), format!("<a b='{text}!'/>")] {
            let fault = read(document.as_bytes()).unwrap_err();
            assert_eq!(fault.problem, Problem::TooLarge { limit: TEXT_BYTES_MAX });
        }
        let fault = read(&vec![b' '; XML_BYTES_MAX + 1]).unwrap_err();
        assert_eq!(fault.problem, Problem::TooLarge { limit: XML_BYTES_MAX });
    }
}
