//! What the demo's callers wait in, meet in and are found in: queues, conferences, hunts, sequences and the
//! phonebook.

use std::collections::BTreeMap;

use tandem_domain::{
    CallHunting, Conference, ConferenceMember, Contact, Destination, HoldReport, HuntOrder,
    JoinWhenEmpty, Language, Music, ObjectBody, ObjectId, ObjectKind, PhonebookEntry,
    PhonebookGroup, Queue, QueueExit, QueueMember, RingMember, RingStrategy,
    SILENCE_MILLIS_DEFAULT, Sequence, ShownAs, Step, TALKING_THRESHOLD_DEFAULT,
};

use super::objects::number;
use super::people::Person;

/// Later ones name earlier ones.
pub(super) fn bodies(person: &Person) -> Vec<(i64, ObjectBody)> {
    let mut all = queues(person);
    all.extend(agents(person));
    all.extend(phonebook(person));
    all.extend(hunts(person));
    all.extend(conferences(person));
    let steps =
        vec![Step::Play(ObjectId(person.object_base + 7567)), Step::Keys("1234".to_owned())];
    all.push((5356, Sequence { name: "Night line".to_owned(), steps }.into()));
    all
}

fn queues(person: &Person) -> Vec<(i64, ObjectBody)> {
    let to = |kind, id: i64| Destination::object(kind, (person.object_base + id).to_string());
    let failover = BTreeMap::from([
        (QueueExit::Timeout, to(ObjectKind::Forwarding, 19999)),
        (QueueExit::Full, to(ObjectKind::Voicemail, 149_601)),
        (QueueExit::JoinEmpty, to(ObjectKind::Forwarding, 15555)),
    ]);
    let call_centre = Queue {
        name: "call_center5".to_owned(),
        number: 6,
        language: Language::English,
        password: String::new(),
        caller_id_prefix: String::new(),
        join_announcement: None,
        agent_announcement: None,
        voice_announcement: None,
        weight: 1,
        report_hold_time: HoldReport::Always,
        member_delay_seconds: Some(10),
        wait_seconds: Some(60),
        callers: Some(10),
        join_when_empty: JoinWhenEmpty::No,
        leave_when_empty: JoinWhenEmpty::Yes,
        strategy: RingStrategy::RoundRobin,
        rings_busy: true,
        ring_seconds: 5,
        retry_seconds: Some(5),
        rest_seconds: Some(20),
        voice_every_seconds: None,
        place_every_seconds: None,
        round_seconds: None,
        announces_hold: HoldReport::Always,
        thanks: true,
        music: Some(Music::Jazz),
        failover,
    };
    let plain = |name: &str, number| {
        let (name, failover) = (name.to_owned(), BTreeMap::new());
        Queue { name, number, failover, ..call_centre.clone() }.into()
    };
    vec![
        (3008, call_centre.clone().into()),
        (4764, plain("support", 7)),
        (4136, plain("sales", 8)),
        (27183, plain("billing", 9)),
        (32208, plain("orders", 10)),
        (13183, plain("old queue", 11)),
    ]
}

fn agents(person: &Person) -> Vec<(i64, ObjectBody)> {
    let agent = |id, queue: i64, name: &str, login: &str| {
        let (queue, name) = (ObjectId(person.object_base + queue), name.to_owned());
        (id, QueueMember { queue, name, login: login.to_owned(), penalty: 0 }.into())
    };
    vec![
        agent(163, 4136, "as", person.agent),
        agent(1918, 27183, "Jane", person.main),
        agent(619, 32208, "John", person.main),
    ]
}

fn phonebook(person: &Person) -> Vec<(i64, ObjectBody)> {
    let entry = |id, name: &str, national, speed_dial: &str| {
        let contact = Contact::Number(number(national)?);
        let (name, speed_dial) = (name.to_owned(), speed_dial.to_owned());
        Some((
            id,
            PhonebookEntry { name, contact, speed_dial, caller_id: None, note: String::new() },
        ))
    };
    let jane = entry(32207, "Jane Smith", 5_553_334_444, "*7501").map(|(id, plain)| {
        let shown = number(5_552_223_333);
        let caller_id = shown.map(|number| ShownAs { name: String::new(), number });
        (id, PhonebookEntry { caller_id, note: "Janes Mobile".to_owned(), ..plain })
    });
    let old = entry(19183, "Old friend", 5_553_339_183, "");
    let group = |id, name: &str, members: &[i64]| {
        let members = members.iter().map(|id| ObjectId(person.object_base + id)).collect();
        (id, PhonebookGroup { name: name.to_owned(), members }.into())
    };
    let people = [jane, old].into_iter().flatten().map(|(id, body)| (id, body.into()));
    people.chain([group(3220, "Work", &[32207]), group(32207, "Club", &[])]).collect()
}

fn hunts(person: &Person) -> Vec<(i64, ObjectBody)> {
    let place = |to| RingMember { to, seconds: 20, press_one: true };
    let mut members = vec![place(Destination::object(ObjectKind::Account, person.main))];
    members.resize(tandem_domain::HUNT_PLACES, place(Destination::None));
    let hunt = |name: &str| CallHunting {
        name: name.to_owned(),
        members: members.clone(),
        order: HuntOrder::Follow,
        music: Music::Default,
        announcement: None,
        language: Language::English,
    };
    let all = [(13, "test"), (235, "sales"), (323, "old hunt")];
    all.map(|(id, name)| (id, hunt(name).into())).into()
}

fn conferences(person: &Person) -> Vec<(i64, ObjectBody)> {
    let profile = |id, name: &str, pin: &str| {
        let profile = ConferenceMember {
            name: name.to_owned(),
            description: "testing description".to_owned(),
            pin: pin.to_owned(),
            hears_alone: true,
            music: Some(Music::Jazz),
            drops_silence: true,
            talking_threshold: TALKING_THRESHOLD_DEFAULT,
            silence_millis: SILENCE_MILLIS_DEFAULT,
            detects_talking: true,
            has_jitter_buffer: true,
            ..ConferenceMember::default()
        };
        (id, profile.into())
    };
    let room = |id, name: &str, members: &[i64]| {
        let members = members.iter().map(|id| ObjectId(person.object_base + id)).collect();
        let (name, description) = (name.to_owned(), "testing conference".to_owned());
        let (guests, sounds, language) = (10, BTreeMap::new(), Language::English);
        (id, Conference { name, description, guests, members, sounds, language }.into())
    };
    vec![
        profile(1599, "testing", "1234"),
        profile(30, "leader", "3030"),
        profile(31, "speaker", "3131"),
        profile(32, "listener", "3232"),
        profile(6547, "guest", "6547"),
        profile(101, "visitor", "1010"),
        profile(737, "old profile", "7373"),
        room(1599, "testing", &[30, 31, 32]),
        room(234, "weekly", &[30]),
        room(3829, "monthly", &[30, 101]),
        room(5356, "yearly", &[]),
        room(737, "old conference", &[]),
    ]
}
