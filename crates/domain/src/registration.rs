//! Where equipment is logged in: what a switch reports when it lets somebody in, and when they have gone.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::{CALL_CLOCK_SECONDS_MAX, Flaw, ObjectId, Timestamp};

/// The longest name of a switch or a login, in bytes.
const NAME_BYTES_MAX: usize = 255;
/// The longest address at which somebody wants to be called, in bytes.
const CONTACT_BYTES_MAX: usize = 512;
/// The longest name of equipment, in characters.
const AGENT_CHARS_MAX: usize = 128;
/// For how long somebody may be logged in without saying so again, in seconds.
const STANDING_SECONDS_MAX: i64 = 24 * 60 * 60;

/// How the requests of equipment are carried (RFC 3261 §18, RFC 7118).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// Datagrams.
    #[default]
    Udp,
    /// A connection.
    Tcp,
    /// An encrypted one.
    Tls,
    /// A websocket.
    Ws,
    /// An encrypted one.
    Wss,
}

impl Transport {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Udp, Self::Tcp, Self::Tls, Self::Ws, Self::Wss];

    /// The word that Via headers have for it, under which it is stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
            Self::Tls => "TLS",
            Self::Ws => "WS",
            Self::Wss => "WSS",
        }
    }

    /// The one that a word means; capitals make no difference.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|transport| transport.word().eq_ignore_ascii_case(word))
    }

    /// Whether nobody on the way can read what is carried.
    pub const fn is_encrypted(self) -> bool {
        matches!(self, Self::Tls | Self::Wss)
    }
}

/// What a switch says of a login and one address at which it wants to be called. Switch, login and contact
/// are its name: what was said last of them holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// The name of the switch.
    pub switch: String,
    /// What the equipment logged in with.
    pub login: String,
    /// The address at which it wants to be called; `*` for all of them, where it has gone.
    pub contact: String,
    /// The point of presence.
    #[serde(default)]
    pub pop: Option<ObjectId>,
    /// The address and port that its requests came from, as the switch saw them.
    #[serde(default)]
    pub address: Option<SocketAddr>,
    /// How they were carried.
    #[serde(default)]
    pub transport: Transport,
    /// What the equipment calls itself.
    #[serde(default)]
    pub agent: String,
    /// When it said so.
    pub at: Timestamp,
    /// How long that holds unless it is said again, in seconds; 0: it has gone.
    pub seconds: u32,
}

impl Registration {
    /// What stands for all addresses of a login.
    pub const ALL_CONTACTS: &'static str = "*";

    /// Up to when it holds.
    pub const fn until(&self) -> Timestamp {
        self.at.plus_seconds(self.seconds as i64)
    }

    /// Whether it can be believed, at this time.
    ///
    /// # Errors
    ///
    /// It names nobody, or says more than is kept, or of a time that is not yet.
    pub fn check(&self, now: Timestamp) -> Result<(), Flaw> {
        let is_printed = |text: &str| !text.chars().any(char::is_control);
        let is_named = |text: &str, most| (1..=most).contains(&text.len()) && is_printed(text);
        for (field, text, most) in [
            ("switch", &self.switch, NAME_BYTES_MAX),
            ("user", &self.login, NAME_BYTES_MAX),
            ("contact", &self.contact, CONTACT_BYTES_MAX),
        ] {
            if !is_named(text, most) {
                return Err(Flaw::new(field, format!("must have 1 to {most} printable bytes")));
            }
        }
        if self.agent.chars().count() > AGENT_CHARS_MAX || !is_printed(&self.agent) {
            let why = format!("must have at most {AGENT_CHARS_MAX} printable characters");
            return Err(Flaw::new("agent", why));
        }
        if self.contact == Self::ALL_CONTACTS && self.seconds > 0 {
            return Err(Flaw::new("contact", "is all of them, which can only go together"));
        }
        if i64::from(self.seconds) > STANDING_SECONDS_MAX {
            return Err(Flaw::new("expires", "must be at most a day, in seconds"));
        }
        if self.at.0 <= 0 || self.at > now.plus_seconds(CALL_CLOCK_SECONDS_MAX) {
            return Err(Flaw::new("at", "must not lie in the future; is the clock right?"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_764_489_600_000_000);

    #[test]
    fn what_cannot_be_is_not_believed() {
        let sound = Registration {
            switch: "edge".to_owned(),
            login: "100001_VoIP".to_owned(),
            contact: "sip:100001_VoIP@192.0.2.7:5060".to_owned(),
            pop: None,
            address: None,
            transport: Transport::Udp,
            agent: "A telephone".to_owned(),
            at: NOW,
            seconds: 3600,
        };
        assert_eq!((sound.check(NOW), sound.until()), (Ok(()), NOW.plus_seconds(3600)));
        let wrong = |change: fn(&mut Registration)| {
            let mut wrong = sound.clone();
            change(&mut wrong);
            wrong.check(NOW).expect_err("a flaw").field
        };
        assert_eq!(wrong(|said| said.login.clear()), "user");
        assert_eq!(wrong(|said| said.contact = "a\r\nb".to_owned()), "contact");
        assert_eq!(wrong(|said| said.contact = "*".to_owned()), "contact");
        assert_eq!(wrong(|said| said.agent = "a".repeat(129)), "agent");
        assert_eq!(wrong(|said| said.seconds = 86_401), "expires");
        assert_eq!(wrong(|said| said.at = NOW.plus_seconds(301)), "at");
    }

    #[test]
    fn transports_have_the_words_of_via_headers() {
        assert_eq!(Transport::from_word("tls"), Some(Transport::Tls));
        assert!(Transport::ALL.iter().all(|one| Transport::from_word(one.word()) == Some(*one)));
        assert_eq!(Transport::from_word("pigeon"), None);
    }
}
