//! What the codecs of telephony promise for every input.

use proptest::prelude::*;
use tandem_wire::agi::{Call, Command, Reply};
use tandem_wire::netstring;
use tandem_wire::sip::{Frame, Incoming, Response, frame};

use crate::like;

/// Bytes that resemble requests.
fn nearly_sip() -> impl Strategy<Value = Vec<u8>> {
    let pieces = like(&[
        "Via: SIP/2.0/UDP h",
        ";branch=z9",
        ";rport",
        ";received=1.2.3.4",
        "From: <sip:a@b>",
        ";tag=1",
        "To: \"x\" <sip:c@d>",
        "v:",
        "i: 1",
        "CSeq: 1 INVITE",
        "l: 0",
        "Content-Length: 9",
        "\r\n",
        "\n",
        "\r\n ",
        "\"",
        "\\",
        "<",
        ">",
        ",",
        ";",
        "=",
        "%00",
        "[::1]",
        "Max-Forwards: 0",
        "\t",
        " ",
    ]);
    let head = "INVITE sip:c@d SIP/2.0\r\n";
    (pieces, any::<bool>()).prop_map(move |(bytes, whole)| {
        if whole { [head.as_bytes(), &bytes, b"\r\n\r\n"].concat() } else { bytes }
    })
}

proptest! {
    #[test]
    fn no_datagram_does_worse_than_being_answered_with_one_message(
        bytes in nearly_sip(),
        port in 1_u16..,
        tag in "[a-z]{0,4}|.{0,9}",
    ) {
        let Ok(Incoming::Request(request)) = Incoming::read(&bytes) else {
            return Ok(());
        };
        let checked = request.check();
        let source = ([192, 0, 2, 1], port).into();
        if let Some(mut response) = Response::new(&request, source, 400, "Bad Request", &tag) {
            response.header("Warning", "399 tandem \"a\r\nb\"");
            let answer = response.finish();
            prop_assert_eq!(frame(&answer), Ok(Frame::Message(answer.len())));
            prop_assert_eq!(Incoming::read(&answer), Ok(Incoming::Response));
            let text = String::from_utf8(answer).expect("text");
            let vias = text.lines().filter(|line| line.starts_with("Via: ")).count();
            prop_assert_eq!(vias, request.list("Via").count());
            prop_assert!(text.lines().all(|line| !line.contains(char::is_control)));
        } else {
            prop_assert!(checked.is_err());
        }
        if let Ok(head) = checked {
            prop_assert_eq!(head.via.answers_go_to(source).ip(), source.ip());
        }
    }

    #[test]
    fn no_stream_does_worse_than_being_given_up(bytes in nearly_sip(), cut: prop::sample::Index) {
        if let Ok(Frame::Message(length)) = frame(&bytes) {
            prop_assert!(length <= bytes.len());
            // What came first is never understood otherwise when more comes.
            prop_assert_eq!(frame(&bytes[..length]), Ok(Frame::Message(length)));
            prop_assert_eq!(frame(&bytes[..cut.index(length)]), Ok(Frame::More));
        }
    }

    #[test]
    fn netstrings_read_back(payloads in prop::collection::vec(any::<Vec<u8>>(), 0..4)) {
        let mut stream = Vec::new();
        for payload in &payloads {
            netstring::write(&mut stream, payload);
        }
        let mut rest = &stream[..];
        for payload in &payloads {
            let (read, used) = netstring::read(rest).expect("a netstring").expect("all of it");
            prop_assert_eq!(read, &payload[..]);
            for cut in 0..used {
                prop_assert_eq!(netstring::read(&rest[..cut]), Ok(None));
            }
            rest = &rest[used..];
        }
        prop_assert!(rest.is_empty());
    }

    #[test]
    fn no_netstring_does_worse_than_being_refused(bytes in like(&["1", "0", ":", ",", "a", "-"])) {
        if let Ok(Some((payload, used))) = netstring::read(&bytes) {
            let mut again = Vec::new();
            netstring::write(&mut again, payload);
            prop_assert_eq!(&again[..], &bytes[..used]);
        }
    }

    #[test]
    fn a_command_is_a_line_whatever_it_holds(application in ".*", arguments in ".*") {
        let exec = Command::Exec { application: &application, arguments: &arguments };
        let goto = Command::Goto { context: &application, extension: &arguments, priority: 1 };
        for command in [exec, goto] {
            let text = command.to_string();
            prop_assert!(text.ends_with('\n'));
            prop_assert_eq!(text.matches('\n').count(), command.replies());
        }
    }

    #[test]
    fn nothing_of_asterisk_does_worse_than_being_refused(
        bytes in like(&["agi_a", ": ", "\n", "\r\n", "200 result=", "1", " (", ")", "520-", "520 ", "HANGUP"]),
    ) {
        if let Ok(Some((_, used))) = Call::read(&bytes) {
            prop_assert!(used <= bytes.len());
        }
        if let Ok(Some((_, used))) = Reply::read(&bytes) {
            prop_assert!((1..=bytes.len()).contains(&used));
        }
    }
}
