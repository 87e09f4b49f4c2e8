//! Who is let in, and when others are in their place.

use tandem_domain::route::{Allowance, CALL_SECONDS_MAX};
use tandem_domain::{
    AccountId, CallDirection, CallLimits, CallRecord, CallTerms, Event, EventBody, Guard, Money,
    Timestamp,
};
use tandem_numbering::Did;

use super::hour::Hour;
use super::payer::Read;
use super::{CallKey, Calls, Guarded, Way, Wish};
use crate::Follower;

const ALICE: AccountId = AccountId(1001);
const CLIENT: AccountId = AccountId(2002);
/// Another customer, whose calls are in the same part.
const BOB: AccountId = AccountId(1014);
const CENT: Money = Money::cents(1);
const NOON: Timestamp = Timestamp(1_764_504_000_000_000);

fn desk() -> Did {
    Did::new(15_552_223_333).expect("a number")
}

fn having(account: AccountId, cents: i64) -> Read {
    Read {
        account,
        root: ALICE,
        spendable: Some(Money::cents(cents)),
        limits: CallLimits::default(),
    }
}

fn house(reads: impl IntoIterator<Item = Read>) -> Calls {
    let calls = Calls::default();
    for read in reads {
        calls.part(read.root).set(read);
    }
    calls
}

fn call(calls: &Calls, name: &str, at: Timestamp) -> Allowance {
    paid(calls, name, at, &[(ALICE, CENT)], &CallTerms::default())
}

fn paid(
    calls: &Calls,
    name: &str,
    at: Timestamp,
    payers: &[(AccountId, Money)],
    terms: &CallTerms,
) -> Allowance {
    admitted(calls, name, at, payers, terms).0
}

fn admitted(
    calls: &Calls,
    name: &str,
    at: Timestamp,
    payers: &[(AccountId, Money)],
    terms: &CallTerms,
) -> (Allowance, Option<CallKey>) {
    calls.admit(&Wish { name, to: desk(), way: Way::In, at, payers, terms })
}

fn asked_again(calls: &Calls, name: &str, at: Timestamp) -> Allowance {
    let (payers, terms) = ([(ALICE, CENT)], CallTerms::default());
    let way = Way::Onwards;
    calls.admit(&Wish { name, to: desk(), way, at, payers: &payers, terms: &terms }).0
}

/// What ALICE's caller dials on at so many cents a minute.
fn dialled(calls: &Calls, name: &str, minute: i64) -> (Allowance, Option<CallKey>) {
    let (payers, terms) = ([(ALICE, Money::cents(minute))], CallTerms::default());
    let way = Way::Outward;
    calls.admit(&Wish { name, to: desk(), way, at: NOON, payers: &payers, terms: &terms })
}

fn first(name: &str) -> CallKey {
    CallKey::first(ALICE, desk(), name, Way::In)
}

fn conclude(calls: &Calls, name: &str, seconds: i64, now: Timestamp) {
    let record = CallRecord {
        switch: "edge".to_owned(),
        call: name.to_owned(),
        leg: String::new(),
        direction: CallDirection::Inbound,
        did: desk(),
        other: String::new(),
        name: String::new(),
        answered_by: String::new(),
        started: now.plus_seconds(-seconds),
        answered: Some(now.plus_seconds(-seconds)),
        ended: now,
        cause: None,
        code: String::new(),
    };
    calls.conclude(ALICE, &record, now);
}

fn set_aside(calls: &Calls) -> i64 {
    calls.live(NOON).iter().flat_map(|call| &call.set_aside).map(|(_, amount)| amount.0).sum()
}

fn recorded(name: &str) -> Event {
    reported(name, CallDirection::Inbound)
}

fn outward(name: &str) -> Event {
    reported(name, CallDirection::Outbound)
}

fn reported(name: &str, direction: CallDirection) -> Event {
    let body = EventBody::CallRecorded {
        call: tandem_domain::CallId(1),
        name: name.to_owned(),
        did: desk(),
        seconds: 60,
        charged: CENT,
        direction,
    };
    Event { account: ALICE, seq: 1, at: NOON, by: ALICE, body }
}

