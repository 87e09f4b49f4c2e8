//! Whatever arrives, the answer to it is one message that no peer reads in two ways, and it goes to
//! where the request came from.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem_wire::sip::{Frame, HEAD_BYTES_MAX, Incoming, Response, frame};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(Frame::Message(length)) = frame(bytes) {
        assert_eq!(frame(&bytes[..length]), Ok(Frame::Message(length)));
        assert_eq!(frame(&bytes[..length - 1]), Ok(Frame::More));
    }
    let Ok(Incoming::Request(request)) = Incoming::read(bytes) else {
        return;
    };
    let source = ([192, 0, 2, 1], 5062).into();
    let checked = request.check();
    if let Ok(head) = &checked {
        assert_eq!(head.via.answers_go_to(source).ip(), source.ip());
    }
    match Response::new(&request, source, 302, "Moved Temporarily", "tag") {
        Some(mut response) => {
            response.header("Contact", &format!("<{}>", request.uri));
            let answer = response.finish();
            if answer.len() > HEAD_BYTES_MAX {
                return;
            }
            assert_eq!(frame(&answer), Ok(Frame::Message(answer.len())));
            assert_eq!(Incoming::read(&answer), Ok(Incoming::Response));
            let text = String::from_utf8(answer).expect("text");
            let vias = text.lines().filter(|line| line.starts_with("Via: "));
            assert_eq!(vias.count(), request.list("Via").count());
        }
        None => assert!(request.method == "ACK" || checked.is_err()),
    }
});
