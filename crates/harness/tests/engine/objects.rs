//! What numbers ring at is made, named, kept while it is named, and removed.

use std::sync::Arc;

use tandem_domain::{
    Caller, CallerIdFilter, Destination, Forwarding, Language, NumberSettings, ObjectBody,
    ObjectId, ObjectKind, ObjectUser, Refusal, RingGroup, RingMember, Role, Schedule,
    TimeCondition, Weekday, Window,
};
use tandem_engine::{
    ObjectList, ObjectPlace, ObjectPut, ObjectRemove, ObjectSays, ObjectSet, RecordingSet,
};
use tandem_harness::shelf::{block, did, miami, sound};
use tandem_harness::{Customer, House, on_both_databases, order};

on_both_databases! {
    an_object_is_made_changed_and_removed,
    what_is_anothers_does_not_exist,
    what_is_named_stays,
    objects_may_name_each_other_in_a_ring,
    nothing_sends_every_call_back_to_itself,
    who_names_an_object_is_counted,
    only_one_has_a_name,
    a_caller_id_is_ones_own_number,
    a_filter_may_go_on_naming_its_number,
    a_number_that_is_back_rings_where_there_still_is_something,
    what_the_operator_puts_is_checked_too,
    an_object_is_the_customers_and_not_its_accounts,
}

const KIND: ObjectKind = ObjectKind::Forwarding;
const NINE_TO_FIVE: Window = Window {
    from_day: Weekday::Monday,
    to_day: Weekday::Friday,
    from_minute: 9 * 60,
    to_minute: 17 * 60,
};

fn forwarding(name: &str, digits: u64) -> Forwarding {
    Forwarding { name: name.to_owned(), ..Forwarding::to(did(digits)) }
}

fn group(name: &str, members: &[ObjectId]) -> RingGroup {
    let to = |id: &ObjectId| Destination::object(KIND, id.to_string());
    let member = |id| RingMember { to: to(id), seconds: 20, press_one: false };
    RingGroup {
        name: name.to_owned(),
        members: members.iter().map(member).collect(),
        voicemail: None,
        announcement: None,
        music: None,
        language: Language::English,
    }
}

async fn makes(who: &Customer, body: impl Into<ObjectBody>) -> Result<ObjectId, Refusal> {
    who.does(ObjectSet { place: ObjectPlace::New, body: body.into(), list: None }).await
}

async fn changes(
    who: &Customer,
    id: ObjectId,
    body: impl Into<ObjectBody>,
) -> Result<ObjectId, Refusal> {
    who.does(ObjectSet { place: ObjectPlace::At(id), body: body.into(), list: None }).await
}

async fn removes(who: &Customer, kind: ObjectKind, id: ObjectId) -> Result<(), Refusal> {
    who.does(ObjectRemove::one(kind, id)).await
}

fn unknown(kind: ObjectKind, id: ObjectId) -> Refusal {
    Refusal::ObjectUnknown { role: Role::Itself, kind, record: id.to_string() }
}

async fn an_object_is_made_changed_and_removed(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let id = makes(&alice, forwarding("desk", 13055551000)).await.expect("a forwarding");
    let seen = alice.does(ObjectList::one(KIND, id)).await.expect("hers");
    assert_eq!(seen[0].says, ObjectSays::Body(forwarding("desk", 13055551000).into()));
    let before = seen[0].version;
    changes(&alice, id, forwarding("mobile", 13055551001)).await.expect("hers");
    let seen = alice.does(ObjectList::all(KIND)).await.expect("a list");
    assert_eq!((seen.len(), seen[0].name.as_str(), seen[0].version), (1, "mobile", before + 1));
    // What it was called and where it went is free again.
    makes(&alice, forwarding("desk", 13055551000)).await.expect("another");
    removes(&alice, KIND, id).await.expect("nobody names it");
    assert_eq!(removes(&alice, KIND, id).await, Err(unknown(KIND, id)));
    assert_eq!(alice.does(ObjectList::one(KIND, id)).await, Err(unknown(KIND, id)));
    let emergency = makes(&alice, forwarding("help", 19115551234)).await;
    assert!(matches!(emergency, Err(Refusal::ObjectInvalid { field, .. }) if field == "number"));
}

