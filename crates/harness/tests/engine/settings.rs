//! Numbers are set up in another way, and charged by another plan.

use std::sync::Arc;

use tandem_domain::{
    Destination, Money, ObjectId, ObjectKind, PlanWish, Reason, Refusal, Role, SettingsChange,
    Timestamp,
};
use tandem_engine::{ClientConnect, NumberPlan, NumberSet, ObjectPut, Replanned};
use tandem_harness::shelf::{STANDARD, SU, block, did, local, miami, supplied};
use tandem_harness::{Customer, House, login, on_both_databases};
use tandem_numbering::Did;

on_both_databases! {
    what_is_not_said_stays,
    a_number_rings_only_at_what_there_is,
    strangers_set_up_nothing,
    a_dearer_plan_costs_the_rest_of_the_month,
    a_cheaper_plan_gives_nothing_back_and_can_be_left_again,
    a_plan_that_one_has_costs_nothing,
    what_cannot_change_plans_stays_as_it_is,
    a_client_sets_its_number_up_and_leaves_its_plan_alone,
}

const NUMBER: u64 = 13_055_550_100;

/// A customer with one number under the plan STANDARD, had at the end of January.
async fn tenant(house: &House, cents: i64) -> (Customer, Did) {
    house.operator().stocks([block(NUMBER, 1, miami())]).await;
    let alice = house.customer("alice", 65 + cents).await;
    alice.orders([did(NUMBER)]).await.expect("for sale");
    (alice, did(NUMBER))
}

fn set(did: Did, change: SettingsChange) -> NumberSet {
    NumberSet { did, change, plan: None }
}

fn to(did: Did, code: &str) -> NumberPlan {
    NumberPlan { did, plan: PlanWish::Code(code.to_owned()) }
}

