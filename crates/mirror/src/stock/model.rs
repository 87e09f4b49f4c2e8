//! The shelf against a model of it that looks at every number.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use tandem_domain::{
    Abroad, AccountId, Capabilities, Cleansed, Criteria, Event, EventBody, Money, Near, NumberMove,
    NumberState, ObjectId, Offer, OfferId, Origin, Prefix, Rng, StockRange, Timestamp,
};
use tandem_numbering::{Did, Npa, NumberKind, Nxx, Pattern, Point};

use super::{Grain, Look, Start, Stock};
use crate::Follower;

/// Where numbers of the model begin: two area codes of the plan and two countries outside it, of
/// unlike lengths.
const BASES: [u64; 5] =
    [13_055_550_000, 13_059_990_000, 12_125_550_000, 358_942_450_000, 4_633_300];
/// How many numbers behind each there can be.
const WIDTH: u64 = 1400;

fn offers() -> Vec<Offer> {
    let places = [
        ("US", "FL", "MIAMI", "Miami", "33101", "460", Some((25_774_000, -80_194_000))),
        ("US", "FL", "KEYS", "Key West", "33040", "460", Some((24_555_000, -81_780_000))),
        ("US", "NY", "NEW YORK", "New York", "10001", "132", Some((40_713_000, -74_006_000))),
        ("FI", "", "", "Helsinki", "", "", None),
    ];
    let able = |bits: u8| Capabilities {
        voice: bits & 1 == 0,
        sms: bits & 2 == 0,
        mms: bits & 4 == 0,
        fax: bits & 8 == 0,
    };
    let grades = [Cleansed::None, Cleansed::Carrier, Cleansed::House];
    (0_u8..12)
        .map(|index| {
            let (country, region, centre, town, zip, lata, at) = places[usize::from(index % 4)];
            Offer {
                country: country.to_owned(),
                kind: if index == 10 { NumberKind::Mobile } else { NumberKind::Geographic },
                region: region.to_owned(),
                rate_centre: centre.to_owned(),
                locality: town.to_owned(),
                postal_code: match (zip.is_empty(), index % 5) {
                    (false, 3) => format!("{zip}-1234"),
                    (true | false, _) => zip.to_owned(),
                },
                lata: lata.to_owned(),
                // Where some are has to be worked out.
                point: at.filter(|_| index % 5 < 3).and_then(|(lat, lon)| Point::new(lat, lon)),
                capabilities: able(index),
                cleansed: grades[usize::from(index % 3)],
                origin: Origin::Own,
                supplier: None,
                plans: Vec::new(),
                // Of the offers abroad, one in three is at no location.
                abroad: (country == "FI" && index != 3).then(|| Abroad {
                    location: Some(ObjectId(i64::from(index))),
                    ..Abroad::default()
                }),
            }
        })
        .collect()
}

/// Something happens to numbers: they come to stand under an offer, on the shelf or off it.
#[derive(Clone, Debug)]
pub(super) struct Step {
    base: usize,
    from: u64,
    count: u64,
    offer: usize,
    on: bool,
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let count = prop_oneof![3 => 1_u64..4, 1 => 1_u64..WIDTH];
    (0..BASES.len(), 0..WIDTH, count, 0_usize..12, any::<bool>()).prop_map(
        |(base, from, count, offer, on)| Step {
            base,
            from,
            count: count.min(WIDTH - from),
            offer,
            // More comes than goes.
            on: on || count > 3,
        },
    )
}

