//! What Asterisk tells of a call before anything is asked.

use super::line;
use crate::{Problem, WireFault};

/// The most bytes of what Asterisk tells, in all.
pub const CALL_BYTES_MAX: usize = 32 * 1024;

/// The most facts.
const FACTS_COUNT_MAX: usize = 128;

/// What Asterisk tells of a call: `agi_callerid: 15552223333` and so on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    facts: Vec<(String, String)>,
}

impl Call {
    /// Reads from the beginning of a connection up to the empty line, and says how many bytes that
    /// is; `None` if the rest has yet to come.
    ///
    /// # Errors
    ///
    /// It is too long, or holds a line that states no fact.
    pub fn read(buffer: &[u8]) -> Result<Option<(Self, usize)>, WireFault> {
        let mut facts = Vec::new();
        let mut used = 0;
        while let Some((text, length)) = line(&buffer[used..]) {
            used += length;
            if used > CALL_BYTES_MAX {
                break;
            }
            if text.is_empty() {
                return Ok(Some((Self { facts }, used)));
            }
            if facts.len() == FACTS_COUNT_MAX {
                let problem = Problem::TooMany { what: "facts of a call", limit: FACTS_COUNT_MAX };
                return Err(WireFault::whole(problem));
            }
            let text = String::from_utf8_lossy(text);
            let Some((name, value)) = text.split_once(':') else {
                return Err(WireFault::malformed(
                    "a fact of a call is a name, a colon and a value",
                ));
            };
            facts.push((name.trim().to_owned(), value.trim().to_owned()));
        }
        if buffer.len() > CALL_BYTES_MAX {
            return Err(WireFault::whole(Problem::TooLarge { limit: CALL_BYTES_MAX }));
        }
        Ok(None)
    }

    /// What is told under that name, such as `agi_uniqueid`; the last, if Asterisk repeats itself.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.facts.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The path of the address that was called, `did/15552223333` of `agi://host/did/15552223333`.
    pub fn script(&self) -> &str {
        self.get("agi_network_script").unwrap_or_default().trim_start_matches('/')
    }

    /// The caller's number, if Asterisk knows it: it says `unknown` when not.
    pub fn caller(&self) -> Option<&str> {
        self.get("agi_callerid").filter(|caller| !caller.is_empty() && *caller != "unknown")
    }

    /// The arguments that the dialplan gave, in their order.
    pub fn arguments(&self) -> impl Iterator<Item = &str> {
        (1..=FACTS_COUNT_MAX).map_while(|place| self.get(&format!("agi_arg_{place}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: &[u8] = b"agi_network: yes\nagi_network_script: did/15552223333\nagi_request: \
        agi://127.0.0.1:4573/did/15552223333\nagi_channel: PJSIP/carrier-00000001\n\
        agi_callerid: 13055550100\nagi_calleridname: A: b\nagi_arg_1: x\nagi_arg_2: \n\nrest";

    #[test]
    fn a_call_is_told() {
        let (call, used) = Call::read(TOLD).expect("a call").expect("all of it");
        assert_eq!(&TOLD[used..], b"rest");
        assert_eq!(call.script(), "did/15552223333");
        assert_eq!(call.caller(), Some("13055550100"));
        assert_eq!(call.get("agi_calleridname"), Some("A: b"));
        assert_eq!(call.arguments().collect::<Vec<_>>(), ["x", ""]);
        assert_eq!(call.get("agi_rdnis"), None);
    }

    #[test]
    fn it_may_arrive_in_pieces() {
        let end = TOLD.len() - 4;
        for cut in 0..end {
            assert_eq!(Call::read(&TOLD[..cut]), Ok(None), "{cut}");
        }
        assert!(matches!(Call::read(&TOLD[..end]), Ok(Some((_, used))) if used == end));
    }

    #[test]
    fn it_may_not_go_on_for_ever() {
        assert!(Call::read(&vec![b'a'; CALL_BYTES_MAX + 1]).is_err());
        assert!(Call::read("a:b\n".repeat(FACTS_COUNT_MAX + 1).as_bytes()).is_err());
        assert!(Call::read(b"GET / HTTP/1.1\n").is_err());
    }
}
