//! Whatever a request of VoIP.ms is made of, by REST or by SOAP, from its bytes to those of the answer: it says how it
//! ended, with a message or a fault if and only if it failed.
#![no_main]

mod house;

use libfuzzer_sys::fuzz_target;

use crate::house::answers::{Chance, voipms};

fuzz_target!(|bytes: &[u8]| {
    house::ask("voipms", |operations| voipms::request(operations, &mut Chance(bytes)), voipms::fault);
});
