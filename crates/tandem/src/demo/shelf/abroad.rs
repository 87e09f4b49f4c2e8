//! Numbers outside North America, at the locations that the VoIP.ms document prints, under its ids
//! and with as many numbers as it counts. Sweden, which it lists as a country, has some of each kind.

use tandem_domain::{Abroad, ObjectId, Offer};
use tandem_engine::StockRow;
use tandem_numbering::NumberKind::{self, Geographic, National, TollFree};

use super::{block, offer};

/// The document counts two channels to each Finnish number. Other local numbers have as many here; of numbers of a
/// whole country it prints none.
const CHANNELS: u32 = 2;

/// The plan that the document lists them under.
const FLAT: &[&str] = &["FLAT"];
/// And the one by the minute that its successor lists for Helsinki and for national numbers.
const BOTH: &[&str] = &["FLAT", "PERMINUTE"];
/// And those of other documents, for what these list too.
const MANY: &[&str] = &["FLAT", "STANDARD", "SU", "PU", "OU", "VALUE"];
const ALL: &[&str] = &["FLAT", "PERMINUTE", "STANDARD", "SU", "PU", "OU", "VALUE"];

/// A location: country, kind, area code, name; its id, if the document has one.
type Place = (&'static str, NumberKind, &'static str, &'static str, Option<i64>);
/// Its channels, its plans, and its numbers from first to last.
type Stocked = (Place, u32, &'static [&'static str], [u64; 2]);

const STOCKED: [Stocked; 10] = [
    (
        ("FI", Geographic, "9", "Helsinki", Some(65)),
        CHANNELS,
        ALL,
        [35_894_245_001, 35_894_245_002],
    ),
    (
        ("FI", Geographic, "14", "Keski-Suomi", Some(9468)),
        CHANNELS,
        BOTH,
        [358_144_600_001, 358_144_600_093],
    ),
    (("ES", National, "901", "", Some(5644)), 0, FLAT, [34_901_600_101, 34_901_600_104]),
    (("ES", National, "902", "", Some(6847)), 0, BOTH, [34_902_600_101, 34_902_600_235]),
    (("ES", Geographic, "91", "Madrid", None), CHANNELS, MANY, [34_910_600_100, 34_910_600_109]),
    (("AR", TollFree, "800", "", Some(6422)), 0, FLAT, [548_006_000_101, 548_006_000_119]),
    (("AR", TollFree, "822", "", Some(6424)), 0, FLAT, [548_226_000_101, 548_226_000_115]),
    (("SE", Geographic, "8", "Stockholm", None), CHANNELS, MANY, [46_850_100_100, 46_850_100_109]),
    (("SE", National, "771", "", None), 0, FLAT, [46_771_600_100, 46_771_600_109]),
    (("SE", TollFree, "20", "", None), 0, FLAT, [4_620_600_100, 4_620_600_109]),
];

/// Those numbers.
pub(super) fn rows() -> Vec<StockRow> {
    let row = |((country, kind, area_code, city, id), channels, plans, [first, last]): Stocked| {
        let abroad =
            Abroad { area_code: area_code.to_owned(), channels, location: id.map(ObjectId) };
        let offer = Offer {
            country: country.to_owned(),
            kind,
            abroad: Some(abroad),
            plans: plans.iter().map(|plan| (*plan).to_owned()).collect(),
            ..offer("", "", city, None)
        };
        block(first, last, offer)
    };
    STOCKED.into_iter().filter_map(row).collect()
}
