//! From what somebody wrote to a number, and back.

use proptest::prelude::*;
use tandem_numbering::{Did, DidFault, Rules};

const FULL_WIDTH_7: char = '\u{FF17}';
const ARABIC_7: char = '\u{667}';

fn read(text: &str) -> Result<u64, DidFault> {
    Rules::new().read(text).map(Did::digits)
}

fn length(found: u32, least: u32, most: u32) -> DidFault {
    DidFault::Length { found, least, most }
}

#[test]
fn the_same_number_in_every_hand() {
    for text in [
        "7862285619",
        "17862285619",
        "+17862285619",
        "+1 786 228 5619",
        "(786) 228-5619",
        "1-786-228-5619",
        "786.228.5619",
        " 786 228 5619\t",
        "01117862285619",
        "0017862285619",
    ] {
        assert_eq!(read(text), Ok(17_862_285_619), "{text:?}");
    }
}

#[test]
fn the_rest_of_the_world() {
    for text in ["+46 8 123 456 78", "011 46 8 123 456 78", "0046812345678", "46812345678"] {
        assert_eq!(read(text), Ok(46_812_345_678), "{text:?}");
    }
    assert_eq!(read("+2903456"), Ok(2_903_456), "Saint Helena has short numbers");
}

#[test]
fn each_fault_is_named() {
    let table = [
        ("", DidFault::Empty),
        (" ( ) - ", DidFault::Empty),
        ("+", DidFault::Empty),
        ("-5557770001", DidFault::NotDigits { found: '-' }),
        (" -1", DidFault::NotDigits { found: '-' }),
        ("1-800-FLOWERS", DidFault::NotDigits { found: 'F' }),
        ("\u{FF17}862285619", DidFault::NotDigits { found: FULL_WIDTH_7 }),
        ("\u{667}862285619", DidFault::NotDigits { found: ARABIC_7 }),
        ("786/228/5619", DidFault::NotDigits { found: '/' }),
        ("++17862285619", DidFault::NotDigits { found: '+' }),
        ("1+7862285619", DidFault::NotDigits { found: '+' }),
        ("786228561\u{0}", DidFault::NotDigits { found: '\u{0}' }),
        ("228561", length(6, 10, 15)),
        ("786228561", length(9, 10, 15)),
        ("1234567890123456", length(16, 7, 15)),
        ("+123456", length(6, 7, 15)),
        ("011", length(0, 7, 15)),
        ("011228561", length(6, 7, 15)),
        ("0862285619", DidFault::NpaShape { npa: 86 }),
        ("+0462285619", DidFault::CountryCode { found: 46 }),
        ("011 046 812 345 678", DidFault::CountryCode { found: 46 }),
    ];
    for (text, fault) in table {
        assert_eq!(read(text), Err(fault), "{text:?}");
    }
}

#[test]
fn faults_say_what_would_be_right() {
    let said = |text| Rules::new().read(text).map_err(|fault| fault.to_string());
    assert_eq!(
        said("\u{FF17}862285619"),
        Err(format!("'{FULL_WIDTH_7}' is not one of the ASCII digits 0 to 9"))
    );
    assert_eq!(
        said("786CALLNOW"),
        Err("'C' is a letter: write the digits it stands for on the keypad".to_owned())
    );
    assert_eq!(said("555"), Err("3 digits where there must be 10 to 15".to_owned()));
    assert_eq!(
        said("78622\n"),
        Err("'\\n' is not a digit: a number has 0 to 9, spaces and . - ( ) only".to_owned())
    );
}

#[test]
fn a_number_is_7_to_15_digits() {
    assert_eq!(Did::new(999_999), None);
    assert!(Did::new(1_000_000).is_some());
    assert!(Did::new(999_999_999_999_999).is_some());
    assert_eq!(Did::new(1_000_000_000_000_000), None);
    assert_eq!(Did::new(u64::MAX), None);
}

#[test]
fn forms_of_a_number() {
    let did = Did::new(12_015_550_123).unwrap();
    assert_eq!(did.e164(), "+12015550123");
    assert_eq!(did.to_string(), "+12015550123");
    assert_eq!(did.national(), "2015550123");
    let nanp = did.nanp().unwrap();
    assert_eq!((nanp.npa.get(), nanp.nxx.get(), nanp.line), (201, 555, 123));
    assert_eq!(nanp.to_string(), "201-555-0123");

    let swedish = Did::new(46_812_345_678).unwrap();
    assert_eq!(swedish.nanp(), None, "eleven digits, but not with country code 1");
    assert_eq!(swedish.national(), "46812345678");
}

#[test]
fn serialised_as_the_bare_number_and_checked_on_the_way_in() {
    let did = Did::new(15_552_223_333).unwrap();
    assert_eq!(serde_json::to_string(&did).unwrap(), "15552223333");
    assert_eq!(serde_json::from_str::<Did>("15552223333").unwrap(), did);
    assert!(serde_json::from_str::<Did>("911").is_err());
    assert!(serde_json::from_str::<tandem_numbering::Npa>("911").is_err());
    assert!(serde_json::from_str::<tandem_numbering::Nxx>("1000").is_err());
}

proptest! {
    #[test]
    fn what_is_printed_reads_back(digits in 1_000_000u64..1_000_000_000_000_000) {
        let did = Did::new(digits).unwrap();
        prop_assert_eq!(Rules::new().read(&did.e164()), Ok(did));
        prop_assert_eq!(Rules::new().read(&format!("011{digits}")), Ok(did));
        prop_assert_eq!(serde_json::from_str::<Did>(&serde_json::to_string(&did).unwrap()).unwrap(), did);
    }

    #[test]
    fn national_and_full_form_are_the_same_number(national in 2_000_000_000u64..10_000_000_000) {
        let full = read(&format!("1{national}"));
        prop_assert_eq!(read(&national.to_string()), full);
        prop_assert_eq!(full, Ok(10_000_000_000 + national));
    }

    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        if let Ok(did) = Rules::new().read(&text) {
            let _ = Rules::new().check(did);
        }
    }

    #[test]
    fn any_run_of_digits_is_answered(text in "[+]?[0-9 ().-]{0,40}") {
        if let Ok(did) = Rules::new().read(&text) {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            prop_assert!(digits.ends_with(did.national().trim_start_matches('1')));
        }
    }

    #[test]
    fn full_width_digits_are_refused(digits in "[0-9]{10}", place in 0usize..10) {
        let text: String = digits
            .chars()
            .enumerate()
            .map(|(at, digit)| {
                if at == place { char::from_u32(digit as u32 - 0x30 + 0xFF10).unwrap() } else { digit }
            })
            .collect();
        let refused = matches!(Rules::new().read(&text), Err(DidFault::NotDigits { .. }));
        prop_assert!(refused, "{text}");
    }

    #[test]
    fn every_number_can_be_asked_everything(digits in 1_000_000u64..1_000_000_000_000_000) {
        let did = Did::new(digits).unwrap();
        let rules = Rules::new();
        if rules.check(did).is_ok() && digits < 20_000_000_000 && digits > 10_000_000_000 {
            prop_assert!(rules.kind(did).is_some());
        }
        let _ = (rules.country(did), did.nanp(), did.national());
    }
}
