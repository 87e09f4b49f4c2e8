//! Plans for tests.

use tandem_domain::route::{
    Action, Address, Agent, CALL_SECONDS_MAX, Cause, Channels, Conference, Dial, Ending, Exit,
    Keep, Keys, Leg, Menu, Next, Queue, Reason, Right, RoutePlan, Shown, Sound, Step, StepId, When,
};
use tandem_domain::{AccountId, ConferenceMember, ConferenceSound, Language, ObjectId};
use tandem_numbering::Did;

use crate::Site;

pub(crate) fn site() -> Site {
    Site {
        domain: "sip.tandem.example".to_owned(),
        carrier: Some("carrier".to_owned()),
        media: None,
    }
}

pub(crate) fn did(digits: u64) -> Did {
    Did::new(digits).expect("a number")
}

pub(crate) fn shown() -> Shown {
    Shown {
        number: "+13055550100".to_owned(),
        name: "MIA Jane".to_owned(),
        changed: true,
        right: Right::Passed,
        diversion: Some(did(15_551_234_567)),
    }
}

pub(crate) fn leg(to: Address, ring_seconds: u32) -> Leg {
    Leg::new(to, ring_seconds, shown())
}

pub(crate) fn uri(uri: &str) -> Address {
    Address::Uri { uri: uri.to_owned() }
}

pub(crate) fn login(login: &str) -> Address {
    Address::Login { login: login.to_owned(), contacts: vec![] }
}

pub(crate) fn step(action: Action, exits: &[(When, Next)]) -> Step {
    let exits = exits.iter().map(|(when, next)| Exit { when: *when, next: *next }).collect();
    Step { action, because: Reason::NoRouting, exits }
}

pub(crate) fn plan(steps: Vec<Step>) -> RoutePlan {
    let plan = RoutePlan {
        to: did(15_551_234_567),
        account: Some(AccountId(7)),
        version: 42,
        steps,
        max_seconds: CALL_SECONDS_MAX,
        channels: Some(Channels { most: 2 }),
        look_up_name: false,
        pop: String::new(),
        keep: Keep { seconds: 600, any_caller: true },
    };
    assert_eq!(plan.check(), Ok(()));
    plan
}

const fn to(step: u16) -> Next {
    Next::Step(StepId(step))
}

/// A login, then by cause: busy to a SIP address, no answer to a mailbox, unreachable to an ending.
pub(crate) fn by_cause() -> RoutePlan {
    plan(vec![
        step(
            Action::Dial(Dial::one(leg(login("100001_VoIP"), 25))),
            &[
                (When::Failed(Cause::Busy), to(1)),
                (When::Failed(Cause::NoAnswer), to(2)),
                (When::Failed(Cause::Unreachable), Next::End(Ending::NotInService)),
            ],
        ),
        step(
            Action::Dial(Dial::one(leg(uri("sip:desk@198.51.100.7:5080"), 15))),
            &[(When::Failed(Cause::NoAnswer), to(2))],
        ),
        step(Action::Voicemail { mailbox: "101".to_owned(), greeting: None, brief: false }, &[]),
    ])
}

/// Three that ring together, one of them outside.
pub(crate) fn group() -> RoutePlan {
    let legs = vec![
        leg(login("100001"), 20),
        leg(Address::Number { number: did(13_055_550_199), on_net: false }, 10),
        leg(uri("sip:c@example.com"), 20),
    ];
    let dial = Dial { legs, announcement: None, music: String::new() };
    plan(vec![step(Action::Dial(dial), &[])])
}

/// A menu: 1 rings, * plays it again, nothing ends.
pub(crate) fn menu() -> RoutePlan {
    let menu = Menu {
        id: ObjectId(4636),
        sound: Some(Sound::Recording(ObjectId(7696))),
        wait_seconds: 5,
        language: "fr".to_owned(),
    };
    let keys = |text| When::Keys(Keys::new(text).expect("keys"));
    plan(vec![
        step(
            Action::Menu(menu),
            &[
                (keys("1"), to(1)),
                (keys("*"), Next::Again(StepId(0))),
                (When::TimedOut, Next::End(Ending::Done)),
            ],
        ),
        step(Action::Dial(Dial::one(leg(login("100001"), 30))), &[]),
    ])
}

/// Two agents, and a mailbox for who waited too long.
pub(crate) fn queue() -> RoutePlan {
    let settings = serde_json::json!({
        "name": "support", "number": 1, "weight": 1, "report_hold_time": "never",
        "join_when_empty": "no", "leave_when_empty": "no", "strategy": "round_robin",
        "rings_busy": false, "ring_seconds": 15, "announces_hold": "never", "thanks": false,
        "wait_seconds": 300, "callers": 10, "music": "jazz", "join_announcement": 7567,
    });
    let settings = serde_json::from_value(settings).expect("a queue");
    let agent = |name: &str, penalty| {
        let (name, leg) = (name.to_owned(), leg(login(name), 15));
        Agent { name, penalty, leg }
    };
    let agents = vec![agent("100001", 0), agent("100001_VoIP", 5)];
    let queue = Queue { id: ObjectId(4764), agents, settings };
    plan(vec![
        step(Action::Queue(Box::new(queue)), &[(When::TimedOut, to(1))]),
        step(Action::Voicemail { mailbox: "101".to_owned(), greeting: None, brief: false }, &[]),
    ])
}

/// A room that is entered by one of these PINs.
pub(crate) fn conference(pins: &[&str]) -> RoutePlan {
    let guest = |pin: &&str| ConferenceMember {
        pin: (*pin).to_owned(),
        is_admin: true,
        ..ConferenceMember::default()
    };
    let settings = tandem_domain::Conference {
        name: "board".to_owned(),
        description: String::new(),
        guests: 12,
        members: Vec::new(),
        sounds: [(ConferenceSound::GetPin, ObjectId(7567))].into(),
        language: Language::French,
    };
    let guests = pins.iter().map(guest).collect();
    let conference = Conference { id: ObjectId(737), guests, settings };
    plan(vec![step(Action::Conference(Box::new(conference)), &[])])
}

/// A number that is nobody's.
pub(crate) fn nobody() -> RoutePlan {
    plan(vec![step(Action::Hangup { ending: Ending::NotInService }, &[])])
}
