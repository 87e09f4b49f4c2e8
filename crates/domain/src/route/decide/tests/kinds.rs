//! Where calls go by the kinds that decide, play and listen.

use super::super::super::{Action, Ending, Next, RoutePlan, StepId, When};
use super::super::fixture::{Book, OWNER, call, called, did, rings, to};
use super::super::{decide, explain};
use super::{only_leg, outline};
use crate::object::{
    Attestation, CallFlow, CallHunting, Callback, Caller, CallerIdFilter, Conference,
    ConferenceMember, Contact, Disa, FlowMember, FlowStep, HoldReport, HuntOrder, JoinWhenEmpty,
    Language, Music, PhonebookEntry, PhonebookGroup, Queue, QueueExit, QueueMember, RingMember,
    RingStrategy, Schedule, Sequence, TimeCondition, Weekday, Window,
};
use crate::{Destination, NumberSettings, ObjectId, ObjectKind, Telephone, Timestamp};

pub(super) fn filter(caller: Caller, routing: &str) -> CallerIdFilter {
    CallerIdFilter {
        name: String::new(),
        caller,
        number: None,
        routing: to(routing),
        failover_busy: Destination::None,
        failover_unreachable: Destination::None,
        failover_no_answer: Destination::None,
    }
}

fn in_phonebook(name: &str, number: u64) -> PhonebookEntry {
    PhonebookEntry {
        name: name.to_owned(),
        contact: Contact::Number(did(number)),
        speed_dial: String::new(),
        caller_id: None,
        note: String::new(),
    }
}

#[test]
fn the_filter_that_says_most_precisely_whom_it_is_for_takes_the_call() {
    let jane = did(13_055_550_100);
    let mut book = Book::with(rings("account:100001"));
    book.add(900, in_phonebook("Jane", 13_055_550_100));
    book.add(901, PhonebookGroup { name: "friends".to_owned(), members: vec![ObjectId(900)] });
    // From the least precise to the most: each takes the call from the one before.
    let full = Caller::Attested(Attestation::Full);
    let filters = [
        (1, CallerIdFilter { number: Some(called()), ..filter(full, "sip:5096") }, "sip:desk"),
        (2, filter(Caller::Phonebook, "vm:101"), "mailbox 101"),
        (3, filter(Caller::PhonebookGroup(ObjectId(901)), "vm:102"), "mailbox 102"),
        (4, filter(Caller::Number(jane), "sys:echo"), "echo"),
        (
            5,
            CallerIdFilter { number: Some(called()), ..filter(Caller::Number(jane), "sys:busy") },
            "end",
        ),
    ];
    // None of these is for her, or for this number.
    book.add(10, filter(Caller::Anonymous, "sys:hangup"));
    book.add(11, filter(Caller::Foreign, "sys:hangup"));
    book.add(12, filter(Caller::Attested(Attestation::Gateway), "sys:hangup"));
    book.add(13, filter(Caller::Number(did(13_055_550_101)), "sys:hangup"));
    book.add(14, filter(Caller::PhonebookGroup(ObjectId(999)), "sys:hangup"));
    let elsewhere = Some(did(15_551_230_000));
    book.add(
        15,
        CallerIdFilter { number: elsewhere, ..filter(Caller::Number(jane), "sys:hangup") },
    );
    let mut attested = call();
    attested.attested = Some(Attestation::Full);
    assert!(outline(&decide(&attested, &book))[0].starts_with("100001 /"));
    for (id, filter, outlined) in filters {
        book.add(id, filter);
        let found = outline(&decide(&attested, &book));
        assert!(found[0].starts_with(outlined), "filter {id}: {found:?}");
    }
    let told = explain(&attested, &book).to_string();
    assert!(
        told.contains("* caller-ID filter 5 catches this caller and leads to sys:busy"),
        "{told}"
    );
    assert!(!told.contains("caller-ID filter 15"), "it is for another number: {told}");
}

