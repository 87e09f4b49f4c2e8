//! Area codes on the map: states, overlays, localities, ZIPs, miles.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tandem_numbering::geo::{self, Point};
use tandem_numbering::locality::Locality;
use tandem_numbering::{Npa, area, country, locality, region, zip};

use crate::{npa, nxx};

fn codes(npas: &[Npa]) -> Vec<u16> {
    npas.iter().map(|npa| npa.get()).collect()
}

fn overlays(code: u16) -> Vec<u16> {
    let area = area::of(npa(code)).unwrap_or_else(|| panic!("{code} is not geographic"));
    codes(&area.overlays)
}

fn close(found: f64, expected: f64, slack: f64) {
    assert!((found - expected).abs() <= slack, "{found} is not {expected} give or take {slack}");
}

#[test]
fn states_and_area_codes_are_many_to_many() {
    assert_eq!(codes(&area::in_region("DE")), [302]);
    assert_eq!(codes(&area::in_region("dc")), [202, 771]);
    assert_eq!(codes(&area::in_region("NU")), [867]);
    assert_eq!(codes(&area::in_region("PE")), [782, 902]);
    assert_eq!(codes(&area::in_region("PR")), [787, 939]);
    assert!(area::in_region("ZZ").is_empty());
    let florida = codes(&area::in_region("FL"));
    for code in [305, 786, 645, 407, 850, 728, 324] {
        assert!(florida.contains(&code), "{code}");
    }
    assert_eq!(area::of(npa(867)).map(|area| area.regions.clone()), Some(vec!["NT", "NU", "YT"]));
    assert_eq!(area::of(npa(876)).map(|area| area.country), Some("JM"));
    assert_eq!(area::of(npa(555)), None);
    assert_eq!(area::of(npa(800)), None);
}

#[test]
fn overlay_complexes() {
    assert_eq!(overlays(212), [332, 646, 917]);
    assert_eq!(overlays(718), [347, 917, 929]);
    assert_eq!(overlays(917), [212, 332, 347, 646, 718, 929], "over Manhattan and the boroughs");
    assert_eq!(overlays(305), [645, 786]);
    assert_eq!(overlays(303), [720, 983]);
    assert_eq!(overlays(403), [368, 587, 825]);
    assert_eq!(overlays(226), [382, 519, 548]);
    assert_eq!(overlays(404), [470, 678, 943], "but not 770, which lies beside it");
    assert!(overlays(302).is_empty());
}

#[test]
fn overlays_are_mutual_and_share_ground() {
    let mut pairs = 0;
    for area in area::all() {
        assert!(area.overlays.is_sorted_by(|a, b| a < b), "each once: {area:?}");
        for &other in &area.overlays {
            let other = area::of(other).unwrap_or_else(|| panic!("{other} overlays nothing known"));
            assert!(other.overlays.contains(&area.npa), "{} {}", area.npa, other.npa);
            assert_ne!(area.npa, other.npa);
            assert_eq!(area.country, other.country);
            assert_eq!(area.regions, other.regions, "{} {}", area.npa, other.npa);
            pairs += 1;
        }
    }
    assert!(pairs > 400, "{pairs}");
}

#[test]
fn every_state_and_province_has_an_area_code_and_the_other_way_round() {
    for region in region::all() {
        assert!(!area::in_region(region.code).is_empty(), "{}", region.code);
    }
    for area in area::all() {
        assert!(country::by_iso(area.country).is_some_and(|country| country.calling_code == 1));
        for code in &area.regions {
            let region = region::find(None, code).unwrap_or_else(|| panic!("{code}"));
            assert!(region.country == area.country || region.code == area.country, "{code}");
        }
        let known = matches!(area.country, "US" | "CA");
        assert!(!known || !area.regions.is_empty(), "{} serves no region", area.npa);
    }
}

#[test]
fn regions_by_code() {
    assert_eq!(region::find(Some("US"), "FL").map(|region| region.name), Some("FLORIDA"));
    assert_eq!(region::find(Some("ca"), "on").map(|region| region.name), Some("ONTARIO"));
    assert_eq!(region::find(Some("US"), "ON"), None);
    assert_eq!(region::find(None, "QC").map(|region| region.country), Some("CA"));
    assert_eq!(region::of_country("CA").count(), 13);
    assert_eq!(region::of_country("US").count(), 50 + 1 + 5);
}

