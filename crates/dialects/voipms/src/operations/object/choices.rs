//! The lists of choices that objects draw on, and how such lists are shown. They are the same for every operator, so that there is no
//! command for them.

use tandem_domain::{
    Actor, Attachment, HoldReport, Instructions, JoinWhenEmpty, Language, Music, RingStrategy,
    VoicemailSetup,
};
use tandem_gateway::{BoxFuture, Fault, Gate, Param, Reader, Spec, Stop};
use tandem_wire::php::Map;

use super::param;
use crate::operations::{ACCOUNTS, DIDS, GENERAL, login_choices};
use crate::reply::Reply;
use crate::request::unless_zero;

/// The section of the provider's documents that has the lists of mailboxes.
const VOICEMAIL: &str = "Voicemail";

/// A list of choices. The one parameter of its function asks for one of them.
pub(in crate::operations) struct Choices {
    /// The function that shows it.
    pub(in crate::operations) spec: &'static Spec,
    /// The key of the list.
    pub(in crate::operations) list: &'static str,
    /// Each with its value and its description.
    pub(in crate::operations) all: fn() -> Vec<(String, String)>,
    /// How one is shown.
    pub(in crate::operations) row: fn(&str, &str) -> Map,
}

pub(in crate::operations) const fn only(name: &'static str) -> Param {
    param::text(name, "only this one")
}

pub(in crate::operations) const fn spec(
    name: &'static str,
    section: &'static str,
    about: &'static str,
    params: &'static [Param],
) -> Spec {
    Spec { name, section, about, params }
}

pub(in crate::operations) static LANGUAGES: Spec =
    spec("getLanguages", GENERAL, "Lists the languages of the prompts.", &[only("language")]);
pub(in crate::operations) static MUSIC: Spec =
    spec("getMusicOnHold", ACCOUNTS, "Lists the music for callers.", &[only("music_on_hold")]);
pub(in crate::operations) static HOLD_TIMES: Spec = spec(
    "getReportEstimatedHoldTime",
    ACCOUNTS,
    "Lists when callers are told how long they may have to wait.",
    &[only("type")],
);
pub(in crate::operations) static EMPTY_QUEUES: Spec = spec(
    "getJoinWhenEmptyTypes",
    DIDS,
    "Lists when callers may join a queue without agents.",
    &[only("type")],
);
pub(in crate::operations) static STRATEGIES: Spec =
    spec("getRingStrategies", DIDS, "Lists how a queue chooses its agents.", &[only("strategy")]);
pub(in crate::operations) static SETUPS: Spec = spec(
    "getVoicemailSetups",
    DIDS,
    "Lists the mailboxes that a menu may end in.",
    &[only("voicemailsetup")],
);
pub(in crate::operations) static FORMATS: Spec = spec(
    "getVoicemailAttachmentFormats",
    DIDS,
    "Lists the formats in which messages are attached.",
    &[only("email_attachment_format")],
);
pub(in crate::operations) static INSTRUCTIONS: Spec = spec(
    "getPlayInstructions",
    VOICEMAIL,
    "Lists what is said before the tone.",
    &[only("play_instructions")],
);
pub(in crate::operations) static ZONES: Spec =
    spec("getTimezones", VOICEMAIL, "Lists the time zones.", &[only("timezone")]);

static LISTS: [Choices; 9] = [
    Choices { spec: &LANGUAGES, list: "languages", all: || named(&Language::WORDS), row },
    Choices { spec: &MUSIC, list: "music_on_hold", all: || named(&Music::WORDS), row: music_row },
    Choices { spec: &HOLD_TIMES, list: "types", all: || named(&HoldReport::WORDS), row },
    Choices { spec: &EMPTY_QUEUES, list: "types", all: || named(&JoinWhenEmpty::WORDS), row },
    Choices { spec: &STRATEGIES, list: "strategies", all: || named(&RingStrategy::WORDS), row },
    Choices { spec: &SETUPS, list: "voicemailsetups", all: || named(&VoicemailSetup::WORDS), row },
    Choices {
        spec: &FORMATS,
        list: "email_attachment_formats",
        all: || named(&Attachment::WORDS),
        row,
    },
    Choices {
        spec: &INSTRUCTIONS,
        list: "play_instructions",
        all: || named(&Instructions::WORDS),
        row,
    },
    Choices { spec: &ZONES, list: "timezones", all: zones, row },
];

/// Shows a list of choices, or one of them.
pub(in crate::operations) fn choices<'a>(
    _: &'a Gate,
    _: Actor,
    args: &'a Reader<'a>,
    _: Option<String>,
) -> BoxFuture<'a, Result<Reply, Stop>> {
    let shown = shown(args);
    Box::pin(async move { Ok(shown?) })
}

fn shown(args: &Reader<'_>) -> Result<Reply, Fault> {
    let spec = args.spec();
    let name = spec.params.first().map_or("", |param| param.name);
    let only = unless_zero(args, name);
    let mut lists = LISTS.iter().chain(&login_choices::LISTS);
    let found = lists.find(|choices| choices.spec.name == spec.name);
    let rows = found.map(|choices| {
        let all = (choices.all)();
        let wanted = all.iter().filter(|(value, _)| only.is_none_or(|only| only == value));
        (choices.list, wanted.map(|(value, text)| (choices.row)(value, text)).collect::<Vec<_>>())
    });
    match rows {
        Some((list, rows)) if !rows.is_empty() => Ok(Reply::Success(Map::new().with(list, rows))),
        _ => Err(Fault::invalid(name, "is not one of the list")),
    }
}

pub(in crate::operations) fn row(value: &str, description: &str) -> Map {
    Map::new().with("value", value).with("description", description)
}

/// Music that comes with the switch is made of no recordings of the account's.
fn music_row(value: &str, description: &str) -> Map {
    row(value, description)
        .with("recordings", "")
        .with("total", "0")
        .with("volume", "")
        .with("sort", "random")
        .with("custom", "0")
}

fn named<T>(words: &[(T, &str, &str)]) -> Vec<(String, String)> {
    words.iter().map(|(_, value, text)| ((*value).to_owned(), (*text).to_owned())).collect()
}

/// Those of the tz database that are called by a place.
fn zones() -> Vec<(String, String)> {
    let names = jiff::tz::db().available().map(|name| name.to_string());
    let mut names: Vec<String> = names.filter(|name| name.contains('/')).collect();
    names.sort_unstable();
    names.into_iter().map(|name| (name.clone(), name.replace('_', " "))).collect()
}
