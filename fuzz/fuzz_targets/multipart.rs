//! A multipart body that is accepted says the same under any other boundary. The first line of the
//! input, if it has one, stands for the `Content-Type` header.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem_wire::multipart;

const BOUNDARY: &str = "a boundary (of its own)";

fuzz_target!(|bytes: &[u8]| {
    let split = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or_default();
    let (content_type, body) = bytes.split_at(split);
    let Ok(content_type) = str::from_utf8(content_type) else {
        return;
    };
    let Ok(form) = multipart::parse(content_type, body) else {
        return;
    };
    // Printing refuses a boundary that occurs in the content, as it must.
    if let Ok(printed) = form.print(BOUNDARY) {
        let content_type = format!("multipart/form-data; boundary=\"{BOUNDARY}\"");
        assert_eq!(multipart::parse(&content_type, &printed), Ok(form));
    } else {
        assert!(
            bytes
                .windows(BOUNDARY.len())
                .any(|window| window == BOUNDARY.as_bytes())
        );
    }
});
