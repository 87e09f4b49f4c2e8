//! Arguments sent as a JSON object (RFC 8259).

use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::{Args, BODY_BYTES_MAX, Problem, WireFault, bounded, without_mark};

/// The longest JSON document, in bytes.
pub const JSON_BYTES_MAX: usize = BODY_BYTES_MAX;

/// How deep arguments may be nested: the object itself, and a list in it.
pub const JSON_DEPTH_MAX: usize = 2;

/// Reads one JSON object as arguments.
///
/// Strings lose their quotes; numbers keep the digits they were written with, however many;
/// `true` and `false` are themselves; `null` is empty text. A list of scalars under `name` becomes
/// arguments called `name[]`. Anything nested deeper is refused, naming the field; so is an empty
/// name. Repeated names stay repeated. A byte order mark is passed over. The limits of [`Args`]
/// hold.
pub fn args(bytes: &[u8]) -> Result<Args, WireFault> {
    bounded(bytes, JSON_BYTES_MAX)?;
    let text =
        str::from_utf8(without_mark(bytes)).map_err(|_| WireFault::whole(Problem::NotUtf8))?;
    // JSON's own white space, which is narrower than the standard library's.
    if !text.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('{') {
        return Err(WireFault::malformed("expected a JSON object such as {\"name\": \"value\"}"));
    }
    let mut reading = Reading::default();
    let mut reader = serde_json::Deserializer::from_str(text);
    let end = reader.deserialize_map(Members(&mut reading)).and_then(|()| reader.end());
    reading.finish(end.map_err(|error| WireFault::malformed(error.to_string())))
}

/// The arguments read so far, and the fault of ours that stopped the reading: serde's errors
/// cannot carry one, so it waits here.
#[derive(Default)]
struct Reading {
    args: Args,
    fault: Option<WireFault>,
}

impl Reading {
    /// Adds one member of the object: a scalar, or a list of scalars.
    ///
    /// Members arrive as raw text, which serde_json has skipped over without recursion and without
    /// rounding any number.
    fn member(&mut self, name: &str, value: &RawValue) -> Result<(), WireFault> {
        if name.is_empty() {
            return Err(WireFault::malformed("every member of the object needs a name"));
        }
        if !value.get().starts_with('[') {
            return self.args.admit(name.to_owned(), scalar(name, value.get())?);
        }
        let items = Items { reading: self, list: name };
        serde_json::Deserializer::from_str(value.get())
            .deserialize_seq(items)
            .map_err(|error| malformed(name, &error))
    }

    /// What was read, unless reading ended in a fault; ours says more than serde's.
    fn finish(self, end: Result<(), WireFault>) -> Result<Args, WireFault> {
        match self.fault {
            Some(fault) => Err(fault),
            None => end.map(|()| self.args),
        }
    }

    /// Keeps the fault, if there is one, and stops the parser.
    fn keep<E: Error>(&mut self, result: Result<(), WireFault>) -> Result<(), E> {
        result.map_err(|fault| {
            self.fault.get_or_insert(fault);
            E::custom("refused")
        })
    }
}

/// Reads the members of the object one at a time, so that the first fault ends the work.
struct Members<'a>(&'a mut Reading);

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<(), M::Error> {
        while let Some((name, value)) = members.next_entry::<String, &RawValue>()? {
            let result = self.0.member(&name, value);
            self.0.keep(result)?;
        }
        Ok(())
    }
}

/// Reads the items of one list in the same way.
struct Items<'a> {
    reading: &'a mut Reading,
    list: &'a str,
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<(), S::Error> {
        while let Some(item) = items.next_element::<&RawValue>()? {
            let result = scalar(self.list, item.get())
                .and_then(|value| self.reading.args.admit(format!("{}[]", self.list), value));
            self.reading.keep(result)?;
        }
        Ok(())
    }
}

/// The text of a scalar; `name` is the field to blame.
fn scalar(name: &str, raw: &str) -> Result<String, WireFault> {
    match raw.as_bytes().first() {
        Some(b'"') => serde_json::from_str(raw).map_err(|error| malformed(name, &error)),
        Some(b'{' | b'[') => {
            Err(WireFault::field(name, Problem::TooDeep { limit: JSON_DEPTH_MAX }))
        }
        Some(b'n') => Ok(String::new()),
        _ => Ok(raw.to_owned()),
    }
}

fn malformed(name: &str, error: &serde_json::Error) -> WireFault {
    WireFault::field(name, Problem::Malformed { why: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ARGS_COUNT_MAX;

    #[test]
    fn scalars_become_text_and_lists_repeat() {
        let json = br#" { "key": "a\/b\u00e9", "n" : 7208017777, "rate":0.0100, "yes":true,
            "none":null, "dids": [ 7208017777 , "7209998888", false ], "empty": [],
            "big": 123456789012345678901234567890, "key": "last" } "#;
        let expected: Args = [
            ("key", "a/bé"),
            ("n", "7208017777"),
            ("rate", "0.0100"),
            ("yes", "true"),
            ("none", ""),
            ("dids[]", "7208017777"),
            ("dids[]", "7209998888"),
            ("dids[]", "false"),
            ("big", "123456789012345678901234567890"),
            ("key", "last"),
        ]
        .into_iter()
        .collect();
        assert_eq!(args(json), Ok(expected));
        assert_eq!(args(b"\xEF\xBB\xBF{}"), Ok(Args::default()));
    }

    #[test]
    fn nesting_is_refused_naming_the_field() {
        for json in [r#"{"a":1,"deep":{"b":2}}"#, r#"{"deep":[1,[2]]}"#, r#"{"deep":[{}]}"#] {
            let fault = args(json.as_bytes()).unwrap_err();
            assert_eq!(fault, WireFault::field("deep", Problem::TooDeep { limit: 2 }), "{json}");
        }
        let levels = 200_000;
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let bomb = format!("{{\"deep\":{}1{}}}", open.repeat(levels), close.repeat(levels));
            assert!(args(bomb.as_bytes()).is_err());
            assert!(args(open.repeat(levels).as_bytes()).is_err());
        }
    }

    #[test]
    fn other_json_and_no_json_are_refused() {
        for json in [
            "",
            "[1]",
            "\"a\"",
            "null",
            "{",
            "{\"a\"}",
            "{\"a\":1,}",
            "{\"a\":NaN}",
            "{} {}",
            "{\"a\":01}",
            "{a:1}",
            "{'a':1}",
            "{\"a\":\"\\ud800\"}",
            "\u{C}{}",
            "{\"\":1}",
            "{\"a\":\"b\nc\"}",
        ] {
            assert!(args(json.as_bytes()).is_err(), "{json}");
        }
        assert_eq!(args(b"{\"a\":\"\xFF\"}").unwrap_err().problem, Problem::NotUtf8);
        let fault = args(br#"{"did":"1\u0000"}"#).unwrap_err();
        assert_eq!(fault.field.as_deref(), Some("did"));
    }

    #[test]
    fn a_million_items_are_refused_early() {
        let fault =
            args(format!("{{\"a\":[{}1]}}", "1,".repeat(1_000_000)).as_bytes()).unwrap_err();
        assert_eq!(fault.problem, Problem::TooMany { what: "arguments", limit: ARGS_COUNT_MAX });
    }
}
