//! Whatever a request of Anveo is made of, from its bytes to those of the answer: it is answered with one RESULT, and
//! an ERROR if and only if it failed.
#![no_main]

mod house;

use libfuzzer_sys::fuzz_target;

use crate::house::answers::{Chance, anveo_fault, anveo_request};

fuzz_target!(|bytes: &[u8]| {
    house::ask("anveo", |actions| anveo_request(actions, &mut Chance(bytes)), anveo_fault);
});
