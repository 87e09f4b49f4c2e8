//! What refusals about objects are called: the provider has a code for each kind, and a few of its own for
//! some fields.

use tandem_domain::{AccountUse, ObjectKind, ObjectUser, Role};

use super::at_home::at_home;

/// The provider has a code for each kind of object, not for where it was named.
pub(super) const fn of_unknown(role: Role, kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Account => "invalid_account",
        ObjectKind::Forwarding => "invalid_forwarding",
        ObjectKind::Voicemail => "invalid_mailbox",
        ObjectKind::SipUri => "invalid_sipuri",
        ObjectKind::RingGroup => "invalid_ringgroup",
        ObjectKind::Ivr => "invalid_ivr",
        ObjectKind::Recording => "invalid_recording",
        ObjectKind::Queue => "invalid_queue",
        ObjectKind::Callback => "invalid_callback",
        ObjectKind::TimeCondition => "invalid_timecondition",
        ObjectKind::Disa => "invalid_disa",
        ObjectKind::Pop => "invalid_serverpop",
        ObjectKind::Location => "invalid_location",
        ObjectKind::Carrier => "invalid_carrier",
        ObjectKind::CallerIdFilter => "invalid_filter",
        ObjectKind::CallHunting => "invalid_callhunting",
        ObjectKind::Conference => "invalid_conference",
        ObjectKind::QueueMember | ObjectKind::ConferenceMember => "invalid_member",
        ObjectKind::PhonebookEntry | ObjectKind::PhonebookGroup => "invalid_phonebook",
        ObjectKind::Sequence => "no_sequences",
        // Kinds that the provider does not have, or that nothing here names yet.
        ObjectKind::CallFlow
        | ObjectKind::FaxFlow
        | ObjectKind::RegisteredNumber
        | ObjectKind::ContactGroup
        | ObjectKind::Locator
        | ObjectKind::Meeting
        | ObjectKind::Broadcast
        | ObjectKind::OptOut
        | ObjectKind::Transcription
        | ObjectKind::Campaign
        | ObjectKind::Company
        | ObjectKind::CompanyDocument
        | ObjectKind::Fax
        | ObjectKind::RegisteredAgent
        | ObjectKind::DialRequest
        | ObjectKind::FlowVariables => match role {
            Role::FailoverBusy | Role::FailoverUnreachable | Role::FailoverNoAnswer => {
                "invalid_failover_header"
            }
            Role::Routing
            | Role::Voicemail
            | Role::Pop
            | Role::FaxFlow
            | Role::Location
            | Role::Carrier
            | Role::Itself => "invalid_routing_header",
        },
    }
}

/// An object names another that is not there.
pub(super) fn of_reference(of: ObjectKind, field: &str, kind: ObjectKind) -> &'static str {
    let known = REFERENCES.iter().find(|(known, name, _)| (*known, *name) == (of, field));
    known.map_or_else(|| of_unknown(Role::Itself, kind), |(.., code)| code)
}

/// Where the code is that of the field and not that of the kind which it names.
#[rustfmt::skip]
static REFERENCES: &[(ObjectKind, &str, &str)] = &[
    (ObjectKind::Queue, "join_announcement", "invalid_join_announcement"),
    (ObjectKind::Queue, "voice_announcement", "invalid_voice_announcement"),
    (ObjectKind::PhonebookEntry, "number", "invalid_number"),
    (ObjectKind::Conference, "sound_join", "invalid_recording_sound_join"),
    (ObjectKind::Conference, "sound_leave", "invalid_recording_sound_leave"),
    (ObjectKind::Conference, "sound_has_joined", "invalid_recording_sound_has_joined"),
    (ObjectKind::Conference, "sound_has_left", "invalid_recording_sound_has_left"),
    (ObjectKind::Conference, "sound_kicked", "invalid_recording_sound_kicked"),
    (ObjectKind::Conference, "sound_muted", "invalid_recording_sound_muted"),
    (ObjectKind::Conference, "sound_unmuted", "invalid_recording_sound_unmuted"),
    (ObjectKind::Conference, "sound_only_person", "invalid_recording_sound_only_person"),
    (ObjectKind::Conference, "sound_only_one", "invalid_recording_sound_only_one"),
    (ObjectKind::Conference, "sound_there_are", "invalid_recording_sound_there_are"),
    (ObjectKind::Conference, "sound_other_in_party", "invalid_recording_sound_other_in_party"),
    (ObjectKind::Conference, "sound_place_into_conference", "invalid_recording_sound_place_into_conference"),
    (ObjectKind::Conference, "sound_get_pin", "invalid_recording_sound_get_pin"),
    (ObjectKind::Conference, "sound_invalid_pin", "invalid_recording_sound_invalid_pin"),
    (ObjectKind::Conference, "sound_locked", "invalid_recording_sound_locked"),
    (ObjectKind::Conference, "sound_locked_now", "invalid_recording_sound_locked_now"),
    (ObjectKind::Conference, "sound_unlocked_now", "invalid_recording_sound_unlocked_now"),
    (ObjectKind::Conference, "sound_error_menu", "invalid_recording_sound_error_menu"),
    (ObjectKind::Conference, "sound_participants_muted", "invalid_recording_sound_participants_muted"),
    (ObjectKind::Conference, "sound_participants_unmuted", "invalid_recording_sound_participants_unmuted"),
    (ObjectKind::CallerIdFilter, "caller", "invalid_callerid"),
];