fn criteria() -> impl Strategy<Value = Criteria> {
    let one_of = |all: &'static [&'static str]| prop_oneof![4 => Just(None), 1 => (0..all.len()).prop_map(move |at| Some(all[at].to_owned()))];
    let prefix = (0_usize..3, 0_u8..12).prop_map(|(base, thousand)| {
        let did = Did::new(BASES[base]).and_then(Did::nanp).expect("a number of the plan");
        let exchange = Prefix::exchange(did.npa, did.nxx);
        match thousand {
            10 => exchange,
            11 => Prefix::npa(did.npa),
            digit => Prefix::thousands_block(did.npa, did.nxx, digit % 2).expect("a digit"),
        }
    });
    let pattern = prop_oneof![
        "[05*]{1,2}…",
        "…[0-39*]{1,4}",
        "…[0-9*]{1,4}…",
        "[2-3*]05[5*]{3}[0-1*]{4}",
        "358…",
        "…5550[0-9]…",
        "…[59][0*][0-9]…",
    ]
    .prop_map(|text: String| text.parse::<Pattern>().expect("a pattern"));
    let near = (0_usize..12, 1_u32..200_000).prop_map(|(offer, miles_e3)| Near {
        places: offers()[offer].place().into_iter().collect(),
        miles_e3,
        zip: (offer % 3 == 0).then(|| offers()[offer].postal_code.clone()),
    });
    let some = |strategy| prop_oneof![4 => Just(None), 1 => strategy];
    let near = prop_oneof![4 => Just(None), 1 => near.prop_map(Some)];
    let cleansed = some(Just(Some(Cleansed::Carrier)).boxed());
    let location = prop_oneof![6 => Just(None), 1 => (6_i64..9).prop_map(|id| Some(ObjectId(id)))];
    (
        (one_of(&["US", "fi"]), one_of(&["FL", "ny"]), one_of(&["MIAMI", "keys"])),
        (one_of(&["miami"]), one_of(&["33101", "10001"]), one_of(&["460"])),
        proptest::collection::vec(prefix, 0..3),
        proptest::collection::vec(pattern, 0..3),
        (near, cleansed, location, 0_u8..32),
    )
        .prop_map(
            |((country, region, centre), (town, zip, lata), prefixes, patterns, rest)| {
                let (near, cleansed, location, able) = rest;
                Criteria {
                    country,
                    region,
                    rate_centre: centre,
                    locality: town,
                    postal_code: zip,
                    lata,
                    prefixes,
                    patterns,
                    near,
                    cleansed,
                    location,
                    sms: able == 1,
                    mms: able == 2,
                    kind: (able == 3).then_some(NumberKind::Mobile),
                    ..Criteria::default()
                }
            },
        )
}

fn event(body: EventBody) -> Event {
    let operator = AccountId::OPERATOR;
    Event { account: operator, seq: 1, at: Timestamp(0), by: operator, body }
}

/// What steps leave, number by number, and the events that report it.
#[derive(Default)]
pub(super) struct Model {
    numbers: BTreeMap<Did, (usize, bool, i64)>,
}

impl Model {
    fn step(&mut self, step: &Step) -> Vec<Event> {
        let first = BASES[step.base] + step.from;
        let dids = (first..first + step.count).filter_map(Did::new);
        let mut ranges = Vec::new();
        let mut moves = Vec::new();
        for did in dids {
            let known = self.numbers.entry(did).or_insert((0, false, 0));
            *known = (step.offer, step.on, known.2 + 1);
            let state = if step.on { NumberState::Available } else { NumberState::Active };
            let (offer, version) = (OfferId(step.offer as i64), known.2);
            if step.on {
                ranges.push(StockRange { first: did, last: did, state, offer, version });
            } else {
                let from = NumberState::Available;
                moves.push(NumberMove { did, from, to: state, version, offer });
            }
        }
        let offers = vec![(OfferId(step.offer as i64), offers().swap_remove(step.offer))];
        vec![
            event(EventBody::NumbersStocked { ranges, offers }),
            event(EventBody::NumbersMoved { moves, why: String::new() }),
        ]
    }

    pub(super) fn fitting(&self, criteria: &Criteria) -> Vec<Did> {
        let offers = offers();
        let on = self.numbers.iter().filter(|(_, (_, on, _))| *on);
        let fits = |(did, (offer, ..)): &(&Did, &(usize, bool, i64))| {
            criteria.fits_offer(&offers[*offer]) && criteria.fits_did(**did)
        };
        on.filter(fits).map(|(did, _)| *did).collect()
    }
}

/// A shelf after steps, and the model of it. Events come late, twice, and in another order.
pub(super) fn live(steps: &[Step], seed: u64) -> (Stock, Model) {
    let (stock, mut model, mut rng) = (Stock::default(), Model::default(), Rng::seeded(seed));
    let mut events: Vec<Event> = steps.iter().flat_map(|step| model.step(step)).collect();
    if rng.below(2) == 0 {
        let again = events.clone();
        for (at, event) in (0..).zip(again) {
            let late =
                usize::try_from(rng.below(events.len() as u64 - at.min(1))).expect("a place");
            events.insert(late, event);
        }
    }
    events.iter().for_each(|event| stock.apply(event));
    (stock, model)
}

