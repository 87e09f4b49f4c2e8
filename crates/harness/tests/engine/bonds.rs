//! What hangs on something else: agents on queues, groups on who is in them, conferences on profiles.

use std::collections::BTreeMap;
use std::sync::Arc;

use tandem_domain::{
    Body, Conference, ConferenceMember, Contact, Destination, HoldReport, JoinWhenEmpty, Language,
    ObjectBody, ObjectId, ObjectKind, ObjectUser, PhonebookEntry, PhonebookGroup, Queue, QueueExit,
    QueueMember, Refusal, RingStrategy, Role, SipUri,
};
use tandem_engine::{
    ObjectDelist, ObjectEnlist, ObjectList, ObjectPlace, ObjectRemove, ObjectSays, ObjectSet,
    PhonebookList,
};
use tandem_harness::shelf::did;
use tandem_harness::{Customer, House, on_both_databases};

on_both_databases! {
    a_queue_takes_its_agents_along,
    an_agent_belongs_to_one_queue,
    a_queue_keeps_what_it_fails_over_to,
    somebody_is_in_one_group_at_most,
    a_group_goes_on_without_who_goes,
    a_pin_tells_the_members_of_a_conference_apart,
    a_profile_goes_when_no_conference_names_it,
    what_is_anothers_is_listed_nowhere,
}

async fn makes(who: &Customer, body: impl Into<ObjectBody>) -> Result<ObjectId, Refusal> {
    makes_in(who, body, None).await
}

async fn makes_in(
    who: &Customer,
    body: impl Into<ObjectBody>,
    list: Option<ObjectId>,
) -> Result<ObjectId, Refusal> {
    who.does(ObjectSet { place: ObjectPlace::New, body: body.into(), list }).await
}

async fn shows<B: Body>(who: &Customer, id: ObjectId) -> B {
    let mut seen = who.does(ObjectList::one(B::KIND, id)).await.expect("theirs");
    match seen.remove(0).says {
        ObjectSays::Body(body) => B::of(body).expect("of this kind"),
        ObjectSays::Document(_) => panic!("it is a document"),
    }
}

fn unknown(kind: ObjectKind, id: ObjectId) -> Refusal {
    Refusal::ObjectUnknown { role: Role::Itself, kind, record: id.to_string() }
}

fn queue(name: &str, number: u32) -> Queue {
    Queue {
        name: name.to_owned(),
        number,
        language: Language::English,
        password: String::new(),
        caller_id_prefix: String::new(),
        join_announcement: None,
        agent_announcement: None,
        voice_announcement: None,
        weight: 1,
        report_hold_time: HoldReport::Never,
        member_delay_seconds: None,
        wait_seconds: None,
        callers: None,
        join_when_empty: JoinWhenEmpty::No,
        leave_when_empty: JoinWhenEmpty::No,
        strategy: RingStrategy::All,
        rings_busy: false,
        ring_seconds: 15,
        retry_seconds: None,
        rest_seconds: None,
        voice_every_seconds: None,
        place_every_seconds: None,
        round_seconds: None,
        announces_hold: HoldReport::Never,
        thanks: false,
        music: None,
        failover: BTreeMap::new(),
    }
}

fn agent(queue: ObjectId, login: &str) -> QueueMember {
    QueueMember { queue, name: "Jane".to_owned(), login: login.to_owned(), penalty: 0 }
}

fn person(name: &str, digits: u64) -> PhonebookEntry {
    PhonebookEntry {
        name: name.to_owned(),
        contact: Contact::Number(did(digits)),
        speed_dial: String::new(),
        caller_id: None,
        note: String::new(),
    }
}

fn people(name: &str, members: &[ObjectId]) -> PhonebookGroup {
    PhonebookGroup { name: name.to_owned(), members: members.to_vec() }
}

fn profile(name: &str, pin: &str) -> ConferenceMember {
    let (name, pin) = (name.to_owned(), pin.to_owned());
    ConferenceMember { name, pin, ..ConferenceMember::default() }
}

fn room(name: &str, members: &[ObjectId]) -> Conference {
    Conference {
        name: name.to_owned(),
        description: "a room".to_owned(),
        guests: 10,
        members: members.to_vec(),
        sounds: BTreeMap::new(),
        language: Language::English,
    }
}

const AGENT: ObjectKind = ObjectKind::QueueMember;
const ENTRY: ObjectKind = ObjectKind::PhonebookEntry;
const PROFILE: ObjectKind = ObjectKind::ConferenceMember;

