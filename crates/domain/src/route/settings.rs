//! What of a number's settings decides where it rings.

use crate::{Destination, NumberSettings, SettingsChange};

/// What of a number's settings decides where it rings. Numbers that ring alike have the same, whatever
/// else was set on them, so that one may stand for many.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RouteSettings {
    /// Where it rings.
    pub routing: Option<Destination>,
    /// Where it rings when that is busy.
    pub failover_busy: Destination,
    /// Where it rings when that cannot be reached.
    pub failover_unreachable: Destination,
    /// Where it rings when nobody answers.
    pub failover_no_answer: Destination,
    /// The voicemail box of the number; empty for none.
    pub voicemail: Box<str>,
    /// The point of presence it is served from; empty for the operator's choice.
    pub pop: Box<str>,
    /// Put before the caller's name.
    pub caller_id_prefix: Box<str>,
    /// How long it rings before the next destination is tried, in seconds.
    pub dial_seconds: u32,
    /// Whether the caller's name is looked up.
    pub cnam: bool,
}

impl From<NumberSettings> for RouteSettings {
    fn from(settings: NumberSettings) -> Self {
        Self {
            routing: settings.routing,
            failover_busy: settings.failover_busy,
            failover_unreachable: settings.failover_unreachable,
            failover_no_answer: settings.failover_no_answer,
            voicemail: settings.voicemail.into(),
            pop: settings.pop.into(),
            caller_id_prefix: settings.caller_id_prefix.into(),
            dial_seconds: settings.dial_seconds,
            cnam: settings.cnam,
        }
    }
}

impl From<RouteSettings> for NumberSettings {
    /// Settings that say this and nothing else.
    fn from(settings: RouteSettings) -> Self {
        SettingsChange::from(settings).of(Self::default())
    }
}

impl From<RouteSettings> for SettingsChange {
    /// A change after which settings say this, and all else that they said before.
    fn from(settings: RouteSettings) -> Self {
        Self {
            routing: Some(settings.routing.unwrap_or_default()),
            failover_busy: Some(settings.failover_busy),
            failover_unreachable: Some(settings.failover_unreachable),
            failover_no_answer: Some(settings.failover_no_answer),
            voicemail: Some(settings.voicemail.into()),
            pop: Some(settings.pop.into()),
            dial_seconds: Some(settings.dial_seconds),
            cnam: Some(settings.cnam),
            caller_id_prefix: Some(settings.caller_id_prefix.into()),
            ..Self::default()
        }
    }
}

impl Default for RouteSettings {
    fn default() -> Self {
        NumberSettings::default().into()
    }
}
