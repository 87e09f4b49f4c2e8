use super::*;
use tandem_domain::{
    AccountId, Capabilities, Event, EventBody, NumberState, OfferId, Origin, StockRange, Timestamp,
};
use tandem_mirror::Follower;
use tandem_numbering::Did;

/// A shelf that numbers are put on, a block at a time, each under an offer of its own.
#[derive(Default)]
struct Shelf {
    stock: Stock,
    offers: i64,
}

impl Shelf {
    fn put(&mut self, first: u64, count: u64, offer: Offer) {
        self.offers += 1;
        let id = OfferId(self.offers);
        let range = StockRange {
            first: Did::new(first).expect("a number"),
            last: Did::new(first + count - 1).expect("a number"),
            state: NumberState::Available,
            offer: id,
            version: 1,
        };
        let body = EventBody::NumbersStocked { ranges: vec![range], offers: vec![(id, offer)] };
        let (account, at) = (AccountId::OPERATOR, Timestamp(0));
        self.stock.apply(&Event { account, seq: self.offers, at, by: account, body });
    }

    /// What the numbers of the searched exchange are.
    fn exchange(&self, sought: &Sought) -> Vec<Arc<Offer>> {
        let offers = |begins| {
            let prefixes = vec![begins];
            self.stock.offers(&Criteria { prefixes, ..Criteria::default() })
        };
        sought.needs_exchange().map(offers).unwrap_or_default()
    }

    /// What each tier of a search finds.
    fn find(&self, sought: &Sought) -> Vec<Vec<u64>> {
        let find = |tier: &Criteria| self.stock.list(tier, 100);
        let digits = |found: Vec<tandem_mirror::Found>| {
            found.iter().map(|number| number.did.digits()).collect()
        };
        sought.tiers(&self.stock, &self.exchange(sought)).iter().map(find).map(digits).collect()
    }
}

fn offer(region: &str, centre: &str, city: &str, cleansed: Cleansed) -> Offer {
    let country = tandem_numbering::region::find(None, region).map_or("US", |it| it.country);
    Offer {
        country: country.to_owned(),
        kind: NumberKind::Geographic,
        region: region.to_owned(),
        rate_centre: centre.to_owned(),
        locality: city.to_owned(),
        postal_code: String::new(),
        lata: String::new(),
        point: locality::find(city, region),
        capabilities: Capabilities { voice: true, sms: true, mms: false, fax: false },
        cleansed,
        origin: Origin::Own,
        supplier: None,
        plans: Vec::new(),
        abroad: None,
    }
}

fn sought(kind: SlotKind, digits: &str) -> Sought {
    let (npa, nxx) = digits.split_at(3);
    let npa = Npa::new(npa.parse().expect("digits")).expect("an area code");
    let begins = match nxx.parse().ok().and_then(Nxx::new) {
        Some(nxx) => Prefix::exchange(npa, nxx),
        None => Prefix::npa(npa),
    };
    Sought {
        kind,
        begins: Some(begins),
        cleansed_only: false,
        sms: false,
        miles_e3: 0,
        overlay: false,
    }
}

#[test]
fn the_house_comes_first_and_the_uncleansed_never() {
    let mut shelf = Shelf::default();
    for (first, cleansed) in [
        (13_032_220_000, Cleansed::None),
        (13_032_221_000, Cleansed::Carrier),
        (13_032_222_000, Cleansed::House),
    ] {
        shelf.put(first, 1, offer("CO", "DENVER", "Denver", cleansed));
    }
    let search = sought(SlotKind::Local, "303");
    assert_eq!(shelf.find(&search), [[13_032_222_000], [13_032_221_000]]);
    let only = Sought { cleansed_only: true, ..search };
    assert_eq!(shelf.find(&only), [[13_032_222_000]]);
}

#[test]
fn an_overlay_is_of_the_same_rate_centre() {
    let mut shelf = Shelf::default();
    shelf.put(13_032_220_000, 1, offer("CO", "DENVER", "Denver", Cleansed::House));
    shelf.put(17_202_220_000, 1, offer("CO", "DENVER", "Denver", Cleansed::House));
    shelf.put(17_202_221_000, 1, offer("CO", "BOULDER", "Boulder", Cleansed::House));
    shelf.put(13_033_330_000, 1, offer("CO", "DENVER", "Denver", Cleansed::House));
    shelf.put(19_702_220_000, 1, offer("CO", "DENVER", "Denver", Cleansed::House));
    let search = Sought { overlay: true, ..sought(SlotKind::Local, "303222") };
    let found = shelf.find(&search);
    assert_eq!(found, [vec![13_032_220_000], vec![], vec![17_202_220_000], vec![]]);
}