async fn what_is_anothers_does_not_exist(house: Arc<House>) {
    let (alice, bob) = (house.customer("alice", 0).await, house.customer("bob", 0).await);
    let id = makes(&alice, forwarding("desk", 13055551000)).await.expect("a forwarding");
    assert!(bob.does(ObjectList::all(KIND)).await.expect("a list").is_empty());
    assert_eq!(bob.does(ObjectList::one(KIND, id)).await, Err(unknown(KIND, id)));
    let changed = changes(&bob, id, forwarding("mine", 13055551001)).await;
    assert_eq!(changed, Err(unknown(KIND, id)));
    assert_eq!(removes(&bob, KIND, id).await, Err(unknown(KIND, id)));
    let named = makes(&bob, group("all", &[id])).await;
    let (of, field, record) = (ObjectKind::RingGroup, "members".to_owned(), id.to_string());
    assert_eq!(named, Err(Refusal::ReferenceUnknown { of, field, kind: KIND, record }));
    // The same names are no matter between customers.
    makes(&bob, forwarding("desk", 13055551000)).await.expect("his own");
}

async fn what_is_named_stays(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let desk = makes(&alice, forwarding("desk", 13055551000)).await.expect("a forwarding");
    let mobile = makes(&alice, forwarding("mobile", 13055551001)).await.expect("a forwarding");
    let all = makes(&alice, group("all", &[desk, mobile])).await.expect("a group");
    let mut wanted = order([did(13055550100)]);
    let rings = Destination::object(KIND, desk.to_string());
    // Named twice by the same number is named once.
    wanted.settings = NumberSettings {
        routing: Some(rings.clone()),
        failover_busy: rings,
        ..NumberSettings::default()
    };
    alice.does(wanted).await.expect("for sale");

    let in_use = |id, by: Vec<_>| Err(Refusal::ObjectInUse { kind: KIND, id, by: by.into() });
    let number = ObjectUser::Number(did(13055550100));
    let by_all = ObjectUser::Object(ObjectKind::RingGroup, all);
    assert_eq!(removes(&alice, KIND, desk).await, in_use(desk, vec![number, by_all]));
    assert_eq!(removes(&alice, KIND, mobile).await, in_use(mobile, vec![by_all]));
    changes(&alice, all, group("all", &[desk])).await.expect("hers");
    removes(&alice, KIND, mobile).await.expect("nobody names it any more");
    removes(&alice, ObjectKind::RingGroup, all).await.expect("nobody names it");
    assert_eq!(removes(&alice, KIND, desk).await, in_use(desk, vec![number]));
    alice.gives_back(did(13055550100)).await.expect("hers");
    removes(&alice, KIND, desk).await.expect("the number is gone");
}

async fn objects_may_name_each_other_in_a_ring(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let (name, file) = (Some("hello".to_owned()), Some(sound(0)));
    let recording = alice.does(RecordingSet { id: None, name, file }).await.expect("a recording");
    let menu = |name: &str, to: Option<ObjectId>| {
        let to =
            to.map_or(Destination::None, |id| Destination::object(ObjectKind::Ivr, id.to_string()));
        tandem_domain::Ivr {
            name: name.to_owned(),
            recording,
            timeout_seconds: 5,
            language: Language::English,
            voicemail: tandem_domain::VoicemailSetup::None,
            choices: vec![tandem_domain::Choice { keys: "1".to_owned(), to }],
        }
    };
    let first = makes(&alice, menu("first", None)).await.expect("a menu");
    let second = makes(&alice, menu("second", Some(first))).await.expect("a menu");
    changes(&alice, first, menu("first", Some(second))).await.expect("round it goes");
    let by = vec![ObjectUser::Object(ObjectKind::Ivr, first)].into();
    let in_use = Refusal::ObjectInUse { kind: ObjectKind::Ivr, id: second, by };
    assert_eq!(removes(&alice, ObjectKind::Ivr, second).await, Err(in_use));
    // That it names itself keeps nothing.
    changes(&alice, first, menu("first", Some(first))).await.expect("hers");
    removes(&alice, ObjectKind::Ivr, second).await.expect("nobody names it");
    removes(&alice, ObjectKind::Ivr, first).await.expect("only it names itself");
}

