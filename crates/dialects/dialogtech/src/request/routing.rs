//! Where tracking numbers ring: from parameters to commands.

use tandem_domain::{Destination, RingAt, SettingsChange, Telephone};
use tandem_engine::NumberSet;
use tandem_gateway::{Fault, Reader};

use crate::operations::kind_of;

/// The longest label of a number, in characters.
pub(crate) const LABEL_CHARS_MAX: usize = 255;
/// The longest of other texts, in characters.
pub(crate) const TEXT_CHARS_MAX: usize = 1024;
/// The routing that needs no id.
pub(crate) const TRANSFER: &str = "transfer";

/// `routing.configure`.
pub(crate) fn configure(args: &Reader<'_>) -> Result<NumberSet, Fault> {
    args.check_required()?;
    refuse(args, &["parameter2", "parameter3", "parameter4"])?;
    require_no_warning(args)?;
    if args.flag("play_ring")? == Some(false) {
        return Err(Fault::invalid("play_ring", "must be 1: callers hear it ring"));
    }
    let routing_type = args.required("routing_type")?.to_ascii_lowercase();
    let mut change = SettingsChange {
        record_calls: args.flag("record_call")?,
        cnam: args.flag("reverse_lookup")?,
        note: note(args)?,
        ..SettingsChange::default()
    };
    let to = args.short_text("parameter1", TEXT_CHARS_MAX)?;
    if routing_type == TRANSFER {
        // A telephone number; where that one leads, its own owner says.
        let number = args.as_did("parameter1", &to)?;
        change.ring_at = Some(RingAt::Telephone(Telephone::Number(number)));
    } else {
        let kind = kind_of(&routing_type).ok_or_else(|| {
            let why = "must be transfer, findme, vmail, virtual_receptionist or call_distributor; others are not supported yet";
            Fault::invalid("routing_type", why)
        })?;
        change.routing = Some(Destination::object(kind, to));
    }
    Ok(NumberSet { did: args.did("phone_number")?, change, plan: None })
}

/// `routing.advanced`.
pub(crate) fn advanced(args: &Reader<'_>) -> Result<NumberSet, Fault> {
    args.check_required()?;
    let audio = ["caller_audio", "recipient_audio", "always_ring"];
    let tracking = ["ga_referrer", "ga_content", "ga_campaign", "ga_term", "ga_medium"];
    refuse(args, &audio)?;
    refuse(args, &tracking)?;
    require_no_warning(args)?;
    let record_calls = match args.integer("record_call", 0, 3)? {
        None => None,
        Some(0) => Some(false),
        Some(2) => Some(true),
        Some(_) => {
            let why = "must be 0 or 2: a call is recorded as a whole, or not at all";
            return Err(Fault::invalid("record_call", why));
        }
    };
    let cnam = args.flag("reverse_lookup")?;
    let change = SettingsChange { record_calls, cnam, ..SettingsChange::default() };
    Ok(NumberSet { did: args.did("phone_number")?, change, plan: None })
}

/// `routing.update_label`. Without a description the label is taken away.
pub(crate) fn label(args: &Reader<'_>) -> Result<NumberSet, Fault> {
    args.check_required()?;
    let label = note(args)?.unwrap_or_default();
    let change = SettingsChange { note: Some(label), ..SettingsChange::default() };
    Ok(NumberSet { did: args.did("phone_number")?, change, plan: None })
}

fn note(args: &Reader<'_>) -> Result<Option<String>, Fault> {
    let note = args.short_text("description", LABEL_CHARS_MAX)?;
    Ok((!note.is_empty()).then_some(note))
}

/// Nobody is told that a call is recorded: whoever wants that is not told that it is done.
fn require_no_warning(args: &Reader<'_>) -> Result<(), Fault> {
    match args.integer("record_warning", 0, 3)? {
        None | Some(3) => Ok(()),
        Some(_) => {
            Err(Fault::invalid("record_warning", "must be 3: warnings are not supported yet"))
        }
    }
}

/// Refuses what would have no effect.
pub(super) fn refuse(args: &Reader<'_>, params: &[&'static str]) -> Result<(), Fault> {
    let asks = |param: &&&'static str| args.text(param).is_some_and(|text| text != "0");
    match params.iter().find(asks) {
        Some(param) => Err(Fault::invalid(param, "is not supported yet")),
        None => Ok(()),
    }
}
