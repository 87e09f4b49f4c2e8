//! The description of the functions for SOAP clients, made from their table. Names, namespaces and
//! style are the provider's: one message of answer for all, one `SOAPAction`, RPC with encoding. It
//! refers to no other document, so that a client needs nothing but it and us.

use std::sync::LazyLock;

use tandem_gateway::{Kind, Param};
use tandem_wire::xml::Writer;

use crate::operations;

/// The namespace of calls and answers, and the `SOAPAction` of all of them.
pub const SERVICE: &str = "urn:VoIPmsService";

const ENCODING: &str = "http://schemas.xmlsoap.org/soap/encoding/";
const APACHE: &str = "http://xml.apache.org/xml-soap";
const NAMESPACES: [(&str, &str); 8] = [
    ("name", "VoIPmsService"),
    ("targetNamespace", "https://voip.ms/api/wsdl"),
    ("xmlns", "http://schemas.xmlsoap.org/wsdl/"),
    ("xmlns:tns", "https://voip.ms/api/wsdl"),
    ("xmlns:types", "https://voip.ms/api/schema"),
    ("xmlns:soap", "http://schemas.xmlsoap.org/wsdl/soap/"),
    ("xmlns:apache", APACHE),
    ("xmlns:xsd", "http://www.w3.org/2001/XMLSchema"),
];

/// Everything but where to call, which depends on who asks.
static FUNCTIONS: LazyLock<String> = LazyLock::new(|| {
    let functions = operations::coverage();
    let functions: Vec<(&str, &[Param])> =
        functions.iter().map(|row| (row.spec.name, row.spec.params)).collect();
    let mut out = Writer::new("");
    out.open("types", &[]);
    maps(&mut out);
    out.open("xsd:schema", &[("targetNamespace", "https://voip.ms/api/schema")]);
    for (name, params) in &functions {
        input(&mut out, name, params);
    }
    out.close().close();
    for (name, _) in &functions {
        let kind = format!("types:{name}Input");
        out.open("message", &[("name", &format!("{name}Request"))]);
        out.empty("part", &[("name", "params"), ("type", &kind)]).close();
    }
    out.open("message", &[("name", "arrayResponse")]);
    out.empty("part", &[("name", "return"), ("type", "xsd:anyType")]).close();
    out.open("portType", &[("name", "VoIPms")]);
    for (name, _) in &functions {
        out.open("operation", &[("name", name)]);
        out.empty("input", &[("message", &format!("tns:{name}Request"))]);
        out.empty("output", &[("message", "tns:arrayResponse")]).close();
    }
    out.close();
    out.open("binding", &[("name", "VoIPms_Binding"), ("type", "tns:VoIPms")]);
    let transport = "http://schemas.xmlsoap.org/soap/http";
    out.empty("soap:binding", &[("style", "rpc"), ("transport", transport)]);
    let body = [("use", "encoded"), ("namespace", SERVICE), ("encodingStyle", ENCODING)];
    for (name, _) in &functions {
        out.open("operation", &[("name", name)]);
        out.empty("soap:operation", &[("soapAction", SERVICE)]);
        out.open("input", &[]).empty("soap:body", &body).close();
        out.open("output", &[]).empty("soap:body", &body).close();
        out.close();
    }
    out.close();
    out.finish()
});

/// The description of the functions, to be called at this address.
pub fn describe(address: &str) -> String {
    let mut out = Writer::new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.open("definitions", &NAMESPACES).raw(&FUNCTIONS);
    out.open("service", &[("name", "VoIPms_Service")]);
    out.open("port", &[("name", "VoIPms_Port"), ("binding", "tns:VoIPms_Binding")]);
    out.empty("soap:address", &[("location", address)]);
    out.finish()
}

/// What answers are made of: maps, and lists of maps. An answer says of each of its parts which it is,
/// and a client that goes by this description finds here how to read them.
fn maps(out: &mut Writer) {
    let any = |name| [("name", name), ("type", "xsd:anyType")];
    let many =
        |kind| [("name", "item"), ("type", kind), ("minOccurs", "0"), ("maxOccurs", "unbounded")];
    out.open("xsd:schema", &[("targetNamespace", APACHE)]);
    out.open("xsd:complexType", &[("name", "mapItem")]).open("xsd:sequence", &[]);
    out.empty("xsd:element", &any("key")).empty("xsd:element", &any("value"));
    out.close().close();
    out.open("xsd:complexType", &[("name", "Map")]).open("xsd:sequence", &[]);
    out.empty("xsd:element", &many("apache:mapItem"));
    out.close().close().close();
    out.open("xsd:schema", &[("targetNamespace", ENCODING)]);
    out.open("xsd:complexType", &[("name", "Array")]).open("xsd:sequence", &[]);
    out.empty("xsd:element", &many("xsd:anyType")).close();
    out.empty("xsd:anyAttribute", &[("namespace", "##any"), ("processContents", "lax")]);
    out.close().close();
}

