//! Calls that are led through plans, against a line that answers as Asterisk would.

use std::collections::BTreeMap;

use futures_util::FutureExt;
use tandem_domain::route::{Action, RoutePlan};
use tandem_engine::{CallKey, DialOn, Dialled, RouteAsk};
use tandem_numbering::Rules;
use tandem_wire::agi::{Call, Command};

use super::*;
use crate::fixture;

/// An exchange that knows one plan.
struct One {
    plan: Option<RoutePlan>,
    rules: Rules,
}

impl Exchange for One {
    async fn plan(&self, ask: RouteAsk) -> Option<RoutePlan> {
        // Only the caller of the first call is one whose plan is known.
        self.plan.clone().filter(|_| matches!(ask.from.as_str(), "13055550100" | ""))
    }

    async fn dial_on(&self, dial: DialOn) -> Option<Dialled> {
        let abroad = self.rules.country(dial.to).is_none_or(|country| country.iso != "US");
        let outside = Dialled::Outside { max_seconds: 298, held: None };
        Some(if abroad { Dialled::Not("abroad") } else { outside })
    }

    fn hang_up(&self, _: &CallKey) {}

    fn rules(&self) -> &Rules {
        &self.rules
    }
}

/// A line on which keys are pressed in this order, and variables have these values.
#[derive(Default)]
struct Script {
    keys: Vec<&'static str>,
    variables: BTreeMap<&'static str, Vec<&'static str>>,
    said: Vec<String>,
}

impl Line for Script {
    async fn tell(&mut self, command: Command<'_>) -> Result<Done, Gone> {
        let done =
            |result: &str, note: &str| Done { result: result.to_owned(), note: note.to_owned() };
        let answer = match command {
            Command::Collect { .. } if self.keys.is_empty() => return Err(Gone),
            Command::Collect { .. } => match self.keys.remove(0) {
                "" => done("", "timeout"),
                keys => done(keys.trim_end_matches('#'), ""),
            },
            Command::Get { name } => match self.variables.get_mut(name) {
                Some(values) if !values.is_empty() => done("1", values.remove(0)),
                _ => done("0", ""),
            },
            _ => done("0", ""),
        };
        if !matches!(command, Command::Set { .. } | Command::Get { .. }) {
            self.said.push(command.to_string().trim_end().to_owned());
        }
        Ok(answer)
    }
}

fn lead(plan: Option<RoutePlan>, script: &str, mut line: Script) -> Vec<String> {
    let one = One { plan, rules: Rules::new() };
    let operator = Operator { exchange: one, site: fixture::site(), queues: Queues::default() };
    let told = format!("agi_network_script: {script}\nagi_callerid: 13055550100\n\n");
    let (call, _) = Call::read(told.as_bytes()).expect("a call").expect("all of it");
    // Nothing here waits, so that the first look finds it done.
    _ = operator.serve(&call, &mut line).now_or_never().expect("done");
    line.said
}

const TO: &str = "did/15551234567";

#[test]
fn it_goes_on_by_cause() {
    let variables = [
        ("DIALSTATUS", vec!["BUSY", "NOANSWER"]),
        ("HANGUPCAUSE", vec!["17", "0"]),
        ("RINGTIME", vec!["1", "1"]),
    ];
    let line = Script { variables: variables.into(), ..Script::default() };
    let said = lead(Some(fixture::by_cause()), TO, line);
    assert_eq!(
        said,
        [
            "EXEC \"Dial\" \"PJSIP/100001_VoIP,25,gL(21600000)\"",
            "EXEC \"Dial\" \"PJSIP/carrier/sip:desk@198.51.100.7:5080,15,gL(21600000)\"",
            "ANSWER",
            "SET CONTEXT \"tandem-message\"\nSET EXTENSION \"s\"\nSET PRIORITY 1",
        ]
    );
}

#[test]
fn what_another_switch_hands_on_begins_where_it_left_off() {
    let said = lead(Some(fixture::by_cause()), &format!("{TO}/2"), Script::default());
    assert_eq!(said.first().map(String::as_str), Some("ANSWER"));
    let begun = lead(Some(fixture::by_cause()), &format!("{TO}/"), Script::default());
    assert!(begun[0].starts_with("EXEC \"Dial\""), "{begun:?}");
}

