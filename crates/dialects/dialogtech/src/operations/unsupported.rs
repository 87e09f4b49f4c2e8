//! The actions of the provider that are known and not supported yet, by the groups of its menu.

use tandem_gateway::Section;

#[rustfmt::skip]
pub(super) static ACTIONS: &[Section] = &[
    ("broadcast", &[
        "broadcast.create", "broadcast.get_optout", "broadcast.history", "broadcast.optout",
        "broadcast.schedule", "broadcast.status", "broadcast.stop",
    ]),
    ("clickto", &["clickto.call", "clickto.findme", "clickto.survo", "clickto.vr"]),
    ("conference", &[
        "conference.attendee.add", "conference.attendee.call", "conference.attendee.details",
        "conference.attendee.kick", "conference.attendee.list", "conference.attendee.mute",
        "conference.attendee.remove", "conference.attendee.unmute", "conference.details",
        "conference.list", "conference.remove", "conference.schedule",
    ]),
    ("cost", &["cost.get_surcharge"]),
    ("findme", &["findme.delete_recorded_call", "findme.get_recorded_calls_list"]),
    ("general", &["general.login"]),
    ("group", &[
        "group.create", "group.details", "group.empty", "group.list", "group.memberadd",
        "group.memberremove", "group.remove", "group.rename",
    ]),
    ("locator", &[
        "locator.location.add", "locator.location.details", "locator.location.list",
        "locator.location.remove", "locator.location.update",
    ]),
    ("recording", &[
        "recording.download", "recording.list", "recording.remove", "recording.update_label",
        "recording.upload",
    ]),
    ("registerednumbers", &[
        "registerednumbers.add", "registerednumbers.list", "registerednumbers.remove",
    ]),
    ("report", &[
        "report.broadcast", "report.call_tracking", "report.clickto", "report.survo",
    ]),
    ("survo", &["survo.delete_survey_results", "survo.get_recording"]),
    ("transcription", &["transcription.create", "transcription.get"]),
    ("verifymenow", &["verifymenow.get_recording", "verifymenow.verify"]),
    // Some clients send the last two without the group's name.
    ("vmail", &[
        "vmail.getmessagebyid", "vmail.getmessagebysid", "vmail.recordgreeting", "getmessagebyid",
        "getmessagebysid",
    ]),
    // The older interface that makes calls, at an address of its own.
    ("clickto", &["/click_to_xyz.php"]),
];
