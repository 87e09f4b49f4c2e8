//! The trouble that RFC 4475 describes, each case made anew: messages that look wrong and are right,
//! and messages that look right and are wrong.

use super::{Flaw, Head, Incoming, Request};

/// What every request has, but for its request line; `extra` stands in front of it.
fn with(first: &str, extra: &str, method: &str) -> String {
    format!(
        "{first}\r\n{extra}Via: SIP/2.0/UDP host.example;branch=z9hG4bK7\r\nMax-Forwards: 70\r\n\
         From: <sip:c@example.net>;tag=1\r\nTo: <sip:d@example.net>\r\nCall-ID: t@example\r\n\
         CSeq: 1 {method}\r\nContent-Length: 0\r\n\r\n"
    )
}

/// The same with one header put in the place of that name.
fn changed(name: &str, line: &str) -> String {
    let text = with("INVITE sip:d@example.net SIP/2.0", "", "INVITE");
    let mut found = false;
    let lines = text.split("\r\n").map(|known| {
        let same = known.split_once(':').is_some_and(|(known, _)| known == name);
        found |= same;
        if same { line } else { known }
    });
    let changed = lines.collect::<Vec<_>>().join("\r\n");
    assert!(found, "{name}");
    changed
}

fn request(text: &[u8]) -> Request<'_> {
    match Incoming::read(text) {
        Ok(Incoming::Request(request)) => request,
        other => panic!("{}: {other:?}", text.escape_ascii()),
    }
}