#[test]
fn who_shows_no_number_and_who_shows_a_foreign_one_are_filtered() {
    let mut book = Book::with(rings("account:100001"));
    book.add(1, filter(Caller::Anonymous, "sys:busy"));
    book.add(2, filter(Caller::Foreign, "vm:101"));
    let from = |number: Option<u64>, written: &'static str| {
        let mut call = call();
        call.from.number = number.and_then(tandem_numbering::Did::new);
        call.from.written = written.into();
        call
    };
    let first = |call| outline(&decide(&call, &book))[0].clone();
    assert_eq!(first(from(None, "Anonymous")), "end busy");
    assert_eq!(first(from(None, "")), "end busy");
    assert_eq!(first(from(Some(442_071_234_567), "+442071234567")), "mailbox 101");
    assert!(first(from(Some(13_055_550_100), "3055550100")).starts_with("100001 /"));
    let told = explain(&call(), &book).to_string();
    assert!(told.contains("- caller-ID filter 1 is for callers who show no number"), "{told}");
}

#[test]
fn a_filter_has_failovers_of_its_own() {
    let mut book = Book::with(NumberSettings {
        failover_busy: to("sip:5096"),
        failover_no_answer: to("sip:5096"),
        voicemail: "101".to_owned(),
        ..rings("account:100001")
    });
    let failover_busy = to("vm:102");
    let caller = Caller::Number(did(13_055_550_100));
    book.add(1, CallerIdFilter { failover_busy, ..filter(caller, "fwd:1026") });
    assert_eq!(
        outline(&book.plan()),
        ["+13055550199 / 1 / 2 / 3", "mailbox 102", "mailbox 101", "mailbox 101"]
    );
    assert!(book.explained().contains("the failover of caller-ID filter 1 for that is vm:102"));
}

#[test]
fn the_phonebook_knows_the_callers_name() {
    let settings = NumberSettings { cnam: true, ..rings("account:100001") };
    let mut book = Book::with(settings);
    let mut unnamed = call();
    unnamed.from.name = "".into();
    assert!(decide(&unnamed, &book).look_up_name);
    book.add(900, in_phonebook("Jane from next door", 13_055_550_100));
    assert!(!decide(&unnamed, &book).look_up_name);
    assert_eq!(only_leg(&book).shown.name, "Jane from next door");
    assert!(only_leg(&book).shown.changed);
}

fn office(matched: &str, otherwise: &str) -> TimeCondition {
    let (from_day, to_day) = (Weekday::Monday, Weekday::Friday);
    TimeCondition {
        name: "office".to_owned(),
        schedule: Schedule {
            zone: "America/New_York".to_owned(),
            windows: vec![Window { from_day, to_day, from_minute: 9 * 60, to_minute: 17 * 60 }],
        },
        matched: to(matched),
        otherwise: to(otherwise),
    }
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect(text)
}

#[test]
fn the_clock_of_the_owner_decides() {
    let mut book = Book::with(rings("tc:1830"));
    book.add(1830, office("account:100001", "vm:101"));
    for (time, outlined) in [
        ("2026-01-02T13:59:59Z", "mailbox 101"),
        ("2026-01-02T14:00:00Z", "100001 /"),
        ("2026-07-03T13:00:00Z", "100001 /"),
        ("2026-01-03T15:00:00Z", "mailbox 101"),
    ] {
        let call = crate::route::Call { at: at(time), ..call() };
        assert!(outline(&decide(&call, &book))[0].starts_with(outlined), "{time}");
    }
    let told = book.explained();
    let why = "Sun 2025-11-30 03:00 (America/New_York) is outside the hours of time condition 1830 (office)";
    assert!(told.contains(&format!("* {why}: it leads to vm:101")), "{told}");
    assert!(
        told.contains("- at other times time condition 1830 leads to account:100001"),
        "{told}"
    );
    // Conditions that lead to each other are not followed round.
    book.add(1830, office("tc:1831", "tc:1831"));
    book.add(1831, office("tc:1830", "tc:1830"));
    assert_eq!(outline(&book.plan()), ["end loop"]);
}

#[test]
fn a_key_leads_back_to_a_menu_by_way_of_the_clock() {
    let mut book = Book::with(rings("ivr:1"));
    book.add_menu(1, &[("9", "tc:1830")]);
    book.add(1830, office("vm:101", "ivr:1"));
    let plan = book.plan();
    assert_eq!(plan.steps.len(), 1);
    assert_eq!(plan.steps[0].exits[0].next, Next::Again(StepId::FIRST));
}

