//! How calls went at an earlier version, what changed since, and what a draft would change.

use std::sync::Arc;

use tandem_domain::{
    CallDirection, CallRecord, Caller, CallerIdFilter, Destination, Forwarding, ObjectBody,
    ObjectId, ObjectKind, OptOut, Refusal, SettingsChange, SystemOption,
};
use tandem_engine::{
    AsOf, AttemptExpire, CallRecordPut, Clock, NumberSet, ObjectList, ObjectPlace, ObjectRemove,
    ObjectSet, PAST_SECONDS, RouteCompare, RouteDraft, RouteExplain, RoutePart, RouteRollBack,
    RouteTry, RouteVersionList,
};
use tandem_harness::shelf::{block, did, miami};
use tandem_harness::{Customer, House, on_both_databases};

on_both_databases! {
    an_earlier_version_is_told_as_it_was,
    a_new_owner_sees_nothing_of_the_former,
    two_versions_are_compared,
    the_operator_is_told_of_no_other_version_than_asked,
    a_draft_is_tried_against_calls_that_were_made,
    what_is_long_ago_is_forgotten,
    what_changes_too_often_is_not_told_wrongly,
    routing_goes_back_to_a_version,
    what_no_call_meets_is_no_part_of_a_routing,
}

const NUMBER: u64 = 13_055_550_100;