fn ringing(at: Destination) -> SettingsChange {
    SettingsChange { routing: Some(at), ..SettingsChange::default() }
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

fn wait_until(house: &House, text: &str) {
    house.clock.pass_micros(at(text).0 - house.engine.now().0);
}

async fn makes_forwarding(house: &House, of: &Customer, id: i64) {
    let put = ObjectPut {
        account: of.root,
        kind: ObjectKind::Forwarding,
        id: Some(ObjectId(id)),
        name: format!("mobile {id}"),
        doc: serde_json::json!({ "number": 13_055_550_199_u64 }),
    };
    house.operator().does(put).await.expect("a forwarding");
}

async fn what_is_not_said_stays(house: Arc<House>) {
    let (alice, number) = tenant(&house, 0).await;
    makes_forwarding(&house, &alice, 7).await;
    let noted = SettingsChange { note: Some("front desk".to_owned()), ..SettingsChange::default() };
    alice.does(set(number, noted)).await.expect("a note");
    let by_name = Destination::object(ObjectKind::Forwarding, "mobile 7");
    alice.does(set(number, ringing(by_name))).await.expect("a routing");
    let settings = alice.numbers().await.remove(0).settings;
    assert_eq!(settings.note, "front desk");
    // A name is understood, and its id is kept.
    assert_eq!(settings.routing, Some(Destination::object(ObjectKind::Forwarding, "7")));
    alice.does(set(number, ringing(Destination::None))).await.expect("nowhere");
    assert_eq!(alice.numbers().await[0].settings.routing, Some(Destination::None));
    assert_eq!(alice.balance().await, Money::ZERO, "setting up is free");
}

async fn a_number_rings_only_at_what_there_is(house: Arc<House>) {
    let (alice, number) = tenant(&house, 0).await;
    let mallory = house.customer("mallory", 0).await;
    makes_forwarding(&house, &mallory, 8).await;
    let theirs = Destination::object(ObjectKind::Forwarding, "8");
    let unknown =
        |role, kind, record: &str| Refusal::ObjectUnknown { role, kind, record: record.to_owned() };
    let refused = alice.does(set(number, ringing(theirs.clone()))).await;
    assert_eq!(refused, Err(unknown(Role::Routing, ObjectKind::Forwarding, "8")));
    let busy = SettingsChange { failover_busy: Some(theirs), ..SettingsChange::default() };
    let refused = alice.does(set(number, busy)).await;
    assert_eq!(refused, Err(unknown(Role::FailoverBusy, ObjectKind::Forwarding, "8")));
    for (change, role, kind) in [
        (
            SettingsChange { pop: Some("5".to_owned()), ..SettingsChange::default() },
            Role::Pop,
            ObjectKind::Pop,
        ),
        (
            SettingsChange { voicemail: Some("5".to_owned()), ..SettingsChange::default() },
            Role::Voicemail,
            ObjectKind::Voicemail,
        ),
    ] {
        assert_eq!(alice.does(set(number, change)).await, Err(unknown(role, kind, "5")));
    }
    let stranger = Destination::object(ObjectKind::Account, "mallory");
    let refused = alice.does(set(number, ringing(stranger))).await;
    assert_eq!(refused, Err(unknown(Role::Routing, ObjectKind::Account, "mallory")));
}

async fn strangers_set_up_nothing(house: Arc<House>) {
    let (alice, number) = tenant(&house, 100).await;
    let mallory = house.customer("mallory", 1000).await;
    let not_owned = Err(Refusal::NumberNotOwned { did: number });
    assert_eq!(mallory.does(set(number, ringing(Destination::None))).await, not_owned);
    assert_eq!(mallory.does(to(number, SU)).await, not_owned);
    alice.gives_back(number).await.expect("hers");
    assert_eq!(alice.does(set(number, ringing(Destination::None))).await, not_owned);
}

async fn a_dearer_plan_costs_the_rest_of_the_month(house: Arc<House>) {
    let (alice, number) = tenant(&house, 1000).await;
    wait_until(&house, "2026-02-28");
    house.operator().renews().await;
    // Half of the month that began on 28 February and ends on 31 March.
    house.clock.pass_micros((at("2026-03-31").0 - at("2026-02-28").0) / 2);
    let done = alice.does(to(number, SU)).await.expect("Florida");
    let next_billing = at("2026-03-31");
    assert_eq!(done, Replanned { charged: Money::cents(62), next_billing, made: None });
    let statement = alice.statement().await;
    let line = statement.last().expect("a line");
    assert_eq!(line.posting.reason, Reason::Difference);
    let why = format!(
        "difference to a dearer plan 2026-03-15..2026-03-31, number +{NUMBER}, plan SU, order 1"
    );
    assert_eq!(line.why, why);
    wait_until(&house, "2026-03-31");
    house.operator().renews().await;
    assert_eq!(alice.statement().await.last().expect("a month").change, Money::cents(-149));
    assert_eq!(alice.numbers().await[0].plan, SU);
    house.is_sound().await;
}

async fn a_cheaper_plan_gives_nothing_back_and_can_be_left_again(house: Arc<House>) {
    let (alice, number) = tenant(&house, 1000).await;
    let first = alice.does(to(number, SU)).await.expect("dearer").charged;
    assert!(first.is_positive());
    house.clock.pass(86_400);
    let back = alice.does(to(number, STANDARD)).await.expect("cheaper").charged;
    assert_eq!(back, Money::ZERO);
    house.clock.pass(86_400);
    let again = alice.does(to(number, SU)).await.expect("the month is paid for at that price");
    assert_eq!(again.charged, Money::ZERO);
    alice.does(to(number, STANDARD)).await.expect("cheaper");
    house.is_sound().await;
    wait_until(&house, "2026-02-28");
    house.operator().renews().await;
    assert_eq!(alice.statement().await.last().expect("a month").change, Money::cents(-25));
    // Given back and restored in a month that is paid, it goes on at that.
    alice.gives_back(number).await.expect("hers");
    alice.restores(number).await.expect("in time");
    assert!(alice.does(to(number, SU)).await.expect("dearer").charged.is_positive());
}

async fn a_plan_that_one_has_costs_nothing(house: Arc<House>) {
    let (alice, number) = tenant(&house, 1000).await;
    let same = Err(Refusal::PlanSame { code: STANDARD.to_owned() });
    assert_eq!(alice.does(to(number, STANDARD)).await, same);
    let plan = Some(PlanWish::Code(STANDARD.to_owned()));
    let kept = NumberSet { plan, ..set(number, SettingsChange::default()) };
    assert_eq!(alice.does(kept).await.expect("no change").charged, Money::ZERO);
    assert_eq!(alice.balance().await, Money::cents(1000));
}

async fn what_cannot_change_plans_stays_as_it_is(house: Arc<House>) {
    let (alice, number) = tenant(&house, 100).await;
    let unknown = Err(Refusal::PlanUnknown { code: "NONE".to_owned() });
    assert_eq!(alice.does(to(number, "NONE")).await, unknown);
    let refused = alice.does(to(number, SU)).await;
    assert!(matches!(refused, Err(Refusal::InsufficientFunds { .. })), "{refused:?}");
    house.operator().tops_up(alice.root, Money::cents(1000)).await;
    let albany = 15_185_550_100;
    let rows = [block(albany, 1, local("NY", "ALBANY")), block(12_125_550_100, 1, supplied())];
    house.operator().stocks(rows).await;
    alice.orders([did(albany)]).await.expect("for sale");
    alice.orders([did(12_125_550_100)]).await.expect("for sale at a supplier's");
    let unsold = Err(Refusal::PlanNotOffered { code: SU.to_owned() });
    assert_eq!(alice.does(to(did(albany), SU)).await, unsold);
    let ordering = alice.does(to(did(12_125_550_100), SU)).await;
    assert!(matches!(ordering, Err(Refusal::NumberState { .. })), "{ordering:?}");
    alice.ports_out(number).await.expect("hers");
    let leaving = alice.does(to(number, SU)).await;
    assert!(matches!(leaving, Err(Refusal::NumberState { .. })), "{leaving:?}");
    // Nothing of a change is kept when its plan is refused.
    let noted = SettingsChange { note: Some("x".to_owned()), ..SettingsChange::default() };
    let plan = Some(PlanWish::Code(SU.to_owned()));
    assert!(alice.does(NumberSet { plan, ..set(did(albany), noted) }).await.is_err());
    assert!(alice.numbers().await.iter().all(|number| number.settings.note.is_empty()));
}

async fn a_client_sets_its_number_up_and_leaves_its_plan_alone(house: Arc<House>) {
    let (alice, number) = tenant(&house, 1000).await;
    let client = house.sub_account(&alice, "alice_client").await;
    let connect = ClientConnect {
        did: number,
        client: login("alice_client"),
        terms: tandem_domain::Resale::default(),
        next_billing: None,
        waive_setup: false,
        waive_month: false,
    };
    alice.does(connect).await.expect("her own client");
    client.does(set(number, ringing(Destination::None))).await.expect("its number");
    assert_eq!(client.does(to(number, SU)).await, Err(Refusal::Forbidden));
    alice.does(to(number, SU)).await.expect("who pays decides");
    assert!(alice.numbers().await[0].settings.resale.is_some(), "the client keeps its terms");
}
