//! Where calls go.

mod kinds;

use tandem_numbering::VirtualNumber;

use super::super::{
    Action, Address, Allowance, Call, Caller, Cause, Channels, Ending, KEEP_SECONDS_MAX, Leg, Next,
    PLAN_STEPS_MAX, Right, RoutePlan, StepId, When,
};
use super::fixture::{Book, call, called, did, rings, to};
use super::{decide, explain};
use crate::object::{self, Forwarding, SipUri};
use crate::{CallLimits, Guard, NumberSettings, NumberState};

use kinds::filter;
pub(super) use kinds::waiting;

/// Each step as a word, with where it goes on for busy, no answer and unreachable.
fn outline(plan: &RoutePlan) -> Vec<String> {
    let place = |next| match next {
        Next::Step(step) => step.0.to_string(),
        Next::Again(menu) => format!("again {}", menu.0),
        Next::End(ending) => ending.word().to_owned(),
    };
    let outline = plan.steps.iter().map(|step| match &step.action {
        Action::Dial(dial) => {
            let [busy, no_answer, unreachable] = [Cause::Busy, Cause::NoAnswer, Cause::Unreachable]
                .map(|cause| place(step.next(When::Failed(cause))));
            format!("{} / {busy} / {no_answer} / {unreachable}", who(&dial.legs))
        }
        Action::Voicemail { mailbox, .. } => format!("mailbox {mailbox}"),
        Action::Hangup { ending } => format!("end {}", ending.word()),
        other => other.word().to_owned(),
    });
    outline.collect()
}

fn who(legs: &[Leg]) -> String {
    let names = legs.iter().map(|leg| match &leg.to {
        Address::Login { login, .. } => login.clone(),
        Address::Number { number, .. } => number.to_string(),
        Address::Uri { uri } => uri.clone(),
    });
    names.collect::<Vec<_>>().join(" + ")
}