/// Reads a request that is right.
fn right<T>(text: impl AsRef<[u8]>, look: impl FnOnce(Head<'_>) -> T) -> T {
    let text = text.as_ref();
    look(request(text).check().unwrap_or_else(|flaw| panic!("{}: {flaw:?}", text.escape_ascii())))
}

/// The code by which a request is refused.
fn refused(text: impl AsRef<[u8]>) -> u16 {
    let text = text.as_ref();
    let checked = request(text).check().map(|_| ()).map_err(|Flaw { status, .. }| status);
    checked.expect_err(&text.escape_ascii().to_string())
}

#[test]
fn a_short_tortuous_invite_is_understood() {
    let text = "INVITE sip:vivekg@chair.example;unknownparam SIP/2.0\r\nTO :\r\n sip:vivekg@chair.example \
        ;   tag    = 1918n\r\nfrom   : \"J \\\\\\\"\"       <sip:j@a.example>\r\n  ;\r\n  tag = 98\r\n\
        MaX-fOrWaRdS: 0068\r\nCall-ID: inv.1@192.0.2.1\r\nContent-Length   : 4\r\ncseq: 0009\r\n  \
        INVITE\r\nVia  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390\r\ns :\r\n\
        NewFangledHeader:   new\r\n value\r\nUnknown: ;;,,;;,;\r\nv:  SIP  / 2.0  / TCP     \
        spindle.example   ;\r\n  branch  =   z9hG4bK9i , SIP  /    2.0   / UDP  192.168.255.111   ; \
        branch=z9\r\nm:\"Quoted string \\\"\\\"\" <sip:j@b.example> ; newparam =\r\n newvalue ;\r\n  q = \
        0.33\r\n\r\nbody";
    right(text, |head| {
        assert_eq!((head.max_forwards, head.cseq.number), (Some(68), 9));
        assert_eq!(head.from.name, "J \\\"");
        assert_eq!((head.from.tag(), head.to.tag()), (Some("98"), Some("1918n")));
        assert_eq!((head.via.host, head.via.branch()), ("192.0.2.2", Some("390")));
        assert_eq!(head.uri.params, ";unknownparam");
    });
    assert_eq!(request(text.as_bytes()).list("via").count(), 3);
}

#[test]
fn any_token_may_be_a_method() {
    let method = "!odd-Method0123456789_*+`.%indeed'~";
    let first = format!(
        "{method} sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com SIP/2.0"
    );
    right(with(&first, "", method), |head| {
        assert_eq!(head.uri.host, "example.com");
        assert!(head.uri.user().is_some_and(|user| user.ends_with(",/;;*")));
    });
    // An escape in a method is not undone: this is no REGISTER.
    right(with("RE%47IST%45R sip:d@example.net SIP/2.0", "", "RE%47IST%45R"), |head| {
        assert_eq!(head.cseq.method, "RE%47IST%45R");
    });
}

#[test]
fn escapes_stay_where_they_belong() {
    let first = "INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0";
    right(with(first, "", "INVITE"), |head| {
        assert_eq!(head.uri.user().as_deref(), Some("sips:user@example.com"));
        assert_eq!(head.uri.host, "example.net");
    });
    let first = "REGISTER sip:null-%00-null@example.com SIP/2.0";
    right(with(first, "", "REGISTER"), |head| {
        assert_eq!(head.uri.user().as_deref(), Some("null-\0-null"));
    });
    // Semicolons before the @ are the user's, and no parameters.
    let first = "OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0";
    right(with(first, "", "OPTIONS"), |head| {
        assert_eq!(head.uri.user().as_deref(), Some("user;par=u@example.net"));
        assert_eq!(head.uri.params, "");
    });
}

#[test]
fn names_need_no_space_before_the_bracket() {
    right(changed("From", "From: caller<sip:c@example.com>;tag=3"), |head| {
        assert_eq!((&*head.from.name, head.from.tag()), ("caller", Some("3")));
    });
}

#[test]
fn long_values_are_values() {
    let long = "i".repeat(2000);
    let line = format!("From: \"{long}\" <sip:{long}@example.net>;tag={long}");
    right(changed("From", &line), |head| assert_eq!(head.from.tag(), Some(&*long)));
}

#[test]
fn what_follows_a_datagram_is_not_read() {
    let text = with("REGISTER sip:example.com SIP/2.0", "", "REGISTER");
    right(text + "INVITE sip:joe@example.com SIP/2.0\r\n\r\n", |head| {
        assert_eq!(head.cseq.method, "REGISTER");
    });
}

#[test]
fn bodies_may_be_anything() {
    let mut text = changed("Content-Length", "Content-Length: 5").into_bytes();
    text.extend_from_slice(b"\xff\0\r\n\x80");
    right(&text, |_| ());
    assert_eq!(request(&text).body, b"\xff\0\r\n\x80");
}

#[test]
fn any_transport_may_have_carried_it() {
    for transport in ["UDP", "SCTP", "TLS", "TLS-SCTP", "UNKNOWN"] {
        let line = format!("Via: SIP/2.0/{transport} t1.example.com;branch=z9");
        right(changed("Via", &line), |head| assert_eq!(head.via.transport, transport));
    }
}

#[test]
fn telephones_of_rfc_2543_are_understood() {
    let text = "INVITE sip:UserB@example.com SIP/2.0\r\nVia: SIP/2.0/UDP iftgw.example.com\r\nFrom: \
        <sip:+13035551111@ift.example.net;user=phone>\r\nTo: sip:+16505552222@ss1.example.net;user=phone\
        \r\nCall-ID: 1717@ift.example.com\r\nCSeq: 56 INVITE\r\nContent-Type: application/sdp\r\n\r\n";
    right(text, |head| {
        assert_eq!((head.max_forwards, head.from.tag()), (None, None));
        assert_eq!(head.to.uri.user().as_deref(), Some("+16505552222"));
    });
}

#[test]
fn a_transaction_may_lack_its_name() {
    right(changed("Via", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK"), |head| {
        assert_eq!(head.via.branch(), Some("z9hG4bK"));
    });
}

#[test]
fn separators_without_values_are_refused() {
    assert_eq!(refused(changed("Via", "Via: SIP/2.0/UDP 192.0.2.15;;,;,,")), 400);
}

#[test]
fn lengths_that_are_not_true_are_refused() {
    assert_eq!(refused(changed("Content-Length", "Content-Length: 9999")), 400);
    assert_eq!(refused(changed("Content-Length", "Content-Length: -999")), 400);
    let two = with("OPTIONS sip:d@example.net SIP/2.0", "l: 5\r\n", "OPTIONS");
    assert_eq!(refused(two), 400);
}

#[test]
fn numbers_that_are_too_large_are_refused() {
    for line in ["CSeq: 36893488147419103232 INVITE", "CSeq: 2147483648 INVITE"] {
        assert_eq!(refused(changed("CSeq", line)), 400, "{line}");
    }
    assert_eq!(refused(changed("Max-Forwards", "Max-Forwards: 300")), 400);
    assert_eq!(refused(changed("Max-Forwards", "Max-Forwards: +1")), 400);
}

#[test]
fn quotes_and_brackets_must_be_closed() {
    assert_eq!(refused(changed("To", "To: \"Mr. J. User <sip:j.user@example.com>")), 400);
    assert_eq!(refused(changed("To", "To: <sip:j.user@example.com")), 400);
    assert_eq!(refused(changed("From", "From: Bell, Alexander <sip:a@example.com>;tag=43")), 400);
}

#[test]
fn addresses_stand_bare_in_the_request_line() {
    for address in [
        "<sip:user@example.com>",
        "sip:user@example.com; lr",
        "sip:user@example.com ",
        "example.com",
    ] {
        assert_eq!(
            refused(with(&format!("INVITE {address} SIP/2.0"), "", "INVITE")),
            400,
            "{address}"
        );
    }
    // Spaces before it are as wrong, spaces behind the version forgiven.
    assert_eq!(refused(with("INVITE  sip:user@example.com SIP/2.0", "", "INVITE")), 400);
    right(with("INVITE sip:user@example.com SIP/2.0  ", "", "INVITE"), |_| ());
}

#[test]
fn an_address_within_a_header_must_be_unmistakable() {
    assert_eq!(refused(changed("To", "To: sip:user@example.com?Route=%3Csip:x%3E")), 400);
    assert_eq!(refused(changed("To", "To: \"Watson, Thomas\" < sip:t.watson@example.org >")), 400);
}

#[test]
fn other_versions_and_schemes_have_their_own_codes() {
    assert_eq!(refused(with("OPTIONS sip:t@example.org SIP/7.0", "", "OPTIONS")), 505);
    assert_eq!(
        refused(with("OPTIONS nobodyKnowsThisScheme:totallyopaque SIP/2.0", "", "OPTIONS")),
        416
    );
    assert_eq!(refused(with("OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0", "", "OPTIONS")), 416);
    // In a header they harm nobody.
    right(changed("To", "To: isbn:2983792873"), |head| assert_eq!(head.to.uri.scheme, "isbn"));
}

#[test]
fn method_and_sequence_must_agree() {
    assert_eq!(refused(with("OPTIONS sip:user@example.com SIP/2.0", "", "INVITE")), 400);
    assert_eq!(refused(with("NEWMETHOD sip:user@example.com SIP/2.0", "", "INVITE")), 400);
}

#[test]
fn what_must_be_there_once_is_there_once() {
    for name in ["Via", "From", "To", "Call-ID", "CSeq"] {
        assert_eq!(refused(changed(name, "Subject: gone")), 400, "{name}");
    }
    for twice in [
        "f: <sip:e@example.net>;tag=2\r\n",
        "t: <sip:e@b>\r\n",
        "i: other\r\n",
        "CSeq: 1 INVITE\r\n",
    ] {
        let text = with("INVITE sip:d@example.net SIP/2.0", twice, "INVITE");
        assert_eq!(refused(text), 400, "{twice}");
    }
}

#[test]
fn a_line_that_is_no_header_is_refused() {
    for line in ["nonsense\r\n", ": nameless\r\n", "two words: x\r\n", "na\u{e9}me: x\r\n"] {
        assert_eq!(
            refused(with("INVITE sip:d@example.net SIP/2.0", line, "INVITE")),
            400,
            "{line}"
        );
    }
}
