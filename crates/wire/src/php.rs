//! JSON as PHP's `json_encode` writes it without flags: what clients of PHP services were written
//! against, down to the escaped slash.

use std::fmt::Write;

/// A value as PHP knows it. Maps keep their order; their keys are the caller's to keep unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number, bare.
    Int(i64),
    /// A string. Prices and most numbers of the providers are strings too.
    Text(String),
    /// A list, `[…]`.
    List(Vec<Value>),
    /// A map, `{…}`; PHP cannot tell an empty one from an empty list, and writes `[]`.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// A list of anything that can be a value.
    pub fn list<V: Into<Self>>(items: impl IntoIterator<Item = V>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

/// A map under construction. Keys are the caller's to keep unique.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map(Vec<(String, Value)>);

impl Map {
    /// A map without members.
    pub fn new() -> Self {
        Self::default()
    }

    /// This map with one more member at its end.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.push(key, value);
        self
    }

    /// Adds a member at the end.
    pub fn push(&mut self, key: impl Into<String>, value: impl Into<Value>) {
        self.0.push((key.into(), value.into()));
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Self::Map(map.0)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl<V: Into<Value>> From<Vec<V>> for Value {
    fn from(items: Vec<V>) -> Self {
        Self::list(items)
    }
}

impl<V: Into<Value>> From<Option<V>> for Value {
    fn from(value: Option<V>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for Value {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        Self::Map(members.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

/// Writes `value` byte for byte as PHP does: no spaces, members in their order, `/` as `\/`,
/// everything outside ASCII as `\uXXXX` in small hexadecimal digits (a surrogate pair beyond the
/// basic plane), an empty map as `[]`.
pub fn encode(value: &Value) -> String {
    let mut out = String::new();
    encode_into(&mut out, value);
    out
}

fn encode_into(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        // Writing to a String cannot fail.
        Value::Int(number) => _ = write!(out, "{number}"),
        Value::Text(text) => encode_text(out, text),
        Value::Map(members) if members.is_empty() => out.push_str("[]"),
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                separate(out, index);
                encode_into(out, item);
            }
            out.push(']');
        }
        Value::Map(members) => {
            out.push('{');
            for (index, (key, member)) in members.iter().enumerate() {
                separate(out, index);
                encode_text(out, key);
                out.push(':');
                encode_into(out, member);
            }
            out.push('}');
        }
    }
}

fn separate(out: &mut String, index: usize) {
    if index > 0 {
        out.push(',');
    }
}

fn encode_text(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '/' => out.push_str("\\/"),
            '\u{8}' => out.push_str("\\b"),
            '\u{C}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' '..='\u{7F}' => out.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_php_writes() {
        for (value, php) in [
            (Value::Null, "null"),
            (Value::from(true), "true"),
            (Value::from(-5), "-5"),
            (Value::from(7_208_017_777_i64), "7208017777"),
            (Value::from("a/b\\c\"d"), r#""a\/b\\c\"d""#),
            (
                Value::from("\u{8}\u{c}\n\r\t\u{1}\u{1f}\u{7f}"),
                "\"\\b\\f\\n\\r\\t\\u0001\\u001f\u{7f}\"",
            ),
            (Value::from("Montréal <b>&'"), r#""Montr\u00e9al <b>&'""#),
            (Value::from("€ 😀"), r#""\u20ac \ud83d\ude00""#),
            (Map::new().into(), "[]"),
            (Value::List(vec![]), "[]"),
            (Value::list(["1", "2"]), r#"["1","2"]"#),
            (Value::from(None::<bool>), "null"),
        ] {
            assert_eq!(encode(&value), php);
        }
    }

    #[test]
    fn members_keep_their_order() {
        let answer = Map::new()
            .with("status", "success")
            .with("dids", vec![Map::new().with("did", "5551234567").with("sms", 1)])
            .with("balance", Map::new());
        assert_eq!(
            encode(&answer.into()),
            r#"{"status":"success","dids":[{"did":"5551234567","sms":1}],"balance":[]}"#
        );
    }
}
