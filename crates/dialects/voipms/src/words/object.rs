//! What refusals about objects are called: the provider has a code for each kind, and a few of its own for
//! some fields.

use tandem_domain::{ObjectKind, Role};

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
        ObjectKind::CallHunting => "invalid_callhunting",
        ObjectKind::Conference => "invalid_conference",
        // Kinds that the provider does not have, or that nothing here names yet.
        ObjectKind::QueueMember
        | ObjectKind::ConferenceMember
        | ObjectKind::CallerIdFilter
        | ObjectKind::PhonebookEntry
        | ObjectKind::PhonebookGroup
        | ObjectKind::Sequence
        | ObjectKind::CallFlow
        | ObjectKind::FaxFlow => match role {
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
static REFERENCES: &[(ObjectKind, &str, &str)] = &[];

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
];

/// Another object has that already.
pub(super) fn of_key(kind: ObjectKind, field: &str) -> &'static str {
    match (kind, field) {
        (ObjectKind::Voicemail, "id") => "invalid_digits",
        (ObjectKind::Forwarding | ObjectKind::SipUri | ObjectKind::Callback, "name") => {
            "used_description"
        }
        (_, "number") => "used_number",
        _ => "used_name",
    }
}

/// Others name it. Where the provider has no code for that, it is that of an object which cannot be deleted
/// because it is not there; the message says more.
pub(super) const fn of_use(kind: ObjectKind) -> &'static str {
    of_unknown(Role::Itself, kind)
}

/// There are as many as may be.
pub(super) const fn of_quota(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Forwarding => "forwards_exceeded",
        _ => "limit_reached",
    }
}