/// A menu that leads back to itself is heard again. By the clock, a call would go round for ever.
async fn nothing_sends_every_call_back_to_itself(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let to = |kind, id: ObjectId| Destination::object(kind, id.to_string());
    let clock = |matched: Destination| TimeCondition {
        name: "office".to_owned(),
        schedule: Schedule { zone: "America/Toronto".to_owned(), windows: vec![NINE_TO_FIVE] },
        matched,
        otherwise: Destination::None,
    };
    let kind = ObjectKind::TimeCondition;
    let office = makes(&alice, clock(Destination::None)).await.expect("a time condition");
    let round = changes(&alice, office, clock(to(kind, office))).await;
    let Err(Refusal::ObjectInvalid { field, why, .. }) = round else { panic!("{round:?}") };
    assert_eq!((&*field, &*why), ("matched", "must not lead back to the same time condition"));
    let second = makes(&alice, clock(to(kind, office))).await;
    assert!(matches!(second, Err(Refusal::ObjectTaken { value, .. }) if value == "office"));
    let late = TimeCondition { name: "Late".to_owned(), ..clock(to(kind, office)) };
    makes(&alice, late.clone()).await.expect("it leads to another");
    let again = TimeCondition { name: "LATE".to_owned(), ..late };
    let taken = makes(&alice, again).await;
    assert!(matches!(taken, Err(Refusal::ObjectTaken { value, .. }) if value == "LATE"));
}

async fn who_names_an_object_is_counted(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let desk = makes(&alice, forwarding("desk", 13055551000)).await.expect("a forwarding");
    let mut groups = Vec::new();
    for nth in 0..8 {
        groups.push(makes(&alice, group(&format!("g{nth}"), &[desk])).await.expect("a group"));
    }
    let in_use = removes(&alice, KIND, desk).await;
    let Err(Refusal::ObjectInUse { by, .. }) = in_use else { panic!("{in_use:?}") };
    assert_eq!((by.named.len(), by.more), (5, 3));
    assert!(by.to_string().ends_with(" and 3 more"), "{by}");
    for freed in &groups[..3] {
        removes(&alice, ObjectKind::RingGroup, *freed).await.expect("nobody names it");
    }
    let in_use = removes(&alice, KIND, desk).await;
    let Err(Refusal::ObjectInUse { by, .. }) = in_use else { panic!("{in_use:?}") };
    assert_eq!((by.named.len(), by.more), (5, 0));
}

async fn only_one_has_a_name(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let desk = makes(&alice, forwarding("desk", 13055551000)).await.expect("a forwarding");
    let taken = |field: &str, value: &str| {
        let (field, value) = (field.to_owned(), value.to_owned());
        Err(Refusal::ObjectTaken { kind: KIND, field, value })
    };
    let same = makes(&alice, forwarding("Desk", 13055551001)).await;
    assert_eq!(same, taken("name", "Desk"));
    let same = makes(&alice, forwarding("mobile", 13055551000)).await;
    assert_eq!(same, taken("number", "13055551000"));
    let other = makes(&alice, forwarding("mobile", 13055551001)).await.expect("another");
    assert_eq!(
        changes(&alice, other, forwarding("DESK", 13055551001)).await,
        taken("name", "DESK")
    );
    changes(&alice, desk, forwarding("DESK", 13055551000)).await.expect("its own name");
    // A group is of another kind.
    makes(&alice, group("desk", &[desk])).await.expect("a group");
}

async fn a_caller_id_is_ones_own_number(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 2, miami())]).await;
    let (alice, bob) = (house.customer("alice", 1000).await, house.customer("bob", 1000).await);
    bob.orders([did(13055550101)]).await.expect("for sale");
    let showing =
        |digits| Forwarding { caller_id: Some(did(digits)), ..forwarding("desk", 13055551000) };
    for digits in [13055550100, 13055550101, 13055559999] {
        let refused = Err(Refusal::CallerIdNotOwned { did: did(digits) });
        assert_eq!(makes(&alice, showing(digits)).await, refused);
    }
    alice.orders([did(13055550100)]).await.expect("for sale");
    let desk = makes(&alice, showing(13055550100)).await.expect("her own number");
    // Giving the number back is not refused for that: what may be shown is looked at with each call. The
    // object may go on naming it, and no other may begin to.
    alice.gives_back(did(13055550100)).await.expect("hers");
    changes(&alice, desk, showing(13055550100)).await.expect("as it is");
    let other = Forwarding { name: "mobile".to_owned(), ..showing(13055550100) };
    let other = Forwarding { digits: "7".to_owned(), ..other };
    let refused = Err(Refusal::CallerIdNotOwned { did: did(13055550100) });
    assert_eq!(makes(&alice, other).await, refused);
}

