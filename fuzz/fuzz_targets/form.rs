//! A form that is accepted keeps to the limits, and printing it loses nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem_wire::{ARGS_COUNT_MAX, NAME_BYTES_MAX, form};

fuzz_target!(|bytes: &[u8]| {
    let Ok(args) = form::parse(bytes) else {
        return;
    };
    assert!(args.len() <= ARGS_COUNT_MAX);
    for (name, value) in args.iter() {
        assert!((1..=NAME_BYTES_MAX).contains(&name.len()));
        assert!(!name.contains('\0') && !value.contains('\0'));
        assert!(args.get(name).is_some());
    }
    let printed = form::print(&args);
    assert!(printed.is_ascii());
    assert_eq!(form::parse(printed.as_bytes()), Ok(args));
});
