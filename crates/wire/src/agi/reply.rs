//! What Asterisk answers.

use super::line;
use crate::{Problem, WireFault};

/// The most bytes of one answer.
pub const REPLY_BYTES_MAX: usize = 16 * 1024;

/// One answer of Asterisk, or its word in between that the caller has gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// 200: it was done.
    Done {
        /// What came of it: `result=`, which may be empty, a number, or the keys that were pressed.
        result: String,
        /// What stands behind it: `timeout`, or the value of a variable, both in parentheses there.
        note: String,
    },
    /// 511: the caller has gone, and this command makes no sense any more.
    Gone,
    /// 510 or 520: Asterisk does not know the command, or does not like how it is written.
    Unknown {
        /// The code.
        code: u16,
    },
    /// `HANGUP`: the caller has gone. No answer to anything; the answer that was due still comes.
    Hangup,
}

impl Reply {
    /// Reads one answer from the beginning of `buffer`, and says how many bytes it takes; `None` if
    /// the rest of it has yet to come.
    ///
    /// # Errors
    ///
    /// It is too long, or no answer.
    pub fn read(buffer: &[u8]) -> Result<Option<(Self, usize)>, WireFault> {
        let Some((text, used)) = line(buffer) else {
            return too_long(buffer.len()).map_or(Ok(None), Err);
        };
        if let Some(fault) = too_long(used) {
            return Err(fault);
        }
        if text == b"HANGUP" {
            return Ok(Some((Self::Hangup, used)));
        }
        let text = String::from_utf8_lossy(text);
        let (code, rest) = split_code(&text)
            .ok_or_else(|| WireFault::malformed("an answer begins with a code of three digits"))?;
        match code {
            200 => Ok(Some((done(rest), used))),
            511 => Ok(Some((Self::Gone, used))),
            // A hyphen announces that how to use the command follows, up to a line with the code again.
            520 if rest.starts_with('-') => {
                let end = end_of_usage(buffer, used)?;
                Ok(end.map(|used| (Self::Unknown { code }, used)))
            }
            _ => Ok(Some((Self::Unknown { code }, used))),
        }
    }
}

fn too_long(bytes: usize) -> Option<WireFault> {
    (bytes > REPLY_BYTES_MAX)
        .then(|| WireFault::whole(Problem::TooLarge { limit: REPLY_BYTES_MAX }))
}

/// Where the explanation ends that follows a 520.
fn end_of_usage(buffer: &[u8], mut used: usize) -> Result<Option<usize>, WireFault> {
    while let Some((text, length)) = line(&buffer[used..]) {
        used += length;
        if let Some(fault) = too_long(used) {
            return Err(fault);
        }
        if text.starts_with(b"520 ") {
            return Ok(Some(used));
        }
    }
    too_long(buffer.len()).map_or(Ok(None), Err)
}

fn split_code(text: &str) -> Option<(u16, &str)> {
    let code = text.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest = text.get(3..)?;
    if !rest.is_empty() && !rest.starts_with([' ', '-']) {
        return None;
    }
    Some((code.parse().ok()?, rest))
}

fn done(rest: &str) -> Reply {
    let rest = rest.trim_start();
    let rest = rest.strip_prefix("result=").unwrap_or(rest);
    let (result, note) = rest.split_once(' ').unwrap_or((rest, ""));
    let note = note.trim();
    // A value may hold parentheses of its own; the outer pair is Asterisk's.
    let inner = note.strip_prefix('(').map(|note| match note.rfind(')') {
        Some(end) => &note[..end],
        None => note,
    });
    Reply::Done { result: result.to_owned(), note: inner.unwrap_or(note).to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Reply {
        let (reply, used) = Reply::read(text.as_bytes()).expect(text).expect("all of it");
        assert_eq!(used, text.len());
        reply
    }

    fn done(result: &str, note: &str) -> Reply {
        Reply::Done { result: result.to_owned(), note: note.to_owned() }
    }

    #[test]
    fn answers_are_understood() {
        assert_eq!(read("200 result=0\n"), done("0", ""));
        assert_eq!(read("200 result=1234 (timeout)\r\n"), done("1234", "timeout"));
        assert_eq!(read("200 result= (timeout)\n"), done("", "timeout"));
        assert_eq!(read("200 result=1 (NO (really) ANSWER)\n"), done("1", "NO (really) ANSWER"));
        assert_eq!(read("200 result=0 endpos=8000\n"), done("0", "endpos=8000"));
        assert_eq!(read("510 Invalid or unknown command\n"), Reply::Unknown { code: 510 });
        assert_eq!(read("511 Command Not Permitted on a dead channel\n"), Reply::Gone);
        assert_eq!(read("HANGUP\n"), Reply::Hangup);
        assert_eq!(
            read(
                "520-Invalid command syntax.  Proper usage follows:\nUsage: ANSWER\n520 End of \
                  proper usage.\n"
            ),
            Reply::Unknown { code: 520 }
        );
    }

    #[test]
    fn what_is_none_is_refused() {
        for bad in ["\n", "hello\n", "20\n", "2000 result=1\n", "é00 \n"] {
            assert!(Reply::read(bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(Reply::read(&vec![b'2'; REPLY_BYTES_MAX + 1]).is_err());
        assert_eq!(Reply::read(b"200 result=1"), Ok(None));
        assert_eq!(Reply::read(b"520-Invalid\nUsage"), Ok(None));
        assert!(Reply::read(&b"520-x\ny\n".repeat(REPLY_BYTES_MAX)).is_err());
    }
}