/// An object is not sound.
pub(super) fn of_flaw(kind: ObjectKind, field: &str) -> &'static str {
    let known = FLAWS.iter().find(|(known, name, _)| (*known, *name) == (kind, field));
    match (known, field) {
        (Some((.., code)), _) => code,
        (None, "name") => "invalid_name",
        (None, "language") => "invalid_language",
        _ => "missing_params",
    }
}

/// The parameter by which a field is set.
pub(super) fn parameter(kind: ObjectKind, field: &str) -> &str {
    let known = PARAMETERS.iter().find(|(known, name, _)| (*known, *name) == (kind, field));
    known.map_or(field, |(.., parameter)| parameter)
}

/// Where it is spelt otherwise than the field.
#[rustfmt::skip]
pub(super) static PARAMETERS: &[(ObjectKind, &str, &str)] = &[
    (ObjectKind::Forwarding, "name", "description"),
    (ObjectKind::Forwarding, "number", "phone_number"),
    (ObjectKind::Forwarding, "digits", "dtmf_digits"),
    (ObjectKind::SipUri, "name", "description"),
    (ObjectKind::Voicemail, "id", "digits"),
    (ObjectKind::Voicemail, "pin", "password"),
    (ObjectKind::Voicemail, "delete", "delete_message"),
    (ObjectKind::Voicemail, "zone", "timezone"),
    (ObjectKind::Queue, "name", "queue_name"),
    (ObjectKind::Queue, "number", "queue_number"),
    (ObjectKind::Queue, "password", "queue_password"),
    (ObjectKind::Queue, "caller_id_prefix", "callerid_prefix"),
    (ObjectKind::Queue, "weight", "priority_weight"),
    (ObjectKind::Queue, "callers", "maximum_callers"),
    (ObjectKind::Queue, "rest", "wrapup_time"),
    (ObjectKind::Queue, "round", "announce_round_seconds"),
    (ObjectKind::Queue, "ring", "agent_ring_timeout"),
    (ObjectKind::Queue, "retry", "retry_timer"),
    (ObjectKind::Queue, "wait", "maximum_wait_time"),
    (ObjectKind::Queue, "voice_every", "frequency_announcement"),
    (ObjectKind::Queue, "place_every", "announce_position_frecuency"),
    (ObjectKind::QueueMember, "name", "member_name"),
    (ObjectKind::QueueMember, "penalty", "priority"),
    (ObjectKind::CallHunting, "name", "description"),
    (ObjectKind::CallHunting, "ring", "ring_time"),
    (ObjectKind::Conference, "guests", "max_members"),
    (ObjectKind::ConferenceMember, "pins", "pin"),
    (ObjectKind::ConferenceMember, "talking", "talking_threshold"),
    (ObjectKind::ConferenceMember, "silence", "silence_threshold"),
    (ObjectKind::PhonebookEntry, "caller_id", "callerid"),
    (ObjectKind::Callback, "name", "description"),
    (ObjectKind::Callback, "delay", "delay_before"),
    (ObjectKind::Callback, "response", "response_timeout"),
    (ObjectKind::TimeCondition, "windows", "starthour"),
    (ObjectKind::TimeCondition, "matched", "routing_match"),
    (ObjectKind::TimeCondition, "otherwise", "routing_nomatch"),
    (ObjectKind::CallerIdFilter, "name", "note"),
    (ObjectKind::CallerIdFilter, "caller", "callerid"),
];

