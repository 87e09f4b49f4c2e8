//! What is known of numbers that are somebody's somewhere, and what it costs.

use std::sync::Arc;

use tandem_domain::{CarrierRecord, Fees, Money, RatePlan, Reason, Refusal};
use tandem_engine::{
    AttemptDue, AttemptExpire, CarrierRow, LOOKUP_ANSWER_DAYS, LOOKUP_NOTHING_SECONDS,
    LOOKUP_ROWS_MAX, LookupAnswer, LookupLoad, LookupNeed, Needed, NumberLookup,
};
use tandem_harness::shelf::{did, dids, plans};
use tandem_harness::{House, on_both_databases};
use tandem_numbering::Did;

on_both_databases! {
    what_is_known_is_charged_and_what_is_not_is_not,
    the_narrowest_row_counts,
    a_repeated_look_is_charged_once,
    tables_are_the_operators,
    what_somebody_outside_said_is_told_on_until_it_is_too_old,
}

fn row(first: u64, last: u64, name: &str) -> CarrierRow {
    let record = CarrierRecord { spid_name: name.to_owned(), ..CarrierRecord::default() };
    CarrierRow { first: did(first), last: did(last), record }
}

fn both(number: Did) -> NumberLookup {
    NumberLookup { did: number, carrier: true, name: true }
}

/// Two cents for a carrier, three for a name.
async fn priced(house: &House) {
    for plan in plans() {
        let (carrier_lookup, cnam_lookup) = (Money::cents(2), Money::cents(3));
        let fees = Fees { carrier_lookup, cnam_lookup, ..Fees::default() };
        house.operator().sets_plan(RatePlan { fees, ..plan }).await;
    }
}

async fn what_is_known_is_charged_and_what_is_not_is_not(house: Arc<House>) {
    priced(&house).await;
    let alice = house.customer("alice", 7).await;
    let names = vec![(did(13055550123), "ACME INC".to_owned())];
    let carriers = vec![row(13055550123, 13055550123, "EXAMPLE TELCO")];
    house
        .operator()
        .does(LookupLoad { carriers, names, ..LookupLoad::default() })
        .await
        .expect("the operator's");

    let nothing = alice.does(both(did(12125550199))).await.expect("an answer");
    assert_eq!((nothing.carrier, nothing.name, nothing.charged), (None, None, Money::ZERO));
    let known = alice.does(both(did(13055550123))).await.expect("an answer");
    assert_eq!(known.name.as_deref(), Some("ACME INC"));
    assert_eq!(known.carrier.map(|carrier| carrier.spid_name), Some("EXAMPLE TELCO".to_owned()));
    assert_eq!(alice.balance().await, Money::cents(2));
    let lines = alice.statement().await;
    let said = lines.iter().filter(|line| line.posting.reason == Reason::Lookup);
    let said: Vec<_> = said.map(|line| (line.posting.amount, line.posting.note.as_str())).collect();
    let carrier = (Money::cents(2), "carrier of +13055550123");
    let name = (Money::cents(3), "name of +13055550123");
    assert!(said == [carrier, name] || said == [name, carrier], "{said:?}");
    // What cannot be paid for is not told, and one half of it still can be.
    let (needed, balance) = (Money::cents(5), Money::cents(2));
    let refused = Err(Refusal::InsufficientFunds { needed, balance });
    assert_eq!(alice.does(both(did(13055550123))).await, refused);
    let carrier = NumberLookup { name: false, ..both(did(13055550123)) };
    assert_eq!(alice.does(carrier).await.expect("an answer").charged, Money::cents(2));
    assert_eq!(alice.balance().await, Money::ZERO);
}

async fn the_narrowest_row_counts(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let exchange = row(13055550000, 13055559999, "EXCHANGE");
    let thousand = row(13055552000, 13055552999, "THOUSAND");
    let single = row(13055552345, 13055552345, "SINGLE");
    for carriers in [vec![single, exchange], vec![thousand]] {
        let load = LookupLoad { carriers, ..LookupLoad::default() };
        house.operator().does(load).await.expect("the operator's");
    }
    for (number, carrier) in [
        (13055552345, Some("SINGLE")),
        (13055552346, Some("THOUSAND")),
        (13055553000, Some("EXCHANGE")),
        (13055550000, Some("EXCHANGE")),
        (13055560000, None),
        (13055549999, None),
    ] {
        let known = alice.does(both(did(number))).await.expect("an answer");
        let name = known.carrier.map(|carrier| carrier.spid_name);
        assert_eq!(name.as_deref(), carrier, "{number}");
    }
    // A row replaces what was known of just these numbers.
    let carriers = vec![row(13055552000, 13055552999, "ANOTHER")];
    let load = LookupLoad { carriers, ..LookupLoad::default() };
    house.operator().does(load).await.expect("the operator's");
    let known = alice.does(both(did(13055552346))).await.expect("an answer");
    assert_eq!(known.carrier.map(|carrier| carrier.spid_name), Some("ANOTHER".to_owned()));
}

