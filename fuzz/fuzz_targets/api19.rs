//! Whatever a request of api19 is made of, from its bytes to those of the answer: it is answered in one of the
//! dialect's envelopes, or with a file.
#![no_main]

mod house;

use libfuzzer_sys::fuzz_target;

use crate::house::answers::{Chance, api19_fault, api19_request};

fuzz_target!(|bytes: &[u8]| {
    house::ask("api19", |operations| api19_request(operations, &mut Chance(bytes)), api19_fault);
});
