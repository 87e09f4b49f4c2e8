//! Value → bytes.

use std::ops::Range;

use super::Element;
use super::grammar::is_char;

/// Writes a document from front to back, byte for byte as asked.
///
/// It adds nothing of its own: declaration, line breaks and indentation are the caller's, through
/// [`new`](Self::new) and [`raw`](Self::raw). Values are escaped (`& < > " '` as the five named
/// entities, in text as in attributes), and what would not survive being read back goes out as a
/// reference. A character that XML 1.0 forbids becomes U+FFFD. Names are the program's own and are
/// written as they are. Tags always match: [`close`](Self::close) knows what is open.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    out: String,
    /// Where in `out` the names of the open elements stand, outermost first.
    open: Vec<Range<usize>>,
}

impl Writer {
    /// Begins a document with this text: the declaration, or nothing.
    pub fn new(declaration: &str) -> Self {
        Self { out: declaration.to_owned(), open: Vec::new() }
    }

    /// `<name a="…">`
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> &mut Self {
        let start = self.out.len() + 1;
        self.tag(name, attributes);
        self.out.push('>');
        self.open.push(start..start + name.len());
        self
    }

    /// `</name>` of the innermost open element; nothing if none is open.
    pub fn close(&mut self) -> &mut Self {
        if let Some(name) = self.open.pop() {
            self.out.push_str("</");
            self.out.extend_from_within(name);
            self.out.push('>');
        }
        self
    }

    /// `<name a="…"/>`
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> &mut Self {
        self.tag(name, attributes);
        self.out.push_str("/>");
        self
    }

    /// Text, escaped.
    pub fn text(&mut self, text: &str) -> &mut Self {
        escape(&mut self.out, text, Place::Text);
        self
    }

    /// `<name a="…">text</name>`
    pub fn element(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> &mut Self {
        self.open(name, attributes).text(text).close()
    }

    /// An element that was built or read as a tree: its text first, then its children.
    pub fn tree(&mut self, element: &Element) -> &mut Self {
        let attributes: Vec<(&str, &str)> = element
            .attributes
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        if element.text.is_empty() && element.children.is_empty() {
            return self.empty(&element.name, &attributes);
        }
        self.open(&element.name, &attributes).text(&element.text);
        for child in &element.children {
            self.tree(child);
        }
        self.close()
    }

    /// ` a="…"`: one attribute of a tag whose angle brackets are written with [`raw`](Self::raw),
    /// for answers that break a tag over several lines.
    pub fn attribute(&mut self, name: &str, value: &str) -> &mut Self {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape(&mut self.out, value, Place::Attribute);
        self.out.push('"');
        self
    }

    /// Markup exactly as given: line breaks, indentation, a DOCTYPE.
    pub fn raw(&mut self, markup: &str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// The document, with every element that is still open closed.
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            self.attribute(name, value);
        }
    }
}

/// Where a value stands; it decides which white space a reader would alter.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Text,
    Attribute,
}

fn escape(out: &mut String, text: &str, place: Place) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\r' => out.push_str("&#13;"),
            '\n' if place == Place::Attribute => out.push_str("&#10;"),
            '\t' if place == Place::Attribute => out.push_str("&#9;"),
            c if is_char(c) => out.push(c),
            _ => out.push(char::REPLACEMENT_CHARACTER),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_an_answer_byte_for_byte() {
        let mut out = Writer::new("<?xml version=\"1.0\" standalone=\"no\" ?>\n");
        out.open("RESPONSE", &[]).raw("\n  ").element("RESULT", &[], "SUCCESS").raw("\n  ");
        out.open("DIDS", &[]).empty("DID", &[("E164", "12125551234"), ("SMS_URL", "")]).close();
        out.raw("\n").close().raw("\n");
        assert_eq!(
            out.finish(),
            "<?xml version=\"1.0\" standalone=\"no\" ?>\n<RESPONSE>\n  <RESULT>SUCCESS</RESULT>\n  \
             <DIDS><DID E164=\"12125551234\" SMS_URL=\"\"/></DIDS>\n</RESPONSE>\n"
        );
    }

    #[test]
    fn escapes_what_a_reader_would_alter() {
        let mut out = Writer::new("");
        out.element("a", &[("b", "<&>\"'\r\n\tx")], "<&>\"'\r\n\tx\0\u{FFFF}é");
        assert_eq!(
            out.finish(),
            "<a b=\"&lt;&amp;&gt;&quot;&apos;&#13;&#10;&#9;x\">\
             &lt;&amp;&gt;&quot;&apos;&#13;\n\tx\u{FFFD}\u{FFFD}é</a>"
        );
    }

    #[test]
    fn tags_always_match() {
        let mut out = Writer::default();
        out.close().open("a", &[]).open("b", &[]).close().open("c", &[]);
        assert_eq!(out.finish(), "<a><b></b><c></c></a>");
    }
}
