//! The configurations in `integrations` that no switch here can try: at least they are what they should be.

use std::path::{Path, PathBuf};

use tandem_wire::xml::{self, Element};

fn integrations() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../integrations")
}

fn document(file: &str) -> Element {
    let text = std::fs::read(integrations().join("freeswitch").join(file)).expect(file);
    xml::read(&text).unwrap_or_else(|fault| panic!("{file}: {fault}"))
}

fn attribute<'e>(element: &'e Element, name: &str) -> Option<&'e str> {
    element.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Every element of a name, however deep.
fn all<'e>(root: &'e Element, name: &str) -> Vec<&'e Element> {
    let inner = root.children.iter().flat_map(|child| all(child, name));
    std::iter::once(root).filter(|root| root.name == name).chain(inner).collect()
}

#[test]
fn freeswitch_asks_where_it_is_answered_and_tells_what_is_read() {
    let curl = document("xml_curl.conf.xml");
    let params = |name: &str| -> Vec<&str> {
        let params = all(&curl, "param").into_iter();
        let params = params.filter(|param| attribute(param, "name") == Some(name));
        params.filter_map(|param| attribute(param, "value")).collect()
    };
    let addresses = params("gateway-url");
    assert_eq!(addresses.len(), 2, "dialplan and directory");
    assert!(addresses.iter().all(|address| address.ends_with("/switch/freeswitch/xml")));
    assert_eq!(params("timeout"), ["2", "2"]);
    // What the door reads of a call is what is sent, and nothing else is.
    let door = include_str!("../src/door.rs");
    let sent = params("enable-post-var");
    for name in &sent {
        assert!(door.contains(&format!("\"{name}\"")), "nobody reads {name}");
    }
    let read = door.split("text(\"").skip(1).filter_map(|rest| rest.split('"').next());
    let is_of_call =
        |name: &&str| ["Caller-", "Unique-", "variable_"].iter().any(|kind| name.starts_with(kind));
    for name in read.filter(is_of_call) {
        assert!(sent.contains(&name), "{name} is not sent");
    }
}

#[test]
fn freeswitch_reports_both_legs_as_they_are() {
    let cdr = document("json_cdr.conf.xml");
    let said = |name: &str| {
        let params = all(&cdr, "param").into_iter();
        let mut params = params.filter(|param| attribute(param, "name") == Some(name));
        params.next().and_then(|param| attribute(param, "value"))
    };
    assert!(said("url").is_some_and(|address| address.ends_with("/switch/cdr")));
    // Values are encoded within the document unless told otherwise.
    assert_eq!([said("log-b-leg"), said("encode-values")], [Some("true"), Some("false")]);
}

#[test]
fn freeswitch_has_something_to_fall_back_to() {
    let away = document("dialplan/public/zz_tandem_away.xml");
    let last = all(&away, "action").into_iter().next_back().expect("an action");
    assert_eq!(attribute(last, "data"), Some("NORMAL_TEMPORARY_FAILURE"));
    let emergency = document("dialplan/customers/00_emergency.xml");
    let condition = all(&emergency, "condition").into_iter().next().expect("a condition");
    for number in ["911", "112", "988", "933"] {
        assert!(attribute(condition, "expression").is_some_and(|text| text.contains(number)));
    }
}