#[test]
fn the_rate_centre_of_an_exchange_that_we_never_had_is_that_of_its_locality() {
    let npa = Npa::new(303).expect("an area code");
    let nxx = (200..1000)
        .filter_map(Nxx::new)
        .find(|nxx| locality::of(npa, *nxx).is_some_and(|place| place.city == "Denver"))
        .expect("Denver has exchanges");
    let mut shelf = Shelf::default();
    shelf.put(17_202_220_000, 1, offer("CO", "DNVR SO", "Denver", Cleansed::House));
    shelf.put(17_202_221_000, 1, offer("CO", "BOULDER", "Boulder", Cleansed::House));
    let search = sought(SlotKind::Local, &format!("303{nxx}"));
    let search = Sought { overlay: true, ..search };
    assert_eq!(shelf.find(&search), [vec![], vec![], vec![17_202_220_000], vec![]]);
}

#[test]
fn an_area_code_without_overlays_has_none() {
    let search = Sought { overlay: true, ..sought(SlotKind::Local, "307222") };
    assert_eq!(Shelf::default().find(&search), [[0_u64; 0], []]);
}

#[test]
fn a_distance_widens_the_search_and_bounds_it() {
    let mut shelf = Shelf::default();
    shelf.put(13_032_220_000, 1, offer("CO", "DENVER", "Denver", Cleansed::House));
    shelf.put(
        13_032_221_000,
        1,
        Offer { point: None, ..offer("CO", "DENVER", "", Cleansed::House) },
    );
    shelf.put(13_032_222_000, 1, offer("CO", "DNVR XY", "", Cleansed::House));
    shelf.put(17_192_220_000, 1, offer("CO", "COLSPGS", "Colorado Springs", Cleansed::House));
    shelf.put(12_122_220_000, 1, offer("NY", "NWYRCY", "New York", Cleansed::House));
    let here = |miles: u32| Sought { miles_e3: miles * 1000, ..sought(SlotKind::Local, "303") };
    // Of the one it is told where it is, of the other by the town that its rate centre is named after.
    let denver = vec![13_032_220_000, 13_032_221_000];
    let near = denver.clone();
    assert_eq!(shelf.find(&here(1)), [denver.clone(), vec![], near, vec![]]);
    let wide = vec![13_032_220_000, 13_032_221_000, 17_192_220_000];
    assert_eq!(shelf.find(&here(100)), [denver, vec![], wide, vec![]]);
}

#[test]
fn canada_is_measured_from_the_places_in_stock() {
    let mut shelf = Shelf::default();
    let at = |lat_e6, lon_e6| Offer {
        point: Point::new(lat_e6, lon_e6),
        ..offer("ON", "Stoney Point", "Stoney Point", Cleansed::House)
    };
    shelf.put(12_264_836_080, 1, at(42_310_000, -82_540_000));
    shelf.put(15_192_220_000, 1, at(42_320_000, -82_980_000));
    shelf.put(14_162_220_000, 1, at(43_650_000, -79_380_000));
    let search = sought(SlotKind::CanadianLocal, "226483");
    let search = Sought { miles_e3: 30_000, ..search };
    let found = shelf.find(&search);
    let near = vec![12_264_836_080, 15_192_220_000];
    assert_eq!(found, [vec![12_264_836_080], vec![], near, vec![]]);
}

#[test]
fn nothing_is_near_a_place_that_nobody_knows() {
    let mut shelf = Shelf::default();
    shelf.put(
        15_552_220_000,
        1,
        Offer { point: None, ..offer("IL", "SPFD XY", "", Cleansed::House) },
    );
    let search = Sought { miles_e3: 5_000, ..sought(SlotKind::Local, "555") };
    assert!(shelf.find(&search).iter().all(Vec::is_empty));
}

#[test]
fn toll_free_is_any_code_in_use_and_true_800_is_800() {
    let search = |kind| Sought { begins: None, miles_e3: 9, ..sought(kind, "303") };
    let stock = Stock::default();
    assert_eq!(search(SlotKind::TollFree).tiers(&stock, &[])[0].prefixes.len(), 7);
    let true_800 = &search(SlotKind::True800).tiers(&stock, &[])[0].prefixes;
    assert_eq!(true_800, &[Prefix::npa(Npa::new(800).expect("an area code"))]);
}