/// By kind and field.
#[rustfmt::skip]
static FLAWS: &[(ObjectKind, &str, &str)] = &[
    (ObjectKind::Forwarding, "name", "invalid_description"),
    (ObjectKind::Forwarding, "number", "invalid_phonenumber"),
    (ObjectKind::Forwarding, "digits", "invalid_dtmf_digits"),
    (ObjectKind::Forwarding, "pause", "invalid_pause"),
    (ObjectKind::SipUri, "name", "invalid_description"),
    (ObjectKind::SipUri, "uri", "invalid_sipuri"),
    (ObjectKind::Voicemail, "id", "invalid_digits"),
    (ObjectKind::Voicemail, "pin", "invalid_password"),
    (ObjectKind::Voicemail, "email", "invalid_email"),
    (ObjectKind::Voicemail, "delete", "invalid_deletemessage"),
    (ObjectKind::Voicemail, "zone", "invalid_timezone"),
    (ObjectKind::RingGroup, "members", "invalid_member"),
    (ObjectKind::Ivr, "timeout", "invalid_timeout"),
    (ObjectKind::Ivr, "choices", "missing_choices"),
    (ObjectKind::Recording, "audio", "invalid_base_recording"),
    (ObjectKind::Recording, "encoding", "no_base64file"),
    (ObjectKind::Recording, "size", "exceeds_file_size"),
    (ObjectKind::Queue, "number", "invalid_number"),
    (ObjectKind::Queue, "password", "invalid_password"),
    (ObjectKind::Queue, "caller_id_prefix", "invalid_calleridprefix"),
    (ObjectKind::Queue, "weight", "invalid_priority_weight"),
    (ObjectKind::Queue, "member_delay", "invalid_member_delay"),
    (ObjectKind::Queue, "callers", "invalid_maximum_callers"),
    (ObjectKind::Queue, "rest", "invalid_wrapup_time"),
    (ObjectKind::Queue, "round", "invalid_announce_round_seconds"),
    (ObjectKind::Queue, "ring", "invalid_agent_ring_timeout"),
    (ObjectKind::Queue, "retry", "invalid_retry_timer"),
    (ObjectKind::Queue, "wait", "invalid_maximum_wait_time"),
    (ObjectKind::Queue, "voice_every", "invalid_frequency_announcement"),
    (ObjectKind::Queue, "place_every", "invalid_announce_position_frequency"),
    (ObjectKind::Queue, "failover", "invalid_failover_header"),
    (ObjectKind::QueueMember, "penalty", "invalid_priority"),
    (ObjectKind::CallHunting, "name", "invalid_description"),
    (ObjectKind::CallHunting, "members", "invalid_member"),
    (ObjectKind::CallHunting, "ring", "invalid_numbermembers"),
    (ObjectKind::Conference, "description", "invalid_description"),
    (ObjectKind::Conference, "members", "invalid_member"),
    (ObjectKind::ConferenceMember, "description", "invalid_description"),
    (ObjectKind::ConferenceMember, "pin", "invalid_pin"),
    (ObjectKind::ConferenceMember, "pins", "can_have_only_one_profile_without_pin"),
    (ObjectKind::ConferenceMember, "talking", "invalid_talking_threshold"),
    (ObjectKind::ConferenceMember, "silence", "invalid_silence_threshold"),
    (ObjectKind::PhonebookEntry, "name", "name_toolong"),
    (ObjectKind::PhonebookEntry, "number", "invalid_number"),
    (ObjectKind::PhonebookEntry, "speed_dial", "invalid_speed_dial"),
    (ObjectKind::PhonebookEntry, "caller_id", "invalid_callerid"),
    (ObjectKind::PhonebookEntry, "note", "note_toolong"),
    (ObjectKind::PhonebookGroup, "name", "name_toolong"),
    (ObjectKind::PhonebookGroup, "members", "members_exceeded"),
    (ObjectKind::Callback, "name", "invalid_description"),
    (ObjectKind::Callback, "number", "invalid_number"),
    (ObjectKind::Callback, "delay", "invalid_delay_before"),
    (ObjectKind::Callback, "response", "invalid_response_timeout"),
    (ObjectKind::Callback, "digit_timeout", "invalid_digit_timeout"),
    (ObjectKind::Disa, "pin", "invalid_pin"),
    (ObjectKind::Disa, "digit_timeout", "invalid_digit_timeout"),
    (ObjectKind::TimeCondition, "windows", "invalid_timerange"),
    (ObjectKind::TimeCondition, "matched", "invalid_routing_header"),
    (ObjectKind::TimeCondition, "otherwise", "invalid_routing_header"),
    (ObjectKind::CallerIdFilter, "name", "invalid_note"),
    (ObjectKind::CallerIdFilter, "caller", "invalid_callerid"),
];

