//! Calls that switches report: whose they are, what they cost, and who sees them.

use std::sync::Arc;

use tandem_domain::route::Cause;
use tandem_domain::{
    CallDirection, CallRecord, CallTerms, Money, OriginPrice, Reason, Refusal, Resale, RuleMatch,
    Steps,
};
use tandem_engine::{
    AccountClose, CallEnds, CallFind, CallKept, CallList, CallRecordPut, CallSought, CallView,
    ClientConnect, Clock, NumberRelease, PlanPut, StatementList,
};
use tandem_harness::shelf::{self, STANDARD, block, did, miami, toll_free};
use tandem_harness::{Customer, House, login, on_both_databases};

on_both_databases! {
    a_call_is_charged_to_whoever_has_the_number,
    the_same_record_is_charged_once,
    a_late_record_is_the_former_owners,
    a_clock_that_is_a_little_off_costs_nobody_a_call,
    what_is_not_answered_costs_nothing,
    a_client_pays_its_reseller_for_its_minutes,
    a_client_that_was_closed_is_charged_no_more,
    what_cost_a_client_nothing_is_free_to_it,
    time_is_counted_as_the_plan_says,
    the_way_out_is_charged_by_how_its_number_begins,
    a_toll_free_number_costs_by_where_it_is_called_from,
    a_list_shows_what_was_asked_for,
    what_cannot_have_been_is_refused,
    the_operator_finds_any_call,
}

const NUMBER: u64 = 13055550100;

/// A call that began so many seconds ago, rang for five, and was answered for so many, or not.
fn record(house: &House, call: &str, number: u64, ago: i64, talked: Option<i64>) -> CallRecord {
    let started = house.clock.now().plus_seconds(-ago);
    let answered = started.plus_seconds(5);
    CallRecord {
        switch: "edge".to_owned(),
        call: call.to_owned(),
        leg: String::new(),
        direction: CallDirection::Inbound,
        did: did(number),
        other: "12125550123".to_owned(),
        name: String::new(),
        answered_by: String::new(),
        started,
        answered: talked.map(|_| answered),
        ended: answered.plus_seconds(talked.unwrap_or(0)),
        cause: talked.is_none().then_some(Cause::NoAnswer),
        code: String::new(),
    }
}

async fn report(house: &House, record: CallRecord) -> Result<CallKept, Refusal> {
    house.operator().does(CallRecordPut { record }).await
}

async fn calls(customer: &Customer, list: CallList) -> Vec<CallView> {
    customer.does(list).await.expect("her own")
}

fn every() -> CallList {
    CallList {
        owner: None,
        from: None,
        to: None,
        did: None,
        direction: None,
        ends: CallEnds::ANY,
        charged: None,
        as_client: false,
        scheme: "voipms".to_owned(),
        after: None,
        limit: 100,
    }
}

