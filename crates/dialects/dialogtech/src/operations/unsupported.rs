//! The actions of the provider that are known and not supported yet, by the groups of its menu.

use tandem_gateway::Section;

#[rustfmt::skip]
pub(super) static ACTIONS: &[Section] = &[
    ("clickto", &["clickto.call", "clickto.findme", "clickto.survo", "clickto.vr"]),
    ("conference", &[
        "conference.attendee.call", "conference.attendee.kick", "conference.attendee.mute",
        "conference.attendee.unmute",
    ]),
    ("report", &["report.clickto", "report.survo"]),
    ("survo", &["survo.delete_survey_results", "survo.get_recording"]),
    ("verifymenow", &["verifymenow.get_recording", "verifymenow.verify"]),
    ("vmail", &["vmail.recordgreeting"]),
    // The older interface that makes calls, at an address of its own.
    ("clickto", &["/click_to_xyz.php"]),
];
