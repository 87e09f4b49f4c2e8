//! How a number one has is set up, and by which plan it is charged.

use tandem_domain::{NumberSettings, PlanWish, SettingsChange};
use tandem_engine::{NumberPlan, NumberSet};
use tandem_gateway::{Fault, Reader};

use super::{MAILBOX_MAX, POP_MAX, billing, destination, id, own_did, require, settings};

/// The longest PIN for porting a number out, in characters.
pub const PIN_CHARS_MAX: usize = 10;
/// The longest voicemail message that may be thrown away as too short, in seconds.
pub const THRESHOLD_SECONDS_MAX: i64 = 60;
/// In which steps that is set, in seconds.
const THRESHOLD_STEP_SECONDS: i64 = 5;

/// `setDIDInfo`: everything that this API can set about a number.
pub fn set_info(args: &Reader<'_>) -> Result<NumberSet, Fault> {
    require(args)?;
    let did = own_did(args, "did")?;
    let set = settings(args)?;
    if args.flag("transcribe")?.unwrap_or(false) {
        return Err(Fault::invalid("transcribe", "is not supported: calls are not transcribed"));
    }
    let threshold = args.integer("voicemail_threshold", 0, THRESHOLD_SECONDS_MAX)?.unwrap_or(0);
    if threshold % THRESHOLD_STEP_SECONDS != 0 {
        return Err(Fault::invalid("voicemail_threshold", "must be a multiple of 5"));
    }
    let mode = args.integer("inbound_dialing_mode", 0, 1)?;
    let NumberSettings { routing, voicemail, pop, dial_seconds, cnam, note, .. } = set;
    let change = SettingsChange {
        routing,
        ring_at: None,
        failover_busy: Some(set.failover_busy),
        failover_unreachable: Some(set.failover_unreachable),
        unreachable_at: None,
        failover_no_answer: Some(set.failover_no_answer),
        voicemail: Some(voicemail),
        pop: Some(pop),
        dial_seconds: Some(dial_seconds),
        cnam: Some(cnam),
        caller_id_prefix: Some(set.caller_id_prefix),
        note: Some(note),
        fax_flow: None,
        record_calls: Some(args.flag("record_calls")?.unwrap_or(false)),
        dialled_with_country: Some(mode == Some(1)),
        port_out_pin: Some(args.short_text("port_out_pin", PIN_CHARS_MAX)?),
        voicemail_seconds_min: Some(u32::try_from(threshold).unwrap_or(0)),
        call_page: None,
    };
    Ok(NumberSet { did, change, plan: Some(PlanWish::Billing(billing(args)?)) })
}

/// `setDIDRouting`.
pub fn set_routing(args: &Reader<'_>) -> Result<NumberSet, Fault> {
    require(args)?;
    let routing = destination(args, "routing")?;
    only(args, SettingsChange { routing, ..SettingsChange::default() })
}

/// `setDIDPOP`.
pub fn set_pop(args: &Reader<'_>) -> Result<NumberSet, Fault> {
    require(args)?;
    let pop = Some(id(args, "pop", 1, POP_MAX)?);
    only(args, SettingsChange { pop, ..SettingsChange::default() })
}

/// `setDIDVoicemail`.
pub fn set_voicemail(args: &Reader<'_>) -> Result<NumberSet, Fault> {
    require(args)?;
    let voicemail = Some(id(args, "voicemail", 0, MAILBOX_MAX)?);
    only(args, SettingsChange { voicemail, ..SettingsChange::default() })
}

fn only(args: &Reader<'_>, change: SettingsChange) -> Result<NumberSet, Fault> {
    Ok(NumberSet { did: own_did(args, "did")?, change, plan: None })
}

/// `setDIDBillingType`.
pub fn set_billing(args: &Reader<'_>) -> Result<NumberPlan, Fault> {
    require(args)?;
    Ok(NumberPlan { did: own_did(args, "did")?, plan: PlanWish::Billing(billing(args)?) })
}
