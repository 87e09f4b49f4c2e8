//! Whatever value is encoded, it is printable ASCII, and any JSON reader reads that value back.
#![no_main]

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use tandem_wire::php::{Map, Value, encode};

/// A value with at most `levels` more levels in it, and what a JSON reader should make of it.
fn value(bytes: &mut Unstructured<'_>, levels: u32) -> Result<(Value, serde_json::Value)> {
    let kinds = if levels == 0 { 3 } else { 5 };
    Ok(match bytes.int_in_range(0..=kinds)? {
        0 => (Value::Null, serde_json::Value::Null),
        1 => {
            let flag: bool = bytes.arbitrary()?;
            (flag.into(), flag.into())
        }
        2 => {
            let number: i64 = bytes.arbitrary()?;
            (number.into(), number.into())
        }
        3 => {
            let text: &str = bytes.arbitrary()?;
            (text.into(), text.into())
        }
        4 => {
            let items = (0..bytes.int_in_range(0..=8)?)
                .map(|_| value(bytes, levels - 1))
                .collect::<Result<Vec<_>>>()?;
            let (ours, json): (Vec<_>, Vec<_>) = items.into_iter().unzip();
            (Value::List(ours), json.into())
        }
        _ => {
            let mut ours = Map::new();
            let mut json = serde_json::Map::new();
            for _ in 0..bytes.int_in_range(0..=8)? {
                let key: &str = bytes.arbitrary()?;
                let (member, expected) = value(bytes, levels - 1)?;
                if !json.contains_key(key) {
                    ours.push(key, member);
                    json.insert(key.to_owned(), expected);
                }
            }
            // PHP writes an empty map as an empty list.
            let empty = json
                .is_empty()
                .then(|| Vec::<serde_json::Value>::new().into());
            (ours.into(), empty.unwrap_or(json.into()))
        }
    })
}

fuzz_target!(|bytes: &[u8]| {
    let Ok((value, expected)) = value(&mut Unstructured::new(bytes), 6) else {
        return;
    };
    let encoded = encode(&value);
    assert!(
        encoded.bytes().all(|byte| (b' '..=0x7F).contains(&byte)),
        "{encoded}"
    );
    let decoded: serde_json::Value = serde_json::from_str(&encoded).expect("encoded is JSON");
    assert_eq!(decoded, expected);
    // Order, too, which the comparison of maps does not see.
    assert_eq!(decoded.to_string(), expected.to_string());
});
