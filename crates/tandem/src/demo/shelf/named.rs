//! The numbers that the seed documents, and the notes beside them, name.

use tandem_domain::{Offer, Origin};
use tandem_engine::StockRow;
use tandem_numbering::{NumberKind, Point, locality};

use super::{block, offer};

/// Those numbers.
pub(super) fn rows() -> Vec<StockRow> {
    let place = |city: &str, region: &str, centre: &str| {
        offer(region, centre, city, locality::find(city, region))
    };
    let supplied = |name: &str| Offer {
        origin: Origin::Supplier,
        supplier: Some(name.to_owned()),
        ..place("Denver", "CO", "DENVER")
    };
    let miami = || place("Miami", "FL", "MIAMI");
    let stoney_point = || Offer {
        point: Point::new(42_310_000, -82_540_000),
        ..place("Stoney Point", "ON", "Stoney Point")
    };
    let alford = block(18_505_790_100, 18_505_790_100, place("Alford", "FL", "ALFORD"));
    let reserved = alford.map(StockRow::reserved);
    let blocks = [
        block(17_862_285_619, 17_862_285_619, miami()),
        block(17_862_285_871, 17_862_285_871, miami()),
        block(12_264_836_080, 12_264_836_089, stoney_point()),
        block(17_208_017_777, 17_208_017_779, place("Denver", "CO", "DENVER")),
        block(17_209_998_888, 17_209_998_889, supplied("demo-refuses")),
        block(17_209_997_000, 17_209_997_019, supplied("demo-sells")),
        block(17_209_996_000, 17_209_996_009, supplied("demo-slow")),
        block(17_209_995_000, 17_209_995_009, supplied("demo-unclear")),
        block(17_209_994_000, 17_209_994_009, supplied("demo-closed")),
        block(14_078_800_100, 14_078_800_119, place("Apopka", "FL", "APOPKA")),
        block(18_634_910_100, 18_634_910_119, place("Arcadia", "FL", "ARCADIA")),
        block(14_032_000_100, 14_032_000_119, place("Calgary", "AB", "Calgary")),
        block(14_036_090_100, 14_036_090_119, place("Canmore", "AB", "Canmore")),
        block(17_804_000_100, 17_804_000_119, place("Edmonton", "AB", "Edmonton")),
        block(12_022_170_100, 12_022_170_119, place("Washington", "DC", "WASHINGTON")),
        block(18_679_790_100, 18_679_790_119, place("Iqaluit", "NU", "Iqaluit")),
        block(19_023_670_100, 19_023_670_119, place("Charlottetown", "PE", "Charlottetown")),
        block(15_551_234_567, 15_551_234_567, miami()),
        block(18_574_884_828, 18_574_884_830, place("Boston", "MA", "BOSTON")),
        block(18_577_884_821, 18_577_884_821, place("Boston", "MA", "BOSTON")),
    ];
    blocks.into_iter().flatten().chain(reserved).chain(toll_free()).collect()
}

/// Toll-free numbers that the VoIP.ms document prints, and some that spell the words it searches
/// for: HELLO, JHON, 555. Those of a Canadian carrier can be called from both countries, and are
/// sold under the plans that price that.
fn toll_free() -> Vec<StockRow> {
    let american = Offer { kind: NumberKind::TollFree, ..offer("", "", "Toll-free", None) };
    let plans = ["PERMINUTE", "VANITYUSA", "VANITYCAN"].map(str::to_owned).to_vec();
    let canadian = Offer { country: "CA".to_owned(), plans, ..american.clone() };
    let of_american = [18_772_223_333, 18_888_355_579, 18_776_605_646, 18_332_355_466];
    let of_canadian = [18_774_530_644, 18_002_243_556, 18_442_255_512];
    let rows = |numbers: &[u64], offer: &Offer| -> Vec<StockRow> {
        numbers.iter().filter_map(|did| block(*did, *did, offer.clone())).collect()
    };
    [rows(&of_american, &american), rows(&of_canadian, &canadian)].concat()
}