async fn a_queue_takes_its_agents_along(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let sales = makes(&alice, queue("sales", 1)).await.expect("a queue");
    let support = makes(&alice, queue("support", 2)).await.expect("a queue");
    let first = makes(&alice, agent(sales, "alice")).await.expect("an agent");
    let second = makes(&alice, agent(support, "alice")).await.expect("an agent");
    let taken = makes(&alice, queue("more", 1)).await;
    assert!(matches!(taken, Err(Refusal::ObjectTaken { field, .. }) if field == "number"));
    alice.does(ObjectRemove::one(ObjectKind::Queue, sales)).await.expect("agents keep no queue");
    assert_eq!(alice.does(ObjectList::one(AGENT, first)).await, Err(unknown(AGENT, first)));
    assert_eq!(shows::<QueueMember>(&alice, second).await, agent(support, "alice"));
}

async fn an_agent_belongs_to_one_queue(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let sales = makes(&alice, queue("sales", 1)).await.expect("a queue");
    let support = makes(&alice, queue("support", 2)).await.expect("a queue");
    let jane = makes(&alice, agent(sales, "alice")).await.expect("an agent");
    let again = makes(&alice, agent(sales, "alice")).await;
    assert!(matches!(again, Err(Refusal::ObjectTaken { field, .. }) if field == "login"));
    let of = |queue| ObjectList { of: Some(queue), ..ObjectList::all(AGENT) };
    assert_eq!(alice.does(of(sales)).await.expect("hers").len(), 1);
    assert!(alice.does(of(support)).await.expect("hers").is_empty());
    let nobodys = ObjectId(1);
    assert_eq!(alice.does(of(nobodys)).await, Err(unknown(ObjectKind::Queue, nobodys)));
    let remove = |queue| ObjectRemove { of: Some(queue), ..ObjectRemove::one(AGENT, jane) };
    assert_eq!(alice.does(remove(support)).await, Err(unknown(AGENT, jane)));
    alice.does(remove(sales)).await.expect("hers");
}

async fn a_queue_keeps_what_it_fails_over_to(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let support = makes(&alice, queue("support", 2)).await.expect("a queue");
    let to = Destination::object(ObjectKind::Queue, support.to_string());
    let failover = BTreeMap::from([(QueueExit::Full, to)]);
    let sales = Queue { failover, ..queue("sales", 1) };
    let sales = makes(&alice, sales).await.expect("a queue");
    let kind = ObjectKind::Queue;
    let by = vec![ObjectUser::Object(kind, sales)].into();
    let removed = alice.does(ObjectRemove::one(kind, support)).await;
    assert_eq!(removed, Err(Refusal::ObjectInUse { kind, id: support, by }));
}

async fn somebody_is_in_one_group_at_most(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let work = makes(&alice, people("work", &[])).await.expect("a group");
    let club = makes(&alice, people("club", &[])).await.expect("a group");
    let jane = person("Jane", 13055551000);
    let jane = makes_in(&alice, jane, Some(work)).await.expect("somebody");
    let groups = |seen: Vec<tandem_engine::PhonebookView>| {
        seen.into_iter().map(|view| view.group).collect::<Vec<_>>()
    };
    let seen = alice.does(PhonebookList::default()).await.expect("a phonebook");
    assert_eq!(groups(seen), [Some((work, "work".to_owned()))]);
    let enlist = ObjectEnlist { kind: ENTRY, id: jane, list: club };
    alice.does(enlist.clone()).await.expect("she goes over");
    assert!(matches!(alice.does(enlist).await, Err(Refusal::ObjectTaken { .. })));
    let by_group = PhonebookList { group: Some(club), ..PhonebookList::default() };
    let seen = alice.does(by_group).await.expect("a phonebook");
    assert_eq!(groups(seen), [Some((club, "club".to_owned()))]);
    assert!(shows::<PhonebookGroup>(&alice, work).await.members.is_empty());
    // Whoever lists her again takes nobody from another group unasked.
    let both = makes(&alice, people("both", &[jane])).await;
    assert!(matches!(both, Err(Refusal::ObjectTaken { field, .. }) if field == "members"));
}

async fn a_group_goes_on_without_who_goes(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let uri = "jane@example.com".to_owned();
    let uri = SipUri::at(uri);
    let uri = makes(&alice, uri).await.expect("an address");
    let jane = PhonebookEntry { contact: Contact::SipUri(uri), ..person("Jane", 13055551000) };
    let jane = makes(&alice, jane).await.expect("somebody");
    let jack = makes(&alice, person("Jack", 13055551001)).await.expect("somebody");
    let work = makes(&alice, people("work", &[jane, jack])).await.expect("a group");
    let kind = ObjectKind::SipUri;
    let by = vec![ObjectUser::Object(ENTRY, jane)].into();
    let removed = alice.does(ObjectRemove::one(kind, uri)).await;
    assert_eq!(removed, Err(Refusal::ObjectInUse { kind, id: uri, by }));
    alice.does(ObjectRemove::one(ENTRY, jane)).await.expect("a group keeps nobody");
    assert_eq!(shows::<PhonebookGroup>(&alice, work).await.members, [jack]);
    alice.does(ObjectRemove::one(kind, uri)).await.expect("nobody is there any more");
    alice.does(ObjectRemove::one(ObjectKind::PhonebookGroup, work)).await.expect("hers");
    assert_eq!(shows::<PhonebookEntry>(&alice, jack).await, person("Jack", 13055551001));
}

