//! Asterisk: one flat JSON object, fetched with `CURL` and read with `JSON_DECODE`.
//!
//! Every value is a text, so that the dialplan needs no types. `steps` says how many steps there are; what
//! belongs to step 3 begins with `s3_`: `s3_do` names what is done, and where the call goes on stands
//! under each way that the step can come out, all of them: `s3_busy`, `s3_finished`, `s3_keys_1`. A number there is a
//! step, `again-0` a menu that is played again, and `end-17` an end with that hangup cause (Q.850).
//!
//! A plan that is fetched once cannot be asked along the way. `lead` is 1 if it takes more than the dialplan
//! in `integrations` can do by itself: menus, queues, DISA, callbacks, which [`agi`](crate::agi) leads. What a caller has to
//! know to come in, the digits of a DISA or a conference, is told to that alone and stands in no plan.
//!
//! `keep_seconds` says for how long the plan may be used for other calls to the number, and `keep_any_caller` whether for
//! whoever calls; the callers in it are those of this call only.

pub(crate) mod dial;
pub(crate) mod realtime;
pub(crate) mod waiting;

use serde_json::{Map, Value};
use tandem_domain::route::{Action, MENU_ROUNDS_MAX, Next, RoutePlan, Sound, Step, StepId, When};

use crate::loss::Losses;
use crate::{Lost, Rendering, Site};

/// What Asterisk cannot be told in one answer.
pub const LOSES: &[Lost] = &[
    Lost::Carrier,
    Lost::EachTime,
    Lost::EachHeader,
    Lost::EachPress,
    Lost::SendKeys,
    Lost::Agents,
];

/// Writes a plan for Asterisk.
pub fn render(plan: &RoutePlan, site: &Site) -> Rendering {
    let mut losses = Losses::default();
    let mut fields = Fields(Map::new());
    fields.put("to", plan.to);
    fields.put("account", plan.account.map(|account| account.to_string()).unwrap_or_default());
    fields.put("plan", plan.version);
    fields.put("steps", plan.steps.len());
    fields.put("max_ms", u64::from(plan.max_seconds) * 1000);
    fields.put("rounds", MENU_ROUNDS_MAX);
    fields.put("cnam", u8::from(plan.look_up_name));
    fields.put("keep_seconds", plan.keep.seconds);
    fields.put("keep_any_caller", u8::from(plan.keep.any_caller));
    fields.put("lead", u8::from(plan.steps.iter().any(|step| is_led(&step.action))));
    if let Some(channels) = plan.channels {
        fields.put("channels", channels.most);
    }
    for (id, step) in plan.numbered() {
        let mut put = |name: &str, value: String| fields.put(&format!("s{}_{name}", id.0), value);
        put("do", step.action.word().to_owned());
        write(&mut put, id, step, site, &mut losses);
        for (when, next) in ways(step) {
            put(&when.to_string(), goes_on(next));
        }
    }
    // An object of texts can always be written.
    Rendering { body: serde_json::to_vec(&fields.0).unwrap_or_default(), losses: losses.into_vec() }
}

/// Whether the dialplan cannot do a step by itself, and asks for it to be led.
const fn is_led(action: &Action) -> bool {
    match action {
        Action::Dial(_)
        | Action::Announce { .. }
        | Action::Voicemail { .. }
        | Action::Echo
        | Action::Hangup { .. } => false,
        Action::Menu(_)
        | Action::Queue(_)
        | Action::Disa { .. }
        | Action::CallBack { .. }
        | Action::Conference(_)
        | Action::Ask { .. }
        | Action::KeyTest => true,
    }
}

struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, name: &str, value: impl ToString) {
        self.0.insert(name.to_owned(), Value::String(value.to_string()));
    }
}

/// Every way that the step can come out, with where the call goes on.
fn ways(step: &Step) -> impl Iterator<Item = (When, Next)> {
    let keys = step.exits.iter().map(|exit| exit.when).filter(|when| matches!(when, When::Keys(_)));
    step.action.ways().iter().copied().chain(keys).map(|when| (when, step.next(when)))
}

fn goes_on(next: Next) -> String {
    match next {
        Next::Step(step) => step.0.to_string(),
        Next::Again(menu) => format!("again-{}", menu.0),
        Next::End(ending) => format!("end-{}", ending.q850()),
    }
}

