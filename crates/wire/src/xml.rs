//! XML 1.0 (fifth edition), read into a tree and written piece by piece.
//!
//! What is read is a document without a DTD: there are no entities but the five named ones, so
//! nothing can expand and nothing outside can be asked for. Namespaces are left to the reader of
//! the tree, which sees prefixes as they were written.

mod grammar;
mod read;
mod write;

pub use read::read;
pub use write::Writer;

use crate::{BODY_BYTES_MAX, VALUE_BYTES_MAX};

/// The longest document, in bytes.
pub const XML_BYTES_MAX: usize = BODY_BYTES_MAX;

/// The deepest nesting; the root is level 1.
pub const DEPTH_MAX: usize = 64;

/// The most elements in one document.
pub const ELEMENTS_COUNT_MAX: usize = 10_000;

/// The most attributes of one element.
pub const ATTRIBUTES_COUNT_MAX: usize = 32;

/// The longest name of an element or attribute, in bytes.
pub const XML_NAME_BYTES_MAX: usize = 256;

/// The longest text of one element, or value of one attribute, in bytes.
pub const TEXT_BYTES_MAX: usize = VALUE_BYTES_MAX;

/// An element with all that is in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Element {
    /// The name as written, prefix included.
    pub name: String,
    /// The attributes as (name, value), in order.
    pub attributes: Vec<(String, String)>,
    /// All text directly inside this element, references resolved, white space kept. Where text and
    /// children alternate, it is joined without the children.
    pub text: String,
    /// The elements directly inside this one, in order.
    pub children: Vec<Element>,
}

impl Element {
    /// The name without its prefix: `orderDID` for `ns1:orderDID`.
    pub fn local_name(&self) -> &str {
        self.name.split_once(':').map_or(self.name.as_str(), |(_, local)| local)
    }

    /// The first child of this name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children_named(name).next()
    }

    /// Every child of this name, in order.
    pub fn children_named(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The text without the white space (XML's own four characters) around it.
    pub fn text_trimmed(&self) -> &str {
        self.text.trim_matches(grammar::is_space)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_walked_by_name() {
        let root = read(b"<s:R a='1'> \n t <P N='x'>1</P><Q/><P N='y'>2</P></s:R>").unwrap();
        assert_eq!((root.name.as_str(), root.local_name()), ("s:R", "R"));
        assert_eq!((root.attribute("a"), root.attribute("A")), (Some("1"), None));
        assert_eq!(root.text_trimmed(), "t");
        assert_eq!(root.child("P").unwrap().text, "1");
        assert!(root.child("p").is_none());
        let names: Vec<_> = root.children_named("P").filter_map(|p| p.attribute("N")).collect();
        assert_eq!(names, ["x", "y"]);
    }
}
