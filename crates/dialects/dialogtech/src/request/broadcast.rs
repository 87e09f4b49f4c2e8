//! Broadcasts: from parameters to what they say.

use tandem_domain::{
    BROADCAST_ATTEMPTS_MAX, BROADCAST_NUMBERS_MAX, BROADCAST_PAUSES, BROADCAST_TOGETHER_MAX,
    Broadcast, BroadcastAudio, ObjectId,
};
use tandem_gateway::{Fault, Reader};
use tandem_numbering::Did;

use super::{clock, people};

/// The longest description, in characters.
pub(crate) const NOTE_CHARS_MAX: usize = 255;
/// The longest list of numbers, in characters.
pub(crate) const NUMBERS_CHARS_MAX: usize = 20_000;

/// `broadcast.create`: its message is spoken by whoever is called for that. It begins at a time that it says,
/// or not yet.
pub(crate) fn create(args: &Reader<'_>) -> Result<Broadcast, Fault> {
    args.check_required()?;
    let mut made = Broadcast {
        name: args.short_text("name", people::NAME_CHARS_MAX)?,
        caller_id: did(args, "recording_cid")?,
        detects_machines: args.flag("machine_detection")?.unwrap_or(false),
        ..plain(args, BroadcastAudio::SpokenAt(args.did("recording_phone_number")?))?
    };
    if args.flag("use_transfer")?.unwrap_or(false) {
        made.transfer = Some(args.did("transfer_number")?);
    }
    if args.flag("schedule")?.unwrap_or(false) {
        made.numbers = numbers(args, "phone")?;
        made.begins = clock::moment(args, "timestamp")?;
        if made.begins.is_none() {
            return Err(Fault::Missing { param: "timestamp" });
        }
    }
    Ok(made)
}

/// `broadcast.schedule`: a recording for many telephones.
pub(crate) fn schedule(args: &Reader<'_>) -> Result<Broadcast, Fault> {
    args.check_required()?;
    let audio = args.integer("audio_dialog_id", 1, i64::MAX)?.unwrap_or_default();
    let pause = args.integer("retry", 0, i64::from(u32::MAX))?;
    let attempts = args.integer("attempts", 1, i64::from(BROADCAST_ATTEMPTS_MAX))?;
    let whole = |value: Option<i64>| value.and_then(|value| u32::try_from(value).ok());
    let scheduled = Broadcast {
        numbers: numbers(args, "phone_number_list")?,
        begins: clock::moment(args, "timestamp")?,
        until: clock::moment(args, "edate")?,
        evenly: args.integer("type", 1, 2)? == Some(1),
        caller_id: did(args, "cid")?,
        attempts: whole(attempts).unwrap_or(1),
        pause_minutes: whole(pause).unwrap_or(BROADCAST_PAUSES[0]),
        ..plain(args, BroadcastAudio::Recording(ObjectId(audio)))?
    };
    if scheduled.evenly && scheduled.until.is_none() {
        return Err(Fault::Missing { param: "edate" });
    }
    Ok(scheduled)
}

/// What both ways have in common.
fn plain(args: &Reader<'_>, audio: BroadcastAudio) -> Result<Broadcast, Fault> {
    let together = args.integer("simul", 1, i64::from(BROADCAST_TOGETHER_MAX))?;
    Ok(Broadcast {
        name: String::new(),
        note: args.short_text("desc", NOTE_CHARS_MAX)?,
        audio,
        numbers: Vec::new(),
        caller_id: None,
        transfer: None,
        detects_machines: false,
        begins: None,
        until: None,
        hours: clock::hours(args, "dstime", "detime")?,
        evenly: false,
        attempts: 1,
        pause_minutes: BROADCAST_PAUSES[0],
        together: together.and_then(|most| u32::try_from(most).ok()).unwrap_or(1),
        stopped: None,
    })
}

fn did(args: &Reader<'_>, name: &'static str) -> Result<Option<Did>, Fault> {
    args.text(name).map(|text| args.as_did(name, text)).transpose()
}

/// Numbers between bars, each once.
fn numbers(args: &Reader<'_>, name: &'static str) -> Result<Vec<Did>, Fault> {
    let text = args.required(name)?;
    if text.contains("://") {
        let why = "must be numbers between bars: lists at an address are not supported yet";
        return Err(Fault::invalid(name, why));
    }
    let mut numbers: Vec<Did> = Vec::new();
    for part in text.split('|').filter(|part| !part.trim().is_empty()) {
        numbers.push(args.as_did(name, part.trim())?);
    }
    numbers.sort_unstable();
    numbers.dedup();
    if (1..=BROADCAST_NUMBERS_MAX).contains(&numbers.len()) {
        return Ok(numbers);
    }
    Err(Fault::invalid(name, format!("must be 1 to {BROADCAST_NUMBERS_MAX} numbers")))
}
