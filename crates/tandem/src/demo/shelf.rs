//! The demo's shelf: numbers in every US state and every Canadian province, toll-free numbers, a
//! tenth of it all in the fictional area code, and the numbers that the seed documents name.
//!
//! Area codes, exchanges and places are real; that these numbers are ours is not, and the rate
//! centres are made up from the names of the places. An operator's own stock says what its rate
//! centres are called.

mod abroad;
mod named;
mod toll_free;

use futures_util::StreamExt;
use tandem_domain::{Actor, Capabilities, Cleansed, Offer, Origin};
use tandem_engine::{Ask, Engine, NumberStock, StockRow};
use tandem_numbering::{Did, Npa, NumberKind, Nxx, Point, area, locality};

use crate::failure::Failure;
use crate::import::Batch;

/// How many import commands are on their way at once.
const COMMANDS_AT_ONCE: usize = 8;
/// Exchanges per area code.
const EXCHANGES: usize = 4;
/// The toll-free prefixes in use.
const TOLL_FREE: [u16; 7] = [800, 833, 844, 855, 866, 877, 888];
/// Where line numbers begin.
const FIRST_LINE: u64 = 2000;

/// Stocks about so many numbers.
pub(super) async fn fill(engine: &Engine, numbers: u64) -> Result<(), Failure> {
    let mut rows = named::rows();
    rows.extend(toll_free::named());
    rows.extend(abroad::rows());
    rows.extend(fictional(numbers / 10));
    rows.extend(toll_free(numbers / 40));
    rows.extend(geographic(numbers - numbers / 10 - numbers / 40));
    let mut batch = Batch::default();
    let mut commands: Vec<Vec<StockRow>> = Vec::new();
    for row in rows {
        commands.extend(batch.push(row));
    }
    commands.push(batch.rows);
    let stock = |rows| engine.execute(Ask::new(Actor::operator(), NumberStock { rows }));
    let mut stocked = futures_util::stream::iter(commands).map(stock).buffered(COMMANDS_AT_ONCE);
    while let Some(report) = stocked.next().await {
        report?;
    }
    Ok(())
}

fn offer(region: &str, centre: &str, locality: &str, point: Option<Point>) -> Offer {
    let country = tandem_numbering::region::find(None, region).map_or("US", |found| found.country);
    Offer {
        country: country.to_owned(),
        kind: NumberKind::Geographic,
        region: region.to_owned(),
        rate_centre: centre.to_owned(),
        locality: locality.to_owned(),
        postal_code: String::new(),
        lata: String::new(),
        point,
        capabilities: Capabilities { voice: true, sms: true, mms: true, fax: true },
        cleansed: Cleansed::House,
        origin: Origin::Own,
        supplier: None,
        plans: Vec::new(),
        abroad: None,
    }
}

fn block(first: u64, last: u64, offer: Offer) -> Option<StockRow> {
    let (first, last) = (Did::new(first)?, Did::new(last)?);
    Some(StockRow::for_sale(first, last, offer))
}

/// The fictional area code, spread over its exchanges; about a hundred in 555-222.
fn fictional(numbers: u64) -> Vec<StockRow> {
    let springfield = |cleansed: Cleansed| Offer {
        cleansed,
        ..offer("IL", "SPRINGFIELD", "Springfield", locality::find("Springfield", "IL"))
    };
    let mut rows = Vec::new();
    rows.extend(block(15_552_223_300, 15_552_223_399, springfield(Cleansed::House)));
    rows.extend(block(15_559_990_001, 15_559_990_009, springfield(Cleansed::House)));
    let exchanges: Vec<u64> = (300..=840).step_by(10).collect();
    let each = (numbers / exchanges.len() as u64).min(7900);
    for (place, exchange) in exchanges.into_iter().enumerate() {
        let first = 15_550_000_000 + exchange * 10_000 + FIRST_LINE;
        let cleansed = [Cleansed::House, Cleansed::Carrier, Cleansed::None][place % 3];
        let sms = place % 4 != 0;
        let text = Capabilities { voice: true, sms, mms: sms, fax: true };
        let offer = Offer { capabilities: text, ..springfield(cleansed) };
        if each > 0 {
            rows.extend(block(first, first + each - 1, offer));
        }
    }
    rows
}

