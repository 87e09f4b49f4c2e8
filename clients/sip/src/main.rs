//! Three readers of SIP requests and the same bytes.
//!
//! Where both others understand a request, and understand the same, so must we; where we refuse it all the
//! same, the refusal must be one of [`REFUSED`], each with its reason. The requests are good ones and what chance
//! makes of them; chance is seeded, so that every run reads the same.

mod chance;
mod readers;

use std::collections::BTreeMap;
use std::process::ExitCode;

use chance::Chance;
use readers::{Core, ezk, ours, rsipstack};

/// How many requests are read.
const REQUESTS: u32 = 200_000;

/// What we refuse though others read it, by how our refusal begins, and why.
const REFUSED: &[(&str, &str)] = &[
    ("the input holds a control character", "a peer behind us could take it for the end of a line"),
    ("the input is not valid text", "a header that is repeated in an answer must be text"),
    ("the input is malformed: a line of the head is no header", "two readers find two heads there"),
    ("the input is malformed: the first line", "what is no token is no method (RFC 3261 §25.1)"),
    ("the input is malformed: the head has no end", "the end of the head is part of it (§7)"),
    ("the input is malformed: the version", "another version of SIP (§21.5.6)"),
    ("field 'Content-Length'", "a length that is not true, or stands twice (§18.3)"),
    ("field 'CSeq'", "a number too large, another method than the request's, or two of them (§8.1.1.5)"),
    ("field 'Max-Forwards'", "no number up to 255, or two of them (§20.22)"),
    ("field 'Via'", "every Via must be readable: the answer repeats them (§8.2.6.2)"),
    ("field 'From'", "one From, with an address in it (§20.20)"),
    ("field 'To'", "one To, with an address in it (§20.39)"),
    ("field 'Call-ID'", "one Call-ID, of one word (§20.8)"),
    ("field 'request line'", "an address that no grammar of RFC 3261 §25.1 makes"),
];

/// What is read otherwise, by the part that differs, and why.
const OTHERWISE: &[(&str, &str)] = &[];

fn main() -> ExitCode {
    let mut chance = Chance::new(5);
    let (mut both, mut same, mut read_otherwise) = (0_u32, 0_u32, 0_u32);
    let mut refused: BTreeMap<&str, u32> = BTreeMap::new();
    let mut faults = 0;
    for _ in 0..REQUESTS {
        let request = chance.request();
        let (Some(one), Some(other)) = (ezk(&request), rsipstack(&request)) else { continue };
        if one != other {
            read_otherwise += 1;
            continue;
        }
        both += 1;
        match ours(&request) {
            Ok(read) if read == one => same += 1,
            Ok(read) => {
                let part = differs(&read, &one);
                if !OTHERWISE.iter().any(|(known, _)| *known == part) {
                    faults += 1;
                    report(&request, &format!("read otherwise: {read:?}, not {one:?}"), faults);
                }
            }
            Err(why) => match REFUSED.iter().find(|(known, _)| why.starts_with(known)) {
                Some((known, _)) => *refused.entry(known).or_default() += 1,
                None => {
                    faults += 1;
                    report(&request, &format!("refused: {why}"), faults);
                }
            },
        }
    }
    println!("{REQUESTS} requests; both others read {both} of them alike and {read_otherwise} each in its way");
    println!("{same} we read as they do; we refuse:");
    for (known, why) in REFUSED {
        println!("{:>7}  {known}: {why}", refused.get(known).copied().unwrap_or(0));
    }
    if faults > 0 || same < both / 2 {
        println!("{faults} are read otherwise, or refused for no reason that is listed");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// The first part in which two readers differ.
fn differs(one: &Core, other: &Core) -> &'static str {
    let parts = [
        ("method", one.method == other.method),
        ("user", one.user == other.user),
        ("host", one.host == other.host),
        ("call", one.call_id == other.call_id),
        ("number", one.number == other.number),
        ("branch", one.branch == other.branch),
    ];
    parts.iter().find(|(_, same)| !same).map_or("nothing", |(part, _)| part)
}

fn report(request: &[u8], what: &str, count: u32) {
    if count <= 20 {
        println!("{what}\n    {}", request.escape_ascii());
    }
}
