//! What stands on the shelves of tests, and at what prices.

use tandem_domain::{
    CallTerms, Capabilities, Cleansed, Criteria, Currency, MessagePrice, Money, Offer, Origin,
    PlanRule, Prefix, Price, RatePlan, RuleMatch,
};
use tandem_engine::{AudioFile, DocumentFile, StockRow};
use tandem_numbering::{Did, Npa, NumberKind, Nxx};

/// The plan that prices everything: 0.40 setup, 0.25 a month, 0.01 a minute, 0.10 a slot.
pub const STANDARD: &str = "STANDARD";
/// A plan that sells Florida only, at 2.49 setup and 1.49 a month.
pub const SU: &str = "SU";
/// The supplier of [`supplied`] numbers.
pub const SUPPLIER: &str = "upstream";

/// The number with these digits.
pub fn did(digits: u64) -> Did {
    Did::new(digits).unwrap_or_else(|| panic!("{digits} has no number's length"))
}

/// Consecutive numbers.
pub fn dids(first: u64, count: u64) -> Vec<Did> {
    (first..first + count).map(did).collect()
}

/// An ordinary local number of our own blocks, in Miami.
pub fn miami() -> Offer {
    local("FL", "MIAMI")
}

/// An ordinary local number of our own blocks.
pub fn local(region: &str, rate_centre: &str) -> Offer {
    Offer {
        country: "US".to_owned(),
        kind: NumberKind::Geographic,
        region: region.to_owned(),
        rate_centre: rate_centre.to_owned(),
        locality: String::new(),
        postal_code: String::new(),
        lata: String::new(),
        point: None,
        capabilities: Capabilities { voice: true, sms: true, mms: false, fax: false },
        cleansed: Cleansed::Carrier,
        origin: Origin::Own,
        supplier: None,
        plans: Vec::new(),
        abroad: None,
    }
}

/// A number that is bought from its supplier when it is ordered.
pub fn supplied() -> Offer {
    let supplier = Some(SUPPLIER.to_owned());
    Offer { origin: Origin::Supplier, supplier, ..local("NY", "NEW YORK") }
}

/// A number that a former customer ported in.
pub fn ported_in() -> Offer {
    Offer { origin: Origin::PortedIn, ..local("TX", "AUSTIN") }
}

/// A toll-free number.
pub fn toll_free() -> Offer {
    Offer { kind: NumberKind::TollFree, ..local("", "") }
}

/// Numbers to stock.
pub fn block(first: u64, count: u64, offer: Offer) -> StockRow {
    StockRow::for_sale(did(first), did(first + count - 1), offer)
}

/// Any number of an exchange.
pub fn exchange(npa: u16, nxx: u16) -> Criteria {
    let npa = Npa::new(npa).expect("an area code");
    let nxx = Nxx::new(nxx).expect("an exchange");
    Criteria { prefixes: vec![Prefix::exchange(npa, nxx)], ..Criteria::default() }
}

/// Any number of a state.
pub fn region(region: &str) -> Criteria {
    Criteria { region: Some(region.to_owned()), ..Criteria::default() }
}

/// A plan with one rule.
pub fn plan(code: &str, numbers: RuleMatch, cents: [i64; 3], slot_cents: i64) -> RatePlan {
    let [setup, monthly, minute] = cents.map(Money::cents);
    RatePlan {
        code: code.to_owned(),
        name: code.to_lowercase(),
        currency: Currency::USD,
        rules: vec![PlanRule { numbers, price: Price { setup, monthly, minute } }],
        slot: Money::cents(slot_cents),
        message: MessagePrice { sent: Money::cents(1), received: Money::cents(1) },
        call: CallTerms::default(),
        fees: tandem_domain::Fees::default(),
    }
}

/// The plans that every house of tests sells by.
pub fn plans() -> Vec<RatePlan> {
    let florida = RuleMatch { region: Some("FL".to_owned()), ..RuleMatch::default() };
    vec![plan(STANDARD, RuleMatch::default(), [40, 25, 1], 10), plan(SU, florida, [249, 149, 0], 0)]
}

/// A sound, the shortest there is; others are longer.
pub fn sound(more: u8) -> AudioFile {
    let mut frame = b"\xff\xfb\x90\x64".to_vec();
    frame.resize(frame.len() + usize::from(more), 0);
    AudioFile::of(&frame).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// A document, told from others by how long it is.
pub fn paper(more: u8) -> DocumentFile {
    let mut file = b"%PDF-1.7 of the simulation".to_vec();
    file.resize(file.len() + usize::from(more), b'.');
    DocumentFile::of(&file).unwrap_or_else(|refusal| panic!("{refusal}"))
}