fn hunt(order: HuntOrder) -> CallHunting {
    let member = |text: &str, seconds, press_one| RingMember { to: to(text), seconds, press_one };
    CallHunting {
        name: "hunt".to_owned(),
        members: vec![
            member("account:100001", 20, false),
            member("none:", 20, false),
            member("account:100001_Away", 20, false),
            member("fwd:1026", 15, true),
            member("sip:5096", 10, false),
        ],
        order,
        music: Music::Jazz,
        announcement: Some(ObjectId(7567)),
        language: Language::English,
    }
}

#[test]
fn a_hunt_rings_one_after_the_other_whatever_the_cause() {
    let settings = NumberSettings { voicemail: "101".to_owned(), ..rings("hunt:323") };
    let mut book = Book::with(settings);
    book.add(323, hunt(HuntOrder::Follow));
    let plan = book.plan();
    assert_eq!(
        outline(&plan),
        [
            "100001 / 1 / 1 / 1",
            "+13055550199 / 2 / 2 / 2",
            "sip:desk@198.51.100.7:5080 / 3 / 4 / 5",
            "mailbox 101",
            "mailbox 101",
            "mailbox 101"
        ]
    );
    let dials = plan.steps.iter().filter_map(|step| match &step.action {
        Action::Dial(dial) => {
            Some((dial.ring_seconds(), dial.legs[0].press_one, dial.announcement.is_some()))
        }
        _ => None,
    });
    assert_eq!(
        dials.collect::<Vec<_>>(),
        [(20, false, true), (15, true, false), (10, false, false)]
    );
    assert_eq!(
        plan.steps[1].because.to_string(),
        "nobody took the call so far, and member 4 of call hunt 323 is next"
    );
    assert!(book.explained().contains("member 3, account:100001_Away: no telephone is registered"));
}

#[test]
fn a_hunt_in_any_order_rings_everybody_once_and_the_same_all_through_a_call() {
    let mut book = Book::with(rings("hunt:323"));
    book.add(323, hunt(HuntOrder::Random));
    let mut firsts = std::collections::BTreeSet::new();
    for chance in 0..64 {
        let call = crate::route::Call { chance, ..call() };
        let plan = decide(&call, &book);
        assert_eq!(plan, decide(&call, &book));
        let mut rung: Vec<_> = outline(&plan).iter().map(|step| step.chars().next()).collect();
        firsts.insert(rung[0]);
        rung.sort_unstable();
        assert_eq!(rung, [Some('+'), Some('1'), Some('s')]);
    }
    assert_eq!(firsts.len(), 3);
}

/// A queue with these ways out.
pub(in super::super) fn waiting(failover: &[(QueueExit, &str)]) -> Queue {
    Queue {
        name: "support".to_owned(),
        number: 1,
        language: Language::French,
        password: "secret".to_owned(),
        caller_id_prefix: "SUP".to_owned(),
        join_announcement: Some(ObjectId(7567)),
        agent_announcement: None,
        voice_announcement: None,
        weight: 1,
        report_hold_time: HoldReport::Never,
        member_delay_seconds: None,
        wait_seconds: Some(300),
        callers: Some(10),
        join_when_empty: JoinWhenEmpty::No,
        leave_when_empty: JoinWhenEmpty::Strict,
        strategy: RingStrategy::RoundRobin,
        rings_busy: false,
        ring_seconds: 15,
        retry_seconds: None,
        rest_seconds: None,
        voice_every_seconds: None,
        place_every_seconds: None,
        round_seconds: None,
        announces_hold: HoldReport::Never,
        thanks: false,
        music: Some(Music::Jazz),
        failover: failover.iter().map(|(exit, destination)| (*exit, to(destination))).collect(),
    }
}

fn agent(login: &str, penalty: u32) -> QueueMember {
    let (queue, name) = (ObjectId(4764), login.to_owned());
    QueueMember { queue, name, login: login.to_owned(), penalty }
}

fn follows(plan: &RoutePlan, when: When) -> String {
    match plan.steps[0].next(when) {
        Next::Step(step) => outline(plan)[usize::from(step.0)].clone(),
        other => format!("{other:?}"),
    }
}

