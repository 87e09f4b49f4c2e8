//! `tandem export utilisation`: how many numbers of each block stand in which state.
//!
//! The categories are those in which North American carriers report how they use their numbers
//! (47 CFR 52.15(f)), as far as the state of a number tells them apart: assigned, reserved, ageing,
//! available. What is on its way to a customer, what is blocked, and what has gone to another
//! carrier are counted by themselves, for a person to place.

use std::collections::BTreeMap;
use std::io::Write;

use tandem_domain::{NumberState, Origin};
use tandem_engine::{Engine, NumberPage, NumberWhole};
use tandem_numbering::VirtualNumber;

use super::look;
use super::sheet::Sheet;
use crate::failure::Failure;

const COLUMNS: [&str; 14] = [
    "country",
    "block",
    "state",
    "rate_center",
    "origin",
    "supplier",
    "assigned",
    "ordering",
    "reserved",
    "ageing",
    "available",
    "blocked",
    "ported_out",
    "total",
];

/// What numbers are counted together by: country, area code and exchange, state, rate centre, origin
/// and supplier.
type Key = [String; 6];

/// How many stand in which state.
#[derive(Default)]
struct Counts {
    assigned: u64,
    ordering: u64,
    reserved: u64,
    ageing: u64,
    available: u64,
    blocked: u64,
    ported_out: u64,
}

impl Counts {
    fn add(&mut self, state: NumberState) {
        let count = match state {
            NumberState::Active | NumberState::Suspended | NumberState::PortingOut => {
                &mut self.assigned
            }
            NumberState::Ordering | NumberState::PortingIn => &mut self.ordering,
            NumberState::Reserved => &mut self.reserved,
            // Given back is disconnected, whoever may still restore it.
            NumberState::Released | NumberState::Ageing => &mut self.ageing,
            NumberState::Available | NumberState::Held => &mut self.available,
            NumberState::Blocked => &mut self.blocked,
            NumberState::PortedOut => &mut self.ported_out,
        };
        *count += 1;
    }

    const fn total(&self) -> u64 {
        self.assigned
            + self.ordering
            + self.reserved
            + self.ageing
            + self.available
            + self.blocked
            + self.ported_out
    }
}

/// Writes the counts of all numbers. What is kept meanwhile grows with the blocks, not with the
/// numbers.
pub async fn utilisation(engine: &Engine, out: &mut dyn Write) -> Result<(), Failure> {
    let mut counts: BTreeMap<Key, Counts> = BTreeMap::new();
    let mut after = None;
    loop {
        let page = look(engine, NumberPage { after }).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.did);
        // No block of numbers holds those that are virtual.
        for number in page.into_iter().filter(|number| VirtualNumber::of(number.did).is_none()) {
            counts.entry(key(&number)).or_default().add(number.state);
        }
    }
    let mut sheet = Sheet::new(out, &COLUMNS)?;
    for ([country, block, state, rate_centre, origin, supplier], counts) in counts {
        sheet.row([
            ("country", country),
            ("block", block),
            ("state", state),
            ("rate_center", rate_centre),
            ("origin", origin),
            ("supplier", supplier),
            ("assigned", counts.assigned.to_string()),
            ("ordering", counts.ordering.to_string()),
            ("reserved", counts.reserved.to_string()),
            ("ageing", counts.ageing.to_string()),
            ("available", counts.available.to_string()),
            ("blocked", counts.blocked.to_string()),
            ("ported_out", counts.ported_out.to_string()),
            ("total", counts.total().to_string()),
        ])?;
    }
    sheet.finish()
}

fn key(number: &NumberWhole) -> Key {
    let (offer, digits) = (&number.offer, number.did.digits());
    let block = match number.did.nanp() {
        Some(nanp) => format!("{}-{:03}", nanp.npa.get(), digits / 10_000 % 1000),
        None => String::new(),
    };
    let origin = match offer.origin {
        Origin::Own => "own",
        Origin::Supplier => "supplier",
        Origin::PortedIn => "ported_in",
    };
    [
        offer.country.clone(),
        block,
        offer.region.clone(),
        offer.rate_centre.clone(),
        origin.to_owned(),
        offer.supplier.clone().unwrap_or_default(),
    ]
}
