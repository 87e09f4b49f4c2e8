//! What holds of every configuration, however it came about.

use proptest::prelude::*;

use super::super::{Action, Next, When};
use super::fixture::{Book, OWNER, call, called, did};
use super::{decide, explain};
use crate::object::{Choice, Forwarding, Ivr, ObjectBody, RingGroup, RingMember, VoicemailSetup};
use crate::{Destination, Language, NumberSettings, NumberState, ObjectId, SystemOption};

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
    prop_oneof![2 => forwarding, 3 => group, 4 => menu, 1 => mailbox]
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
    let objects = prop::collection::vec((0..IDS, body()), 0..14);
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

proptest! {
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
            rung += u32::from(matches!(step.action, Action::Dial(_)));
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
        prop_assert!(rung <= 4, "{rung} dials in one call");
    }

    #[test]
    fn nobody_is_forwarded_to_an_emergency_service_or_abroad(book in book()) {
        for step in decide(&call(), &book).steps {
            let Action::Dial(dial) = step.action else { continue };
            for leg in dial.legs {
                if let super::super::Address::Number { number, on_net } = leg.to {
                    prop_assert!(number != called());
                    prop_assert!(on_net || number.nanp().is_some());
                }
            }
        }
    }
}
