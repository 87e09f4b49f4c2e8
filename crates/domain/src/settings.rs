//! How a number behaves for the account that has it.

use serde::{Deserialize, Serialize};

use crate::{Destination, Messaging, Money, Named, ObjectId, ObjectKind, Price, RingAt, Telephone};

/// What an owner set on a number: where it rings, what it shows, what it is called. Stored with
/// the tenure, so that the next owner starts afresh; only what differs from the default is written
/// there, because it is written with every number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NumberSettings {
    /// Where it rings. `None` in an order: the account's default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routing: Option<Destination>,
    /// Where it rings when that is busy.
    #[serde(skip_serializing_if = "Destination::is_none")]
    pub failover_busy: Destination,
    /// Where it rings when that cannot be reached.
    #[serde(skip_serializing_if = "Destination::is_none")]
    pub failover_unreachable: Destination,
    /// Where it rings when nobody answers.
    #[serde(skip_serializing_if = "Destination::is_none")]
    pub failover_no_answer: Destination,
    /// The voicemail box of the number; empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub voicemail: String,
    /// The point of presence it is served from; empty for the operator's choice.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pop: String,
    /// How long it rings before the next destination is tried, in seconds.
    pub dial_seconds: u32,
    /// Whether the caller's name is looked up.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cnam: bool,
    /// Put before the caller's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub caller_id_prefix: String,
    /// A note or title of the owner's.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What is done with a fax: the id of a fax flow, or its name in an order; empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub fax_flow: String,
    /// Whether calls are recorded.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub record_calls: bool,
    /// Whether the called number is shown to the owner's equipment with its country code.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub dialled_with_country: bool,
    /// What whoever asks for the number to be ported out must know; empty for nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub port_out_pin: String,
    /// The shortest voicemail message that is kept, in seconds.
    #[serde(skip_serializing_if = "is_zero")]
    pub voicemail_seconds_min: u32,
    /// The page that is to be asked what is done with each call; empty for none. It is kept for the day on which
    /// pages are asked: until then the number rings where it is routed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub call_page: String,
    /// What is done with text messages.
    #[serde(skip_serializing_if = "Messaging::is_default")]
    pub messaging: Messaging,
    /// What a reseller asks of its client for the number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resale: Option<Resale>,
}

/// Some of how a number is set up: what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsChange {
    /// Where it rings.
    pub routing: Option<Destination>,
    /// The same without naming an object; goes before `routing`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ring_at: Option<RingAt>,
    /// Where it rings when that is busy.
    pub failover_busy: Option<Destination>,
    /// Where it rings when that cannot be reached.
    pub failover_unreachable: Option<Destination>,
    /// The same without naming an object; goes before `failover_unreachable`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreachable_at: Option<Telephone>,
    /// Where it rings when nobody answers.
    pub failover_no_answer: Option<Destination>,
    /// The voicemail box of the number; empty for none.
    pub voicemail: Option<String>,
    /// The point of presence it is served from; empty for the operator's choice.
    pub pop: Option<String>,
    /// How long it rings, in seconds.
    pub dial_seconds: Option<u32>,
    /// Whether the caller's name is looked up.
    pub cnam: Option<bool>,
    /// Put before the caller's name.
    pub caller_id_prefix: Option<String>,
    /// A note or title of the owner's.
    pub note: Option<String>,
    /// What is done with a fax: the id of a fax flow, or its name; empty for none.
    pub fax_flow: Option<String>,
    /// Whether calls are recorded.
    pub record_calls: Option<bool>,
    /// Whether the called number is shown to the owner's equipment with its country code.
    pub dialled_with_country: Option<bool>,
    /// What whoever asks for the number to be ported out must know; empty for nothing.
    pub port_out_pin: Option<String>,
    /// The shortest voicemail message that is kept, in seconds.
    pub voicemail_seconds_min: Option<u32>,
    /// The page that is to be asked what is done with each call; empty for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_page: Option<String>,
}

