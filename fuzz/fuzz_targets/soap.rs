//! A call that is accepted keeps to the limits, holds no more text than its document, and says the
//! same when its arguments are written as items of a map. What is answered to it is well-formed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem_wire::php::Value;
use tandem_wire::xml::{Writer, read};
use tandem_wire::{ARGS_COUNT_MAX, NAME_BYTES_MAX, soap};

fuzz_target!(|bytes: &[u8]| {
    let call = match soap::read(bytes) {
        Ok(call) => call,
        Err(fault) => {
            let (version, blame) = (soap::Version::V12, soap::Blame::Caller);
            let fault = soap::fault(version, blame, "Bad Request", Some(&fault.to_string()));
            read(fault.as_bytes()).expect("well-formed");
            return;
        }
    };
    assert!(call.args.len() <= ARGS_COUNT_MAX);
    let mut text = 0;
    let mut out = Writer::new("");
    out.open("e:Envelope", &[("xmlns:e", call.version.envelope())])
        .open("e:Body", &[])
        .open(&format!("x:{}", call.operation), &[])
        .open("p", &[]);
    for (name, value) in call.args.iter() {
        assert!((1..=NAME_BYTES_MAX).contains(&name.len()));
        text += value.len();
        out.open("item", &[])
            .element("key", &[], name)
            .element("value", &[], value)
            .close();
    }
    assert!(text <= bytes.len());
    let again = soap::read(out.finish().as_bytes()).expect("a call");
    assert_eq!(
        (again.version, &again.operation),
        (call.version, &call.operation)
    );
    assert_eq!(again.args.len(), call.args.len());
    // Base64 can bring in characters that XML cannot carry.
    for (ours, theirs) in call.args.iter().zip(again.args.iter()) {
        assert!(ours == theirs || theirs.1.contains('\u{FFFD}'));
    }

    let value: Value = call.args.iter().collect();
    let answer = soap::answer(call.version, "urn:x", &call.operation, &value);
    read(answer.as_bytes()).expect("well-formed");
});