#[test]
fn a_menu_hears_keys() {
    let line = |keys: &[&'static str]| Script {
        keys: keys.to_vec(),
        variables: [("DIALSTATUS", vec!["ANSWER"])].into(),
        ..Script::default()
    };
    let menu = "GET DATA \"tandem/recording-7696\" 5000 1";
    let dial = "EXEC \"Dial\" \"PJSIP/100001,30,gL(21600000)\"";
    let end = "EXEC \"Hangup\" \"16\"";
    let lead = |keys: &[&'static str]| lead(Some(fixture::menu()), TO, line(keys));
    assert_eq!(lead(&["1"]), ["ANSWER", menu, dial, end]);
    assert_eq!(lead(&[""]), ["ANSWER", menu, end]);
    // What is not offered plays it again, as the star does.
    assert_eq!(lead(&["9", "*", "1"]), ["ANSWER", menu, menu, menu, dial, end]);
    // Not for ever.
    assert_eq!(lead(&["9"; 50]).iter().filter(|said| *said == menu).count(), 21);
}

#[test]
fn a_second_dial_tone_is_for_who_knows_the_pin() {
    let disa = Action::Disa {
        id: tandem_domain::ObjectId(1),
        pin: "4321".to_owned(),
        digit_seconds: 5,
        shown: "+15551234567".to_owned(),
        language: "en".to_owned(),
    };
    let plan = || Some(fixture::plan(vec![fixture::step(disa.clone(), &[])]));
    let keys = |keys: &[&'static str]| Script { keys: keys.to_vec(), ..Script::default() };
    let dialled = lead(plan(), TO, keys(&["4321", "3055550199#"]));
    assert_eq!(dialled[3], "EXEC \"Dial\" \"PJSIP/+13055550199@carrier,60,L(298000)\"");
    let abroad = lead(plan(), TO, keys(&["4321", "4930123456#"]));
    assert!(!abroad.iter().any(|said| said.contains("Dial")), "{abroad:?}");
    let guessed = lead(plan(), TO, keys(&["1111", "2222", "3333", "3055550199"]));
    assert!(!guessed.iter().any(|said| said.contains("Dial")), "{guessed:?}");
    assert_eq!(guessed.last().map(String::as_str), Some("EXEC \"Hangup\" \"16\""));
}

#[test]
fn a_callback_calls_when_the_call_is_over() {
    let callback = Action::CallBack {
        id: tandem_domain::ObjectId(2),
        number: fixture::did(13_055_550_199),
        delay_seconds: 10,
        answer_seconds: 20,
        digit_seconds: 5,
        shown: "+15551234567".to_owned(),
    };
    let plan = || Some(fixture::plan(vec![fixture::step(callback.clone(), &[])]));
    let first = lead(plan(), TO, Script::default());
    assert_eq!(
        first[0],
        "EXEC \"Originate\" \"Local/15551234567*0*13055550100@tandem-callback/n,exten,tandem-tone,15551234567*0*13055550100,1,45,a\""
    );
    let second = lead(plan(), "callback/15551234567/0/13055550100", Script::default());
    assert_eq!(
        second,
        ["EXEC \"Wait\" \"10\"", "EXEC \"Dial\" \"PJSIP/+13055550199@carrier,20,L(298000)\""]
    );
    let third = Script { keys: vec!["3055550198#"], ..Script::default() };
    let third = lead(plan(), "tone/15551234567/0/", third);
    assert_eq!(third[2], "EXEC \"Dial\" \"PJSIP/+13055550198@carrier,60,L(298000)\"");
}

#[test]
fn more_calls_than_there_may_be_are_refused() {
    let count = |count| Script {
        variables: [("GROUP_COUNT(+15551234567@tandem)", vec![count])].into(),
        ..Script::default()
    };
    let refused = lead(Some(fixture::by_cause()), TO, count("3"));
    assert_eq!(refused, ["EXEC \"Hangup\" \"34\""]);
    assert_ne!(lead(Some(fixture::by_cause()), TO, count("2")), refused);
}

#[test]
fn who_cannot_be_led_goes_on_without_us() {
    assert!(lead(None, TO, Script::default()).is_empty());
    for script in
        ["", "did", "did/x", "did/15551234567/x", "tone/15551234567/9", "voice/15551234567"]
    {
        assert!(lead(Some(fixture::menu()), script, Script::default()).is_empty(), "{script}");
    }
}