#[test]
fn callers_wait_for_agents_and_leave_by_their_ways() {
    let mut book =
        Book::with(NumberSettings { caller_id_prefix: "MIA".to_owned(), ..rings("queue:4764") });
    let ways = [
        (QueueExit::Timeout, "vm:101"),
        (QueueExit::Full, "sys:busy"),
        (QueueExit::JoinEmpty, "vm:101"),
        (QueueExit::LeaveEmpty, "queue:4764"),
        (QueueExit::JoinUnavailable, "none:"),
    ];
    book.add(4764, waiting(&ways));
    book.add(1, agent("100001", 0));
    book.add(2, agent("100001_Away", 0));
    book.add(3, agent("100001_VoIP", 5));
    book.add(4, QueueMember { queue: ObjectId(1), ..agent("100001", 0) });
    let plan = book.plan();
    let Action::Queue(queue) = &plan.steps[0].action else { panic!("{plan:?}") };
    let agents: Vec<_> = queue.agents.iter().map(|agent| (&*agent.name, agent.penalty)).collect();
    assert_eq!(agents, [("100001", 0), ("100001_VoIP", 5)]);
    assert_eq!(queue.agents[0].leg.shown.name, "SUP Jane");
    assert_eq!(queue.settings.password, "");
    assert_eq!(follows(&plan, When::TimedOut), "mailbox 101");
    assert_eq!(plan.steps[0].next(When::JoinEmpty), plan.steps[0].next(When::TimedOut));
    assert_eq!(follows(&plan, When::Full), "end busy");
    assert_eq!(follows(&plan, When::LeaveEmpty), "end loop");
    assert_eq!(plan.steps[0].next(When::JoinUnavailable), Next::End(Ending::Unreachable));
    assert_eq!(plan.steps[0].next(When::LeaveUnavailable), Next::End(Ending::Unreachable));
    let told = book.explained();
    for said in [
        "wait up to 300 s in queue 4764 for one of 2 agents",
        "agent 100001_Away: no telephone is registered as 100001_Away at the moment",
        "queue 4764 let the caller go: the caller had waited long enough, or no agent was logged in",
    ] {
        assert!(told.contains(said), "{said}:\n{told}");
    }
}

#[test]
fn a_conference_lets_in_whom_it_names() {
    let mut book = Book::with(rings("conf:737"));
    let room = |members: &[i64]| Conference {
        name: "board".to_owned(),
        description: String::new(),
        guests: 10,
        members: members.iter().map(|id| ObjectId(*id)).collect(),
        sounds: Default::default(),
        language: Language::English,
    };
    book.add(30, ConferenceMember { pin: "1234".to_owned(), ..ConferenceMember::default() });
    book.add(737, room(&[30, 31]));
    let plan = book.plan();
    let Action::Conference(conference) = &plan.steps[0].action else { panic!("{plan:?}") };
    assert_eq!((conference.room().as_str(), conference.guests.len()), ("737", 1));
    assert!(conference.asks_for_pin());
    assert!(book.explained().contains("guest:31 is not there, or no more"));
    // Nobody of those it names is left: it is not open to everybody for that.
    book.add(737, room(&[31]));
    assert_eq!(outline(&book.plan()), ["end unreachable"]);
    book.add(737, room(&[]));
    let plan = book.plan();
    assert!(matches!(&plan.steps[0].action, Action::Conference(open) if !open.asks_for_pin()));
}

#[test]
fn a_second_dial_tone_shows_a_number_of_the_accounts_own() {
    let mut book = Book::with(rings("disa:2114"));
    let disa = |caller_id: Option<u64>| Disa {
        name: "out".to_owned(),
        pin: "0042".to_owned(),
        digit_seconds: 5,
        caller_id: caller_id.map(did),
        language: Language::Spanish,
    };
    for (caller_id, expected) in [
        (None, called()),
        (Some(13_055_550_111), called()),
        (Some(15_551_230_000), did(15_551_230_000)),
    ] {
        book.put(did(15_551_230_000), rings("sys:echo"));
        book.add(2114, disa(caller_id));
        let plan = book.plan();
        let Action::Disa { shown, pin, .. } = &plan.steps[0].action else { panic!("{plan:?}") };
        assert_eq!((shown, pin.as_str()), (&expected.e164(), "0042"));
    }
}

