//! One step of a plan, as actions of FreeSWITCH's dialplan.

use std::fmt::Write;

use tandem_domain::route::{
    Action, Address, Conference, Dial, Ending, Leg, Menu, Next, REACH_SECONDS, RoutePlan, Sound,
    Step, StepId, When,
};
use tandem_wire::xml::Writer;

use super::outcome::{name_of, onwards};
use super::{Asked, HEAD};
use crate::address::{escaped_user, harmless, headers};
use crate::loss::Losses;
use crate::{Lost, Rendering, Site};

/// How long the telephone network may take to ring somebody, in seconds: FreeSWITCH waits for ringing, and
/// hears nothing of the switches that are asked meanwhile.
const OUTSIDE_SECONDS: u32 = 15;

/// The document for what FreeSWITCH asks: `destination` is the name it asks for, which the document must
/// match, and `context` that of the dialplan. A call that another switch rang for begins with the step `from`.
pub fn dialplan(
    plan: &RoutePlan,
    destination: &str,
    context: &str,
    from: StepId,
    site: &Site,
) -> Rendering<String> {
    let mut actions = Actions { list: Vec::new(), site, context, losses: Losses::default() };
    let asked = Asked::parse(destination);
    if matches!(asked, Asked::Number(_)) {
        actions.begin(plan);
    }
    let place = match asked {
        Asked::Number(_) => Next::Step(from),
        Asked::Onwards { .. } => asked.place(plan),
    };
    match place {
        Next::End(ending) => actions.hangup(ending),
        Next::Step(id) => actions.step(plan, id),
        Next::Again(id) => {
            actions.losses.add(id, Lost::MenuRounds);
            actions.step(plan, id);
        }
    }
    let mut out = Writer::new(HEAD);
    out.open("document", &[("type", "freeswitch/xml")]);
    out.open("section", &[("name", "dialplan")]);
    out.open("context", &[("name", context)]);
    out.open("extension", &[("name", "tandem")]);
    let expression = format!("^{}$", literal(destination));
    out.open("condition", &[("field", "destination_number"), ("expression", &expression)]);
    for (application, data) in &actions.list {
        out.empty("action", &[("application", application), ("data", data)]);
    }
    Rendering { body: out.finish(), losses: actions.losses.into_vec() }
}

