//! JSON that is accepted as arguments is an object for any JSON reader, and says the same when each
//! argument is written as a string of its own.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use tandem_wire::json;

fuzz_target!(|bytes: &[u8]| {
    let Ok(args) = json::args(bytes) else {
        return;
    };
    let plain = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match serde_json::from_slice::<Value>(plain) {
        Ok(value) => assert!(value.is_object()),
        // We keep the digits of a number; serde_json has to make a float of them.
        Err(error) => assert!(error.to_string().starts_with("number out of range")),
    }
    let text = |text: &str| Value::from(text).to_string();
    let members: Vec<String> = args
        .iter()
        .map(|(name, value)| format!("{}:{}", text(name), text(value)))
        .collect();
    let printed = format!("{{{}}}", members.join(","));
    assert_eq!(json::args(printed.as_bytes()), Ok(args));
});
