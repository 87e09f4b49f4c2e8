//! Keypad words, kinds in words, and names of rate centres.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tandem_numbering::{NumberKind, RateCentre, keypad};

#[test]
fn words_on_the_keypad() {
    assert_eq!(keypad::digits("FLOWERS").as_deref(), Some("3569377"));
    assert_eq!(keypad::digits("1-800-Flowers").as_deref(), Some("18003569377"));
    assert_eq!(keypad::digits("pqrs wxyz").as_deref(), Some("77779999"));
    assert_eq!(keypad::digits("abcdefghijklmno").as_deref(), Some("222333444555666"));
    assert_eq!(keypad::digits("TUV0").as_deref(), Some("8880"));
    for text in ["", "-", "\u{C9}", "FLOW*", "\u{FF21}", "3+4"] {
        assert_eq!(keypad::digits(text), None, "{text:?}");
    }
}

#[test]
fn letters_of_a_key() {
    assert_eq!(keypad::letters('7'), "PQRS");
    assert_eq!(keypad::letters('1'), "");
    assert_eq!(keypad::letters('x'), "");
    let all: String = ('2'..='9').map(keypad::letters).collect();
    assert_eq!(all, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    for key in '2'..='9' {
        for letter in keypad::letters(key).chars() {
            assert_eq!(keypad::digits(&letter.to_string()), Some(key.to_string()));
        }
    }
}

#[test]
fn kinds_in_words() {
    let words = NumberKind::ALL.map(NumberKind::as_str);
    assert_eq!(words, ["geographic", "national", "toll_free", "mobile", "virtual"]);
    for kind in NumberKind::ALL {
        assert_eq!(NumberKind::parse(kind.as_str()), Some(kind));
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{kind}\""));
    }
    assert_eq!(NumberKind::parse("tollfree"), None);
    assert_eq!(NumberKind::parse("TOLL_FREE"), None);
}

#[test]
fn rate_centres_by_region_and_name() {
    let miami = RateCentre::new("FL", "MIAMI");
    assert_eq!(miami, RateCentre::new("fl", "Miami"));
    assert_ne!(miami, RateCentre::new("OK", "MIAMI"));
    assert_ne!(RateCentre::new("AB", "C"), RateCentre::new("A", "BC"));
    assert_eq!(RateCentre::new("ON", "Stoney Point").to_string(), "Stoney Point, ON");
    let set = BTreeSet::from([miami.clone(), RateCentre::new("FL", "miami")]);
    assert_eq!(set.len(), 1);
    let json = r#"{"region":"FL","name":"MIAMI"}"#;
    assert_eq!(serde_json::to_string(&miami).unwrap(), json);
}

proptest! {
    #[test]
    fn any_text_may_be_spelt(text in any::<String>()) {
        if let Some(digits) = keypad::digits(&text) {
            prop_assert!(digits.bytes().all(|byte| byte.is_ascii_digit()));
            prop_assert_eq!(keypad::digits(&digits), Some(digits.clone()));
        }
    }

    #[test]
    fn equality_order_and_hash_of_rate_centres_agree(
        region in "[a-cA-C]{1,2}", name in "[a-bA-B]{0,3}", other in "[a-bA-B]{0,3}",
    ) {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let hash = |centre: &RateCentre| {
            let mut hasher = DefaultHasher::new();
            centre.hash(&mut hasher);
            hasher.finish()
        };
        let a = RateCentre::new(region.clone(), name);
        let b = RateCentre::new(region.to_ascii_uppercase(), other);
        prop_assert_eq!(a == b, a.cmp(&b).is_eq());
        prop_assert!(a != b || hash(&a) == hash(&b));
    }
}
