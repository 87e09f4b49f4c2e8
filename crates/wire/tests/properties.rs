//! What the codecs promise for every input: what is written is read back the same, and no bytes
//! whatever do worse than being refused.

#[path = "properties/telephony.rs"]
mod telephony;

use proptest::prelude::*;
use tandem_wire::php::Value;
use tandem_wire::soap::Version;
use tandem_wire::xml::Element;
use tandem_wire::{
    ARGS_COUNT_MAX, Args, NAME_BYTES_MAX, VALUE_BYTES_MAX, body, csv, form, json, multipart,
    percent, php, soap, xml,
};

/// Text of any characters but NUL, which no codec of arguments accepts.
fn text() -> impl Strategy<Value = String> {
    any::<String>().prop_map(|text| text.replace('\0', ""))
}

fn name() -> impl Strategy<Value = String> {
    let free = text().prop_filter("named", |name| (1..NAME_BYTES_MAX).contains(&name.len()));
    prop_oneof![free, "[a-c](\\[[0-9x]?\\])?"]
}

fn args(name: impl Strategy<Value = String>) -> impl Strategy<Value = Args> {
    prop::collection::vec((name, text()), 0..12).prop_map(Args::from_iter)
}

/// A name that fits on a header line.
fn label() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{1,20}", "[\"\\\\;= \t'%]{1,8}"]
}

fn file() -> impl Strategy<Value = multipart::FilePart> {
    (label(), label(), prop::option::of("[a-z]{1,5}/[a-z]{1,5}"), any::<Vec<u8>>()).prop_map(
        |(field, filename, content_type, bytes)| multipart::FilePart {
            field,
            filename,
            content_type,
            bytes,
        },
    )
}

/// Text of characters that XML can carry, rich in those that it must escape.
fn xml_text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        prop::sample::select(vec!['&', '<', '>', '"', '\'', '\t', '\n', '\r', ' ', ']', ';']),
        any::<char>().prop_filter("an XML character", |c| {
            !matches!(c, '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
        }),
    ];
    prop::collection::vec(character, 0..12).prop_map(String::from_iter)
}

fn element() -> impl Strategy<Value = Element> {
    let attributes = prop::collection::btree_map("[a-zA-Z_:é][a-zA-Z0-9.-]{0,6}", xml_text(), 0..4);
    let leaf = ("[A-Za-z_][a-zA-Z0-9.:-]{0,6}", attributes, xml_text())
        .prop_map(|(name, attributes, text)| Element {
            name,
            attributes: attributes.into_iter().collect(),
            text,
            children: Vec::new(),
        })
        .boxed();
    leaf.clone().prop_recursive(6, 40, 4, move |inner| {
        (leaf.clone(), prop::collection::vec(inner, 0..4))
            .prop_map(|(element, children)| Element { children, ..element })
    })
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        any::<String>().prop_map(Value::Text),
    ];
    leaf.prop_recursive(5, 50, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::List),
            prop::collection::btree_map(any::<String>(), inner, 0..5)
                .prop_map(|members| Value::Map(members.into_iter().collect())),
        ]
    })
}

/// What a JSON reader makes of `value`.
fn as_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Text(value) => value.as_str().into(),
        Value::List(items) => items.iter().map(as_json).collect(),
        Value::Map(members) if members.is_empty() => serde_json::Value::Array(Vec::new()),
        Value::Map(members) => {
            members.iter().map(|(key, member)| (key.clone(), as_json(member))).collect()
        }
    }
}

/// A SOAP call with the arguments as items of an Apache Map, which carries names of any kind.
fn print_soap(version: Version, args: &[(String, String)]) -> String {
    let mut out = xml::Writer::new("");
    out.open("e:Envelope", &[("xmlns:e", version.envelope())]).open("e:Body", &[]);
    out.open("x:call", &[]).open("param0", &[("xsi:type", "m:Map")]);
    for (name, value) in args {
        out.open("item", &[]).element("key", &[], name).element("value", &[], value).close();
    }
    out.finish()
}

/// What a decoder that goes by types makes of an element of an answer.
fn as_value(element: &Element) -> Value {
    let items = || element.children.iter();
    match element.attribute("xsi:type") {
        None => Value::Null,
        Some("xsd:boolean") => Value::Bool(element.text == "true"),
        Some("xsd:int" | "xsd:long") => Value::Int(element.text.parse().expect("a number")),
        Some("xsd:string") => Value::Text(element.text.clone()),
        Some("ns2:Map") => {
            let part = |item: &Element, name| item.child(name).expect("a part").clone();
            items().map(|item| (part(item, "key").text, as_value(&part(item, "value")))).collect()
        }
        Some(_) => Value::List(items().map(as_value).collect()),
    }
}

