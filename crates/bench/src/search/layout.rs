//! Shelves to search: whole exchanges, as an operator has them who was given blocks, and a few
//! numbers in each of very many, as one has them who was given what others left.

use std::sync::LazyLock;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use tandem_domain::{Capabilities, Cleansed, Offer, Origin};
use tandem_numbering::{Npa, NumberKind, area, zip};

use crate::shelf;

/// The lines of one exchange.
const LINES: u64 = 10_000;
/// Between two numbers of a scattered shelf: some forty to an exchange.
const GAP: u64 = 251;
/// How many exchanges of a scattered shelf are one rate centre.
const CENTRE: u64 = 12;
/// The first exchange of every area code.
const FIRST_EXCHANGE: u64 = 200;
/// How many exchanges an area code can have.
const EXCHANGES: u64 = 800;

/// How the numbers lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// All ten thousand lines of each exchange.
    Dense,
    /// One line in 251.
    Scattered,
}

/// Numbers of one exchange: from the first to the last in equal steps.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    pub first: u64,
    pub last: u64,
    pub step: u64,
    /// Their offer, by its place in [`Shelf::offers`].
    pub offer: usize,
}

/// A shelf to search.
pub struct Shelf {
    pub stretches: Vec<Stretch>,
    pub offers: Vec<Offer>,
    /// The area codes that are in use.
    pub npas: Vec<Npa>,
}

/// The geographic area codes of the US, but for those that orders are measured on.
static NPAS: LazyLock<Vec<Npa>> = LazyLock::new(|| {
    let other = |npa: Npa| !shelf::AREA_CODES.contains(&u64::from(npa.get()));
    let ours = area::all().iter().filter(|area| area.country == "US" && !area.regions.is_empty());
    ours.map(|area| area.npa).filter(|npa| other(*npa) && !area::toll_free(*npa)).collect()
});

impl Layout {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Dense, Self::Scattered];

    /// The word for it on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dense => "dense",
            Self::Scattered => "scattered",
        }
    }

    /// A shelf of about so many numbers.
    pub fn shelf(self, numbers: u64) -> Shelf {
        let (step, centre) = match self {
            Self::Dense => (1, 1),
            Self::Scattered => (GAP, CENTRE),
        };
        let wanted = (numbers * step).div_ceil(LINES);
        let codes = NPAS.len() as u64;
        let npas: Vec<Npa> = NPAS.iter().copied().take(wanted as usize).collect();
        let mut shelf = Shelf { stretches: Vec::new(), offers: Vec::new(), npas };
        for (place, npa) in (0..).zip(shelf.npas.clone()) {
            let exchanges = (wanted / codes + u64::from(place < wanted % codes)).min(EXCHANGES);
            for exchange in 0..exchanges {
                if exchange % centre == 0 {
                    shelf.offers.push(offer(npa, exchange / centre));
                }
                let base = 10_000_000_000
                    + u64::from(npa.get()) * 10_000_000
                    + (FIRST_EXCHANGE + exchange) * LINES;
                // Each exchange begins elsewhere, so that the endings are as mixed as they are.
                let first = base + (place * 977 + exchange * 131) % step;
                let offer = shelf.offers.len() - 1;
                shelf.stretches.push(Stretch { first, last: base + LINES - 1, step, offer });
            }
        }
        shelf
    }
}

fn offer(npa: Npa, place: u64) -> Offer {
    let region = area::of(npa).and_then(|area| area.regions.first()).copied().unwrap_or_default();
    let zips = zip::all();
    let from = zips.partition_point(|zip| zip.region < region);
    let here = zips[from..].iter().take_while(|zip| zip.region == region).count().max(1);
    // A prime, so that the towns of an area code are all over its state.
    let zip = &zips[from + (place as usize * 7919 + usize::from(npa.get()) * 31) % here];
    let grade = [Cleansed::None, Cleansed::Carrier, Cleansed::House];
    Offer {
        country: "US".to_owned(),
        kind: NumberKind::Geographic,
        region: region.to_owned(),
        rate_centre: format!("CENTRE {npa} {place}"),
        locality: zip.city.to_owned(),
        postal_code: zip.text(),
        lata: npa.to_string(),
        point: Some(zip.centroid),
        capabilities: Capabilities {
            voice: true,
            sms: !place.is_multiple_of(3),
            mms: (u64::from(npa.get()) + place).is_multiple_of(50),
            fax: place.is_multiple_of(2),
        },
        cleansed: grade[(place % 3) as usize],
        origin: Origin::Own,
        supplier: None,
        plans: Vec::new(),
        abroad: None,
    }
}