#[test]
fn countries_by_iso_and_calling_code() {
    let sweden = country::by_iso("se").unwrap();
    assert_eq!((sweden.iso, sweden.name, sweden.calling_code), ("SE", "SWEDEN", 46));
    assert_eq!(country::by_iso("ZZ"), None);
    let of = |code| country::by_calling_code(code).map(|country| country.iso).collect::<Vec<_>>();
    assert_eq!(of(358), ["FI", "AX"]);
    assert_eq!(of(44), ["GB", "GG", "IM", "JE"]);
    assert_eq!(of(1).first(), Some(&"US"));
    assert_eq!(of(1).len(), 25);
    assert_eq!(of(999), <[&str; 0]>::default());
}

#[test]
fn localities_of_exchanges() {
    let label = |code, exchange| locality::of(npa(code), nxx(exchange)).map(Locality::label);
    assert_eq!(label(305, 220).as_deref(), Some("Miami, FL"));
    assert_eq!(label(212, 999).as_deref(), Some("New York, NY"), "212 is all one city");
    assert_eq!(label(203, 325).as_deref(), Some("Stamford, CT"), "known by 203-32X");
    assert_eq!(label(305, 200), None);
    assert_eq!(label(555, 222), None);
    assert!(locality::of_npa(npa(305)).any(|place| place.city == "Miami Beach"));
    assert_eq!(locality::of_npa(npa(555)).count(), 0);
}

#[test]
fn miles_between_cities() {
    let miami = locality::find("Miami", "FL").unwrap();
    let lauderdale = locality::find("fort lauderdale", "fl").unwrap();
    close(geo::miles(miami, lauderdale), 25.0, 4.0);
    let new_york = Point::from_degrees(40.7128, -74.0060).unwrap();
    let los_angeles = Point::from_degrees(34.0522, -118.2437).unwrap();
    close(geo::miles(new_york, los_angeles), 2_445.6, 2.0);
    let north = Point::new(90_000_000, 0).unwrap();
    let south = Point::new(-90_000_000, 180_000_000).unwrap();
    close(geo::miles(north, south), 12_436.8, 1.0);
}

#[test]
fn cities_by_name() {
    let near = |city, region, lat, lon| {
        let found = locality::find(city, region).unwrap_or_else(|| panic!("{city}"));
        close(geo::miles(found, Point::from_degrees(lat, lon).unwrap()), 0.0, 12.0);
    };
    near("MIAMI", "FL", 25.77, -80.19);
    near("Calgary", "AB", 51.05, -114.07);
    near("Stoney Point", "ON", 42.31, -82.54);
    near("Saint Louis", "MO", 38.63, -90.24);
    near("St. Louis", "MO", 38.63, -90.24);
    near("Apopka", "FL", 28.68, -81.51);
    assert_eq!(locality::find("Miami", "ON"), None);
    // Accents make no other place, whoever writes them.
    assert_eq!(locality::find("Montr\u{e9}al", "qc"), locality::find("MONTREAL", "QC"));
    assert_eq!(locality::find("CANON CITY", "CO"), locality::find("Ca\u{f1}on City", "CO"));
    assert!(locality::find("CANON CITY", "CO").is_some());
    for (city, region, known) in [
        ("la crete", "AB", true),
        ("ALFORD", "fl", true),
        ("Alford", "AB", false),
        ("Atlantis Nova", "FL", false),
        ("", "", false),
    ] {
        assert_eq!(locality::is_known(city, region), known, "{city}");
    }
    assert_eq!(locality::find("", ""), None);
    assert_ne!(locality::find("Springfield", "IL"), locality::find("Springfield", "MA"));
}

