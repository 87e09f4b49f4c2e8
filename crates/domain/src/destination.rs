//! Where a number can ring, written `header:record` as the VoIP.ms document writes it.

use serde::{Deserialize, Serialize};

use crate::{ObjectId, ObjectKind};

/// What the switch itself can do with a call, without any object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemOption {
    /// Hang up.
    Hangup,
    /// Busy tone.
    Busy,
    /// The announcement that the number is not in service.
    NoService,
    /// The announcement that the number has been disconnected.
    Disconnected,
    /// A DTMF test.
    Dtmf,
    /// An echo test.
    Echo,
}

impl SystemOption {
    /// Every option with the word the VoIP.ms document gives it.
    pub const WORDS: [(Self, &'static str); 6] = [
        (Self::Hangup, "hangup"),
        (Self::Busy, "busy"),
        (Self::NoService, "noservice"),
        (Self::Disconnected, "disconnected"),
        (Self::Dtmf, "dtmf"),
        (Self::Echo, "echo"),
    ];
}

/// Where a call goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    /// Nowhere. Written `none:`.
    #[default]
    None,
    /// To the switch itself. Written `sys:echo`.
    System(SystemOption),
    /// To an object of the account. Written `fwd:1026`. The record is the object's id or, as a
    /// customer may send it, its name; what is stored is always the id (for a sub-account, its
    /// login).
    Object {
        /// What kind of object.
        kind: ObjectKind,
        /// Its id, login or name.
        record: String,
    },
}

/// Why a text is not a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DestinationFault {
    /// There is no colon, or what stands before it is not a header.
    Header,
    /// The header wants a record and there is none, or the record is not one of its words.
    Record,
}

impl std::fmt::Display for DestinationFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Header => {
                "must begin with one of account:, fwd:, vm:, sip:, grp:, ivr:, sys:, recording:, \
                 queue:, cb:, tc:, disa:, hunt:, conf:, callflow:, none:"
            }
            Self::Record => "names nothing after the colon, or nothing that its header knows",
        })
    }
}

/// The longest record of a routing string, in bytes.
pub const RECORD_BYTES_MAX: usize = 128;

impl Destination {
    /// Whether it is nowhere.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// An object of the given kind.
    pub fn object(kind: ObjectKind, record: impl Into<String>) -> Self {
        Self::Object { kind, record: record.into() }
    }

    /// The object that it names by its id. A login is no object, and a name is no id.
    pub fn named(&self) -> Option<(ObjectKind, ObjectId)> {
        let Self::Object { kind, record } = self else { return None };
        if *kind == ObjectKind::Account {
            return None;
        }
        record.parse().ok().map(|id| (*kind, ObjectId(id)))
    }

    /// The login that it names, if it names one.
    pub fn login(&self) -> Option<&str> {
        match self {
            Self::Object { kind: ObjectKind::Account, record } => Some(record),
            Self::Object { .. } | Self::None | Self::System(_) => None,
        }
    }

    /// Reads `header:record`. Only the first colon separates; `none` may stand without one.
    pub fn parse(text: &str) -> Result<Self, DestinationFault> {
        let (header, record) = text.split_once(':').unwrap_or((text, ""));
        let record = record.trim();
        match header.trim() {
            "none" if record.is_empty() => Ok(Self::None),
            "none" => Err(DestinationFault::Record),
            "sys" => SystemOption::WORDS
                .iter()
                .find(|(_, word)| *word == record)
                .map(|(option, _)| Self::System(*option))
                .ok_or(DestinationFault::Record),
            header => {
                let kind = ObjectKind::from_header(header)
                    .filter(|kind| kind.can_ring() && text.contains(':'))
                    .ok_or(DestinationFault::Header)?;
                if record.is_empty() || record.len() > RECORD_BYTES_MAX {
                    return Err(DestinationFault::Record);
                }
                Ok(Self::object(kind, record))
            }
        }
    }
}

impl std::fmt::Display for Destination {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::None => f.write_str("none:"),
            Self::System(option) => {
                let word = SystemOption::WORDS.iter().find(|(known, _)| known == option);
                write!(f, "sys:{}", word.map_or("hangup", |(_, word)| word))
            }
            Self::Object { kind, record } => write!(f, "{}:{record}", kind.header()),
        }
    }
}

impl Serialize for Destination {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Destination {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_example_of_the_document_reads_and_prints_back() {
        for text in ["account:100001_VoIP", "fwd:1026", "vm:101", "none:", "sys:echo"] {
            assert_eq!(Destination::parse(text).expect(text).to_string(), text);
        }
        assert_eq!(Destination::parse("none"), Ok(Destination::None));
        assert_eq!(Destination::parse("sip:a:b").expect("first colon").to_string(), "sip:a:b");
    }

    #[test]
    fn what_cannot_ring_is_refused() {
        for (text, fault) in [
            ("", DestinationFault::Header),
            ("fwd", DestinationFault::Header),
            ("pop:5", DestinationFault::Header),
            ("faxflow:1", DestinationFault::Header),
            ("FWD:1", DestinationFault::Header),
            ("fwd:", DestinationFault::Record),
            ("sys:reboot", DestinationFault::Record),
            ("none:1", DestinationFault::Record),
        ] {
            assert_eq!(Destination::parse(text), Err(fault), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_reads_prints_back(text in "[a-z]{0,9}:?[ -~]{0,20}") {
            if let Ok(read) = Destination::parse(&text) {
                prop_assert_eq!(Destination::parse(&read.to_string()), Ok(read));
            }
        }
    }
}
