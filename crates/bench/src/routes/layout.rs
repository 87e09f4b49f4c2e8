//! Numbers that somebody has, and where they ring.

use clap::ValueEnum;
use tandem_domain::{Destination, NumberSettings, ObjectKind};

use crate::shelf;

/// How many SIP addresses each customer has.
pub const ADDRESSES_EACH: u64 = 20;

/// The first line of the exchanges that the numbers are in. No exchange from here on that is reached ends in 11.
const FIRST_LINE: u64 = 2_200_000;

/// How much the numbers of a customer have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Rings {
    /// All of them ring at the same address.
    Alike,
    /// No two of them ring at the same addresses for as long.
    Apart,
}

impl Rings {
    /// How the number at a place among its customer's is set up.
    pub fn settings(self, customer: u64, place: u64) -> NumberSettings {
        let place = if self == Self::Alike { 0 } else { place };
        let address = |place: u64| {
            let id = shelf::object(customer, place % ADDRESSES_EACH);
            Destination::object(ObjectKind::SipUri, id.to_string())
        };
        let dial_seconds = u32::try_from(10 + place / ADDRESSES_EACH).unwrap_or(60);
        NumberSettings {
            routing: Some(address(place)),
            failover_busy: address(place + 1),
            failover_no_answer: address(place + 2),
            dial_seconds,
            ..NumberSettings::default()
        }
    }
}

/// A number by its place. Neighbours are in different area codes.
pub fn number(place: u64) -> u64 {
    let code = shelf::AREA_CODES.start() + place % shelf::codes();
    first_of(code) + place / shelf::codes()
}

/// The first number of an area code.
pub fn first_of(code: u64) -> u64 {
    10_000_000_000 + code * 10_000_000 + FIRST_LINE
}