/// A customer with a number.
async fn alice(house: &House) -> Customer {
    house.operator().stocks([block(NUMBER, 4, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders([did(NUMBER)]).await.expect("for sale");
    house.clock.pass(3600);
    alice
}

async fn a_call_is_charged_to_whoever_has_the_number(house: Arc<House>) {
    let alice = alice(&house).await;
    let before = alice.balance().await;

    let kept = report(&house, record(&house, "a", NUMBER, 100, Some(61))).await.expect("a record");

    // 61 seconds are 66 in steps of six, at a cent a minute.
    assert_eq!(kept.charged, Money(1_100_000));
    assert_eq!(before.0 - alice.balance().await.0, 1_100_000);
    let line = alice.statement().await.pop().expect("a line for it");
    let why = "call from 12125550123, 2026-01-31T16:07:24Z, Call-ID a, number +13055550100, plan STANDARD: 61 s, 66 s at \
               0.01 a minute";
    assert_eq!((line.why.as_str(), line.posting.reason), (why, Reason::Call));
    let mine = calls(&alice, every()).await;
    assert_eq!((mine.len(), mine[0].id, mine[0].billed), (1, kept.call, 66));
    assert_eq!((mine[0].minute, mine[0].plan.as_deref()), (Some(Money::cents(1)), Some(STANDARD)));
    let nobody = report(&house, record(&house, "b", NUMBER + 1, 100, Some(61))).await;
    assert_eq!(nobody.expect("the operator's").charged, Money::ZERO);
    let bob = house.customer("bob", 0).await;
    assert_eq!((calls(&bob, every()).await.len(), calls(&alice, every()).await.len()), (0, 1));
}

async fn the_same_record_is_charged_once(house: Arc<House>) {
    let alice = alice(&house).await;
    let said = record(&house, "a", NUMBER, 100, Some(60));

    let once = report(&house, said.clone()).await.expect("a record");
    let after = alice.balance().await;
    house.clock.pass(86_400);
    assert_eq!(report(&house, said.clone()).await, Ok(once), "a day later, the same answer");
    let longer = CallRecord { ended: said.ended.plus_seconds(1), ..said.clone() };
    assert_eq!(report(&house, longer).await, Err(Refusal::KeyReused));
    assert_eq!((alice.balance().await, calls(&alice, every()).await.len()), (after, 1));

    for other in [
        CallRecord { leg: "2".to_owned(), ..said.clone() },
        CallRecord { switch: "edge2".to_owned(), ..said },
    ] {
        assert_ne!(report(&house, other).await.expect("another record").call, once.call);
    }
}

async fn a_late_record_is_the_former_owners(house: Arc<House>) {
    let alice = alice(&house).await;
    let said = record(&house, "a", NUMBER, 100, Some(60));
    alice.gives_back(did(NUMBER)).await.expect("her own");
    let after_hers = record(&house, "b", NUMBER, -400, None);
    house.clock.pass(91 * 86_400);
    house.operator().sweeps().await;
    house.operator().sweeps().await;
    let bob = house.customer("bob", 1000).await;
    bob.orders([did(NUMBER)]).await.expect("it has rested");
    let (hers, his) = (alice.balance().await, bob.balance().await);

    report(&house, said).await.expect("a record");
    report(&house, after_hers).await.expect("nobody had it then");

    assert_eq!((hers.0 - alice.balance().await.0, bob.balance().await), (1_000_000, his));
    assert_eq!((calls(&alice, every()).await.len(), calls(&bob, every()).await.len()), (1, 0));
}

async fn a_clock_that_is_a_little_off_costs_nobody_a_call(house: Arc<House>) {
    house.operator().stocks([block(NUMBER, 4, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders([did(NUMBER)]).await.expect("for sale");
    // The switch's clock is behind: the call seems to have begun before the number was hers.
    let behind = report(&house, record(&house, "a", NUMBER, 300, Some(60))).await.expect("hers");
    assert_eq!((behind.is_somebodys, behind.charged), (true, Money(1_000_000)));
    let too_far = report(&house, record(&house, "b", NUMBER, 301, Some(60))).await.expect("kept");
    assert!(!too_far.is_somebodys);
    // It is ahead: the call seems to begin only once she has given the number back.
    let ahead = record(&house, "c", NUMBER, -200, Some(60));
    assert!(report(&house, ahead).await.expect("hers").is_somebodys);
    house.clock.pass(10);
    let last = record(&house, "d", NUMBER, -290, Some(5));
    alice.gives_back(did(NUMBER)).await.expect("her own");
    assert!(report(&house, last).await.expect("hers").is_somebodys);
    house.clock.pass(600);
    let nobodys = report(&house, record(&house, "e", NUMBER, 299, Some(5))).await.expect("kept");
    assert!(!nobodys.is_somebodys);
    assert_eq!(calls(&alice, every()).await.len(), 3);
}

async fn what_is_not_answered_costs_nothing(house: Arc<House>) {
    let alice = alice(&house).await;
    let before = alice.balance().await;
    report(&house, record(&house, "a", NUMBER, 100, None)).await.expect("a record");
    let outward = record(&house, "b", NUMBER, 100, Some(60));
    let outward = CallRecord { direction: CallDirection::Outbound, ..outward };
    report(&house, outward).await.expect("a record");
    let mine = calls(&alice, every()).await;
    assert!(mine.iter().all(|call| (call.minute, call.charged) == (None, Money::ZERO)));
    assert_eq!((mine.len(), alice.balance().await), (2, before));
}

/// A client of hers, who has had the number for an hour and pays so many cents a minute.
async fn client(house: &House, alice: &Customer, cents: i64) -> Customer {
    let client = house.sub_account(alice, "alice_shop").await;
    let minute = Money::cents(cents);
    let connect = ClientConnect {
        did: did(NUMBER),
        client: login("alice_shop"),
        terms: Resale { monthly: Money::ZERO, setup: Money::ZERO, minute },
        next_billing: None,
        waive_setup: false,
        waive_month: false,
    };
    alice.does(connect).await.expect("her own client");
    house.clock.pass(3600);
    client
}

async fn a_client_that_was_closed_is_charged_no_more(house: Arc<House>) {
    let alice = alice(&house).await;
    client(&house, &alice, 3).await;
    alice.does(NumberRelease::of(did(NUMBER))).await.expect("her own number");
    alice.does(AccountClose { account: login("alice_shop") }).await.expect("nothing hangs on it");
    let before = alice.balance().await;

    let late = report(&house, record(&house, "a", NUMBER, 100, Some(60))).await.expect("a record");

    assert_eq!(late.charged, Money::cents(1), "its reseller bears it");
    assert_eq!(before.0 - alice.balance().await.0, Money::cents(1).0);
}

async fn what_cost_a_client_nothing_is_free_to_it(house: Arc<House>) {
    let alice = alice(&house).await;
    let client = client(&house, &alice, 0).await;
    report(&house, record(&house, "a", NUMBER, 100, Some(60))).await.expect("a record");
    let shown = async |customer: &Customer, charged: bool| {
        calls(customer, CallList { charged: Some(charged), ..every() }).await.len()
    };
    assert_eq!((shown(&alice, true).await, shown(&alice, false).await), (1, 0), "she paid for it");
    assert_eq!((shown(&client, true).await, shown(&client, false).await), (0, 1));
}

async fn a_client_pays_its_reseller_for_its_minutes(house: Arc<House>) {
    let alice = alice(&house).await;
    let client = client(&house, &alice, 3).await;
    let before = alice.balance().await;

    report(&house, record(&house, "a", NUMBER, 100, Some(60))).await.expect("a record");
    // This one began before the client had the number.
    report(&house, record(&house, "b", NUMBER, 3700, Some(60))).await.expect("a record");

    assert_eq!(before.0 - alice.balance().await.0, Money::cents(2).0, "she pays for both");
    let statement = client.does(StatementList::default()).await.expect("its own");
    let charged: Vec<i64> = statement.lines.iter().map(|line| line.change.0).collect();
    assert_eq!(charged, [-Money::cents(3).0], "it pays her for its own");
    let (hers, its) = (calls(&alice, every()).await, calls(&client, every()).await);
    assert_eq!((hers.len(), hers[0].charged), (2, Money::cents(1)));
    assert_eq!((its.len(), its[0].charged, its[0].plan.as_deref()), (1, Money::cents(3), None));
    // She may look at its calls as it sees them.
    let owner = Some(login("alice_shop"));
    let sees = CallList { owner, as_client: true, ..every() };
    assert_eq!(calls(&alice, sees).await, its);
}

async fn the_way_out_is_charged_by_how_its_number_begins(house: Arc<House>) {
    let outward = ["1=0.02", "1305=0.03"].map(|text| text.parse().expect(text)).to_vec();
    let plan = shelf::plans().into_iter().find(|plan| plan.code == STANDARD).expect("a plan");
    let call = CallTerms { outward, ..CallTerms::default() };
    let plan = tandem_domain::RatePlan { call, ..plan };
    house.operator().does(PlanPut { account: None, plan }).await.expect("a plan");
    let alice = alice(&house).await;
    let client = client(&house, &alice, 5).await;
    let before = alice.balance().await;
    let way_out = |name: &str, other: &str, talked| CallRecord {
        leg: "outward".to_owned(),
        direction: CallDirection::Outbound,
        other: other.to_owned(),
        ..record(&house, name, NUMBER, 100, talked)
    };

    for (name, other, talked, cents) in [
        ("a", "+12125550123", Some(60), 2),
        ("b", "+13055550123", Some(60), 3),
        ("c", "+442071234567", Some(60), 0),
        ("d", "sip:+12125550123", Some(60), 0),
        ("e", "+12125550123", None, 0),
    ] {
        let kept = report(&house, way_out(name, other, talked)).await.expect("a record");
        assert_eq!(kept.charged, Money::cents(cents), "{name}");
    }

    assert_eq!(before.0 - alice.balance().await.0, Money::cents(5).0);
    let its = client.does(StatementList::default()).await.expect("its own");
    assert_eq!(its.lines, [], "what they agreed on is the way in");
    let line = alice.statement().await.pop().expect("a line for it");
    assert!(line.why.starts_with("call to +13055550123, "), "{}", line.why);
    assert!(line.why.contains("Call-ID b leg outward"), "{}", line.why);
}

async fn time_is_counted_as_the_plan_says(house: Arc<House>) {
    house.operator().stocks([block(NUMBER, 4, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let plan = shelf::plan("MINUTES", RuleMatch::default(), [0, 0, 1], 0);
    let call = CallTerms { steps: Steps { first: 60, next: 60 }, ..CallTerms::default() };
    let plan = tandem_domain::RatePlan { call, ..plan };
    house.operator().does(PlanPut { account: None, plan }).await.expect("a plan");
    let order = tandem_engine::OrderPlace {
        plan: Some("MINUTES".to_owned()),
        ..tandem_harness::order([did(NUMBER)])
    };
    alice.does(order).await.expect("for sale");
    house.clock.pass(3600);
    let kept = report(&house, record(&house, "a", NUMBER, 100, Some(61))).await.expect("a record");
    assert_eq!(kept.charged, Money::cents(2));
}

async fn a_toll_free_number_costs_by_where_it_is_called_from(house: Arc<House>) {
    const FREE: u64 = 18005550100;
    house.operator().stocks([block(FREE, 1, toll_free())]).await;
    let plan = shelf::plan("FREE", RuleMatch::default(), [0, 0, 2], 0);
    let canada = OriginPrice { country: Some("CA".to_owned()), npa: None, minute: Money::cents(5) };
    let call = CallTerms { origins: vec![canada], ..CallTerms::default() };
    let plan = tandem_domain::RatePlan { call, ..plan };
    house.operator().does(PlanPut { account: None, plan }).await.expect("a plan");
    let alice = house.customer("alice", 1000).await;
    let order = tandem_engine::OrderPlace {
        plan: Some("FREE".to_owned()),
        ..tandem_harness::order([did(FREE)])
    };
    alice.does(order).await.expect("for sale");
    house.clock.pass(3600);
    for (call, from, cents) in [("a", "12125550123", 2), ("b", "14165550123", 5), ("c", "", 2)] {
        let said = record(&house, call, FREE, 100, Some(60));
        let kept = report(&house, CallRecord { other: from.to_owned(), ..said }).await;
        assert_eq!(kept.expect("a record").charged, Money::cents(cents), "from {from}");
    }
}

async fn a_list_shows_what_was_asked_for(house: Arc<House>) {
    let alice = alice(&house).await;
    alice.orders([did(NUMBER + 1)]).await.expect("for sale");
    house.clock.pass(3600);
    let busy = record(&house, "c", NUMBER, 200, None);
    for said in [
        record(&house, "a", NUMBER, 400, Some(60)),
        record(&house, "b", NUMBER + 1, 300, Some(60)),
        CallRecord { cause: Some(Cause::Busy), ..busy },
        record(&house, "d", NUMBER, 100, None),
    ] {
        report(&house, said).await.expect("a record");
    }
    let shown = async |list: CallList| {
        let found = calls(&alice, list).await;
        found.into_iter().map(|call| call.record.call).collect::<String>()
    };
    assert_eq!(shown(every()).await, "dcba");
    assert_eq!(shown(CallList { did: Some(did(NUMBER)), ..every() }).await, "dca");
    assert_eq!(shown(CallList { charged: Some(true), ..every() }).await, "ba");
    assert_eq!(shown(CallList { charged: Some(false), ..every() }).await, "dc");
    let ends = CallEnds { answered: false, busy: true, no_answer: false, failed: false };
    assert_eq!(shown(CallList { ends, ..every() }).await, "c");
    let now = house.clock.now();
    let (from, to) = (now.plus_seconds(-300), now.plus_seconds(-100));
    assert_eq!(shown(CallList { from: Some(from), to: Some(to), ..every() }).await, "cb");
    let page = calls(&alice, CallList { limit: 2, ..every() }).await;
    let after = page.last().map(|last| (last.record.started, last.id));
    assert_eq!(shown(CallList { after, ..every() }).await, "ba");
}

async fn what_cannot_have_been_is_refused(house: Arc<House>) {
    let alice = alice(&house).await;
    let before = alice.balance().await;
    let future = record(&house, "a", NUMBER, -400, None);
    let refused = report(&house, future).await.expect_err("its clock is wrong");
    assert!(matches!(refused, Refusal::CallInvalid { field, .. } if field == "ended"));
    let command = CallRecordPut { record: record(&house, "b", NUMBER, 100, Some(60)) };
    assert_eq!(alice.does(command).await, Err(Refusal::Forbidden));
    assert_eq!(alice.balance().await, before);
}

async fn the_operator_finds_any_call(house: Arc<House>) {
    let alice = alice(&house).await;
    let twice = |leg: &str| CallRecord {
        leg: leg.to_owned(),
        ..record(&house, "a", NUMBER, 300, Some(60))
    };
    for said in [
        twice(""),
        twice("second"),
        CallRecord { other: "+13055550177".to_owned(), ..record(&house, "b", NUMBER, 200, None) },
        record(&house, "c", NUMBER + 1, 100, Some(60)),
    ] {
        let nobodys = said.call == "c";
        let kept = report(&house, said).await.expect("a record");
        assert_eq!(kept.is_somebodys, !nobodys);
    }
    let found = async |by: CallSought| {
        let found = house.operator().does(CallFind { by, before: None }).await.expect("calls");
        found.into_iter().map(|call| call.record.call).collect::<String>()
    };
    assert_eq!(found(CallSought::Name("a".to_owned())).await, "aa");
    assert_eq!(found(CallSought::Number(did(NUMBER))).await, "baa");
    assert_eq!(found(CallSought::Nobody).await, "c");
    for written in ["3055550177", "13055550177", "+13055550177"] {
        assert_eq!(found(CallSought::Other(written.to_owned())).await, "b", "{written}");
    }
    let before = Some(house.clock.now().plus_seconds(-250));
    let early = CallFind { by: CallSought::Number(did(NUMBER)), before };
    assert_eq!(house.operator().does(early).await.map(|found| found.len()), Ok(2));
    let hers = CallFind { by: CallSought::Nobody, before: None };
    assert_eq!(alice.does(hers).await, Err(Refusal::Forbidden));
}