async fn a_repeated_look_is_charged_once(house: Arc<House>) {
    priced(&house).await;
    let alice = house.customer("alice", 100).await;
    let names = vec![(did(13055550123), "ACME INC".to_owned())];
    let load = LookupLoad { names, ..LookupLoad::default() };
    house.operator().does(load).await.expect("the operator's");
    for _ in 0..3 {
        let known = alice.does_once("look", both(did(13055550123))).await.expect("an answer");
        assert_eq!((known.name.as_deref(), known.charged), (Some("ACME INC"), Money::cents(3)));
    }
    assert_eq!(alice.balance().await, Money::cents(97));
}

async fn tables_are_the_operators(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let load =
        LookupLoad { carriers: vec![row(13055550123, 13055550123, "")], ..LookupLoad::default() };
    assert_eq!(alice.does(load).await, Err(Refusal::Forbidden));
    let wide =
        LookupLoad { carriers: vec![row(13055550000, 13055560000, "")], ..LookupLoad::default() };
    let refused = Err(Refusal::TooMany { wanted: 10_001, max: 10_000 });
    assert_eq!(house.operator().does(wide).await, refused);
    let names = dids(13055550000, LOOKUP_ROWS_MAX as u64 + 1).into_iter();
    let names = names.map(|did| (did, "X".to_owned())).collect();
    let many = house.operator().does(LookupLoad { names, ..LookupLoad::default() }).await;
    assert!(matches!(many, Err(Refusal::TooMany { .. })));
}

async fn what_somebody_outside_said_is_told_on_until_it_is_too_old(house: Arc<House>) {
    priced(&house).await;
    let number = did(13055550123);
    let [alice, poor] = [house.customer("alice", 100).await, house.customer("poor", 4).await];
    let day = Some(86_400);
    let need = LookupNeed { look: both(number), carrier_seconds: day, name_seconds: day };
    let needed = |carrier, name| Ok(Needed { carrier, name });
    assert_eq!(alice.does(need).await, needed(true, true));
    let (cost, balance) = (Money::cents(5), Money::cents(4));
    let refused = Err(Refusal::InsufficientFunds { needed: cost, balance });
    assert_eq!(poor.does(need).await, refused, "nobody is asked for who cannot pay");
    let nobody = LookupNeed { carrier_seconds: None, name_seconds: None, ..need };
    assert_eq!(poor.does(nobody).await, needed(false, false));

    let record = CarrierRecord { spid: "1234".to_owned(), ..CarrierRecord::default() };
    let said = LookupAnswer { did: number, carrier: Some(Some(record)), name: Some(None) };
    let load = LookupLoad { answers: vec![said], ..LookupLoad::default() };
    assert_eq!(alice.does(load.clone()).await, Err(Refusal::Forbidden));
    house.operator().does(load).await.expect("the operator's");
    assert_eq!(alice.does(need).await, needed(false, false));
    let known = alice.does(both(number)).await.expect("an answer");
    assert_eq!((known.name, known.charged), (None, Money::cents(2)));
    let then = known.answered.expect("when they said so");
    assert_eq!(known.carrier.map(|carrier| carrier.spid).as_deref(), Some("1234"));

    // That they know nothing is believed for an hour, what they know for as long as was said.
    house.clock.pass(LOOKUP_NOTHING_SECONDS);
    assert_eq!(alice.does(need).await, needed(false, true));
    house.clock.pass(86_400 - LOOKUP_NOTHING_SECONDS);
    assert_eq!(alice.does(need).await, needed(true, true));

    // They cannot be asked: what they said is told on, with its age. What is loaded goes before it.
    let known = alice.does(both(number)).await.expect("an answer");
    assert_eq!(known.answered, Some(then));
    let carriers = vec![row(13055550123, 13055550123, "LOADED")];
    let load = LookupLoad { carriers, ..LookupLoad::default() };
    house.operator().does(load).await.expect("the operator's");
    let known = alice.does(both(number)).await.expect("an answer");
    assert_eq!(known.answered, None);
    assert_eq!(alice.does(need).await, needed(false, true));

    let other = did(13055550124);
    let record = CarrierRecord { spid: "5".to_owned(), ..CarrierRecord::default() };
    let said = LookupAnswer { did: other, carrier: Some(Some(record)), name: None };
    let load = LookupLoad { answers: vec![said], ..LookupLoad::default() };
    house.operator().does(load).await.expect("the operator's");
    house.clock.pass(LOOKUP_ANSWER_DAYS * 86_400 - 1);
    assert!(alice.does(both(other)).await.expect("an answer").carrier.is_some());
    house.clock.pass(1);
    assert!(alice.does(both(other)).await.expect("an answer").carrier.is_none());
    house.clock.pass(1);
    let operator = house.operator();
    assert_eq!(operator.does(AttemptDue).await, Ok(true));
    while operator.does(AttemptExpire).await.expect("a job").more {}
    assert_eq!(operator.does(AttemptDue).await, Ok(false));
}
