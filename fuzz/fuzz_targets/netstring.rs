//! What is read as a netstring is written as the same bytes, and is whole only at its end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem_wire::netstring::{read, write};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(Some((payload, used))) = read(bytes) {
        let mut again = Vec::new();
        write(&mut again, payload);
        assert_eq!(again, &bytes[..used]);
        assert_eq!(read(&bytes[..used - 1]), Ok(None));
    }
});
