//! What holds of every configuration, however it came about.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::{
    Action, Address, BookOtherwise, Drawing, Next, NumberOtherwise, Otherwise, When,
};
use super::fixture::{Book, OWNER, call, called, did};
use super::{decide, explain};
use crate::object::{
    CallFlow, CallHunting, Callback, Caller, CallerIdFilter, Choice, Conference, ConferenceMember,
    FLOW_STEPS_MAX, FlowMember, FlowStep, Forwarding, HUNT_PLACES, HuntOrder, Ivr, Music,
    ObjectBody, Queue, QueueExit, QueueMember, RingGroup, RingMember, Schedule, SipUri,
    TimeCondition, VoicemailSetup, Weekday, Window,
};
use crate::{
    Destination, Language, NumberSettings, NumberState, ObjectId, SystemOption, Telephone,
};

/// Few enough ids that objects often name each other, themselves, and what is not there.
const IDS: i64 = 4;

fn destination() -> impl Strategy<Value = Destination> {
    let kinds = [
        "fwd",
        "vm",
        "sip",
        "grp",
        "ivr",
        "recording",
        "queue",
        "cb",
        "tc",
        "disa",
        "hunt",
        "conf",
        "callflow",
    ];
    let named = (prop::sample::select(kinds.to_vec()), 0..IDS)
        .prop_map(|(kind, id)| Destination::parse(&format!("{kind}:{id}")).expect("a destination"));
    let login = prop::sample::select(vec!["100001", "100001_VoIP", "100001_Away", "x"])
        .prop_map(|login| Destination::parse(&format!("account:{login}")).expect("a login"));
    let system = prop::sample::select(SystemOption::WORDS.map(|(option, _)| option).to_vec());
    prop_oneof![
        8 => named,
        2 => login,
        1 => system.prop_map(Destination::System),
        2 => Just(Destination::None),
    ]
}

fn number() -> impl Strategy<Value = u64> {
    prop::sample::select(vec![
        15_551_234_567,
        15_551_230_000,
        15_551_230_001,
        13_055_550_199,
        442_071_234_567,
        19_115_551_234,
    ])
}

fn body() -> impl Strategy<Value = ObjectBody> {
    let forwarding = number().prop_map(|digits| Forwarding::to(did(digits)).into());
    let host = prop::sample::select(vec!["sip.example.com", "carrier.example.com", "192.0.2.1"]);
    let address =
        (number(), host).prop_map(|(digits, host)| SipUri::at(format!("{digits}@{host}")).into());
    let member = (destination(), 0_u32..70, any::<bool>())
        .prop_map(|(to, seconds, press_one)| RingMember { to, seconds, press_one });
    let group = (prop::collection::vec(member, 0..4), prop::option::of(0..IDS)).prop_map(
        |(members, voicemail)| {
            let voicemail = voicemail.map(ObjectId);
            let name = String::new();
            let language = Language::default();
            RingGroup { name, members, voicemail, announcement: None, music: None, language }.into()
        },
    );
    let choice = ("[0-9*#]{1,2}", destination()).prop_map(|(keys, to)| Choice { keys, to });
    let menu =
        (prop::collection::vec(choice, 0..5), any::<bool>()).prop_map(|(choices, mailbox)| {
            let voicemail = if mailbox { VoicemailSetup::Account } else { VoicemailSetup::None };
            Ivr {
                name: String::new(),
                recording: ObjectId(1),
                timeout_seconds: 5,
                language: Language::default(),
                voicemail,
                choices,
            }
            .into()
        });
    let mailbox = Just(crate::object::Voicemail::default().into());
    prop_oneof![2 => forwarding, 1 => address, 3 => group, 4 => menu, 1 => mailbox, 6 => other()]
}

