//! The rules of the North American plan, and the outline of everybody else's.

use proptest::prelude::*;
use tandem_numbering::{Did, DidFault, Npa, NumberKind, Nxx, Rules, area};

use crate::{did, npa, nxx};

fn check(digits: u64) -> Result<(), DidFault> {
    Rules::new().check(did(digits))
}

fn country(digits: u64) -> Option<&'static str> {
    Rules::new().country(did(digits)).map(|country| country.iso)
}

fn kind(digits: u64) -> Option<NumberKind> {
    Rules::new().kind(did(digits))
}

fn n11(code: u16, exchange: u16) -> DidFault {
    DidFault::N11 { npa: npa(code), nxx: nxx(exchange) }
}

fn nxx_shape(code: u16, exchange: u16) -> DidFault {
    let nxx = Nxx::fictional(exchange).unwrap_or_else(|| panic!("{exchange}"));
    DidFault::NxxShape { npa: npa(code), nxx }
}

fn unassigned(code: u16) -> DidFault {
    DidFault::NpaUnassigned { npa: npa(code) }
}

fn reserved(code: u16) -> DidFault {
    DidFault::NpaReserved { npa: npa(code) }
}

fn length(found: u32, least: u32, most: u32) -> DidFault {
    DidFault::Length { found, least, most }
}

#[test]
fn the_shape_of_an_area_code() {
    for code in [200, 201, 212, 555, 800, 888, 989] {
        assert_eq!(Npa::new(code).map(Npa::get), Some(code));
    }
    for code in [0, 100, 199, 211, 911, 290, 399, 990, 1000, u16::MAX] {
        assert_eq!(Npa::new(code), None, "{code}");
    }
}

#[test]
fn the_shape_of_an_exchange() {
    assert_eq!(Nxx::new(199), None);
    assert_eq!(Nxx::new(1000), None);
    assert_eq!(Nxx::new(555).map(Nxx::get), Some(555));
    assert!(nxx(411).is_n11(), "an exchange in a toll-free area code, so it passes");
    assert_eq!(Nxx::fictional(123).map(Nxx::is_well_shaped), Some(false));
    assert_eq!(Nxx::fictional(7).map(|nxx| nxx.to_string()), Some("007".to_owned()));
    assert_eq!(Nxx::fictional(1000), None);
}

#[test]
fn numbers_that_may_exist() {
    for digits in [
        12_015_550_123, // the exchange of films
        17_862_285_619,
        12_264_836_080,
        18_004_112_222, // N11 exchanges stand in toll-free area codes
        18_332_345_678,
        19_002_345_678,
        15_002_345_678,
        17_872_345_678,
        18_762_345_678,
        13_092_345_678,
        18_612_345_678, // an overlay that libphonenumber does not list yet
        46_812_345_678,
        442_079_460_123,
        2_903_456,
        80_012_345_678, // universal international freephone
    ] {
        assert_eq!(check(digits), Ok(()), "{digits}");
    }
}

#[test]
fn numbers_that_may_not() {
    let table = [
        (12_129_111_234, n11(212, 911)),
        (12_124_111_234, n11(212, 411)),
        (18_009_111_234, n11(800, 911)),
        (12_902_345_678, DidFault::NpaShape { npa: 290 }),
        (12_112_345_678, DidFault::NpaShape { npa: 211 }),
        (10_012_345_678, DidFault::NpaShape { npa: 1 }),
        (12_222_345_678, unassigned(222)),
        (15_552_223_333, unassigned(555)),
        (18_222_345_678, reserved(822)),
        (18_892_345_678, reserved(889)),
        (12_120_551_234, nxx_shape(212, 55)),
        (18_001_551_234, nxx_shape(800, 155)),
        (1_212_234_567, length(10, 11, 11)),
        (121_223_456_789, length(12, 11, 11)),
        (21_012_345_678, DidFault::CountryCode { found: 210 }),
        (99_912_345_678, DidFault::CountryCode { found: 999 }),
        (338_123_456, length(9, 11, 11)),
        (8_001_234_567, length(10, 11, 11)),
    ];
    for (digits, fault) in table {
        assert_eq!(check(digits), Err(fault), "{digits}");
    }
}

#[test]
fn refusals_in_words() {
    let table = [
        (n11(212, 911), "911 is a service code and cannot be an exchange of area code 212"),
        (nxx_shape(212, 55), "212-055 cannot be an exchange: one begins with 2 to 9"),
        (unassigned(555), "area code 555 is not assigned to any place or service"),
        (
            reserved(822),
            "area code 822 is reserved for later toll-free use; those in use are 800, 833, 844, \
             855, 866, 877 and 888",
        ),
        (
            DidFault::NpaShape { npa: 1 },
            "001 cannot be an area code: one begins with 2 to 9, has no 9 in the middle and does \
             not end in 11",
        ),
        (length(10, 11, 11), "10 digits where there must be 11"),
        (length(6, 7, 15), "6 digits where there must be 7 to 15"),
        (
            DidFault::CountryCode { found: 46 },
            "046… does not begin with the calling code of any country",
        ),
        (DidFault::Empty, "no digits: write ten digits, or + and a country code"),
    ];
    for (fault, words) in table {
        assert_eq!(fault.to_string(), words);
    }
}