#[test]
fn calls_beside_each_other_do_not_spend_the_same_money() {
    let calls = house([having(ALICE, 100)]);
    let lasts: Vec<_> = (0..20).map(|n| call(&calls, &n.to_string(), NOON)).collect();
    assert_eq!(lasts[0].seconds, Some(750));
    let let_in = lasts.iter().filter(|allowance| allowance.refused.is_none()).count();
    assert_eq!(let_in, 10, "each at least ten minutes of a cent: {lasts:?}");
    assert!(lasts[let_in..].iter().all(|late| late.refused == Some(Guard::NoFunds)));
    assert!(set_aside(&calls) <= Money::cents(100).0);
    assert_eq!(calls.count(), let_in);
}

#[test]
fn a_call_that_is_asked_about_again_is_the_same() {
    let calls = house([having(ALICE, 10)]);
    let first = call(&calls, "a", NOON);
    let aside = set_aside(&calls);
    let again = asked_again(&calls, "a", NOON.plus_seconds(5));
    assert_eq!((first.seconds, again.seconds, again.refused), (Some(600), Some(600), None));
    assert_eq!((set_aside(&calls), calls.count()), (aside, 1));
}

#[test]
fn calls_of_one_name_are_as_many_as_come() {
    let calls = house([having(ALICE, 20)]);
    let lasts = [(); 3].map(|()| call(&calls, "a", NOON));
    assert_eq!(lasts.each_ref().map(|call| call.seconds), [Some(600), Some(600), None]);
    assert_eq!(lasts[2].refused, Some(Guard::NoFunds));
    assert_eq!((set_aside(&calls), calls.count()), (Money::cents(20).0, 2));
    // Each report ends one of them, and what that one cost is read before another is let in.
    calls.apply(&recorded("a"));
    assert_eq!(calls.count(), 1);
    calls.part(ALICE).set(having(ALICE, 15));
    calls.part(ALICE).remove(&first("a"));
    assert_eq!(call(&calls, "a", NOON).seconds, Some(300));
    calls.apply(&recorded("a"));
    calls.apply(&recorded("a"));
    assert_eq!((calls.count(), call(&calls, "a", NOON).refused), (0, Some(Guard::NoFunds)));
}

#[test]
fn what_is_dialled_on_is_paid_for_beside_the_call() {
    let calls = house([having(ALICE, 30)]);
    assert_eq!(call(&calls, "a", NOON).seconds, Some(600));
    let (allowance, held) = dialled(&calls, "a", 2);
    assert_eq!((allowance.seconds, set_aside(&calls)), (Some(600), Money::cents(30).0));
    assert_eq!(dialled(&calls, "a", 2).0.refused, Some(Guard::NoFunds));
    // Nobody answered it.
    calls.withdraw(&held.expect("it is counted"));
    let (allowance, _) = dialled(&calls, "a", 4);
    assert_eq!(allowance.seconds, Some(300));
    // The end of the one is not that of the other.
    calls.apply(&recorded("a"));
    assert_eq!(calls.live(NOON).iter().map(|call| call.is_outward).collect::<Vec<_>>(), [true]);
    calls.apply(&outward("a"));
    assert_eq!(calls.count(), 0);
}

#[test]
fn what_nothing_depends_on_takes_no_place() {
    let calls = house([having(ALICE, 0)]);
    for n in 0..5000 {
        let free =
            paid(&calls, &n.to_string(), NOON, &[(ALICE, Money::ZERO)], &CallTerms::default());
        assert_eq!(free.refused, None);
    }
    assert_eq!(calls.count(), 0);
}

#[test]
fn nobody_takes_the_place_of_others() {
    let calls = house([having(ALICE, 1), Read { root: BOB, ..having(BOB, 10) }]);
    let terms = CallTerms { channels: Some(u32::MAX), ..CallTerms::default() };
    let one = |name: usize, who| {
        paid(&calls, &name.to_string(), NOON, &[(who, Money::ZERO)], &terms).refused
    };
    let let_in = (0..).take_while(|name| one(*name, ALICE).is_none()).count();
    assert_eq!(let_in, 4096);
    assert_eq!(one(let_in, ALICE), Some(Guard::Crowded));
    assert_eq!(one(0, BOB), None);
}

