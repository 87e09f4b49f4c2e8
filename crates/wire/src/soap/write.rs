//! Value → bytes.

use super::{Blame, Version};
use crate::php::Value;
use crate::xml::Writer;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
const SCHEMA: &str = "http://www.w3.org/2001/XMLSchema";
const APACHE: &str = "http://xml.apache.org/xml-soap";
const RPC: &str = "http://www.w3.org/2003/05/soap-rpc";

/// The answer of an operation of a namespace: `value` under the name `return`. The operation is the
/// program's own name, or one that was read.
pub fn answer(version: Version, namespace: &str, operation: &str, value: &Value) -> String {
    let mut out = Writer::new(DECLARATION);
    let wrapper = format!("ns1:{operation}Response");
    let (envelope, encoding) = (version.envelope(), version.encoding());
    let shared = [
        ("xmlns:ns1", namespace),
        ("xmlns:xsd", SCHEMA),
        ("xmlns:xsi", INSTANCE),
        ("xmlns:ns2", APACHE),
    ];
    match version {
        Version::V11 => {
            let own = [("xmlns:SOAP-ENC", encoding), ("SOAP-ENV:encodingStyle", encoding)];
            let namespaces = [&[("xmlns:SOAP-ENV", envelope)][..], &shared, &own].concat();
            out.open("SOAP-ENV:Envelope", &namespaces).open("SOAP-ENV:Body", &[]);
            out.open(&wrapper, &[]);
        }
        Version::V12 => {
            let own = [("xmlns:enc", encoding)];
            let namespaces = [&[("xmlns:env", envelope)][..], &shared, &own].concat();
            out.open("env:Envelope", &namespaces).open("env:Body", &[("xmlns:rpc", RPC)]);
            out.open(&wrapper, &[("env:encodingStyle", encoding)]);
            out.element("rpc:result", &[], "return");
        }
    }
    write(&mut out, version, "return", value);
    finish(out)
}

/// A fault: what went wrong, in the words that a client may go by, and why, for people.
pub fn fault(version: Version, blame: Blame, what: &str, why: Option<&str>) -> String {
    let mut out = Writer::new(DECLARATION);
    match version {
        Version::V11 => {
            let namespace = [("xmlns:SOAP-ENV", version.envelope())];
            out.open("SOAP-ENV:Envelope", &namespace).open("SOAP-ENV:Body", &[]);
            let code = match blame {
                Blame::Caller => "SOAP-ENV:Client",
                Blame::Server => "SOAP-ENV:Server",
            };
            out.open("SOAP-ENV:Fault", &[]).element("faultcode", &[], code);
            out.element("faultstring", &[], what);
            if let Some(why) = why {
                out.open("detail", &[]).element("why", &[], why).close();
            }
        }
        Version::V12 => {
            let namespace = [("xmlns:env", version.envelope())];
            out.open("env:Envelope", &namespace).open("env:Body", &[]);
            let code = match blame {
                Blame::Caller => "env:Sender",
                Blame::Server => "env:Receiver",
            };
            out.open("env:Fault", &[]);
            out.open("env:Code", &[]).element("env:Value", &[], code).close();
            let language = [("xml:lang", "en")];
            out.open("env:Reason", &[]).element("env:Text", &language, what).close();
            if let Some(why) = why {
                out.open("env:Detail", &[]).element("why", &[], why).close();
            }
        }
    }
    finish(out)
}

/// The document, with the line break that PHP puts at its end.
fn finish(out: Writer) -> String {
    let mut document = out.finish();
    document.push('\n');
    document
}

/// Writes a value as the element `name`. It recurses as deep as the value, which is the program's.
fn write(out: &mut Writer, version: Version, name: &str, value: &Value) {
    let kind = kind(version, value);
    match value {
        Value::Null => {
            out.empty(name, &[("xsi:nil", "true")]);
        }
        Value::Bool(flag) => {
            let text = if *flag { "true" } else { "false" };
            out.element(name, &[("xsi:type", kind)], text);
        }
        Value::Int(number) => {
            out.element(name, &[("xsi:type", kind)], &number.to_string());
        }
        Value::Text(text) => {
            out.element(name, &[("xsi:type", kind)], text);
        }
        Value::List(items) => write_list(out, version, name, items),
        // PHP cannot tell an empty map from an empty list.
        Value::Map(members) if members.is_empty() => write_list(out, version, name, &[]),
        Value::Map(members) => {
            out.open(name, &[("xsi:type", kind)]);
            for (key, member) in members {
                out.open("item", &[]).element("key", &[("xsi:type", "xsd:string")], key);
                write(out, version, "value", member);
                out.close();
            }
            out.close();
        }
    }
}

fn write_list(out: &mut Writer, version: Version, name: &str, items: &[Value]) {
    let count = items.len().to_string();
    let of = kind_of_items(version, items);
    let sized = format!("{of}[{count}]");
    let v11 = [("SOAP-ENC:arrayType", sized.as_str()), ("xsi:type", "SOAP-ENC:Array")];
    let v12 = [("enc:itemType", of), ("enc:arraySize", count.as_str()), ("xsi:type", "enc:Array")];
    let attributes: &[(&str, &str)] = match version {
        Version::V11 => &v11,
        Version::V12 => &v12,
    };
    if items.is_empty() {
        out.empty(name, attributes);
        return;
    }
    out.open(name, attributes);
    for item in items {
        write(out, version, "item", item);
    }
    out.close();
}

/// The type that all items have, or else the one that any value has.
fn kind_of_items(version: Version, items: &[Value]) -> &'static str {
    let any = match version {
        Version::V11 => "xsd:ur-type",
        Version::V12 => "xsd:anyType",
    };
    let Some((first, rest)) = items.split_first() else {
        return any;
    };
    let shared = kind(version, first);
    let is_shared = |item| kind(version, item) == shared;
    if *first != Value::Null && rest.iter().all(is_shared) { shared } else { any }
}

fn kind(version: Version, value: &Value) -> &'static str {
    let array = match version {
        Version::V11 => "SOAP-ENC:Array",
        Version::V12 => "enc:Array",
    };
    match value {
        Value::Null => "",
        Value::Bool(_) => "xsd:boolean",
        // PHP says xsd:int of every number, also of those that are none.
        Value::Int(number) if i32::try_from(*number).is_ok() => "xsd:int",
        Value::Int(_) => "xsd:long",
        Value::Text(_) => "xsd:string",
        Value::List(_) => array,
        Value::Map(members) if members.is_empty() => array,
        Value::Map(_) => "ns2:Map",
    }
}

#[cfg(test)]
mod tests;
