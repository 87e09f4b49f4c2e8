//! Whatever a request of DialogTech is made of, from its bytes to those of the answer: it says whether the call
//! succeeded, or is a list or a sound.
#![no_main]

mod house;

use libfuzzer_sys::fuzz_target;

use crate::house::answers::{Chance, dialogtech};

fuzz_target!(|bytes: &[u8]| {
    house::ask("dialogtech", |operations| dialogtech::request(operations, &mut Chance(bytes)), dialogtech::fault);
});
