//! Requests that are good, and what chance makes of them.

/// Good requests, in which everything can be written in more than one way.
const GOOD: [&str; 6] = [
    "INVITE sip:+15552223333@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa;rport\r\n\
     Max-Forwards: 70\r\nFrom: \"Jane\" <sip:+13055550100@192.0.2.1>;tag=1\r\nTo: <sip:+15552223333@example.com>\r\n\
     Call-ID: a84b4c76e66710@192.0.2.1\r\nCSeq: 314159 INVITE\r\nContact: <sip:jane@192.0.2.1>\r\nContent-Length: 0\r\n\r\n",
    "INVITE sip:alice:secret@[2001:db8::9]:5070;transport=tcp SIP/2.0\r\nv: SIP/2.0/TCP host.example;branch=z9hG4bKb, \
     SIP/2.0/UDP 198.51.100.7;branch=z9hG4bKc\r\nf: <sip:c@d.example>;tag=f\r\nt: sip:alice@b.example\r\ni: x@y\r\n\
     CSeq: 1 INVITE\r\nl: 4\r\n\r\nbody",
    "OPTIONS sip:example.com SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKd\r\nVia: SIP/2.0/TLS i:5061;branch=z9hG4bKe\r\n\
     From: sip:c@d.example;tag=9\r\nTo: \"A, \\\"b\\\"\" <sip:e@f.example;x=y>\r\nCall-ID: 1\r\nCSeq: 0 OPTIONS\r\n\r\n",
    "ACK sips:u%40v@example.com:5061?subject=x SIP/2.0\r\nVia : SIP/2.0/UDP h;branch=z9hG4bKf\r\nMax-Forwards: 0\r\n\
     FROM: A b <sip:c@d.example>;tag=1\r\nTO:<sip:e@f.example>;tag=2\r\nCALL-ID: 2\r\nCSEQ: 2147483647 ACK\r\n\r\n",
    "SUBSCRIBE sip:u;p=q@example.com;lr SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n ;branch=z9hG4bKg\r\nFrom: <sip:c@d.example>\r\n\
     \t;tag=1\r\nTo: <sip:e@f.example>\r\nCall-ID: 3\r\nCSeq: 7\r\n SUBSCRIBE\r\nSubject:\r\nContent-Length: 0\r\n\r\n",
    "BYE sip:1@h SIP/2.0\nVia: SIP/2.0/UDP h;branch=z9hG4bKh\nFrom: <sip:c@d.example>;tag=1\nTo: <sip:e@f.example>;tag=2\n\
     Call-ID: 4\nCSeq: 8 BYE\n\n",
];

/// What is put in.
const PIECES: [&str; 30] = [
    "\r\n", "\n", "\r", " ", "\t", "\r\n ", ";", ",", ":", "@", "<", ">", "\"", "\\", "=", "%41", "%", "[", "]", "?", "/",
    "0", "99999999999", "é", "\0", ";branch=z9hG4bKx", "Via: SIP/2.0/UDP x;branch=z9hG4bKy\r\n", "Call-ID: z\r\n",
    "Content-Length: 3\r\n", "CSeq: 1 INVITE\r\n",
];

/// A sequence that is the same in every run (xorshift64*).
pub struct Chance(u64);

impl Chance {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(drawn).unwrap_or(0) % end.max(1)
    }

    /// A good request with up to three changes.
    pub fn request(&mut self) -> Vec<u8> {
        let mut bytes = GOOD[self.below(GOOD.len())].as_bytes().to_vec();
        for _ in 0..self.below(4) {
            self.change(&mut bytes);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len());
        let piece = PIECES[self.below(PIECES.len())].as_bytes();
        match self.below(6) {
            0 => bytes[at] = u8::try_from(self.below(256)).unwrap_or(0),
            1 => _ = bytes.remove(at),
            2 | 3 => _ = bytes.splice(at..at, piece.iter().copied()),
            4 => {
                let end = at + self.below(bytes.len() - at).min(12);
                bytes.splice(at..end, piece.iter().copied());
            }
            _ => self.move_line(bytes),
        }
        if bytes.is_empty() {
            bytes.push(b'\n');
        }
    }

    /// Repeats a line elsewhere, or leaves it out.
    fn move_line(&mut self, bytes: &mut Vec<u8>) {
        let mut lines: Vec<Vec<u8>> =
            bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        let from = self.below(lines.len());
        let line = lines[from].clone();
        if self.below(2) == 0 {
            lines.remove(from);
        } else {
            let to = self.below(lines.len());
            lines.insert(to, line);
        }
        *bytes = lines.concat();
    }
}
