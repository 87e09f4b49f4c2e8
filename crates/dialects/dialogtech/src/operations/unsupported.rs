//! The actions of the provider that are known and not supported, by the groups of its menu, each with what it
//! would take.

use tandem_gateway::Lacking;

/// Surveys by telephone are made on the provider's pages and by no action, so that no `survo_id` names one.
const SURVOS: &str = "surveys by telephone, which no action makes";
/// Who is in a conference by telephone can be silenced or sent away, and nobody ever is.
const CALLS: &str = "conferences that somebody is in, for want of calls that are placed here";

#[rustfmt::skip]
pub(super) static ACTIONS: &[Lacking] = &[
    Lacking { section: "clickto", names: &["clickto.survo"], what: SURVOS },
    Lacking { section: "report", names: &["report.survo"], what: SURVOS },
    Lacking { section: "survo", names: &["survo.delete_survey_results", "survo.get_recording"], what: SURVOS },
    Lacking {
        section: "conference",
        names: &[
            "conference.attendee.call", "conference.attendee.kick", "conference.attendee.mute",
            "conference.attendee.unmute",
        ],
        what: CALLS,
    },
];