/// The type of what a function is called with, each parameter in all its spellings. Of a function that
/// is not supported yet only its name is known. Everything may be left out: what is missing is said by
/// the answer, in the provider's words, and not by the client.
fn input(out: &mut Writer, function: &str, params: &[Param]) {
    let element = |out: &mut Writer, name, kind| {
        out.empty("xsd:element", &[("name", name), ("type", kind), ("minOccurs", "0")]);
    };
    out.open("xsd:complexType", &[("name", &format!("{function}Input"))]);
    out.open("xsd:sequence", &[]);
    for name in ["api_username", "api_password"] {
        element(out, name, "xsd:string");
    }
    for param in params {
        for spelling in spellings(param) {
            element(out, spelling, kind(param.kind));
        }
    }
    out.close().close();
}

fn spellings(param: &Param) -> impl Iterator<Item = &'static str> {
    std::iter::once(param.name).chain(param.aliases.iter().copied())
}

/// A flag is not `xsd:boolean`: of a text a client would make one by its own rules, by which `no` is
/// true. Nor is it `xsd:string`, of which PHP makes nothing at all when it is false.
const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer(..) => "xsd:integer",
        Kind::Money | Kind::Decimal => "xsd:decimal",
        Kind::Flag => "xsd:anyType",
        Kind::Text(_)
        | Kind::Number
        | Kind::Numbers
        | Kind::Texts(_)
        | Kind::Choice(_)
        | Kind::Routing
        | Kind::Object => "xsd:string",
    }
}

#[cfg(test)]
mod tests {
    use tandem_wire::xml::{self, Element};

    use super::*;

    fn named<'a>(parent: &'a Element, element: &str, name: &str) -> &'a Element {
        let mut found = parent.children_named(element);
        found.find(|child| child.attribute("name") == Some(name)).expect(name)
    }

    #[test]
    fn every_function_is_described_with_what_it_takes() {
        let document = describe("http://127.0.0.1:8080/api/v1/server.php?a&b");
        let root = xml::read(document.as_bytes()).expect("well-formed");
        let mut schemas = root.children[0].children.iter();
        let ours = |schema: &&Element| {
            schema.attribute("targetNamespace") == Some("https://voip.ms/api/schema")
        };
        let schema = schemas.find(ours).expect("the schema of the functions");
        for row in operations::coverage() {
            let spec = row.spec;
            let input = named(schema, "xsd:complexType", &format!("{}Input", spec.name));
            let elements = &input.children[0].children;
            let names = elements.iter().filter_map(|element| element.attribute("name"));
            let taken = spec.params.iter().flat_map(spellings);
            assert!(names.eq(["api_username", "api_password"].into_iter().chain(taken)));
            named(&root, "message", &format!("{}Request", spec.name));
            named(named(&root, "portType", "VoIPms"), "operation", spec.name);
            let binding = named(&root, "binding", "VoIPms_Binding");
            let operation = named(binding, "operation", spec.name);
            assert_eq!(operation.children[0].attribute("soapAction"), Some(SERVICE));
        }
        let port = named(named(&root, "service", "VoIPms_Service"), "port", "VoIPms_Port");
        let address = port.children[0].attribute("location");
        assert_eq!(address, Some("http://127.0.0.1:8080/api/v1/server.php?a&b"));
    }

    #[test]
    fn the_answer_and_not_the_client_says_what_is_missing() {
        let document = describe("");
        let elements = document.split("<xsd:element ").skip(1);
        for element in elements.filter(|element| !element.contains(r#"type="xsd:anyType"/>"#)) {
            let element = element.split('>').next().unwrap_or_default();
            assert!(element.contains(r#"minOccurs="0""#), "{element}");
        }
    }

    #[test]
    fn both_spellings_are_there() {
        let document = describe("");
        for (one, other, kind) in
            [("did", "DID", "xsd:string"), ("ring_group", "ringgroup", "xsd:integer")]
        {
            let element =
                |name| format!(r#"<xsd:element name="{name}" type="{kind}" minOccurs="0"/>"#);
            assert!(document.contains(&format!("{}{}", element(one), element(other))), "{one}");
        }
    }

    #[test]
    fn no_other_document_is_needed() {
        let document = describe("");
        assert!(!document.contains("import") && !document.contains("soapenc"));
    }
}
