//! The columns of the call report, and what stands in them.

use std::collections::BTreeMap;

use tandem_domain::route::Cause;
use tandem_domain::{CallDirection, CallRecord, Timestamp, eastern_wall};
use tandem_engine::{CallView, OwnNumber};
use tandem_numbering::{Did, Rules};

/// A column. What its switch is called, and what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    DateAdded,
    Sid,
    CallType,
    PhoneLabel,
    Dnis,
    Ani,
    CallDuration,
    SwitchMinutes,
    NetworkMinutes,
    EnhancedMinutes,
    AdjSwitch,
    AdjNetwork,
    AdjEnhanced,
    TransferToNumber,
    CallTransferStatus,
    FirstName,
    /// What this platform knows nothing of: a click, a campaign, a caller's address.
    Nothing(&'static str),
}

/// What `report.call_tracking` can show of where a caller came from, of which nothing is known here.
pub(crate) const TRACKED: [&str; 15] = [
    "keywords",
    "match_type",
    "ads",
    "ad_group",
    "campaign",
    "cpp",
    "channel",
    "domain_set_name",
    "activity_type",
    "activity_value",
    "first_touch",
    "last_touch",
    "activity_log_url",
    "call_only_flag",
    "processing_flag",
];

impl Column {
    /// All of them, in the order in which they are printed.
    pub(crate) const ALL: [Self; 29] = [
        Self::DateAdded,
        Self::Sid,
        Self::CallType,
        Self::PhoneLabel,
        Self::Dnis,
        Self::Ani,
        Self::Nothing("first_activity"),
        Self::Nothing("last_activity"),
        Self::Nothing("activity_info"),
        Self::Nothing("activity_keyword"),
        Self::Nothing("click_description"),
        Self::CallDuration,
        Self::SwitchMinutes,
        Self::NetworkMinutes,
        Self::EnhancedMinutes,
        Self::AdjSwitch,
        Self::AdjNetwork,
        Self::AdjEnhanced,
        Self::Nothing("transfer_type"),
        Self::TransferToNumber,
        Self::CallTransferStatus,
        Self::Nothing("url_tag"),
        Self::Nothing("campaign"),
        Self::FirstName,
        Self::Nothing("last_name"),
        Self::Nothing("street_address"),
        Self::Nothing("city"),
        Self::Nothing("state"),
        Self::Nothing("zipcode"),
    ];

    /// Those that a report has which asks for none.
    pub(crate) const PLAIN: [Self; 9] = [
        Self::DateAdded,
        Self::Sid,
        Self::CallType,
        Self::PhoneLabel,
        Self::Dnis,
        Self::Ani,
        Self::CallDuration,
        Self::TransferToNumber,
        Self::CallTransferStatus,
    ];

    /// Its name, and that of its switch.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::DateAdded => "date_added",
            Self::Sid => "sid",
            Self::CallType => "call_type",
            Self::PhoneLabel => "phone_label",
            Self::Dnis => "dnis",
            Self::Ani => "ani",
            Self::CallDuration => "call_duration",
            Self::SwitchMinutes => "switch_minutes",
            Self::NetworkMinutes => "network_minutes",
            Self::EnhancedMinutes => "enhanced_minutes",
            Self::AdjSwitch => "adj_switch",
            Self::AdjNetwork => "adj_network",
            Self::AdjEnhanced => "adj_enhanced",
            Self::TransferToNumber => "transfer_to_number",
            Self::CallTransferStatus => "call_transfer_status",
            Self::FirstName => "first_name",
            Self::Nothing(name) => name,
        }
    }

    /// What stands in it for a call.
    pub(crate) fn of(self, call: &CallView, labels: &Labels, rules: &Rules) -> String {
        let record = &call.record;
        let ours = || record.did.national();
        let other = || side(rules, &record.other);
        let is_inbound = record.direction == CallDirection::Inbound;
        match self {
            Self::DateAdded => {
                eastern_wall(record.started).strftime("%Y-%m-%d %H:%M:%S").to_string()
            }
            Self::Sid => call.id.to_string(),
            Self::CallType => if is_inbound { "Inbound" } else { "Outbound" }.to_owned(),
            Self::PhoneLabel => labels.of(record.did),
            Self::Dnis => {
                if is_inbound {
                    ours()
                } else {
                    other()
                }
            }
            Self::Ani => {
                if is_inbound {
                    other()
                } else {
                    ours()
                }
            }
            Self::CallDuration => whole(seconds(record.started, record.ended)),
            Self::SwitchMinutes => tenths(alone(record)),
            Self::AdjSwitch => whole(alone(record)),
            Self::NetworkMinutes => tenths(record.seconds()),
            Self::AdjNetwork => whole(record.seconds()),
            // No switch records calls yet.
            Self::EnhancedMinutes => tenths(0),
            Self::AdjEnhanced => whole(0),
            Self::TransferToNumber => side(rules, &record.answered_by),
            Self::CallTransferStatus => status(record.cause).to_owned(),
            Self::FirstName => record.name.clone(),
            Self::Nothing(_) => String::new(),
        }
    }
}

/// What the account's numbers are called.
#[derive(Default)]
pub(crate) struct Labels(BTreeMap<Did, String>);

impl Labels {
    pub(crate) fn new(numbers: Vec<OwnNumber>) -> Self {
        Self(numbers.into_iter().map(|number| (number.did, number.settings.note)).collect())
    }

    fn of(&self, did: Did) -> String {
        self.0.get(&did).cloned().unwrap_or_default()
    }
}

/// A number as it is dialled, whatever else a side is called as the switch had it.
fn side(rules: &Rules, text: &str) -> String {
    rules.read(text).map_or_else(|_| text.to_owned(), Did::national)
}

/// For how long nobody was connected to the caller, in seconds.
fn alone(record: &CallRecord) -> u32 {
    seconds(record.started, record.answered.unwrap_or(record.ended))
}

fn seconds(from: Timestamp, to: Timestamp) -> u32 {
    let micros = to.0.saturating_sub(from.0).max(0).unsigned_abs();
    u32::try_from(micros.div_ceil(1_000_000)).unwrap_or(u32::MAX)
}

/// Minutes, of which a begun one counts.
fn whole(seconds: u32) -> String {
    seconds.div_ceil(60).to_string()
}

/// Minutes to a tenth, of which a begun one counts.
fn tenths(seconds: u32) -> String {
    let tenths = seconds.div_ceil(6);
    format!("{}.{}", tenths / 10, tenths % 10)
}

const fn status(cause: Option<Cause>) -> &'static str {
    match cause {
        None => "Answered",
        Some(Cause::Busy) => "Busy",
        Some(Cause::NoAnswer) => "No Answer",
        Some(Cause::Unreachable | Cause::Declined | Cause::Looped) => "Failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_begun_tenth_of_a_minute_is_a_whole_one() {
        for (seconds, minutes) in [(0, "0.0"), (1, "0.1"), (6, "0.1"), (59, "1.0"), (141, "2.4")] {
            assert_eq!(tenths(seconds), minutes, "{seconds}");
        }
    }

    #[test]
    fn every_column_has_one_name() {
        let mut names = Column::ALL.map(Column::name).to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Column::ALL.len());
    }
}