fn only_leg(book: &Book) -> Leg {
    match &book.plan().steps[0].action {
        Action::Dial(dial) => dial.legs[0].clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_virtual_number_is_reached_from_within_alone() {
    let made = VirtualNumber::new(100_001, 7).expect("a virtual number").did();
    let mut book = Book::with(rings("vm:101"));
    book.put(made, rings("vm:101"));
    for (login, outlined) in [
        ("", "end not_in_service"),
        ("200002_VoIP", "end not_in_service"),
        ("100001_VoIP", "mailbox 101"),
        ("100001_Away", "mailbox 101"),
    ] {
        let from = Caller { login: login.into(), ..call().from };
        let plan = decide(&Call { to: made, from, ..call() }, &book);
        assert_eq!(outline(&plan)[0], outlined, "{login}");
    }
}

#[test]
fn a_number_rings_where_its_owner_said() {
    for (routing, outlined) in [
        ("account:100001_VoIP", "100001_VoIP / busy / no_answer / unreachable"),
        ("fwd:1026", "+13055550199 / busy / no_answer / unreachable"),
        ("sip:5096", "sip:desk@198.51.100.7:5080 / busy / no_answer / unreachable"),
        ("vm:101", "mailbox 101"),
        ("recording:7567", "announce"),
        ("recording:9", "end unreachable"),
        ("sys:busy", "end busy"),
        ("sys:hangup", "end declined"),
        ("sys:echo", "echo"),
        ("sys:dtmf", "key_test"),
        ("sys:noservice", "announce"),
        ("none:", "end unreachable"),
        ("fwd:9", "end unreachable"),
        ("account:nobody", "end unreachable"),
        ("fwd:1600", "end forbidden"),
        ("callflow:1", "end unreachable"),
    ] {
        assert_eq!(outline(&Book::with(rings(routing)).plan()), [outlined], "{routing}");
    }
}

#[test]
fn failovers_go_by_cause_and_have_one_turn_each() {
    let book = Book::with(NumberSettings {
        failover_busy: to("fwd:1026"),
        failover_no_answer: to("vm:101"),
        ..rings("account:100001")
    });
    assert_eq!(
        outline(&book.plan()),
        ["100001 / 1 / 2 / unreachable", "+13055550199 / busy / 2 / unreachable", "mailbox 101",]
    );
}

#[test]
fn four_in_a_chain_are_rung_one_after_the_other() {
    let book = Book::with(NumberSettings {
        failover_busy: to("fwd:1026"),
        failover_no_answer: to("fwd:1521"),
        failover_unreachable: to("sip:5096"),
        voicemail: "101".to_owned(),
        ..rings("account:100001")
    });
    let plan = book.plan();
    let follow = |from: StepId, cause| match plan.step(from).map(|s| s.next(When::Failed(cause))) {
        Some(Next::Step(step)) => step,
        other => panic!("{other:?}"),
    };
    let second = follow(StepId::FIRST, Cause::Busy);
    let third = follow(second, Cause::NoAnswer);
    let fourth = follow(third, Cause::Unreachable);
    let last = follow(fourth, Cause::Busy);
    let words = [second, third, fourth, last].map(|id| outline(&plan)[usize::from(id.0)].clone());
    assert!(words[0].starts_with("+13055550199"), "{words:?}");
    assert!(words[1].starts_with("+13055550198"), "{words:?}");
    assert!(words[2].starts_with("sip:desk"), "{words:?}");
    assert_eq!(words[3], "mailbox 101");
    // The number, its failovers in every order that makes a difference, and a mailbox for each cause.
    assert_eq!(plan.steps.len(), 1 + 3 + 6 + 3 + 3);
}

#[test]
fn who_is_not_registered_is_not_rung() {
    let book = Book::with(NumberSettings {
        failover_unreachable: to("vm:101"),
        ..rings("account:100001_Away")
    });
    assert_eq!(outline(&book.plan()), ["mailbox 101"]);
    assert!(book.explained().contains("no telephone is registered as 100001_Away"));
}

#[test]
fn a_declined_call_goes_nowhere() {
    let book = Book::with(NumberSettings { voicemail: "101".to_owned(), ..rings("fwd:1026") });
    let next = book.plan().steps[0].next(When::Failed(Cause::Declined));
    assert_eq!(next, Next::End(Ending::Declined));
}

#[test]
fn a_call_that_went_round_is_not_sent_round_again() {
    let settings = NumberSettings { failover_unreachable: to("fwd:1026"), ..rings("sip:5096") };
    let book = Book::with(settings);
    let first = &book.plan().steps[0];
    assert_eq!(first.next(When::Failed(Cause::Looped)), Next::End(Ending::Loop));
    // And whoever is rung at an address is told by which number the call came, lest it come back unseen.
    assert_eq!(only_leg(&book).shown.diversion, Some(called()));
    let mut back = call();
    back.diversions = vec![called()].into();
    assert_eq!(outline(&decide(&back, &book)), ["end loop"]);
    assert_eq!(decide(&back, &book).keep.seconds, 0);
}

#[test]
fn a_plan_says_for_whom_and_how_long_it_may_be_kept() {
    let mut book = Book::with(rings("sip:5096"));
    let keep = book.plan().keep;
    assert_eq!((keep.seconds, keep.any_caller), (KEEP_SECONDS_MAX, true));
    book.add(1, filter(object::Caller::Number(did(13_055_550_199)), "sys:busy"));
    assert!(!book.plan().keep.any_caller);
}

#[test]
fn a_group_rings_whom_it_can_and_has_a_mailbox_of_its_own() {
    let plan = Book::with(rings("grp:4768")).plan();
    assert_eq!(outline(&plan), ["100001 + +13055550199 / 1 / 1 / 1", "mailbox 102"]);
    let Action::Dial(dial) = &plan.steps[0].action else { panic!("{plan:?}") };
    assert!(!dial.legs[0].press_one && dial.legs[1].press_one);
    assert_eq!((dial.legs[1].ring_seconds, dial.ring_seconds()), (10, 25));
}

#[test]
fn a_menu_that_many_keys_lead_to_stands_in_the_plan_once() {
    let mut book = Book::with(rings("ivr:1"));
    // Each of nine menus offers the next by nine keys: 9^9 ways, and nine menus.
    for menu in 1..9 {
        let next = format!("ivr:{}", menu + 1);
        let choices: Vec<_> =
            ["1", "2", "3", "4", "5", "6", "7", "8", "9"].map(|key| (key, &*next)).into();
        book.add_menu(menu, &choices);
    }
    book.add_menu(9, &[("1", "account:100001"), ("2", "sys:busy")]);
    let plan = book.plan();
    assert_eq!(plan.check(), Ok(()));
    let menus = plan.steps.iter().filter(|step| step.action.word() == "menu").count();
    assert_eq!((menus, plan.steps.len()), (9, 11));
}

#[test]
fn a_menu_may_be_come_back_to_by_its_keys_only() {
    let mut book = Book::with(NumberSettings { voicemail: "101".to_owned(), ..rings("ivr:1") });
    book.add_menu(1, &[("1", "account:100001"), ("*", "ivr:1"), ("22", "ivr:2")]);
    book.add_menu(2, &[("9", "ivr:1"), ("0", "sys:busy")]);
    let plan = book.plan();
    let menus: Vec<_> = plan.numbered().filter(|(_, step)| step.action.word() == "menu").collect();
    assert_eq!(menus.len(), 2);
    for (_, menu) in &menus {
        let again = menu.exits.iter().filter(|exit| exit.next == Next::Again(StepId::FIRST));
        assert_eq!(again.count(), 1);
        // Who presses nothing gets to the mailbox of the number.
        let Next::Step(next) = menu.next(When::TimedOut) else { panic!("{menu:?}") };
        assert_eq!(plan.step(next).map(|step| step.action.word()), Some("voicemail"));
    }
    // Busy leads to the failover, which is the menu once more: that is no key.
    let mut book = Book::with(NumberSettings { failover_busy: to("ivr:1"), ..rings("ivr:1") });
    book.add_menu(1, &[("1", "account:100001")]);
    assert_eq!(book.plan().steps.iter().filter(|s| s.action.word() == "menu").count(), 2);
}

#[test]
fn numbers_that_forward_to_each_other_are_not_followed() {
    let mut book = Book::with(rings("fwd:1"));
    let other = did(15_551_230_000);
    book.put(other, rings("fwd:2"));
    book.add(1, Forwarding::to(other));
    book.add(2, Forwarding::to(called()));
    assert_eq!(outline(&book.plan()), ["end loop"]);
    // A number of ours that leads elsewhere is rung without a carrier.
    book.add(2, Forwarding::to(did(13_055_550_199)));
    let leg = only_leg(&book);
    assert_eq!(leg.to, Address::Number { number: other, on_net: true });
    assert_eq!(leg.shown.diversion, Some(called()));
}

#[test]
fn an_address_at_a_host_of_our_own_is_a_number_or_a_login() {
    let other = did(15_551_230_000);
    for (address, outlined) in [
        ("5551230000@sip.example.com", "+15551230000 / busy / no_answer / unreachable"),
        ("+15551230000@SIP.example.com:5060", "+15551230000 / busy / no_answer / unreachable"),
        ("100001_VoIP@sip.example.com", "100001_VoIP / busy / no_answer / unreachable"),
        ("100001_Away@sip.example.com", "end unreachable"),
        ("200002_VoIP@sip.example.com", "end unreachable"),
        ("3055550199@sip.example.com", "end unreachable"),
        ("5551234567@sip.example.com", "end loop"),
        ("{e164}@sip.example.com", "end loop"),
        (
            "5551234567@sip.example.com:5080",
            "sip:5551234567@sip.example.com:5080 / busy / no_answer / unreachable",
        ),
    ] {
        let mut book = Book::with(rings("sip:1"));
        book.put(other, rings("vm:101"));
        book.add(1, SipUri::at(address.to_owned()));
        assert_eq!(outline(&book.plan())[0], outlined, "{address}");
    }
}

#[test]
fn an_address_at_a_carriers_host_is_a_number_outside() {
    let known = "/ busy / no_answer / unreachable";
    for (address, outlined) in [
        ("+13055550199@carrier.example.com", format!("+13055550199 {known}")),
        ("3055550199@Carrier.Example.com:5070", format!("+13055550199 {known}")),
        ("442071234567@carrier.example.com", "end forbidden".to_owned()),
        ("442071234567@3221225985", "end forbidden".to_owned()),
        ("5551234567@carrier.example.com", "end loop".to_owned()),
        ("%2B442071234567@carrier.example.com", "end unreachable".to_owned()),
        ("desk@carrier.example.com", "end unreachable".to_owned()),
    ] {
        let mut book = Book::with(rings("sip:1"));
        book.add(1, SipUri::at(address.to_owned()));
        assert_eq!(outline(&book.plan())[0], outlined, "{address}");
    }
    let mut book = Book::with(rings("sip:1"));
    book.add(1, SipUri::at("13055550199@carrier.example.com".to_owned()));
    assert_eq!(book.plan().outward().collect::<Vec<_>>(), [did(13_055_550_199)]);
    let forbidden = vec!["1305".parse().expect("digits")];
    let limits = CallLimits { forbidden, ..CallLimits::default() }.into();
    book.allowance = Allowance { limits, ..Allowance::default() };
    assert_eq!(outline(&book.plan()), ["end forbidden"]);
}

#[test]
fn addresses_of_our_own_that_lead_to_each_other_are_not_followed() {
    let mut book = Book::with(rings("sip:1"));
    let other = did(15_551_230_000);
    book.put(other, rings("sip:2"));
    book.add(1, SipUri::at("15551230000@sip.example.com".to_owned()));
    book.add(2, SipUri::at("5551234567@sip.example.com".to_owned()));
    assert_eq!(outline(&book.plan()), ["end loop"]);
    book.add(2, SipUri::at("desk@198.51.100.7".to_owned()));
    let leg = only_leg(&book);
    assert_eq!(leg.to, Address::Number { number: other, on_net: true });
    assert_eq!(leg.shown.diversion, Some(called()));
    assert!(book.explained().contains("sip.example.com is a host of our own"));
}

#[test]
fn a_call_that_was_here_before_is_not_followed() {
    let book = Book::with(rings("fwd:1026"));
    let mut again = call();
    again.diversions = vec![did(13_055_550_199), called()].into();
    assert_eq!(outline(&decide(&again, &book)), ["end loop"]);
}

#[test]
fn a_caller_is_shown_by_right() {
    let mut book = Book::with(NumberSettings {
        caller_id_prefix: "MIA".to_owned(),
        ..rings("account:100001")
    });
    let shown = only_leg(&book).shown;
    assert_eq!((shown.number.as_str(), shown.name.as_str()), ("3055550100", "MIA Jane"));
    assert_eq!((shown.right, shown.diversion), (Right::Passed, None));
    // Outside, a caller's own number goes with the number that it came by.
    let prefix = "MIA".to_owned();
    book.put(called(), NumberSettings { caller_id_prefix: prefix, ..rings("fwd:1026") });
    let shown = only_leg(&book).shown;
    assert_eq!((shown.number.as_str(), shown.diversion), ("+13055550100", Some(called())));
    assert_eq!((shown.right, shown.changed), (Right::Passed, false));
    assert_eq!(shown.name, "Jane");
    // A number of the account's own goes by itself.
    let own = Forwarding { caller_id: Some(called()), ..Forwarding::to(did(13_055_550_199)) };
    book.add(1026, own);
    let shown = only_leg(&book).shown;
    assert_eq!((shown.number, shown.right), (called().e164(), Right::Owned));
    assert_eq!(shown.diversion, None);
    // One that is not its own does not.
    let foreign = did(13_055_550_111);
    let forwarding = Forwarding { caller_id: Some(foreign), ..Forwarding::to(did(13_055_550_199)) };
    book.add(1026, forwarding);
    assert_eq!(only_leg(&book).shown.right, Right::Passed);
    assert!(book.explained().contains("not the account's own to show"));
}

#[test]
fn nobody_calls_beyond_what_there_is() {
    let mut book = Book::with(rings("account:100001"));
    let channels = Some(Channels { most: 2 });
    book.allowance = Allowance { channels, seconds: Some(90), ..Allowance::default() };
    let plan = book.plan();
    assert_eq!((plan.max_seconds, plan.channels), (88, channels));
    book.allowance.refused = Some(Guard::NumberChannels { most: 2 });
    assert_eq!(outline(&book.plan()), ["end congested"]);
    book.allowance.refused = Some(Guard::NoFunds);
    assert_eq!(outline(&book.plan()), ["end forbidden"]);
    assert!(book.explained().contains("the account has no money left for a call"));
}

#[test]
fn an_account_may_call_where_its_limits_say() {
    let mut book = Book::with(rings("fwd:1600"));
    assert_eq!(outline(&book.plan()), ["end forbidden"]);
    let limits = |allowed: &[&str], forbidden: &[&str]| {
        let prefixes =
            |texts: &[&str]| texts.iter().map(|text| text.parse().expect(text)).collect();
        let (allowed, forbidden) = (prefixes(allowed), prefixes(forbidden));
        Allowance {
            limits: CallLimits { allowed, forbidden, ..CallLimits::default() }.into(),
            ..Allowance::default()
        }
    };
    book.allowance = limits(&["44"], &[]);
    assert_ne!(outline(&book.plan()), ["end forbidden"]);
    book.allowance = limits(&["44"], &["4420"]);
    assert_eq!(outline(&book.plan()), ["end forbidden"]);
    assert!(book.explained().contains("numbers that begin so are forbidden on this account"));
}

#[test]
fn numbers_out_of_service_ring_nowhere() {
    let mut book = Book::with(rings("account:100001"));
    for state in NumberState::ALL {
        book.numbers.get_mut(&called()).expect("the number").1 = state;
        let in_service = matches!(state, NumberState::Active | NumberState::PortingOut);
        assert_eq!(outline(&book.plan()) != ["end not_in_service"], in_service, "{state:?}");
    }
    book.numbers.clear();
    assert_eq!(outline(&book.plan()), ["end not_in_service"]);
    assert_eq!(book.plan().account, None);
}

#[test]
fn a_plan_that_grows_too_long_ends_where_it_is_full() {
    let choices: Vec<(String, String)> =
        (0..100).map(|n| (format!("{n:02}"), format!("ivr:{}", 2 + n % 3))).collect();
    let choices: Vec<(&str, &str)> = choices.iter().map(|(k, d)| (&**k, &**d)).collect();
    let mut book = Book::with(rings("ivr:1"));
    for id in 1..5 {
        book.add_menu(id, &choices);
    }
    assert_eq!(book.plan().steps.len(), PLAN_STEPS_MAX);
    assert!(book.explained().contains("256 steps already"));
}

#[test]
fn an_explanation_says_why() {
    let book = Book::with(NumberSettings { voicemail: "101".to_owned(), ..rings("fwd:1026") });
    assert_eq!(
        book.explained(),
        "+13055550100 calls +15551234567 at 2025-11-30T08:00:00Z, configuration 42\n  \
         - +15551234567 is in service\n  \
         * the number's routing is fwd:1026\n  \
         * it was busy and there is no failover left for that: the number's mailbox is 101\n  \
         * nobody answered and there is no failover left for that: the number's mailbox is 101\n  \
         * nobody could be reached and there is no failover left for that: the number's mailbox is 101\n\
         0 ring +13055550199 for 60 s\n    \
         because the number's routing is fwd:1026\n    \
         busy: go on with 1\n    no answer: go on with 2\n    unreachable: go on with 3\n    \
         declined: the call ends: 603 Decline\n    \
         looped: the call ends: 482 Loop Detected\n\
         1 take a message for mailbox 101\n    \
         because it was busy and there is no failover left for that: the number's mailbox is 101\n    \
         finished: the call ends: 480 Temporarily Unavailable\n\
         2 take a message for mailbox 101\n    \
         because nobody answered and there is no failover left for that: the number's mailbox is 101\n    \
         finished: the call ends: 480 Temporarily Unavailable\n\
         3 take a message for mailbox 101\n    \
         because nobody could be reached and there is no failover left for that: the number's mailbox is 101\n    \
         finished: the call ends: 480 Temporarily Unavailable\n\
         Once answered, the call lasts 6 h 0 min at most.\n"
    );
    let json = serde_json::to_value(explain(&call(), &book)).expect("plain data");
    assert_eq!(json["plan"]["steps"][0]["because"], "the number's routing is fwd:1026");
}