#[test]
fn nobody_is_called_back_abroad_or_at_an_emergency_service() {
    let mut book = Book::with(NumberSettings { voicemail: "101".to_owned(), ..rings("cb:2359") });
    let callback = |number| Callback {
        name: "back".to_owned(),
        number: did(number),
        delay_seconds: 10,
        response_seconds: 20,
        digit_seconds: 5,
        caller_id: None,
    };
    book.add(2359, callback(13_055_550_199));
    assert_eq!(outline(&book.plan()), ["call_back"]);
    for digits in [442_071_234_567, 15_551_234_567] {
        book.add(2359, callback(digits));
        assert_eq!(outline(&book.plan()), ["mailbox 101"], "{digits}");
    }
    assert!(book.explained().contains("has been on the way already"));
}

#[test]
fn what_is_no_place_is_not_gone_to() {
    let mut book = Book::with(rings("sys:echo"));
    book.add(900, in_phonebook("Jane", 13_055_550_100));
    book.add(5, Sequence { name: "s".to_owned(), steps: vec![] });
    for (kind, id) in [(ObjectKind::PhonebookEntry, "900"), (ObjectKind::Sequence, "5")] {
        let routing = Some(Destination::object(kind, id));
        book.put(called(), NumberSettings { routing, ..NumberSettings::default() });
        assert_eq!(outline(&book.plan()), ["end unreachable"], "{kind:?}");
        assert!(book.explained().contains("to which no call can go"), "{kind:?}");
    }
    assert_eq!(book.plan().account, Some(OWNER));
}

#[test]
fn a_call_flow_rings_step_by_step_and_then_leads_on() {
    let mut book =
        Book::with(NumberSettings { failover_busy: to("sys:busy"), ..rings("callflow:7") });
    let address = |text: &str| Telephone::Address(text.to_owned());
    let pbx = FlowStep::one(address("{e164}@192.0.2.7:5080"), Some(20));
    let backup = FlowStep::one(address("{national}@192.0.2.8"), None);
    let nobody = FlowStep { ring: vec![FlowMember::Named(to("fwd:9"))], seconds: None };
    let both = FlowStep {
        ring: vec![
            FlowMember::Named(to("account:100001")),
            FlowMember::Telephone(Telephone::Number(did(13_055_550_177))),
        ],
        seconds: None,
    };
    let name = "PBX 1".to_owned();
    let steps = vec![pbx, nobody, backup, both];
    let flow = CallFlow { name, steps, then: Destination::None };
    book.add(7, flow.clone());
    assert_eq!(
        outline(&book.plan()),
        [
            "sip:15551234567@192.0.2.7:5080 / 1 / 1 / 1",
            "sip:5551234567@192.0.2.8 / 2 / 2 / 2",
            "100001 + +13055550177 / 3 / no_answer / unreachable",
            "end busy",
        ]
    );
    // With a mailbox behind it the number's own failovers are not asked.
    book.add(7, CallFlow { then: to("vm:101"), ..flow });
    assert_eq!(outline(&book.plan())[2..], ["100001 + +13055550177 / 3 / 3 / 3", "mailbox 101"]);
    let told = book.explained();
    assert!(told.contains("call flow 7: nobody took the call so far: step 3"), "{told}");
    assert!(told.contains("step 2 of call flow 7: fwd:9 is not there, or no more"), "{told}");
}

#[test]
fn a_call_flow_that_rings_nobody_leads_on_or_goes_by_the_number() {
    let mut book = Book::with(rings("callflow:7"));
    book.add(7, CallFlow { then: to("callflow:8"), ..CallFlow::default() });
    book.add(8, CallFlow { then: to("fwd:1026"), ..CallFlow::default() });
    assert_eq!(outline(&book.plan()), ["+13055550199 / busy / no_answer / unreachable"]);
    book.add(8, CallFlow { then: to("callflow:7"), ..CallFlow::default() });
    assert_eq!(outline(&book.plan()), ["end loop"]);
    book.add(8, CallFlow::default());
    assert_eq!(outline(&book.plan()), ["end unreachable"]);
}