#[test]
fn what_is_set_aside_is_free_when_the_call_is_over_or_forgotten() {
    let calls = house([having(ALICE, 10)]);
    assert_eq!(call(&calls, "a", NOON).refused, None);
    assert_eq!(call(&calls, "b", NOON).refused, Some(Guard::NoFunds));
    // Its record is here, and the balance after it is not known yet.
    calls.apply(&recorded("a"));
    assert_eq!((calls.count(), calls.live(NOON)), (0, Vec::new()));
    assert_eq!(call(&calls, "b", NOON).refused, Some(Guard::NoFunds));
    calls.part(ALICE).set(having(ALICE, 9));
    calls.part(ALICE).remove(&first("a"));
    assert_eq!(call(&calls, "b", NOON).seconds, Some(540));
    // Nobody says when this one is over.
    let late = NOON.plus_seconds(600 + 540);
    assert_eq!(call(&calls, "c", late.plus_seconds(-1)).refused, Some(Guard::NoFunds));
    assert_eq!(call(&calls, "c", late).refused, None);
}

#[test]
fn what_a_call_cost_that_cannot_be_charged_is_not_free() {
    let calls = house([having(ALICE, 10)]);
    assert_eq!(call(&calls, "a", NOON).refused, None);
    conclude(&calls, "a", 60, NOON.plus_seconds(60));
    assert_eq!((calls.count(), calls.live(NOON)), (0, Vec::new()));
    let later = NOON.plus_seconds(3600);
    assert_eq!(call(&calls, "b", later).seconds, Some(540));
    conclude(&calls, "b", 0, later);
    assert_eq!(call(&calls, "c", later).seconds, Some(540));
    // Whoever would have said it again has not for a day.
    calls.withdraw(&first("c"));
    assert_eq!(call(&calls, "d", NOON.plus_seconds(60 + 86_400)).seconds, Some(600));
}

#[test]
fn what_was_spent_in_an_hour_is_over_after_one() {
    let limits = CallLimits { an_hour: Some(CENT), ..CallLimits::default() };
    let calls = Calls::default();
    let hour = Hour::of(CENT, NOON);
    calls.part(ALICE).restore(Read { limits, ..having(ALICE, 10) }, hour);
    assert_eq!(call(&calls, "a", NOON).refused, Some(Guard::SpentAnHour { most: CENT }));
    assert_eq!(call(&calls, "a", NOON.plus_seconds(3600)).seconds, Some(60));
}

#[test]
fn what_is_charged_counts_in_the_hour_before_it_is_read() {
    let limits = CallLimits { an_hour: Some(Money::cents(2)), ..CallLimits::default() };
    let calls = house([Read { limits, ..having(ALICE, 10) }]);
    calls.apply(&recorded("a"));
    assert_eq!(call(&calls, "b", NOON).seconds, Some(60));
    calls.apply(&recorded("c"));
    assert_eq!(call(&calls, "d", NOON).refused, Some(Guard::SpentAnHour { most: Money::cents(2) }));
}

