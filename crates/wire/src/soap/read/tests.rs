//! Calls as the clients in use write them, and calls that mean harm.

use super::*;
use crate::ARGS_COUNT_MAX;

/// A call in SOAP 1.1 with this body.
fn envelope(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<s:Envelope \
         xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{body}</s:Body></s:Envelope>"
    )
}

fn call(version: Version, operation: &str, pairs: &[(&str, &str)]) -> Result<Call, WireFault> {
    let operation = operation.to_owned();
    Ok(Call { version, operation, args: pairs.iter().copied().collect() })
}

fn problem(body: &str) -> Problem {
    read(envelope(body).as_bytes()).expect_err(body).problem
}

#[test]
fn php_without_a_wsdl_sends_a_map_in_soap_1_2() {
    let document = r#"<?xml version="1.0" encoding="UTF-8"?>
<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" xmlns:ns1="urn://voip.ms"><env:Body><ns1:getBalance env:encodingStyle="http://www.w3.org/2003/05/soap-encoding"><param0 xsi:type="ns2:Map"><item><key xsi:type="xsd:string">api_username</key><value xsi:type="xsd:string">a@example.com</value></item><item><key xsi:type="xsd:string">advanced</key><value xsi:type="xsd:boolean">true</value></item><item><key xsi:type="xsd:string">nothing</key><value xsi:nil="true">x</value></item><item><key xsi:type="xsd:string">dids</key><value enc:itemType="xsd:string" enc:arraySize="2" xsi:type="enc:Array"><item xsi:type="xsd:string">1</item><item xsi:type="xsd:string">2</item></value></item></param0></ns1:getBalance></env:Body></env:Envelope>
"#;
    let pairs = [
        ("api_username", "a@example.com"),
        ("advanced", "true"),
        ("nothing", ""),
        ("dids[]", "1"),
        ("dids[]", "2"),
    ];
    assert_eq!(read(document.as_bytes()), call(Version::V12, "getBalance", &pairs));
}

#[test]
fn a_struct_of_elements_is_the_same_as_a_map() {
    let body = "<t:getDIDsInfo xmlns:t='urn:x'><params><api_username>a</api_username>\
                <t:did xsi:type='xsd:string'> 5551234567 </t:did><item>1</item></params>\
                </t:getDIDsInfo>";
    let pairs = [("api_username", "a"), ("did", " 5551234567 "), ("item", "1")];
    let expected = call(Version::V11, "getDIDsInfo", &pairs);
    assert_eq!(read(envelope(body).as_bytes()), expected);
}

#[test]
fn parameters_may_stand_right_under_the_operation_or_not_at_all() {
    let bare = envelope("<getIP><api_username>a</api_username><did/></getIP>");
    let pairs = [("api_username", "a"), ("did", "")];
    assert_eq!(read(bare.as_bytes()), call(Version::V11, "getIP", &pairs));
    for none in ["<getIP/>", "<getIP><params/></getIP>", "<getIP> x </getIP>"] {
        assert_eq!(read(envelope(none).as_bytes()), call(Version::V11, "getIP", &[]), "{none}");
    }
}

#[test]
fn references_are_followed_one_step() {
    let body = "<t:getIP><params href='#id1'/></t:getIP>\
                <t:getIPInput id='id1'><api_username href='#id2'/><did>1</did>\
                <note href='#id3'/><other href='#nowhere'>2</other></t:getIPInput>\
                <multiRef id='id2'>a</multiRef><multiRef id='id3' href='#id2'/>\
                <multiRef id='id2'>b</multiRef>";
    let pairs = [("api_username", "a"), ("did", "1"), ("note", ""), ("other", "2")];
    assert_eq!(read(envelope(body).as_bytes()), call(Version::V11, "getIP", &pairs));
    let map = "<getIP><param0 href='#m'/></getIP><multiRef id='m'><item href='#i'/></multiRef>\
               <multiRef id='i'><key>did</key><value href='#v'/></multiRef>\
               <multiRef id='v'>1</multiRef>";
    assert_eq!(read(envelope(map).as_bytes()), call(Version::V11, "getIP", &[("did", "1")]));
    let circle = "<getIP><param0 href='#m'/></getIP><m id='m'><a href='#m'/></m>";
    assert!(read(envelope(circle).as_bytes()).is_err());
}

#[test]
fn what_is_referred_to_again_and_again_is_refused() {
    let text = "x".repeat(100_000);
    let references: String = (0..900).map(|n| format!("<a{n} href='#t'/>")).collect();
    let body = format!("<getIP><params>{references}</params></getIP><t id='t'>{text}</t>");
    assert!(matches!(problem(&body), Problem::Forbidden { .. }));
    // Values that are shared as Axis shares them are shorter than what refers to them.
    let body = format!("<getIP><params>{references}</params></getIP><t id='t'>5</t>");
    assert_eq!(read(envelope(&body).as_bytes()).map(|call| call.args.len()), Ok(900));
}

#[test]
fn base64_is_decoded_where_it_is_said_to_be() {
    let typed = |kind: &str, text: &str| {
        let body = format!("<f><p><note xsi:type='{kind}'>{text}</note></p></f>");
        read(envelope(&body).as_bytes())
    };
    let montreal = [("note", "Montr\u{e9}al")];
    for kind in ["xsd:base64Binary", "SOAP-ENC:base64"] {
        assert_eq!(typed(kind, "TW9udHLD\n qWFs"), call(Version::V11, "f", &montreal), "{kind}");
    }
    assert_eq!(typed("xsd:string", "TQ=="), call(Version::V11, "f", &[("note", "TQ==")]));
    let fault = typed("xsd:base64Binary", "*").unwrap_err();
    assert_eq!(fault.field.as_deref(), Some("note"));
    assert_eq!(typed("xsd:base64Binary", "/w==").unwrap_err().problem, Problem::NotUtf8);
}

#[test]
fn what_is_no_call_is_refused() {
    for document in [
        "",
        "api_username=a&method=getIP",
        "<a/>",
        "<Envelope><Body><getIP/></Body></Envelope>",
        "<s:Envelope xmlns:s='urn:other'><s:Body><getIP/></s:Body></s:Envelope>",
        "<s:Wrong xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><a/></s:Body></s:Wrong>",
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'/>",
        "<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
    ] {
        assert!(read(document.as_bytes()).is_err(), "{document}");
    }
    assert!(matches!(problem(""), Problem::Malformed { .. }));
    let utf16: Vec<u8> = envelope("<getIP/>").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(read(&utf16).is_err());
}

#[test]
fn bombs_do_not_go_off() {
    let laughs = "<!DOCTYPE s [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>";
    let lol = format!("{laughs}{}", &envelope("<f><p><a>&b;</a></p></f>")[39..]);
    let fault = read(lol.as_bytes()).unwrap_err();
    assert_eq!(fault.problem, Problem::Forbidden { what: "a DOCTYPE declaration".into() });
    assert!(matches!(problem("<f><p><a>&b;</a></p></f>"), Problem::Malformed { .. }));

    let deep = format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
    assert!(matches!(problem(&deep), Problem::TooDeep { .. }));
    let list = "<f><p><did><x><y>1</y></x></did></p></f>";
    assert_eq!(problem(list), Problem::TooDeep { limit: DEPTH_MAX });

    let many = format!("<f><p>{}</p></f>", "<a>1</a>".repeat(ARGS_COUNT_MAX + 1));
    assert!(matches!(problem(&many), Problem::TooMany { what: "arguments", .. }));
    let nameless = "<f><p><item><key/><value>1</value></item></p></f>";
    assert!(matches!(problem(nameless), Problem::Malformed { .. }));
}