fn digits(numbers: &[Did]) -> Vec<u64> {
    numbers.iter().map(|did| did.digits()).collect()
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(160))]
    #[test]
    fn the_shelf_shows_what_fits_and_nothing_else(
        steps in proptest::collection::vec(step(), 0..30),
        criteria in proptest::collection::vec(criteria(), 1..6),
        seed in any::<u64>(),
        limit in 1_usize..60,
    ) {
        let (stock, model) = live(&steps, seed);
        for criteria in criteria {
            let fitting = model.fitting(&criteria);
            prop_assert_eq!(stock.count(&criteria), fitting.len() as u64, "{:?}", criteria);
            for grain in [Grain::Area, Grain::Exchange] {
                let tally = stock.tally(&criteria, grain);
                let sum: u64 = tally.iter().map(|tally| tally.count).sum();
                prop_assert_eq!(sum, fitting.len() as u64);
            }
            let list: Vec<Did> = stock.list(&criteria, limit).iter().map(|found| found.did).collect();
            let first: Vec<Did> = fitting.iter().copied().take(limit).collect();
            prop_assert_eq!(digits(&list), digits(&first));

            let mut rng = Rng::seeded(seed);
            let none = BTreeSet::new();
            let found = stock.propose(&criteria, usize::MAX, &none, &mut rng);
            let once: BTreeSet<Did> = found.iter().copied().collect();
            prop_assert_eq!(found.len(), once.len());
            prop_assert_eq!(once.into_iter().collect::<Vec<_>>(), fitting);
        }
    }

    #[test]
    fn pages_follow_each_other_and_leave_out_what_is_not_sold(
        steps in proptest::collection::vec(step(), 0..30),
        criteria in criteria(),
        page in 1_usize..40,
        unsold in 0_u64..4,
    ) {
        let (stock, model) = live(&steps, 1);
        // As plans do: by offer and area code.
        let priced = Criteria { monthly_max: Some(Money::ZERO), ..criteria };
        let may_sell = |offer: &Offer| unsold != 3 || offer.rate_centre.len().is_multiple_of(2);
        let sells = |did: Did, offer: &Offer| {
            let place = did.digits() / 10_000_000 + offer.rate_centre.len() as u64;
            may_sell(offer) && !place.is_multiple_of(unsold + 1)
        };
        let offers = offers();
        let sold = |did: &Did| sells(*did, &offers[model.numbers[did].0]);
        let wanted: Vec<Did> = model.fitting(&priced).into_iter().filter(sold).collect();
        let (mut start, mut seen) = (Start::First, Vec::new());
        loop {
            let but = BTreeSet::new();
            let look = Look { criteria: &priced, limit: page, start, but: &but };
            let found = stock.pick_among(look, may_sell, sells);
            prop_assert!(found.len() <= page);
            let Some(last) = found.last() else { break };
            start = Start::After(last.did);
            seen.extend(found.iter().map(|found| found.did));
        }
        prop_assert_eq!(digits(&seen), digits(&wanted));
    }
}

#[test]
fn every_number_is_as_likely_a_beginning_as_any_other() {
    let stock = Stock::default();
    let mut model = Model::default();
    // A crowd in one exchange, and one number all by itself in an area code of its own.
    for step in [
        Step { base: 0, from: 0, count: 9, offer: 0, on: true },
        Step { base: 2, from: 500, count: 1, offer: 2, on: true },
    ] {
        model.step(&step).iter().for_each(|event| stock.apply(event));
    }
    let mut rng = Rng::seeded(7);
    let mut begun: BTreeMap<Did, u32> = BTreeMap::new();
    for _ in 0..10_000 {
        let found = stock.propose(&Criteria::default(), 1, &BTreeSet::new(), &mut rng);
        *begun.entry(found[0]).or_default() += 1;
    }
    assert_eq!(begun.len(), 10);
    assert!(begun.values().all(|count| (850..1150).contains(count)), "{begun:?}");
}

#[test]
fn an_area_that_has_many_knows_what_none_ends_in() {
    let stock = Stock::default();
    let npa = Npa::new(305).expect("an area code");
    for exchange in 200..212_u64 {
        let first = 13_050_000_000 + exchange * 10_000;
        let range = StockRange {
            first: Did::new(first).expect("a number"),
            last: Did::new(first + 999).expect("a number"),
            state: NumberState::Available,
            offer: OfferId(0),
            version: 1,
        };
        let offers = vec![(OfferId(0), offers().swap_remove(0))];
        stock.apply(&event(EventBody::NumbersStocked { ranges: vec![range], offers }));
    }
    let ends = |keys: &str| Criteria {
        patterns: vec![format!("…{keys}").parse().expect("a pattern")],
        prefixes: vec![Prefix::npa(npa)],
        ..Criteria::default()
    };
    assert_eq!(stock.count(&ends("7777")), 0);
    assert_eq!(stock.count(&ends("0777")), 12);
    assert_eq!(stock.list(&ends("2110777"), 9).len(), 1);
    let nxx = Nxx::new(211).expect("an exchange");
    let there = Criteria { prefixes: vec![Prefix::exchange(npa, nxx)], ..Criteria::default() };
    assert_eq!(stock.count(&there), 1000);
}