/// Another object has that already.
pub(super) fn of_key(kind: ObjectKind, field: &str) -> &'static str {
    match (kind, field) {
        (ObjectKind::Voicemail, "id") => "invalid_digits",
        (ObjectKind::Forwarding | ObjectKind::SipUri | ObjectKind::Callback, "name") => {
            "used_description"
        }
        (ObjectKind::Conference | ObjectKind::ConferenceMember, "name") => "duplicated_name",
        (ObjectKind::ConferenceMember, "pin") => "duplicated_pin",
        (ObjectKind::Conference, "members") => "member_already_included",
        (ObjectKind::QueueMember, _) => "invalid_account",
        (ObjectKind::PhonebookGroup, "members") => "invalid_phonebook",
        (_, "speed_dial") => "used_speed_dial",
        (ObjectKind::CallerIdFilter, _) => "used_filter",
        (_, "number") => "used_number",
        _ => "used_name",
    }
}

/// Others name it. Where the provider has no code for that, it is that of an object which cannot be deleted
/// because it is not there; the message says more.
pub(super) fn of_use(kind: ObjectKind, by: &[ObjectUser]) -> &'static str {
    let named =
        |wanted| by.iter().any(|user| matches!(user, ObjectUser::Object(by, _) if *by == wanted));
    match kind {
        ObjectKind::SipUri if named(ObjectKind::PhonebookEntry) => "sipuri_in_phonebook",
        ObjectKind::Recording => of_recording_use(by).unwrap_or("invalid_recording"),
        _ => of_unknown(Role::Itself, kind),
    }
}

/// Why an account cannot be closed yet, and what would let it.
pub(super) fn still_needed(name: &str, by: &AccountUse) -> String {
    match by {
        AccountUse::Numbers => format!("{name} has numbers; unconnectDID takes them back"),
        AccountUse::Backorders | AccountUse::Ports => format!("{name} {by}"),
        AccountUse::Balance => format!(
            "{name} has a balance that is not nothing (getResellerBalance); addPayment and addCharge \
             settle it"
        ),
        AccountUse::Named(_) => at_home(&format!("{name} {by}")),
    }
}

/// What plays a recording that is to be deleted: for five of those who may, there is a code.
fn of_recording_use(by: &[ObjectUser]) -> Option<&'static str> {
    by.iter().find_map(|user| match user {
        ObjectUser::Number(_) => Some("recording_in_use_did"),
        ObjectUser::Object(ObjectKind::Ivr, _) => Some("recording_in_use_ivr"),
        ObjectUser::Object(ObjectKind::Queue, _) => Some("recording_in_use_queue"),
        ObjectUser::Object(ObjectKind::TimeCondition, _) => {
            Some("recording_in_use_caller_timecondition")
        }
        ObjectUser::Object(ObjectKind::CallerIdFilter, _) => {
            Some("recording_in_use_caller_id_filtering")
        }
        ObjectUser::Object(..)
        | ObjectUser::Account(_)
        | ObjectUser::Login(_)
        | ObjectUser::Backorder(_) => None,
    })
}

/// There are as many as may be.
pub(super) const fn of_quota(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Forwarding => "forwards_exceeded",
        ObjectKind::PhonebookEntry => "members_exceeded",
        _ => "limit_reached",
    }
}