/// A customer with one number, and the version that she has.
async fn tenant(house: &House) -> Customer {
    house.operator().stocks([block(NUMBER, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    alice.orders([did(NUMBER)]).await.expect("for sale");
    alice
}

/// The customer's version, once a second has passed.
async fn version(house: &House, who: &Customer) -> i64 {
    house.clock.pass(1);
    let list = who.does(RouteVersionList { before: None }).await.expect("her own");
    list.versions.first().expect("a version").version.number
}

fn object(kind: ObjectKind, id: ObjectId) -> Destination {
    Destination::object(kind, id.to_string())
}

async fn says(who: &Customer, place: ObjectPlace, body: impl Into<ObjectBody>) -> ObjectId {
    let set = ObjectSet { place, body: body.into(), list: None };
    who.does(set).await.expect("an object")
}

async fn rings(who: &Customer, at: Destination) {
    let change = SettingsChange { routing: Some(at), ..SettingsChange::default() };
    who.does(NumberSet { did: did(NUMBER), change, plan: None }).await.expect("a routing");
}

fn echo() -> Destination {
    Destination::System(SystemOption::Echo)
}

fn filter(routing: Destination) -> CallerIdFilter {
    CallerIdFilter {
        name: String::new(),
        caller: Caller::Anonymous,
        number: None,
        routing,
        failover_busy: Destination::None,
        failover_unreachable: Destination::None,
        failover_no_answer: Destination::None,
    }
}

async fn explained(who: &Customer, as_of: Option<AsOf>) -> Result<String, Refusal> {
    let explain = RouteExplain { as_of, ..RouteExplain::now(did(NUMBER), "") };
    Ok(who.does(explain).await?.text)
}

async fn told(who: &Customer, version: i64) -> String {
    explained(who, Some(AsOf::Version(version))).await.expect("a version that is known")
}

/// Whatever changes afterwards, a version is told as it was: settings, what objects say, objects that are gone, and
/// objects that were not there.
async fn an_earlier_version_is_told_as_it_was(house: Arc<House>) {
    let alice = tenant(&house).await;
    let ordered = version(&house, &alice).await;
    rings(&alice, echo()).await;
    let echoed = version(&house, &alice).await;
    let then = house.clock.now();
    house.clock.pass(60);
    let desk = says(&alice, ObjectPlace::New, Forwarding::to(did(13_055_552_222))).await;
    rings(&alice, object(ObjectKind::Forwarding, desk)).await;
    let forwarded = version(&house, &alice).await;
    says(&alice, ObjectPlace::At(desk), Forwarding::to(did(13_055_553_333))).await;
    let moved = version(&house, &alice).await;
    let caught = says(&alice, ObjectPlace::New, filter(echo())).await;
    let filtered = version(&house, &alice).await;
    alice.does(ObjectRemove::one(ObjectKind::CallerIdFilter, caught)).await.expect("hers");
    rings(&alice, Destination::None).await;
    alice.does(ObjectRemove::one(ObjectKind::Forwarding, desk)).await.expect("not named");

    for (version, wanted) in [
        (ordered, "the number has no routing"),
        (echoed, "play back what the caller says"),
        (forwarded, "ring +13055552222"),
        (moved, "ring +13055553333"),
        (filtered, "caller-ID filter"),
    ] {
        let text = told(&alice, version).await;
        assert!(text.contains(wanted), "at {version}: {text}");
    }
    let by_time = explained(&alice, Some(AsOf::Time(then))).await.expect("a time");
    assert!(by_time.contains("play back what the caller says"), "{by_time}");
    let now = explained(&alice, None).await.expect("her number");
    assert!(now.contains("the number has no routing") && !now.contains("filter"), "{now}");
    for unknown in [0, 1_000_000] {
        let refused = explained(&alice, Some(AsOf::Version(unknown))).await;
        assert_eq!(refused, Err(Refusal::RouteVersionUnknown { version: unknown }));
    }
    // None of it is her sub-accounts' to see: what numbers ring at is hers.
    let desk = house.sub_account(&alice, "desk").await;
    assert_eq!(explained(&desk, None).await, Err(Refusal::Forbidden));
}

/// A number's past belongs to whoever had it then.
async fn a_new_owner_sees_nothing_of_the_former(house: Arc<House>) {
    let alice = tenant(&house).await;
    rings(&alice, echo()).await;
    let hers = version(&house, &alice).await;
    let then = house.clock.now();
    house.clock.pass(1);
    alice.gives_back(did(NUMBER)).await.expect("hers");
    let not_owned = Refusal::NumberNotOwned { did: did(NUMBER) };
    assert_eq!(explained(&alice, None).await, Err(not_owned.clone()));
    house.clock.pass(91 * 24 * 60 * 60);
    while house.operator().sweeps().await.more {}
    house.operator().sweeps().await;
    let bob = house.customer("bob", 1000).await;
    bob.orders([did(NUMBER)]).await.expect("for sale again");
    let his = version(&house, &bob).await;
    let text = told(&bob, his).await;
    assert!(text.contains("the number has no routing"), "{text}");
    let before = explained(&bob, Some(AsOf::Time(then))).await;
    assert!(before.is_err(), "{before:?}");
    assert_eq!(explained(&alice, None).await, Err(not_owned));
    // By now hers is too long ago.
    let refused = explained(&alice, Some(AsOf::Version(hers))).await;
    assert_eq!(refused, Err(Refusal::RouteVersionUnknown { version: hers }));
}

async fn two_versions_are_compared(house: Arc<House>) {
    let alice = tenant(&house).await;
    rings(&alice, echo()).await;
    let from = version(&house, &alice).await;
    let desk = says(&alice, ObjectPlace::New, Forwarding::to(did(13_055_552_222))).await;
    rings(&alice, object(ObjectKind::Forwarding, desk)).await;
    let middle = version(&house, &alice).await;
    rings(&alice, echo()).await;
    let compare = |from, to: Option<i64>| RouteCompare {
        from: AsOf::Version(from),
        to: to.map(AsOf::Version),
    };
    let found = alice.does(compare(from, Some(middle))).await.expect("known");
    let parts: Vec<RoutePart> = found.changes.iter().map(|change| change.part).collect();
    let number = RoutePart::Number(did(NUMBER));
    assert_eq!(parts, [number, RoutePart::Object(ObjectKind::Forwarding, desk)]);
    let routing = |value: &Option<serde_json::Value>| {
        value.as_ref().and_then(|value| value["routing"].as_str().map(str::to_owned))
    };
    assert_eq!(routing(&found.changes[0].before), Some("sys:echo".to_owned()));
    assert_eq!(routing(&found.changes[0].after), Some(format!("fwd:{desk}")));
    assert_eq!(found.changes[1].before, None);
    // What is again as it was is no difference.
    let found = alice.does(compare(from, None)).await.expect("known");
    let parts: Vec<RoutePart> = found.changes.iter().map(|change| change.part).collect();
    assert_eq!(parts, [RoutePart::Object(ObjectKind::Forwarding, desk)]);
    // In the order in which the two are named.
    let turned = alice.does(compare(middle, Some(from))).await.expect("known");
    assert_eq!((turned.from.number, turned.to.number), (middle, from));
    assert_eq!(routing(&turned.changes[0].before), Some(format!("fwd:{desk}")));
    assert_eq!(turned.changes[1].after, None);
}

/// The operator asks about anybody's number: of a time at which nobody had it, and of one that was given back.
async fn the_operator_is_told_of_no_other_version_than_asked(house: Arc<House>) {
    let early = house.clock.now();
    house.clock.pass(60);
    let alice = tenant(&house).await;
    rings(&alice, echo()).await;
    let echoed = version(&house, &alice).await;
    let asks = async |as_of| {
        let explain = RouteExplain { as_of: Some(as_of), ..RouteExplain::now(did(NUMBER), "") };
        house.operator().does(explain).await.map(|explained| explained.text)
    };
    let unknown = Refusal::RouteVersionUnknown { version: 0 };
    assert_eq!(asks(AsOf::Time(early)).await, Err(unknown.clone()));
    // The call is placed when it is asked about, not when the version began.
    let then = house.clock.now().plus_seconds(30);
    house.clock.pass(60);
    let text = asks(AsOf::Time(then)).await.expect("her routing");
    assert!(text.contains(&format!(" at {then},")), "{text}");
    rings(&alice, Destination::None).await;
    alice.gives_back(did(NUMBER)).await.expect("hers");
    house.clock.pass(60);
    let text = asks(AsOf::Version(echoed)).await.expect("hers then");
    assert!(text.contains("play back what the caller says"), "{text}");
    assert_eq!(asks(AsOf::Time(early)).await, Err(unknown));
    // Going back says which numbers it passes over.
    let back = RouteRollBack { to: AsOf::Version(echoed), dry_run: true };
    let done = alice.does(back).await.expect("her routing");
    assert_eq!(done.passed_over, [RoutePart::Number(did(NUMBER))]);
}

async fn a_draft_is_tried_against_calls_that_were_made(house: Arc<House>) {
    let alice = tenant(&house).await;
    let desk = says(&alice, ObjectPlace::New, Forwarding::to(did(13_055_552_222))).await;
    rings(&alice, object(ObjectKind::Forwarding, desk)).await;
    house.clock.pass(60);
    for (call, other) in [("a", "12125550123"), ("b", "anonymous"), ("c", "anonymous")] {
        let record = answered(&house, call, other);
        house.operator().does(CallRecordPut { record }).await.expect("a call");
    }
    let (from, to) = (house.clock.now().plus_seconds(-3600), house.clock.now());
    let objects = vec![(ObjectId(1), filter(echo()).into())];
    let draft = RouteDraft { objects, ..RouteDraft::default() };
    let try_it = |draft| RouteTry { draft, as_of: None, from, to };
    let trial = alice.does(try_it(draft.clone())).await.expect("a draft");
    assert_eq!((trial.tried, trial.changed), (3, 2));
    assert!(trial.shown.iter().all(|tried| tried.record.other == "anonymous"), "{trial:?}");
    assert!(trial.shown[0].before[0].starts_with("ring +13055552222"), "{trial:?}");
    assert_eq!(trial.shown[0].after, ["play back what the caller says"]);
    // A draft changes nothing but what it is tried on.
    assert!(!explained(&alice, None).await.expect("hers").contains("filter"));
    let explain = RouteExplain { draft, ..RouteExplain::now(did(NUMBER), "") };
    let drafted = alice.does(explain).await.expect("a draft").text;
    assert!(drafted.contains("caller-ID filter 1 catches this caller"), "{drafted}");
    let numbers = vec![(did(NUMBER + 1), SettingsChange::default())];
    let anothers = RouteDraft { numbers, ..RouteDraft::default() };
    let refused = alice.does(try_it(anothers)).await;
    assert_eq!(refused, Err(Refusal::NumberNotOwned { did: did(NUMBER + 1) }));
}

fn answered(house: &House, call: &str, other: &str) -> CallRecord {
    let started = house.clock.now().plus_seconds(-30);
    CallRecord {
        switch: "edge".to_owned(),
        call: call.to_owned(),
        leg: String::new(),
        direction: CallDirection::Inbound,
        did: did(NUMBER),
        other: other.to_owned(),
        name: String::new(),
        answered_by: String::new(),
        started,
        answered: Some(started.plus_seconds(5)),
        ended: started.plus_seconds(20),
        cause: None,
        code: String::new(),
    }
}

async fn what_is_long_ago_is_forgotten(house: Arc<House>) {
    let alice = tenant(&house).await;
    rings(&alice, echo()).await;
    let first = version(&house, &alice).await;
    rings(&alice, Destination::None).await;
    house.clock.pass(PAST_SECONDS - 60);
    assert!(told(&alice, first).await.contains("play back"));
    house.clock.pass(120);
    house.operator().does(AttemptExpire).await.expect("a job");
    let refused = explained(&alice, Some(AsOf::Version(first))).await;
    assert_eq!(refused, Err(Refusal::RouteVersionUnknown { version: first }));
}

/// Of what changes very often the oldest is forgotten first, and what was forgotten is not guessed.
async fn what_changes_too_often_is_not_told_wrongly(house: Arc<House>) {
    let alice = tenant(&house).await;
    rings(&alice, echo()).await;
    let first = version(&house, &alice).await;
    for turn in 0..=tandem_engine::PASTS_EACH_MAX {
        let at = if turn % 2 == 0 { Destination::None } else { echo() };
        rings(&alice, at).await;
    }
    let last = version(&house, &alice).await;
    let refused = explained(&alice, Some(AsOf::Version(first))).await;
    assert_eq!(refused, Err(Refusal::RouteVersionUnknown { version: first }));
    assert!(told(&alice, last - 1).await.contains("play back"));
}

/// Whatever was changed, removed and made anew: one goes back to how it was, and from there forwards again.
async fn routing_goes_back_to_a_version(house: Arc<House>) {
    let alice = tenant(&house).await;
    let desk = says(&alice, ObjectPlace::New, named("desk", 13_055_552_222)).await;
    let home = says(&alice, ObjectPlace::New, named("home", 13_055_553_333)).await;
    rings(&alice, object(ObjectKind::Forwarding, desk)).await;
    let good = version(&house, &alice).await;
    rings(&alice, echo()).await;
    let echoed = version(&house, &alice).await;
    // They change names, in the way in which one must wait for the other.
    says(&alice, ObjectPlace::At(desk), named("gone", 13_055_554_444)).await;
    says(&alice, ObjectPlace::At(home), named("desk", 13_055_553_333)).await;
    alice.does(ObjectRemove::one(ObjectKind::Forwarding, desk)).await.expect("not named");
    let later = says(&alice, ObjectPlace::New, named("later", 13_055_555_555)).await;
    house.clock.pass(1);

    let back = |to, dry_run| RouteRollBack { to: AsOf::Version(to), dry_run };
    let forwarding = |id| RoutePart::Object(ObjectKind::Forwarding, id);
    let number = RoutePart::Number(did(NUMBER));
    for dry_run in [true, false] {
        let done = alice.does(back(good, dry_run)).await.expect("a version");
        let mut changed = done.changed.clone();
        changed.sort_unstable();
        let mut wanted = [number, forwarding(desk), forwarding(home)];
        wanted.sort_unstable();
        assert_eq!((changed, done.left), (wanted.to_vec(), vec![forwarding(later)]));
        let text = explained(&alice, None).await.expect("hers");
        let is_back = text.contains("ring +13055552222");
        assert_eq!(is_back, !dry_run, "{text}");
    }
    let same = RouteCompare { from: AsOf::Version(good), to: None };
    let found = alice.does(same).await.expect("known");
    assert_eq!(found.changes.len(), 1, "{found:?}");
    // It is a version like any other: one can go back from it, and to it.
    let done = alice.does(back(echoed, false)).await.expect("a version");
    assert_eq!((done.changed, done.left), (vec![number], vec![forwarding(later)]));
    assert!(explained(&alice, None).await.expect("hers").contains("play back"));
    // Nothing of it is done if some of it cannot be.
    let desk = ObjectPlace::At(desk);
    says(&alice, desk, named("away", 13_055_552_222)).await;
    says(&alice, ObjectPlace::New, named("desk", 13_055_556_666)).await;
    let before = version(&house, &alice).await;
    let refused = alice.does(back(good, false)).await;
    assert!(matches!(refused, Err(Refusal::ObjectTaken { .. })), "{refused:?}");
    assert_eq!(version(&house, &alice).await, before);
    let sub = house.sub_account(&alice, "desk").await;
    assert_eq!(sub.does(back(good, false)).await.map(|_| ()), Err(Refusal::Forbidden));
}

fn named(name: &str, number: u64) -> Forwarding {
    Forwarding { name: name.to_owned(), ..Forwarding::to(did(number)) }
}

/// Whoever goes back to an earlier routing does not call again somebody who asked for no calls since.
async fn what_no_call_meets_is_no_part_of_a_routing(house: Arc<House>) {
    let alice = tenant(&house).await;
    let desk = says(&alice, ObjectPlace::New, named("desk", 13_055_552_222)).await;
    let good = version(&house, &alice).await;
    let out = OptOut { number: did(13_055_553_333), since: house.clock.now() };
    says(&alice, ObjectPlace::New, out).await;
    says(&alice, ObjectPlace::At(desk), named("home", 13_055_552_222)).await;
    let list = alice.does(RouteVersionList { before: None }).await.expect("her own");
    let changed = list.versions.first().map(|version| version.changed.clone());
    assert_eq!(changed, Some(vec![format!("fwd:{desk}")]));
    let back = RouteRollBack { to: AsOf::Version(good), dry_run: false };
    let done = alice.does(back).await.expect("a version");
    assert_eq!(done.changed, [RoutePart::Object(ObjectKind::Forwarding, desk)]);
    assert_eq!(done.left, []);
    let kept = alice.does(ObjectList::all(ObjectKind::OptOut)).await.expect("her own");
    assert_eq!(kept.len(), 1);
}
