//! What Asterisk says takes no more bytes than there are and never less than one; what it is told is a
//! line, whatever stands in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem_wire::agi::{Call, Command, Reply};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(Some((call, used))) = Call::read(bytes) {
        assert!((1..=bytes.len()).contains(&used));
        assert_eq!(Call::read(&bytes[..used]), Ok(Some((call, used))));
    }
    if let Ok(Some((reply, used))) = Reply::read(bytes) {
        assert!((1..=bytes.len()).contains(&used));
        assert_eq!(Reply::read(&bytes[..used]), Ok(Some((reply, used))));
    }
    let text = String::from_utf8_lossy(bytes);
    let command = Command::Exec { application: "Dial", arguments: &text }.to_string();
    assert_eq!(command.matches('\n').count(), 1);
    assert!(command.ends_with("\"\n"));
});