impl SettingsChange {
    /// The settings as they are afterwards. What names no object must have found one before.
    #[must_use]
    pub fn of(self, before: NumberSettings) -> NumberSettings {
        NumberSettings {
            routing: self.routing.or(before.routing),
            failover_busy: self.failover_busy.unwrap_or(before.failover_busy),
            failover_unreachable: self.failover_unreachable.unwrap_or(before.failover_unreachable),
            failover_no_answer: self.failover_no_answer.unwrap_or(before.failover_no_answer),
            voicemail: self.voicemail.unwrap_or(before.voicemail),
            pop: self.pop.unwrap_or(before.pop),
            dial_seconds: self.dial_seconds.unwrap_or(before.dial_seconds),
            cnam: self.cnam.unwrap_or(before.cnam),
            caller_id_prefix: self.caller_id_prefix.unwrap_or(before.caller_id_prefix),
            note: self.note.unwrap_or(before.note),
            fax_flow: self.fax_flow.unwrap_or(before.fax_flow),
            record_calls: self.record_calls.unwrap_or(before.record_calls),
            dialled_with_country: self.dialled_with_country.unwrap_or(before.dialled_with_country),
            port_out_pin: self.port_out_pin.unwrap_or(before.port_out_pin),
            voicemail_seconds_min: self
                .voicemail_seconds_min
                .unwrap_or(before.voicemail_seconds_min),
            call_page: self.call_page.unwrap_or(before.call_page),
            messaging: before.messaging,
            resale: before.resale,
        }
    }
}

impl NumberSettings {
    /// What it names. What is resolved names objects by their ids.
    pub fn named(&self) -> Named {
        let failovers = [&self.failover_busy, &self.failover_unreachable, &self.failover_no_answer];
        let rings = self.routing.iter().chain(failovers);
        let others =
            [(ObjectKind::Voicemail, &self.voicemail), (ObjectKind::FaxFlow, &self.fax_flow)];
        let others = others
            .into_iter()
            .filter_map(|(kind, record)| record.parse().ok().map(|id| (kind, ObjectId(id))));
        let of_messages = Some(self.messaging.login.as_str()).filter(|login| !login.is_empty());
        let logins = rings.clone().filter_map(Destination::login).chain(of_messages);
        let logins = logins.map(str::to_owned).collect();
        Named::of(rings.filter_map(Destination::named).chain(others).collect(), logins)
    }
}

/// A reseller's own prices for one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resale {
    /// Each month.
    pub monthly: Money,
    /// Once.
    pub setup: Money,
    /// Each minute.
    pub minute: Money,
}

/// The most that a reseller may ask of a client, once, each month or each minute: a million, so that no sum of a
/// call or a month is beyond what can be written down.
pub const RESALE_PRICE_MAX: Money = Money::cents(100_000_000);

impl Resale {
    /// Whether these are prices: nothing is less than nothing, and nothing beyond all measure.
    pub fn is_sound(&self) -> bool {
        let prices = [self.setup, self.monthly, self.minute];
        prices.iter().all(|price| (Money::ZERO..=RESALE_PRICE_MAX).contains(price))
    }

    /// The same as the price of a plan.
    pub const fn price(self) -> Price {
        Price { setup: self.setup, monthly: self.monthly, minute: self.minute }
    }
}

/// How long a number rings when its order does not say, in seconds.
pub const DIAL_SECONDS_DEFAULT: u32 = 60;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
const fn is_zero(seconds: &u32) -> bool {
    *seconds == 0
}

impl Default for NumberSettings {
    fn default() -> Self {
        Self {
            routing: None,
            failover_busy: Destination::None,
            failover_unreachable: Destination::None,
            failover_no_answer: Destination::None,
            voicemail: String::new(),
            pop: String::new(),
            dial_seconds: DIAL_SECONDS_DEFAULT,
            cnam: false,
            caller_id_prefix: String::new(),
            note: String::new(),
            fax_flow: String::new(),
            record_calls: false,
            dialled_with_country: false,
            port_out_pin: String::new(),
            voicemail_seconds_min: 0,
            call_page: String::new(),
            messaging: Messaging::default(),
            resale: None,
        }
    }
}
