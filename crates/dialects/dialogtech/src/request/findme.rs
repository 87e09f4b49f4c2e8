//! FindMe lists: from parameters to call flows.

use tandem_domain::{FLOW_MEMBERS_MAX, FlowChange, ObjectId, Telephone};
use tandem_engine::{ObjectPlace, ObjectSet};
use tandem_gateway::{Fault, Reader};

use super::routing::refuse;

/// The longest name of a list, in characters.
pub(crate) const NAME_CHARS_MAX: usize = 64;
/// The least and the most seconds that a telephone rings.
pub(crate) const TIMEOUT_MIN: i64 = 10;
pub(crate) const TIMEOUT_MAX: i64 = 60;
/// How long it rings when the call does not say, in seconds.
pub(crate) const TIMEOUT_DEFAULT: u32 = 30;
/// What is not done yet, so that it is refused.
pub(crate) const NOT_YET: [&str; 12] = [
    "record",
    "loop_count",
    "distribution_type",
    "dtmf_only",
    "screen_method",
    "screen_prompt",
    "holdmusic",
    "whisper_phrase",
    "whisper_audio",
    "findme_action",
    "advanced_audio_id",
    "auto_accept",
];

/// `findme.create`.
pub(crate) fn create(args: &Reader<'_>) -> Result<ObjectSet, Fault> {
    args.check_required()?;
    let body = change(args)?.made().into();
    Ok(ObjectSet { place: ObjectPlace::New, body, list: None })
}

/// What `findme.update_list_settings` changes.
pub(crate) fn change(args: &Reader<'_>) -> Result<FlowChange, Fault> {
    refuse(args, &NOT_YET)?;
    // The other type is a hunt group, which has agents.
    if args.integer("list_type", 1, 2)? == Some(2) {
        return Err(Fault::invalid("list_type", "must be 1: others are not supported yet"));
    }
    let together = args.integer("simul", 0, FLOW_MEMBERS_MAX as i64)?;
    let name = args.short_text("name", NAME_CHARS_MAX)?;
    let timeout = args.integer("timeout", TIMEOUT_MIN, TIMEOUT_MAX)?;
    let numbers = args.text("numbers").map(|list| {
        let each = list.split(',').filter(|text| !text.trim().is_empty());
        each.map(|text| args.as_did("numbers", text).map(Telephone::Number)).collect()
    });
    Ok(FlowChange {
        name: (!name.is_empty()).then_some(name),
        telephones: numbers.transpose()?,
        seconds: timeout.and_then(|seconds| u32::try_from(seconds).ok()),
        seconds_default: TIMEOUT_DEFAULT,
        together: together.and_then(|most| usize::try_from(most).ok()),
    })
}

/// The list that is meant.
pub(crate) fn id(args: &Reader<'_>) -> Result<ObjectId, Fault> {
    args.check_required()?;
    let id = args.integer("findme_id", 1, i64::MAX)?;
    Ok(ObjectId(id.unwrap_or_default()))
}
