//! What keeps calls out: no money, too many at once, too many in a minute, too much in an hour, numbers
//! that may not be called; and who is told.

use std::sync::Arc;

use tandem_domain::route::{Action, Domains, Ending, RoutePlan};
use tandem_domain::{
    AccountProfile, AccountRef, AccountStatus, CallDirection, CallLimits, CallRecord, CallTerms,
    Destination, EventBody, Forwarding, Guard, Money, ObjectKind, Reason, Refusal, Resale,
    SettingsChange, SipUri, SystemOption,
};
use tandem_engine::{
    AccountSet, Ask, CallGuard, CallRecordPut, ClientConnect, ClientLimit, Clock, DialOn, Dialled,
    Engine, FundsPost, NumberSet, ObjectPlace, ObjectSet, PlanPut, RouteAsk, RouteExplain,
    call_name,
};
use tandem_harness::shelf::{self, STANDARD, block, did, miami};
use tandem_harness::{Customer, House, on_both_databases, profile};
use tandem_store::FeedCursor;

on_both_databases! {
    calls_beside_each_other_do_not_overspend,
    several_calls_of_one_name_are_several,
    a_call_with_a_name_too_long_to_keep_is_counted_and_charged,
    what_is_dialled_on_has_to_be_allowed_and_paid_for,
    an_address_at_the_carriers_is_held_to_the_rules_of_a_forwarding,
    a_top_up_is_heard_of_by_the_next_call,
    a_client_is_kept_out_by_its_own_limit,
    a_plan_limits_the_calls_of_a_number,
    an_account_has_so_many_calls_and_no_more,
    an_hour_costs_so_much_and_no_more,
    some_numbers_may_not_be_called,
    whose_calls_are_kept_out_is_told_once_an_hour,
    limits_that_make_no_sense_are_refused,
    what_a_call_is_forwarded_by_ends_no_call,
    both_ways_of_a_forwarding_are_set_aside,
    a_new_price_outward_holds_for_numbers_in_service,
    a_node_that_stands_by_gives_out_what_there_was,
}

const NUMBER: u64 = 13_055_550_100;

