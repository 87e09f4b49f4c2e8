//! The lists that objects draw on.

use tandem_domain::{
    Attachment, Folder, HoldReport, Instructions, JoinWhenEmpty, Language, Music, RingStrategy,
    VoicemailSetup,
};
use tandem_gateway::Spec;
use tandem_wire::php::Map;

use super::{Choices, named, only, row, spec};
use crate::operations::{ACCOUNTS, DIDS, GENERAL};

/// The section of the provider's documents that has the lists of mailboxes.
const VOICEMAIL: &str = "Voicemail";

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

pub(in crate::operations) static FOLDERS: Spec =
    spec("getVoicemailFolders", VOICEMAIL, "Lists the folders of mailboxes.", &[only("folder")]);

/// Every list.
pub(super) static LISTS: [Choices; 10] = [
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
    Choices { spec: &FOLDERS, list: "folders", all: folders, row },
];

/// Music that comes with the switch is made of no recordings of the account's.
fn music_row(value: &str, description: &str) -> Map {
    row(value, description)
        .with("recordings", "")
        .with("total", "0")
        .with("volume", "")
        .with("sort", "random")
        .with("custom", "0")
}

fn folders() -> Vec<(String, String)> {
    Folder::WORDS.iter().map(|(_, word)| ((*word).to_owned(), (*word).to_owned())).collect()
}

/// Those of the tz database that are called by a place.
fn zones() -> Vec<(String, String)> {
    let names = jiff::tz::db().available().map(|name| name.to_string());
    let mut names: Vec<String> = names.filter(|name| name.contains('/')).collect();
    names.sort_unstable();
    names.into_iter().map(|name| (name.clone(), name.replace('_', " "))).collect()
}
