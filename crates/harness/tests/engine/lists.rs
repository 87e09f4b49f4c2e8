//! Where numbers ring, for those who ask nobody: the survey that lists are made of, and the view for SQL.

use std::sync::{Arc, mpsc};

use tandem_domain::{
    Caller, CallerIdFilter, Destination, ObjectBody, ObjectId, ObjectKind, Schedule,
    SettingsChange, SipUri, TimeCondition, Weekday, Window,
};
use tandem_engine::{NumberSet, ObjectPlace, ObjectSet, RouteAsk, Surveyed};
use tandem_harness::shelf::{block, did, miami};
use tandem_harness::{Customer, House, on_both_databases};
use tandem_store::{ReadLimit, Row, Store, args};

on_both_databases! {
    a_survey_finds_the_plan_of_every_number_and_what_it_goes_by,
    the_view_shows_where_numbers_ring_as_it_stands,
}

const NUMBER: u64 = 13_055_550_100;

async fn makes(who: &Customer, body: impl Into<ObjectBody>) -> ObjectId {
    let set = ObjectSet { place: ObjectPlace::New, body: body.into(), list: None };
    who.does(set).await.expect("an object")
}

async fn rings(who: &Customer, number: u64, at: Destination) {
    let change = SettingsChange { routing: Some(at), ..SettingsChange::default() };
    let set = NumberSet { did: did(number), change, plan: None };
    who.does(set).await.expect("a routing");
}

fn named(kind: ObjectKind, id: ObjectId) -> Destination {
    Destination::object(kind, id.to_string())
}

async fn surveyed(house: &House) -> Vec<Surveyed> {
    let mut all = Vec::new();
    house.engine.survey_routes(|one| all.push(one)).await.expect("a survey");
    all
}

async fn a_survey_finds_the_plan_of_every_number_and_what_it_goes_by(house: Arc<House>) {
    house.operator().stocks([block(NUMBER, 3, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders((0..3).map(|place| did(NUMBER + place))).await.expect("for sale");
    let uri = makes(&alice, SipUri::at("{e164}@example.com".to_owned())).await;
    let days = (Weekday::Monday, Weekday::Friday);
    let window = Window { from_day: days.0, to_day: days.1, from_minute: 0, to_minute: 60 };
    let hours = TimeCondition {
        name: "hours".to_owned(),
        schedule: Schedule { zone: "UTC".to_owned(), windows: vec![window] },
        matched: named(ObjectKind::SipUri, uri),
        otherwise: Destination::None,
    };
    let hours = makes(&alice, hours).await;
    rings(&alice, NUMBER, named(ObjectKind::SipUri, uri)).await;
    rings(&alice, NUMBER + 1, named(ObjectKind::TimeCondition, hours)).await;

    let found = surveyed(&house).await;
    assert_eq!(found.len(), 3);
    for one in &found {
        let ask = RouteAsk { chance: Some(0), ..RouteAsk::to(one.plan.to) };
        let asked = house.engine.route_by_tables(ask).await.expect("a plan");
        assert_eq!(one.plan.steps, asked.steps);
        assert!(!one.depends.caller && one.costs && !one.counted, "{one:?}");
    }
    let clocks: Vec<_> = found.iter().map(|one| one.depends.clock).collect();
    assert_eq!(clocks, [false, true, false]);

    makes(&alice, filter_for(NUMBER + 2, named(ObjectKind::SipUri, uri))).await;
    let callers: Vec<_> = surveyed(&house).await.iter().map(|one| one.depends.caller).collect();
    assert_eq!(callers, [false, false, true]);
}

/// Withheld numbers go elsewhere.
fn filter_for(number: u64, routing: Destination) -> CallerIdFilter {
    CallerIdFilter {
        name: String::new(),
        caller: Caller::Anonymous,
        number: Some(did(number)),
        routing,
        failover_busy: Destination::None,
        failover_unreachable: Destination::None,
        failover_no_answer: Destination::None,
    }
}

/// What a switch reads that is given the database.
fn read(house: &House, columns: &'static str, number: u64) -> Vec<Row> {
    let store = Store::open(&house.database.url).expect("the database");
    let (tell, told) = mpsc::channel();
    let look = move |tx: Result<&mut dyn tandem_store::Tx, _>| {
        let rows = tx.and_then(|tx| tx.rows(columns, args![number.cast_signed()]));
        tell.send(rows).expect("somebody waits");
    };
    store.read(ReadLimit::Second, Box::new(look));
    let rows = told.recv().expect("an answer").expect("rows");
    store.close();
    rows
}

async fn the_view_shows_where_numbers_ring_as_it_stands(house: Arc<House>) {
    const ROUTE: &str = "SELECT uri, login, forwards_to, is_all, costs, in_service, ring_seconds \
                         FROM call_route WHERE number = $1";
    house.operator().stocks([block(NUMBER, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders([did(NUMBER)]).await.expect("for sale");
    let uri = makes(&alice, SipUri::at("{national}@example.com".to_owned())).await;
    rings(&alice, NUMBER, named(ObjectKind::SipUri, uri)).await;

    let rows = read(&house, ROUTE, NUMBER);
    let [row] = &rows[..] else { panic!("one row, not {}", rows.len()) };
    assert_eq!(row.text(0, "uri").expect("a text"), "3055550100@example.com");
    assert_eq!(row.maybe_text(1, "login").expect("a column"), None);
    assert_eq!(row.maybe_int(2, "forwards_to").expect("a column"), None);
    let numbers = [3, 4, 5, 6].map(|place| row.int(place, "a number").expect("a number"));
    assert_eq!(numbers, [1, 1, 1, 60]);

    rings(&alice, NUMBER, Destination::object(ObjectKind::Account, "alice")).await;
    let rows = read(&house, ROUTE, NUMBER);
    assert_eq!(rows[0].text(1, "login").expect("a text"), "alice");
    assert_eq!(rows[0].maybe_text(0, "uri").expect("a column"), None);
    let number = tandem_domain::Forwarding::to(did(12_125_550_199));
    let forwarding = makes(&alice, number).await;
    rings(&alice, NUMBER, named(ObjectKind::Forwarding, forwarding)).await;
    let rows = read(&house, ROUTE, NUMBER);
    assert_eq!(rows[0].int(2, "forwards_to").expect("a number"), 12_125_550_199);
    assert_eq!(rows[0].int(3, "is_all").expect("a number"), 0);

    alice.gives_back(did(NUMBER)).await.expect("given back");
    assert!(read(&house, ROUTE, NUMBER).is_empty());
}