fn write(
    put: &mut impl FnMut(&str, String),
    id: StepId,
    step: &Step,
    site: &Site,
    losses: &mut Losses,
) {
    match &step.action {
        Action::Dial(dial) => dial::write(put, id, dial, site, losses),
        Action::Announce { sound } => put("sound", sound.word()),
        Action::Voicemail { mailbox, greeting, brief } => {
            put("mailbox", mailbox.clone());
            put("sound", greeting.map(Sound::word).unwrap_or_default());
            put("brief", u8::from(*brief).to_string());
        }
        Action::Menu(menu) => {
            put("sound", menu.sound.map(Sound::word).unwrap_or_default());
            put("seconds", menu.wait_seconds.to_string());
            put("language", menu.language.clone());
            put("keys_max", keys_max(step).to_string());
        }
        Action::Queue(queue) => waiting::queue(put, id, queue, site, losses),
        Action::Disa { id, pin: _, digit_seconds, shown, language } => {
            put("disa", id.to_string());
            put("digit_seconds", digit_seconds.to_string());
            put("number", shown.clone());
            put("language", language.clone());
        }
        Action::CallBack { id, number, delay_seconds, answer_seconds, digit_seconds, shown } => {
            put("callback", id.to_string());
            put("call", number.to_string());
            put("delay_seconds", delay_seconds.to_string());
            put("answer_seconds", answer_seconds.to_string());
            put("digit_seconds", digit_seconds.to_string());
            put("number", shown.clone());
        }
        Action::Conference(conference) => waiting::conference(put, conference),
        Action::Ask { url } => put("url", url.clone()),
        Action::Echo | Action::KeyTest => {}
        Action::Hangup { ending } => put("cause", ending.q850().to_string()),
    }
}

/// How many keys the longest choice of a menu has.
pub(crate) fn keys_max(step: &Step) -> usize {
    let counts = step.exits.iter().map(|exit| match exit.when {
        When::Keys(keys) => keys.count(),
        _ => 0,
    });
    counts.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn rendered(plan: &RoutePlan) -> (Map<String, Value>, Vec<Lost>) {
        let rendering = render(plan, &fixture::site());
        let lost: Vec<_> = rendering.losses.iter().map(|loss| loss.what).collect();
        assert!(lost.iter().all(|lost| LOSES.contains(lost)));
        (serde_json::from_slice(&rendering.body).expect("JSON"), lost)
    }

    fn says(fields: &Map<String, Value>, wanted: &[(&str, &str)]) {
        for (name, value) in wanted {
            assert_eq!(fields.get(*name).and_then(Value::as_str), Some(*value), "{name}");
        }
    }

    #[test]
    fn every_way_on_is_said() {
        let (fields, lost) = rendered(&fixture::by_cause());
        assert_eq!(lost, []);
        says(
            &fields,
            &[
                ("steps", "3"),
                ("keep_seconds", "600"),
                ("keep_any_caller", "1"),
                ("s0_looped", "end-25"),
                ("s0_do", "dial"),
                ("s0_dial", "PJSIP/100001_VoIP"),
                ("s0_seconds", "25"),
                ("s0_number", "+13055550100"),
                ("s0_diversion", "+15551234567"),
                ("s0_busy", "1"),
                ("s0_no_answer", "2"),
                ("s0_unreachable", "end-1"),
                ("s0_declined", "end-21"),
                ("s1_dial", "PJSIP/carrier/sip:desk@198.51.100.7:5080"),
                ("s2_do", "voicemail"),
                ("s2_mailbox", "101"),
                ("s2_finished", "end-16"),
            ],
        );
        assert!(fields.values().all(Value::is_string));
    }

    #[test]
    fn a_menu_has_its_keys() {
        let (fields, _) = rendered(&fixture::menu());
        says(
            &fields,
            &[
                ("s0_do", "menu"),
                ("s0_sound", "recording-7696"),
                ("s0_keys_max", "1"),
                ("s0_keys_1", "1"),
                ("s0_keys_star", "again-0"),
                ("s0_timed_out", "end-16"),
            ],
        );
    }

    #[test]
    fn a_group_is_one_dial() {
        let (fields, lost) = rendered(&fixture::group());
        says(
            &fields,
            &[(
                "s0_dial",
                "PJSIP/100001&PJSIP/+13055550199@carrier&PJSIP/carrier/sip:c@example.com",
            )],
        );
        assert_eq!(lost, [Lost::EachTime]);
    }

    #[test]
    fn a_queue_has_its_agents() {
        let (fields, lost) = rendered(&fixture::queue());
        says(
            &fields,
            &[
                ("s0_do", "queue"),
                ("s0_queue", "4764"),
                ("s0_seconds", "300"),
                ("s0_music", "jazz"),
                ("s0_strategy", "rrmemory"),
                ("s0_sound", "recording-7567"),
                ("s0_agents", "2"),
                ("s0_agent_1", "PJSIP/100001"),
                ("s0_agent_2", "PJSIP/100001_VoIP"),
                ("s0_agent_2_penalty", "5"),
                ("s0_timed_out", "1"),
                ("s0_full", "end-17"),
            ],
        );
        assert_eq!(lost, [Lost::Agents]);
    }

    #[test]
    fn a_conference_has_its_guests() {
        let (fields, lost) = rendered(&fixture::conference(&["1234", "99"]));
        says(
            &fields,
            &[
                ("s0_do", "conference"),
                ("s0_room", "737"),
                ("s0_language", "fr"),
                ("s0_guests", "2"),
                ("s0_guest_2_admin", "1"),
                ("s0_sound_get_pin", "recording-7567"),
            ],
        );
        assert!(fields.values().all(|value| value != "1234"), "{fields:?}");
        assert_eq!(lost, []);
    }

    #[test]
    fn an_ending_has_its_cause() {
        says(&rendered(&fixture::nobody()).0, &[("s0_do", "hangup"), ("s0_cause", "1")]);
    }
}