#[test]
fn each_node_gives_out_its_part_of_an_hour() {
    let limits = CallLimits { an_hour: Some(Money::cents(10)), ..CallLimits::default() };
    let calls = house([Read { limits, ..having(ALICE, 1000) }]);
    calls.nodes.store(2, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(call(&calls, "a", NOON).seconds, Some(300));
    let most = Money::cents(10);
    assert_eq!(call(&calls, "b", NOON).refused, Some(Guard::SpentAnHour { most }));
}

#[test]
fn a_call_without_a_name_sets_nothing_aside() {
    let calls = house([having(ALICE, 10)]);
    assert_eq!(call(&calls, "", NOON).seconds, Some(600));
    assert_eq!((set_aside(&calls), calls.count()), (0, 0));
}

#[test]
fn calls_at_once_are_counted_by_number_and_by_account() {
    let calls = house([having(ALICE, 0)]);
    let terms = CallTerms { channels: Some(2), ..CallTerms::default() };
    let free = |name| paid(&calls, name, NOON, &[(ALICE, Money::ZERO)], &terms);
    assert_eq!((free("a").refused, free("b").refused), (None, None));
    assert_eq!(free("c").refused, Some(Guard::NumberChannels { most: 2 }));
    calls.apply(&recorded("b"));
    let c = free("c");
    assert_eq!((c.refused, c.counted.map(|counted| counted.to_number)), (None, Some(1)));
    let limits = CallLimits { channels: Some(2), ..CallLimits::default() };
    calls.part(ALICE).set(Read { limits, ..having(ALICE, 0) });
    let other = Did::new(15_552_223_334).expect("a number");
    let payers = [(ALICE, Money::ZERO)];
    let way = Way::In;
    let wish = Wish { name: "d", to: other, way, at: NOON, payers: &payers, terms: &terms };
    assert_eq!(calls.admit(&wish).0.refused, Some(Guard::AccountChannels { most: 2 }));
    calls.withdraw(&first("a"));
    assert_eq!(calls.admit(&wish).0.refused, None);
    // A call that costs nothing is forgotten as late as the longest.
    let late = NOON.plus_seconds(i64::from(CALL_SECONDS_MAX) + 600);
    assert_eq!(calls.live(late), Vec::new());
}

#[test]
fn calls_that_begin_are_counted_by_the_minute() {
    let limits = CallLimits { a_minute: Some(2), ..CallLimits::default() };
    let calls = house([Read { limits, ..having(ALICE, 1000) }]);
    assert_eq!(call(&calls, "a", NOON).refused, None);
    assert_eq!(call(&calls, "", NOON).refused, None);
    assert_eq!(call(&calls, "b", NOON).refused, Some(Guard::CallsAMinute { most: 2 }));
    assert_eq!(call(&calls, "b", NOON.plus_seconds(60)).refused, None);
}

#[test]
fn a_client_and_its_reseller_both_pay() {
    let calls = house([having(ALICE, 1000), having(CLIENT, 4)]);
    let payers = [(ALICE, CENT), (CLIENT, Money::cents(2))];
    let lasts = paid(&calls, "a", NOON, &payers, &CallTerms::default());
    assert_eq!(lasts.seconds, Some(120));
    assert_eq!(set_aside(&calls), Money::cents(2 + 4).0);
    let more = paid(&calls, "b", NOON, &payers, &CallTerms::default());
    assert_eq!(more.refused, Some(Guard::NoFunds));
}

#[test]
fn each_node_gives_out_its_part() {
    let one = house([having(ALICE, 10)]);
    one.nodes.store(2, std::sync::atomic::Ordering::Relaxed);
    let two = house([having(ALICE, 10)]);
    two.nodes.store(2, std::sync::atomic::Ordering::Relaxed);
    for node in [&one, &two] {
        assert_eq!(call(node, "a", NOON).seconds, Some(300));
        assert_eq!(call(node, "b", NOON).refused, Some(Guard::NoFunds));
    }
    assert_eq!(set_aside(&one) + set_aside(&two), Money::cents(10).0);
}

#[test]
fn an_account_is_told_of_a_rule_once_an_hour() {
    let calls = Calls::default();
    let kept = |guard, at| calls.keep_out(Guarded { account: ALICE, did: desk(), guard, at });
    kept(Guard::NoFunds, NOON);
    kept(Guard::NoFunds, NOON.plus_seconds(1));
    kept(Guard::AccountChannels { most: 2 }, NOON);
    kept(Guard::Crowded, NOON);
    assert_eq!(calls.take_untold().len(), 2);
    kept(Guard::NoFunds, NOON.plus_seconds(2));
    assert_eq!(calls.take_untold(), []);
    kept(Guard::NoFunds, NOON.plus_seconds(3600));
    assert_eq!(calls.take_untold().len(), 1);
}