/// What of a value survives: characters that XML knows, and an empty map as an empty list.
fn in_xml(value: Value) -> Value {
    let legal = |text: String| -> String {
        let known = |c: char| !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
        text.chars().map(|c| if known(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
    };
    match value {
        Value::Text(text) => Value::Text(legal(text)),
        Value::List(items) => Value::List(items.into_iter().map(in_xml).collect()),
        Value::Map(members) if members.is_empty() => Value::List(Vec::new()),
        Value::Map(members) => {
            members.into_iter().map(|(key, member)| (legal(key), in_xml(member))).collect()
        }
        scalar => scalar,
    }
}

/// The arguments as members of a JSON object, repetitions and all.
fn print_json(args: &Args) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let members: Vec<String> =
        args.iter().map(|(name, value)| format!("{}:{}", text(name), text(value))).collect();
    format!("{{{}}}", members.join(","))
}

/// Bytes that get past a codec's first checks: snippets of its grammar and noise, in any order.
fn like(snippets: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => prop::sample::select(snippets).prop_map(|snippet| snippet.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn assert_bounded(args: &Args) {
    assert!(args.len() <= ARGS_COUNT_MAX);
    for (name, value) in args.iter() {
        assert!((1..=NAME_BYTES_MAX).contains(&name.len()) && value.len() <= VALUE_BYTES_MAX);
        assert!(!name.contains('\0') && !value.contains('\0'));
        assert!(args.get(name).is_some() && args.get_nocase(name).is_some());
    }
}

proptest! {
    #[test]
    fn percent_is_read_as_written(text: String) {
        let encoded = percent::encode(&text);
        prop_assert!(encoded.is_ascii());
        prop_assert_eq!(percent::decode(encoded.as_bytes()), text.as_bytes());
    }

    #[test]
    fn forms_are_read_as_written(args in args(name())) {
        prop_assert_eq!(form::parse(form::print(&args).as_bytes()), Ok(args));
    }

    #[test]
    fn json_is_read_as_written(args in args(name())) {
        prop_assert_eq!(json::args(print_json(&args).as_bytes()), Ok(args));
    }

    #[test]
    fn multipart_is_read_as_written(args in args(label()), files in prop::collection::vec(file(), 0..4)) {
        let form = multipart::Multipart { args, files };
        let boundary = "--a boundary 'of' (its) own";
        let body = form.print(boundary).expect("printable");
        let content_type = format!("multipart/form-data; boundary=\"{boundary}\"");
        prop_assert_eq!(multipart::parse(&content_type, &body), Ok(form.clone()));
        prop_assert_eq!(body::read(Some(&content_type), None, &body), Ok(form));
    }

    #[test]
    fn xml_is_read_as_written(root in element()) {
        let mut out = xml::Writer::new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.tree(&root);
        prop_assert_eq!(xml::read(out.finish().as_bytes()), Ok(root));
    }

    #[test]
    fn any_text_can_be_written_as_xml(text: String) {
        let mut out = xml::Writer::new("");
        out.element("a", &[("b", &text)], &text);
        let root = xml::read(out.finish().as_bytes()).expect("well-formed");
        prop_assert_eq!(root.attribute("b"), Some(root.text.as_str()));
        prop_assert_eq!(root.text.chars().count(), text.chars().count());
    }

    #[test]
    fn php_is_json(value in value()) {
        let encoded = php::encode(&value);
        prop_assert!(encoded.bytes().all(|byte| (b' '..=0x7F).contains(&byte)));
        let decoded: serde_json::Value = serde_json::from_str(&encoded).expect("JSON");
        prop_assert_eq!(decoded, as_json(&value));
    }

    #[test]
    fn soap_calls_are_read_as_written(
        version in prop::sample::select(vec![Version::V11, Version::V12]),
        args in prop::collection::vec(("[a-zé \\[\\]<&]{1,9}", xml_text()), 0..12),
    ) {
        let call = soap::read(print_soap(version, &args).as_bytes()).expect("a call");
        prop_assert_eq!((call.version, call.operation.as_str()), (version, "call"));
        prop_assert_eq!(call.args, Args::from_iter(args));
    }

    #[test]
    fn soap_answers_say_what_was_meant(
        version in prop::sample::select(vec![Version::V11, Version::V12]),
        value in value(),
    ) {
        let document = soap::answer(version, "urn:x", "f", &value);
        let envelope = xml::read(document.as_bytes()).expect("well-formed");
        let answer = &envelope.children[0].children[0];
        let answer = answer.child("return").expect("what is returned");
        prop_assert_eq!(as_value(answer), in_xml(value));
    }

    #[test]
    fn csv_is_read_as_written(
        rows in (1..5usize).prop_flat_map(|columns| {
            prop::collection::vec(prop::collection::vec(text(), columns..=columns), 1..6)
        }),
    ) {
        let header: Vec<String> = (0..rows[0].len()).map(|index| format!("\u{FEFF}{index}")).collect();
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        let mut out = csv::Writer::new(Vec::new(), &header).expect("memory");
        for row in &rows {
            out.write(row).expect("as many fields as columns");
        }
        let file = out.finish().expect("memory");
        let reader = csv::Reader::new(file.as_slice()).expect("a header");
        prop_assert_eq!(reader.columns().collect::<Vec<_>>(), header);
        let read: Vec<csv::Row> = reader.collect::<Result<_, _>>().expect("good rows");
        prop_assert!(read.iter().map(|row| row.iter().map(|(_, field)| field)).map(Vec::from_iter)
            .eq(rows));
        prop_assert!(read.is_sorted_by(|a, b| a.line() < b.line()));
    }

    #[test]
    fn no_form_does_worse_than_being_refused(
        bytes in like(&["a", "=", "&", "%", "%41", "%C3", "%A9", "+", "[]", "%00"]),
    ) {
        if let Ok(args) = form::parse(&bytes) {
            assert_bounded(&args);
            prop_assert_eq!(form::parse(form::print(&args).as_bytes()), Ok(args));
        }
    }

    #[test]
    fn no_json_does_worse_than_being_refused(
        bytes in like(&["{", "}", "[", "]", "\"a\"", ":", ",", "1", "null", " ", "\"\\ud83d\""]),
    ) {
        for bytes in [&bytes[..], &[b"{\"a\":", &bytes[..], b"}"].concat()] {
            if let Ok(args) = json::args(bytes) {
                assert_bounded(&args);
                prop_assert_eq!(json::args(print_json(&args).as_bytes()), Ok(args));
            }
        }
    }

    #[test]
    fn no_multipart_does_worse_than_being_refused(
        content_type in prop_oneof![
            Just(String::from("multipart/form-data; boundary=X")),
            "multipart/form-data; [boundary=\";X ]{0,20}",
        ],
        bytes in like(&[
            "--X", "--", "\r\n", "\r\n\r\n", " ", "a", "--X--", "\"", "; name=", "; filename=",
            "Content-Disposition: form-data; name=\"a\"", "Content-Type: text/plain",
        ]),
    ) {
        if let Ok(form) = multipart::parse(&content_type, &bytes) {
            assert_bounded(&form.args);
            let body = form.print("unheard-of").expect("printable");
            let content_type = "multipart/form-data; boundary=unheard-of";
            prop_assert_eq!(multipart::parse(content_type, &body), Ok(form));
        }
    }

    #[test]
    fn no_xml_does_worse_than_being_refused(
        bytes in like(&[
            "<a>", "</a>", "<b/>", "<c d='1'>", "</c>", "&amp;", "&#65;", "&", ";", "<!--", "-->",
            "<![CDATA[", "]]>", "<!DOCTYPE", "<?xml version='1.0'?>", "\r\n", "'", "\"", "<", ">",
        ]),
    ) {
        for bytes in [&bytes[..], &[b"<r>", &bytes[..], b"</r>"].concat()] {
            if let Ok(root) = xml::read(bytes) {
                let mut out = xml::Writer::new("");
                out.tree(&root);
                prop_assert_eq!(xml::read(out.finish().as_bytes()), Ok(root));
            }
        }
    }

    #[test]
    fn no_soap_does_worse_than_being_refused(
        bytes in like(&[
            "<a>", "</a>", "<item>", "</item>", "<key>k</key>", "<value>v</value>", "<value>",
            "</value>", "<p href='#1'/>", "<p id='1'>", "</p>", "<q href='#1'>", "</q>", "&amp;",
            "<n xsi:nil='true'/>", "<b type='base64'>QQ==</b>",
        ]),
    ) {
        let mut document = print_soap(Version::V11, &[]).replace("</x:call>", "").into_bytes();
        let tail = document.split_off(document.len() - "</e:Body></e:Envelope>".len());
        for end in ["", "</x:call>"] {
            let document = [&document[..], &bytes[..], end.as_bytes(), &tail[..]].concat();
            if let Ok(call) = soap::read(&document) {
                assert_bounded(&call.args);
            }
        }
    }

    #[test]
    fn no_csv_does_worse_than_being_refused(
        bytes in like(&["a", "b", ",", "\"", "\"\"", "\n", "\r\n", "\r", " ", "\u{FEFF}"]),
    ) {
        let Ok(reader) = csv::Reader::new(bytes.as_slice()) else {
            return Ok(());
        };
        let lines = 1 + bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        for row in reader {
            let line = row.map_or_else(|fault| fault.line, |row| row.line());
            prop_assert!((1..=lines).contains(&line));
        }
    }

    #[test]
    fn no_body_does_worse_than_being_refused(
        content_type in prop::option::of(prop_oneof![
            Just("multipart/form-data; boundary=X"), Just("application/json"), Just("text/html"),
        ]),
        query in prop::option::of(".{0,40}"),
        bytes: Vec<u8>,
    ) {
        _ = body::read(content_type, query.as_deref(), &bytes);
    }
}