fn toll_free(numbers: u64) -> Vec<StockRow> {
    let each = (numbers / TOLL_FREE.len() as u64).clamp(1, 7900);
    let blocks = TOLL_FREE.iter().flat_map(|npa| {
        let first = 10_000_000_000 + u64::from(*npa) * 10_000_000 + 2_220_000 + FIRST_LINE;
        let offer = |cleansed| Offer {
            kind: NumberKind::TollFree,
            cleansed,
            ..offer("", "", "Toll-free", None)
        };
        let middle = first + each / 2;
        [
            (each > 1).then(|| block(first, middle - 1, offer(Cleansed::House))).flatten(),
            block(middle, first + each - 1, offer(Cleansed::Carrier)),
        ]
    });
    blocks.flatten().collect()
}

/// Every geographic area code of the US and Canada, a few exchanges each.
fn geographic(numbers: u64) -> Vec<StockRow> {
    let areas: Vec<&area::AreaCode> =
        area::all().iter().filter(|area| matches!(area.country, "US" | "CA")).collect();
    let each = numbers / (areas.len() * EXCHANGES).max(1) as u64;
    let mut rows = Vec::new();
    for area in areas {
        for (npa, nxx, place) in exchanges(area) {
            let first = 10_000_000_000
                + u64::from(npa.get()) * 10_000_000
                + u64::from(nxx.get()) * 10_000
                + FIRST_LINE;
            // American rate centres are written in capitals, Canadian ones as places are.
            let centre = match area.country {
                "CA" => place.city.to_owned(),
                _ => place.city.to_ascii_uppercase(),
            };
            let of = |cleansed: Cleansed, sms: bool| {
                let capabilities = Capabilities { voice: true, sms, mms: sms, fax: true };
                let base = offer(place.region, &centre, place.city, place.point);
                Offer { cleansed, capabilities, plans: sold_under(npa), ..base }
            };
            // Two in four are cleansed by the house, one by the carrier, one not at all.
            let quarter = (each / 4).max(1);
            let parts = [
                (first, first + 2 * quarter - 1, of(Cleansed::House, true)),
                (first + 2 * quarter, first + 3 * quarter - 1, of(Cleansed::Carrier, true)),
                (first + 3 * quarter, first + 4 * quarter - 1, of(Cleansed::None, false)),
            ];
            rows.extend(
                parts.into_iter().filter_map(|(first, last, offer)| block(first, last, offer)),
            );
        }
    }
    rows
}

/// Manhattan is not sold under the cheapest plan; everything else is sold under any that prices it.
fn sold_under(npa: Npa) -> Vec<String> {
    if npa.get() != 212 {
        return Vec::new();
    }
    let plans = ["STANDARD", "PERMINUTE", "FLAT", "SU", "PU", "OU"];
    plans.into_iter().map(str::to_owned).collect()
}

/// A few exchanges of an area code, spread over it. An overlay too new to have exchanges of its own
/// borrows the places of the code that it lies over.
fn exchanges(area: &area::AreaCode) -> Vec<(Npa, Nxx, &'static locality::Locality)> {
    let known = |npa: Npa| -> Vec<(Nxx, &'static locality::Locality)> {
        let all = (200..1000).filter_map(Nxx::new).filter(|nxx| !nxx.is_n11());
        all.filter_map(|nxx| locality::of(npa, nxx).map(|place| (nxx, place))).collect()
    };
    let own = known(area.npa);
    let places = if own.is_empty() {
        area.overlays.iter().map(|npa| known(*npa)).find(|known| !known.is_empty())
    } else {
        Some(own)
    };
    let places = places.unwrap_or_default();
    let step = (places.len() / EXCHANGES).max(1);
    let spread = places.into_iter().step_by(step).take(EXCHANGES);
    spread.map(|(nxx, place)| (area.npa, nxx, place)).collect()
}
