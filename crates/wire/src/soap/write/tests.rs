//! Answers as PHP 8.2's `SoapServer` writes the same values.

use super::*;
use crate::php::Map;

fn returned(version: Version, value: impl Into<Value>) -> String {
    let document = answer(version, "urn:x", "f", &Map::new().with("v", value).into());
    let start = document.find("v</key>").expect("the key") + "v</key>".len();
    let end = document.find("</item></return>").expect("the end of the map");
    document[start..end].to_owned()
}

#[test]
fn an_answer_in_soap_1_1() {
    let rows = vec![Map::new().with("did", "5551234567").with("sms", 1)];
    let value = Map::new().with("status", "success").with("dids", rows);
    assert_eq!(
        answer(Version::V11, "urn:VoIPmsService", "getDIDsInfo", &value.into()),
        concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            r#"<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" "#,
            r#"xmlns:ns1="urn:VoIPmsService" xmlns:xsd="http://www.w3.org/2001/XMLSchema" "#,
            r#"xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" "#,
            r#"xmlns:ns2="http://xml.apache.org/xml-soap" "#,
            r#"xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/" "#,
            r#"SOAP-ENV:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">"#,
            r#"<SOAP-ENV:Body><ns1:getDIDsInfoResponse><return xsi:type="ns2:Map">"#,
            r#"<item><key xsi:type="xsd:string">status</key>"#,
            r#"<value xsi:type="xsd:string">success</value></item>"#,
            r#"<item><key xsi:type="xsd:string">dids</key>"#,
            r#"<value SOAP-ENC:arrayType="ns2:Map[1]" xsi:type="SOAP-ENC:Array">"#,
            r#"<item xsi:type="ns2:Map"><item><key xsi:type="xsd:string">did</key>"#,
            r#"<value xsi:type="xsd:string">5551234567</value></item>"#,
            r#"<item><key xsi:type="xsd:string">sms</key><value xsi:type="xsd:int">1</value>"#,
            "</item></item></value></item></return></ns1:getDIDsInfoResponse></SOAP-ENV:Body>",
            "</SOAP-ENV:Envelope>\n",
        )
    );
}

#[test]
fn an_answer_in_soap_1_2() {
    let document = answer(Version::V12, "urn:x", "f", &Value::list(["a"]));
    let body = document.find("<env:Body").expect("a body");
    assert_eq!(
        &document[body..],
        concat!(
            r#"<env:Body xmlns:rpc="http://www.w3.org/2003/05/soap-rpc"><ns1:fResponse "#,
            r#"env:encodingStyle="http://www.w3.org/2003/05/soap-encoding">"#,
            r#"<rpc:result>return</rpc:result><return enc:itemType="xsd:string" "#,
            r#"enc:arraySize="1" xsi:type="enc:Array"><item xsi:type="xsd:string">a</item>"#,
            "</return></ns1:fResponse></env:Body></env:Envelope>\n",
        )
    );
}

#[test]
fn every_value_has_its_type() {
    for (value, v11) in [
        (Value::Null, r#"<value xsi:nil="true"/>"#),
        (true.into(), r#"<value xsi:type="xsd:boolean">true</value>"#),
        (5.into(), r#"<value xsi:type="xsd:int">5</value>"#),
        (7_208_017_777_i64.into(), r#"<value xsi:type="xsd:long">7208017777</value>"#),
        ("".into(), r#"<value xsi:type="xsd:string"></value>"#),
        ("<&é\r\u{1}".into(), "<value xsi:type=\"xsd:string\">&lt;&amp;é&#13;\u{FFFD}</value>"),
        (
            Map::new().into(),
            r#"<value SOAP-ENC:arrayType="xsd:ur-type[0]" xsi:type="SOAP-ENC:Array"/>"#,
        ),
        (
            Value::List(vec!["a".into(), 1.into()]),
            concat!(
                r#"<value SOAP-ENC:arrayType="xsd:ur-type[2]" xsi:type="SOAP-ENC:Array">"#,
                r#"<item xsi:type="xsd:string">a</item><item xsi:type="xsd:int">1</item></value>"#,
            ),
        ),
        (
            Value::List(vec![Value::Null]),
            concat!(
                r#"<value SOAP-ENC:arrayType="xsd:ur-type[1]" xsi:type="SOAP-ENC:Array">"#,
                r#"<item xsi:nil="true"/></value>"#,
            ),
        ),
        (
            Value::List(vec![Value::list(["a"]), Map::new().into()]),
            concat!(
                r#"<value SOAP-ENC:arrayType="SOAP-ENC:Array[2]" xsi:type="SOAP-ENC:Array">"#,
                r#"<item SOAP-ENC:arrayType="xsd:string[1]" xsi:type="SOAP-ENC:Array">"#,
                r#"<item xsi:type="xsd:string">a</item></item>"#,
                r#"<item SOAP-ENC:arrayType="xsd:ur-type[0]" xsi:type="SOAP-ENC:Array"/></value>"#,
            ),
        ),
    ] {
        assert_eq!(returned(Version::V11, value), v11);
    }
    assert_eq!(
        returned(Version::V12, Map::new()),
        r#"<value enc:itemType="xsd:anyType" enc:arraySize="0" xsi:type="enc:Array"/>"#
    );
}

#[test]
fn faults_say_whose_they_are() {
    assert_eq!(
        fault(Version::V11, Blame::Caller, "Bad Request", Some("<a> & b")),
        concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            r#"<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">"#,
            "<SOAP-ENV:Body><SOAP-ENV:Fault><faultcode>SOAP-ENV:Client</faultcode>",
            "<faultstring>Bad Request</faultstring><detail><why>&lt;a&gt; &amp; b</why></detail>",
            "</SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>\n",
        )
    );
    assert_eq!(
        fault(Version::V12, Blame::Server, "Procedure 'x' not present", None),
        concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            r#"<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"><env:Body>"#,
            "<env:Fault><env:Code><env:Value>env:Receiver</env:Value></env:Code><env:Reason>",
            r#"<env:Text xml:lang="en">Procedure &apos;x&apos; not present</env:Text>"#,
            "</env:Reason></env:Fault></env:Body></env:Envelope>\n",
        )
    );
}