/// The kinds that decide, wait, meet and call back.
fn other() -> impl Strategy<Value = ObjectBody> {
    let member = (destination(), 1_u32..70, any::<bool>())
        .prop_map(|(to, seconds, press_one)| RingMember { to, seconds, press_one });
    let hunt =
        (prop::collection::vec(member, 0..9), any::<bool>()).prop_map(|(members, random)| {
            let order = if random { HuntOrder::Random } else { HuntOrder::Follow };
            let (name, music) = (String::new(), Music::default());
            let language = Language::default();
            CallHunting { name, members, order, music, announcement: None, language }.into()
        });
    let window = (0_u32..1440).prop_map(|from_minute| Window {
        from_day: Weekday::Saturday,
        to_day: Weekday::Monday,
        from_minute,
        to_minute: 1440,
    });
    let clock = (window, destination(), destination()).prop_map(|(window, matched, otherwise)| {
        let schedule = Schedule { zone: "Europe/Berlin".to_owned(), windows: vec![window] };
        TimeCondition { name: String::new(), schedule, matched, otherwise }.into()
    });
    let exit = prop::sample::select(vec![
        QueueExit::Timeout,
        QueueExit::Full,
        QueueExit::JoinEmpty,
        QueueExit::LeaveEmpty,
        QueueExit::JoinUnavailable,
        QueueExit::LeaveUnavailable,
    ]);
    let queue = prop::collection::btree_map(exit, destination(), 0..6)
        .prop_map(|failover| Queue { failover, ..super::tests::waiting(&[]) }.into());
    let login = prop::sample::select(vec!["100001", "100001_Away", "x"]);
    let agent = (login, 0..IDS).prop_map(|(login, queue)| {
        let (queue, name) = (ObjectId(queue), String::new());
        QueueMember { queue, name, login: login.to_owned(), penalty: 0 }.into()
    });
    let room = prop::collection::vec((0..IDS).prop_map(ObjectId), 0..3).prop_map(|members| {
        let (name, description, sounds) = (String::new(), String::new(), BTreeMap::new());
        Conference { name, description, guests: 5, members, sounds, language: Language::default() }
            .into()
    });
    let callback = number().prop_map(|digits| {
        let (name, number) = (String::new(), did(digits));
        let (delay_seconds, response_seconds, digit_seconds) = (1, 20, 5);
        let caller_id = Some(did(digits));
        Callback { name, number, delay_seconds, response_seconds, digit_seconds, caller_id }.into()
    });
    prop_oneof![
        3 => hunt,
        4 => flow(),
        3 => clock,
        3 => queue,
        2 => agent,
        1 => room,
        1 => Just(ConferenceMember::default().into()),
        1 => callback,
        4 => filter(),
    ]
}

fn flow() -> impl Strategy<Value = ObjectBody> {
    let member = prop_oneof![
        number().prop_map(|digits| FlowMember::Telephone(Telephone::Number(did(digits)))),
        Just(FlowMember::Telephone(Telephone::Address("{e164}@192.0.2.9".to_owned()))),
        destination().prop_map(FlowMember::Named),
    ];
    let step = (prop::collection::vec(member, 0..3), prop::option::of(0_u32..70))
        .prop_map(|(ring, seconds)| FlowStep { ring, seconds });
    (prop::collection::vec(step, 0..4), destination())
        .prop_map(|(steps, then)| CallFlow { name: String::new(), steps, then }.into())
}

fn filter() -> impl Strategy<Value = ObjectBody> {
    let caller = prop_oneof![
        number().prop_map(|digits| Caller::Number(did(digits))),
        Just(Caller::Number(did(13_055_550_100))),
        Just(Caller::Phonebook),
        (0..IDS).prop_map(|id| Caller::PhonebookGroup(ObjectId(id))),
        Just(Caller::Anonymous),
    ];
    let of = prop::option::of(number().prop_map(did));
    let failovers = (destination(), destination(), destination());
    (caller, of, destination(), failovers).prop_map(|(caller, number, routing, failovers)| {
        let (failover_busy, failover_unreachable, failover_no_answer) = failovers;
        let name = String::new();
        CallerIdFilter {
            name,
            caller,
            number,
            routing,
            failover_busy,
            failover_unreachable,
            failover_no_answer,
        }
        .into()
    })
}

fn settings() -> impl Strategy<Value = NumberSettings> {
    let routings = (prop::option::of(destination()), destination(), destination(), destination());
    (routings, prop::option::of(0..IDS), 0_u32..120).prop_map(
        |(
            (routing, failover_busy, failover_unreachable, failover_no_answer),
            mailbox,
            dial_seconds,
        )| {
            NumberSettings {
                routing,
                failover_busy,
                failover_unreachable,
                failover_no_answer,
                voicemail: mailbox.map(|id| id.to_string()).unwrap_or_default(),
                dial_seconds,
                ..NumberSettings::default()
            }
        },
    )
}