/// A text as a regular expression that fits it alone.
fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars().filter(|character| !character.is_control()) {
        if !character.is_alphanumeric() && character != '_' && character != '-' {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

struct Actions<'a> {
    list: Vec<(&'static str, String)>,
    site: &'a Site,
    context: &'a str,
    losses: Losses,
}

impl Actions<'_> {
    fn add(&mut self, application: &'static str, data: impl Into<String>) {
        self.list.push((application, data.into()));
    }

    fn set(&mut self, variable: &str, value: impl std::fmt::Display) {
        self.list.push(("set", format!("{variable}={value}")));
    }

    /// What is said once for the call.
    fn begin(&mut self, plan: &RoutePlan) {
        self.set("tandem_to", plan.to);
        self.set("hangup_after_bridge", true);
        self.set("continue_on_fail", true);
        self.set(
            "execute_on_answer",
            format_args!("sched_hangup +{} ALLOTTED_TIMEOUT", plan.max_seconds),
        );
        if let Some(channels) = plan.channels {
            let number = plan.to.digits();
            self.add("limit", format!("hash tandem {number} {} !USER_BUSY", channels.most));
        }
    }

    fn step(&mut self, plan: &RoutePlan, id: StepId) {
        let Some(step) = plan.step(id) else {
            return self.hangup(Ending::Unsupported);
        };
        match &step.action {
            Action::Dial(dial) => self.dial(id, dial),
            Action::Announce { sound } => {
                self.add("answer", "");
                self.add("playback", file(*sound));
                self.go_on(id, &When::Finished.to_string());
            }
            Action::Voicemail { mailbox, .. } => {
                self.add("answer", "");
                self.add("voicemail", format!("default {} {}", self.site.domain, word(mailbox)));
                self.go_on(id, &When::Finished.to_string());
            }
            Action::Menu(menu) => self.menu(id, step, menu),
            Action::Queue(queue) => {
                self.losses.add(id, Lost::QueueExits);
                self.losses.add(id, Lost::Agents);
                let music = queue.settings.music.unwrap_or_default().word();
                self.set("cc_moh_override", format_args!("local_stream://{music}"));
                self.add("callcenter", format!("{}@tandem", queue.id));
                self.go_on(id, &When::TimedOut.to_string());
            }
            Action::Conference(conference) => self.conference(id, conference),
            Action::Echo => {
                self.add("answer", "");
                self.add("echo", "");
            }
            Action::Hangup { ending } => self.hangup(*ending),
            Action::Disa { .. }
            | Action::CallBack { .. }
            | Action::Ask { .. }
            | Action::KeyTest => {
                self.losses.add(id, Lost::Stepwise);
                self.hangup(Ending::Unsupported);
            }
        }
    }

    /// A room, with the one PIN that FreeSWITCH asks for there. A room that different people enter by
    /// different PINs would be open to all of them as one, and is not opened at all.
    fn conference(&mut self, id: StepId, conference: &Conference) {
        let mut pins: Vec<&str> = conference.guests.iter().map(|guest| &*guest.pin).collect();
        pins.sort_unstable();
        pins.dedup();
        let pin = match pins.as_slice() {
            [] | [""] => String::new(),
            [pin] => format!("+{}", word(pin)),
            _ => {
                self.losses.add(id, Lost::Stepwise);
                return self.hangup(Ending::Unsupported);
            }
        };
        if !conference.guests.is_empty() {
            self.losses.add(id, Lost::Guests);
        }
        self.add("answer", "");
        self.add("conference", format!("{}@default{pin}", conference.room()));
    }

    fn hangup(&mut self, ending: Ending) {
        self.add("hangup", name_of(ending.q850()));
    }

    /// Asks again under a name that says what came of the step.
    fn go_on(&mut self, after: StepId, outcome: &str) {
        self.add("transfer", format!("{} XML {}", onwards(after, outcome), word(self.context)));
    }

    fn menu(&mut self, id: StepId, step: &Step, menu: &Menu) {
        let most = step.exits.iter().map(|exit| match exit.when {
            When::Keys(keys) => keys.count(),
            _ => 0,
        });
        let most = most.max().unwrap_or(0).max(1);
        let wait = u64::from(menu.wait_seconds) * 1000;
        let sound = menu.sound.map_or_else(|| "silence_stream://250".to_owned(), file);
        self.add("answer", "");
        self.set("default_language", word(&menu.language));
        // Fewest and most keys, tries, time, what ends them, what is played, what is played if they do not
        // fit, the variable, what fits, and the time between two keys.
        self.add(
            "play_and_get_digits",
            format!(
                "1 {most} 1 {wait} none {sound} silence_stream://250 tandem_keys [0-9*#]+ {wait}"
            ),
        );
        self.go_on(id, "keys_${tandem_keys}");
    }

    fn dial(&mut self, id: StepId, dial: &Dial) {
        if let Some(sound) = dial.announcement {
            self.add("answer", "");
            self.add("playback", file(sound));
        }
        if !dial.music.is_empty() {
            self.set("ringback", format_args!("local_stream://{}", word(&dial.music)));
            self.set("transfer_ringback", format_args!("local_stream://{}", word(&dial.music)));
        }
        let mut legs = Vec::new();
        for leg in &dial.legs {
            let targets = self.targets(&leg.to);
            if targets.is_empty() {
                self.losses.add(id, Lost::Carrier);
            }
            let variables = self.variables(leg);
            legs.extend(targets.into_iter().map(|target| format!("[{variables}]{target}")));
        }
        let all = format!(
            "{{ignore_early_media=true,originate_timeout={},progress_timeout={REACH_SECONDS}}}",
            dial.ring_seconds()
        );
        self.add("bridge", all + &legs.join(","));
        self.go_on(id, "${originate_disposition}");
    }

    fn targets(&self, to: &Address) -> Vec<String> {
        let external = |uri: &String| format!("sofia/external/{}", harmless(uri));
        match to {
            Address::Login { login, contacts } if contacts.is_empty() => {
                vec![format!("user/{}@{}", escaped_user(login), self.site.domain)]
            }
            Address::Login { contacts, .. } => contacts.iter().map(external).collect(),
            Address::Number { number, on_net: true } => {
                vec![format!("loopback/{}/{}", number.digits(), word(self.context))]
            }
            Address::Number { number, on_net: false } => {
                let gateway = self.site.carrier.iter();
                gateway.map(|carrier| format!("sofia/gateway/{carrier}/{number}")).collect()
            }
            Address::Uri { uri } => vec![external(uri)],
        }
    }

    /// The variables of one leg.
    fn variables(&self, leg: &Leg) -> String {
        let mut out = format!("leg_timeout={}", leg.ring_seconds);
        // Writing to a String cannot fail.
        _ = write!(out, ",origination_caller_id_number={}", value(&leg.shown.number));
        _ = write!(out, ",origination_caller_id_name={}", value(&leg.shown.name));
        if matches!(leg.to, Address::Number { on_net: false, .. }) {
            _ = write!(out, ",leg_progress_timeout={OUTSIDE_SECONDS}");
        }
        for (name, text) in headers(leg, self.site) {
            // FreeSWITCH writes the asserted identity itself, from the caller that is shown.
            if name != "P-Asserted-Identity" {
                _ = write!(out, ",sip_h_{name}={}", value(&text));
            }
        }
        if leg.press_one {
            out += ",group_confirm_key=1,group_confirm_file=tandem/press-one.wav";
        }
        let keys: String =
            leg.send_keys.chars().filter(|k| "0123456789*#wW".contains(*k)).collect();
        if !keys.is_empty() {
            let waits = usize::try_from(leg.send_keys_after_ms.div_ceil(500)).unwrap_or(0).min(60);
            _ = write!(out, ",execute_on_answer='send_dtmf {}{keys}'", "w".repeat(waits));
        }
        out
    }
}

/// The file of a sound, below FreeSWITCH's own.
fn file(sound: Sound) -> String {
    format!("tandem/{}.wav", sound.word())
}

/// A word without what separates arguments.
fn word(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect()
}

/// A value of a variable, quoted, without what could end it or be taken for a variable.
fn value(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_control() && !"'\\${}[],|^".contains(*c));
    format!("'{}'", plain.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::super::LOSES;
    use super::*;
    use crate::fixture;

    fn actions(plan: &RoutePlan, destination: &str) -> Vec<(String, String)> {
        let from = StepId::FIRST;
        let rendering = dialplan(plan, destination, "public", from, &fixture::site());
        assert!(rendering.losses.iter().all(|loss| LOSES.contains(&loss.what)));
        let root = tandem_wire::xml::read(rendering.body.as_bytes()).expect("XML");
        let mut at = &root;
        while at.name != "condition" {
            at = at.children.first().expect("a condition");
        }
        let attribute = |element: &tandem_wire::xml::Element, name: &str| {
            let found = element.attributes.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone()).expect(name)
        };
        at.children.iter().map(|a| (attribute(a, "application"), attribute(a, "data"))).collect()
    }

    #[test]
    fn a_call_begins_with_its_first_step() {
        let actions = actions(&fixture::by_cause(), "15551234567");
        let bridge = "{ignore_early_media=true,originate_timeout=25,progress_timeout=4}\
            [leg_timeout=25,origination_caller_id_number='+13055550100',\
            origination_caller_id_name='MIA Jane',\
            sip_h_Diversion='<sip:+15551234567@sip.tandem.example>']\
            user/100001_VoIP@sip.tandem.example";
        let last: Vec<_> = actions.iter().rev().take(3).rev().cloned().collect();
        assert_eq!(
            last,
            [
                ("limit".to_owned(), "hash tandem 15551234567 2 !USER_BUSY".to_owned()),
                ("bridge".to_owned(), bridge.to_owned()),
                ("transfer".to_owned(), "tandem-0-${originate_disposition} XML public".to_owned()),
            ]
        );
    }

    #[test]
    fn it_goes_on_by_cause() {
        let plan = fixture::by_cause();
        let busy = actions(&plan, "tandem-0-USER_BUSY");
        assert!(busy[0].1.ends_with("sofia/external/sip:desk@198.51.100.7:5080"), "{busy:?}");
        let no_answer = actions(&plan, "tandem-0-NO_ANSWER");
        assert_eq!(no_answer[1].1, "default sip.tandem.example 101");
        let gone = actions(&plan, "tandem-0-USER_NOT_REGISTERED");
        assert_eq!(gone, [("hangup".to_owned(), "UNALLOCATED_NUMBER".to_owned())]);
        let stale = actions(&plan, "tandem-9-USER_BUSY");
        assert_eq!(stale, [("hangup".to_owned(), "USER_BUSY".to_owned())]);
    }

    #[test]
    fn what_another_switch_hands_on_begins_where_it_left_off() {
        let (plan, site) = (fixture::by_cause(), fixture::site());
        let document = dialplan(&plan, "15551234567", "tandem-media", StepId(2), &site).body;
        assert!(document.contains("application=\"voicemail\""), "{document}");
        assert!(!document.contains("application=\"bridge\""), "{document}");
        let gone = dialplan(&plan, "15551234567", "tandem-media", StepId(9), &site).body;
        assert!(gone.contains("SERVICE_NOT_IMPLEMENTED"), "{gone}");
    }

    #[test]
    fn a_menu_asks_for_keys() {
        let plan = fixture::menu();
        let menu = actions(&plan, "15551234567");
        let last: Vec<_> = menu.iter().rev().take(2).rev().cloned().collect();
        assert_eq!(last[0].0, "play_and_get_digits");
        assert!(last[0].1.starts_with("1 1 1 5000 none tandem/recording-7696.wav "), "{last:?}");
        assert_eq!(last[1].1, "tandem-0-keys_${tandem_keys} XML public");
        assert_eq!(actions(&plan, "tandem-0-keys_1")[0].0, "bridge");
        assert_eq!(actions(&plan, "tandem-0-keys_*")[2].0, "play_and_get_digits");
        assert_eq!(actions(&plan, "tandem-0-keys_")[0].1, "NORMAL_CLEARING");
    }

    #[test]
    fn who_waited_too_long_goes_on() {
        let actions = actions(&fixture::queue(), "15551234567");
        let last: Vec<_> = actions.iter().rev().take(2).rev().collect();
        assert_eq!(*last[0], ("callcenter".to_owned(), "4764@tandem".to_owned()));
        assert_eq!(last[1].1, "tandem-0-timed_out XML public");
    }

    #[test]
    fn a_room_is_entered_by_its_one_pin_or_not_at_all() {
        let last = |pins: &[&str]| {
            actions(&fixture::conference(pins), "15551234567").pop().expect("an action")
        };
        for (pins, entered) in [
            (&[][..], "737@default"),
            (&["", ""], "737@default"),
            (&["1234", "1234"], "737@default+1234"),
        ] {
            assert_eq!(last(pins), ("conference".to_owned(), entered.to_owned()), "{pins:?}");
        }
        for pins in [["1234", "99"], ["1234", ""]] {
            assert_eq!(last(&pins).0, "hangup", "{pins:?}");
        }
    }

    #[test]
    fn no_value_ends_before_its_end() {
        assert_eq!(value("a'b,${c}[d]|e\r\n"), "'abcde'");
        assert_eq!(literal("+1.5(x)"), "\\+1\\.5\\(x\\)");
    }
}
