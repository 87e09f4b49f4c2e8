//! The codes that the provider's documents name for the functions that work, held against those that come: in the
//! recorded cases, and in the contract, which calls each function without what it needs.
//!
//! What is documented is data, `contract/codes.txt`.

use std::collections::BTreeSet;
use std::path::Path;

use super::tests::code_of;
use crate::operations;

/// Documented codes that never come, and why not. This list may only shrink.
const UNREACHED: &[(&str, &str)] = &[
    ("did_limit_reached", "no account has a cap of numbers"),
    ("error_deleting_msg", "a message that is there can be deleted"),
    ("error_moving_msg", "a message that is there can be moved"),
    ("existing_did", "a callback may ring at a number of the platform"),
    ("forwards_exceeded", "2000 forwardings make a long case; tests/voipms.rs makes them"),
    ("invalid_authtype_h323", "H.323 is not spoken"),
    ("invalid_dayrange", "days may lie in any order, as mon to sun"),
    ("invalid_forwarding_did", "a forwarding belongs to no number that it could lead back to"),
    ("invalid_ip_iax2", "invalid_ip_auth: IAX2 is recognised by a password"),
    ("invalid_pin_number", "other carriers say what PIN they want once they were asked"),
    ("invalid_smpp_password", "SMPP is not spoken"),
    ("invalid_smpp_username", "SMPP is not spoken"),
    ("invalid_snn", "nobody is asked for a social security number"),
    ("invalid_transcription_email", "nothing is transcribed"),
    ("invalid_transcription_format", "nothing is transcribed"),
    ("invalid_transcription_locale", "nothing is transcribed"),
    ("invalid_transcription_redaction", "nothing is transcribed"),
    ("invalid_transcription_sentiment", "nothing is transcribed"),
    ("invalid_transcription_summary", "nothing is transcribed"),
    ("limit_reached", "a hundred messages make a long case; the engine's stories send them"),
    ("max_phonebook", "entries may name as many accounts and addresses as there are entries"),
    ("missing_agent_ring_timeout", "it may be left out"),
    ("missing_if_announce_position_enabled_report_e", "it may be left out"),
    ("missing_ip_h323", "H.323 is not spoken"),
    ("missing_sms", "what is missing has its own: missing_id, missing_dst, message_empty"),
    ("missing_speed_dial", "it may be left out"),
    ("missing_thankyou_for_your_patience", "it may be left out"),
    ("missing_transcription_email", "nothing is transcribed"),
    ("missing_transcription_locale", "nothing is transcribed"),
    ("no_attachments", "a request has an id that no case can know"),
    ("problem_sending_mail", "letters wait until they can be sent"),
    ("sms_apply_regulations", "nobody applies for messages here"),
    ("sms_wait_message", "nobody waits between messages but for limit_reached"),
    ("used_extension_in_location", "extensions have no locations"),
    ("used_password", "of passwords only digests are kept, which do not say that they are alike"),
];

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// Codes that any function may answer.
const ENVELOPE: &[&str] = &[
    "invalid_credentials",
    "invalid_method",
    "method_maintenance",
    "missing_credentials",
    "missing_method",
    "missing_params",
    "success",
    "success_test",
];

#[test]
fn nothing_comes_that_is_not_documented() {
    let known = read("contract/codes.txt");
    let known: BTreeSet<&str> =
        known.split_ascii_whitespace().chain(ENVELOPE.iter().copied()).collect();
    let produced = produced();
    let unknown: Vec<&String> =
        produced.iter().filter(|code| !known.contains(code.as_str())).collect();
    assert!(unknown.is_empty(), "no document of the provider's knows {unknown:?}");
}

/// What is documented of the functions that work.
fn documented() -> BTreeSet<String> {
    let rows = operations::coverage().into_iter();
    let working = rows.filter(|row| row.status.is_served());
    let mut working: BTreeSet<&str> = working.map(|row| row.spec.name).collect();
    let mut codes = BTreeSet::new();
    for line in read("contract/codes.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        if words.next().is_some_and(|function| working.remove(function)) {
            codes.extend(words.map(str::to_owned));
        }
    }
    assert!(working.is_empty(), "contract/codes.txt does not know {working:?}");
    codes
}

/// What comes: the statuses of recorded answers, and the codes that the contract sees.
fn produced() -> BTreeSet<String> {
    let mut produced = BTreeSet::new();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    for file in std::fs::read_dir(cases).expect("the folder of cases") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("a case");
        produced.extend(text.lines().filter_map(code_of).map(str::to_owned));
    }
    for file in ["contract/document.txt", "contract/beyond.txt"] {
        let text = read(file);
        let needs = text.split_ascii_whitespace().filter_map(|word| word.split_once('='));
        let codes = needs.map(|(_, code)| code).filter(|code| code.starts_with("missing_"));
        produced.extend(codes.map(str::to_owned));
    }
    produced
}

#[test]
fn what_is_documented_comes_or_is_listed_with_its_reason() {
    let listed: BTreeSet<&str> = UNREACHED.iter().map(|(code, _)| *code).collect();
    assert!(UNREACHED.windows(2).all(|pair| pair[0].0 < pair[1].0), "in the order of the codes");
    let (documented, produced) = (documented(), produced());
    let lacking: BTreeSet<&str> = documented.difference(&produced).map(String::as_str).collect();
    assert_eq!(lacking, listed, "make it come, or say why it does not; take off what comes");
}
