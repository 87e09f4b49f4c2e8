//! The compiled-in tables: every record is read, and they are in the order they are searched in.

use std::collections::BTreeSet;

use tandem_numbering::{area, country, locality, region, zip};

fn records(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

const AREA_CODES: &str = include_str!("../../data/area_codes.txt");
const COUNTRIES: &str = include_str!("../../data/countries.txt");
const LOCALITIES: &str = include_str!("../../data/localities.txt");
const OVERLAYS: &str = include_str!("../../data/overlays.txt");
const ZIPS: &str = include_str!("../../data/zips.txt");

/// Tables compiled into the binary, all together.
const BYTES_MAX: usize = 2_500_000;

#[test]
fn no_record_is_passed_over() {
    assert_eq!(area::all().len(), records(AREA_CODES).count());
    assert_eq!(country::all().len(), records(COUNTRIES).count());
    assert_eq!(locality::all().len(), records(LOCALITIES).count());
    let zips: usize = records(ZIPS).map(|line| line.split('|').count() - 2).sum();
    assert_eq!(zip::all().len(), zips);
    let points = records(LOCALITIES).filter(|line| line.split('|').nth(2) != Some("")).count();
    assert_eq!(locality::all().iter().filter(|place| place.point.is_some()).count(), points);
    let labelled = records(LOCALITIES)
        .flat_map(|line| line.rsplit('|').next())
        .flat_map(|codes| codes.split(';').filter_map(|area| area.split_once(':')?.0.parse().ok()));
    for code in labelled.collect::<BTreeSet<u16>>() {
        assert!(locality::of_npa(crate::npa(code)).next().is_some(), "{code}");
    }
}

#[test]
fn the_tables_hold_what_the_readme_counts() {
    let of = |iso: &str| area::all().iter().filter(|area| area.country == iso).count();
    assert_eq!((of("US"), of("CA"), area::all().len()), (370, 56, 453));
    assert_eq!(records(OVERLAYS).count(), 144);
    assert_eq!(country::all().len(), 245);
    assert_eq!(locality::all().len(), 10_277);
    let placed = locality::all().iter().filter(|place| place.point.is_some());
    assert_eq!(placed.count(), 9_474);
    let exchanges = records(LOCALITIES)
        .flat_map(|line| line.rsplit('|').next())
        .flat_map(|codes| codes.split(';'))
        .filter_map(|area| area.split_once(':'))
        .map(|(_npa, nxxs)| nxxs.split(' ').count());
    assert_eq!(exchanges.sum::<usize>(), 37_718);
    assert_eq!(zip::all().len(), 41_076);
    assert_eq!(region::all().len(), 69);
}

#[test]
fn every_overlay_record_is_read() {
    for record in records(OVERLAYS) {
        let (codes, place) = record.split_once('|').unwrap();
        assert!(!place.is_empty());
        let codes: Vec<u16> = codes.split(' ').map(|code| code.parse().unwrap()).collect();
        assert!(codes.len() >= 2, "{record}");
        for &code in &codes {
            let area = area::of(crate::npa(code)).unwrap_or_else(|| panic!("{record}"));
            for &other in codes.iter().filter(|&&other| other != code) {
                assert!(area.overlays.contains(&crate::npa(other)), "{record}");
            }
        }
    }
}

#[test]
fn tables_are_sorted_for_searching() {
    let fold = |text: &str| text.bytes().map(|byte| byte.to_ascii_uppercase()).collect::<Vec<_>>();
    assert!(area::all().is_sorted_by(|a, b| a.npa < b.npa));
    assert!(country::all().is_sorted_by(|a, b| a.iso < b.iso));
    assert!(region::all().is_sorted_by(|a, b| a.code < b.code));
    assert!(
        locality::all().is_sorted_by(|a, b| (a.region, fold(a.city)) < (b.region, fold(b.city)))
    );
    assert!(zip::all().is_sorted_by(|a, b| (a.region, fold(a.city)) <= (b.region, fold(b.city))));
    let distinct: BTreeSet<u32> = zip::all().iter().map(|zip| zip.code).collect();
    assert_eq!(distinct.len(), zip::all().len());
}

#[test]
fn calling_codes_are_a_prefix_code() {
    let mut codes: BTreeSet<String> =
        country::all().iter().map(|country| country.calling_code.to_string()).collect();
    codes.extend(country::global_services().iter().map(|service| service.calling_code.to_string()));
    for code in &codes {
        for length in 1..code.len() {
            assert!(!codes.contains(&code[..length]), "{code}");
        }
    }
}

#[test]
fn every_calling_code_has_one_main_country() {
    for country in country::all() {
        let code = country.calling_code;
        assert_eq!(country::by_calling_code(code).filter(|country| country.main).count(), 1);
        assert!(country.national_digits_min <= country.national_digits_max);
        assert!(region::find(None, country.iso).is_none() || country.iso.len() == 2);
    }
}

#[test]
fn every_table_names_regions_that_exist() {
    let exists = |code| region::find(None, code).is_some();
    assert!(locality::all().iter().all(|place| exists(place.region)));
    assert!(zip::all().iter().all(|zip| exists(zip.region)));
}

#[test]
fn a_labelled_exchange_is_in_a_state_its_area_code_serves() {
    let mut strays = Vec::new();
    for area in area::all().iter().filter(|area| matches!(area.country, "US" | "CA")) {
        for place in locality::of_npa(area.npa) {
            if !area.regions.contains(&place.region) {
                strays.push(format!("{} {}", area.npa, place.label()));
            }
        }
    }
    assert!(strays.is_empty(), "{}: {strays:?}", strays.len());
}

#[test]
fn the_tables_stay_small() {
    let bytes: usize =
        [AREA_CODES, COUNTRIES, LOCALITIES, OVERLAYS, ZIPS].iter().map(|text| text.len()).sum();
    assert!(bytes < BYTES_MAX, "{bytes}");
}