/// A customer with two numbers that let whoever calls hear himself, and so many cents left.
async fn tenant(house: &House, cents: i64) -> Customer {
    house.operator().stocks([block(NUMBER, 4, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders([did(NUMBER), did(NUMBER + 1)]).await.expect("for sale");
    let change = SettingsChange {
        routing: Some(Destination::System(SystemOption::Echo)),
        ..SettingsChange::default()
    };
    for number in [NUMBER, NUMBER + 1] {
        let set = NumberSet { did: did(number), change: change.clone(), plan: None };
        alice.does(set).await.expect("a routing");
    }
    let rest = alice.balance().await;
    let change = FundsPost {
        account: alice.account,
        amount: Money(Money::cents(cents).0 - rest.0),
        reason: Reason::Adjustment,
        note: "what is left".to_owned(),
    };
    house.operator().does(change).await.expect("an adjustment");
    house.clock.pass(60);
    alice
}

async fn limit(house: &House, who: &Customer, calls: CallLimits) -> Result<(), Refusal> {
    let profile = AccountProfile { calls, ..profile("alice") };
    let status = AccountStatus::Open;
    house.operator().does(AccountSet { account: who.account, profile, status }).await?;
    house.engine.refresh_calls().await.expect("a database");
    Ok(())
}

async fn call(engine: &Engine, number: u64, name: &str) -> RoutePlan {
    engine.route(RouteAsk::to(did(number)).named(name, false)).await.expect("a plan")
}

/// The plan of a call that its switch goes on with.
async fn goes_on(engine: &Engine, number: u64, name: &str) -> RoutePlan {
    engine.route(RouteAsk::to(did(number)).named(name, true)).await.expect("a plan")
}

/// Why a call is kept out; `None` if it is not.
fn kept_out(plan: &RoutePlan) -> Option<(Ending, String)> {
    match &plan.steps[0].action {
        Action::Hangup { ending } => Some((*ending, plan.steps[0].because.to_string())),
        _ => None,
    }
}

async fn is_over(house: &House, number: u64, name: &str, talked: i64) {
    let record = record(house, number, name, talked);
    house.operator().does(CallRecordPut { record }).await.expect("a record");
}

/// A call that is over now.
fn record(house: &House, number: u64, name: &str, talked: i64) -> CallRecord {
    let ended = house.clock.now();
    let started = ended.plus_seconds(-talked);
    CallRecord {
        switch: "edge".to_owned(),
        call: name.to_owned(),
        leg: String::new(),
        direction: CallDirection::Inbound,
        did: did(number),
        other: String::new(),
        name: String::new(),
        answered_by: String::new(),
        started,
        answered: Some(started),
        ended,
        cause: None,
        code: String::new(),
    }
}

const NO_MONEY: &str = "the account has no money left for a call";

async fn calls_beside_each_other_do_not_overspend(house: Arc<House>) {
    let alice = tenant(&house, 20).await;
    // A cent a minute: ten minutes for each of two, but for the time that a hangup takes, and nothing for a
    // third.
    let first = call(&house.engine, NUMBER, "a").await;
    assert_eq!((kept_out(&first), first.max_seconds), (None, 598));
    assert_eq!(goes_on(&house.engine, NUMBER, "a").await.max_seconds, 598, "the same call again");
    assert_eq!(call(&house.engine, NUMBER + 1, "b").await.max_seconds, 598);
    let third = call(&house.engine, NUMBER, "c").await;
    assert_eq!(kept_out(&third), Some((Ending::Forbidden, NO_MONEY.to_owned())));
    assert_eq!(house.engine.live_calls().len(), 2);

    // Both go on to the end, and the balance is used up to the cent.
    house.clock.pass(605);
    is_over(&house, NUMBER, "a", 600).await;
    is_over(&house, NUMBER + 1, "b", 600).await;
    assert_eq!(alice.balance().await, Money::ZERO);
    assert_eq!(house.engine.live_calls(), []);
    let fourth = call(&house.engine, NUMBER, "d").await;
    assert_eq!(kept_out(&fourth), Some((Ending::Forbidden, NO_MONEY.to_owned())));
}

/// Whoever calls chooses the name of a call, and may give it to any number of them.
async fn several_calls_of_one_name_are_several(house: Arc<House>) {
    let alice = tenant(&house, 20).await;
    for _ in 0..2 {
        assert_eq!(kept_out(&call(&house.engine, NUMBER, "a").await), None);
    }
    assert!(kept_out(&call(&house.engine, NUMBER, "a").await).is_some(), "no money for a third");
    house.clock.pass(605);
    for leg in ["1", "2"] {
        let record = CallRecord { leg: leg.to_owned(), ..record(&house, NUMBER, "a", 600) };
        house.operator().does(CallRecordPut { record }).await.expect("a record");
    }
    assert_eq!((alice.balance().await, house.engine.live_calls()), (Money::ZERO, Vec::new()));
}

async fn a_call_with_a_name_too_long_to_keep_is_counted_and_charged(house: Arc<House>) {
    let alice = tenant(&house, 10).await;
    let name = "a".repeat(4000);
    assert_eq!(call(&house.engine, NUMBER, &name).await.max_seconds, 598);
    assert_eq!(house.engine.live_calls().len(), 1);
    house.clock.pass(60);
    is_over(&house, NUMBER, &call_name(&name), 60).await;
    assert_eq!(house.engine.live_calls(), []);
    assert_eq!(alice.balance().await, Money::cents(9));
}

async fn what_is_dialled_on_has_to_be_allowed_and_paid_for(house: Arc<House>) {
    sells_outward(&house, "1=0.03").await;
    let alice = tenant(&house, 40).await;
    let prefixes = |text: &str| vec![text.parse().expect(text)];
    let calls = CallLimits {
        allowed: prefixes("44"),
        forbidden: prefixes("1876"),
        ..CallLimits::default()
    };
    limit(&house, &alice, calls).await.expect("limits");
    let dials = async |to: u64| {
        let dial = DialOn::new(did(NUMBER), did(to), "a");
        house.engine.dial_on(&dial).await.expect("a database").expect("a number of hers")
    };
    assert_eq!(kept_out(&call(&house.engine, NUMBER, "a").await), None);
    assert!(matches!(dials(18_765_550_123).await, Dialled::Not(_)), "as a forwarding");
    assert!(matches!(dials(4_930_123_456).await, Dialled::Not(_)));
    assert!(matches!(dials(442_071_234_567).await, Dialled::Outside { .. }));
    assert_eq!(dials(NUMBER + 1).await, Dialled::Ours);
    // Ten cents are set aside for the way in, and three a minute for the way out.
    let Dialled::Outside { max_seconds, held: Some(held) } = dials(12_125_550_123).await else {
        panic!("it may be called")
    };
    assert_eq!(max_seconds, 598);
    assert_eq!(dials(12_125_550_123).await, Dialled::Guarded(Guard::NoFunds));
    house.engine.hang_up(&held);
    assert!(matches!(dials(12_125_550_123).await, Dialled::Outside { .. }));
    // What it was is charged, and ends no other call.
    house.clock.pass(60);
    let outward = CallRecord {
        direction: CallDirection::Outbound,
        other: "+12125550123".to_owned(),
        ..record(&house, NUMBER, "a", 60)
    };
    house.operator().does(CallRecordPut { record: outward }).await.expect("a record");
    assert_eq!(alice.balance().await, Money::cents(37));
    let up: Vec<_> = house.engine.live_calls().into_iter().map(|call| call.is_outward).collect();
    assert_eq!(up, [false]);
    let told: Vec<_> =
        house.engine.mirrors().calls.take_untold().iter().map(|told| told.guard.word()).collect();
    assert_eq!(told, ["not_allowed", "no_funds"]);
}

async fn an_address_at_the_carriers_is_held_to_the_rules_of_a_forwarding(house: Arc<House>) {
    house.engine.answer_at(Domains::NONE.clone().with_carriers(["carrier.example.com:5060"]));
    sells_outward(&house, "1=0.03").await;
    let alice = tenant(&house, 20).await;
    let rings_at = async |address: &str| {
        let body = SipUri::at(address.to_owned()).into();
        let set = ObjectSet { place: ObjectPlace::New, body, list: None };
        let made = alice.does(set).await.expect("made");
        let routing = Some(Destination::object(ObjectKind::SipUri, made.to_string()));
        let change = SettingsChange { routing, ..SettingsChange::default() };
        alice.does(NumberSet { did: did(NUMBER), change, plan: None }).await.expect("set");
        call(&house.engine, NUMBER, address).await
    };
    let premium = rings_at("+19005550100@Carrier.example.com").await;
    assert_eq!(kept_out(&premium).expect("premium").0, Ending::Forbidden);
    assert_eq!(rings_at("12125550123@carrier.example.com").await.max_seconds, 298);
    let [live] = &house.engine.live_calls()[..] else { panic!("one call") };
    assert_eq!(live.set_aside, [(alice.account, Money::cents(20))], "both ways");
}

/// Lets the plan of numbers that are ordered from now on have a price for calls outward.
async fn sells_outward(house: &House, price: &str) {
    let plan = shelf::plans().into_iter().find(|plan| plan.code == STANDARD).expect("a plan");
    let outward = vec![price.parse().expect("a price")];
    let call_terms = CallTerms { outward, ..CallTerms::default() };
    let plan = tandem_domain::RatePlan { call: call_terms, ..plan };
    house.operator().does(PlanPut { account: None, plan }).await.expect("a plan");
}

async fn a_top_up_is_heard_of_by_the_next_call(house: Arc<House>) {
    let alice = tenant(&house, 0).await;
    assert!(kept_out(&call(&house.engine, NUMBER, "a").await).is_some());
    house.operator().tops_up(alice.account, Money::cents(5)).await;
    let plan = call(&house.engine, NUMBER, "b").await;
    assert_eq!((kept_out(&plan), plan.max_seconds), (None, 298));
    // Nobody says that it is over, and its time passes.
    assert!(kept_out(&call(&house.engine, NUMBER, "c").await).is_some());
    house.clock.pass(300 + 600);
    assert_eq!(kept_out(&call(&house.engine, NUMBER, "c").await), None);
}

async fn a_client_is_kept_out_by_its_own_limit(house: Arc<House>) {
    let alice = tenant(&house, 1000).await;
    let client = house.sub_account(&alice, "alice_client").await;
    let minute = Money::cents(2);
    let terms = Resale { monthly: Money::ZERO, setup: Money::ZERO, minute };
    let named = AccountRef::Id(client.account);
    let connect = ClientConnect {
        did: did(NUMBER),
        client: named.clone(),
        terms,
        next_billing: None,
        waive_setup: false,
        waive_month: false,
    };
    alice.does(connect).await.expect("connected");
    let plan = call(&house.engine, NUMBER, "a").await;
    assert_eq!(kept_out(&plan), None, "its reseller has set no limit");
    house.clock.pass(60);
    is_over(&house, NUMBER, "a", 60).await;
    let limit = Some(Money::cents(3));
    alice.does(ClientLimit { client: named, limit }).await.expect("a limit");
    house.engine.refresh_calls().await.expect("a database");
    // It owes two cents, and may owe three: half a minute.
    let plan = call(&house.engine, NUMBER, "b").await;
    assert_eq!((kept_out(&plan), plan.max_seconds), (None, 28));
    let plan = call(&house.engine, NUMBER, "c").await;
    assert_eq!(kept_out(&plan), Some((Ending::Forbidden, NO_MONEY.to_owned())));
}

async fn a_plan_limits_the_calls_of_a_number(house: Arc<House>) {
    let call_terms = CallTerms { channels: Some(1), ..CallTerms::default() };
    let plans = shelf::plans();
    let plan = plans.into_iter().find(|plan| plan.code == STANDARD).expect("a plan");
    let plan = tandem_domain::RatePlan { call: call_terms, ..plan };
    house.operator().does(PlanPut { account: None, plan }).await.expect("a plan");
    tenant(&house, 1000).await;
    let first = call(&house.engine, NUMBER, "a").await;
    assert_eq!((kept_out(&first), first.channels.map(|most| most.most)), (None, Some(1)));
    let why = "1 calls at once to the number are up already, as many as its plan allows";
    let second = call(&house.engine, NUMBER, "b").await;
    assert_eq!(kept_out(&second), Some((Ending::Congested, why.to_owned())));
    assert_eq!(kept_out(&call(&house.engine, NUMBER + 1, "c").await), None, "another number");
    is_over(&house, NUMBER, "a", 0).await;
    assert_eq!(kept_out(&call(&house.engine, NUMBER, "b").await), None);
}

async fn an_account_has_so_many_calls_and_no_more(house: Arc<House>) {
    let alice = tenant(&house, 1000).await;
    let calls = CallLimits { channels: Some(2), a_minute: Some(3), ..CallLimits::default() };
    limit(&house, &alice, calls).await.expect("limits");
    for (number, name) in [(NUMBER, "a"), (NUMBER + 1, "b")] {
        assert_eq!(kept_out(&call(&house.engine, number, name).await), None);
    }
    let explain = RouteExplain {
        up: house.engine.calls_up(did(NUMBER)),
        ..RouteExplain::now(did(NUMBER), "")
    };
    let told = house.operator().does(explain).await.expect("an explanation").text;
    assert!(told.contains("2 calls at once are up already"), "{told}");
    let (ending, why) = kept_out(&call(&house.engine, NUMBER, "c").await).expect("too many");
    assert_eq!(ending, Ending::Congested);
    assert_eq!(why, "2 calls at once are up already, as many as the account may have");
    is_over(&house, NUMBER, "a", 10).await;
    assert_eq!(kept_out(&call(&house.engine, NUMBER, "c").await), None);
    is_over(&house, NUMBER, "c", 10).await;
    let (_, why) = kept_out(&call(&house.engine, NUMBER, "d").await).expect("too many");
    assert_eq!(why, "3 calls began in this minute already, as many as the account may have");
    house.clock.pass(60);
    assert_eq!(kept_out(&call(&house.engine, NUMBER, "d").await), None);
}

async fn an_hour_costs_so_much_and_no_more(house: Arc<House>) {
    let alice = tenant(&house, 1000).await;
    let an_hour = Some(Money::cents(10));
    limit(&house, &alice, CallLimits { an_hour, ..CallLimits::default() }).await.expect("limits");
    let first = call(&house.engine, NUMBER, "a").await;
    assert_eq!((kept_out(&first), first.max_seconds), (None, 598));
    let (ending, why) = kept_out(&call(&house.engine, NUMBER, "b").await).expect("too much");
    assert_eq!(ending, Ending::Forbidden);
    assert!(why.contains("reach the 0.10 that the account may spend"), "{why}");
    house.clock.pass(300);
    is_over(&house, NUMBER, "a", 300).await;
    let second = call(&house.engine, NUMBER, "b").await;
    assert_eq!((kept_out(&second), second.max_seconds), (None, 298));
    is_over(&house, NUMBER, "b", 300).await;
    assert!(kept_out(&call(&house.engine, NUMBER, "c").await).is_some());
    // Which limit it was is told, and so is what only this node knows.
    let explain = async |up| {
        let explain = RouteExplain { up, ..RouteExplain::now(did(NUMBER), "") };
        house.operator().does(explain).await.expect("an explanation").text
    };
    let told = explain(house.engine.calls_up(did(NUMBER))).await;
    assert!(told.contains("reach the 0.10 that the account may spend"), "{told}");
    // An hour later nothing was spent in it.
    house.clock.pass(3601);
    house.engine.refresh_calls().await.expect("a database");
    let told = explain(None).await;
    assert!(told.contains("the 0.10 that calls may cost in an hour pays for 600 s"), "{told}");
    assert!(told.contains("only a node knows"), "{told}");
    assert_eq!(call(&house.engine, NUMBER, "c").await.max_seconds, 598);
    let told = explain(house.engine.calls_up(did(NUMBER))).await;
    assert!(
        told.contains("reach the 0.10 that the account may spend"),
        "what is set aside: {told}"
    );
}

async fn some_numbers_may_not_be_called(house: Arc<House>) {
    let alice = tenant(&house, 1000).await;
    let place = ObjectPlace::New;
    let london = Forwarding::to(did(442_071_234_567)).into();
    let made = alice.does(ObjectSet { place, body: london, list: None }).await.expect("made");
    let routing = Some(Destination::object(ObjectKind::Forwarding, made.to_string()));
    let change = SettingsChange { routing, ..SettingsChange::default() };
    alice.does(NumberSet { did: did(NUMBER), change, plan: None }).await.expect("set");
    let (ending, why) = kept_out(&call(&house.engine, NUMBER, "a").await).expect("abroad");
    assert_eq!(ending, Ending::Forbidden);
    assert_eq!(
        why,
        "+442071234567 may not be called: calls abroad are not allowed on this account"
    );
    assert_eq!(house.engine.live_calls(), [], "what rings nowhere is no call");
    let prefixes = |text: &str| vec![text.parse().expect(text)];
    let allowed = CallLimits { allowed: prefixes("44"), ..CallLimits::default() };
    limit(&house, &alice, allowed.clone()).await.expect("limits");
    assert_eq!(kept_out(&call(&house.engine, NUMBER, "b").await), None);
    let forbidden = CallLimits { forbidden: prefixes("4420"), ..allowed };
    limit(&house, &alice, forbidden).await.expect("limits");
    let (_, why) = kept_out(&call(&house.engine, NUMBER, "c").await).expect("forbidden");
    assert!(why.ends_with("numbers that begin so are forbidden on this account"), "{why}");
}

async fn whose_calls_are_kept_out_is_told_once_an_hour(house: Arc<House>) {
    let alice = tenant(&house, 0).await;
    let second = house.second_node().await;
    for name in ["a", "b"] {
        assert!(kept_out(&call(&house.engine, NUMBER, name).await).is_some());
        assert!(kept_out(&call(&second, NUMBER, name).await).is_some());
    }
    let mut told = 0;
    for engine in [&house.engine, &second] {
        for guarded in engine.mirrors().calls.take_untold() {
            assert_eq!(guarded.guard, Guard::NoFunds);
            let (account, did, guard) = (guarded.account, guarded.did, guarded.guard);
            let ask = Ask {
                key: Some("guard".to_owned()),
                ..Ask::new(tandem_domain::Actor::operator(), CallGuard { account, did, guard })
            };
            engine.execute(ask).await.expect("told");
            told += 1;
        }
    }
    assert_eq!(told, 2, "each node once");
    let kept = |body: &EventBody| matches!(body, EventBody::CallsGuarded { .. });
    let heard = async || {
        let events = house.engine.feed_after(FeedCursor::default()).await.expect("a database");
        let hers = events.into_iter().filter(|(_, event)| event.account == alice.account);
        hers.filter(|(_, event)| kept(&event.body)).count()
    };
    // Others' transactions may hold the feed back for a while.
    for _ in 0..2000 {
        if heard().await > 0 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert_eq!(heard().await, 1);
    second.close();
}

async fn limits_that_make_no_sense_are_refused(house: Arc<House>) {
    let alice = tenant(&house, 0).await;
    let an_hour = Some(Money::cents(-1));
    let refused = limit(&house, &alice, CallLimits { an_hour, ..CallLimits::default() }).await;
    assert!(matches!(refused, Err(Refusal::ObjectInvalid { .. })), "{refused:?}");
    let prefixes = || vec!["44".parse().expect("digits")];
    let both = CallLimits { allowed: prefixes(), forbidden: prefixes(), ..CallLimits::default() };
    let refused = limit(&house, &alice, both).await;
    assert!(matches!(refused, Err(Refusal::ObjectInvalid { .. })), "{refused:?}");
}

async fn what_a_call_is_forwarded_by_ends_no_call(house: Arc<House>) {
    tenant(&house, 10).await;
    assert_eq!(kept_out(&call(&house.engine, NUMBER, "a").await), None);
    let outward = CallRecord {
        leg: "out".to_owned(),
        direction: CallDirection::Outbound,
        ..record(&house, NUMBER, "a", 10)
    };
    house.operator().does(CallRecordPut { record: outward }).await.expect("a record");
    assert_eq!(house.engine.live_calls().len(), 1);
    assert!(kept_out(&call(&house.engine, NUMBER, "b").await).is_some(), "it is up still");
    is_over(&house, NUMBER, "a", 60).await;
    assert_eq!(call(&house.engine, NUMBER, "b").await.max_seconds, 538);
}

async fn both_ways_of_a_forwarding_are_set_aside(house: Arc<House>) {
    sells_outward(&house, "1=0.03").await;
    let alice = tenant(&house, 20).await;
    let forwarding = Forwarding::to(did(12_125_550_123)).into();
    let set = ObjectSet { place: ObjectPlace::New, body: forwarding, list: None };
    let made = alice.does(set).await.expect("made");
    let routing = Some(Destination::object(ObjectKind::Forwarding, made.to_string()));
    let change = SettingsChange { routing, ..SettingsChange::default() };
    alice.does(NumberSet { did: did(NUMBER), change, plan: None }).await.expect("set");

    // A cent for the way in and three for the way out.
    let plan = call(&house.engine, NUMBER, "a").await;
    assert_eq!((kept_out(&plan), plan.max_seconds), (None, 298));
    let [live] = &house.engine.live_calls()[..] else { panic!("one call") };
    assert_eq!(live.set_aside, [(alice.account, Money::cents(20))]);
    // The other number goes nowhere outside, and there is nothing left for it.
    assert!(kept_out(&call(&house.engine, NUMBER + 1, "b").await).is_some());
}

async fn a_new_price_outward_holds_for_numbers_in_service(house: Arc<House>) {
    let alice = tenant(&house, 20).await;
    let forwarding = Forwarding::to(did(12_125_550_123)).into();
    let set = ObjectSet { place: ObjectPlace::New, body: forwarding, list: None };
    let made = alice.does(set).await.expect("made");
    let routing = Some(Destination::object(ObjectKind::Forwarding, made.to_string()));
    let change = SettingsChange { routing, ..SettingsChange::default() };
    alice.does(NumberSet { did: did(NUMBER), change, plan: None }).await.expect("set");
    assert_eq!(call(&house.engine, NUMBER, "a").await.max_seconds, 598, "a cent for the way in");
    is_over(&house, NUMBER, "a", 0).await;
    sells_outward(&house, "1=0.03").await;
    house.engine.refresh_calls().await.expect("a database");
    assert_eq!(
        call(&house.engine, NUMBER, "b").await.max_seconds,
        298,
        "and three for the way out"
    );
    house.clock.pass(60);
    let outward = CallRecord {
        leg: "outward".to_owned(),
        direction: CallDirection::Outbound,
        other: "+12125550123".to_owned(),
        ..record(&house, NUMBER, "b", 60)
    };
    house.operator().does(CallRecordPut { record: outward }).await.expect("a record");
    assert_eq!(alice.balance().await, Money::cents(17));
}

async fn a_node_that_stands_by_gives_out_what_there_was(house: Arc<House>) {
    let alice = tenant(&house, 20).await;
    let calls = CallLimits { channels: Some(2), ..CallLimits::default() };
    limit(&house, &alice, calls).await.expect("limits");
    let alone = house.node_that_stands_by().await;
    assert_eq!(call(&alone, NUMBER, "a").await.max_seconds, 598);
    assert_eq!(kept_out(&call(&alone, NUMBER + 1, "b").await), None);
    let (ending, _) = kept_out(&call(&alone, NUMBER, "c").await).expect("two are up");
    assert_eq!(ending, Ending::Congested);

    // Five minutes of ten were talked. It cannot be charged, and is not there to spend again.
    house.clock.pass(300);
    let half = record(&house, NUMBER, "a", 300);
    alone.call_is_over(&half);
    assert_eq!(call(&alone, NUMBER, "c").await.max_seconds, 298);
    alone.call_is_over(&record(&house, NUMBER + 1, "b", 300));
    house.clock.pass(3600);
    assert_eq!(call(&alone, NUMBER, "d").await.max_seconds, 598, "what was not used");
    assert_eq!(alice.balance().await, Money::cents(20), "nothing is charged there");
}