#[test]
fn a_fictional_area_code_is_free_of_the_exchange_rules() {
    let plain = Rules::new();
    let demo = Rules::new().with_fictional([npa(555)]);
    for digits in [15_552_223_333, 15_551_234_567, 15_550_001_234, 15_554_111_234] {
        let did = did(digits);
        assert_eq!(plain.check(did), Err(unassigned(555)));
        assert_eq!(demo.check(did), Ok(()), "{digits}");
        assert_eq!(demo.kind(did), Some(NumberKind::Geographic));
        assert_eq!(demo.country(did).map(|country| country.iso), Some("US"));
        assert_eq!(plain.kind(did), None);
        assert_eq!(plain.country(did), None);
    }
    assert!(demo.is_fictional(npa(555)) && !plain.is_fictional(npa(555)));

    let emergency = Did::new(15_559_111_234).unwrap();
    assert_eq!(demo.check(emergency), Err(n11(555, 911)));
    assert!(demo.check(Did::new(12_121_234_567).unwrap()).is_err(), "others are as strict as ever");
}

#[test]
fn an_exchange_of_a_fictional_area_code_splits_like_any_other() {
    let nanp = Did::new(15_551_234_567).and_then(Did::nanp).unwrap();
    assert_eq!((nanp.npa.get(), nanp.nxx.get(), nanp.line), (555, 123, 4567));
    assert_eq!(Did::new(10_012_345_678).and_then(Did::nanp), None, "001 is no area code");
}

#[test]
fn kinds() {
    assert_eq!(kind(17_862_285_619), Some(NumberKind::Geographic));
    assert_eq!(kind(18_442_345_678), Some(NumberKind::TollFree));
    assert_eq!(kind(19_002_345_678), Some(NumberKind::National));
    assert_eq!(kind(18_222_345_678), None, "not opened");
    assert_eq!(kind(80_012_345_678), Some(NumberKind::TollFree));
    assert_eq!(kind(46_812_345_678), None, "the Swedish plan is not known here");
}

#[test]
fn countries() {
    let table = [
        (17_862_285_619, Some("US")),
        (12_264_836_080, Some("CA")),
        (17_872_345_678, Some("PR")),
        (18_092_345_678, Some("DO")),
        (18_002_345_678, None),
        (46_812_345_678, Some("SE")),
        (35_810_123_456, Some("FI")),
        (35_818_123_456, Some("AX")),
        (442_079_460_123, Some("GB")),
        (441_481_960_123, Some("GG")),
        (74_951_234_567, Some("RU")),
        (77_271_234_567, Some("KZ")),
        (390_669_812_345, Some("VA")),
        (80_012_345_678, None),
        (21_012_345_678, None),
    ];
    for (digits, iso) in table {
        assert_eq!(country(digits), iso, "{digits}");
    }
}

#[test]
fn what_area_codes_are_for() {
    use area::AreaUse;
    let toll_free = [800, 833, 844, 855, 866, 877, 888];
    let reserved = [822, 880, 881, 882, 883, 884, 885, 886, 887, 889];
    for code in 200..1000 {
        let Some(npa) = Npa::new(code) else { continue };
        assert_eq!(area::use_of(npa) == AreaUse::TollFree, toll_free.contains(&code), "{code}");
        assert_eq!(area::toll_free(npa), toll_free.contains(&code), "{code}");
        let kept = area::use_of(npa) == AreaUse::TollFreeReserved;
        assert_eq!(kept, reserved.contains(&code), "{code}");
    }
    assert_eq!(area::use_of(npa(900)), AreaUse::NonGeographic);
    assert_eq!(area::use_of(npa(622)), AreaUse::NonGeographic);
    assert_eq!(area::use_of(npa(305)), AreaUse::Geographic);
    assert_eq!(area::use_of(npa(555)), AreaUse::Unassigned);
}

proptest! {
    /// The rules as one would write them on a napkin, against the rules as they are coded.
    #[test]
    fn the_plan_in_one_line(code in 0u64..1000, exchange in 0u64..1000, line in 0u64..10_000) {
        let did = Did::new(10_000_000_000 + code * 10_000_000 + exchange * 10_000 + line).unwrap();
        let geographic = area::all().iter().any(|area| u64::from(area.npa.get()) == code);
        let placeless = matches!(code, 800 | 833 | 844 | 855 | 866 | 877 | 888
            | 500 | 521..=529 | 532 | 533 | 544 | 566 | 577 | 588 | 600 | 622 | 633 | 700 | 710 | 900);
        let n11 = exchange % 100 == 11;
        let may_exist = exchange >= 200
            && exchange != 911
            && (placeless || geographic && !n11);
        prop_assert_eq!(Rules::new().check(did).is_ok(), may_exist, "{}", did);
    }
}