async fn a_filter_may_go_on_naming_its_number(house: Arc<House>) {
    let alice = house.customer("alice", 1000).await;
    let filter = |note: &str| CallerIdFilter {
        name: note.to_owned(),
        caller: Caller::Anonymous,
        number: Some(did(13055550100)),
        routing: Destination::None,
        failover_busy: Destination::None,
        failover_unreachable: Destination::None,
        failover_no_answer: Destination::None,
    };
    let refused = makes(&alice, filter("night")).await;
    assert_eq!(refused, Err(Refusal::NumberNotOwned { did: did(13055550100) }));
    // It moved in before its number did.
    let doc = ObjectBody::from(filter("night")).to_doc().expect("a document");
    let put = ObjectPut {
        account: alice.root,
        kind: ObjectKind::CallerIdFilter,
        id: None,
        name: "night".to_owned(),
        doc: doc.parse().expect("a document"),
    };
    let id = house.operator().does(put).await.expect("the operator's word").id;
    changes(&alice, id, filter("day")).await.expect("it is about the same number");
}

async fn a_number_that_is_back_rings_where_there_still_is_something(house: Arc<House>) {
    house.operator().stocks([block(13055550100, 1, miami())]).await;
    let alice = house.customer("alice", 1000).await;
    let desk = makes(&alice, forwarding("desk", 13055551000)).await.expect("a forwarding");
    let mobile = makes(&alice, forwarding("mobile", 13055551001)).await.expect("a forwarding");
    let mut wanted = order([did(13055550100)]);
    wanted.settings.routing = Some(Destination::object(KIND, desk.to_string()));
    wanted.settings.failover_busy = Destination::object(KIND, mobile.to_string());
    alice.does(wanted).await.expect("for sale");
    alice.gives_back(did(13055550100)).await.expect("hers");
    removes(&alice, KIND, desk).await.expect("nobody names it");
    alice.restores(did(13055550100)).await.expect("in time");
    let settings = &alice.numbers().await[0].settings;
    assert_eq!(settings.routing, Some(Destination::None), "the account's default");
    assert_eq!(settings.failover_busy, Destination::object(KIND, mobile.to_string()));
    let by = vec![ObjectUser::Number(did(13055550100))].into();
    let in_use = Err(Refusal::ObjectInUse { kind: KIND, id: mobile, by });
    assert_eq!(removes(&alice, KIND, mobile).await, in_use);
}

async fn what_the_operator_puts_is_checked_too(house: Arc<House>) {
    let (alice, bob) = (house.customer("alice", 0).await, house.customer("bob", 0).await);
    let put = |who: &Customer, id, doc: &str| ObjectPut {
        account: who.root,
        kind: KIND,
        id: Some(ObjectId(id)),
        name: "desk".to_owned(),
        doc: doc.parse().expect("a document"),
    };
    let sound = r#"{"number":13055551000,"caller_id":13055559999}"#;
    // When a customer moves in, its numbers come last.
    let made = house.operator().does(put(&alice, 7, sound)).await.expect("a forwarding");
    let again = house.operator().does(put(&alice, 7, sound)).await.expect("the same again");
    assert!(made.changed && !again.changed, "what says all of it already is left alone");
    let unreadable = house.operator().does(put(&alice, 8, r#"{"nummer":1}"#)).await;
    assert!(matches!(unreadable, Err(Refusal::ObjectInvalid { field, .. }) if field == "doc"));
    let taken = house.operator().does(put(&alice, 8, sound)).await;
    assert!(matches!(taken, Err(Refusal::ObjectTaken { .. })));
    let theirs = house.operator().does(put(&bob, 7, sound)).await;
    assert_eq!(theirs, Err(unknown(KIND, ObjectId(7))));
    changes(&alice, ObjectId(7), forwarding("mobile", 13055551000)).await.expect("hers now");
}

async fn an_object_is_the_customers_and_not_its_accounts(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let sub = house.sub_account(&alice, "alice_desk").await;
    assert_eq!(makes(&sub, forwarding("desk", 13055551000)).await, Err(Refusal::Forbidden));
    let id = makes(&alice, forwarding("desk", 13055551000)).await.expect("a forwarding");
    assert_eq!(removes(&sub, KIND, id).await, Err(Refusal::Forbidden));
    assert_eq!(sub.does(ObjectList::all(KIND)).await.expect("what it rings at").len(), 1);
}