fn book() -> impl Strategy<Value = Book> {
    let objects = prop::collection::vec((0..IDS, body()), 0..24);
    let numbers = (settings(), settings(), settings());
    (numbers, objects).prop_map(|((first, second, third), objects)| {
        let mut book = Book::with(first);
        for (digits, settings) in [(15_551_230_000, second), (15_551_230_001, third)] {
            book.numbers.insert(did(digits), (OWNER, NumberState::Active, settings));
        }
        for (id, body) in objects {
            book.objects.insert((body.kind(), ObjectId(id)), body);
        }
        book
    })
}

fn is_xml(text: &str) -> bool {
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

/// What must be otherwise in one configuration for it to be the other.
fn difference(from: &Book, to: &Book) -> Otherwise {
    let mut otherwise = Otherwise::default();
    for (number, (_, state, settings)) in &to.numbers {
        let (state, settings) = (*state, settings.clone().into());
        otherwise.numbers.insert(*number, Some(NumberOtherwise { state, settings }));
    }
    for key in from.objects.keys().chain(to.objects.keys()) {
        if from.objects.get(key) != to.objects.get(key) {
            otherwise.objects.insert(*key, to.objects.get(key).cloned());
        }
    }
    otherwise
}

proptest! {
    /// A configuration told as its differences from another one routes as it does by itself.
    #[test]
    fn what_is_otherwise_is_all_that_differs(from in book(), to in book()) {
        let otherwise = difference(&from, &to);
        let told = BookOtherwise::new(&from, OWNER, &otherwise);
        prop_assert_eq!(explain(&call(), &told), explain(&call(), &to));
    }

    #[test]
    fn any_configuration_yields_a_plan_that_ends_and_says_why(book in book()) {
        let plan = decide(&call(), &book);
        prop_assert_eq!(plan.check(), Ok(()));
        let told = explain(&call(), &book);
        prop_assert_eq!(&told.plan, &plan);
        let text = told.to_string();
        for (id, step) in plan.numbered() {
            let begins = format!("\n{} ", id.0);
            prop_assert!(text.contains(&begins), "step {} is not named:\n{}", id.0, text);
            let because = format!("because {}\n", step.because);
            prop_assert!(text.contains(&because), "{} is not said:\n{}", because, text);
        }
        let drawn = Drawing(&told).to_string();
        prop_assert_eq!(drawn.matches("<rect class=\"box\"").count(), plan.steps.len());
        prop_assert!(is_xml(&drawn), "{}", drawn);
        // Twice the same, since nothing else is asked.
        prop_assert_eq!(decide(&call(), &book), plan);
    }

    /// However a call comes out, step after step, it comes to an end before long, and on its way the
    /// number's failovers have one turn each.
    #[test]
    fn any_call_ends(book in book(), ways in prop::collection::vec(any::<prop::sample::Index>(), 64)) {
        let plan = decide(&call(), &book);
        let mut at = plan.first();
        let mut rung = 0;
        let mut ways = ways.iter();
        while let Some(step) = at {
            rung += usize::from(matches!(step.action, Action::Dial(_)));
            let mut open: Vec<When> = step.action.ways().to_vec();
            open.extend(step.exits.iter().map(|exit| exit.when));
            let Some((way, false)) = ways.next().map(|way| (way, open.is_empty())) else { break };
            at = match step.next(*way.get(&open)) {
                Next::Step(next) => plan.step(next),
                // A caller who comes back could go on for ever; the switch counts.
                Next::Again(_) | Next::End(_) => None,
            };
        }
        prop_assert!(at.is_none_or(|step| step.action.ways().is_empty()));
        // The number's own destination and three failovers: each at most one flow after the other, and a hunt.
        let each = IDS.unsigned_abs() as usize * FLOW_STEPS_MAX + HUNT_PLACES;
        prop_assert!(rung <= 4 * each, "{rung} dials in one call");
    }

    #[test]
    fn nobody_is_forwarded_to_an_emergency_service_or_abroad(book in book()) {
        for step in decide(&call(), &book).steps {
            if let Action::CallBack { number, .. } = step.action {
                prop_assert!(number != called());
                prop_assert!(number.nanp().is_some());
            }
            let Action::Dial(dial) = step.action else { continue };
            for leg in dial.legs {
                match leg.to {
                    Address::Number { number, on_net } => {
                        prop_assert!(number != called());
                        prop_assert!(on_net || number.nanp().is_some());
                    }
                    // Whoever is called at the carrier's is called by number.
                    Address::Uri { uri } => prop_assert!(!uri.contains("@carrier"), "{}", uri),
                    Address::Login { .. } => {}
                }
            }
        }
    }
}