async fn a_pin_tells_the_members_of_a_conference_apart(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let weekly = makes(&alice, room("weekly", &[])).await.expect("a room");
    let jane = makes_in(&alice, profile("jane", "1234"), Some(weekly)).await.expect("a profile");
    let same = makes_in(&alice, profile("jack", "1234"), Some(weekly)).await;
    assert!(matches!(same, Err(Refusal::ObjectTaken { field, .. }) if field == "pin"));
    assert_eq!(alice.does(ObjectList::all(PROFILE)).await.expect("hers").len(), 1);
    let jack = makes(&alice, profile("jack", "1234")).await.expect("in no room yet");
    let open = makes_in(&alice, profile("open", ""), Some(weekly)).await.expect("one without");
    let second = makes_in(&alice, profile("wide", ""), Some(weekly)).await;
    assert!(matches!(second, Err(Refusal::ObjectInvalid { field, .. }) if field == "pins"));
    let both = makes(&alice, room("both", &[jane, jack])).await;
    assert!(matches!(both, Err(Refusal::ObjectTaken { field, .. }) if field == "pin"));
    // Who is in a room cannot take another's PIN there later.
    let body = profile("open", "1234").into();
    let set = ObjectSet { place: ObjectPlace::At(open), body, list: None };
    assert!(matches!(alice.does(set).await, Err(Refusal::ObjectTaken { .. })));
    assert_eq!(shows::<ConferenceMember>(&alice, open).await, profile("open", ""));
}

async fn a_profile_goes_when_no_conference_names_it(house: Arc<House>) {
    let alice = house.customer("alice", 0).await;
    let jane = makes(&alice, profile("jane", "1234")).await.expect("a profile");
    let jack = makes(&alice, profile("jack", "4321")).await.expect("a profile");
    let weekly = makes(&alice, room("weekly", &[jane, jack])).await.expect("a room");
    let yearly = makes(&alice, room("yearly", &[jane])).await.expect("a room");
    let delist = ObjectDelist { kind: PROFILE, id: jane, list: Some(yearly) };
    alice.does(delist.clone()).await.expect("she is in it");
    let again = alice.does(delist).await;
    assert!(matches!(again, Err(Refusal::ReferenceUnknown { .. })));
    let by = vec![ObjectUser::Object(ObjectKind::Conference, weekly)].into();
    let in_use = Err(Refusal::ObjectInUse { kind: PROFILE, id: jane, by });
    assert_eq!(alice.does(ObjectRemove::one(PROFILE, jane)).await, in_use);
    assert_eq!(shows::<Conference>(&alice, weekly).await.members, [jane, jack]);
    let out_of_all = ObjectDelist { kind: PROFILE, id: jane, list: None };
    alice.does(out_of_all).await.expect("she is in one more");
    alice.does(ObjectRemove::one(PROFILE, jane)).await.expect("no room names her");
    assert_eq!(shows::<Conference>(&alice, weekly).await.members, [jack]);
    alice.does(ObjectRemove::one(ObjectKind::Conference, weekly)).await.expect("hers");
    assert_eq!(shows::<ConferenceMember>(&alice, jack).await, profile("jack", "4321"));
}

async fn what_is_anothers_is_listed_nowhere(house: Arc<House>) {
    let (alice, bob) = (house.customer("alice", 0).await, house.customer("bob", 0).await);
    let jane = makes(&alice, person("Jane", 13055551000)).await.expect("somebody");
    let work = makes(&alice, people("work", &[])).await.expect("a group");
    let mine = makes(&bob, people("work", &[])).await.expect("a group");
    let enlist = |list| ObjectEnlist { kind: ENTRY, id: jane, list };
    assert_eq!(bob.does(enlist(mine)).await, Err(unknown(ENTRY, jane)));
    let group = ObjectKind::PhonebookGroup;
    assert_eq!(alice.does(enlist(mine)).await, Err(unknown(group, mine)));
    assert!(bob.does(PhonebookList::default()).await.expect("empty").is_empty());
    let listed = makes(&bob, people("stolen", &[jane])).await;
    assert!(matches!(listed, Err(Refusal::ReferenceUnknown { .. })));
    alice.does(enlist(work)).await.expect("hers");
}