#[test]
fn nearest_locality_of_an_area_code() {
    let key_west = Point::from_degrees(24.56, -81.78).unwrap();
    let (place, far) = locality::nearest(npa(305), key_west).unwrap();
    assert_eq!(place.label(), "Key West, FL");
    close(far, 0.0, 3.0);
    let (place, _) = locality::nearest(npa(645), key_west).unwrap();
    assert_eq!(place.region, "FL", "a young overlay goes by the codes it lies over");
    assert!(locality::nearest(npa(555), key_west).is_none());
    assert!(locality::nearest(npa(800), key_west).is_none());
}

#[test]
fn zips() {
    let miami = zip::of("33101").unwrap();
    assert_eq!((miami.city, miami.region), ("Miami", "FL"));
    let city = locality::find("Miami", "FL").unwrap();
    close(geo::miles(miami.centroid, city), 0.0, 10.0);
    assert_eq!(zip::centroid("33101"), Some(miami.centroid));
    let of = |country, code| zip::of_postal_code(country, code).map(|zip| zip.code);
    assert_eq!((of("US", "33101"), of("us", " 33101-1234 ")), (Some(33101), Some(33101)));
    assert_eq!((of("DO", "10101"), of("CA", "H2X 1Y4"), of("US", "")), (None, None, None));
    assert_eq!(zip::of("00501").map(zip::Zip::text), Some("00501".to_owned()));
    for text in
        ["", "501", "3310", "331010", "33101-1234", "3310A", "+3310", "00000", "\u{FF13}3101"]
    {
        assert_eq!(zip::of(text), None, "{text:?}");
    }
}

#[test]
fn zips_within_a_radius() {
    let centre = zip::centroid("33101").unwrap();
    let found = zip::within(centre, 5.0);
    assert_eq!(found.first().map(|(zip, _)| geo::miles(zip.centroid, centre) < 0.1), Some(true));
    let by_hand: BTreeSet<u32> = zip::all()
        .iter()
        .filter(|zip| geo::miles(centre, zip.centroid) <= 5.0)
        .map(|zip| zip.code)
        .collect();
    assert!(by_hand.len() > 20, "{}", by_hand.len());
    assert_eq!(found.iter().map(|(zip, _)| zip.code).collect::<BTreeSet<_>>(), by_hand);
    assert!(found.is_sorted_by(|(_, near), (_, far)| near <= far));
    assert!(zip::within(centre, -1.0).is_empty());
    assert!(zip::within(centre, f64::NAN).is_empty());
    assert_eq!(zip::within(centre, f64::INFINITY).len(), zip::all().len());
}

#[test]
fn points_stay_on_the_globe() {
    assert!(Point::from_degrees(90.0, -180.0).is_some());
    for (lat, lon) in [(90.1, 0.0), (0.0, 180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
        assert_eq!(Point::from_degrees(lat, lon), None);
    }
    assert_eq!(Point::new(i32::MIN, i32::MIN), None);
}

proptest! {
    #[test]
    fn miles_are_a_distance(
        a in (-90_000_000..=90_000_000, -180_000_000..=180_000_000),
        b in (-90_000_000..=90_000_000, -180_000_000..=180_000_000),
    ) {
        let (a, b) = (Point::new(a.0, a.1).unwrap(), Point::new(b.0, b.1).unwrap());
        let there = geo::miles(a, b);
        prop_assert!((0.0..=12_437.0).contains(&there));
        prop_assert!((there - geo::miles(b, a)).abs() < 1e-6);
        prop_assert!(geo::miles(a, a) < 1e-6);
    }

    #[test]
    fn within_says_what_miles_says(
        a in (-90_000_000..=90_000_000, -180_000_000..=180_000_000),
        b in (-90_000_000..=90_000_000, -180_000_000..=180_000_000),
        most in 0.0..13_000.0,
    ) {
        let (a, b) = (Point::new(a.0, a.1).unwrap(), Point::new(b.0, b.1).unwrap());
        prop_assert_eq!(geo::within(a, b, most), geo::miles(a, b) <= most);
    }

    #[test]
    fn any_text_may_be_looked_up(city in any::<String>(), region in any::<String>()) {
        let _ = (locality::find(&city, &region), zip::of(&city), region::find(None, &region));
        let _ = (country::by_iso(&region), area::in_region(&region));
    }
}
