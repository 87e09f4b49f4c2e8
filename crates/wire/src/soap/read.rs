//! Bytes → call.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Call, Version};
use crate::xml::{self, Element};
use crate::{Args, Problem, WireFault};

/// How deep parameters may be nested: the struct of them itself, and a list in it.
const DEPTH_MAX: usize = 2;

/// Reads a call.
///
/// A parameter is text, nothing (`xsi:nil`), or a list of such; one of the type `base64Binary`, in
/// which Perl sends what is not ASCII, is decoded. A parameter, or all of them together, may stand
/// elsewhere in the body under an `id` that it names in its `href`, as .NET and Axis write them. A
/// call without parameters has no arguments. Headers are passed over.
///
/// References are followed one step, and what all of them bring in together may not be longer than
/// the document: a text that is referred to a thousand times is not copied a thousand times.
pub fn read(bytes: &[u8]) -> Result<Call, WireFault> {
    let envelope = xml::read(bytes)?;
    let version = version(&envelope)?;
    let body =
        child(&envelope, "Body").ok_or_else(|| WireFault::malformed("the envelope has no Body"))?;
    let operation =
        body.children.first().ok_or_else(|| WireFault::malformed("the body names no operation"))?;
    let mut roots = BTreeMap::new();
    for root in &body.children {
        root.attribute("id").map(|id| roots.entry(id).or_insert(root));
    }
    let mut reading = Reading { roots, args: Args::default(), budget: bytes.len() };
    reading.parameters(operation)?;
    Ok(Call { version, operation: operation.local_name().to_owned(), args: reading.args })
}

/// The version whose namespace the envelope is in.
fn version(envelope: &Element) -> Result<Version, WireFault> {
    let declaration = match envelope.name.split_once(':') {
        Some((prefix, _)) => format!("xmlns:{prefix}"),
        None => "xmlns".to_owned(),
    };
    let namespace = envelope.attribute(&declaration);
    [Version::V11, Version::V12]
        .into_iter()
        .find(|version| namespace == Some(version.envelope()))
        .filter(|_| envelope.local_name() == "Envelope")
        .ok_or_else(|| WireFault::malformed("expected an envelope of SOAP 1.1 or 1.2"))
}

/// The first child of that local name, in any namespace.
fn child<'a>(element: &'a Element, local_name: &str) -> Option<&'a Element> {
    element.children.iter().find(|child| child.local_name() == local_name)
}

/// The value of the first attribute of that local name, in any namespace.
fn attribute<'a>(element: &'a Element, local_name: &str) -> Option<&'a str> {
    let named = |name: &str| name.rsplit(':').next() == Some(local_name);
    element.attributes.iter().find(|(name, _)| named(name)).map(|(_, value)| value.as_str())
}

struct Reading<'a> {
    /// What may be referred to: the children of the body that have an `id`.
    roots: BTreeMap<&'a str, &'a Element>,
    args: Args,
    /// How many more bytes of text there may be.
    budget: usize,
}

impl<'a> Reading<'a> {
    /// The parameters of an operation: the members of its first child, or its own, where that child
    /// is one of them.
    fn parameters(&mut self, operation: &'a Element) -> Result<(), WireFault> {
        let Some(first) = operation.children.first() else {
            return Ok(());
        };
        let whole = self.resolved(first);
        let is_parameter = whole.children.is_empty() && !whole.text_trimmed().is_empty();
        let members = if is_parameter { operation } else { whole };
        members.children.iter().try_for_each(|member| self.member(member))
    }

    /// One parameter: `<name>value</name>`, or `<item><key>name</key><value>value</value></item>`.
    fn member(&mut self, member: &'a Element) -> Result<(), WireFault> {
        if member.local_name() == "item" {
            let item = self.resolved(member);
            if let (Some(key), Some(value)) = (child(item, "key"), child(item, "value")) {
                return self.parameter(&text(self.resolved(key))?, value);
            }
        }
        self.parameter(member.local_name(), member)
    }

    fn parameter(&mut self, name: &str, value: &'a Element) -> Result<(), WireFault> {
        let value = self.resolved(value);
        if name.is_empty() {
            return Err(WireFault::malformed("every parameter needs a name"));
        }
        if value.children.is_empty() {
            return self.admit(name.to_owned(), value);
        }
        for item in &value.children {
            let item = self.resolved(item);
            if !item.children.is_empty() {
                return Err(WireFault::field(name, Problem::TooDeep { limit: DEPTH_MAX }));
            }
            self.admit(format!("{name}[]"), item)?;
        }
        Ok(())
    }

    fn admit(&mut self, name: String, value: &Element) -> Result<(), WireFault> {
        let text = text(value)?;
        self.budget = self
            .budget
            .checked_sub(text.len())
            .ok_or_else(|| WireFault::forbidden("more by reference than is written in it"))?;
        self.args.admit(name, text)
    }

    /// The element itself, or the one that it refers to. One step only.
    fn resolved(&self, element: &'a Element) -> &'a Element {
        let id = element.attribute("href").and_then(|href| href.strip_prefix('#'));
        id.and_then(|id| self.roots.get(id)).copied().unwrap_or(element)
    }
}

/// The text of a value.
fn text(value: &Element) -> Result<String, WireFault> {
    if attribute(value, "nil").is_some_and(|nil| matches!(nil.trim(), "true" | "1")) {
        return Ok(String::new());
    }
    let kind = attribute(value, "type").and_then(|kind| kind.rsplit(':').next());
    if !matches!(kind, Some("base64Binary" | "base64")) {
        return Ok(value.text.clone());
    }
    let mut encoded = value.text.clone();
    encoded.retain(|c| !c.is_ascii_whitespace());
    let fault = |problem| WireFault::field(value.local_name(), problem);
    let bytes = STANDARD.decode(encoded).map_err(|_| {
        fault(Problem::Malformed { why: "it says that it is base64 and is not".into() })
    })?;
    String::from_utf8(bytes).map_err(|_| fault(Problem::NotUtf8))
}

#[cfg(test)]
mod tests;
